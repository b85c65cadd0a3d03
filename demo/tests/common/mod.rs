//! What the tests share: plain HTTP, tokens, recordings.
#![allow(dead_code, reason = "each test file uses its part")]

use base64::Engine as _;
use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};
use reqwest::{Client, Method};
use serde_json::Value;
use std::path::Path;

/// An answer, read whole.
pub struct Answer {
    pub status: u16,
    pub headers: reqwest::header::HeaderMap,
    pub body: String,
}

impl Answer {
    pub fn header(&self, name: &str) -> Option<String> {
        self.headers.get(name).map(|value| value.to_str().unwrap().to_owned())
    }
}

/// One request.
pub async fn ask(method: &str, url: &str, authorization: Option<&str>) -> Answer {
    let mut request = Client::new().request(Method::from_bytes(method.as_bytes()).unwrap(), url);
    if let Some(value) = authorization {
        request = request.header("Authorization", value);
    }
    let answer = request.header("Origin", "http://page.example").send().await.unwrap();
    let (status, headers) = (answer.status().as_u16(), answer.headers().clone());
    Answer { status, headers, body: answer.text().await.unwrap() }
}

pub fn base64(text: &str) -> String {
    STANDARD.encode(text)
}

/// A token; `pair` is `user:password`, empty for an anonymous one.
pub async fn token(host: &str, pair: &str, scope: &str, service: &str) -> String {
    let basic = (!pair.is_empty()).then(|| format!("Basic {}", base64(pair)));
    let url = format!("http://{host}/v2/auth?service={service}&scope={scope}");
    let answer = ask("GET", &url, basic.as_deref()).await;
    assert_eq!(answer.status, 200, "{}", answer.body);
    let document: Value = serde_json::from_str(&answer.body).unwrap();
    document["token"].as_str().unwrap().to_owned()
}

/// The claims of a token.
pub fn claims(token: &str) -> Value {
    let claims = token.split('.').nth(1).unwrap();
    serde_json::from_slice(&URL_SAFE_NO_PAD.decode(claims).unwrap()).unwrap()
}

/// A recorded exchange. Where the recordings are not at hand, says so and gives none; in CI they have to be.
pub fn recording(name: &str) -> Option<Value> {
    let path = Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/../../shared/quay-wire")).join(format!("{name}.json"));
    match std::fs::read(&path) {
        Ok(bytes) => Some(serde_json::from_slice(&bytes).unwrap()),
        Err(error) => {
            assert!(std::env::var_os("CI").is_none(), "{}: {error}", path.display());
            eprintln!("skipped: the recordings of Quay are not beside this project ({})", path.display());
            None
        }
    }
}
