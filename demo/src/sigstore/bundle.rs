//! Sigstore bundles of version 0.3 (sigstore/protobuf-specs, `sigstore_bundle.proto`), and DSSE envelopes.

use super::{Entry, Key, SignError, Signer, Sigstore, hex};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde_json::{Value, json};
use sha2::{Digest as _, Sha256};
use x509_cert::der::Encode as _;

const IN_TOTO: &str = "application/vnd.in-toto+json";

/// A statement, and a signature over it.
pub struct Envelope {
    payload: Vec<u8>,
    signature: Vec<u8>,
    hint: String,
}

/// Signs a statement (secure-systems-lab/dsse, `protocol.md`). `hint` says by which key.
pub fn envelope(statement: &Value, key: &Key, hint: String) -> Result<Envelope, SignError> {
    let payload = statement.to_string().into_bytes();
    let mut message = format!("DSSEv1 {} {IN_TOTO} {} ", IN_TOTO.len(), payload.len()).into_bytes();
    message.extend_from_slice(&payload);
    Ok(Envelope { signature: key.sign(&message)?, payload, hint })
}

impl Envelope {
    /// The envelope.
    pub fn json(&self) -> Value {
        json!({
            "payloadType": IN_TOTO,
            "payload": STANDARD.encode(&self.payload),
            "signatures": [{"keyid": self.hint, "sig": STANDARD.encode(&self.signature)}],
        })
    }

    /// The same around another statement, which nobody signed.
    pub fn around(mut self, statement: &Value) -> Self {
        self.payload = statement.to_string().into_bytes();
        self
    }
}

impl Sigstore {
    /// A bundle that signs an image whose manifest has this SHA-256.
    pub fn bundle_image(&mut self, signer: &Signer, digest: &[u8]) -> Result<Value, SignError> {
        let signature = signer.key.sign_digest(digest)?;
        let entry = self.log_signature(digest, &signature, &signer.pem()?)?;
        let content = json!({
            "messageDigest": {"algorithm": "SHA2_256", "digest": STANDARD.encode(digest)},
            "signature": STANDARD.encode(signature),
        });
        bundle(signer, &entry, "messageSignature", content)
    }

    /// A bundle around a statement.
    pub fn bundle_statement(&mut self, signer: &Signer, statement: &Value) -> Result<Value, SignError> {
        let envelope = envelope(statement, &signer.key, String::new())?;
        let content = envelope.json();
        let spec = json!({
            "envelopeHash": {"algorithm": "sha256", "value": hex(&Sha256::digest(content.to_string()))},
            "payloadHash": {"algorithm": "sha256", "value": hex(&Sha256::digest(&envelope.payload))},
            "signatures": [{
                "signature": STANDARD.encode(&envelope.signature),
                "verifier": STANDARD.encode(signer.pem()?),
            }],
        });
        let entry = self.log.append("dsse", &spec, self.now)?;
        bundle(signer, &entry, "dsseEnvelope", content)
    }
}

fn bundle(signer: &Signer, entry: &Entry, kind: &str, content: Value) -> Result<Value, SignError> {
    Ok(json!({
        "mediaType": "application/vnd.dev.sigstore.bundle.v0.3+json",
        "verificationMaterial": {
            "certificate": {"rawBytes": STANDARD.encode(signer.certificate.to_der()?)},
            "tlogEntries": [entry.in_bundle()],
        },
        kind: content,
    }))
}
