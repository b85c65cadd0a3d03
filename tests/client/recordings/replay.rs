//! A registry that gives one recorded answer, and good ones to everything else.

use super::exchange::{Exchange, Kind, query};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use refscope::registry::transport::{Request, Response, Transport, TransportError};
use serde_json::{Value, json};
use std::cell::RefCell;
use std::rc::Rc;
use std::time::Duration;

/// Where the recordings were made.
pub const HOST: &str = "127.0.0.1:8090";
/// When.
const NOW: u64 = 1_795_515_300;
/// The page, where it is on another origin.
const PAGE: &str = "http://page.example";

/// The registry.
#[derive(Clone, Debug)]
pub struct Replay {
    exchange: Exchange,
    /// The paths that were asked for, with their queries.
    pub asked: Rc<RefCell<Vec<String>>>,
}

/// The manifest of an image: a good one.
pub fn manifest() -> Value {
    let config = json!({
        "mediaType": "application/vnd.oci.image.config.v1+json",
        "digest": format!("sha256:{}", "c".repeat(64)),
        "size": 2,
    });
    json!({"schemaVersion": 2, "config": config, "layers": []})
}

impl Replay {
    /// A registry that answers as recorded where it is asked as recorded.
    pub fn new(exchange: &Exchange) -> Self {
        Self { exchange: exchange.clone(), asked: Rc::default() }
    }

    /// Whether a request asks what the recording answers. What a token is asked for is the recording's affair.
    fn is_recorded(&self, kind: &Kind, path: &str) -> bool {
        let is_same = match (kind, self.exchange.kind()) {
            (Kind::Manifest(name, reference), Kind::Head(of, other)) => (name, reference) == (&of, &other),
            (kind, recorded) => *kind == recorded,
        };
        is_same && (*kind == Kind::Token || query(path) == query(&self.exchange.path))
    }

    /// What a browser makes of a request to another origin: whether the preflight that it takes, if it takes
    /// one, was answered with leave (Fetch standard, "CORS-preflight fetch").
    fn is_allowed(&self, request: &Request) -> bool {
        let Kind::Preflight = self.exchange.kind() else { return true };
        // "CORS-safelisted request-header": `Accept` is one as long as it is short.
        let wanted: Vec<_> = request
            .headers
            .iter()
            .filter(|(name, value)| *name != "Accept" || value.expose().len() > 128)
            .map(|(name, _)| name.to_ascii_lowercase())
            .collect();
        wanted.is_empty() || gives_leave(&self.exchange, &wanted)
    }

    fn good(&self, kind: &Kind, path: &str) -> Response {
        match kind {
            Kind::Challenge => {
                let challenge = format!("Bearer realm=\"http://{HOST}/v2/auth\",service=\"{HOST}\"");
                answer(401, &json!({})).with("WWW-Authenticate", challenge)
            }
            Kind::Token => answer(200, &json!({"token": token(path)})),
            // Nobody made a tag out of a digest.
            Kind::Manifest(_, reference) if reference.starts_with("sha256") => {
                answer(404, &json!({"errors": [{"code": "MANIFEST_UNKNOWN", "message": "manifest unknown"}]}))
            }
            Kind::Manifest(..) => answer(200, &manifest()),
            Kind::Referrers(..) | Kind::Page(_) => answer(200, &json!({"schemaVersion": 2, "manifests": []})),
            Kind::Tags(name) => answer(200, &json!({"name": name, "tags": []})),
            Kind::Head(..) | Kind::Blob(..) | Kind::Preflight => answer(404, &json!({})),
        }
    }
}

/// Whether the answer to a preflight lets the page send these headers.
pub fn gives_leave(preflight: &Exchange, wanted: &[String]) -> bool {
    let allowed = preflight.header("access-control-allow-headers").unwrap_or_default().to_ascii_lowercase();
    let allowed: Vec<_> = allowed.split(',').map(str::trim).collect();
    let is_origin_allowed = matches!(preflight.header("access-control-allow-origin"), Some("*" | PAGE));
    // A `*` does not cover `Authorization`.
    let is_header_allowed =
        |name: &String| allowed.contains(&name.as_str()) || (name != "authorization" && allowed.contains(&"*"));
    preflight.is_success() && is_origin_allowed && wanted.iter().all(is_header_allowed)
}

/// A token for what is asked for, as a registry that grants everything would make it.
fn token(path: &str) -> String {
    let scopes = query(path).into_iter().filter(|(key, _)| key == "scope").map(|(_, scope)| scope);
    let access: Vec<_> = scopes
        .filter_map(|scope| {
            let mut parts = scope.splitn(3, ':').map(str::to_owned);
            let (kind, name, actions) = (parts.next()?, parts.next()?, parts.next()?);
            Some(json!({"type": kind, "name": name, "actions": actions.split(',').collect::<Vec<_>>()}))
        })
        .collect();
    let claims = json!({"sub": "devtable", "iat": NOW, "exp": NOW + 3600, "access": access});
    let part = |value: &Value| URL_SAFE_NO_PAD.encode(value.to_string());
    format!("{}.{}.{}", part(&json!({"alg": "RS256"})), part(&claims), URL_SAFE_NO_PAD.encode("signature"))
}

fn answer(status: u16, document: &Value) -> Response {
    Response { status, body: document.to_string().into_bytes(), ..Response::default() }
}

trait With {
    fn with(self, name: &str, value: String) -> Self;
}

impl With for Response {
    fn with(mut self, name: &str, value: String) -> Self {
        self.headers.push((name.to_owned(), value));
        self
    }
}

impl Transport for Replay {
    async fn send(&self, request: &Request) -> Result<Response, TransportError> {
        let path = request.url.strip_prefix(&format!("http://{HOST}")).expect("only the registry is asked");
        self.asked.borrow_mut().push(path.to_owned());
        if !self.is_allowed(request) {
            return Err(TransportError::Unreadable);
        }
        let kind = Kind::of("GET", path).unwrap_or_else(|| panic!("{path} is no question of a registry's"));
        if !self.is_recorded(&kind, path) {
            return Ok(self.good(&kind, path));
        }
        let Exchange { status, headers, body, .. } = &self.exchange;
        Ok(Response { redirected_to: None, status: *status, headers: headers.clone(), body: body.clone().into_bytes() })
    }

    /// Nobody waits for what was recorded.
    async fn pause(&self, _duration: Duration) {}

    fn now(&self) -> u64 {
        NOW
    }

    async fn answers_at_all(&self, _url: &str) -> bool {
        true
    }

    /// Recorded answers are told as they are, as to a page of the same origin; a preflight is made for others.
    fn page_origin(&self) -> Option<String> {
        (self.exchange.kind() == Kind::Preflight).then(|| PAGE.to_owned())
    }

    fn is_online(&self) -> bool {
        true
    }
}
