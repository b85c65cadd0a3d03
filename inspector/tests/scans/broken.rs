//! What is cut off, and what is as large as fifty megabytes.

use super::*;

const LARGE: usize = 50_000_000;
const CHART: &str = "application/vnd.cncf.helm.config.v1+json";
const IMAGE: &str = "application/vnd.oci.image.config.v1+json";

#[test]
fn a_configuration_or_a_report_that_is_cut_off_is_said_and_shown_as_it_is() {
    for (name, media_type) in [
        ("umoci.image.json", IMAGE),
        ("buildah.image.json", IMAGE),
        ("buildah-docker.image.json", "application/vnd.docker.container.image.v1+json"),
        ("helm3.chart.json", CHART),
        ("helm4.chart.json", CHART),
        ("secret.trivy.json", "application/vnd.trivy.report+json"),
        ("shinyproxy.trivy.json", "application/vnd.trivy.report+json"),
        ("shinyproxy.grype.json", "application/vnd.grype.report+json"),
        ("spdx3toopenvex.openvex.json", "application/vnd.openvex+json"),
        ("ruff.sarif", "application/sarif+json"),
    ] {
        let bytes = file(name);
        let whole = bytes.trim_ascii_end().len();
        for end in (1..whole).step_by(whole / 150 + 1) {
            let inspection = read_as(media_type, &bytes[..end]);
            assert!(remarks(&inspection).contains("It ends too early"), "{name} up to {end}: {}", remarks(&inspection));
            assert!(bytes.starts_with(text(&inspection).as_bytes()), "{name} up to {end}");
        }
    }
}

#[test]
fn yaml_that_is_cut_off_is_shown_up_to_there() {
    let bytes = file("pyyaml.yaml");
    for end in 0..bytes.len() {
        let inspection = read_as("application/yaml", &bytes[..end]);
        if let Ok(shown) = std::str::from_utf8(&bytes[..end]) {
            assert_eq!(text(&inspection), shown, "up to {end}");
        } else {
            // Within the two bytes of a letter.
            assert!(remarks(&inspection).contains("cannot be read as YAML"), "{}", remarks(&inspection));
            assert!(inspection.report.sections.iter().any(|section| section.body == Body::Hex(bytes[..end].to_vec())));
        }
    }
}

/// A document with as many parts as fill fifty megabytes, and how many these are. `#` in a part is its number.
fn large(start: &str, part: &str, end: &str) -> (String, usize) {
    let mut document = start.to_owned();
    let mut count = 0;
    while document.len() < LARGE {
        document.push_str(if count == 0 { "" } else { "," });
        document.push_str(&part.replace('#', &count.to_string()));
        count += 1;
    }
    document.push_str(end);
    (document, count)
}

/// Reads the whole, and says that a half is no whole.
fn whole_and_half(media_type: &str, document: &str) -> Inspection {
    let half = read_as(media_type, &document.as_bytes()[..document.len() / 2]);
    assert!(remarks(&half).contains("It ends too early"), "{}", remarks(&half));
    assert!(half.report.summary.findings.is_none() && half.grids.is_empty());
    let whole = read_as(media_type, document.as_bytes());
    assert_eq!(remarks(&whole), "");
    whole
}

#[test]
fn fifty_megabytes_of_sarif() {
    let message = "long ".repeat(100);
    let part = format!(r#"{{"ruleId":"R#","level":"error","message":{{"text":"{message}"}}}}"#);
    let start = r#"{"version":"2.1.0","runs":[{"tool":{"driver":{"name":"T"}},"results":["#;
    let (document, count) = large(start, &part, "]}]}");
    let inspection = whole_and_half("application/sarif+json", &document);
    assert_eq!(counts(&inspection).0[1] as usize, count);
}

#[test]
fn fifty_megabytes_of_trivy() {
    let title = "long ".repeat(100);
    let part = format!(
        r#"{{"VulnerabilityID":"CVE-#","PkgName":"n","InstalledVersion":"1","Severity":"HIGH","Title":"{title}"}}"#
    );
    let start = r#"{"SchemaVersion":2,"ArtifactName":"a","Results":[{"Target":"t","Vulnerabilities":["#;
    let (document, count) = large(start, &part, "]}]}");
    let inspection = whole_and_half("application/vnd.trivy.report+json", &document);
    assert_eq!(counts(&inspection).0[1] as usize, count);
}

#[test]
fn fifty_megabytes_of_openvex() {
    let said = "long ".repeat(100);
    let part = format!(
        r#"{{"vulnerability":{{"name":"CVE-#"}},"products":["pkg:oci/a"],"status":"fixed","status_notes":"{said}"}}"#
    );
    let start = r#"{"@context":"https://openvex.dev/ns/v0.2.0","statements":["#;
    let (document, count) = large(start, &part, "]}");
    let inspection = whole_and_half("application/vnd.openvex+json", &document);
    assert_eq!(inspection.grids[0].len() as usize, count);
}

#[test]
fn fifty_megabytes_of_an_image_and_of_a_chart() {
    let long = "long ".repeat(200);
    let step = format!(r#"{{"created_by":"{long}"}}"#);
    let start = r#"{"architecture":"amd64","os":"linux","rootfs":{"diff_ids":[]},"history":["#;
    let (document, count) = large(start, &step, "]}");
    let inspection = whole_and_half(IMAGE, &document);
    assert_eq!(inspection.grids.last().map(|grid| grid.len() as usize), Some(count));
    let dependency = format!(r#"{{"name":"d#","version":"1","repository":"{long}"}}"#);
    let (document, count) = large(r#"{"apiVersion":"v2","name":"a","version":"1","dependencies":["#, &dependency, "]}");
    assert_eq!(whole_and_half(CHART, &document).grids[0].len() as usize, count);
}

#[test]
fn fifty_megabytes_of_yaml_and_of_text_show_their_beginning() {
    let document = "- entry: some text\n".repeat(LARGE / 19 + 1);
    for media_type in ["application/yaml", "text/plain"] {
        let inspection = read_as(media_type, document.as_bytes());
        assert_eq!(text(&inspection), &document[..200_000], "{media_type}");
        assert!(remarks(&inspection).contains("only its beginning"), "{media_type}");
    }
}
