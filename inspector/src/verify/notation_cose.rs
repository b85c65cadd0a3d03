//! Notation signatures as COSE (Notary Project, `specs/signature-envelope-cose.md`; RFC 9052, section 4.2).

use super::notation::{
    self, AGENT, AUTHENTIC_TIME, Attributes, EXPIRY, Envelope, SCHEME, SIGNING_TIME, TIMESTAMP, Unreadable, malformed,
};
use super::{Context, Layer};
use coset::TaggedCborSerializable;
use coset::cbor::value::Value;
use coset::iana::{Algorithm, EnumI64, HeaderParameter};
use coset::{CborSerializable, ContentType, CoseSign1, Header, Label, RegisteredLabel, RegisteredLabelWithPrivate};
use jiff::Timestamp;
use report::{Verdict, say};

/// The tag of a point in time in seconds since 1970 (RFC 8949, section 3.4.2).
const EPOCH_TAG: u64 = 1;

/// Whether a layer is a COSE envelope.
pub fn claims(layer: &Layer<'_>) -> bool {
    layer.media_type == "application/cose"
}

/// Checks a COSE envelope.
pub fn verify(context: &Context<'_>, layer: &Layer<'_>) -> Vec<Verdict> {
    notation::verify(context, "Notation COSE", read(layer.bytes))
}

/// Takes an envelope apart.
///
/// # Errors
/// Why it is none.
pub fn read(bytes: &[u8]) -> Result<Envelope, Unreadable> {
    let cose = CoseSign1::from_tagged_slice(bytes).or_else(|_| CoseSign1::from_slice(bytes));
    let cose = cose.map_err(|error| malformed(&error))?;
    let message = cose.tbs_data(&[]);
    let protected = &cose.protected.header;
    let content_type = match &protected.content_type {
        Some(ContentType::Text(text)) => text.clone(),
        _ => String::new(),
    };
    Ok(Envelope {
        algorithm: algorithm(protected),
        content_type,
        message,
        chain: chain(&cose.unprotected)?,
        attributes: Attributes {
            scheme: get(protected, SCHEME).and_then(Value::as_text).map(str::to_owned),
            authentic_time: get(protected, AUTHENTIC_TIME).map(time).transpose()?,
            expiry: get(protected, EXPIRY).map(time).transpose()?,
            critical: protected.crit.iter().filter_map(critical).collect(),
        },
        stamp: get(&cose.unprotected, TIMESTAMP).map(|stamp| stamp.as_bytes().cloned().unwrap_or_default()),
        signing_time: get(protected, SIGNING_TIME).and_then(|value| time(value).ok()).map(|time| time.to_string()),
        agent: get(&cose.unprotected, AGENT).and_then(Value::as_text).map(str::to_owned),
        signature: cose.signature,
        payload: cose.payload.ok_or_else(|| Unreadable(say!("there is no payload in it").into()))?,
    })
}

/// The algorithm, as JOSE calls it.
fn algorithm(header: &Header) -> String {
    let name = match &header.alg {
        Some(RegisteredLabelWithPrivate::Assigned(Algorithm::PS256)) => "PS256",
        Some(RegisteredLabelWithPrivate::Assigned(Algorithm::PS384)) => "PS384",
        Some(RegisteredLabelWithPrivate::Assigned(Algorithm::PS512)) => "PS512",
        Some(RegisteredLabelWithPrivate::Assigned(Algorithm::ES256)) => "ES256",
        Some(RegisteredLabelWithPrivate::Assigned(Algorithm::ES384)) => "ES384",
        Some(RegisteredLabelWithPrivate::Assigned(Algorithm::ES512)) => "ES512",
        Some(RegisteredLabelWithPrivate::Assigned(other)) => return other.to_i64().to_string(),
        Some(RegisteredLabelWithPrivate::PrivateUse(other)) => return other.to_string(),
        Some(RegisteredLabelWithPrivate::Text(other)) => return other.clone(),
        None => "",
    };
    name.to_owned()
}

fn get<'a>(header: &'a Header, name: &str) -> Option<&'a Value> {
    let is_it = |label: &Label| matches!(label, Label::Text(text) if text == name);
    header.rest.iter().find(|(label, _)| is_it(label)).map(|(_, value)| value)
}

/// What has to be understood, by its name. What this envelope is made of is: COSE has numbers for that.
fn critical(label: &RegisteredLabel<HeaderParameter>) -> Option<String> {
    match label {
        RegisteredLabel::Text(name) => Some(name.clone()),
        RegisteredLabel::Assigned(HeaderParameter::Alg | HeaderParameter::Crit | HeaderParameter::ContentType) => None,
        RegisteredLabel::Assigned(other) => Some(other.to_i64().to_string()),
    }
}

/// x5chain (RFC 9360, section 2): one certificate, or several.
fn chain(header: &Header) -> Result<Vec<Vec<u8>>, Unreadable> {
    let label = Label::Int(HeaderParameter::X5Chain.to_i64());
    let value = header.rest.iter().find(|(it, _)| *it == label).map(|(_, value)| value);
    let der = |value: &Value| {
        value.as_bytes().cloned().ok_or_else(|| Unreadable(say!("a certificate in it is not a byte string").into()))
    };
    match value {
        Some(Value::Array(values)) => values.iter().map(der).collect(),
        Some(value) => Ok(vec![der(value)?]),
        None => Ok(Vec::new()),
    }
}

fn time(value: &Value) -> Result<Timestamp, Unreadable> {
    let seconds = match value {
        Value::Tag(EPOCH_TAG, inner) => inner.as_integer(),
        value => value.as_integer(),
    };
    let seconds = seconds.and_then(|seconds| i64::try_from(seconds).ok());
    seconds
        .and_then(|seconds| Timestamp::from_second(seconds).ok())
        .ok_or_else(|| Unreadable(say!("a time in it is not a number of seconds").into()))
}
