//! Quay's manners around the registry: who is let in, and what is answered otherwise.

use crate::answer::{Answer, header};
use crate::auth::{self, Lockout};
use crate::requests::Requests;
use crate::route::{Part, Route};
use crate::token::{self, Tokens};
use axum::body::Body;
use axum::extract::State;
use axum::http::header::{AUTHORIZATION, CONTENT_LENGTH, CONTENT_TYPE};
use axum::http::{HeaderValue, Method, Request, Response, StatusCode};
use axum::routing::Router;
use serde_json::{Map, Value, json};
use std::collections::BTreeSet;
use std::sync::{Arc, Mutex, PoisonError};
use tower::ServiceExt as _;

/// The most bytes of an index that is rewritten.
const INDEX_LIMIT: usize = 64 * 1024 * 1024;

/// What answers need to know.
pub struct Dialect {
    /// `host:port`: Quay's SERVER_HOSTNAME.
    pub host: String,
    /// Whether there is a referrers API (`FEATURE_REFERRERS_API`).
    pub referrers_api: bool,
    /// The registry itself.
    pub registry: Router,
    /// The tokens.
    pub tokens: Tokens,
    /// The wrong passwords.
    pub lockout: Lockout,
    /// What came in.
    pub requests: Requests,
    /// The repositories there are: all of them were made by asking for a token with `push`.
    pub created: Mutex<BTreeSet<String>>,
}

/// Answers a request.
pub async fn respond(State(dialect): State<Arc<Dialect>>, request: Request<Body>) -> Response<Body> {
    dialect.requests.record(&request);
    if request.method() == Method::OPTIONS {
        return Answer::options().send();
    }
    match Route::of(request.uri().path()) {
        Route::Base => dialect.base(request).await,
        Route::Auth => auth::answer(
            request.headers(),
            request.uri(),
            &dialect.host,
            &dialect.tokens,
            &dialect.lockout,
            |repository| {
                dialect.created.lock().unwrap_or_else(PoisonError::into_inner).insert(repository.to_owned());
            },
        )
        .send(),
        Route::Repository { name, part } => dialect.repository(request, &name, part).await,
        Route::Unknown => Answer::not_found().send(),
    }
}

impl Dialect {
    async fn base(&self, request: Request<Body>) -> Response<Body> {
        match self.access(&request) {
            Ok(Some(_)) => self.ask(request).await,
            Ok(None) => Answer::base_unauthorized().with_challenge(&self.host, None).send(),
            Err(words) => self.bad_token(words, None),
        }
    }

    async fn repository(&self, request: Request<Body>, name: &str, part: Part) -> Response<Body> {
        let action = if matches!(*request.method(), Method::GET | Method::HEAD) { "pull" } else { "push" };
        let scope = format!("repository:{name}:{action}");
        let access = match self.access(&request) {
            Ok(access) => access.unwrap_or_default(),
            Err(words) => return self.bad_token(words, Some(&scope)),
        };
        if !token::allows(&access, name, action) {
            let message = "access to the requested resource is not authorized";
            let answer = Answer::error(StatusCode::UNAUTHORIZED, "UNAUTHORIZED", message);
            return answer.with_challenge(&self.host, Some(&scope)).send();
        }
        match part {
            Part::Referrers(digest) => self.referrers(request, name, &digest).await,
            Part::Tags => self.tags(request, name).await,
            Part::Manifest | Part::Blob => self.ask_in_quays_words(request, part).await,
        }
    }

    /// What the token allows: `Ok(None)` where none was sent, Quay's words where it is not valid.
    fn access(&self, request: &Request<Body>) -> Result<Option<Vec<Value>>, &'static str> {
        let Some(value) = header(request.headers(), AUTHORIZATION) else { return Ok(None) };
        let token = value.strip_prefix("Bearer ").ok_or("Invalid bearer token format")?;
        self.tokens.check(token).map(Some)
    }

    fn bad_token(&self, words: &str, scope: Option<&str>) -> Response<Body> {
        let body = json!({"error": words}).to_string();
        Answer::abort(StatusCode::UNAUTHORIZED, body).with_challenge(&self.host, scope).send()
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
        self.ask(request).await
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
        let response = self.ask(request).await;
        if response.status().is_success() { with_merged_annotations(response).await } else { response }
    }

    async fn has_manifest(&self, name: &str, digest: &str) -> bool {
        let request = Request::head(format!("/v2/{name}/manifests/{digest}")).body(Body::empty());
        match request {
            Ok(request) => self.ask(request).await.status().is_success(),
            Err(_) => false,
        }
    }
}

/// Quay writes the annotations of all referrers into the index's own, too; the first one of a key counts.
async fn with_merged_annotations(response: Response<Body>) -> Response<Body> {
    let (mut parts, body) = response.into_parts();
    let Ok(bytes) = axum::body::to_bytes(body, INDEX_LIMIT).await else {
        return Answer::error(StatusCode::INTERNAL_SERVER_ERROR, "UNKNOWN", "the index is too large").send();
    };
    let Ok(mut index) = serde_json::from_slice::<Value>(&bytes) else {
        return Response::from_parts(parts, Body::from(bytes));
    };
    let mut merged = Map::new();
    for entry in index["manifests"].as_array().into_iter().flatten() {
        for (key, value) in entry["annotations"].as_object().into_iter().flatten() {
            merged.entry(key).or_insert_with(|| value.clone());
        }
    }
    if !merged.is_empty() {
        index["annotations"] = Value::Object(merged);
    }
    parts.headers.remove(CONTENT_LENGTH);
    parts.headers.insert(CONTENT_TYPE, HeaderValue::from_static("application/vnd.oci.image.index.v1+json"));
    Response::from_parts(parts, Body::from(index.to_string()))
}
