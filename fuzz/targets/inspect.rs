//! Documents of every kind that is read, and of none. Whatever comes, there is a report; each of its tables has the
//! rows that it counts, and each row a cell for every column, whichever way it is searched and sorted.

#![no_main]

use inspector::service::Inspector;
use libfuzzer_sys::fuzz_target;
use report::message::{Answer, Document, Question};
use report::report::Table;
use report::{Body, Window};

/// Media types, or artifact types of which the layer is JSON.
const KINDS: [&str; 24] = [
    "application/json",
    "application/octet-stream",
    "application/spdx+json",
    "application/vnd.cyclonedx+json",
    "application/vnd.in-toto+json",
    "application/vnd.dsse.envelope.v1+json",
    "application/vnd.dev.sigstore.bundle.v0.3+json",
    "application/vnd.dev.cosign.simplesigning.v1+json",
    "application/jose+json",
    "application/cose",
    "application/sarif+json",
    "application/vnd.openvex+json",
    "application/vnd.cncf.helm.config.v1+json",
    "application/vnd.oci.image.config.v1+json",
    "application/vnd.oci.image.layer.v1.tar",
    "application/vnd.oci.image.layer.v1.tar+gzip",
    "application/yaml",
    "text/plain",
    "image/png",
    "application/pgp-signature",
    "application/x-pem-file",
    "application/vnd.aquasec.trivy.report.sarif.v1",
    "application/vnd.anchore.grype.report+json",
    "",
];

// The kind as a letter from `A` (in lower case, it is the artifact type), then the document.
fuzz_target!(|data: &[u8]| {
    let Some((first, bytes)) = data.split_first() else { return };
    let kind = KINDS.get(usize::from(first.to_ascii_uppercase().wrapping_sub(b'A'))).copied().unwrap_or_default();
    let mut document = Document::default();
    if first.is_ascii_lowercase() {
        document.artifact_type = kind.to_owned();
        document.media_type = "application/json".to_owned();
    } else {
        document.media_type = kind.to_owned();
    }
    let mut inspector = Inspector::default();
    let answer = inspector.answer(&Question::Read(document), &[bytes.to_vec()]);
    let Answer::Report(number, report) = answer else { panic!("no report: {answer:?}") };
    for remark in &report.remarks {
        let _ = remark.english();
    }
    for section in &report.sections {
        if let Body::Table(table) = &section.body {
            look(&mut inspector, number, table);
        }
    }
});

/// Asks for windows of a table.
fn look(inspector: &mut Inspector, report: u32, table: &Table) {
    let columns = u32::try_from(table.columns.len()).expect("few");
    let searches = ["", "a", "0", "é"];
    for (turn, search) in (0..=columns).zip(searches.iter().cycle()) {
        let window =
            Window { search: (*search).to_owned(), sort: Some((turn, turn % 2 == 0)), from: turn / 2, count: 50 };
        let (from, count) = (window.from, window.count);
        let answer = inspector.answer(&Question::Rows { report, table: table.number, window }, &[]);
        let Answer::Rows(rows) = answer else { panic!("no rows: {answer:?}") };
        assert!(rows.found <= table.count && (!search.is_empty() || rows.found == table.count));
        assert_eq!(rows.rows.len() as u32, rows.found.saturating_sub(from).min(count));
        assert!(rows.rows.iter().all(|row| row.len() as u32 == columns));
    }
}
