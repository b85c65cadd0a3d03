//! What a statement states: the predicate's own document, out of what some makers wrap around it.

use super::within;
use crate::input::{Input, Inspection};
use report::{Body, Fact, Value, say};
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
    if kind.ends_with(SCAN)
        && let Ok(scan) = serde_json::from_str::<Scan<'_>>(raw.get())
        && let Some(scanner) = scan.scanner
        && let Some(result) = scanner.result
    {
        document(inspection, input, "", result);
        let times = scan.metadata.unwrap_or(Times { scan_started_on: None, scan_finished_on: None });
        let code = |text: Option<String>| text.filter(|text| !text.is_empty()).map(Value::Code);
        let time = |text: Option<String>| text.filter(|text| !text.is_empty()).map(|text| within::time(&text));
        let facts = [
            (say!("Scanner"), code(scanner.uri)),
            (say!("Version"), code(scanner.version)),
            (say!("Started"), time(times.scan_started_on)),
            (say!("Finished"), time(times.scan_finished_on)),
        ];
        inspection.section(say!("Scan"), Body::Facts(stated(facts)));
        return;
    }
    // cosign wraps what is no JSON, and wrapped the rest too in its first years.
    let wrapped = serde_json::from_str::<Wrapped<'_>>(raw.get()).ok().and_then(|it| Some((it.data?, it.timestamp)));
    match wrapped {
        Some((data, time)) if kind.ends_with(COSIGN) || time.is_some() => {
            document(inspection, input, if kind.ends_with(COSIGN) { "" } else { kind }, data);
            let facts = [(say!("Made"), time.filter(|time| !time.is_empty()).map(|time| within::time(&time)))];
            let facts = stated(facts);
            if !facts.is_empty() {
                inspection.section(say!("Predicate"), Body::Facts(facts));
            }
        }
        _ => document(inspection, input, kind, raw),
    }
}

/// The facts that are stated.
pub fn stated<const N: usize>(facts: [(report::Words, Option<Value>); N]) -> Vec<Fact> {
    facts.into_iter().filter_map(|(name, value)| Some(Fact::new(name, value?))).collect()
}

/// Reads the document itself: JSON, or whatever stands in a JSON string.
fn document(inspection: &mut Inspection, input: &Input<'_>, kind: &str, raw: &RawValue) {
    match serde_json::from_str::<String>(raw.get()) {
        Ok(text) => within::append(inspection, input, kind, text.as_bytes()),
        Err(_) => within::append(inspection, input, kind, raw.get().as_bytes()),
    }
}
