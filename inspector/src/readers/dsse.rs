//! DSSE envelopes (secure-systems-lab/dsse, `envelope.md`): what is signed, by which keys, and what is in it.

use super::within;
use crate::grid::Grid;
use crate::input::{Input, Inspection, ReadError};
use report::report::ColumnKind;
use report::{Body, Fact, Value, say};
use serde::Deserialize;
use std::borrow::Cow;

/// The media type of an envelope.
pub const DSSE: &str = "application/vnd.dsse.envelope.v1+json";

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Envelope<'a> {
    payload_type: Option<String>,
    #[serde(borrow, default)]
    payload: Cow<'a, str>,
    signatures: Option<Vec<Signature>>,
}

#[derive(Deserialize)]
struct Signature {
    keyid: Option<String>,
    sig: Option<String>,
}

/// Whether a document is an envelope.
pub fn claims(input: &Input<'_>) -> bool {
    input.is_called("dsse.envelope") || ["payload", "payloadType"].iter().all(|name| input.shape().has(name))
}

/// Lays out an envelope and what is in it.
///
/// # Errors
/// That it is none, or that its payload is no Base64.
pub fn read(input: &Input<'_>) -> Result<Inspection, ReadError> {
    let envelope: Envelope<'_> = within::json(input.bytes)?;
    let kind = envelope.payload_type.ok_or(ReadError::Missing("payloadType"))?;
    if envelope.payload.is_empty() {
        return Err(ReadError::Missing("payload"));
    }
    let payload = within::base64("payload", &envelope.payload)?;
    let signatures = envelope.signatures.unwrap_or_default();
    let mut inspection = Inspection::of("DSSE");
    if signatures.is_empty() {
        inspection.report.remarks.push(say!("Nobody signed it: there is no signature in it."));
    }
    within::append(&mut inspection, input, &kind, &payload);
    let facts = vec![
        Fact::code(say!("Payload type"), kind),
        Fact::new(say!("Payload"), Value::Size(payload.len() as u64)),
        Fact::new(say!("Signatures"), signatures.len()),
    ];
    inspection.section(say!("Envelope"), Body::Facts(facts));
    inspection.table(say!("Signatures"), table(&signatures));
    Ok(inspection)
}

fn table(signatures: &[Signature]) -> Grid {
    let mut grid = Grid::new([(say!("Key ID"), ColumnKind::Code), (say!("Signature"), ColumnKind::Code)]);
    for signature in signatures {
        grid.push(&[signature.keyid.as_deref().unwrap_or_default(), signature.sig.as_deref().unwrap_or_default()]);
    }
    grid
}
