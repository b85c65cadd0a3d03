//! An answer, and how it gets to the client: bytes are written as they are, for no HTTP library would.

use crate::push;
use serde_json::Value;

/// How much of the body arrives, and when.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Delivery {
    /// All of it at once.
    Whole,
    /// The half of it, then the connection ends, though its head announced all.
    CutOff,
    /// Half of it, then the connection is reset.
    ResetHalfway,
    /// Half of it, then nothing more, and the connection stays.
    Stalled,
    /// All of it, a byte at a time.
    ByteByByte,
    /// So many zeros in the place of it, as announced.
    Zeros(u64),
    /// Zeros, unannounced, until the client hangs up.
    Endless,
    /// White space, a byte every fifth of a second, until the client hangs up.
    Drip,
    /// Nothing, not even a head; the connection stays.
    Silent,
    /// Nothing; the connection is reset.
    Reset,
    /// The body alone, without a head: not HTTP.
    Raw,
}

/// An answer.
#[derive(Clone, Debug)]
pub struct Reply {
    /// The status.
    pub status: u16,
    /// Names and values, not checked.
    pub headers: Vec<(&'static str, Vec<u8>)>,
    /// The body.
    pub body: Vec<u8>,
    /// How it is sent.
    pub delivery: Delivery,
}

impl Reply {
    /// An answer with a content type.
    pub fn new(status: u16, content_type: &str, body: impl Into<Vec<u8>>) -> Self {
        let headers = vec![("Content-Type", content_type.into())];
        Self { status, headers, body: body.into(), delivery: Delivery::Whole }
    }

    /// A JSON document.
    pub fn json(status: u16, document: &Value) -> Self {
        Self::new(status, "application/json", document.to_string())
    }

    /// An error in the specification's envelope.
    pub fn error(status: u16, code: &str, message: &str) -> Self {
        Self::json(status, &serde_json::json!({"errors": [{"code": code, "detail": {}, "message": message}]}))
    }

    /// A page.
    pub fn html(status: u16, title: &str) -> Self {
        let page = format!("<!doctype html>\n<html lang=en><title>{title}</title><h1>{title}</h1></html>\n");
        Self::new(status, "text/html; charset=utf-8", page)
    }

    /// A redirect.
    pub fn redirect(place: &str) -> Self {
        Self::html(302, "Found").header("Location", place)
    }

    /// Leave for everything that pages of other origins ask.
    pub fn preflight() -> Self {
        Self::new(200, "text/plain", "")
            .header("Access-Control-Allow-Methods", "GET, HEAD")
            .header("Access-Control-Allow-Headers", "Authorization, Accept, Range")
            .header("Access-Control-Max-Age", "600")
            .readable_everywhere()
    }

    /// The same, readable by pages of other origins.
    pub fn readable_everywhere(self) -> Self {
        let exposed = "WWW-Authenticate, Link, Content-Length, Content-Range, Retry-After, \
                       Docker-Content-Digest, OCI-Filters-Applied, OCI-Subject";
        self.header("Access-Control-Allow-Origin", "*").header("Access-Control-Expose-Headers", exposed)
    }

    /// The same with another status.
    pub const fn status(mut self, status: u16) -> Self {
        self.status = status;
        self
    }

    /// The same with a header in the place of any of that name.
    pub fn header(self, name: &'static str, value: impl AsRef<[u8]>) -> Self {
        let mut reply = self.without(name);
        reply.headers.push((name, value.as_ref().to_vec()));
        reply
    }

    /// The same without a header.
    pub fn without(mut self, name: &str) -> Self {
        self.headers.retain(|(key, _)| !key.eq_ignore_ascii_case(name));
        self
    }

    /// The same with another body. A digest in the head stays true.
    pub fn body(mut self, body: impl Into<Vec<u8>>) -> Self {
        self.body = body.into();
        for (name, value) in &mut self.headers {
            if *name == "Docker-Content-Digest" {
                *value = push::digest(&self.body).into_bytes();
            }
        }
        self
    }

    /// The same with something changed in its document. A digest in the head stays true.
    pub fn edit(self, change: impl FnOnce(&mut Value)) -> Self {
        let mut document = serde_json::from_slice(&self.body).unwrap_or_default();
        change(&mut document);
        self.body(document.to_string())
    }

    /// The same with a word in its text replaced, where JSON has no value for what is to be there.
    pub fn replace(self, from: &str, to: &str) -> Self {
        let text = String::from_utf8_lossy(&self.body).replace(from, to);
        self.body(text)
    }

    /// The same, sent in another way.
    pub const fn sent(mut self, delivery: Delivery) -> Self {
        self.delivery = delivery;
        self
    }
}
