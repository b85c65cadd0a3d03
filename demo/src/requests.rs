//! What came in, for tests that ask what a page sends, and to whom.

use axum::http::Request;
use std::sync::{Arc, Mutex, PoisonError};

/// The most requests that are kept; a demo that runs for weeks does not grow.
const LIMIT: usize = 10_000;

/// A request as it arrived, without its body.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Recorded {
    /// The method.
    pub method: String,
    /// Path and query, as sent.
    pub path: String,
    /// Names, in lower case, and values.
    pub headers: Vec<(String, String)>,
}

impl Recorded {
    /// The value of a header, by its name in lower case.
    #[must_use]
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.iter().find(|(key, _)| key == name).map(|(_, value)| value.as_str())
    }
}

/// The requests so far, shared between the server and whoever asks.
#[derive(Clone, Debug, Default)]
pub struct Requests(Arc<Mutex<Vec<Recorded>>>);

impl Requests {
    /// Takes note of a request.
    pub fn record<B>(&self, request: &Request<B>) {
        let text = |value: &axum::http::HeaderValue| String::from_utf8_lossy(value.as_bytes()).into_owned();
        let recorded = Recorded {
            method: request.method().to_string(),
            path: request.uri().path_and_query().map_or_else(String::new, ToString::to_string),
            headers: request.headers().iter().map(|(name, value)| (name.to_string(), text(value))).collect(),
        };
        self.push(recorded);
    }

    /// Takes note of what was read already.
    pub fn push(&self, recorded: Recorded) {
        let mut requests = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if requests.len() == LIMIT {
            requests.drain(..LIMIT / 2);
        }
        requests.push(recorded);
    }

    /// All of them, in the order of their arrival.
    #[must_use]
    pub fn all(&self) -> Vec<Recorded> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }
}
