//! Reports of Trivy, Grype and OpenVEX as tools wrote them. What is right was counted and read with `jq`.

use super::*;

/// A row of findings without its last columns.
fn beginnings(rows: &[Vec<String>], count: usize) -> Vec<&[String]> {
    rows.iter().filter_map(|row| row.get(..count)).collect()
}

#[test]
fn trivy_on_an_image_of_debian() {
    let mut inspection = read(&file("jenkins.trivy.json"));
    assert_eq!((inspection.report.format.as_str(), remarks(&inspection).as_str()), ("Trivy 2", ""));
    assert_eq!(counts(&inspection), ([0, 11, 11, 4, 0, 2], 24));
    assert_eq!(fact(&inspection, "Scanned"), "jenkins/jenkins:2.528-jdk21");
    assert_eq!(fact(&inspection, "Operating system"), "debian 12.12");
    let rows = rows(&mut inspection);
    let place = "jenkins/jenkins:2.528-jdk21 (debian 12.12)";
    let row = ["high", "CVE-2026-103111", "libpcre2-8-0", "10.42-1", "10.42-1+deb12u2", "", place];
    assert!(rows.iter().any(|found| found == &row), "{rows:?}");
    assert_eq!((rows.len(), rows[27][0].as_str()), (28, "unknown"));
}

#[test]
fn trivy_on_jars_says_the_jar_that_a_package_is_in() {
    let mut inspection = read(&file("shinyproxy.trivy.json"));
    assert_eq!(counts(&inspection), ([0, 4, 0, 0, 0, 0], 4));
    let rows = rows(&mut inspection);
    let jar = "opt/shinyproxy/shinyproxy.jar/BOOT-INF/lib/postgresql-42.7.10.jar";
    let row = ["high", "CVE-2026-42198", "org.postgresql:postgresql", "42.7.10", "42.7.11", "", jar];
    assert!(rows.iter().any(|found| found == &row), "{rows:?}");
}

#[test]
fn trivy_on_settings_lists_each_check_that_failed() {
    let mut inspection = read(&file("config.trivy.json"));
    assert_eq!(fact(&inspection, "Kind"), "filesystem");
    assert_eq!(inspection.report.sections[1].title.english(), "Findings");
    let rows = rows(&mut inspection);
    assert_eq!(rows.len(), 20);
    assert_eq!(rows[0], ["high", "DS002", "Image user should not be 'root'", "Dockerfile"]);
    let of = |severity: &str| rows.iter().filter(|row| row[0] == severity).count();
    assert_eq!([of("high"), of("medium"), of("low")], [5, 5, 10]);
    assert_eq!(counts(&inspection).0, [0; 6], "a setting is no vulnerability of a package");
}

#[test]
fn trivy_on_secrets_tells_where_but_not_the_secret() {
    let mut inspection = read(&file("secret.trivy.json"));
    assert_eq!(rows(&mut inspection), [["critical", "github-pat", "GitHub Personal Access Token", "deploy.sh"]]);
}

#[test]
fn trivys_sarif_scores_its_rules() {
    let mut inspection = read(&file("trivy.sarif"));
    assert_eq!(fact(&inspection, "Scanner"), "Trivy 0.59.1");
    assert_eq!(fact(&inspection, "Rules"), "20");
    // Rules of 8.0, 5.5 and 2.0; the last are no more than notes by their level.
    assert_eq!(counts(&inspection), ([0, 5, 5, 10, 0, 0], 0));
    let rows = rows(&mut inspection);
    assert_eq!((&rows[0][..2], rows[0][3].as_str()), (&["high".to_owned(), "DS002".to_owned()][..], "Dockerfile:1"));
}

#[test]
fn grype_on_three_images() {
    // Trimmed to its matches by those who published it: only its type says what it is.
    let read = |name: &str| read_as("application/vnd.grype.report+json", &file(name));
    assert_eq!(counts(&read("shinyproxy.grype.json")), ([0, 3, 0, 0, 0, 0], 3));
    assert_eq!(counts(&read("jenkins.grype.json")), ([0, 12, 6, 0, 4, 1], 19));
    let mut grafana = read("grafana.grype.json");
    assert_eq!((counts(&grafana), grafana.report.format.as_str()), (([2, 33, 20, 1, 0, 1], 57), "Grype"));
    let rows = rows(&mut grafana);
    let fixed = "1.24.13, 1.25.7, 1.26.0-rc.3";
    let (first, second) = (["critical", "GO-2026-4337", "stdlib", "go1.24.6", fixed], "GO-2026-6612");
    assert_eq!((beginnings(&rows, 5)[0], rows[1][1].as_str()), (&first.map(String::from)[..], second));
    assert_eq!(rows[0][6], "/usr/share/grafana/bin/grafana");
}

#[test]
fn openvex_of_spdx3toopenvex() {
    let mut inspection = read(&file("spdx3toopenvex.openvex.json"));
    assert_eq!(inspection.report.format, "OpenVEX 0.2.0");
    assert_eq!(fact(&inspection, "Tool"), "spdx3toopenvex Version 0.0.1");
    let web = "https://example.com/web";
    let expected = [
        ["CVE-2014-0160", web, "fixed", "", ""],
        ["CVE-2021-44228", web, "not_affected", "vulnerable_code_not_present", "No Log4j in it."],
        ["CVE-2023-38545", web, "affected", "", "Update to 1.2.4."],
    ];
    assert_eq!(rows(&mut inspection), expected);
}

#[test]
fn openvex_of_its_reference_implementation_before_and_since_0_2_0() {
    for (name, format, cve) in [
        ("v001-1.openvex.json", "OpenVEX", "CVE-1234-5678"),
        ("v020-1.openvex.json", "OpenVEX 0.2.0", "CVE-9876-54321"),
    ] {
        let mut inspection = read(&file(name));
        assert_eq!((inspection.report.format.as_str(), remarks(&inspection).as_str()), (format, ""));
        assert_eq!(fact(&inspection, "Author"), "John Doe");
        assert_eq!(rows(&mut inspection), [[cve, "pkg:apk/wolfi/bash@1.0.0", "under_investigation", "", ""]]);
    }
}
