//! SPDX 3.0.

use crate::{counts, fact, file, read, rows};

#[test]
fn packages_are_counted_as_jq_counts_them() {
    for (name, format, expected) in [
        ("pitloom-spdx3.json", "SPDX 3.0.1", [7, 0, 1]),
        ("licenseid-spdx3.json", "SPDX 3.0.1", [8, 0, 0]),
        ("lib4sbom-spdx3.json", "SPDX 3.0.1", [1, 0, 0]),
        // It states licences in an extension of its own only.
        ("cdxgen-spdx3.json", "SPDX 3.0.1", [8, 0, 8]),
        ("example13-spdx3.json", "SPDX 3.0.0", [4, 0, 4]),
        ("dataset-spdx3.json", "SPDX 3.0.1", [1, 0, 0]),
    ] {
        let inspection = read(&file(name));
        assert_eq!(inspection.report.format, format, "{name}");
        assert_eq!(counts(&inspection), expected, "{name}");
        assert!(inspection.report.remarks.is_empty(), "{name}");
    }
}

#[test]
fn names_of_other_elements_are_followed() {
    let inspection = read(&file("lib4sbom-spdx3.json"));
    let said = |name: &str| fact(&inspection, name).unwrap_or_default();
    assert_eq!(said("Name"), "Python-license-expression");
    assert_eq!(said("Describes"), "license-expression", "through the SBOM that the document has at its root");
    assert_eq!(said("Licence of this document"), "CC0-1.0");
    assert_eq!(said("Created"), "2026-11-25T13:27:18Z");
    assert!(said("Creators").ends_with("sbom4python-0.12.6"), "the agent and the tool: {}", said("Creators"));
    let example = read(&file("example13-spdx3.json"));
    assert_eq!(fact(&example, "Creators").as_deref(), Some("Application Owner Jane Doe, Acme Company"));
    assert_eq!(fact(&example, "Describes").as_deref(), Some("Acme Application"));
}

#[test]
fn licences_come_by_relationships() {
    let inspection = read(&file("pitloom-spdx3.json"));
    assert_eq!(
        rows(&inspection, "Packages", "idna")[0],
        ["idna", "3.20", "BSD-3-Clause", "pkg:pypi/idna@3.20", "library"]
    );
    assert_eq!(rows(&inspection, "Packages", "PySocks")[0][2], "");
    let dataset = read(&file("dataset-spdx3.json"));
    let row = ["CO2 Emissions dataset", "2024-04-15", "CC-BY-4.0", "", "data"];
    assert_eq!(rows(&dataset, "Packages", ""), [row]);
}

#[test]
fn what_is_concluded_goes_before_what_is_declared_in_whatever_order() {
    let relation = |kind: &str, to: &str| {
        format!(r#"{{"type":"Relationship","from":"p","relationshipType":"has{kind}License","to":["{to}"]}}"#)
    };
    let no_assertion = "https://spdx.org/rdf/3.0.1/terms/ExpandedLicensing/NoAssertionLicense";
    let concluded = relation("Concluded", "https://spdx.org/licenses/MIT");
    let declared = relation("Declared", "https://spdx.org/licenses/Zlib");
    let unsaid = relation("Concluded", no_assertion);
    for (relations, licence) in [
        (format!("{concluded},{declared}"), "MIT"),
        (format!("{declared},{concluded}"), "MIT"),
        (format!("{declared},{unsaid}"), "Zlib"),
        (format!("{unsaid},{declared}"), "Zlib"),
        (unsaid, ""),
    ] {
        let package = r#"{"type":"software_Package","spdxId":"p","name":"n"}"#;
        let text = format!(
            r#"{{"@context":"https://spdx.org/rdf/3.0.1/spdx-context.jsonld","@graph":[{relations},{package}]}}"#
        );
        assert_eq!(rows(&read(text.as_bytes()), "Packages", "")[0][2], licence, "{relations}");
    }
}

#[test]
fn a_package_url_may_be_an_external_identifier() {
    let text = r#"{"@context":"https://spdx.org/rdf/3.0.1/spdx-context.jsonld","@graph":[{"type":"software_Package",
        "spdxId":"p","name":"n","externalIdentifier":[{"type":"ExternalIdentifier","externalIdentifierType":"cpe23",
        "identifier":"cpe:2.3:a"},{"externalIdentifierType":"packageUrl","identifier":"pkg:npm/n@1"}]}]}"#;
    assert_eq!(rows(&read(text.as_bytes()), "Packages", "")[0][3], "pkg:npm/n@1");
}
