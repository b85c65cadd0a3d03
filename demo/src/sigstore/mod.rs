//! A private Sigstore, made of fresh keys: an authority for minutes, a log of certificates, a log of signatures; and
//! what is signed by them, by keys, and under certificates for the Notary Project.

mod authority;
mod bundle;
mod error;
mod identity;
mod key;
mod log;
mod notation;
mod sct;

pub use authority::Authority;
pub use bundle::envelope;
pub use error::SignError;
pub use identity::Person;
pub use key::Key;
pub use log::{Entry, Log, hex};
pub use notation::{Form, Notary};

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde_json::json;
use x509_cert::der::EncodePem as _;
use x509_cert::der::pem::LineEnding;

/// A Sigstore.
pub struct Sigstore {
    root: Authority,
    authority: Authority,
    certificates: Key,
    log: Log,
    now: u64,
}

/// Somebody who signs for some minutes.
pub struct Signer {
    key: Key,
    certificate: x509_cert::Certificate,
}

impl Signer {
    /// Their certificate in PEM.
    pub fn pem(&self) -> Result<String, SignError> {
        Ok(self.certificate.to_pem(LineEnding::LF)?)
    }

    /// Their key.
    pub const fn key(&self) -> &Key {
        &self.key
    }
}

impl Sigstore {
    /// Makes one, at a time in seconds since 1970.
    pub fn new(now: u64) -> Result<Self, SignError> {
        let root = Authority::root("CN=Acme Sigstore,O=Acme", now)?;
        let authority = root.below("CN=Acme Sigstore Intermediate,O=Acme", now)?;
        Ok(Self { root, authority, certificates: Key::new(), log: Log::new(Key::new()), now })
    }

    /// Its `trusted_root.json`.
    pub fn trusted_root(&self) -> Result<String, SignError> {
        let window = json!({"start": "2020-01-01T00:00:00Z"});
        let log = |address: &str, key: &Key| -> Result<_, SignError> {
            Ok(json!({
                "baseUrl": address,
                "hashAlgorithm": "SHA2_256",
                "publicKey": {
                    "rawBytes": STANDARD.encode(key.spki()?),
                    "keyDetails": "PKIX_ECDSA_P256_SHA_256",
                    "validFor": window,
                },
                "logId": {"keyId": STANDARD.encode(key.id()?)},
            }))
        };
        let certificate =
            |of: &Authority| -> Result<_, SignError> { Ok(json!({"rawBytes": STANDARD.encode(of.der()?)})) };
        let root = json!({
            "mediaType": "application/vnd.dev.sigstore.trustedroot+json;version=0.1",
            "tlogs": [log("https://rekor.acme.example", self.log.key())?],
            "ctlogs": [log("https://ctfe.acme.example", &self.certificates)?],
            "certificateAuthorities": [{
                "subject": {"organization": "Acme", "commonName": "Acme Sigstore"},
                "uri": "https://fulcio.acme.example",
                "certChain": {"certificates": [certificate(&self.authority)?, certificate(&self.root)?]},
                "validFor": window,
            }],
        });
        Ok(root.to_string())
    }

    /// Lets somebody in.
    pub fn admit(&self, person: &Person<'_>) -> Result<Signer, SignError> {
        let key = Key::new();
        let certificate = identity::certify(person, &key, &self.authority, &self.certificates, self.now)?;
        Ok(Signer { key, certificate })
    }

    /// Puts a signature over bytes of this SHA-256 into the log; `maker` is PEM, of the key or of its certificate.
    pub fn log_signature(&mut self, digest: &[u8], signature: &[u8], maker: &str) -> Result<Entry, SignError> {
        let spec = json!({
            "data": {"hash": {"algorithm": "sha256", "value": hex(digest)}},
            "signature": {
                "content": STANDARD.encode(signature),
                "publicKey": {"content": STANDARD.encode(maker)},
            },
        });
        self.log.append("hashedrekord", &spec, self.now)
    }
}
