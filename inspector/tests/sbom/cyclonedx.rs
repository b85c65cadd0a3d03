//! CycloneDX, with vulnerabilities too.

use crate::{counts, fact, file, read, rows, table};
use report::{Findings, Severity};

#[test]
fn components_are_counted_as_jq_counts_them() {
    for (name, format, expected) in [
        ("cyclonedx-py.json", "CycloneDX 1.4", [7, 0, 0]),
        ("npm-cyclonedx.json", "CycloneDX 1.5", [7, 0, 0]),
        ("rpds-py-cyclonedx.json", "CycloneDX 1.5", [17, 0, 0]),
        ("debsbom-cyclonedx.json", "CycloneDX 1.6", [43, 0, 43]),
        ("cdxgen-cyclonedx.json", "CycloneDX 1.6", [7, 0, 0]),
        ("syft-cyclonedx.json", "CycloneDX 1.6", [8, 0, 0]),
        ("trivy-cyclonedx.json", "CycloneDX 1.6", [8, 1, 1]),
        ("cyclonedx-npm.json", "CycloneDX 1.7", [7, 0, 0]),
        ("sbom4python-cyclonedx.json", "CycloneDX 1.7", [1, 0, 0]),
    ] {
        let inspection = read(&file(name));
        assert_eq!(inspection.report.format, format, "{name}");
        assert_eq!(counts(&inspection), expected, "{name}");
        assert_eq!(table(&inspection, "Packages").count, expected[0], "{name}");
        assert_eq!(inspection.report.summary.findings, None, "{name}");
        assert!(inspection.report.remarks.is_empty(), "{name}");
    }
}

#[test]
fn the_facts_are_those_of_the_metadata() {
    let inspection = read(&file("npm-cyclonedx.json"));
    assert_eq!(fact(&inspection, "Describes").as_deref(), Some("small 1.0.0"));
    assert_eq!(fact(&inspection, "Tools").as_deref(), Some("cli 11.19.1"));
    assert_eq!(fact(&inspection, "Created").as_deref(), Some("2026-11-25T13:24:40.284Z"));
    // Since 1.5, tools can be components.
    let debian = read(&file("debsbom-cyclonedx.json"));
    assert_eq!(fact(&debian, "Tools").as_deref(), Some("debsbom 0.10.2"));
    assert_eq!(fact(&debian, "Describes").as_deref(), Some("Debian"));
    for (name, tool) in [("cdxgen", "cdxgen 12.8.4"), ("syft", "syft 1.18.1"), ("trivy", "trivy 0.59.1")] {
        let made = fact(&read(&file(&format!("{name}-cyclonedx.json"))), "Tools").unwrap_or_default();
        assert!(made.contains(tool), "{made}");
    }
}

#[test]
fn a_row_has_name_version_licence_package_url_type_and_scope() {
    assert_eq!(
        rows(&read(&file("rpds-py-cyclonedx.json")), "Packages", "archery")[0],
        ["archery", "1.2.3", "MIT", "pkg:cargo/archery@1.2.3", "library", "required"]
    );
    // It states two licences.
    assert_eq!(rows(&read(&file("cyclonedx-py.json")), "Packages", "certifi")[0][..2], ["certifi", "2026.10.19.post1"]);
}

#[test]
fn components_within_components_are_rows_and_files_are_no_packages() {
    let text = r#"{"bomFormat":"CycloneDX","specVersion":"1.6","components":[
        {"type":"library","group":"@a","name":"b","version":"1","licenses":[{"license":{"id":"MIT"}},{"license":{"name":"Own"}}],
         "components":[{"type":"library","name":"c","licenses":[{"expression":"MIT OR Zlib"}]}]},
        {"type":"file","name":"d"}]}"#;
    let inspection = read(text.as_bytes());
    assert_eq!(counts(&inspection), [2, 1, 0]);
    let rows = rows(&inspection, "Packages", "");
    assert_eq!(rows[0][..3], ["@a/b", "1", "MIT, Own"]);
    assert_eq!(rows[1][..3], ["c", "", "MIT OR Zlib"]);
    assert_eq!(rows[2][0], "d");
    assert_eq!(fact(&inspection, "Other components").as_deref(), Some("1"));
}

#[test]
fn the_vulnerability_of_the_specification_is_listed_but_does_not_count() {
    for name in ["valid-vulnerability-1.4.json", "valid-vulnerability-1.6.json"] {
        let inspection = read(&file(name));
        let row = &rows(&inspection, "Vulnerabilities", "")[0];
        assert_eq!(row[..2], ["SNYK-JAVA-COMFASTERXMLJACKSONCORE-32111", "critical"], "{name}");
        assert_eq!(row[2], "com.fasterxml.jackson.core/jackson-databind", "{name}");
        assert!(row[3].starts_with("Upgrade com.fasterxml.jackson.core:jackson-databind"), "{name}");
        assert_eq!(row[4..], ["not_affected", "code_not_reachable"], "{name}");
        assert_eq!(inspection.report.summary.findings, Some(Findings::default()), "{name}: it does not matter here");
        assert_eq!(fact(&inspection, "Not affected or resolved").as_deref(), Some("1"), "{name}");
        assert_eq!(counts(&inspection), [1, 0, 1], "{name}");
    }
}

#[test]
fn the_worst_rating_counts_and_each_way_to_say_that_there_is_a_fix() {
    let text = r#"{"bomFormat":"CycloneDX","specVersion":"1.5","vulnerabilities":[
        {"id":"A","ratings":[{"severity":"low"},{"severity":"high"}],"affects":[{"ref":"x","versions":[{"version":"2","status":"unaffected"}]}]},
        {"id":"B","ratings":[{"score":9.1,"method":"CVSSv31"}],"analysis":{"state":"exploitable","response":["update"]}},
        {"id":"C","ratings":[{"score":9.1,"method":"other"}],"recommendation":null},
        {"id":"D","ratings":[{"severity":"none"}],"analysis":{"state":"in_triage"}},
        {"id":"E","ratings":[{"severity":"critical"}],"recommendation":"Upgrade","analysis":{"state":"false_positive"}}]}"#;
    let inspection = read(text.as_bytes());
    let findings = inspection.report.summary.findings.unwrap_or_default();
    let of = |severity: Severity| findings.by_severity[severity as usize];
    assert_eq!(Severity::ALL.map(of), [1, 1, 0, 0, 1, 1]);
    assert_eq!(findings.fixable, 2);
    assert_eq!(table(&inspection, "Vulnerabilities").count, 5);
    assert_eq!(inspection.report.summary.packages, None, "it lists no component, and is no SBOM");
}

#[test]
fn a_version_that_is_newer_is_read_with_a_remark_and_another_kind_is_not() {
    let of = |version: &str| format!(r#"{{"bomFormat":"CycloneDX","specVersion":"{version}","components":[]}}"#);
    let newer = read(of("1.9").as_bytes());
    assert_eq!((newer.report.format.as_str(), newer.report.remarks.len()), ("CycloneDX 1.9", 1));
    assert_eq!(counts(&newer), [0, 0, 0]);
    let other = read(of("2.0").as_bytes());
    assert_eq!(other.report.summary.packages, None);
    assert!(other.report.remarks[0].english().contains("2.0"));
}
