//! Time stamps of an authority (RFC 3161): when, and whose.

use crate::input::ReadError;
use cms::cert::CertificateChoices;
use cms::content_info::ContentInfo;
use cms::signed_data::{SignedData, SignerIdentifier};
use report::{Fact, Value, say};
use x509_cert::der::asn1::AnyRef;
use x509_cert::der::{Decode, Reader, Result, SliceReader, Tag, Tagged};
use x509_cert::ext::pkix::name::GeneralName;

/// The members of the time stamp's info before the time: version, policy, imprint, serial number.
const BEFORE_TIME: usize = 4;

/// What a time stamp says, whether it stands in the authority's answer or alone.
///
/// # Errors
/// That it is none.
pub fn facts(der: &[u8]) -> std::result::Result<Vec<Fact>, ReadError> {
    let token = ContentInfo::from_der(der).or_else(|_| answered(der)).map_err(|error| malformed(error.to_string()))?;
    let signed: SignedData = token.content.decode_as().map_err(|error| malformed(error.to_string()))?;
    let content =
        signed.encap_content_info.econtent.as_ref().ok_or_else(|| malformed(say!("there is nothing in it")))?;
    let (time, authority) = info(content.value()).map_err(|error| malformed(error.to_string()))?;
    let time = time.ok_or_else(|| malformed(say!("its time is not valid")))?;
    let mut facts = vec![Fact::new(say!("Time"), Value::Time(time))];
    if let Some(authority) = authority.or_else(|| subject(&signed)) {
        facts.push(Fact::code(say!("Authority"), authority));
    }
    if let Some(issuer) = issuer(&signed) {
        facts.push(Fact::code(say!("Issuer of its certificate"), issuer));
    }
    Ok(facts)
}

fn malformed(reason: impl Into<Value>) -> ReadError {
    ReadError::Malformed { what: say!("time stamp").into(), reason: reason.into() }
}

/// The token in an authority's answer (RFC 3161, section 2.4.2).
fn answered(der: &[u8]) -> Result<ContentInfo> {
    let mut reader = SliceReader::new(der)?;
    reader.sequence(|reader| {
        let _status: AnyRef<'_> = reader.decode()?;
        reader.decode()
    })
}

/// The time, as RFC 3339, and the authority's name, where it is stated (RFC 3161, section 2.4.2, `TSTInfo`).
fn info(der: &[u8]) -> Result<(Option<String>, Option<String>)> {
    let mut reader = SliceReader::new(der)?;
    reader.sequence(|reader| {
        for _ in 0..BEFORE_TIME {
            let _: AnyRef<'_> = reader.decode()?;
        }
        let time: AnyRef<'_> = reader.decode()?;
        let mut authority = None;
        while !reader.is_finished() {
            let member: AnyRef<'_> = reader.decode()?;
            if matches!(member.tag(), Tag::ContextSpecific { number, .. } if number.value() == 0) {
                authority = GeneralName::from_der(member.value()).ok();
            }
        }
        let authority = authority.as_ref().map(super::name::code).map(|name| name.english());
        Ok((rfc3339(time), authority))
    })
}

/// A time of DER, which may have fractions of a second (RFC 3161, section 2.4.2), as RFC 3339.
fn rfc3339(time: AnyRef<'_>) -> Option<String> {
    let text = std::str::from_utf8(time.value()).ok().filter(|_| time.tag() == Tag::GeneralizedTime)?;
    let (digits, fraction) = text.strip_suffix('Z')?.split_at_checked(14)?;
    let part = |from: usize, to: usize| digits.get(from..to).filter(|part| part.bytes().all(|it| it.is_ascii_digit()));
    let (year, month, day) = (part(0, 4)?, part(4, 6)?, part(6, 8)?);
    let (hour, minute, second) = (part(8, 10)?, part(10, 12)?, part(12, 14)?);
    let time = format!("{year}-{month}-{day}T{hour}:{minute}:{second}{fraction}Z");
    // Its own parser knows whether there is such a time.
    Some(time.parse::<jiff::Timestamp>().ok()?.to_string())
}

/// Whose certificate signed it, if that is in it.
fn subject(signed: &SignedData) -> Option<String> {
    let signer = signed.signer_infos.0.iter().next()?;
    let SignerIdentifier::IssuerAndSerialNumber(id) = &signer.sid else { return None };
    let mut certificates = signed.certificates.as_ref()?.0.iter();
    certificates.find_map(|certificate| match certificate {
        CertificateChoices::Certificate(it) if it.tbs_certificate.serial_number == id.serial_number => {
            Some(it.tbs_certificate.subject.to_string())
        }
        _ => None,
    })
}

fn issuer(signed: &SignedData) -> Option<String> {
    match &signed.signer_infos.0.iter().next()?.sid {
        SignerIdentifier::IssuerAndSerialNumber(id) => Some(id.issuer.to_string()),
        SignerIdentifier::SubjectKeyIdentifier(_) => None,
    }
}
