//! What a statement states: the predicate's own document, out of what some makers wrap around it.

use super::within;
use crate::input::{Input, Inspection};
use report::say;
use serde::Deserialize;
use serde_json::value::RawValue;

/// cosign's type for whatever it is given (cosign, `specs/COSIGN_PREDICATE_SPEC.md`).
const COSIGN: &str = "cosign.sigstore.dev/attestation/v1";
/// cosign's type for what a scanner found (cosign, `specs/COSIGN_VULN_ATTESTATION_SPEC.md`).
const SCAN: &str = "cosign.sigstore.dev/attestation/vuln/v1";

/// What cosign wraps around a text.
#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Wrapped<'a> {
    #[serde(borrow)]
    data: Option<&'a RawValue>,
    timestamp: Option<String>,
}

/// What cosign wraps around a scanner's result.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Scan<'a> {
    #[serde(borrow)]
    scanner: Option<Scanner<'a>>,
    metadata: Option<Times>,
}

#[derive(Deserialize)]
struct Scanner<'a> {
    uri: Option<String>,
    version: Option<String>,
    #[serde(borrow)]
    result: Option<&'a RawValue>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Times {
    scan_started_on: Option<String>,
    scan_finished_on: Option<String>,
}

/// Appends what a predicate of this type says.
pub fn append(inspection: &mut Inspection, input: &Input<'_>, kind: &str, raw: &RawValue) {
    let is_read =
        if kind.ends_with(SCAN) { scan(inspection, input, raw) } else { wrapped(inspection, input, kind, raw) };
    if is_read.is_none() {
        document(inspection, input, kind, raw);
    }
}

/// What a scanner found, if there is a result.
fn scan(inspection: &mut Inspection, input: &Input<'_>, raw: &RawValue) -> Option<()> {
    let scan: Scan<'_> = serde_json::from_str(raw.get()).ok()?;
    let scanner = scan.scanner?;
    document(inspection, input, "", scanner.result?);
    let (started, finished) = scan.metadata.map(|times| (times.scan_started_on, times.scan_finished_on)).unzip();
    let facts = vec![
        (say!("Scanner"), within::code(scanner.uri)),
        (say!("Version"), within::code(scanner.version)),
        (say!("Started"), within::time(started.flatten())),
        (say!("Finished"), within::time(finished.flatten())),
    ];
    inspection.section(say!("Scan"), within::stated(facts));
    Some(())
}

/// What cosign wraps: what is no JSON, and in its first years the rest too.
fn wrapped(inspection: &mut Inspection, input: &Input<'_>, kind: &str, raw: &RawValue) -> Option<()> {
    // Its beginning first, since a pass over a large SBOM costs.
    let start = raw.get().strip_prefix('{')?.trim_ascii_start();
    let wrapped: Wrapped<'_> = start.starts_with("\"Data\"").then(|| serde_json::from_str(raw.get()).ok())??;
    let is_own = kind.ends_with(COSIGN);
    if !is_own && wrapped.timestamp.is_none() {
        return None;
    }
    document(inspection, input, if is_own { "" } else { kind }, wrapped.data?);
    if let Some(time) = within::time(wrapped.timestamp) {
        inspection.section(say!("Predicate"), within::stated(vec![(say!("Created"), Some(time))]));
    }
    Some(())
}

/// Reads the document itself: JSON, or whatever stands in a JSON string.
fn document(inspection: &mut Inspection, input: &Input<'_>, kind: &str, raw: &RawValue) {
    match serde_json::from_str::<String>(raw.get()) {
        Ok(text) => within::append(inspection, input, kind, text.as_bytes()),
        Err(_) => within::append(inspection, input, kind, raw.get().as_bytes()),
    }
}
