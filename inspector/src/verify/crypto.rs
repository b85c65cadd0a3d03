//! The cryptography behind verification: RustCrypto, behind the interface of `sigstore-crypto`. Nothing here is of our
//! own making but the choice between its functions.

use ed25519_dalek::Verifier as _;
use p256::ecdsa::signature::hazmat::PrehashVerifier;
use rsa::{BigUint, Pkcs1v15Sign, Pss, RsaPublicKey};
use sha2::{Digest as _, Sha256, Sha384, Sha512};
use sigstore_verify::crypto::{CryptoProvider, Error, HashContext, SigningScheme, install_default_provider};
use sigstore_verify::types::HashAlgorithm;

type Result<T> = std::result::Result<T, Error>;

/// Bits of the largest RSA key that is used; a larger one costs seconds.
const RSA_LIMIT: usize = 8_192;

#[derive(Debug)]
struct RustCrypto;

/// Makes sure that `sigstore-crypto` has its cryptography. Has to be called before anything of it is used.
pub fn install() {
    // An error says that it is there already.
    let _ = install_default_provider(&RustCrypto);
}

struct Hash<D>(D);

impl<D: sha2::Digest + Send> HashContext for Hash<D> {
    fn update(&mut self, data: &[u8]) {
        self.0.update(data);
    }

    fn finalize(self: Box<Self>) -> Vec<u8> {
        self.0.finalize().to_vec()
    }
}

impl CryptoProvider for RustCrypto {
    fn hash(&self, algorithm: HashAlgorithm) -> Result<Box<dyn HashContext>> {
        match algorithm {
            HashAlgorithm::Sha2256 => Ok(Box::new(Hash(Sha256::new()))),
            HashAlgorithm::Sha2384 => Ok(Box::new(Hash(Sha384::new()))),
            HashAlgorithm::Sha2512 => Ok(Box::new(Hash(Sha512::new()))),
            other => Err(Error::UnsupportedAlgorithm(format!("digests by {other} are not computed here"))),
        }
    }

    fn verify_raw(&self, scheme: SigningScheme, key: &[u8], data: &[u8], signature: &[u8]) -> Result<()> {
        if scheme == SigningScheme::Ed25519 {
            return ed25519(key, data, signature);
        }
        match scheme.hash_algorithm() {
            Some(algorithm) => {
                let mut hash = self.hash(algorithm)?;
                hash.update(data);
                self.verify_prehashed(scheme, key, &hash.finalize(), signature)
            }
            None => Err(unsupported(scheme)),
        }
    }

    fn verify_prehashed(&self, scheme: SigningScheme, key: &[u8], digest: &[u8], signature: &[u8]) -> Result<()> {
        let verified = match scheme {
            SigningScheme::EcdsaP256Sha256 | SigningScheme::EcdsaP256Sha384 => {
                let key = p256::ecdsa::VerifyingKey::from_sec1_bytes(key).map_err(|_| bad_key(scheme))?;
                p256::ecdsa::DerSignature::from_bytes(signature).is_ok_and(|it| key.verify_prehash(digest, &it).is_ok())
            }
            SigningScheme::EcdsaP384Sha256 | SigningScheme::EcdsaP384Sha384 => {
                let key = p384::ecdsa::VerifyingKey::from_sec1_bytes(key).map_err(|_| bad_key(scheme))?;
                p384::ecdsa::DerSignature::from_bytes(signature).is_ok_and(|it| key.verify_prehash(digest, &it).is_ok())
            }
            SigningScheme::RsaPkcs1Sha256 => {
                rsa_key(key)?.verify(Pkcs1v15Sign::new::<Sha256>(), digest, signature).is_ok()
            }
            SigningScheme::RsaPkcs1Sha384 => {
                rsa_key(key)?.verify(Pkcs1v15Sign::new::<Sha384>(), digest, signature).is_ok()
            }
            SigningScheme::RsaPkcs1Sha512 => {
                rsa_key(key)?.verify(Pkcs1v15Sign::new::<Sha512>(), digest, signature).is_ok()
            }
            SigningScheme::RsaPssSha256 => rsa_key(key)?.verify(Pss::new::<Sha256>(), digest, signature).is_ok(),
            SigningScheme::RsaPssSha384 => rsa_key(key)?.verify(Pss::new::<Sha384>(), digest, signature).is_ok(),
            SigningScheme::RsaPssSha512 => rsa_key(key)?.verify(Pss::new::<Sha512>(), digest, signature).is_ok(),
            _ => return Err(unsupported(scheme)),
        };
        if verified { Ok(()) } else { Err(invalid(scheme)) }
    }
}

fn ed25519(key: &[u8], data: &[u8], signature: &[u8]) -> Result<()> {
    let scheme = SigningScheme::Ed25519;
    let key = <&[u8; 32]>::try_from(key).ok().and_then(|key| ed25519_dalek::VerifyingKey::from_bytes(key).ok());
    let key = key.ok_or_else(|| bad_key(scheme))?;
    let signature = ed25519_dalek::Signature::from_slice(signature).map_err(|_| invalid(scheme))?;
    key.verify(data, &signature).map_err(|_| invalid(scheme))
}

fn rsa_key(der: &[u8]) -> Result<RsaPublicKey> {
    let wrong = |_| Error::InvalidKey("it is no RSA key".to_owned());
    // The first reading refuses keys of more than 4,096 bits.
    let key = rsa::pkcs1::RsaPublicKey::try_from(der).map_err(|_| Error::InvalidKey("it is no RSA key".to_owned()))?;
    let number = |part: rsa::pkcs1::UintRef<'_>| BigUint::from_bytes_be(part.as_bytes());
    RsaPublicKey::new_with_max_size(number(key.modulus), number(key.public_exponent), RSA_LIMIT).map_err(wrong)
}

fn bad_key(scheme: SigningScheme) -> Error {
    Error::InvalidKey(format!("it is no key for {}", scheme.name()))
}

fn invalid(scheme: SigningScheme) -> Error {
    Error::Verification(format!("the {} signature is not of this key over these bytes", scheme.name()))
}

fn unsupported(scheme: SigningScheme) -> Error {
    Error::UnsupportedAlgorithm(format!("{} is not known here", scheme.name()))
}
