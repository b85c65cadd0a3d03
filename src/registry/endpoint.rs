//! Where a token is asked for, and under which service name.

use super::error::ClientError;
use super::transport::Response;
use crate::auth::Challenge;
use crate::oci::Address;
use thiserror::Error;

/// Quay's token endpoint, and what is assumed where a registry does not let itself be read.
pub const QUAY_TOKEN_PATH: &str = "/v2/auth";

/// The address of a token endpoint: an origin and a path with its query.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TokenEndpoint {
    address: Address,
    path: String,
}

/// Why a text is not the address of a token endpoint.
#[derive(Clone, Debug, Error, PartialEq, Eq)]
#[error(
    "“{0}” is not a token endpoint: a path such as /v2/auth, or a whole address such as https://auth.example/token."
)]
pub struct EndpointError(pub String);

/// From where service and endpoint are known.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Source {
    /// From the registry's `WWW-Authenticate`.
    Challenge,
    /// The registry's challenge could not be read; this is how Quay has it.
    Assumed,
    /// The person set it by hand.
    Typed,
}

/// How one gets into a registry.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Entrance {
    /// With a token.
    Bearer {
        /// Where to ask for it.
        endpoint: TokenEndpoint,
        /// How the token server calls this registry; becomes the token's audience.
        service: String,
        /// How this is known.
        source: Source,
        /// The host that the realm names, where it is another one and the registry's own is asked
        /// instead: the registry is seen through a proxy.
        realm_host: Option<String>,
    },
    /// With the Basic header on every request.
    Basic,
    /// By just asking.
    Open,
}

impl TokenEndpoint {
    /// Reads an absolute address, or a path at `registry`.
    ///
    /// # Errors
    /// [`EndpointError`] with the text.
    pub fn parse(text: &str, registry: &Address) -> Result<Self, EndpointError> {
        let text = text.trim();
        let refused = || EndpointError(text.chars().take(200).collect());
        let (address, path) = match text.split_once("://") {
            None => (registry.clone(), text),
            Some((_, rest)) => {
                let path = rest.find('/').map_or("/", |at| &rest[at..]);
                let origin = &text[..text.len() - rest.len() + rest.find('/').unwrap_or(rest.len())];
                (Address::parse(origin).map_err(|_| refused())?, path)
            }
        };
        // `//host` would be another host; what is not visible ASCII would be changed on its way.
        let is_path = path.starts_with('/') && !path.starts_with("//") && !path.contains(['\\', '#']);
        if !is_path || !path.bytes().all(|b| b.is_ascii_graphic()) {
            return Err(refused());
        }
        Ok(Self { address, path: path.to_owned() })
    }

    /// Quay's endpoint at a registry.
    #[must_use]
    pub fn quay(registry: &Address) -> Self {
        Self { address: registry.clone(), path: QUAY_TOKEN_PATH.to_owned() }
    }

    /// The origin that receives the credentials.
    #[must_use]
    pub const fn address(&self) -> &Address {
        &self.address
    }

    /// The address with `service` and `scope` added.
    #[must_use]
    pub fn url(&self, service: &str, scope: Option<&str>) -> String {
        let joint = if self.path.contains('?') { '&' } else { '?' };
        let mut url = format!("{self}{joint}service={}", encode(service));
        if let Some(scope) = scope {
            url.push_str("&scope=");
            url.push_str(&encode(scope));
        }
        url
    }

    fn is_quays(&self) -> bool {
        self.path.split('?').next() == Some(QUAY_TOKEN_PATH)
    }
}

impl std::fmt::Display for TokenEndpoint {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}{}", self.address.origin(), self.path)
    }
}

impl Entrance {
    /// Reads the answer to `GET /v2/`.
    ///
    /// # Errors
    /// [`ClientError::ForeignRealm`] where credentials would go to another host that nobody allowed;
    /// [`ClientError::Challenge`] where the challenge cannot be answered.
    pub fn from_answer(answer: &Response, registry: &Address) -> Result<Self, ClientError> {
        if answer.is_success() {
            return Ok(Self::Open);
        }
        let Some(header) = answer.header("www-authenticate") else {
            return Ok(Self::assumed(registry));
        };
        let challenges = Challenge::parse_all(header);
        if let Some(bearer) = challenges.iter().find(|c| c.scheme == "bearer") {
            return Self::from_bearer(bearer, registry);
        }
        if challenges.iter().any(|c| c.scheme == "basic") {
            return Ok(Self::Basic);
        }
        Err(ClientError::Challenge(header.chars().take(200).collect()))
    }

    /// What Quay would say, where the registry's own words cannot be read.
    #[must_use]
    pub fn assumed(registry: &Address) -> Self {
        Self::Bearer {
            endpoint: TokenEndpoint::quay(registry),
            service: registry.host(),
            source: Source::Assumed,
            realm_host: None,
        }
    }

    fn from_bearer(challenge: &Challenge, registry: &Address) -> Result<Self, ClientError> {
        let realm = challenge.realm().unwrap_or_default();
        let named = TokenEndpoint::parse(realm, registry).map_err(|_| {
            ClientError::Challenge(format!("realm=\"{}\"", realm.chars().take(200).collect::<String>()))
        })?;
        let service = challenge.service().map_or_else(|| registry.host(), str::to_owned);
        let is_own = named.address == *registry;
        // Quay writes its own host name into the realm. Behind a proxy the same path leads to it, and
        // the credentials stay with the host that the person typed.
        let endpoint = match (is_own, named.is_quays()) {
            (true, _) => named.clone(),
            (false, true) => TokenEndpoint { address: registry.clone(), ..named.clone() },
            (false, false) => return Err(ClientError::ForeignRealm { realm: named.to_string() }),
        };
        let realm_host = (!is_own).then(|| named.address.host());
        Ok(Self::Bearer { endpoint, service, source: Source::Challenge, realm_host })
    }

    /// Puts what the person typed in the place of what was found.
    #[must_use]
    pub fn with_typed(self, service: Option<&str>, typed: Option<&TokenEndpoint>, registry: &Address) -> Self {
        if service.is_none() && typed.is_none() {
            return self;
        }
        let (found_endpoint, found_service) = match self {
            Self::Bearer { endpoint, service, .. } => (endpoint, service),
            Self::Basic | Self::Open => (TokenEndpoint::quay(registry), registry.host()),
        };
        Self::Bearer {
            endpoint: typed.cloned().unwrap_or(found_endpoint),
            service: service.map_or(found_service, str::to_owned),
            source: Source::Typed,
            realm_host: None,
        }
    }
}

/// Percent-encodes a query's value (RFC 3986 §3.4), leaving what may stand there and reads better:
/// `repository:ns/name:pull,push` stays as the documentation writes it. A `+` becomes `%2B`: sent raw,
/// Quay reads it as a space.
#[must_use]
pub fn encode(value: &str) -> String {
    use std::fmt::Write as _;
    let mut encoded = String::with_capacity(value.len());
    for byte in value.bytes() {
        if byte.is_ascii_alphanumeric() || b"-._~:/,@".contains(&byte) {
            encoded.push(char::from(byte));
        } else {
            let _ = write!(encoded, "%{byte:02X}");
        }
    }
    encoded
}

#[cfg(test)]
mod tests {
    use super::*;

    fn registry() -> Address {
        Address::parse("quay.example").unwrap()
    }

    fn answer(challenge: &str) -> Response {
        Response { status: 401, headers: vec![("WWW-Authenticate".into(), challenge.into())], body: vec![] }
    }

    fn entrance(challenge: &str) -> Result<Entrance, ClientError> {
        Entrance::from_answer(&answer(challenge), &registry())
    }

    #[test]
    fn service_and_endpoint_come_from_the_challenge() {
        let Ok(Entrance::Bearer { endpoint, service, source, realm_host }) =
            entrance(r#"Bearer realm="https://quay.example/v2/auth",service="q""#)
        else {
            panic!()
        };
        assert_eq!(
            endpoint.url(&service, Some("repository:a/b:pull,push")),
            "https://quay.example/v2/auth?service=q&scope=repository:a/b:pull,push"
        );
        assert_eq!((source, realm_host), (Source::Challenge, None));
    }

    #[test]
    fn behind_a_proxy_the_path_is_kept_and_the_origin_is_the_proxys() {
        let Ok(Entrance::Bearer { endpoint, service, realm_host, .. }) =
            entrance(r#"Bearer realm="http://inner.quay:8080/v2/auth",service="inner.quay:8080""#)
        else {
            panic!()
        };
        assert_eq!(endpoint.to_string(), "https://quay.example/v2/auth");
        assert_eq!((service.as_str(), realm_host.as_deref()), ("inner.quay:8080", Some("inner.quay:8080")));
    }

    #[test]
    fn a_foreign_realm_gets_nothing() {
        for realm in
            ["https://auth.evil.example/token", "https://quay.example.evil.example/token", "http://quay.example/token"]
        {
            let error = entrance(&format!("Bearer realm=\"{realm}\",service=\"q\"")).unwrap_err();
            assert_eq!(error, ClientError::ForeignRealm { realm: realm.into() });
        }
        for realm in [
            "",
            "javascript:alert(1)",
            "https://user@quay.example/v2/auth",
            "//evil.example/x",
            "https://quay.example\\@evil/",
            "https:///v2/auth",
            "/a b",
        ] {
            let error = entrance(&format!("Bearer realm=\"{}\"", realm.replace('\\', "\\\\"))).unwrap_err();
            assert!(matches!(error, ClientError::Challenge(_)), "{realm}: {error}");
        }
    }

    #[test]
    fn other_ways_in() {
        let plain = |status| Entrance::from_answer(&Response { status, ..Response::default() }, &registry());
        assert_eq!(plain(200), Ok(Entrance::Open));
        assert_eq!(plain(401), Ok(Entrance::assumed(&registry())));
        assert_eq!(entrance(r#"Basic realm="x""#), Ok(Entrance::Basic));
        assert!(matches!(entrance("Negotiate"), Err(ClientError::Challenge(_))));
        // A registry that offers both is asked for a token.
        assert!(matches!(entrance(r#"Basic realm="x", Bearer realm="/token""#), Ok(Entrance::Bearer { .. })));
    }

    #[test]
    fn what_was_typed_wins() {
        let typed = TokenEndpoint::parse("https://auth.example/token?x=1", &registry()).unwrap();
        let Entrance::Bearer { endpoint, service, source, .. } =
            Entrance::assumed(&registry()).with_typed(Some("s p"), Some(&typed), &registry())
        else {
            panic!()
        };
        assert_eq!(endpoint.url(&service, None), "https://auth.example/token?x=1&service=s%20p");
        assert_eq!(source, Source::Typed);
    }

    #[test]
    fn queries_are_escaped() {
        assert_eq!(encode("a+b &c=ü#"), "a%2Bb%20%26c%3D%C3%BC%23");
    }
}
