//! Broken, cut-off and large documents.

use crate::{counts, file, read, read_as};
use report::Body;
use std::fmt::Write;

const ALL: [&str; 5] =
    ["npm-spdx2.json", "vcpkg-spdx2.json", "lib4sbom-spdx3.json", "npm-cyclonedx.json", "valid-vulnerability-1.4.json"];

#[test]
fn a_document_that_was_cut_off_says_so_and_is_shown_as_it_is() {
    for name in ALL {
        let bytes = file(name);
        for end in [bytes.len() / 4, bytes.len() / 2, bytes.len() - 10] {
            let inspection = read(&bytes[..end]);
            let remark = inspection.report.remarks.first().map(|remark| remark.english()).unwrap_or_default();
            assert!(remark.contains("It ends too early"), "{name} at {end}: {remark}");
            assert_eq!(inspection.report.summary.packages, None, "{name} at {end}");
            assert!(matches!(inspection.report.sections[0].body, Body::Text(_)), "{name} at {end}");
        }
    }
}

#[test]
fn every_cut_is_an_error_and_no_panic() {
    for name in ALL {
        let bytes = file(name);
        let last = bytes.iter().rposition(|byte| *byte == b'}').expect("an object");
        for end in (0..=last).step_by(7) {
            assert_eq!(read(&bytes[..end]).report.summary.packages, None, "{name} at {end}");
        }
    }
}

#[test]
fn a_wrong_type_is_named_with_its_place() {
    let text = "{\"bomFormat\":\"CycloneDX\",\"specVersion\":\"1.6\",\n\"components\":[{\"name\":[]}]}";
    let remark = read(text.as_bytes()).report.remarks[0].english();
    assert!(remark.contains("CycloneDX") && remark.contains("line 2") && remark.contains("a text"), "{remark}");
    let text = r#"{"spdxVersion":"SPDX-2.3","packages":{}}"#;
    let remark = read(text.as_bytes()).report.remarks[0].english();
    assert!(remark.contains("SPDX") && remark.contains("a list"), "{remark}");
}

#[test]
fn what_is_only_called_an_sbom_says_what_it_lacks() {
    for (media_type, part) in
        [("application/spdx+json", "spdxVersion"), ("application/vnd.cyclonedx+json", "bomFormat")]
    {
        let remark = read_as(media_type, b"{\"a\":1}").report.remarks[0].english();
        assert!(remark.contains(part), "{media_type}: {remark}");
    }
    // The tag-value form and XML are no JSON, and nobody says that they are.
    for (media_type, text) in [("text/spdx", "SPDXVersion: SPDX-2.3"), ("application/vnd.cyclonedx+xml", "<bom/>")] {
        assert!(read_as(media_type, text.as_bytes()).report.remarks.is_empty(), "{media_type}");
    }
    let remark = read(br#"{"spdxVersion":"SPDX-1.2"}"#).report.remarks[0].english();
    assert!(remark.contains("1.2"), "{remark}");
}

#[test]
fn depth_without_end_is_an_error() {
    let deep = |start: &str, part: &str| format!("{start}{}", part.repeat(200_000));
    for text in [
        deep(r#"{"bomFormat":"CycloneDX","specVersion":"1.6","components":"#, r#"[{"components":"#),
        deep(r#"{"spdxVersion":"SPDX-2.3","packages":"#, "["),
        deep(r#"{"@context":"https://spdx.org/rdf/3.0.1/spdx-context.jsonld","@graph":[{"to":"#, "["),
        deep(r#"{"bomFormat":"CycloneDX","specVersion":"1.6","unknown":"#, "["),
    ] {
        let inspection = read(text.as_bytes());
        let first = inspection.report.remarks[0].english();
        assert!(first.starts_with("This cannot be read as "), "{first}");
        assert_eq!(inspection.report.summary.packages, None);
    }
}

/// A CycloneDX document with as many components as fill so many bytes.
fn large(bytes: usize) -> (String, u32) {
    let mut text = String::from("{\"bomFormat\":\"CycloneDX\",\"specVersion\":\"1.6\",\"components\":[");
    let mut count = 0;
    while text.len() < bytes {
        let comma = if count == 0 { "" } else { "," };
        let _ = write!(
            text,
            r#"{comma}{{"bom-ref":"pkg:npm/p{count}@1.0.{count}","type":"library","name":"p{count}","version":"1.0.{count}",
            "description":"The package of the number {count}, \"quoted\"","scope":"required",
            "hashes":[{{"alg":"SHA-512","content":"cdb07dac22404f5adb8e25436f686a2851cd60bc60b64f0d511c59dc86700f717"}}],
            "licenses":[{{"license":{{"id":"MIT"}}}}],"purl":"pkg:npm/p{count}@1.0.{count}",
            "externalReferences":[{{"type":"website","url":"https://example.com/p{count}"}}]}}"#
        );
        count += 1;
    }
    text.push_str("]}");
    (text, count)
}

#[test]
fn fifty_megabytes_are_read_and_their_half_is_an_error() {
    let (text, count) = large(50_000_000);
    let inspection = read(text.as_bytes());
    assert_eq!(counts(&inspection), [count, 0, 0]);
    let last = count - 1;
    assert_eq!(inspection.grids[0].cell(last, 3), format!("pkg:npm/p{last}@1.0.{last}"));
    let remarks = read(&text.as_bytes()[..text.len() / 2]).report.remarks;
    assert!(remarks[0].english().contains("too early"), "{remarks:?}");
}
