//! DSSE envelopes by key, as Tekton Chains makes them (secure-systems-lab/dsse, `envelope.md`, `protocol.md`).
//!
//! An envelope may hold several signatures; it counts if a trusted key made one of them.

use super::course::{Check, Course, Stop};
use super::signature::maker;
use super::subject::IN_TOTO;
use super::{Context, Layer, keyed};
use report::{Signer, Verdict, say};
use serde::Deserialize;
use sigstore_verify::types::{PayloadBytes, SignatureBytes, pae};

/// The media type of an envelope.
const DSSE: &str = "application/vnd.dsse.envelope.v1+json";
/// How many signatures of one envelope are tried.
const LIMIT: usize = 64;

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Envelope {
    payload_type: String,
    payload: PayloadBytes,
    signatures: Vec<Signature>,
}

#[derive(Deserialize)]
struct Signature {
    #[serde(default)]
    keyid: Option<String>,
    sig: SignatureBytes,
}

/// Whether a layer is an envelope, or a statement that stands alone.
pub fn claims(layer: &Layer<'_>) -> bool {
    layer.media_type == DSSE || layer.media_type == IN_TOTO
}

/// Checks an envelope.
pub fn verify(context: &Context<'_>, layer: &Layer<'_>) -> Vec<Verdict> {
    let mut course = Course::new("DSSE", keyed::PLAN);
    let envelope: Envelope = match serde_json::from_slice(layer.bytes) {
        Ok(envelope) => envelope,
        // Where no signature was claimed, that there is none is no verdict.
        Err(_) if context.case.is_document && is_statement(layer) => return Vec::new(),
        Err(error) => return vec![course.end(Err(unread(layer, &error)))],
    };
    course.pass(Check::Form);
    let result = run(context, &envelope, &mut course);
    vec![course.end(result)]
}

fn run(context: &Context<'_>, envelope: &Envelope, course: &mut Course) -> Result<Signer, Stop> {
    if envelope.payload_type != IN_TOTO {
        return Err(other_payload(&envelope.payload_type));
    }
    context.subject.is_in_statement(envelope.payload.as_bytes())?;
    course.pass(Check::Subject);
    if envelope.signatures.is_empty() {
        return Err(Stop::Broken(Check::Signature, say!("There is no signature in it.")));
    }
    let message = pae(&envelope.payload_type, envelope.payload.as_bytes());
    let keys = &context.trusted.keys;
    let signatures = envelope.signatures.iter().take(LIMIT);
    let Some((key, _)) = signatures.clone().find_map(|signature| maker(keys, &message, &signature.sig)) else {
        let hints: Vec<&str> = signatures.filter_map(|signature| signature.keyid.as_deref()).collect();
        return Err(keyed::nobody(keys, &hints, &[]));
    };
    course.pass(Check::Signature);
    course.pass_with(Check::Signer, say!("Key “{name}”", name = key.name.as_str()));
    keyed::without_log(course);
    Ok(keyed::signer(key))
}

/// What is signed is no statement about an image.
pub fn other_payload(kind: &str) -> Stop {
    Stop::Unchecked(say!("What it signs is “{kind}”, not a statement about an image.", kind))
}

/// Whether a layer that is no envelope is a statement that stands alone.
fn is_statement(layer: &Layer<'_>) -> bool {
    layer.media_type == IN_TOTO && serde_json::from_slice::<serde::de::IgnoredAny>(layer.bytes).is_ok()
}

/// No envelope: a statement that nobody signed, or nothing that can be read.
fn unread(layer: &Layer<'_>, error: &serde_json::Error) -> Stop {
    if is_statement(layer) {
        return Stop::Unchecked(say!(
            "It is a statement that nobody signed: anyone who may write to the registry could have written it."
        ));
    }
    Stop::Broken(Check::Form, say!("It cannot be read: {reason}", reason = error.to_string()))
}
