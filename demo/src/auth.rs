//! `GET /v2/auth`: Basic in, a token out.

use crate::answer::{Answer, Challenge, header};
use crate::options::TokenAnswer;
use crate::token::{Issued, Tokens};
use crate::users::{self, User};
use axum::http::header::AUTHORIZATION;
use axum::http::{HeaderMap, StatusCode, Uri};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde_json::{Value, json};
use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

/// After so many wrong passwords for one name, every password is refused for a while.
const ATTEMPTS: u32 = 3;

/// Counts wrong passwords.
pub struct Lockout {
    cool_down: Duration,
    failures: Mutex<HashMap<String, (u32, Instant)>>,
}

impl Lockout {
    /// Nobody is locked out; whoever will be, is for `cool_down`.
    pub fn new(cool_down: Duration) -> Self {
        Self { cool_down, failures: Mutex::default() }
    }

    fn is_locked(&self, name: &str) -> bool {
        let failures = self.failures.lock().unwrap_or_else(PoisonError::into_inner);
        failures.get(name).is_some_and(|(count, last)| *count >= ATTEMPTS && last.elapsed() < self.cool_down)
    }

    fn note(&self, name: &str, is_right: bool) {
        let mut failures = self.failures.lock().unwrap_or_else(PoisonError::into_inner);
        if is_right {
            failures.remove(name);
            return;
        }
        let (count, last) = failures.get(name).copied().unwrap_or((0, Instant::now()));
        let count = if last.elapsed() < self.cool_down { count + 1 } else { 1 };
        failures.insert(name.to_owned(), (count, Instant::now()));
    }
}

/// A scope: a repository and what to do in it.
struct Scope<'a> {
    repository: &'a str,
    actions: Vec<&'a str>,
}

/// The token endpoint.
pub struct Endpoint {
    /// What it gives out.
    pub tokens: Tokens,
    /// The form in which it does.
    pub form: TokenAnswer,
    /// The wrong passwords.
    pub lockout: Lockout,
    /// The password of `demo`, in the place of the usual one.
    pub password: Option<String>,
}

impl Endpoint {
    /// Answers a request for a token. `create` is called with a repository that is made by asking for `push`.
    pub fn answer(&self, headers: &HeaderMap, uri: &Uri, challenge: &Challenge, create: impl FnOnce(&str)) -> Answer {
        let user = match self.credentials(headers) {
            Ok(user) => user,
            Err(refusal) if refusal.is_locked => {
                return Answer::abort(StatusCode::TOO_MANY_REQUESTS, refusal.message.to_owned());
            }
            Err(refusal) => return unauthorized(refusal.message, challenge),
        };
        let query = query(uri);
        let value = |name: &str| query.iter().find(|(key, _)| key == name).map(|(_, value)| value.as_str());
        let scope = match value("scope").map(parse_scope).transpose() {
            Ok(scope) => scope,
            Err(answer) => return *answer,
        };
        if user.is_none() && scope.is_none() {
            return unauthorized("access to the requested resource is not authorized", challenge);
        }
        let access: Vec<Value> = scope
            .iter()
            .map(|scope| {
                // Quay lists `push` first.
                let granted: Vec<&str> = ["push", "pull"]
                    .into_iter()
                    .filter(|action| scope.actions.contains(action) && users::may(user, scope.repository, action))
                    .collect();
                json!({"type": "repository", "name": scope.repository, "actions": granted})
            })
            .collect();
        if let Some(scope) = scope.filter(|scope| crate::token::allows(&access, scope.repository, "push")) {
            create(scope.repository);
        }
        match self.tokens.issue(user.map(|user| user.name), value("service"), &access) {
            Ok(issued) => self.give(issued),
            Err(error) => Answer::error(StatusCode::INTERNAL_SERVER_ERROR, "UNKNOWN", &error.to_string()),
        }
    }

    /// Reads the Basic header: `Ok(None)` where there is none.
    fn credentials(&self, headers: &HeaderMap) -> Result<Option<&'static User>, Refusal> {
        let Some(value) = header(headers, AUTHORIZATION) else { return Ok(None) };
        let refused = |message| Refusal { message, is_locked: false };
        let (name, password) = parse_basic(value).ok_or_else(|| refused("Specified credentials are invalid"))?;
        if self.lockout.is_locked(&name) {
            let message = "Too many login attempts. \nPlease reset your Quay password and try again.";
            return Err(Refusal { message, is_locked: true });
        }
        let is_right = |user: &&User| match &self.password {
            Some(other) if user.name == "demo" => *other == password,
            _ => user.password == password,
        };
        let user = users::find(&name).filter(is_right);
        self.lockout.note(&name, user.is_some());
        user.map(Some).ok_or_else(|| refused("Invalid Username or Password"))
    }

    fn give(&self, issued: Issued) -> Answer {
        match self.form {
            TokenAnswer::Jwt => Answer::json(&json!({"token": issued.token})),
            TokenAnswer::Opaque => Answer::json(&json!({
                "access_token": self.tokens.conceal(issued.token),
                "expires_in": self.tokens.lifetime().as_secs(),
                "issued_at": humantime::format_rfc3339_seconds(issued.at).to_string(),
            })),
        }
    }
}

fn unauthorized(message: &str, challenge: &Challenge) -> Answer {
    Answer::error(StatusCode::UNAUTHORIZED, "UNAUTHORIZED", message).with_challenge(challenge, None)
}

/// Whose name and password a Basic header has, where they are right.
pub fn account(headers: &HeaderMap) -> Option<&'static User> {
    let (name, password) = parse_basic(header(headers, AUTHORIZATION)?)?;
    users::find(&name).filter(|user| user.password == password)
}

fn parse_basic(value: &str) -> Option<(String, String)> {
    let bytes = STANDARD.decode(value.strip_prefix("Basic ")?).ok()?;
    let text = String::from_utf8(bytes).ok()?;
    text.split_once(':').map(|(name, password)| (name.to_owned(), password.to_owned()))
}

struct Refusal {
    message: &'static str,
    is_locked: bool,
}

fn parse_scope(text: &str) -> Result<Scope<'_>, Box<Answer>> {
    let parsed = text.strip_prefix("repository:").and_then(|rest| rest.rsplit_once(':'));
    let Some((repository, actions)) = parsed else {
        let message = format!("Unable to decode repository and actions: {text}");
        return Err(Box::new(Answer::error(StatusCode::BAD_REQUEST, "INVALID_REQUEST", &message)));
    };
    if ferro_oci_server::validate_name(repository).is_err() {
        let message = format!("Invalid repository name: {repository}");
        return Err(Box::new(Answer::error(StatusCode::BAD_REQUEST, "NAME_INVALID", &message)));
    }
    Ok(Scope { repository, actions: actions.split(',').collect() })
}

/// The query's pairs, decoded: a `+` is a space here, as in Quay.
pub fn query(uri: &Uri) -> Vec<(String, String)> {
    axum::extract::Query::<Vec<(String, String)>>::try_from_uri(uri).map(|query| query.0).unwrap_or_default()
}
