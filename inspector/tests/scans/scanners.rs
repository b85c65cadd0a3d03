//! SARIF, Trivy, Grype, OpenVEX.

use super::*;

const TRIVY: &str = r#"{"SchemaVersion":2,"CreatedAt":"2024-05-01T10:00:00Z","ArtifactName":"alpine:3.10",
"ArtifactType":"container_image","Metadata":{"OS":{"Family":"alpine","Name":"3.10.2","EOSL":true}},
"Results":[{"Target":"alpine:3.10 (alpine 3.10.2)","Class":"os-pkgs","Vulnerabilities":[
{"VulnerabilityID":"CVE-2019-1549","PkgName":"libssl1.1","InstalledVersion":"1.1.1c-r0","FixedVersion":"1.1.1d-r0",
"Severity":"MEDIUM","Title":"fork \"problem\""},
{"VulnerabilityID":"CVE-2019-14697","PkgName":"musl","InstalledVersion":"1.1.22-r3","Severity":"CRITICAL"},
{"VulnerabilityID":"CVE-2019-14697","PkgName":"musl","InstalledVersion":"1.1.22-r3","Severity":"CRITICAL"}]},
{"Target":"Dockerfile","Misconfigurations":[
{"ID":"DS002","Status":"FAIL","Severity":"HIGH","Title":"root"},{"ID":"DS001","Status":"PASS","Severity":"LOW"}]},
{"Target":"empty","Vulnerabilities":null}]}"#;

const GRYPE: &str = r#"{"matches":[{"vulnerability":{"id":"CVE-2021-36159","severity":"Critical",
"fix":{"versions":["2.10.7-r0"],"state":"fixed"}},"artifact":{"name":"apk-tools","version":"2.10.6-r0",
"locations":[{"path":"/lib/apk/db/installed"}]}},{"vulnerability":{"id":"CVE-2020-28928","severity":"Negligible",
"fix":{"versions":[],"state":"not-fixed"}},"artifact":{"name":"musl","version":"1.1.24-r2","locations":[]}}],
"source":{"type":"image","target":{"userInput":"alpine:3.10","manifestDigest":"sha256:ab"}},
"distro":{"name":"alpine","version":"3.10.9"},"descriptor":{"name":"grype","version":"0.74.0"}}"#;

const OPENVEX: &str = r#"{"@context":"https://openvex.dev/ns/v0.2.0","@id":"https://example.com/vex/1","author":"Acme",
"timestamp":"2024-01-02T03:04:05Z","version":1,"statements":[{"vulnerability":{"name":"CVE-2023-1"},
"products":[{"@id":"pkg:oci/a"},{"@id":"pkg:oci/b"}],"status":"not_affected",
"justification":"component_not_present"},{"vulnerability":"CVE-2023-2","products":["pkg:oci/a"],"status":"fixed"}]}"#;

#[test]
fn bandits_sarif_counts_by_level_and_a_level_that_is_not_stated_is_a_warning() {
    let mut inspection = read(&file("bandit.sarif"));
    assert_eq!(inspection.report.format, "SARIF 2.1.0");
    assert_eq!(counts(&inspection), ([0, 2, 1, 0, 3, 0], 0));
    let rows = rows(&mut inspection);
    assert_eq!(rows[0][..2], ["high", "B602"]);
    assert_eq!(rows[0][3], "bad.py:4");
    assert_eq!(rows[2][..2], ["medium", "B301"]);
}

#[test]
fn eslints_sarif_says_its_tool_and_each_place() {
    let mut inspection = read_as("application/sarif+json", &file("eslint.sarif"));
    assert_eq!(fact(&inspection, "Scanner"), "ESLint 10.15.0");
    assert_eq!(fact(&inspection, "Rules"), "4");
    assert_eq!(counts(&inspection), ([0, 5, 2, 0, 0, 0], 0));
    let rows = rows(&mut inspection);
    assert_eq!(rows[0], ["high", "no-unused-vars", "'a' is assigned a value but never used.", "file:///src/bad.js:1"]);
}

#[test]
fn ruffs_and_zizmors_sarif() {
    let ruff = read(&file("ruff.sarif"));
    assert_eq!((counts(&ruff), fact(&ruff, "Scanner")), (([0, 4, 0, 0, 0, 0], 0), "ruff 0.17.6".to_owned()));
    let mut zizmor = read(&file("zizmor.sarif"));
    assert_eq!(counts(&zizmor), ([0, 2, 2, 0, 0, 0], 0));
    let rows = rows(&mut zizmor);
    assert_eq!((rows[0][1].as_str(), rows[0][3].as_str()), ("zizmor/template-injection", ".github/workflows/a.yml:7"));
}

#[test]
fn a_score_of_a_rule_counts_for_more_than_a_level_and_what_is_suppressed_does_not_count() {
    let sarif = br#"{"version":"2.1.0","runs":[{"tool":{"driver":{"name":"T","rules":[
        {"id":"A","properties":{"security-severity":"9.8"}},{"id":"B","defaultConfiguration":{"level":"note"}}]}},
        "results":[{"ruleId":"A","level":"error"},{"ruleIndex":1},{"ruleId":"A","suppressions":[{"kind":"inSource"}]},
        {"ruleId":"B","kind":"pass"}]}]}"#;
    let inspection = read(sarif);
    assert_eq!(counts(&inspection), ([1, 0, 0, 0, 1, 0], 0));
    assert_eq!(fact(&inspection, "Suppressed"), "1");
}

#[test]
fn trivy_counts_the_same_vulnerability_of_a_package_once_and_shows_the_worst_first() {
    let mut inspection = read(TRIVY.as_bytes());
    assert_eq!(counts(&inspection), ([1, 0, 1, 0, 0, 0], 1));
    assert_eq!(fact(&inspection, "Operating system"), "alpine 3.10.2");
    let place = "alpine:3.10 (alpine 3.10.2)";
    let Body::Table(table) = &inspection.report.sections[1].body else { panic!("no table") };
    let grid = &mut inspection.grids[table.number as usize];
    let rows = grid.rows(&Window { count: 9, ..Window::default() }).rows;
    assert_eq!(rows[0], ["critical", "CVE-2019-14697", "musl", "1.1.22-r3", "", "", place]);
    assert_eq!(rows[1][5], "fork \"problem\"");
    assert_eq!(inspection.report.sections[1].title.english(), "Vulnerabilities");
    assert_eq!(inspection.grids.len(), 2);
}

#[test]
fn grype_says_what_is_fixed_where() {
    let mut inspection = read(GRYPE.as_bytes());
    assert_eq!(counts(&inspection), ([1, 0, 0, 0, 1, 0], 1));
    assert_eq!(fact(&inspection, "Scanned"), "alpine:3.10");
    assert_eq!(fact(&inspection, "Scanner"), "grype 0.74.0");
    let first = &rows(&mut inspection)[0];
    assert_eq!(first[..5], ["critical", "CVE-2021-36159", "apk-tools", "2.10.6-r0", "2.10.7-r0"]);
    assert_eq!(first[6], "/lib/apk/db/installed");
}

#[test]
fn openvex_has_a_row_for_each_product_in_both_forms() {
    let mut inspection = read(OPENVEX.as_bytes());
    assert_eq!((inspection.report.format.as_str(), fact(&inspection, "Author")), ("OpenVEX 0.2.0", "Acme".to_owned()));
    let rows = rows(&mut inspection);
    assert_eq!(rows.len(), 3);
    assert_eq!(rows[1], ["CVE-2023-1", "pkg:oci/b", "not_affected", "component_not_present", ""]);
    assert_eq!(rows[2][..3], ["CVE-2023-2", "pkg:oci/a", "fixed"]);
}

#[test]
fn openvex_of_lib4vex() {
    let mut inspection = read(&file("lib4vex.openvex.json"));
    assert_eq!(fact(&inspection, "Author"), "Acme Security");
    let rows = rows(&mut inspection);
    let why = ["not_affected", "component_not_present", "No Log4j in it."];
    assert_eq!((rows[0][0].as_str(), &rows[0][2..]), ("CVE-2021-44228", &why.map(String::from)[..]));
    assert_eq!(rows[1], ["CVE-2014-0160", "pkg:generic/web@1.2.3", "fixed", "", ""]);
}

#[test]
fn openvex_of_vexipy_whose_products_have_no_id_but_a_package_url() {
    let rows = rows(&mut read(&file("vexipy.openvex.json")));
    let curl = "pkg:deb/debian/curl@7.50.3-1?arch=i386&distro=jessie";
    assert_eq!(rows[0], ["CVE-2014-123456", curl, "fixed", "", ""]);
    assert_eq!(rows[1][..3], ["CVE-2019-17571", curl, "under_investigation"]);
}

#[test]
fn what_is_cut_off_anywhere_is_said_and_shown_as_it_is() {
    let sarif = file("eslint.sarif");
    let documents =
        [(TRIVY.as_bytes(), "trivy"), (GRYPE.as_bytes(), "grype"), (OPENVEX.as_bytes(), "openvex"), (&sarif, "sarif")];
    for (bytes, name) in documents {
        let media_type = format!("application/vnd.{name}+json");
        for end in (20..bytes.len() - 3).step_by(97) {
            let inspection = read_as(&media_type, &bytes[..end]);
            assert!(remarks(&inspection).contains("It ends too early"), "{name} up to {end}");
            assert!(bytes.starts_with(text(&inspection).as_bytes()), "{name} up to {end}");
        }
    }
}

#[test]
fn a_large_report_is_read_whole() {
    let one =
        r#"{"vulnerability":{"id":"CVE-#","severity":"Low","description":"D"},"artifact":{"name":"n","version":"1"}}"#;
    let one = one.replace('D', &"long ".repeat(100));
    let count = 50_000_000 / one.len() + 1;
    let matches: Vec<String> = (0..count).map(|number| one.replace('#', &number.to_string())).collect();
    let document = format!(r#"{{"matches":[{}],"descriptor":{{"name":"grype"}}}}"#, matches.join(","));
    assert!(document.len() > 50_000_000);
    assert_eq!(counts(&read(document.as_bytes())).0[3] as usize, count);
}
