//! The answer of a token endpoint, and what a registry's JWT says: who, for what, until when.
//!
//! The signature of a token is for the registry to check; here it is only read and shown.

use super::scope::Scope;
use super::secret::Secret;
use crate::oci::json;
use base64ct::{Base64UrlUnpadded, Encoding as _};
use serde_json::Value;
use thiserror::Error;

/// A bearer token, and what can be read from it.
#[derive(Clone, Debug, PartialEq)]
pub struct Token {
    /// The token itself.
    pub secret: Secret,
    /// What it says; `None` for an opaque token, which only the registry can read.
    pub jwt: Option<Jwt>,
    /// The lifetime in seconds that the answer states beside the token, where it does.
    pub expires_in: Option<u64>,
}

/// The readable parts of a JSON Web Token (RFC 7519).
#[derive(Clone, Debug, PartialEq)]
pub struct Jwt {
    /// Its header, whole, as JSON laid out in lines.
    pub header: String,
    /// Its claims, as its header.
    pub claims: String,
    /// The claims that registries agree on.
    pub known: Claims,
}

/// The claims of the distribution specification's token. What is missing or of another type is absent.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Claims {
    /// Who made it.
    pub issuer: Option<String>,
    /// For which service. Quay refuses a token whose audience is not its own host name.
    pub audience: Option<String>,
    /// For whom.
    pub subject: Option<String>,
    /// When it was made, in seconds since 1970.
    pub issued_at: Option<i64>,
    /// From when on it is valid, in seconds since 1970.
    pub not_before: Option<i64>,
    /// Until when it is valid, in seconds since 1970.
    pub expires_at: Option<i64>,
    /// What it allows.
    pub access: Vec<Access>,
}

/// One entry of the `access` claim.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Access {
    /// `repository`, as a rule.
    pub resource_type: String,
    /// Which repository.
    pub name: String,
    /// What may be done in it; empty if nothing.
    pub actions: Vec<String>,
}

/// Why an answer holds no token.
#[derive(Clone, Debug, Error, PartialEq, Eq)]
pub enum TokenError {
    /// Not JSON, or not an object.
    #[error("the answer is not the JSON object that a token endpoint gives: {0}")]
    Shape(String),
    /// Neither `token` nor `access_token`.
    #[error("the answer has neither “token” nor “access_token”")]
    Missing,
    /// A token that no header can carry.
    #[error("the token has characters that a header cannot carry")]
    Unsendable,
}

impl Token {
    /// Reads the answer of a token endpoint: `token` or `access_token`, and `expires_in` where given
    /// (distribution token specification, "Token Response Fields").
    ///
    /// # Errors
    /// [`TokenError`]; none of its texts contains a part of a token.
    pub fn parse_answer(body: &[u8]) -> Result<Self, TokenError> {
        let mut answer = json::parse(body).map_err(|error| {
            // The place is enough to find the fault, and holds no part of a token.
            TokenError::Shape(format!("line {}, column {}", error.line(), error.column()))
        })?;
        if !answer.is_object() {
            return Err(TokenError::Shape("it is no object".to_owned()));
        }
        let mut take = |key: &str| match answer.get_mut(key).map(Value::take) {
            Some(Value::String(text)) if !text.is_empty() => Some(Secret::new(text)),
            _ => None,
        };
        let secret = take("token").or_else(|| take("access_token")).ok_or(TokenError::Missing)?;
        if !secret.expose().bytes().all(|b| b.is_ascii_graphic()) {
            return Err(TokenError::Unsendable);
        }
        let jwt = Jwt::parse(secret.expose());
        let expires_in = answer.get("expires_in").and_then(Value::as_u64);
        Ok(Self { secret, jwt, expires_in })
    }

    /// The value of the `Authorization` header.
    #[must_use]
    pub fn header(&self) -> Secret {
        Secret::new(format!("Bearer {}", self.secret.expose()))
    }

    /// When it says that it was made, by the registry's clock, in seconds since 1970.
    #[must_use]
    pub fn made_at(&self) -> Option<i64> {
        let known = &self.jwt.as_ref()?.known;
        known.issued_at.or(known.not_before)
    }

    /// For how many seconds the token is valid from its making: `exp − iat` of the token itself, else
    /// the answer's `expires_in`; `None` where neither says.
    #[must_use]
    pub fn lifetime(&self) -> Option<u64> {
        let from_claims = self.jwt.as_ref().and_then(|jwt| {
            let start = jwt.known.issued_at.or(jwt.known.not_before)?;
            u64::try_from(jwt.known.expires_at?.checked_sub(start)?).ok()
        });
        from_claims.or(self.expires_in)
    }

    /// The actions granted in the scope's repository; `None` where the token does not say.
    #[must_use]
    pub fn granted(&self, scope: &Scope) -> Option<Vec<String>> {
        let access = &self.jwt.as_ref()?.known.access;
        let is_here = |entry: &&Access| entry.resource_type == "repository" && entry.name == scope.repository.as_str();
        let mut actions: Vec<String> = Vec::new();
        for action in access.iter().filter(is_here).flat_map(|entry| &entry.actions) {
            if !actions.contains(action) {
                actions.push(action.clone());
            }
        }
        Some(actions)
    }
}

impl Jwt {
    /// Reads a token of three Base64 parts; `None` if it is none.
    fn parse(token: &str) -> Option<Self> {
        let mut parts = token.split('.');
        let (header, claims, _signature) = (parts.next()?, parts.next()?, parts.next()?);
        if parts.next().is_some() {
            return None;
        }
        let (header, _) = decode(header)?;
        let (claims, value) = decode(claims)?;
        Some(Self { header, claims, known: Claims::read(&value) })
    }
}

/// The JSON object in one part of a token: laid out in lines, and as a value.
fn decode(part: &str) -> Option<(String, Value)> {
    let text = String::from_utf8(Base64UrlUnpadded::decode_vec(part.trim_end_matches('=')).ok()?).ok()?;
    let value = json::parse(text.as_bytes()).ok().filter(Value::is_object)?;
    Some((json::pretty(&text), value))
}

impl Access {
    /// `None` where type or name is missing.
    fn read(entry: &Value) -> Option<Self> {
        let actions = json::list(entry, "actions");
        Some(Self {
            resource_type: entry["type"].as_str()?.to_owned(),
            name: entry["name"].as_str()?.to_owned(),
            actions: actions.iter().filter_map(Value::as_str).map(str::to_owned).collect(),
        })
    }
}

impl Claims {
    fn read(claims: &Value) -> Self {
        let text = |name: &str| claims[name].as_str().map(str::to_owned);
        let time = |name: &str| claims[name].as_i64().or_else(|| claims[name].as_f64().map(|t| t as i64));
        // RFC 7519 §4.1.3: the audience is one string or a list of them.
        let audience = text("aud").or_else(|| claims["aud"][0].as_str().map(str::to_owned));
        let entries = claims["access"].as_array().map(Vec::as_slice).unwrap_or_default();
        let access = entries.iter().filter_map(Access::read).collect();
        Self {
            issuer: text("iss"),
            audience,
            subject: text("sub"),
            issued_at: time("iat"),
            not_before: time("nbf"),
            expires_at: time("exp"),
            access,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::auth::Actions;
    use crate::oci::RepositoryName;
    use serde_json::json;

    fn jwt(claims: &Value) -> String {
        let encode = |value: &Value| Base64UrlUnpadded::encode_string(value.to_string().as_bytes());
        format!("{}.{}.c2ln", encode(&json!({"alg": "RS256", "typ": "JWT"})), encode(claims))
    }

    fn answer(value: &Value) -> Result<Token, TokenError> {
        Token::parse_answer(value.to_string().as_bytes())
    }

    fn scope(name: &str) -> Scope {
        Scope { repository: RepositoryName::parse(name).unwrap(), actions: Actions { push: true } }
    }

    #[test]
    fn a_token_says_who_for_what_and_until_when() {
        let claims = json!({"iss": "quay", "aud": "q", "sub": "demo", "iat": 1000, "nbf": 1000, "exp": 4600,
            "access": [{"type": "repository", "name": "a/b", "actions": ["push", "pull"]},
                       {"type": "registry", "name": "a/b", "actions": ["*"]}, "nonsense"]});
        let token = answer(&json!({"token": jwt(&claims)})).unwrap();
        let known = &token.jwt.as_ref().unwrap().known;
        assert_eq!((known.subject.as_deref(), known.audience.as_deref()), (Some("demo"), Some("q")));
        assert_eq!(token.lifetime(), Some(3600));
        assert_eq!(token.granted(&scope("a/b")), Some(vec!["push".into(), "pull".into()]));
        assert_eq!(token.granted(&scope("a/other")), Some(vec![]));
    }

    #[test]
    fn every_dialect_of_the_answer() {
        for (value, lifetime) in [
            (json!({"access_token": "opaque", "expires_in": 300}), Some(300)),
            (json!({"token": "opaque", "access_token": "other", "issued_at": "2026-01-01T00:00:00Z"}), None),
            (json!({"token": null, "access_token": "opaque", "expires_in": "300"}), None),
            (json!({"token": "a.b.c"}), None),
        ] {
            let token = answer(&value).unwrap();
            assert_eq!((token.jwt.is_none(), token.lifetime()), (true, lifetime), "{value}");
            assert_eq!(token.granted(&scope("a/b")), None, "an opaque token does not say");
        }
    }

    #[test]
    fn claims_of_a_wrong_type_are_absent() {
        let claims = json!({"aud": ["x", "y"], "sub": 7, "exp": "soon", "iat": 1.5, "access": {}});
        let token = answer(&json!({"token": jwt(&claims)})).unwrap();
        let known = token.jwt.as_ref().unwrap().known.clone();
        assert_eq!(known, Claims { audience: Some("x".into()), issued_at: Some(1), ..Claims::default() });
        let far = jwt(&json!({"iat": i64::MIN, "exp": i64::MAX}));
        assert_eq!(answer(&json!({"token": far})).unwrap().lifetime(), None);
    }

    #[test]
    fn answers_without_a_token() {
        for body in ["", "true", "[]", "<html>", r#""eyJ"#] {
            let error = Token::parse_answer(body.as_bytes()).unwrap_err();
            assert!(matches!(error, TokenError::Shape(_)), "{body}");
        }
        assert_eq!(answer(&json!({})), Err(TokenError::Missing));
        assert_eq!(answer(&json!({"token": ""})), Err(TokenError::Missing));
        assert_eq!(answer(&json!({"token": "a\r\nb"})), Err(TokenError::Unsendable));
    }

    #[test]
    fn an_error_never_quotes_the_token() {
        let error = Token::parse_answer(br#"{"token": {"secret-part": 1}}"#).unwrap_err();
        assert!(!error.to_string().contains("secret-part"), "{error}");
    }
}
