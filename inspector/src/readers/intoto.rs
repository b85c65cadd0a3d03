//! in-toto statements, version 0.1 and 1 (in-toto attestation, `spec/v1/statement.md`): of what something is stated, and
//! what.

use super::digests::{self, DigestSet};
use super::{predicate, within};
use crate::grid::Grid;
use crate::input::{Input, Inspection, ReadError};
use report::report::ColumnKind;
use report::{Body, Fact, say};
use serde::Deserialize;
use serde_json::value::RawValue;

/// How the type of a statement begins; its version follows.
const STATEMENT: &str = "https://in-toto.io/Statement/";

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Statement<'a> {
    #[serde(rename = "_type")]
    kind: Option<String>,
    subject: Option<Vec<Subject>>,
    predicate_type: Option<String>,
    #[serde(borrow)]
    predicate: Option<&'a RawValue>,
}

#[derive(Deserialize)]
struct Subject {
    name: Option<String>,
    uri: Option<String>,
    digest: Option<DigestSet>,
}

/// Whether a document is a statement.
pub fn claims(input: &Input<'_>) -> bool {
    let shape = input.shape();
    shape.text("_type").is_some_and(|kind| kind.starts_with(STATEMENT))
        || (input.is_called("in-toto") && shape.has("predicateType"))
}

/// Lays out a statement, its predicate by the reader that knows it.
///
/// # Errors
/// That it is none, or of a version that is not known.
pub fn read(input: &Input<'_>) -> Result<Inspection, ReadError> {
    let statement: Statement<'_> = within::json(input.bytes)?;
    let kind = statement.kind.ok_or(ReadError::Missing("_type"))?;
    let version = kind.strip_prefix(STATEMENT).unwrap_or(&kind);
    if !matches!(version, "v0.1" | "v1") {
        return Err(ReadError::Version { format: "in-toto", version: version.to_owned() });
    }
    let predicate_type = statement.predicate_type.ok_or(ReadError::Missing("predicateType"))?;
    let mut inspection = Inspection::of(format!("in-toto {version}"));
    let subjects = statement.subject.unwrap_or_default();
    if subjects.is_empty() {
        inspection.report.remarks.push(say!("It names nothing that it is about."));
    }
    if let Some(raw) = statement.predicate {
        predicate::append(&mut inspection, input, &predicate_type, raw);
    }
    let facts = vec![Fact::code(say!("Predicate type"), predicate_type), Fact::new(say!("Subjects"), subjects.len())];
    inspection.section(say!("Statement"), Body::Facts(facts));
    inspection.table(say!("Subjects"), table(&subjects));
    Ok(inspection)
}

fn table(subjects: &[Subject]) -> Grid {
    let mut grid = Grid::new([(say!("Name"), ColumnKind::Word), (say!("Digest"), ColumnKind::Code)]);
    for subject in subjects {
        let name = subject.name.as_deref().or(subject.uri.as_deref()).unwrap_or_default();
        grid.push(&[name, &digests::text(subject.digest.as_ref())]);
    }
    grid
}
