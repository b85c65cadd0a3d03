//! A log of certificates, which promises to publish one (RFC 6962, section 3).

use super::{Authority, Key, SignError};
use x509_cert::Certificate;
use x509_cert::der::Encode as _;
use x509_cert::der::asn1::OctetString;
use x509_cert::der::oid::AssociatedOid as _;
use x509_cert::ext::Extension;
use x509_cert::ext::pkix::sct::{
    DigitallySigned, HashAlgorithm, LogId, SignatureAlgorithm, SignatureAndHashAlgorithm, Version,
};
use x509_cert::ext::pkix::{SerializedSct, SignedCertificateTimestamp, SignedCertificateTimestampList};

/// Puts the log's promise into a certificate. The authority has to sign it again.
pub fn promise(certificate: &mut Certificate, authority: &Authority, log: &Key, seconds: u64) -> Result<(), SignError> {
    let timestamp = seconds.saturating_mul(1000);
    let signature = log.sign(&message(certificate, authority, timestamp)?)?;
    let stamp = SignedCertificateTimestamp {
        version: Version::V1,
        log_id: LogId { key_id: log.id()? },
        timestamp,
        extensions: Vec::new().into(),
        signature: DigitallySigned {
            algorithm: SignatureAndHashAlgorithm { hash: HashAlgorithm::Sha256, signature: SignatureAlgorithm::Ecdsa },
            signature: signature.into(),
        },
    };
    let stamp = SerializedSct::new(stamp).map_err(|error| SignError::Sct(error.to_string()))?;
    let list = SignedCertificateTimestampList::new(&[stamp]).map_err(|error| SignError::Sct(format!("{error:?}")))?;
    certificate.tbs_certificate.extensions.get_or_insert_default().push(Extension {
        extn_id: SignedCertificateTimestampList::OID,
        critical: false,
        extn_value: OctetString::new(list.to_der()?)?,
    });
    Ok(())
}

/// What the log signs of a certificate that has no promise in it yet (RFC 6962, section 3.2, `precert_entry`).
fn message(certificate: &Certificate, authority: &Authority, timestamp: u64) -> Result<Vec<u8>, SignError> {
    let body = certificate.tbs_certificate.to_der()?;
    // Version 1, a certificate's timestamp.
    let mut message = vec![0, 0];
    message.extend(timestamp.to_be_bytes());
    message.extend(1_u16.to_be_bytes());
    message.extend(authority.key_id()?);
    // A length of three bytes: no certificate is as long as that.
    message.extend(body.len().to_be_bytes().iter().rev().take(3).rev());
    message.extend(body);
    // No extensions.
    message.extend(0_u16.to_be_bytes());
    Ok(message)
}
