//! Sigstore bundles, of version 0.1 to 0.3: one document with the signature and all that proves it.

use super::course::{Check, Course, Stop};
use super::keyless::{self, Signed};
use super::subject::{IN_TOTO, Subject};
use super::{Context, Layer, keyed};
use report::{Verdict, say};
use serde::Deserialize;
use sigstore_verify::types::bundle::{MediaType, VerificationMaterialContent};
use sigstore_verify::types::{Artifact, Bundle, SignatureContent};

/// How the media type of a bundle begins, whatever its version.
const BUNDLE: &str = "application/vnd.dev.sigstore.bundle";

/// Whether a layer is a bundle.
pub fn claims(layer: &Layer<'_>) -> bool {
    layer.media_type.starts_with(BUNDLE)
}

/// Checks a bundle.
pub fn verify(context: &Context<'_>, layer: &Layer<'_>) -> Vec<Verdict> {
    let bundle = match parse(layer.bytes) {
        Ok(bundle) => bundle,
        Err(stop) => return vec![Course::new("Sigstore bundle", keyless::PLAN).end(Err(stop))],
    };
    let by_key = matches!(bundle.verification_material.content, VerificationMaterialContent::PublicKey(_));
    let plan = if by_key { keyed::PLAN } else { keyless::PLAN };
    let mut course = Course::new(format(bundle.media_type), plan);
    course.pass(Check::Form);
    if let Err(stop) = is_of(&bundle, &context.subject) {
        return vec![course.end(Err(stop))];
    }
    course.pass(Check::Subject);
    let signed = Signed { bundle, artifact: Artifact::Digest(context.subject.digest.clone()) };
    vec![if by_key { keyed::verify(context, &signed, course) } else { keyless::verify(context, &signed, course) }]
}

const fn format(media_type: MediaType) -> &'static str {
    match media_type {
        MediaType::Bundle0_1 => "Sigstore bundle 0.1",
        MediaType::Bundle0_2 => "Sigstore bundle 0.2",
        MediaType::Bundle0_3 => "Sigstore bundle 0.3",
        _ => "Sigstore bundle",
    }
}

/// What a bundle says of its own version.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Version {
    media_type: Option<String>,
}

fn parse(bytes: &[u8]) -> Result<Bundle, Stop> {
    let malformed = |reason: String| Stop::Broken(Check::Form, say!("It cannot be read: {reason}", reason));
    let text = std::str::from_utf8(bytes).map_err(|error| malformed(error.to_string()))?;
    if let Ok(Version { media_type: Some(version) }) = serde_json::from_str(text)
        && version.parse::<MediaType>().is_err()
    {
        return Err(Stop::Unchecked(say!("It is a bundle of version “{version}”, which is not known here.", version)));
    }
    Bundle::from_json(text).map_err(|error| malformed(error.to_string()))
}

/// Whether it is about the image, by what it says before any signature is looked at.
fn is_of(bundle: &Bundle, subject: &Subject) -> Result<(), Stop> {
    match &bundle.content {
        SignatureContent::DsseEnvelope(envelope) if envelope.payload_type == IN_TOTO => {
            subject.is_in_statement(envelope.payload.as_bytes())
        }
        SignatureContent::DsseEnvelope(envelope) => Err(Stop::Unchecked(say!(
            "What it signs is “{kind}”, not a statement about an image.",
            kind = envelope.payload_type.as_str()
        ))),
        // Where it does not say its digest, the signature over that of the image does.
        SignatureContent::MessageSignature(message) => {
            message.message_digest.as_ref().map_or(Ok(()), |digest| subject.is_message(digest))
        }
        _ => Err(Stop::Unchecked(say!("What it signs is of a kind that is not known here."))),
    }
}
