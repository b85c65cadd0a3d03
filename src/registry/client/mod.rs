//! A registry, asked one question at a time.
//!
//! A client knows its way in: once [`Client::enter`] has a token, every question carries it, and the token
//! is renewed before it runs out. What is at fault for a moment only (429, 502 to 504) is asked again.

mod access;
mod content;
mod listing;
mod retry;
mod tags;

pub use access::Granted;
pub use content::{Fetched, PREVIEW_LIMIT};
pub use tags::TagPage;

use super::diagnose::diagnose;
use super::endpoint::TokenEndpoint;
use super::entrance::Entrance;
use super::error::{ClientError, Question};
use super::transport::{Request, Response, Transport};
use crate::auth::{BasicCredentials, Scope, Secret, Token};
use crate::oci::Address;
use crate::oci::error::Refusal;
use access::Pass;
use futures::lock::Mutex;
use retry::Retry;
use std::cell::{Cell, RefCell};
use std::time::Duration;

/// The most bytes of a manifest or index: the specification asks registries to take 4 MiB.
pub const MANIFEST_LIMIT: usize = 4 * 1024 * 1024;
/// The most bytes of a token answer or of an error.
const SMALL_LIMIT: usize = 256 * 1024;
/// How long one exchange may take.
const TIMEOUT: Duration = Duration::from_secs(30);

/// What a client tells in the course of a question.
#[derive(Clone, Debug, PartialEq)]
pub enum Notice {
    /// The registry asked for a pause, or is not available for a moment: the client waits, and asks again.
    Waiting {
        /// The status code of its answer.
        status: u16,
        /// For how many seconds.
        seconds: u64,
    },
    /// The wait is over.
    Resumed,
    /// There is a new token in the place of one that ran out.
    Renewed(Box<Granted>),
}

/// Takes the pieces of a body. Only one exchange at a time hands it some.
type Sink<'a> = Mutex<&'a mut dyn FnMut(&[u8])>;

/// A client of one registry.
pub struct Client<T> {
    transport: T,
    registry: Address,
    pass: RefCell<Pass>,
    /// Held while a token is renewed: questions asked side by side ask for one token between them.
    renewal: Mutex<()>,
    /// Whether there is a referrers API, once that is known. A 404 says no, but a success counts more: there are
    /// registries that answer 404 for a subject which they do not have.
    has_api: Cell<Option<bool>>,
    tell: Box<dyn Fn(Notice)>,
}

impl<T: Transport> Client<T> {
    /// A client of `registry`, whose requests `transport` carries.
    pub fn new(transport: T, registry: Address) -> Self {
        Self {
            transport,
            registry,
            pass: RefCell::default(),
            renewal: Mutex::new(()),
            has_api: Cell::new(None),
            tell: Box::new(|_| ()),
        }
    }

    /// The client with somebody to tell its notices to.
    #[must_use]
    pub fn telling(self, tell: impl Fn(Notice) + 'static) -> Self {
        Self { tell: Box::new(tell), ..self }
    }

    /// The registry that this is a client of.
    pub const fn registry(&self) -> &Address {
        &self.registry
    }

    /// Whether answers of this registry come from another origin than the page, so that headers which the
    /// registry does not expose are not seen.
    pub fn is_cross_origin(&self) -> bool {
        let asked = self.transport.asked_at(&self.registry).origin();
        self.transport.page_origin().is_some_and(|page| page != asked)
    }

    /// Comes back after a while.
    pub async fn pause(&self, duration: Duration) {
        self.transport.pause(duration).await;
    }

    /// Comes back once what was told so far is on screen.
    pub async fn let_paint(&self) {
        self.transport.let_paint().await;
    }

    /// Asks how one gets in: `GET /v2/` without credentials (distribution specification, "Determining
    /// Support"). A status that is neither success nor a challenge is an error. `allowed` are the other
    /// hosts that the person lets this registry's token endpoint be at.
    ///
    /// # Errors
    /// [`ClientError`].
    pub async fn challenge(&self, allowed: &[TokenEndpoint]) -> Result<Entrance, ClientError> {
        let request = self.request(format!("{}/v2/", self.registry.origin()), SMALL_LIMIT);
        let answer = self.send_to(&self.registry, Question::Challenge, &request, None).await?;
        if !answer.is_success() && answer.status != 401 {
            return Err(refused(Question::Challenge, &answer));
        }
        // Registries say little here, each its own: `{}`, `true`, nothing. None says it in HTML.
        if answer.is_success() && answer.body.trim_ascii_start().starts_with(b"<") {
            return Err(ClientError::WebPage);
        }
        Entrance::from_answer(&answer, &self.registry, allowed)
    }

    /// Asks for a token (distribution token specification, "Requesting a Token"). Without credentials
    /// it is asked anonymously, without the header.
    ///
    /// The credentials go to `endpoint` and nowhere else: a redirect is not followed.
    ///
    /// # Errors
    /// [`ClientError`].
    pub async fn token(
        &self,
        endpoint: &TokenEndpoint,
        service: &str,
        scopes: &[Scope],
        credentials: Option<&BasicCredentials>,
    ) -> Result<Token, ClientError> {
        let mut request = self.request(endpoint.url(service, scopes), SMALL_LIMIT);
        request.headers.extend(credentials.map(|credentials| ("Authorization", credentials.header())));
        request.follow_redirects = false;
        let answer = self.send_to(endpoint.address(), Question::Token, &request, None).await?;
        if !answer.is_success() {
            return Err(refused(Question::Token, &answer));
        }
        Ok(Token::parse_answer(&answer.body)?)
    }

    fn request(&self, url: String, limit: usize) -> Request {
        Request { url, headers: Vec::new(), limit, timeout: TIMEOUT, follow_redirects: true }
    }

    /// Asks for `path` of this registry with what [`Client::enter`] got: `/v2/…`. An answer of any status
    /// is given.
    async fn ask(
        &self,
        question: Question,
        url: String,
        accept: &'static str,
        limit: usize,
    ) -> Result<Response, ClientError> {
        let mut request = self.request(url, limit);
        if !accept.is_empty() {
            request.headers.push(("Accept", Secret::new(accept)));
        }
        self.with_access(question, request, None).await
    }

    /// Sends a request, and again where the answer asks for that. The body of a success goes to `sink`, where there
    /// is one; that of an error never does.
    async fn send_to(
        &self,
        host: &Address,
        question: Question,
        request: &Request,
        sink: Option<&Sink<'_>>,
    ) -> Result<Response, ClientError> {
        let mut retry = Retry::default();
        loop {
            let answer = match sink {
                None => self.transport.send(request).await,
                Some(sink) => self.transport.stream(request, &mut **sink.lock().await).await,
            };
            let answer = match answer {
                Ok(answer) => self.at_home(host, question, answer)?,
                Err(error) => return Err(self.no_answer(host, question, error, request).await),
            };
            let Some(seconds) = retry.pause_after(&answer) else { return Ok(answer) };
            (self.tell)(Notice::Waiting { status: answer.status, seconds });
            self.transport.pause(Duration::from_secs(seconds)).await;
            (self.tell)(Notice::Resumed);
        }
    }

    /// An answer that came from the host that was asked; or from anywhere, where its digest tells what it is.
    fn at_home(&self, host: &Address, question: Question, answer: Response) -> Result<Response, ClientError> {
        let is_home = |url: &str| Address::split(url).is_some_and(|(address, _)| address == *host);
        match &answer.redirected_to {
            Some(url) if question != Question::Blob && !is_home(url) => {
                // Without path and query: a storage's address can hold a signature.
                let address = Address::split(url).map_or_else(|| "another origin".to_owned(), |(a, _)| a.origin());
                Err(ClientError::Strayed { question, address })
            }
            _ => Ok(answer),
        }
    }

    async fn no_answer(
        &self,
        host: &Address,
        question: Question,
        error: super::transport::TransportError,
        request: &Request,
    ) -> ClientError {
        let verdict = diagnose(&self.transport, host, &error, request).await;
        ClientError::NoAnswer { question, host: host.clone(), error, verdict }
    }
}

fn refused(question: Question, answer: &Response) -> ClientError {
    ClientError::Refused {
        question,
        status: answer.status,
        refusal: Refusal::parse(&answer.body),
        retry_after: retry::retry_after(answer),
    }
}
