//! Keys of every kind, made once for all tests.

use p256::ecdsa::signature::{RandomizedSigner, SignatureEncoding, Signer};
use rand_core::OsRng;
use report::trust::Named;
use rsa::pkcs8::{EncodePublicKey, LineEnding};
use sha2::{Digest, Sha256};
use std::sync::OnceLock;

/// A key pair, and how it is used.
pub enum Pair {
    P256(p256::ecdsa::SigningKey),
    P384(p384::ecdsa::SigningKey),
    /// cosign hashes by SHA-256 whatever the curve.
    P384Sha256(p384::ecdsa::SigningKey),
    Ed25519(Box<ed25519_dalek::SigningKey>),
    RsaPkcs1(Box<rsa::RsaPrivateKey>),
    RsaPss(Box<rsa::RsaPrivateKey>),
}

impl Pair {
    /// The signature over a message, as X.509 and Sigstore write it.
    pub fn sign(&self, message: &[u8]) -> Vec<u8> {
        match self {
            Self::P256(key) => Signer::<p256::ecdsa::DerSignature>::sign(key, message).to_vec(),
            Self::P384(key) => Signer::<p384::ecdsa::DerSignature>::sign(key, message).to_vec(),
            Self::P384Sha256(key) => {
                let (signature, _): (p384::ecdsa::Signature, _) =
                    key.sign_digest_recoverable(Sha256::new_with_prefix(message)).unwrap();
                signature.to_der().as_bytes().to_vec()
            }
            Self::Ed25519(key) => key.sign(message).to_vec(),
            Self::RsaPkcs1(key) => rsa::pkcs1v15::SigningKey::<Sha256>::new(*key.clone()).sign(message).to_vec(),
            Self::RsaPss(key) => {
                rsa::pss::SigningKey::<Sha256>::new(*key.clone()).sign_with_rng(&mut OsRng, message).to_vec()
            }
        }
    }

    /// The public key in PEM.
    pub fn pem(&self) -> String {
        let pem = match self {
            Self::P256(key) => key.verifying_key().to_public_key_pem(LineEnding::LF),
            Self::P384(key) | Self::P384Sha256(key) => key.verifying_key().to_public_key_pem(LineEnding::LF),
            Self::Ed25519(key) => key.verifying_key().to_public_key_pem(LineEnding::LF),
            Self::RsaPkcs1(key) | Self::RsaPss(key) => key.to_public_key().to_public_key_pem(LineEnding::LF),
        };
        pem.unwrap()
    }

    /// The public key in DER.
    pub fn der(&self) -> Vec<u8> {
        pem::parse(self.pem()).unwrap().into_contents()
    }

    /// The public key, as the trust has it.
    pub fn named(&self, name: &str) -> Named {
        Named { name: name.to_owned(), text: self.pem() }
    }
}

pub fn p256() -> p256::ecdsa::SigningKey {
    p256::ecdsa::SigningKey::random(&mut OsRng)
}

pub fn p384() -> p384::ecdsa::SigningKey {
    p384::ecdsa::SigningKey::random(&mut OsRng)
}

/// An RSA key of 2,048 bits: making one takes a while, so there is one.
pub fn rsa() -> rsa::RsaPrivateKey {
    static KEY: OnceLock<rsa::RsaPrivateKey> = OnceLock::new();
    KEY.get_or_init(|| rsa::RsaPrivateKey::new(&mut OsRng, 2_048).unwrap()).clone()
}

/// One of every kind, with its name.
pub fn every() -> Vec<(&'static str, Pair)> {
    vec![
        ("P-256", Pair::P256(p256())),
        ("P-384", Pair::P384(p384())),
        ("P-384 with SHA-256", Pair::P384Sha256(p384())),
        ("Ed25519", Pair::Ed25519(Box::new(ed25519_dalek::SigningKey::generate(&mut OsRng)))),
        ("RSA PKCS#1", Pair::RsaPkcs1(Box::new(rsa()))),
        ("RSA-PSS", Pair::RsaPss(Box::new(rsa()))),
    ]
}
