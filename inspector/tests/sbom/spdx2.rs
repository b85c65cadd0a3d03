//! SPDX 2.2 and 2.3.

use crate::{counts, fact, file, read, rows, table};

#[test]
fn packages_are_counted_as_jq_counts_them() {
    for (name, format, expected) in [
        ("npm-spdx2.json", "SPDX 2.3", [8, 0, 0]),
        ("sbom4python-spdx2.json", "SPDX 2.3", [1, 0, 0]),
        ("syft-spdx2.json", "SPDX 2.3", [9, 0, 1]),
        ("trivy-spdx2.json", "SPDX 2.3", [9, 2, 2]),
        ("bom-spdx2.json", "SPDX 2.3", [15, 15, 15]),
        ("apko-spdx2.json", "SPDX 2.3", [3, 0, 3]),
        ("tern-spdx2.json", "SPDX 2.2", [67, 5, 6]),
        ("vcpkg-spdx2.json", "SPDX 2.2", [3, 1, 1]),
    ] {
        let inspection = read(&file(name));
        assert_eq!(inspection.report.format, format, "{name}");
        assert_eq!(counts(&inspection), expected, "{name}");
        assert_eq!(table(&inspection, "Packages").count, expected[0], "{name}");
        assert!(inspection.report.remarks.is_empty(), "{name}");
    }
}

#[test]
fn the_facts_are_those_at_the_head_of_the_document() {
    let inspection = read(&file("npm-spdx2.json"));
    let said = |name: &str| fact(&inspection, name).unwrap_or_default();
    assert_eq!(said("Name"), "small@1.0.0");
    assert_eq!(said("Describes"), "small");
    assert_eq!(said("Creators"), "Tool: npm/cli-11.19.1");
    assert_eq!(said("Created"), "2026-11-25T13:24:39.888Z");
    assert_eq!(said("Licence of this document"), "CC0-1.0");
    let made = fact(&read(&file("apko-spdx2.json")), "Creators");
    assert_eq!(made.as_deref(), Some("Tool: apko (devel), Organization: Chainguard, Inc"));
}

#[test]
fn what_it_is_of_may_also_be_said_by_a_relationship() {
    // This one has no `documentDescribes`.
    assert_eq!(fact(&read(&file("sbom4python-spdx2.json")), "Describes").as_deref(), Some("license-expression"));
}

#[test]
fn a_row_has_name_version_licence_package_url_and_purpose() {
    let inspection = read(&file("npm-spdx2.json"));
    assert_eq!(
        rows(&inspection, "Packages", "pkg:npm/small"),
        [["small", "1.0.0", "ISC", "pkg:npm/small@1.0.0", "LIBRARY"]]
    );
    let vcpkg = read(&file("vcpkg-spdx2.json"));
    let row = rows(&vcpkg, "Packages", "boostorg/container");
    assert_eq!(row[0][..3], ["boostorg/container", "", ""], "NOASSERTION states nothing");
    assert_eq!(rows(&vcpkg, "Packages", "1.84.0")[0][2], "BSL-1.0", "what is concluded goes before NOASSERTION");
}

#[test]
fn members_may_stand_in_any_order() {
    // As a tool that sorts names writes them: what says the version is the last member.
    let text = r#"{"SPDXID":"SPDXRef-DOCUMENT","name":"n","packages":[{"name":"a","versionInfo":null}],
        "relationships":[{"relatedSpdxElement":"SPDXRef-DOCUMENT","relationshipType":"DESCRIBED_BY","spdxElementId":""}],
        "spdxVersion":"SPDX-2.3"}"#;
    let inspection = read(text.as_bytes());
    assert_eq!(inspection.report.format, "SPDX 2.3");
    assert_eq!(counts(&inspection), [1, 1, 1]);
}
