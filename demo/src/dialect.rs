//! Quay's manners around the registry: who is let in, and what is answered otherwise.

use crate::answer::{Answer, Challenge, header};
use crate::auth::{self, Endpoint};
use crate::listing::{Listing, Listings};
use crate::options::WayIn;
use crate::pages::{self, Pages};
use crate::requests::Requests;
use crate::route::{Part, Route};
use crate::{push, storage, token, users};
use axum::body::Body;
use axum::extract::State;
use axum::http::header::{AUTHORIZATION, HeaderMap, LINK, USER_AGENT};
use axum::http::{Method, Request, Response, StatusCode};
use axum::routing::Router;
use serde_json::{Value, json};
use std::collections::BTreeSet;
use std::net::SocketAddr;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;
use tower::ServiceExt as _;

/// What answers need to know.
pub struct Dialect {
    /// How one gets in.
    pub way_in: WayIn,
    /// What is said to who has no token.
    pub challenge: Challenge,
    /// Whether there is a referrers API (`FEATURE_REFERRERS_API`).
    pub referrers_api: bool,
    /// Whether referrers are filtered.
    pub filter: bool,
    /// How lists are cut.
    pub pages: Pages,
    /// Those that were asked for.
    pub listings: Listings,
    /// Where blobs are to be had, if not here.
    pub storage: Option<SocketAddr>,
    /// How long answers wait.
    pub latency: Duration,
    /// What is in the paths of those that do.
    pub latency_of: &'static str,
    /// The registry itself.
    pub registry: Router,
    /// What gives out tokens.
    pub auth: Endpoint,
    /// What came in.
    pub requests: Requests,
    /// The repositories there are: all of them were made by asking for a token with `push`, or, where
    /// there are no tokens, by pushing.
    pub created: Mutex<BTreeSet<String>>,
    /// What `/config.json` answers.
    pub config: Value,
}

/// Answers a request.
pub async fn respond(State(dialect): State<Arc<Dialect>>, request: Request<Body>) -> Response<Body> {
    // What the demo pushes itself is nobody's question.
    if header(request.headers(), USER_AGENT) != Some(push::AGENT) {
        dialect.requests.record(&request);
        let waits = !dialect.latency.is_zero() && request.uri().path().contains(dialect.latency_of);
        if waits && request.method() != Method::OPTIONS {
            tokio::time::sleep(dialect.latency).await;
        }
    }
    if request.method() == Method::OPTIONS {
        return Answer::options().send();
    }
    match Route::of(request.uri().path()) {
        Route::Base => dialect.base(request).await,
        Route::Auth if dialect.way_in == WayIn::Bearer => {
            let (headers, uri) = (request.headers(), request.uri());
            dialect.auth.answer(headers, uri, &dialect.challenge, |name| dialect.create(name)).send()
        }
        Route::Repository { name, part } => dialect.repository(request, &name, part).await,
        Route::Config => Answer::json(&dialect.config).send(),
        Route::Auth | Route::Unknown => Answer::not_found().send(),
    }
}

impl Dialect {
    async fn base(&self, request: Request<Body>) -> Response<Body> {
        match self.admit(request.headers(), None) {
            Ok(()) => self.ask(request).await,
            Err(answer) => answer.send(),
        }
    }

    async fn repository(&self, request: Request<Body>, name: &str, part: Part) -> Response<Body> {
        let is_read = matches!(*request.method(), Method::GET | Method::HEAD);
        let action = if is_read { "pull" } else { "push" };
        if let Err(answer) = self.admit(request.headers(), Some((name, action))) {
            return answer.send();
        }
        if !is_read && self.way_in != WayIn::Bearer {
            self.create(name);
        }
        match (part, self.storage) {
            (Part::Referrers(digest), _) => self.referrers(request, name, &digest).await,
            (Part::Tags, _) => self.tags(request, name).await,
            (Part::Blob, Some(storage)) if request.method() == Method::GET => self.elsewhere(request, storage).await,
            (part @ (Part::Manifest | Part::Blob), _) => self.ask_in_quays_words(request, part).await,
        }
    }

    fn create(&self, name: &str) {
        self.created.lock().unwrap_or_else(PoisonError::into_inner).insert(name.to_owned());
    }

    /// Whether someone gets in, and for a repository may do there what they wish; else the answer to them.
    fn admit(&self, headers: &HeaderMap, wish: Option<(&str, &str)>) -> Result<(), Box<Answer>> {
        match self.way_in {
            WayIn::Open => Ok(()),
            WayIn::Basic => {
                let user = auth::account(headers).ok_or_else(|| Box::new(Answer::password_wanted()))?;
                if wish.is_none_or(|(name, action)| users::may(Some(user), name, action)) {
                    return Ok(());
                }
                let message = "requested access to the resource is denied";
                Err(Box::new(Answer::error(StatusCode::FORBIDDEN, "DENIED", message)))
            }
            WayIn::Bearer => self.admit_with_token(headers, wish),
        }
    }

    fn admit_with_token(&self, headers: &HeaderMap, wish: Option<(&str, &str)>) -> Result<(), Box<Answer>> {
        let scope = wish.map(|(name, action)| format!("repository:{name}:{action}"));
        let challenged = |answer: Answer| Box::new(answer.with_challenge(&self.challenge, scope.as_deref()));
        let bad_token =
            |words: &str| challenged(Answer::abort(StatusCode::UNAUTHORIZED, json!({"error": words}).to_string()));
        let access = match header(headers, AUTHORIZATION) {
            Some(value) => {
                let token = value.strip_prefix("Bearer ").ok_or_else(|| bad_token("Invalid bearer token format"))?;
                Some(self.auth.tokens.check(token).map_err(bad_token)?)
            }
            None => None,
        };
        match (wish, access) {
            (None, Some(_)) => Ok(()),
            (None, None) => Err(challenged(Answer::base_unauthorized())),
            (Some((name, action)), access) => {
                if token::allows(&access.unwrap_or_default(), name, action) {
                    return Ok(());
                }
                let message = "access to the requested resource is not authorized";
                Err(challenged(Answer::error(StatusCode::UNAUTHORIZED, "UNAUTHORIZED", message)))
            }
        }
    }

    async fn ask(&self, request: Request<Body>) -> Response<Body> {
        match self.registry.clone().oneshot(request).await {
            Ok(response) => response,
            Err(never) => match never {},
        }
    }

    /// The registry's answer; where it knows nothing of that name, in Quay's words.
    async fn ask_in_quays_words(&self, request: Request<Body>, part: Part) -> Response<Body> {
        let is_read = matches!(*request.method(), Method::GET | Method::HEAD);
        let response = self.ask(request).await;
        if !is_read {
            self.listings.forget();
        }
        if !is_read || response.status() != StatusCode::NOT_FOUND {
            return response;
        }
        match part {
            Part::Blob => Answer::error(StatusCode::NOT_FOUND, "BLOB_UNKNOWN", "blob unknown to registry"),
            _ => Answer::error(StatusCode::NOT_FOUND, "MANIFEST_UNKNOWN", "manifest unknown"),
        }
        .send()
    }

    async fn tags(&self, request: Request<Body>, name: &str) -> Response<Body> {
        // The registry itself lists no tags for a name it does not know, and does not say so.
        if !self.created.lock().unwrap_or_else(PoisonError::into_inner).contains(name) {
            return Answer::error(StatusCode::NOT_FOUND, "NAME_UNKNOWN", "repository name not known to registry")
                .send();
        }
        let limited = self.pages.limit(request.uri().query().unwrap_or_default());
        let mut response = self.ask(with_query(request, &limited)).await;
        let link = response.headers().get(LINK).and_then(|link| self.pages.rewrite(link));
        if let Some(link) = link {
            response.headers_mut().insert(LINK, link);
        }
        response
    }

    async fn referrers(&self, request: Request<Body>, name: &str, digest: &str) -> Response<Body> {
        if !self.referrers_api {
            let body = "{\"error\": \"Not Found\"}".to_owned();
            return Answer::abort(StatusCode::NOT_FOUND, body).send();
        }
        if digest.parse::<ferro_blob_store::Digest>().is_err() {
            return Answer::not_found().send();
        }
        if !self.has_manifest(name, digest).await {
            return Answer::error(StatusCode::BAD_REQUEST, "MANIFEST_INVALID", "manifest invalid").send();
        }
        let (path, query) = (request.uri().path().to_owned(), request.uri().query().unwrap_or_default().to_owned());
        let listing = match self.listing(request, &query).await {
            Ok(listing) => listing,
            Err(answer) => return answer,
        };
        let (range, link) = self.pages.cut(listing.len(), &path, &query);
        listing.answer(range, link)
    }

    /// The whole list that a page is cut from.
    async fn listing(&self, request: Request<Body>, query: &str) -> Result<Arc<Listing>, Response<Body>> {
        let wish = if self.filter { pages::without_page(query) } else { String::new() };
        let request = with_query(request, &wish);
        let address = request.uri().to_string();
        let (kept, turn) = self.listings.get(&address);
        if let Some(listing) = kept {
            return Ok(listing);
        }
        let listing = Arc::new(Listing::read(self.ask(request).await).await?);
        self.listings.keep(address, listing.clone(), turn);
        Ok(listing)
    }

    /// Sends who asks for a blob to the storage, if it has it.
    async fn elsewhere(&self, request: Request<Body>, storage: SocketAddr) -> Response<Body> {
        let digest = request.uri().path().rsplit('/').next().unwrap_or_default().to_owned();
        let mut head = Request::new(Body::empty());
        *head.method_mut() = Method::HEAD;
        *head.uri_mut() = request.uri().clone();
        if !self.ask(head).await.status().is_success() {
            return self.ask_in_quays_words(request, Part::Blob).await;
        }
        Answer::redirect(&storage::place(storage, &digest)).send()
    }

    async fn has_manifest(&self, name: &str, digest: &str) -> bool {
        let request = Request::head(format!("/v2/{name}/manifests/{digest}")).body(Body::empty());
        match request {
            Ok(request) => self.ask(request).await.status().is_success(),
            Err(_) => false,
        }
    }
}

/// The same request with another query.
fn with_query(mut request: Request<Body>, query: &str) -> Request<Body> {
    let path = request.uri().path();
    let target = if query.is_empty() { path.to_owned() } else { format!("{path}?{query}") };
    // Both parts were an address' before; one that is none stays as it was.
    if let Ok(uri) = target.parse() {
        *request.uri_mut() = uri;
    }
    request
}
