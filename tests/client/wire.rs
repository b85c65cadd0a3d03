//! Requests over the network as a browser makes them, with a clock that tests set: streamed, capped, timed, counted.

use refscope::registry::transport::{Request, Response, Transport, TransportError};
use reqwest::redirect::Policy;
use std::cell::{Cell, RefCell};
use std::rc::Rc;
use std::time::Duration;

/// Where the page comes from.
pub const PAGE: &str = "http://page.example";

/// What a carrier has seen, for who looks on.
#[derive(Debug, Default)]
pub struct Seen {
    /// The addresses that were asked, in their order.
    pub asked: RefCell<Vec<String>>,
    /// The pauses that were made, in seconds.
    pub pauses: RefCell<Vec<u64>>,
    /// The exchanges that are under way.
    under_way: Cell<usize>,
    /// The most that were under way at a time.
    pub most: Cell<usize>,
    /// Now, in seconds since 1970.
    pub now: Cell<u64>,
}

/// A carrier of requests.
#[derive(Clone, Debug)]
pub struct Wire {
    client: reqwest::Client,
    without_redirects: reqwest::Client,
    /// The longest that an exchange may take, in the place of the minutes that a person would wait.
    patience: Option<Duration>,
    /// Whether a pause comes to an end: at once.
    ends_pauses: bool,
    /// What it has seen.
    pub seen: Rc<Seen>,
}

/// One exchange that is under way.
struct UnderWay<'a>(&'a Seen);

impl<'a> UnderWay<'a> {
    fn new(seen: &'a Seen) -> Self {
        seen.under_way.set(seen.under_way.get() + 1);
        seen.most.set(seen.most.get().max(seen.under_way.get()));
        Self(seen)
    }
}

impl Drop for UnderWay<'_> {
    fn drop(&mut self) {
        self.0.under_way.set(self.0.under_way.get() - 1);
    }
}

impl Wire {
    /// A carrier whose clock stands at a time before every token was made.
    pub fn new() -> Self {
        let client = |policy| reqwest::Client::builder().redirect(policy).no_proxy().build().unwrap();
        let without_redirects = client(Policy::none());
        Self {
            client: client(Policy::limited(20)),
            without_redirects,
            patience: None,
            ends_pauses: true,
            seen: Rc::default(),
        }
    }

    /// The same, but no exchange takes longer than this.
    pub fn patient_for(self, patience: Duration) -> Self {
        Self { patience: Some(patience), ..self }
    }

    /// The same, but no pause comes to an end.
    pub fn pausing_for_ever(self) -> Self {
        Self { ends_pauses: false, ..self }
    }

    async fn exchange(
        &self,
        request: &Request,
        timeout: Duration,
        take: &mut dyn FnMut(&[u8]),
    ) -> Result<Response, TransportError> {
        let client = if request.follow_redirects { &self.client } else { &self.without_redirects };
        let mut builder = client.get(&request.url).timeout(timeout).header("Origin", PAGE);
        for (name, value) in &request.headers {
            builder = builder.header(*name, value.expose());
        }
        let late = |error: &reqwest::Error| error.is_timeout().then_some(TransportError::Timeout(timeout));
        let mut answer = builder.send().await.map_err(|error| late(&error).unwrap_or(TransportError::Unreadable))?;
        let status = answer.status().as_u16();
        // What a browser does not show is not seen here either: an answer without leave, or a redirect.
        let is_readable = answer.headers().contains_key("access-control-allow-origin");
        if !is_readable || answer.status().is_redirection() {
            return Err(TransportError::Unreadable);
        }
        let text = |value: &reqwest::header::HeaderValue| String::from_utf8_lossy(value.as_bytes()).into_owned();
        let headers = answer.headers().iter().map(|(name, value)| (name.to_string(), text(value))).collect();
        let end = answer.url().to_string();
        let redirected_to = (end != request.url).then_some(end);
        let mut response = Response { redirected_to, status, headers, body: Vec::new() };
        let (mut size, is_success) = (0, response.is_success());
        loop {
            match answer.chunk().await {
                Ok(None) => return Ok(response),
                Ok(Some(piece)) => {
                    size += piece.len();
                    if size > request.limit {
                        return Err(TransportError::TooLarge(request.limit));
                    }
                    if is_success { take(&piece) } else { response.body.extend_from_slice(&piece) }
                }
                Err(error) => return Err(late(&error).unwrap_or(TransportError::CutOff(size))),
            }
        }
    }
}

impl Transport for Wire {
    async fn send(&self, request: &Request) -> Result<Response, TransportError> {
        let mut body = Vec::new();
        let mut answer = self.stream(request, &mut |piece| body.extend_from_slice(piece)).await?;
        if answer.is_success() {
            answer.body = body;
        }
        Ok(answer)
    }

    async fn stream(&self, request: &Request, take: &mut dyn FnMut(&[u8])) -> Result<Response, TransportError> {
        self.seen.asked.borrow_mut().push(request.url.clone());
        let _under_way = UnderWay::new(&self.seen);
        let timeout = self.patience.map_or(request.timeout, |patience| patience.min(request.timeout));
        self.exchange(request, timeout, take).await
    }

    /// Nobody waits for a test; how long one would have waited is written down.
    async fn pause(&self, duration: Duration) {
        self.seen.pauses.borrow_mut().push(duration.as_secs());
        if !self.ends_pauses {
            futures::future::pending::<()>().await;
        }
    }

    fn now(&self) -> u64 {
        self.seen.now.get()
    }

    async fn answers_at_all(&self, url: &str) -> bool {
        let timeout = self.patience.unwrap_or(Duration::from_secs(10));
        self.client.get(url).timeout(timeout).send().await.is_ok()
    }

    fn page_origin(&self) -> Option<String> {
        Some(PAGE.to_owned())
    }

    fn is_online(&self) -> bool {
        true
    }
}

/// The same, with something done before each request is sent.
pub struct Before<F>(pub Wire, pub F);

impl<F: Fn(&Request)> Transport for Before<F> {
    async fn send(&self, request: &Request) -> Result<Response, TransportError> {
        (self.1)(request);
        self.0.send(request).await
    }

    async fn pause(&self, duration: Duration) {
        self.0.pause(duration).await;
    }

    fn now(&self) -> u64 {
        self.0.now()
    }

    async fn answers_at_all(&self, url: &str) -> bool {
        self.0.answers_at_all(url).await
    }

    fn page_origin(&self) -> Option<String> {
        self.0.page_origin()
    }

    fn is_online(&self) -> bool {
        self.0.is_online()
    }
}
