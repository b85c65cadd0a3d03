//! A key and the certificate that it signs itself: for the tokens, and for tests that need TLS.

use data_encoding::BASE32_NOPAD;
use rsa::RsaPrivateKey;
use rsa::pkcs1v15::SigningKey;
use rsa::pkcs8::{EncodePrivateKey as _, EncodePublicKey as _, LineEnding};
use sha2::{Digest as _, Sha256};
use std::str::FromStr as _;
use std::time::Duration;
use thiserror::Error;
use x509_cert::builder::{Builder as _, CertificateBuilder, Profile};
use x509_cert::der::EncodePem as _;
use x509_cert::der::asn1::{Ia5String, OctetString};
use x509_cert::ext::pkix::SubjectAltName;
use x509_cert::ext::pkix::name::GeneralName;
use x509_cert::name::Name;
use x509_cert::serial_number::SerialNumber;
use x509_cert::spki::SubjectPublicKeyInfoOwned;
use x509_cert::time::Validity;

pub(crate) const BITS: usize = 2048;
/// How long the certificate is valid: longer than any demo runs.
pub(crate) const LIFETIME: Duration = Duration::from_secs(30 * 24 * 3600);

/// Why there is no key or no certificate.
#[derive(Debug, Error)]
pub enum KeyError {
    /// No key.
    #[error("no RSA key could be made: {0}")]
    Key(#[from] rsa::Error),
    /// A key that cannot be written for signing.
    #[error("the RSA key could not be written: {0}")]
    Pkcs1(#[from] rsa::pkcs1::Error),
    /// A key that cannot be written for others.
    #[error("the RSA key could not be written: {0}")]
    Pkcs8(#[from] rsa::pkcs8::Error),
    /// A public key that cannot be written.
    #[error("the public key could not be written: {0}")]
    Public(#[from] x509_cert::spki::Error),
    /// No certificate.
    #[error("the certificate could not be made: {0}")]
    Certificate(#[from] x509_cert::builder::Error),
    /// A host name or address that no certificate can carry, or a certificate that cannot be written.
    #[error("the certificate could not be written: {0}")]
    Encoding(#[from] x509_cert::der::Error),
}

/// An RSA key and a certificate over it, signed by itself.
#[derive(Debug)]
pub struct SelfSigned {
    key: RsaPrivateKey,
    certificate_pem: String,
}

impl SelfSigned {
    /// Makes both. `host`, a host name or an IP address without port, is the certificate's subject and its
    /// alternative name. Takes a tenth of a second where optimised.
    ///
    /// # Errors
    /// [`KeyError`].
    pub fn new(host: &str) -> Result<Self, KeyError> {
        let key = RsaPrivateKey::new(&mut rsa::rand_core::OsRng, BITS)?;
        let signer = SigningKey::<Sha256>::new(key.clone());
        let public = SubjectPublicKeyInfoOwned::try_from(key.to_public_key().to_public_key_der()?.as_bytes())?;
        let mut builder = CertificateBuilder::new(
            // A root, as it vouches for itself.
            Profile::Root,
            SerialNumber::from(1_u32),
            Validity::from_now(LIFETIME)?,
            Name::from_str(&format!("CN={host}"))?,
            public,
            &signer,
        )?;
        builder.add_extension(&SubjectAltName(vec![general_name(host)?]))?;
        let certificate = builder.build::<rsa::pkcs1v15::Signature>()?;
        Ok(Self { key, certificate_pem: certificate.to_pem(LineEnding::LF)? })
    }

    /// The certificate, in PEM.
    #[must_use]
    pub fn certificate_pem(&self) -> &str {
        &self.certificate_pem
    }

    /// The private key, in PEM (PKCS #8).
    ///
    /// # Errors
    /// [`KeyError::Pkcs8`].
    pub fn key_pem(&self) -> Result<String, KeyError> {
        Ok(self.key.to_pkcs8_pem(LineEnding::LF)?.to_string())
    }

    /// The private key.
    pub(crate) const fn key(&self) -> &RsaPrivateKey {
        &self.key
    }

    /// By which the distribution registry finds the key of a token among those of its `rootcertbundle`: the
    /// fingerprint of its libtrust library, twelve groups of four characters.
    pub(crate) fn key_id(&self) -> Result<String, KeyError> {
        let public = self.key.to_public_key().to_public_key_der()?;
        let text = BASE32_NOPAD.encode(&Sha256::digest(public.as_bytes())[..30]);
        let groups: Vec<&str> = (0..12).filter_map(|at| text.get(at * 4..at * 4 + 4)).collect();
        Ok(groups.join(":"))
    }
}

pub(crate) fn general_name(host: &str) -> Result<GeneralName, x509_cert::der::Error> {
    match host.parse() {
        Ok(std::net::IpAddr::V4(address)) => Ok(GeneralName::IpAddress(OctetString::new(address.octets())?)),
        Ok(std::net::IpAddr::V6(address)) => Ok(GeneralName::IpAddress(OctetString::new(address.octets())?)),
        Err(_) => Ok(GeneralName::DnsName(Ia5String::new(host)?)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use x509_cert::Certificate;
    use x509_cert::der::{DecodePem as _, Encode as _};

    #[test]
    fn the_certificate_names_the_host_and_holds_the_key() {
        for (host, octets) in [("127.0.0.1", Some(&[127, 0, 0, 1][..])), ("quay.example", None)] {
            let made = SelfSigned::new(host).unwrap();
            let read = Certificate::from_pem(made.certificate_pem()).unwrap().tbs_certificate;
            let (_, names) = read.get::<SubjectAltName>().unwrap().unwrap();
            match (&names.0[..], octets) {
                ([GeneralName::IpAddress(address)], Some(octets)) => assert_eq!(address.as_bytes(), octets),
                ([GeneralName::DnsName(name)], None) => assert_eq!(name.as_str(), host),
                other => panic!("{other:?}"),
            }
            let public = made.key.to_public_key().to_public_key_der().unwrap();
            assert_eq!(read.subject_public_key_info.to_der().unwrap(), public.as_bytes());
        }
    }
}
