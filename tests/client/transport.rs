//! A carrier of requests that answers from recordings.

use refscope::registry::transport::{Request, Response, Transport, TransportError};
use serde_json::Value;
use std::cell::RefCell;
use std::path::Path;
use std::rc::Rc;
use std::time::Duration;

/// A request that was made: its address, and the value of `Authorization`.
pub type Asked = (String, Option<String>);

/// Recorded answers: the first whose word is in the request's path is given.
#[derive(Clone, Debug, Default)]
pub struct Recorded {
    answers: Vec<(&'static str, Response)>,
    /// The requests that were made.
    pub asked: Rc<RefCell<Vec<Asked>>>,
}

impl Recorded {
    /// Adds a recording for paths that contain `word`. `None` where the recordings are not at hand.
    pub fn with(mut self, word: &'static str, name: &str) -> Option<Self> {
        self.answers.push((word, recording(name)?));
        Some(self)
    }
}

impl Transport for Recorded {
    async fn send(&self, request: &Request) -> Result<Response, TransportError> {
        let authorization = request.headers.iter().find(|(name, _)| *name == "Authorization");
        let authorization = authorization.map(|(_, value)| value.expose().to_owned());
        self.asked.borrow_mut().push((request.url.clone(), authorization));
        let answer = self.answers.iter().find(|(word, _)| request.url.contains(word));
        answer.map(|(_, response)| response.clone()).ok_or(TransportError::Unreadable)
    }

    /// Nobody waits for what was recorded.
    async fn pause(&self, _duration: Duration) {}

    /// When the recordings were made.
    fn now(&self) -> u64 {
        1_795_515_300
    }

    async fn answers_at_all(&self, _url: &str) -> bool {
        true
    }

    fn page_origin(&self) -> Option<String> {
        None
    }

    fn is_online(&self) -> bool {
        true
    }
}

/// A recorded answer. Where the recordings are not at hand, says so and gives none; in CI they have to be.
fn recording(name: &str) -> Option<Response> {
    let path = Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/../shared/quay-wire")).join(format!("{name}.json"));
    let bytes = match std::fs::read(&path) {
        Ok(bytes) => bytes,
        Err(error) => {
            assert!(std::env::var_os("CI").is_none(), "{}: {error}", path.display());
            eprintln!("skipped: the recordings of Quay are not beside this project ({})", path.display());
            return None;
        }
    };
    let recorded: Value = serde_json::from_slice(&bytes).unwrap();
    let answer = &recorded["response"];
    let headers = answer["headers"].as_object().unwrap();
    Some(Response {
        redirected_to: None,
        status: answer["status"].as_u64().unwrap().try_into().unwrap(),
        headers: headers.iter().map(|(name, value)| (name.clone(), value.as_str().unwrap().to_owned())).collect(),
        body: answer["body"].as_str().unwrap().as_bytes().to_vec(),
    })
}
