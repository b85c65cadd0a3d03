//! Quay's tokens: JSON Web Tokens signed with RS256, by a key that lives as long as the server.

use jsonwebtoken::errors::ErrorKind;
use jsonwebtoken::{Algorithm, DecodingKey, EncodingKey, Header, Validation};
use rsa::RsaPrivateKey;
use rsa::pkcs1::{EncodeRsaPrivateKey, EncodeRsaPublicKey};
use serde_json::{Map, Value, json};
use std::time::{Duration, SystemTime, UNIX_EPOCH};
use thiserror::Error;

const BITS: usize = 2048;
const KEY_ID: &str = "refscope-demo";

/// Why no token can be made.
#[derive(Debug, Error)]
pub enum KeyError {
    /// No key.
    #[error("no RSA key could be made: {0}")]
    Key(#[from] rsa::Error),
    /// A key that cannot be written.
    #[error("the RSA key could not be written: {0}")]
    Encoding(#[from] rsa::pkcs1::Error),
}

/// Makes and reads tokens.
pub struct Tokens {
    signing: EncodingKey,
    checking: DecodingKey,
    lifetime: Duration,
    host: String,
}

impl Tokens {
    /// Makes a key. Takes a tenth of a second where optimised.
    pub fn new(host: String, lifetime: Duration) -> Result<Self, KeyError> {
        let key = RsaPrivateKey::new(&mut rsa::rand_core::OsRng, BITS)?;
        let signing = EncodingKey::from_rsa_der(key.to_pkcs1_der()?.as_bytes());
        let checking = DecodingKey::from_rsa_der(key.to_public_key().to_pkcs1_der()?.as_bytes());
        Ok(Self { signing, checking, lifetime, host })
    }

    /// A token for someone (`None`: anonymous) at a service, with the claims that Quay writes.
    pub fn issue(
        &self,
        user: Option<&str>,
        service: Option<&str>,
        access: &[Value],
    ) -> Result<String, jsonwebtoken::errors::Error> {
        let now = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default().as_secs();
        let claims = json!({
            "iss": "quay",
            "aud": service,
            "nbf": now,
            "iat": now,
            "exp": now + self.lifetime.as_secs(),
            "sub": user.unwrap_or("(anonymous)"),
            "access": access,
            "context": context(user, access),
        });
        let header = Header { kid: Some(KEY_ID.to_owned()), ..Header::new(Algorithm::RS256) };
        jsonwebtoken::encode(&header, &claims, &self.signing)
    }

    /// What a token gives access to; Quay's words where it is none of ours, or no longer valid.
    pub fn check(&self, token: &str) -> Result<Vec<Value>, &'static str> {
        let mut validation = Validation::new(Algorithm::RS256);
        validation.leeway = 0;
        // The audience may be null, which is refused below with Quay's words.
        validation.validate_aud = false;
        let claims = jsonwebtoken::decode::<Value>(token, &self.checking, &validation)
            .map_err(|error| match error.kind() {
                ErrorKind::InvalidSignature => "Signature verification failed",
                ErrorKind::ExpiredSignature => "Signature has expired",
                _ => "Invalid bearer token format",
            })?
            .claims;
        if claims["aud"].as_str() != Some(&self.host) {
            return Err("Audience doesn't match");
        }
        Ok(claims["access"].as_array().cloned().unwrap_or_default())
    }
}

/// Whether access entries allow an action in a repository.
pub fn allows(access: &[Value], repository: &str, action: &str) -> bool {
    let has_action = |entry: &Value| entry["actions"].as_array().is_some_and(|all| all.iter().any(|a| a == action));
    access.iter().any(|entry| entry["type"] == "repository" && entry["name"] == repository && has_action(entry))
}

fn context(user: Option<&str>, access: &[Value]) -> Value {
    let mut context = Map::new();
    if let Some(name) = user {
        let kind = if name.contains('+') { "robot" } else { "user" };
        context.insert("version".to_owned(), json!(2));
        context.insert("entity_kind".to_owned(), json!(kind));
        context.insert("entity_reference".to_owned(), json!(name));
        context.insert("kind".to_owned(), json!("user"));
        context.insert("user".to_owned(), json!(name));
    }
    let names = access.iter().filter_map(|entry| entry["name"].as_str());
    let roots: Map<String, Value> = names.map(|name| (name.to_owned(), json!("$disabled"))).collect();
    if !roots.is_empty() {
        context.insert("com.apostille.roots".to_owned(), Value::Object(roots));
        context.insert("com.apostille.root".to_owned(), json!("$disabled"));
    }
    Value::Object(context)
}
