//! SBOMs of real generators, and broken ones. `tests/data/sbom/README.md` says where each file is from; the numbers
//! here were counted in the files with jq.

mod broken;
mod cyclonedx;
mod spdx2;
mod spdx3;

use inspector::input::{Input, Inspection};
use inspector::readers;
use report::message::Document;
use report::report::Table;
use report::{Body, Window};
use std::path::Path;

/// The bytes of a file of the test data.
fn file(name: &str) -> Vec<u8> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/data/sbom").join(name);
    std::fs::read(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

/// A document of which nothing is known but its bytes.
fn read(bytes: &[u8]) -> Inspection {
    read_as("application/json", bytes)
}

fn read_as(media_type: &str, bytes: &[u8]) -> Inspection {
    let document = Document { media_type: media_type.to_owned(), ..Document::default() };
    readers::read(&Input::new(&document, bytes))
}

/// The value of a fact in English, or what there is instead.
fn fact(inspection: &Inspection, name: &str) -> Option<String> {
    let facts = inspection.report.sections.iter().filter_map(|section| match &section.body {
        Body::Facts(facts) => Some(facts),
        _ => None,
    });
    facts.flatten().find(|fact| fact.name.english() == name).map(|fact| fact.value.english())
}

/// Packages, those without a version, those without a licence.
fn counts(inspection: &Inspection) -> [u32; 3] {
    let number = |name: &str| fact(inspection, name).and_then(|text| text.parse().ok()).unwrap_or(u32::MAX);
    let counts = ["Packages", "Without a version", "Without a licence"].map(number);
    assert_eq!(inspection.report.summary.packages, Some(counts[0]), "the summary says the same");
    counts
}

/// The table under a heading.
fn table<'a>(inspection: &'a Inspection, title: &str) -> &'a Table {
    let section = inspection.report.sections.iter().find(|section| section.title.english() == title);
    match section.map(|section| &section.body) {
        Some(Body::Table(table)) => table,
        other => panic!("{title} is no table: {other:?}"),
    }
}

/// The rows of a table in which a word occurs.
fn rows(inspection: &Inspection, title: &str, search: &str) -> Vec<Vec<String>> {
    let number = table(inspection, title).number as usize;
    let window = Window { search: search.to_owned(), count: 1_000, ..Window::default() };
    inspection.grids[number].clone().rows(&window).rows
}
