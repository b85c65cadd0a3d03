//! A carrier of requests that remembers what came back: status and headers, which the client keeps to itself.

use crate::oci::Address;
use crate::registry::transport::{Request, Response, Transport, TransportError};
use std::cell::RefCell;
use std::time::Duration;

/// Hands everything on to another carrier.
pub(super) struct Recorder<'a, T> {
    inner: &'a T,
    /// Whose clock is looked at.
    registry: &'a Address,
    last: RefCell<Response>,
    date: RefCell<Option<(String, u64)>>,
}

impl<'a, T: Transport> Recorder<'a, T> {
    pub fn new(inner: &'a T, registry: &'a Address) -> Self {
        Self { inner, registry, last: RefCell::default(), date: RefCell::default() }
    }

    /// The newest answer, without its body; one of status 0 where the newest request had none.
    pub fn last(&self) -> Response {
        self.last.borrow().clone()
    }

    /// The newest `Date` of the registry that could be read, and when it came by this machine's clock, in seconds since
    /// 1970.
    pub fn date(&self) -> Option<(String, u64)> {
        self.date.borrow().clone()
    }

    fn note(&self, request: &Request, answer: &Result<Response, TransportError>) {
        let Ok(Response { redirected_to, status, headers, .. }) = answer else {
            self.last.take();
            return;
        };
        let (redirected_to, headers) = (redirected_to.clone(), headers.clone());
        let last = Response { redirected_to, status: *status, headers, body: Vec::new() };
        let from = last.redirected_to.as_deref().unwrap_or(&request.url);
        let is_registrys = Address::split(from).is_some_and(|(address, _)| address == *self.registry);
        if let Some(date) = last.header("date").filter(|_| is_registrys) {
            self.date.replace(Some((date.to_owned(), self.inner.now())));
        }
        self.last.replace(last);
    }
}

impl<T: Transport> Transport for &Recorder<'_, T> {
    async fn send(&self, request: &Request) -> Result<Response, TransportError> {
        let answer = self.inner.send(request).await;
        self.note(request, &answer);
        answer
    }

    async fn stream(&self, request: &Request, take: &mut dyn FnMut(&[u8])) -> Result<Response, TransportError> {
        let answer = self.inner.stream(request, take).await;
        self.note(request, &answer);
        answer
    }

    async fn pause(&self, duration: Duration) {
        self.inner.pause(duration).await;
    }

    fn now(&self) -> u64 {
        self.inner.now()
    }

    async fn answers_at_all(&self, url: &str) -> bool {
        self.inner.answers_at_all(url).await
    }

    fn page_origin(&self) -> Option<String> {
        self.inner.page_origin()
    }

    fn asked_at(&self, registry: &Address) -> Address {
        self.inner.asked_at(registry)
    }

    fn is_online(&self) -> bool {
        self.inner.is_online()
    }

    async fn local_network_permission(&self) -> Option<String> {
        self.inner.local_network_permission().await
    }
}
