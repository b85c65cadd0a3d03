//! How one gets into a registry: by a token, by HTTP Basic, or by just asking.

use super::endpoint::{LONGEST, TokenEndpoint};
use super::error::ClientError;
use super::transport::Response;
use crate::auth::Challenge;
use crate::oci::Address;

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
        /// The endpoint that the realm names, where it is on another host and the registry's own is asked
        /// instead: the registry is seen through a proxy.
        realm: Option<TokenEndpoint>,
    },
    /// With the Basic header on every request.
    Basic,
    /// By just asking.
    Open,
}

impl Entrance {
    /// Reads the answer to `GET /v2/`. `allowed` are the endpoints on other hosts that the person allows this
    /// registry to name.
    ///
    /// # Errors
    /// [`ClientError::ForeignRealm`] where credentials would go to another host that nobody allowed;
    /// [`ClientError::Challenge`] where the challenge cannot be answered.
    pub fn from_answer(answer: &Response, registry: &Address, allowed: &[TokenEndpoint]) -> Result<Self, ClientError> {
        if answer.is_success() {
            return Ok(Self::Open);
        }
        let Some(header) = answer.header("www-authenticate") else {
            return Ok(Self::assumed(registry));
        };
        let challenges = Challenge::parse_all(header);
        if let Some(bearer) = challenges.iter().find(|c| c.scheme == "bearer") {
            return Self::from_bearer(bearer, registry, allowed);
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
            realm: None,
        }
    }

    fn from_bearer(challenge: &Challenge, registry: &Address, allowed: &[TokenEndpoint]) -> Result<Self, ClientError> {
        let realm = challenge.realm().unwrap_or_default();
        let named = TokenEndpoint::parse(realm, registry).map_err(|_| {
            ClientError::Challenge(format!("realm=\"{}\"", realm.chars().take(200).collect::<String>()))
        })?;
        let service = challenge.service().map_or_else(|| registry.host(), str::to_owned);
        if service.len() > LONGEST {
            let start: String = service.chars().take(200).collect();
            return Err(ClientError::Challenge(format!("service=\"{start}…\"")));
        }
        let is_own = named.address() == registry;
        // Quay writes its own host name into the realm. Behind a proxy the same path leads to it, and
        // the credentials stay with the host that the person typed.
        let is_allowed = is_own || allowed.contains(&named);
        let endpoint = match (is_allowed, named.is_quays()) {
            (true, _) => named.clone(),
            (false, true) => named.moved_to(registry),
            (false, false) => return Err(ClientError::ForeignRealm { realm: named }),
        };
        let realm = (named != endpoint).then_some(named);
        Ok(Self::Bearer { endpoint, service, source: Source::Challenge, realm })
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
            realm: None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::auth::{Actions, Scope};
    use crate::oci::RepositoryName;

    fn registry() -> Address {
        Address::parse("quay.example").unwrap()
    }

    fn answer(challenge: &str) -> Response {
        let headers = vec![("WWW-Authenticate".into(), challenge.into())];
        Response { status: 401, headers, ..Response::default() }
    }

    fn entrance(challenge: &str) -> Result<Entrance, ClientError> {
        Entrance::from_answer(&answer(challenge), &registry(), &[])
    }

    #[test]
    fn service_and_endpoint_come_from_the_challenge() {
        let Ok(Entrance::Bearer { endpoint, service, source, realm }) =
            entrance(r#"Bearer realm="https://quay.example/v2/auth",service="q""#)
        else {
            panic!()
        };
        let repository = RepositoryName::parse("a/b").unwrap();
        let scope = Scope { repository, actions: Actions { push: true } };
        assert_eq!(
            endpoint.url(&service, &[scope]),
            "https://quay.example/v2/auth?service=q&scope=repository:a/b:pull,push"
        );
        assert_eq!((source, realm), (Source::Challenge, None));
    }

    #[test]
    fn behind_a_proxy_the_path_is_kept_and_the_origin_is_the_proxys() {
        let Ok(Entrance::Bearer { endpoint, service, realm, .. }) =
            entrance(r#"Bearer realm="http://inner.quay:8080/v2/auth",service="inner.quay:8080""#)
        else {
            panic!()
        };
        assert_eq!(endpoint.to_string(), "https://quay.example/v2/auth");
        let realm = realm.map(|realm| realm.address().host());
        assert_eq!((service.as_str(), realm.as_deref()), ("inner.quay:8080", Some("inner.quay:8080")));
    }

    #[test]
    fn a_foreign_realm_gets_nothing() {
        for realm in
            ["https://auth.evil.example/token", "https://quay.example.evil.example/token", "http://quay.example/token"]
        {
            let error = entrance(&format!("Bearer realm=\"{realm}\",service=\"q\"")).unwrap_err();
            assert_eq!(error, ClientError::ForeignRealm { realm: TokenEndpoint::parse(realm, &registry()).unwrap() });
        }
        for realm in [
            "",
            "javascript:alert(1)",
            "https://user@quay.example/v2/auth",
            "//evil.example/x",
            "https://quay.example\\@evil/",
            "https:///v2/auth",
            "https://quay.example /v2/auth",
            "/a b",
        ] {
            let error = entrance(&format!("Bearer realm=\"{}\"", realm.replace('\\', "\\\\"))).unwrap_err();
            assert!(matches!(error, ClientError::Challenge(_)), "{realm}: {error}");
        }
    }

    #[test]
    fn a_foreign_realm_that_the_person_allows_is_asked() {
        let header = r#"Bearer realm="https://auth.example/token",service="q""#;
        let allow = |text: &str| {
            let allowed = TokenEndpoint::parse(text, &registry()).unwrap();
            Entrance::from_answer(&answer(header), &registry(), &[allowed])
        };
        let Ok(Entrance::Bearer { endpoint, realm, .. }) = allow("https://auth.example/token") else { panic!() };
        assert_eq!((endpoint.to_string().as_str(), realm), ("https://auth.example/token", None));
        for other in ["https://auth.example/other", "http://auth.example/token", "https://auth.example:8443/token"] {
            assert!(matches!(allow(other), Err(ClientError::ForeignRealm { .. })), "{other}");
        }
    }

    #[test]
    fn other_ways_in() {
        let plain = |status| Entrance::from_answer(&Response { status, ..Response::default() }, &registry(), &[]);
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
        assert_eq!(endpoint.url(&service, &[]), "https://auth.example/token?x=1&service=s%20p");
        assert_eq!(source, Source::Typed);
    }
}
