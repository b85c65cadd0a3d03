//! What cosign signs of an image: simple signing (containers/image, `docs/containers-signature.5.md`; cosign,
//! `specs/SIGNATURE_SPEC.md`, section "Payloads").

use super::{members, within};
use crate::input::{Input, Inspection, ReadError};
use report::{Value, say};
use serde::Deserialize;
use serde_json::value::RawValue;

#[derive(Deserialize)]
struct Payload<'a> {
    critical: Option<Critical>,
    #[serde(borrow)]
    optional: Option<&'a RawValue>,
}

#[derive(Deserialize)]
struct Critical {
    identity: Option<Identity>,
    image: Option<Image>,
    #[serde(rename = "type")]
    kind: Option<String>,
}

#[derive(Deserialize)]
#[serde(rename_all = "kebab-case")]
struct Identity {
    docker_reference: Option<String>,
}

#[derive(Deserialize)]
#[serde(rename_all = "kebab-case")]
struct Image {
    docker_manifest_digest: Option<String>,
}

/// Whether a document is a payload of simple signing.
pub fn claims(input: &Input<'_>) -> bool {
    input.is_called("simplesigning") || (input.shape().has("critical") && input.shape().has("optional"))
}

/// Lays out the payload.
///
/// # Errors
/// That it is none: that it names no image.
pub fn read(input: &Input<'_>) -> Result<Inspection, ReadError> {
    let payload: Payload<'_> = within::json(input.bytes)?;
    let critical = payload.critical.ok_or(ReadError::Missing("critical"))?;
    let digest = critical.image.and_then(|image| image.docker_manifest_digest);
    let digest = digest.ok_or(ReadError::Missing("docker-manifest-digest"))?;
    let reference = within::code(critical.identity.and_then(|identity| identity.docker_reference));
    let mut inspection = Inspection::of("simple signing");
    if reference.is_none() {
        inspection.report.remarks.push(say!("It does not say which repository the image belongs to."));
    }
    let facts = vec![
        (say!("Reference"), reference),
        (say!("Digest"), Some(Value::Code(digest))),
        (say!("Kind"), critical.kind.map(Value::Word)),
    ];
    inspection.section(say!("Signed image"), within::stated(facts));
    members::append(&mut inspection, say!("Annotations"), payload.optional);
    Ok(inspection)
}
