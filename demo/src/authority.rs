//! A certificate authority of a test, and the certificate of a server below it: browsers and proxies tell the two apart.

use crate::certificate::{BITS, KeyError, LIFETIME, general_name};
use rsa::RsaPrivateKey;
use rsa::pkcs1v15::{Signature, SigningKey};
use rsa::pkcs8::{EncodePrivateKey as _, EncodePublicKey as _, LineEnding};
use sha2::{Digest as _, Sha256};
use std::str::FromStr as _;
use x509_cert::builder::{Builder as _, CertificateBuilder, Profile};
use x509_cert::der::EncodePem as _;
use x509_cert::ext::pkix::{ExtendedKeyUsage, SubjectAltName};
use x509_cert::name::Name;
use x509_cert::serial_number::SerialNumber;
use x509_cert::spki::{ObjectIdentifier, SubjectPublicKeyInfoOwned};
use x509_cert::time::Validity;

/// `id-kp-serverAuth` (RFC 5280 §4.2.1.12).
const SERVER_AUTH: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.3.6.1.5.5.7.3.1");

/// A server's key and certificate, and the authority that vouches for it.
#[derive(Debug)]
pub struct ServerCertificate {
    key: RsaPrivateKey,
    certificate_pem: String,
    authority_pem: String,
}

impl ServerCertificate {
    /// Makes all of it for these host names or IP addresses without port. Takes two tenths of a second where optimised.
    ///
    /// # Errors
    /// [`KeyError`].
    pub fn new(hosts: &[&str]) -> Result<Self, KeyError> {
        let authority = RsaPrivateKey::new(&mut rsa::rand_core::OsRng, BITS)?;
        let key = RsaPrivateKey::new(&mut rsa::rand_core::OsRng, BITS)?;
        let signer = SigningKey::<Sha256>::new(authority.clone());
        let issuer = Name::from_str("CN=authority of a test")?;
        let validity = Validity::from_now(LIFETIME)?;
        let root = CertificateBuilder::new(
            Profile::Root,
            SerialNumber::from(1_u32),
            validity,
            issuer.clone(),
            public(&authority)?,
            &signer,
        )?;
        let profile = Profile::Leaf {
            issuer,
            enable_key_agreement: false,
            enable_key_encipherment: true,
            include_subject_key_identifier: true,
        };
        let subject = Name::from_str("CN=server of a test")?;
        let serial = SerialNumber::from(2_u32);
        let mut leaf = CertificateBuilder::new(profile, serial, validity, subject, public(&key)?, &signer)?;
        let names = hosts.iter().map(|host| general_name(host)).collect::<Result<_, _>>()?;
        leaf.add_extension(&SubjectAltName(names))?;
        leaf.add_extension(&ExtendedKeyUsage(vec![SERVER_AUTH]))?;
        Ok(Self {
            key,
            certificate_pem: leaf.build::<Signature>()?.to_pem(LineEnding::LF)?,
            authority_pem: root.build::<Signature>()?.to_pem(LineEnding::LF)?,
        })
    }

    /// The server's certificate, in PEM.
    #[must_use]
    pub fn certificate_pem(&self) -> &str {
        &self.certificate_pem
    }

    /// The authority's certificate, in PEM: what has to be trusted.
    #[must_use]
    pub fn authority_pem(&self) -> &str {
        &self.authority_pem
    }

    /// The server's private key, in PEM (PKCS #8).
    ///
    /// # Errors
    /// [`KeyError::Pkcs8`].
    pub fn key_pem(&self) -> Result<String, KeyError> {
        Ok(self.key.to_pkcs8_pem(LineEnding::LF)?.to_string())
    }

    /// The SHA-256 of the server's public key (`SubjectPublicKeyInfo`), by which a browser can be told to accept it.
    ///
    /// # Errors
    /// [`KeyError::Public`].
    pub fn key_hash(&self) -> Result<[u8; 32], KeyError> {
        Ok(Sha256::digest(self.key.to_public_key().to_public_key_der()?.as_bytes()).into())
    }
}

fn public(key: &RsaPrivateKey) -> Result<SubjectPublicKeyInfoOwned, KeyError> {
    let der = key.to_public_key().to_public_key_der()?;
    Ok(SubjectPublicKeyInfoOwned::try_from(der.as_bytes())?)
}

#[cfg(test)]
mod tests {
    use super::*;
    use x509_cert::Certificate;
    use x509_cert::der::DecodePem as _;

    #[test]
    fn the_server_is_below_the_authority_and_has_all_its_names() {
        let made = ServerCertificate::new(&["localhost", "127.0.0.1"]).unwrap();
        let root = Certificate::from_pem(made.authority_pem()).unwrap().tbs_certificate;
        let leaf = Certificate::from_pem(made.certificate_pem()).unwrap().tbs_certificate;
        assert_eq!(leaf.issuer, root.subject);
        let (_, names) = leaf.get::<SubjectAltName>().unwrap().unwrap();
        assert_eq!(names.0.len(), 2);
    }
}
