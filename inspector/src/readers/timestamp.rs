//! Time stamps of an authority (RFC 3161): when, and whose.
//!
//! Their shell (RFC 5652, section 5.1) is read by its parts: of the whole nothing else is told, and a reader of all that
//! may stand there weighs 10 kB.

use crate::input::ReadError;
use report::{Fact, Value, say};
use x509_cert::Certificate;
use x509_cert::der::asn1::{AnyRef, IntRef};
use x509_cert::der::{Decode, Reader, Result, SliceReader, Tag, Tagged};
use x509_cert::name::Name;

/// The members of the time stamp's info before the time: version, policy, imprint, serial number.
const BEFORE_TIME: usize = 4;

/// As much of a SignedData as is told.
#[derive(Default)]
struct Signed<'a> {
    /// What is signed.
    content: &'a [u8],
    /// The certificates, one after the other.
    certificates: &'a [u8],
    /// By whom, of the first signer.
    signer: Option<(Name, IntRef<'a>)>,
}

/// What a time stamp says, whether it stands in the authority's answer or alone.
///
/// # Errors
/// That it is none.
pub fn facts(der: &[u8]) -> std::result::Result<Vec<Fact>, ReadError> {
    let signed = signed(der).or_else(|_| signed(answered(der)?)).map_err(|error| malformed(error.to_string()))?;
    let (time, authority) = info(signed.content).map_err(|error| malformed(error.to_string()))?;
    let time = time.ok_or_else(|| malformed(say!("its time is not valid")))?;
    let mut facts = vec![Fact::new(say!("Time"), Value::Time(time))];
    if let Some(authority) = authority.or_else(|| subject(&signed)) {
        facts.push(Fact::code(say!("Authority"), authority));
    }
    if let Some((issuer, _)) = &signed.signer {
        facts.push(Fact::code(say!("Issuer of its certificate"), issuer.to_string()));
    }
    Ok(facts)
}

fn malformed(reason: impl Into<Value>) -> ReadError {
    ReadError::Malformed { what: say!("time stamp").into(), reason: reason.into() }
}

/// What is in one value of DER.
fn inside(der: &[u8]) -> Result<SliceReader<'_>> {
    SliceReader::new(AnyRef::from_der(der)?.value())
}

/// The next member, as it stands.
fn member<'a>(reader: &mut SliceReader<'a>) -> Result<&'a [u8]> {
    reader.tlv_bytes()
}

/// The token in an authority's answer (RFC 3161, section 2.4.2).
fn answered(der: &[u8]) -> Result<&[u8]> {
    let mut answer = inside(der)?;
    let _status = member(&mut answer)?;
    member(&mut answer)
}

/// The parts of a ContentInfo that holds a SignedData (RFC 5652, sections 3 and 5.1).
fn signed(der: &[u8]) -> Result<Signed<'_>> {
    let mut info = inside(der)?;
    let _type = member(&mut info)?;
    let mut data = inside(AnyRef::from_der(member(&mut info)?)?.value())?;
    let (_version, _algorithms) = (member(&mut data)?, member(&mut data)?);
    let mut content = inside(member(&mut data)?)?;
    let _content_type = member(&mut content)?;
    let content = AnyRef::from_der(AnyRef::from_der(member(&mut content)?)?.value())?.value();
    let mut signed = Signed { content, ..Signed::default() };
    while !data.is_finished() {
        let part = AnyRef::from_der(member(&mut data)?)?;
        match part.tag() {
            Tag::ContextSpecific { number, .. } if number.value() == 0 => signed.certificates = part.value(),
            Tag::Set => signed.signer = signer(part.value())?,
            _ => {}
        }
    }
    Ok(signed)
}

/// Whose key the first of the signers used (RFC 5652, section 5.3); `None` where only the key is named.
fn signer(signers: &[u8]) -> Result<Option<(Name, IntRef<'_>)>> {
    let mut first = inside(member(&mut SliceReader::new(signers)?)?)?;
    let _version = member(&mut first)?;
    let name = AnyRef::from_der(member(&mut first)?)?;
    if name.tag() != Tag::Sequence {
        return Ok(None);
    }
    let mut parts = SliceReader::new(name.value())?;
    Ok(Some((parts.decode()?, parts.decode()?)))
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
                authority = directory_name(member.value());
            }
        }
        Ok((rfc3339(time), authority))
    })
}

/// A name in a directory, which is what authorities state of the many kinds of GeneralName (RFC 5280, section 4.2.1.6).
fn directory_name(name: &[u8]) -> Option<String> {
    let name = AnyRef::from_der(name).ok()?;
    let is_directory = matches!(name.tag(), Tag::ContextSpecific { number, .. } if number.value() == 4);
    is_directory.then(|| Name::from_der(name.value()).ok().map(|name| name.to_string())).flatten()
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
fn subject(signed: &Signed<'_>) -> Option<String> {
    let (_, serial) = signed.signer.as_ref()?;
    let mut certificates = SliceReader::new(signed.certificates).ok()?;
    while let Ok(der) = member(&mut certificates) {
        let certificate = Certificate::from_der(der).ok().map(|certificate| certificate.tbs_certificate);
        if let Some(found) = certificate.filter(|found| found.serial_number.as_bytes() == serial.as_bytes()) {
            return Some(found.subject.to_string());
        }
    }
    None
}
