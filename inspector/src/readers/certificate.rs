//! X.509 certificates (RFC 5280), with what Sigstore's authority states in them.

use super::{name, within};
use crate::input::{Input, Inspection, ReadError};
use crate::verify::{fingerprint, hex};
use report::{Body, Fact, Value, Words, say};
use std::fmt::Display;
use x509_cert::Certificate;
use x509_cert::der::asn1::{ObjectIdentifier, UintRef};
use x509_cert::der::{Decode, Reader as _, SliceReader};
use x509_cert::ext::pkix::{BasicConstraints, ExtendedKeyUsage, SubjectAltName};
use x509_cert::spki::SubjectPublicKeyInfoOwned;

/// What is said of a certificate.
pub struct Laid {
    /// Whose it is, by whom, for how long.
    pub facts: Vec<Fact>,
    /// What Sigstore's authority states of the signer.
    pub stated: Vec<Fact>,
}

/// How many certificates of a chain are laid out.
const MOST: usize = 16;
/// How the identifiers of what Fulcio states begin.
const FULCIO: &str = "1.3.6.1.4.1.57264.1.";

/// What Fulcio states, by the last number of its identifier (sigstore/fulcio, `docs/oid-info.md`, section "Directory").
const STATED: &[(u16, &str)] = &[
    (1, "Issuer"),
    (2, "GitHub Workflow Trigger"),
    (3, "GitHub Workflow SHA"),
    (4, "GitHub Workflow Name"),
    (5, "GitHub Workflow Repository"),
    (6, "GitHub Workflow Ref"),
    (7, "OtherName SAN"),
    (8, "Issuer (V2)"),
    (9, "Build Signer URI"),
    (10, "Build Signer Digest"),
    (11, "Runner Environment"),
    (12, "Source Repository URI"),
    (13, "Source Repository Digest"),
    (14, "Source Repository Ref"),
    (15, "Source Repository Identifier"),
    (16, "Source Repository Owner URI"),
    (17, "Source Repository Owner Identifier"),
    (18, "Build Config URI"),
    (19, "Build Config Digest"),
    (20, "Build Trigger"),
    (21, "Run Invocation URI"),
    (22, "Source Repository Visibility At Signing"),
    (23, "Deployment Environment"),
];
/// The last of those that are written as they are, without DER (the same document, section "Extension values").
const RAW_UNTIL: u16 = 6;

/// Whether a document is a certificate in DER.
pub fn claims(input: &Input<'_>) -> bool {
    input.is_called("pkix-cert")
        || input.is_called("x-x509")
        || (input.bytes.starts_with(&[0x30]) && Certificate::from_der(input.bytes).is_ok())
}

/// Lays out a certificate.
///
/// # Errors
/// That it is none.
pub fn read(input: &Input<'_>) -> Result<Inspection, ReadError> {
    let mut inspection = Inspection::of("X.509");
    show(&mut inspection, say!("Certificate"), lay_out(input.bytes)?);
    Ok(inspection)
}

/// Appends the certificates of a chain, the first under its own title. One that cannot be read is a remark.
pub fn append(inspection: &mut Inspection, title: Words, chain: &[Vec<u8>]) {
    within::left_out(inspection, chain.len(), MOST);
    for (place, der) in chain.iter().take(MOST).enumerate() {
        let title = if place == 0 { title.clone() } else { say!("Certificate of its issuer") };
        match lay_out(der) {
            Ok(laid) => show(inspection, title, laid),
            Err(error) => {
                inspection.report.remarks.push(say!("A certificate cannot be read. {why}", why = error.words()))
            }
        }
    }
}

fn show(inspection: &mut Inspection, title: Words, laid: Laid) {
    inspection.section(title, Body::Facts(laid.facts));
    if !laid.stated.is_empty() {
        inspection.section(say!("Stated by the authority"), Body::Facts(laid.stated));
    }
}

/// What is said of a certificate in DER.
///
/// # Errors
/// That it is none.
pub fn lay_out(der: &[u8]) -> Result<Laid, ReadError> {
    let certificate = Certificate::from_der(der).map_err(|error| malformed(&error))?;
    let body = &certificate.tbs_certificate;
    let mut facts = Vec::new();
    let mut some = |name: Words, text: String| {
        if !text.is_empty() {
            facts.push(Fact::code(name, text));
        }
    };
    some(say!("Subject"), body.subject.to_string());
    let names = body.get::<SubjectAltName>().map_err(|error| malformed(&error))?;
    let names = names.map(|(_, names)| names.0.iter().map(name::code).collect::<Vec<_>>()).unwrap_or_default();
    some(say!("Issuer"), body.issuer.to_string());
    if !names.is_empty() {
        facts.insert(usize::from(!body.subject.is_empty()), Fact::new(say!("Alternative names"), Value::List(names)));
    }
    facts.push(Fact::new(say!("Valid from"), Value::Time(body.validity.not_before.to_string())));
    facts.push(Fact::new(say!("Valid until"), Value::Time(body.validity.not_after.to_string())));
    facts.push(Fact::code(say!("Serial number"), serial(body.serial_number.as_bytes())));
    facts.push(Fact::new(say!("Public key"), key(&body.subject_public_key_info)));
    if let Ok(Some((_, usage))) = body.get::<ExtendedKeyUsage>() {
        facts.push(Fact::new(say!("Purposes"), Value::List(usage.0.iter().map(purpose).collect())));
    }
    if let Ok(Some((_, BasicConstraints { ca: true, .. }))) = body.get::<BasicConstraints>() {
        facts.push(Fact::new(say!("Certificate authority"), say!("It may issue certificates.")));
    }
    facts.push(Fact::code(say!("SHA-256 fingerprint"), fingerprint(der)));
    Ok(Laid { facts, stated: stated(&certificate) })
}

/// A serial number in hexadecimal, without the zero that keeps it from being read as negative.
fn serial(bytes: &[u8]) -> String {
    hex(bytes.strip_prefix(&[0]).filter(|rest| !rest.is_empty()).unwrap_or(bytes))
}

fn malformed(error: &impl Display) -> ReadError {
    ReadError::malformed(say!("certificate"), error)
}

/// What Fulcio states, in the order of the certificate.
fn stated(certificate: &Certificate) -> Vec<Fact> {
    let extensions = certificate.tbs_certificate.extensions.as_deref().unwrap_or_default();
    let fact = |extension: &x509_cert::ext::Extension| {
        let oid = extension.extn_id.to_string();
        let number: u16 = oid.strip_prefix(FULCIO)?.parse().ok()?;
        let known = STATED.iter().find(|(known, _)| *known == number).map(|(_, name)| *name);
        let bytes = extension.extn_value.as_bytes();
        let text = if number <= RAW_UNTIL { Some(bytes) } else { name::string(bytes) };
        let text = text.and_then(|text| std::str::from_utf8(text).ok()).map_or_else(|| hex(bytes), str::to_owned);
        // A claim that the token did not have is stated as nothing.
        if text.is_empty() {
            return None;
        }
        Some(Fact { name: known.map_or(Value::Code(oid), Value::from), value: Value::Code(text) })
    };
    extensions.iter().filter_map(fact).collect()
}

/// What kind of key it is.
pub fn key(key: &SubjectPublicKeyInfoOwned) -> Value {
    let curve = || key.algorithm.parameters.as_ref().and_then(|curve| curve.decode_as::<ObjectIdentifier>().ok());
    let oid = key.algorithm.oid.to_string();
    let name = match oid.as_str() {
        "1.2.840.10045.2.1" => match curve().map(|curve| curve.to_string()).as_deref() {
            Some("1.2.840.10045.3.1.7") => "ECDSA P-256",
            Some("1.3.132.0.34") => "ECDSA P-384",
            Some("1.3.132.0.35") => "ECDSA P-521",
            Some(other) => return Value::Code(format!("ECDSA {other}")),
            None => "ECDSA",
        },
        "1.2.840.113549.1.1.1" => match rsa_bits(key.subject_public_key.raw_bytes()) {
            Some(bits) => return Value::Word(format!("RSA {bits}")),
            None => "RSA",
        },
        "1.3.101.112" => "Ed25519",
        _ => return Value::Code(oid),
    };
    name.into()
}

/// The bits of an RSA key's modulus (RFC 8017, appendix A.1.1).
fn rsa_bits(key: &[u8]) -> Option<u32> {
    let mut reader = SliceReader::new(key).ok()?;
    let numbers = reader.sequence(|reader| Ok((reader.decode::<UintRef<'_>>()?, reader.decode::<UintRef<'_>>()?)));
    let (modulus, _) = numbers.ok()?;
    let bytes = modulus.as_bytes();
    let bits = u32::try_from(bytes.len()).ok()?.checked_mul(8)?;
    bits.checked_sub(bytes.first()?.leading_zeros())
}

/// For what a certificate may be used (RFC 5280, section 4.2.1.12).
fn purpose(oid: &ObjectIdentifier) -> Value {
    let oid = oid.to_string();
    Value::Words(match oid.as_str() {
        "1.3.6.1.5.5.7.3.1" => say!("TLS servers"),
        "1.3.6.1.5.5.7.3.2" => say!("TLS clients"),
        "1.3.6.1.5.5.7.3.3" => say!("code signing"),
        "1.3.6.1.5.5.7.3.4" => say!("e-mail"),
        "1.3.6.1.5.5.7.3.8" => say!("time stamping"),
        _ => return Value::Code(oid),
    })
}

/// What is said of a public key in DER (RFC 5280, section 4.1.2.7).
///
/// # Errors
/// That it is none.
pub fn key_facts(der: &[u8]) -> Result<Vec<Fact>, ReadError> {
    let owned =
        SubjectPublicKeyInfoOwned::from_der(der).map_err(|error| ReadError::malformed(say!("public key"), error))?;
    Ok(vec![Fact::new(say!("Algorithm"), key(&owned)), Fact::code(say!("SHA-256 fingerprint"), fingerprint(der))])
}

/// A certificate in a row: subject, issuer, from when on and until when it is valid, serial number, fingerprint.
///
/// # Errors
/// That it is none.
pub fn row(der: &[u8]) -> Result<[String; 6], ReadError> {
    let certificate = Certificate::from_der(der).map_err(|error| malformed(&error))?;
    let body = &certificate.tbs_certificate;
    Ok([
        body.subject.to_string(),
        body.issuer.to_string(),
        body.validity.not_before.to_string(),
        body.validity.not_after.to_string(),
        serial(body.serial_number.as_bytes()),
        fingerprint(der),
    ])
}
