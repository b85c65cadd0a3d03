//! One request, one answer: the interface between the client and whatever carries its requests.
//!
//! In the page that is the browser's `fetch`; in host tests it is a native HTTP client.

use crate::auth::Secret;
use crate::oci::Address;
use std::time::Duration;
use thiserror::Error;

/// A `GET` request. Whoever carries it sends no cookies and no referrer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Request {
    /// The absolute address.
    pub url: String,
    /// Headers. The values are secrets because one of them may be.
    pub headers: Vec<(&'static str, Secret)>,
    /// The most bytes of body that are read.
    pub limit: usize,
    /// How long the whole exchange may take.
    pub timeout: Duration,
    /// Whether a redirect may be followed. Never with a password: it is for the address it was
    /// typed for.
    pub follow_redirects: bool,
}

/// What the registry answered, whatever the status.
#[derive(Clone, Debug, Default)]
pub struct Response {
    /// Where the answer came from in the end, if that is another address than was asked: after redirects.
    pub redirected_to: Option<String>,
    /// The status code.
    pub status: u16,
    /// The headers that may be read: from another origin, a browser shows only those that the
    /// registry exposes.
    pub headers: Vec<(String, String)>,
    /// The body, read to its end.
    pub body: Vec<u8>,
}

impl Response {
    /// The value of a header, by its name in any case.
    #[must_use]
    pub fn header(&self, name: &str) -> Option<&str> {
        let named = |(key, _): &&(String, String)| key.eq_ignore_ascii_case(name);
        self.headers.iter().find(named).map(|(_, value)| value.as_str())
    }

    /// Whether the status is 2xx.
    #[must_use]
    pub const fn is_success(&self) -> bool {
        self.status >= 200 && self.status < 300
    }
}

/// Why there is no answer.
#[derive(Clone, Debug, Error, PartialEq, Eq)]
pub enum TransportError {
    /// No answer that may be read. A browser does not say why; [`super::diagnose`] finds out.
    #[error("no readable answer")]
    Unreadable,
    /// It took too long.
    #[error("no answer within {} seconds", .0.as_secs())]
    Timeout(Duration),
    /// The body is larger than is read.
    #[error("the answer is larger than {0} bytes")]
    TooLarge(usize),
    /// The answer began and broke off.
    #[error("the answer broke off after {0} bytes")]
    CutOff(usize),
}

/// What carries requests.
#[expect(async_fn_in_trait, reason = "one page, one thread: no future here is ever sent elsewhere")]
pub trait Transport {
    /// Sends one request and reads the answer. Dropping the future ends the request.
    ///
    /// # Errors
    /// [`TransportError`] where there is no whole answer; an answer of any status is one.
    async fn send(&self, request: &Request) -> Result<Response, TransportError>;

    /// As [`Transport::send`], but the body of a success is handed on piece by piece instead of being kept: for
    /// content that need not fit into memory. That of an error status is kept, and not handed on.
    ///
    /// # Errors
    /// As [`Transport::send`]; what was handed on before is then part of an answer.
    async fn stream(&self, request: &Request, take: &mut dyn FnMut(&[u8])) -> Result<Response, TransportError> {
        let mut answer = self.send(request).await?;
        if answer.is_success() {
            take(&std::mem::take(&mut answer.body));
        }
        Ok(answer)
    }

    /// Comes back after a while.
    async fn pause(&self, duration: Duration);

    /// Comes back once what was told so far is on screen; at once where there is none.
    async fn let_paint(&self) {}

    /// Now, in seconds since 1970, by this machine's clock.
    fn now(&self) -> u64;

    /// Whether *something* answers at an address, though the answer cannot be read: the browser's
    /// `no-cors` mode. Sends no credentials.
    async fn answers_at_all(&self, url: &str) -> bool;

    /// Where the page itself comes from, such as `https://tools.example`; `None` outside a browser.
    fn page_origin(&self) -> Option<String>;

    /// Where a registry is asked that people know by this address: elsewhere, where the people who host the page have
    /// set it so (see `route`).
    fn asked_at(&self, registry: &Address) -> Address {
        registry.clone()
    }

    /// Whether there is a network at all, as far as the browser knows.
    fn is_online(&self) -> bool;

    /// What the person has said to "local network access": `granted`, `denied`, or `prompt` for nothing yet. `None`
    /// where nobody asks such a thing.
    async fn local_network_permission(&self) -> Option<String> {
        None
    }
}
