//! Where a token is asked for.

use crate::auth::Scope;
use crate::oci::Address;
use crate::text;
use crate::words::Text;
use thiserror::Error;

/// Quay's token endpoint, and what is assumed where a registry does not let itself be read.
pub const QUAY_TOKEN_PATH: &str = "/v2/auth";

/// The longest realm or service name that is used, in bytes: the address of a request has both.
pub(super) const LONGEST: usize = 2_000;

/// The address of a token endpoint: an origin and a path with its query.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TokenEndpoint {
    address: Address,
    path: String,
}

/// Why a text is not the address of a token endpoint.
#[derive(Clone, Debug, Error, PartialEq, Eq)]
#[error("{}", self.text())]
pub struct EndpointError(pub String);

impl EndpointError {
    /// The reason, as a sentence.
    #[must_use]
    pub fn text(&self) -> Text {
        text!(
            "“{address}” is not a token endpoint: a path such as /v2/auth, or a whole address such as https://auth.example/token.",
            address = &self.0
        )
    }
}

impl TokenEndpoint {
    /// Reads an absolute address, or a path at `registry`.
    ///
    /// # Errors
    /// [`EndpointError`] with the text.
    pub fn parse(text: &str, registry: &Address) -> Result<Self, EndpointError> {
        let text = text.trim();
        let refused = || EndpointError(text.chars().take(200).collect());
        let (address, path) = match Address::split(text) {
            _ if text.starts_with('/') => (registry.clone(), text),
            Some((address, "")) => (address, "/"),
            Some(parts) => parts,
            None => return Err(refused()),
        };
        // `//host` would be another host; what is not visible ASCII would be changed on its way.
        let is_path = path.starts_with('/') && !path.starts_with("//") && !path.contains(['\\', '#']);
        if text.len() > LONGEST || !is_path || !path.bytes().all(|b| b.is_ascii_graphic()) {
            return Err(refused());
        }
        Ok(Self { address, path: path.to_owned() })
    }

    /// Quay's endpoint at a registry.
    #[must_use]
    pub fn quay(registry: &Address) -> Self {
        Self { address: registry.clone(), path: QUAY_TOKEN_PATH.to_owned() }
    }

    /// The same path at another origin.
    #[must_use]
    pub fn moved_to(&self, address: &Address) -> Self {
        Self { address: address.clone(), path: self.path.clone() }
    }

    /// The origin that receives the credentials.
    #[must_use]
    pub const fn address(&self) -> &Address {
        &self.address
    }

    /// The address with `service` and a `scope` for each of the scopes added.
    #[must_use]
    pub fn url(&self, service: &str, scopes: &[Scope]) -> String {
        let joint = if self.path.contains('?') { '&' } else { '?' };
        let mut url = format!("{self}{joint}service={}", encode(service));
        for scope in scopes {
            url.push_str("&scope=");
            url.push_str(&encode(&scope.to_string()));
        }
        url
    }

    /// Whether its path is that of Quay's.
    pub(super) fn is_quays(&self) -> bool {
        self.path.split('?').next() == Some(QUAY_TOKEN_PATH)
    }
}

impl std::fmt::Display for TokenEndpoint {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}{}", self.address.origin(), self.path)
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

    #[test]
    fn a_path_may_hold_an_address() {
        let endpoint = TokenEndpoint::parse("/auth?for=https://quay.example/", &registry()).unwrap();
        assert_eq!(endpoint.to_string(), "https://quay.example/auth?for=https://quay.example/");
        let endpoint = TokenEndpoint::parse("https://auth.example", &registry()).unwrap();
        assert_eq!(endpoint.to_string(), "https://auth.example/");
    }

    #[test]
    fn queries_are_escaped() {
        assert_eq!(encode("a+b &c=ü#"), "a%2Bb%20%26c%3D%C3%BC%23");
    }
}
