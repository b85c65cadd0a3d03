//! Whether certificates lead to one that is trusted, as the Notary Project wants it (signature specification, section
//! "Certificate Requirements").

use super::course::{Check, Stop};
use super::trust::Anchor;
use jiff::Timestamp;
use report::{Value, Words, say};
use rustls_pki_types::{CertificateDer, UnixTime};
use sigstore_verify::crypto::WEBPKI_VERIFICATION_ALGS;
use std::time::Duration;
use webpki::{EndEntityCert, Error, anchor_from_trusted_cert};
use x509_cert::Certificate;
use x509_cert::der::Decode;
use x509_cert::ext::pkix::KeyUsage;

/// id-kp-codeSigning (RFC 5280, section 4.2.1.12), the content octets of its DER.
const CODE_SIGNING: &[u8] = &[0x2b, 6, 1, 5, 5, 7, 3, 3];

/// The way from the signer's certificate to one that is trusted.
pub struct Path<'a> {
    /// The one that is trusted.
    pub anchor: &'a Anchor,
    /// From when on all are valid.
    pub from: Timestamp,
    /// Until when all are valid.
    pub until: Timestamp,
}

/// When all certificates of a chain are valid.
#[derive(Clone, Copy)]
struct Window {
    from: Timestamp,
    until: Timestamp,
}

/// Finds the way from a chain, the signer's certificate first, to one of those that are trusted.
///
/// A trusted certificate has to be in the chain itself, byte for byte; only a chain that leaves out its root may lead to
/// one that is not in it.
///
/// # Errors
/// That the chain does not hold, or that it is sound but leads to none of them.
pub fn path<'a>(chain: &[Vec<u8>], trusted: &'a [Anchor]) -> Result<Path<'a>, Stop> {
    let certificates: Vec<Certificate> = chain
        .iter()
        .map(|der| Certificate::from_der(der))
        .collect::<Result<_, _>>()
        .map_err(|error| broken(error.to_string()))?;
    may_sign(&certificates)?;
    in_order(&certificates)?;
    let within = chain
        .iter()
        .enumerate()
        .find_map(|(place, der)| trusted.iter().find(|anchor| anchor.der == *der).map(|anchor| (place, anchor)));
    if let Some((place, anchor)) = within {
        let window = window(certificates.iter().take(place.saturating_add(1)))?;
        leads(chain, place, &anchor.der, window.from)?;
        return Ok(Path { anchor, from: window.from, until: window.until });
    }
    let has_root = certificates.last().is_some_and(|it| it.tbs_certificate.issuer == it.tbs_certificate.subject);
    if !has_root && let Some(path) = beyond(chain, &certificates, trusted) {
        return Ok(path);
    }
    sound(chain, &certificates, has_root)?;
    let issuer = certificates.last().map(|it| it.tbs_certificate.issuer.to_string()).unwrap_or_default();
    let none: Words = if trusted.is_empty() {
        say!("No certificate is trusted; this one was issued by {issuer}.", issuer = Value::Code(issuer))
    } else {
        say!(
            "None of the trusted certificates is in its chain, which ends with {issuer}.",
            issuer = Value::Code(issuer)
        )
    };
    Err(Stop::Foreign(Check::Chain, none))
}

/// The way to a trusted root that the chain leaves out.
fn beyond<'a>(chain: &[Vec<u8>], certificates: &[Certificate], trusted: &'a [Anchor]) -> Option<Path<'a>> {
    trusted.iter().find_map(|anchor| {
        let root = Certificate::from_der(&anchor.der).ok()?;
        let window = window(certificates.iter().chain([&root])).ok()?;
        leads(chain, chain.len(), &anchor.der, window.from).ok()?;
        Some(Path { anchor, from: window.from, until: window.until })
    })
}

/// Whether a chain that leads to nobody who is trusted holds in itself.
fn sound(chain: &[Vec<u8>], certificates: &[Certificate], has_root: bool) -> Result<(), Stop> {
    let last = chain.len().saturating_sub(1);
    let Some(top) = chain.last() else { return Ok(()) };
    // A single certificate without its issuer says nothing of who issued it.
    if last == 0 && !has_root {
        return Ok(());
    }
    let window = window(certificates.iter())?;
    leads(chain, last, top, window.from)
}

/// Whether the certificates before a place lead to the anchor, at a time when all are valid.
fn leads(chain: &[Vec<u8>], place: usize, anchor: &[u8], time: Timestamp) -> Result<(), Stop> {
    let Some((leaf, others)) = chain.split_first() else { return Err(broken(say!("there is no certificate"))) };
    let others: Vec<CertificateDer<'_>> =
        others.iter().take(place.saturating_sub(1)).map(|der| CertificateDer::from(der.as_slice())).collect();
    let (leaf, anchor) = (CertificateDer::from(leaf.as_slice()), CertificateDer::from(anchor));
    let anchor = anchor_from_trusted_cert(&anchor).map_err(|error| fault(&error))?;
    let leaf = EndEntityCert::try_from(&leaf).map_err(|error| fault(&error))?;
    let seconds = u64::try_from(time.as_second()).unwrap_or_default();
    let anchors = [anchor];
    let path = leaf.verify_for_usage(
        WEBPKI_VERIFICATION_ALGS,
        &anchors,
        &others,
        UnixTime::since_unix_epoch(Duration::from_secs(seconds)),
        webpki::KeyUsage::required_if_present(CODE_SIGNING),
        None,
        None,
    );
    let path = path.map_err(|error| fault(&error))?;
    // A way around one of them would leave that one unproven.
    if path.intermediate_certificates().count() != others.len() {
        return Err(broken(say!("not all certificates are part of the chain")));
    }
    Ok(())
}

/// The signer's certificate has to be one for signatures, where it says for what it is.
fn may_sign(certificates: &[Certificate]) -> Result<(), Stop> {
    let leaf = certificates.first().ok_or_else(|| broken(say!("there is no certificate")))?;
    let usage = leaf.tbs_certificate.get::<KeyUsage>().map_err(|error| broken(error.to_string()))?;
    if usage.is_some_and(|(_, usage)| !usage.digital_signature()) {
        return Err(broken(say!("the certificate is not for signing")));
    }
    Ok(())
}

/// Each certificate has to be that of the issuer of the one before it (RFC 7515, section 4.1.6; RFC 9360, section 2).
fn in_order(certificates: &[Certificate]) -> Result<(), Stop> {
    for (one, next) in certificates.iter().zip(certificates.iter().skip(1)) {
        if one.tbs_certificate.issuer != next.tbs_certificate.subject {
            return Err(broken(say!("a certificate is not that of the issuer of the one before it")));
        }
    }
    Ok(())
}

fn window<'a>(certificates: impl Iterator<Item = &'a Certificate>) -> Result<Window, Stop> {
    let mut window = Window { from: Timestamp::MIN, until: Timestamp::MAX };
    for certificate in certificates {
        let validity = &certificate.tbs_certificate.validity;
        let time =
            |time: Duration| i64::try_from(time.as_secs()).ok().and_then(|time| Timestamp::from_second(time).ok());
        let from = time(validity.not_before.to_unix_duration()).unwrap_or(Timestamp::MAX);
        let until = time(validity.not_after.to_unix_duration()).unwrap_or(Timestamp::MIN);
        window = Window { from: window.from.max(from), until: window.until.min(until) };
    }
    if window.from > window.until {
        return Err(Stop::Broken(Check::Validity, say!("There is no time at which all of them are valid.")));
    }
    Ok(window)
}

fn broken(reason: impl Into<Value>) -> Stop {
    Stop::Broken(Check::Chain, say!("The chain does not hold: {reason}", reason = reason.into()))
}

fn fault(error: &Error) -> Stop {
    match error {
        Error::UnsupportedSignatureAlgorithmContext(_) | Error::UnsupportedSignatureAlgorithmForPublicKeyContext(_) => {
            Stop::Unchecked(say!(
                "A certificate is signed in a way that is not known here: {reason}",
                reason = error.to_string()
            ))
        }
        error => broken(error.to_string()),
    }
}

/// The ECDSA signature of JOSE and COSE, two numbers in a row, in DER (RFC 3279, section 2.2.3).
pub fn p256_der(raw: &[u8]) -> Option<Vec<u8>> {
    p256::ecdsa::Signature::from_slice(raw).ok().map(|signature| signature.to_der().as_bytes().to_vec())
}

/// The same of P-384.
pub fn p384_der(raw: &[u8]) -> Option<Vec<u8>> {
    p384::ecdsa::Signature::from_slice(raw).ok().map(|signature| signature.to_der().as_bytes().to_vec())
}
