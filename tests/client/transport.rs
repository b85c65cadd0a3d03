//! Carriers of requests on the host: a native HTTP client, and recordings.

use refscope::registry::transport::{Request, Response, Transport, TransportError};
use serde_json::Value;
use std::cell::RefCell;
use std::path::Path;
use std::rc::Rc;

/// Requests over the network, as a page on another origin would see the answers.
#[derive(Clone, Debug)]
pub struct Native {
    /// Where the page would come from.
    pub page: &'static str,
}

impl Native {
    fn client(request: &Request) -> reqwest::Client {
        let redirects = if request.follow_redirects {
            reqwest::redirect::Policy::default()
        } else {
            reqwest::redirect::Policy::none()
        };
        reqwest::Client::builder().redirect(redirects).timeout(request.timeout).build().unwrap()
    }
}

impl Transport for Native {
    async fn send(&self, request: &Request) -> Result<Response, TransportError> {
        let mut builder = Self::client(request).get(&request.url).header("Origin", self.page);
        for (name, value) in &request.headers {
            builder = builder.header(*name, value.expose());
        }
        let answer = builder.send().await.map_err(|_| TransportError::Unreadable)?;
        // What a browser would not show is not seen here either.
        if !answer.headers().contains_key("access-control-allow-origin") {
            return Err(TransportError::Unreadable);
        }
        let text = |value: &reqwest::header::HeaderValue| String::from_utf8_lossy(value.as_bytes()).into_owned();
        let headers = answer.headers().iter().map(|(name, value)| (name.to_string(), text(value))).collect();
        let status = answer.status().as_u16();
        let body = answer.bytes().await.map_err(|_| TransportError::CutOff(0))?.to_vec();
        if body.len() > request.limit {
            return Err(TransportError::TooLarge(request.limit));
        }
        Ok(Response { status, headers, body })
    }

    async fn answers_at_all(&self, url: &str) -> bool {
        reqwest::get(url).await.is_ok()
    }

    fn page_origin(&self) -> Option<String> {
        Some(self.page.to_owned())
    }

    fn is_online(&self) -> bool {
        true
    }
}

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
        status: answer["status"].as_u64().unwrap().try_into().unwrap(),
        headers: headers.iter().map(|(name, value)| (name.clone(), value.as_str().unwrap().to_owned())).collect(),
        body: answer["body"].as_str().unwrap().as_bytes().to_vec(),
    })
}
