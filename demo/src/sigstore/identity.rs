//! Who signs without a key of their own, and the certificate that says so (Fulcio, `docs/oid-info.md`).

use super::{Authority, Key, SignError, sct};
use x509_cert::Certificate;
use x509_cert::der::Encode as _;
use x509_cert::der::asn1::{Ia5String, OctetString, Utf8StringRef};
use x509_cert::der::oid::{AssociatedOid as _, ObjectIdentifier};
use x509_cert::ext::Extension;
use x509_cert::ext::pkix::SubjectAltName;
use x509_cert::ext::pkix::name::GeneralName;

/// Fulcio's arc.
const FULCIO: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.3.6.1.4.1.57264.1");
/// The last of its numbers whose values are bare text; later ones are in DER.
const BARE: u32 = 6;

/// Who an issuer says that somebody is.
#[derive(Clone, Copy, Debug)]
pub struct Person<'a> {
    /// An e-mail address, or the address of a workflow.
    pub subject: &'a str,
    /// Who vouches for it.
    pub issuer: &'a str,
    /// What else is said, by the number in Fulcio's arc.
    pub claims: &'a [(u32, &'a str)],
}

/// A certificate of ten minutes for a key, promised to be published by a log.
pub fn certify(
    person: &Person<'_>,
    key: &Key,
    authority: &Authority,
    log: &Key,
    now: u64,
) -> Result<Certificate, SignError> {
    let mut certificate = authority.issue("", key, now.saturating_sub(60)..now.saturating_add(540))?;
    let extensions = certificate.tbs_certificate.extensions.get_or_insert_default();
    extensions.push(named(person.subject)?);
    // The issuer stands in it twice, in the older form and in the newer.
    for (number, text) in [(1, person.issuer), (8, person.issuer)].iter().chain(person.claims) {
        extensions.push(claim(*number, text)?);
    }
    sct::promise(&mut certificate, authority, log, now)?;
    authority.sign_again(&mut certificate)?;
    Ok(certificate)
}

fn named(subject: &str) -> Result<Extension, SignError> {
    let text = Ia5String::new(subject)?;
    let name = if subject.contains("://") {
        GeneralName::UniformResourceIdentifier(text)
    } else {
        GeneralName::Rfc822Name(text)
    };
    let value = OctetString::new(SubjectAltName(vec![name]).to_der()?)?;
    // As there is no other subject, it has to be understood (RFC 5280, section 4.2.1.6).
    Ok(Extension { extn_id: SubjectAltName::OID, critical: true, extn_value: value })
}

fn claim(number: u32, text: &str) -> Result<Extension, SignError> {
    let value = if number <= BARE { text.as_bytes().to_vec() } else { Utf8StringRef::new(text)?.to_der()? };
    let arc = FULCIO.push_arc(number).map_err(|error| SignError::Encoding(error.into()))?;
    Ok(Extension { extn_id: arc, critical: false, extn_value: OctetString::new(value)? })
}
