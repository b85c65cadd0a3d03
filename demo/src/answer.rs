//! Quay's answers where it does not do what was asked, as they were recorded.

use axum::body::Body;
use axum::http::header::{
    ACCESS_CONTROL_ALLOW_ORIGIN, ALLOW, CONTENT_TYPE, HeaderMap, HeaderName, HeaderValue, LOCATION, WWW_AUTHENTICATE,
};
use axum::http::{Response, StatusCode};
use serde_json::{Value, json};

const JSON: &str = "application/json";
const HTML: &str = "text/html; charset=utf-8";

/// Where to get a token, and for whom.
pub struct Challenge {
    /// The address that gives tokens.
    pub realm: String,
    /// The name of the registry that they are for.
    pub service: String,
}

/// An answer under construction.
pub struct Answer(Response<Body>);

impl Answer {
    fn new(status: StatusCode, content_type: &'static str, body: String) -> Self {
        let mut response = Response::new(Body::from(body));
        *response.status_mut() = status;
        response.headers_mut().insert(CONTENT_TYPE, HeaderValue::from_static(content_type));
        Self(response)
    }

    /// A JSON document with status 200.
    pub fn json(document: &Value) -> Self {
        Self::new(StatusCode::OK, JSON, document.to_string())
    }

    /// The specification's error envelope, with a line break at its end as Quay has it.
    pub fn error(status: StatusCode, code: &str, message: &str) -> Self {
        // Quay gives this one code a detail of another type.
        let detail = if code == "MANIFEST_INVALID" { json!("") } else { json!({}) };
        let body = json!({"errors": [{"code": code, "detail": detail, "message": message}]});
        Self::new(status, JSON, format!("{body}\n"))
    }

    /// What Quay's `abort()` makes: another shape, under the content type of a page, and the only answers
    /// that every origin may read.
    pub fn abort(status: StatusCode, body: String) -> Self {
        Self::new(status, HTML, body).with(ACCESS_CONTROL_ALLOW_ORIGIN, "*")
    }

    /// The page of an address that is none.
    pub fn not_found() -> Self {
        let page = "<!doctype html>\n<html lang=en>\n<title>404 Not Found</title>\n<h1>Not Found</h1>\n<p>The requested URL was not found on the server. If you entered the URL manually please check your spelling and try again.</p>\n";
        Self::new(StatusCode::NOT_FOUND, HTML, page.to_owned())
    }

    /// Bare Quay's answer to a preflight: which methods there are, and nothing of CORS.
    pub fn options() -> Self {
        Self::new(StatusCode::OK, HTML, String::new()).with(ALLOW, "OPTIONS, GET, HEAD")
    }

    /// No password, or a wrong one, where every request needs one.
    pub fn password_wanted() -> Self {
        Self::error(StatusCode::UNAUTHORIZED, "UNAUTHORIZED", "authentication required")
            .with(WWW_AUTHENTICATE, "Basic realm=\"demo\"")
    }

    /// The storage has it.
    pub fn redirect(place: &str) -> Self {
        Self::new(StatusCode::FOUND, HTML, String::new()).with(LOCATION, place)
    }

    /// `/v2/` without a token.
    pub fn base_unauthorized() -> Self {
        Self::new(StatusCode::UNAUTHORIZED, HTML, "true".to_owned())
    }

    /// Adds a header.
    pub fn with(mut self, name: HeaderName, value: &str) -> Self {
        if let Ok(value) = HeaderValue::from_str(value) {
            self.0.headers_mut().insert(name, value);
        }
        self
    }

    /// Adds the challenge: where to get a token, and for a repository which.
    pub fn with_challenge(self, challenge: &Challenge, scope: Option<&str>) -> Self {
        let Challenge { realm, service } = challenge;
        let scope = scope.map(|scope| format!(",scope=\"{scope}\"")).unwrap_or_default();
        self.with(WWW_AUTHENTICATE, &format!("Bearer realm=\"{realm}\",service=\"{service}\"{scope}"))
    }

    /// The answer.
    pub fn send(self) -> Response<Body> {
        self.0
    }
}

/// The value of a header that is plain text.
pub fn header(headers: &HeaderMap, name: HeaderName) -> Option<&str> {
    headers.get(name)?.to_str().ok()
}
