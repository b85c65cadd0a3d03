//! Authorities, and the certificates that they issue.

use super::{Key, SignError};
use p256::ecdsa::{DerSignature, SigningKey};
use p256::elliptic_curve::rand_core::{OsRng, RngCore as _};
use std::ops::Range;
use std::str::FromStr as _;
use std::time::{Duration, UNIX_EPOCH};
use x509_cert::Certificate;
use x509_cert::builder::{Builder as _, CertificateBuilder, Profile};
use x509_cert::der::asn1::BitString;
use x509_cert::der::oid::ObjectIdentifier;
use x509_cert::der::pem::LineEnding;
use x509_cert::der::{Encode as _, EncodePem as _};
use x509_cert::ext::pkix::ExtendedKeyUsage;
use x509_cert::name::Name;
use x509_cert::serial_number::SerialNumber;
use x509_cert::spki::SubjectPublicKeyInfoOwned;
use x509_cert::time::{Time, Validity};

/// id-kp-codeSigning (RFC 5280, section 4.2.1.12).
const CODE_SIGNING: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.3.6.1.5.5.7.3.3");
/// How long an authority is one, before and after it was made, in seconds.
const YEARS: u64 = 5 * 365 * 24 * 3600;

/// An authority that issues certificates for signing code.
pub struct Authority {
    key: Key,
    certificate: Certificate,
}

impl Authority {
    /// A root, made at a time in seconds since 1970.
    pub fn root(name: &str, now: u64) -> Result<Self, SignError> {
        let key = Key::new();
        let certificate = certificate(Profile::Root, name, &key, &key, around(now))?.build::<DerSignature>()?;
        Ok(Self { key, certificate })
    }

    /// One that this one vouches for, and that issues certificates of signers only.
    pub fn below(&self, name: &str, now: u64) -> Result<Self, SignError> {
        let key = Key::new();
        let profile = Profile::SubCA { issuer: self.name().clone(), path_len_constraint: Some(0) };
        let mut builder = certificate(profile, name, &key, &self.key, around(now))?;
        builder.add_extension(&ExtendedKeyUsage(vec![CODE_SIGNING]))?;
        Ok(Self { certificate: builder.build::<DerSignature>()?, key })
    }

    /// A signer's certificate, valid at certain times.
    pub fn issue(&self, name: &str, key: &Key, valid: Range<u64>) -> Result<Certificate, SignError> {
        let profile = Profile::Leaf {
            issuer: self.name().clone(),
            enable_key_agreement: false,
            enable_key_encipherment: false,
            include_subject_key_identifier: true,
        };
        let mut builder = certificate(profile, name, key, &self.key, valid)?;
        builder.add_extension(&ExtendedKeyUsage(vec![CODE_SIGNING]))?;
        Ok(builder.build::<DerSignature>()?)
    }

    /// Signs a certificate that was changed since it was issued.
    pub fn sign_again(&self, certificate: &mut Certificate) -> Result<(), SignError> {
        let signature = self.key.sign(&certificate.tbs_certificate.to_der()?)?;
        certificate.signature = BitString::from_bytes(&signature)?;
        Ok(())
    }

    /// Its own certificate in DER.
    pub fn der(&self) -> Result<Vec<u8>, SignError> {
        Ok(self.certificate.to_der()?)
    }

    /// Its own certificate in PEM.
    pub fn pem(&self) -> Result<String, SignError> {
        Ok(self.certificate.to_pem(LineEnding::LF)?)
    }

    /// By which a log of certificates knows it (RFC 6962, section 3.2): SHA-256 of its public key.
    pub fn key_id(&self) -> Result<[u8; 32], SignError> {
        self.key.id()
    }

    const fn name(&self) -> &Name {
        &self.certificate.tbs_certificate.subject
    }
}

const fn around(now: u64) -> Range<u64> {
    now.saturating_sub(YEARS)..now.saturating_add(YEARS)
}

fn certificate<'a>(
    profile: Profile,
    name: &str,
    key: &Key,
    authority: &'a Key,
    valid: Range<u64>,
) -> Result<CertificateBuilder<'a, SigningKey>, SignError> {
    let time = |seconds: u64| Time::try_from(UNIX_EPOCH + Duration::from_secs(seconds));
    let validity = Validity { not_before: time(valid.start)?, not_after: time(valid.end)? };
    let spki = SubjectPublicKeyInfoOwned::try_from(key.spki()?.as_slice())?;
    let serial = SerialNumber::from(OsRng.next_u64());
    // No text at all is not read as the name that has nothing in it.
    let name = if name.is_empty() { Name::default() } else { Name::from_str(name)? };
    Ok(CertificateBuilder::new(profile, serial, validity, name, spki, authority.signer())?)
}
