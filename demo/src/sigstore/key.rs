//! Keys of the curve P-256, the kind that Sigstore uses by itself; making one takes no time.

use super::SignError;
use p256::ecdsa::signature::Signer as _;
use p256::ecdsa::signature::hazmat::PrehashSigner as _;
use p256::ecdsa::{DerSignature, Signature, SigningKey};
use p256::elliptic_curve::rand_core::OsRng;
use p256::pkcs8::{EncodePublicKey as _, LineEnding};
use sha2::{Digest as _, Sha256};

/// A private key.
pub struct Key(SigningKey);

impl Key {
    /// A new one.
    pub fn new() -> Self {
        Self(SigningKey::random(&mut OsRng))
    }

    /// The signature over a message, in DER (RFC 3279, section 2.2.3).
    pub fn sign(&self, message: &[u8]) -> Result<Vec<u8>, SignError> {
        let signature: DerSignature = self.0.try_sign(message)?;
        Ok(signature.as_bytes().to_vec())
    }

    /// The same over a message of which only its SHA-256 is at hand.
    pub fn sign_digest(&self, digest: &[u8]) -> Result<Vec<u8>, SignError> {
        let signature: DerSignature = self.0.sign_prehash(digest)?;
        Ok(signature.as_bytes().to_vec())
    }

    /// The signature as JOSE and COSE write it: two numbers in a row (RFC 7518, section 3.4).
    pub fn sign_raw(&self, message: &[u8]) -> Result<Vec<u8>, SignError> {
        let signature: Signature = self.0.try_sign(message)?;
        Ok(signature.to_bytes().to_vec())
    }

    /// The public key in PEM.
    pub fn pem(&self) -> Result<String, SignError> {
        Ok(self.0.verifying_key().to_public_key_pem(LineEnding::LF)?)
    }

    /// The public key, a SubjectPublicKeyInfo in DER.
    pub fn spki(&self) -> Result<Vec<u8>, SignError> {
        Ok(self.0.verifying_key().to_public_key_der()?.into_vec())
    }

    /// By which logs are known, and keys are hinted at: SHA-256 of [`Self::spki`].
    pub fn id(&self) -> Result<[u8; 32], SignError> {
        Ok(Sha256::digest(self.spki()?).into())
    }

    /// The key, for what builds certificates.
    pub const fn signer(&self) -> &SigningKey {
        &self.0
    }
}
