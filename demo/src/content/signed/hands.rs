//! Who signs, each by keys made at start; and whom a person trusts who has the demo's `config.json`.

use super::super::documents::{self, SLSA};
use super::super::referrer::Raw;
use super::super::{CREATED, CREATED_KEY};
use crate::push::{Pushed, digest};
use crate::sigstore::{Form, Key, Notary, Person, SignError, Signer, Sigstore};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use data_encoding::HEXLOWER;
use report::Identity;
use report::trust::{Named, Trust};
use serde_json::{Value, json};
use std::time::{SystemTime, UNIX_EPOCH};

/// The workflow that builds releases, as a CI with GitHub's claims says it.
pub const RELEASE: Person<'static> = Person {
    subject: "https://git.example/acme/signed/.github/workflows/release.yaml@refs/tags/1.0",
    issuer: "https://token.ci.example",
    claims: &[
        (2, "push"),
        (3, "4f2c1f9a6d0b7e3c5a8d9e0f1a2b3c4d5e6f7a8b"),
        (4, "release"),
        (5, "acme/signed"),
        (6, "refs/tags/1.0"),
        (9, "https://git.example/acme/signed/.github/workflows/release.yaml@refs/tags/1.0"),
        (11, "self-hosted"),
        (12, "https://git.example/acme/signed"),
        (13, "4f2c1f9a6d0b7e3c5a8d9e0f1a2b3c4d5e6f7a8b"),
        (14, "refs/tags/1.0"),
        (20, "push"),
        (21, "https://git.example/acme/signed/actions/runs/1729/attempts/1"),
    ],
};

/// A developer.
pub const DEVELOPER: Person<'static> =
    Person { subject: "joe@acme.example", issuer: "https://login.acme.example", claims: &[] };

/// Somebody else's workflow on the same CI.
pub const MALLORY: Person<'static> = Person {
    subject: "https://git.example/mallory/signed/.github/workflows/release.yaml@refs/heads/main",
    issuer: "https://token.ci.example",
    claims: &[(5, "mallory/signed"), (6, "refs/heads/main"), (12, "https://git.example/mallory/signed")],
};

const SIMPLE_SIGNING: &str = "application/vnd.dev.cosign.simplesigning.v1+json";
const BUNDLE: &str = "application/vnd.dev.sigstore.bundle.v0.3+json";
const DSSE: &str = "application/vnd.dsse.envelope.v1+json";

/// All who sign.
pub struct Hands {
    /// The Sigstore that is trusted.
    pub sigstore: Sigstore,
    /// One that is not.
    pub foreign_sigstore: Sigstore,
    /// The key that is trusted.
    pub key: Key,
    /// One that is not.
    pub foreign_key: Key,
    /// The Notary Project's signer who is trusted.
    pub notary: Notary,
    /// One who is not.
    pub foreign_notary: Notary,
}

impl Hands {
    /// Makes all the keys.
    ///
    /// # Errors
    /// [`SignError`].
    pub fn new() -> Result<Self, SignError> {
        // A clock before 1970 gives signatures that are not valid, and no panic.
        let now = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default().as_secs();
        Ok(Self {
            sigstore: Sigstore::new(now)?,
            foreign_sigstore: Sigstore::new(now)?,
            key: Key::new(),
            foreign_key: Key::new(),
            notary: Notary::new(now)?,
            foreign_notary: Notary::new(now)?,
        })
    }

    /// What to trust, so that the verdicts come out as they are meant.
    ///
    /// # Errors
    /// [`SignError`].
    pub fn trust(&self) -> Result<Trust, SignError> {
        let named = |name: &str, text| Named { name: name.to_owned(), text };
        let identity = |issuer: &str, subject: &str| Identity {
            // Under whatever name the registry is reached.
            repository: String::new(),
            issuer: issuer.to_owned(),
            subject: subject.to_owned(),
        };
        Ok(Trust {
            public_good: true,
            roots: vec![named("Acme Sigstore", self.sigstore.trusted_root()?)],
            keys: vec![named("Acme release key", self.key.pem()?)],
            certificates: vec![named("Acme Code Signing", self.notary.pem()?)],
            identities: vec![
                identity(RELEASE.issuer, "https://git.example/acme/*"),
                identity(DEVELOPER.issuer, "*@acme.example"),
            ],
        })
    }

    /// How an envelope hints at the trusted key, in the manner of Tekton Chains.
    pub fn hint(&self) -> Result<String, SignError> {
        Ok(format!("SHA256:{}", STANDARD.encode(self.key.id()?)))
    }
}

/// The artifact type of cosign's signatures.
const SIGNATURE: &str = "application/vnd.dev.cosign.artifact.sig.v1+json";

/// The SHA-256 of an image's manifest.
pub fn sha256(image: &Pushed) -> Vec<u8> {
    let digits = image.digest.trim_start_matches("sha256:");
    HEXLOWER.decode(digits.as_bytes()).unwrap_or_default()
}

/// A digest of nothing that is here.
pub fn elsewhere() -> Pushed {
    let manifest = b"another image";
    Pushed { media_type: crate::push::MANIFEST, digest: digest(manifest), size: manifest.len() }
}

fn artifact(artifact_type: &'static str, content_type: &'static str, bytes: Vec<u8>) -> Raw {
    let annotations = vec![(CREATED_KEY, CREATED.to_owned())];
    Raw { artifact_type, content_type, bytes, annotations, layer_annotations: Vec::new() }
}

/// A bundle as something that refers to an image; `predicate` is the type of what is attested.
pub fn bundle(bundle: &Value, predicate: Option<&str>) -> Raw {
    let mut raw = artifact(BUNDLE, BUNDLE, bundle.to_string().into_bytes());
    let content = if predicate.is_some() { "dsse-envelope" } else { "message-signature" };
    raw.annotations.push(("dev.sigstore.bundle.content", content.to_owned()));
    raw.annotations.extend(predicate.map(|kind| ("dev.sigstore.bundle.predicateType", kind.to_owned())));
    raw
}

/// What cosign signs in its older form.
pub fn simple_signing(image: &Pushed, creator: &str) -> Vec<u8> {
    let payload = json!({
        "critical": {
            "identity": {"docker-reference": format!("registry.acme.example/{}", super::NAME)},
            "image": {"docker-manifest-digest": image.digest},
            "type": "cosign container image signature",
        },
        "optional": {"creator": creator},
    });
    payload.to_string().into_bytes()
}

/// A signature in cosign's older form.
pub fn cosign(payload: Vec<u8>, signature: &[u8]) -> Raw {
    let mut raw = artifact(SIGNATURE, SIMPLE_SIGNING, payload);
    raw.layer_annotations.push(("dev.cosignproject.cosign/signature", STANDARD.encode(signature)));
    raw
}

/// The same by a certificate, with the log's promise.
pub fn cosign_keyless(sigstore: &mut Sigstore, signer: &Signer, payload: Vec<u8>) -> Result<Raw, SignError> {
    let signature = signer.key().sign(&payload)?;
    let entry = sigstore.log_signature(&sha256_of(&payload), &signature, &signer.pem()?)?;
    let mut raw = cosign(payload, &signature);
    raw.layer_annotations.push(("dev.sigstore.cosign/certificate", signer.pem()?));
    raw.layer_annotations.push(("dev.sigstore.cosign/bundle", entry.in_annotation().to_string()));
    Ok(raw)
}

/// The SHA-256 of bytes.
pub fn sha256_of(bytes: &[u8]) -> Vec<u8> {
    use sha2::Digest as _;
    sha2::Sha256::digest(bytes).to_vec()
}

/// A statement about how an image was built.
pub fn provenance(image: &Pushed) -> Value {
    documents::statement(super::NAME, &image.digest, SLSA, documents::slsa())
}

/// An envelope that stands alone.
pub fn dsse(envelope: &Value, predicate: &str) -> Raw {
    let mut raw = artifact(DSSE, DSSE, envelope.to_string().into_bytes());
    raw.annotations.push(("in-toto.io/predicate-type", predicate.to_owned()));
    raw.layer_annotations.push(("predicateType", predicate.to_owned()));
    raw
}

/// A signature of the Notary Project, which counts for so many days from ten days ago.
pub fn notation(notary: &Notary, form: Form, image: &Pushed, days: u64) -> Result<Raw, SignError> {
    let bytes = notary.sign(form, &image.descriptor(), days)?;
    Ok(artifact("application/vnd.cncf.notary.signature", form.media_type(), bytes))
}

/// A signature of a kind that nobody here checks.
pub fn other(content_type: &'static str, bytes: &[u8]) -> Raw {
    artifact(content_type, content_type, bytes.to_vec())
}

/// Bytes of a kind of their own, in what is called a signature as cosign calls its own.
pub fn called_signature(content_type: &'static str, bytes: &[u8]) -> Raw {
    artifact(SIGNATURE, content_type, bytes.to_vec())
}
