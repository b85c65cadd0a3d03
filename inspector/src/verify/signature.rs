//! Whether a signature is of a key over bytes, by whichever scheme the key is used with.

use super::course::{Check, Stop};
use super::trust::Key;
use report::say;
use sigstore_verify::crypto::{KeyAlgorithm, SigningScheme, verify_signature, verify_signature_prehashed};
use sigstore_verify::types::{Artifact, DerPublicKey, SignatureBytes, SignatureContent};

/// The schemes that a key may be used with, the customary one first.
pub const fn schemes(algorithm: KeyAlgorithm) -> &'static [SigningScheme] {
    match algorithm {
        KeyAlgorithm::EcdsaP256 => &[SigningScheme::EcdsaP256Sha256, SigningScheme::EcdsaP256Sha384],
        KeyAlgorithm::EcdsaP384 => &[SigningScheme::EcdsaP384Sha384, SigningScheme::EcdsaP384Sha256],
        KeyAlgorithm::Ed25519 => &[SigningScheme::Ed25519],
        KeyAlgorithm::Rsa => &[
            SigningScheme::RsaPkcs1Sha256,
            SigningScheme::RsaPssSha256,
            SigningScheme::RsaPkcs1Sha384,
            SigningScheme::RsaPssSha384,
            SigningScheme::RsaPkcs1Sha512,
            SigningScheme::RsaPssSha512,
        ],
        _ => &[],
    }
}

/// The first of the keys that made a signature over a message, and how it is used.
pub fn maker<'k>(keys: &'k [Key], message: &[u8], signature: &SignatureBytes) -> Option<(&'k Key, SigningScheme)> {
    let by = |key: &Key| {
        let holds = |scheme: &&SigningScheme| verify_signature(&key.spki, message, signature, **scheme).is_ok();
        schemes(key.algorithm).iter().find(holds).copied()
    };
    keys.iter().find_map(|key| by(key).map(|scheme| (key, scheme)))
}

/// Whether the signature in a bundle is of this key over what it signs, by the scheme that Sigstore's rules give for it.
///
/// # Errors
/// That it is not, or that it cannot be told from a digest.
pub fn check(
    spki: &DerPublicKey,
    algorithm: KeyAlgorithm,
    content: &SignatureContent,
    artifact: &Artifact<'_>,
) -> Result<(), Stop> {
    let invalid = |error: sigstore_verify::crypto::Error| {
        Stop::Broken(Check::Signature, say!("It does not match: {reason}", reason = error.to_string()))
    };
    let message = match content {
        SignatureContent::DsseEnvelope(envelope) => {
            let scheme = algorithm.default_signing_scheme();
            return verify_signature(spki, &envelope.pae(), &envelope.signature.sig, scheme).map_err(invalid);
        }
        SignatureContent::MessageSignature(message) => message,
        _ => return Err(Stop::Unchecked(say!("What it signs is of a kind that is not known here."))),
    };
    let scheme = match &message.message_digest {
        Some(digest) => algorithm.resolve_signing_scheme(digest.algorithm).map_err(invalid)?,
        None => algorithm.default_signing_scheme(),
    };
    match artifact {
        Artifact::Blob(bytes) => verify_signature(spki, bytes, &message.signature, scheme).map_err(invalid),
        Artifact::Digest(digest) if scheme.hash_algorithm() == Some(digest.algorithm()) => {
            verify_signature_prehashed(spki, digest.as_bytes(), &message.signature, scheme).map_err(invalid)
        }
        _ => Err(Stop::Unchecked(say!(
            "A signature by {scheme} cannot be checked with the digest of the image alone.",
            scheme = scheme.name()
        ))),
    }
}
