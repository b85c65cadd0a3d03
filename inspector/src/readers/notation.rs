//! What signatures of the Notary Project say, as JWS and as COSE (Notary Project, `specs/signature-specification.md`).

use super::{certificate, members, timestamp, within};
use crate::input::{Inspection, ReadError};
use crate::verify::{Envelope, Unreadable};
use report::{Body, Value, say};
use serde::Deserialize;
use serde_json::value::RawValue;

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Payload<'a> {
    #[serde(borrow)]
    target_artifact: Option<Target<'a>>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Target<'a> {
    media_type: Option<String>,
    digest: Option<String>,
    size: Option<u64>,
    #[serde(borrow)]
    annotations: Option<&'a RawValue>,
}

/// Lays out an envelope, or says why it is none.
///
/// # Errors
/// That it is none, or signs something else than an artifact.
pub fn lay_out(format: &'static str, envelope: Result<Envelope, Unreadable>) -> Result<Inspection, ReadError> {
    let envelope =
        envelope.map_err(|Unreadable(reason)| ReadError::Malformed { what: say!("envelope").into(), reason })?;
    let payload: Payload<'_> = within::json(&envelope.payload)?;
    let target = payload.target_artifact.ok_or(ReadError::Missing("targetArtifact"))?;
    let mut inspection = Inspection::of(format);
    let facts = vec![
        (say!("Digest"), target.digest.map(Value::Code)),
        (say!("Media type"), target.media_type.map(Value::Code)),
        (say!("Size"), target.size.map(Value::Size)),
    ];
    inspection.section(say!("Signed artifact"), within::stated(facts));
    members::append(&mut inspection, say!("Annotations"), target.annotations);
    signature(&mut inspection, &envelope);
    if envelope.chain.is_empty() {
        inspection.report.remarks.push(say!("It has no certificate."));
    }
    certificate::append(&mut inspection, say!("Signer's certificate"), &envelope.chain);
    stamp(&mut inspection, &envelope);
    Ok(inspection)
}

fn signature(inspection: &mut Inspection, envelope: &Envelope) {
    let attributes = &envelope.attributes;
    let critical = attributes.critical.iter().cloned().map(Value::Code).collect::<Vec<_>>();
    let facts = vec![
        (say!("Signed at"), within::time(envelope.signing_time.clone())),
        (say!("Signed at, as the authority says"), attributes.authentic_time.map(|time| Value::Time(time.to_string()))),
        (say!("Expires"), attributes.expiry.map(|time| Value::Time(time.to_string()))),
        (say!("Signing scheme"), within::code(attributes.scheme.clone())),
        (say!("Algorithm"), within::code(Some(envelope.algorithm.clone()))),
        (say!("Signing agent"), within::code(envelope.agent.clone())),
        (say!("Payload type"), within::code(Some(envelope.content_type.clone()))),
        (say!("Critical attributes"), Some(critical).filter(|names| !names.is_empty()).map(Value::List)),
    ];
    inspection.section(say!("Signature"), within::stated(facts));
}

/// The time stamp of an authority, if there is one.
fn stamp(inspection: &mut Inspection, envelope: &Envelope) {
    match envelope.stamp.as_deref().map(timestamp::facts) {
        Some(Ok(facts)) => inspection.section(say!("Time stamp"), Body::Facts(facts)),
        Some(Err(error)) => inspection.report.remarks.push(error.words()),
        None => {}
    }
}
