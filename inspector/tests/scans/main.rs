//! What the readers of scanners' reports, images, charts and plain files make of them.

mod archives;
mod broken;
mod pictures;
mod plain;
mod scanned;
mod scanners;
#[path = "../support/mod.rs"]
mod support;
mod things;

use inspector::grid::Grid;
use inspector::input::{Input, Inspection};
use inspector::readers;
use report::message::Document;
use report::{Body, Severity, Window};

/// A document without a type, read by its shape.
fn read(bytes: &[u8]) -> Inspection {
    read_as("", bytes)
}

fn read_as(media_type: &str, bytes: &[u8]) -> Inspection {
    let document = Document { media_type: media_type.to_owned(), ..Document::default() };
    readers::read(&Input::new(&document, bytes))
}

/// A file in `tests/data/scans`.
fn file(name: &str) -> Vec<u8> {
    std::fs::read(format!("{}/tests/data/scans/{name}", env!("CARGO_MANIFEST_DIR"))).unwrap()
}

/// The value of a fact, in English.
fn fact(inspection: &Inspection, wanted: &str) -> String {
    let facts = inspection.report.sections.iter().filter_map(|section| match &section.body {
        Body::Facts(facts) => Some(facts),
        _ => None,
    });
    let found = facts.flatten().find(|fact| fact.name.english() == wanted);
    found.unwrap_or_else(|| panic!("no fact {wanted}")).value.english()
}

/// All rows of the first table.
fn rows(inspection: &mut Inspection) -> Vec<Vec<String>> {
    all(inspection.grids.first_mut().expect("a table"))
}

fn all(grid: &mut Grid) -> Vec<Vec<String>> {
    grid.rows(&Window { count: 1_000, ..Window::default() }).rows
}

fn text(inspection: &Inspection) -> &str {
    let text = inspection.report.sections.iter().find_map(|section| match &section.body {
        Body::Text(text) => Some(text.as_str()),
        _ => None,
    });
    text.expect("a text")
}

fn remarks(inspection: &Inspection) -> String {
    inspection.report.remarks.iter().map(|words| words.english()).collect::<Vec<_>>().join("\n")
}

/// How many are critical, high, medium, low, negligible, unknown; and fixable.
fn counts(inspection: &Inspection) -> ([u32; Severity::ALL.len()], u32) {
    let findings = inspection.report.summary.findings.expect("findings");
    (findings.by_severity, findings.fixable)
}
