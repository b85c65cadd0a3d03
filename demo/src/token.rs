//! Quay's tokens: JSON Web Tokens signed with RS256. Other registries' tokens, which say nothing to who
//! reads them, stand for such a one here.

use crate::certificate::{KeyError, SelfSigned};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use jsonwebtoken::errors::ErrorKind;
use jsonwebtoken::{Algorithm, DecodingKey, EncodingKey, Header, Validation};
use rsa::pkcs1::{EncodeRsaPrivateKey, EncodeRsaPublicKey};
use serde_json::{Map, Value, json};
use sha2::{Digest as _, Sha256};
use std::collections::{HashMap, HashSet};
use std::fmt;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, SystemTime, UNIX_EPOCH};

/// The name in the certificate; nobody asks for it.
const NAME: &str = "refscope-demo";
const EXPIRED: &str = "Signature has expired";

/// The keys that sign tokens and check them, with their certificate and what they signed. Clones are the same
/// keys.
#[derive(Clone)]
pub struct Keys(Arc<Signatory>);

struct Signatory {
    signing: EncodingKey,
    checking: DecodingKey,
    key_id: String,
    certificate_pem: String,
    ledger: Mutex<Ledger>,
}

/// The tokens so far. For tests and trials: it grows with every token.
#[derive(Default)]
struct Ledger {
    valid: HashSet<String>,
    expired: HashSet<String>,
    /// What stands for which token.
    opaque: HashMap<String, String>,
}

impl fmt::Debug for Keys {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Keys").finish_non_exhaustive()
    }
}

impl Keys {
    /// Makes keys. Takes a tenth of a second where optimised.
    ///
    /// # Errors
    /// [`KeyError`].
    pub fn new() -> Result<Self, KeyError> {
        let signer = SelfSigned::new(NAME)?;
        let key = signer.key();
        let signing = EncodingKey::from_rsa_der(key.to_pkcs1_der()?.as_bytes());
        let checking = DecodingKey::from_rsa_der(key.to_public_key().to_pkcs1_der()?.as_bytes());
        let (key_id, certificate_pem) = (signer.key_id()?, signer.certificate_pem().to_owned());
        Ok(Self(Arc::new(Signatory { signing, checking, key_id, certificate_pem, ledger: Mutex::default() })))
    }

    /// Their certificate, in PEM.
    pub(crate) fn certificate_pem(&self) -> &str {
        &self.0.certificate_pem
    }

    /// Makes every token that was signed so far one that has expired.
    pub fn expire(&self) {
        let mut ledger = self.ledger();
        let valid = std::mem::take(&mut ledger.valid);
        ledger.expired.extend(valid);
    }

    fn ledger(&self) -> MutexGuard<'_, Ledger> {
        self.0.ledger.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Makes and reads the tokens of one registry.
pub struct Tokens {
    keys: Keys,
    lifetime: Duration,
    service: String,
}

/// A token that was made.
pub struct Issued {
    /// The token.
    pub token: String,
    /// Since when it is valid.
    pub at: SystemTime,
}

impl Tokens {
    /// The tokens that `keys` sign for `lifetime`; those for `service` are accepted.
    pub const fn new(keys: Keys, service: String, lifetime: Duration) -> Self {
        Self { keys, lifetime, service }
    }

    /// For how long a token is valid.
    pub const fn lifetime(&self) -> Duration {
        self.lifetime
    }

    /// A token for someone (`None`: anonymous) at a service, with the claims that Quay writes.
    pub fn issue(
        &self,
        user: Option<&str>,
        service: Option<&str>,
        access: &[Value],
    ) -> Result<Issued, jsonwebtoken::errors::Error> {
        let mut ledger = self.keys.ledger();
        let mut at = SystemTime::now();
        loop {
            let token = self.sign(at, user, service, access)?;
            // The same claims make the same token; one that has expired is not given out again.
            if !ledger.expired.contains(&token) {
                ledger.valid.insert(token.clone());
                return Ok(Issued { token, at });
            }
            at -= Duration::from_secs(1);
        }
    }

    fn sign(
        &self,
        at: SystemTime,
        user: Option<&str>,
        service: Option<&str>,
        access: &[Value],
    ) -> Result<String, jsonwebtoken::errors::Error> {
        let at = at.duration_since(UNIX_EPOCH).unwrap_or_default().as_secs();
        let claims = json!({
            "iss": "quay",
            "aud": service,
            "nbf": at,
            "iat": at,
            "exp": at + self.lifetime.as_secs(),
            "sub": user.unwrap_or("(anonymous)"),
            "access": access,
            "context": context(user, access),
        });
        let header = Header { kid: Some(self.keys.0.key_id.clone()), ..Header::new(Algorithm::RS256) };
        jsonwebtoken::encode(&header, &claims, &self.keys.0.signing)
    }

    /// Words without a meaning that stand for a token.
    pub fn conceal(&self, token: String) -> String {
        let opaque = URL_SAFE_NO_PAD.encode(Sha256::digest(&token));
        self.keys.ledger().opaque.insert(opaque.clone(), token);
        opaque
    }

    /// What a token gives access to; Quay's words where it is none of ours, or no longer valid.
    pub fn check(&self, token: &str) -> Result<Vec<Value>, &'static str> {
        let concealed = self.keys.ledger().opaque.get(token).cloned();
        let token = concealed.as_deref().unwrap_or(token);
        let mut validation = Validation::new(Algorithm::RS256);
        validation.leeway = 0;
        // The audience may be null, which is refused below with Quay's words.
        validation.validate_aud = false;
        let claims = jsonwebtoken::decode::<Value>(token, &self.keys.0.checking, &validation)
            .map_err(|error| match error.kind() {
                ErrorKind::InvalidSignature => "Signature verification failed",
                ErrorKind::ExpiredSignature => EXPIRED,
                _ => "Invalid bearer token format",
            })?
            .claims;
        if self.keys.ledger().expired.contains(token) {
            return Err(EXPIRED);
        }
        if claims["aud"].as_str() != Some(&self.service) {
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
