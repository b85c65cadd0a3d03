//! Configurations of images and charts.

use super::*;
use crate::support::published;

const CHART: &str = r#"{"name":"web","version":"1.2.3","appVersion":"4.5","apiVersion":"v2","description":"A web",
"maintainers":[{"name":"Ann","email":"ann@example.com"}],"deprecated":true,
"dependencies":[{"name":"redis","version":"~17.0","repository":"https://charts.example.com","condition":"redis.enabled"}]}"#;

#[test]
fn the_image_of_the_specification() {
    let mut inspection = read(&published("oci-spec:test/data/config.json"));
    assert_eq!(fact(&inspection, "Platform"), "linux/amd64");
    assert_eq!(fact(&inspection, "User"), "alice");
    assert_eq!(fact(&inspection, "Ports"), "8080/tcp");
    assert_eq!(fact(&inspection, "Layers"), "2");
    assert_eq!(fact(&inspection, "Command"), "--foreground, --config, /etc/my-app.d/default.cfg");
    assert_eq!(rows(&mut inspection)[1], ["FOO", "oci_is_a"]);
    let history = inspection.grids.last_mut().unwrap();
    assert_eq!((history.len(), history.cell(0, 0).to_owned(), history.cell(1, 0)), (2, "1".to_owned(), ""));
}

#[test]
fn an_image_that_states_no_user_runs_as_root() {
    let inspection = read(br#"{"architecture":"arm64","os":"linux","config":{"Env":null},"rootfs":{"diff_ids":[]}}"#);
    assert!(fact(&inspection, "User").starts_with("root"));
}

#[test]
fn a_chart_says_what_it_is_and_what_it_needs() {
    let mut inspection = read_as("application/vnd.cncf.helm.config.v1+json", CHART.as_bytes());
    assert_eq!(fact(&inspection, "Application version"), "4.5");
    assert_eq!(fact(&inspection, "Maintainers"), "Ann <ann@example.com>");
    assert!(remarks(&inspection).contains("should no longer be used"));
    assert_eq!(rows(&mut inspection), [["redis", "~17.0", "https://charts.example.com", "redis.enabled"]]);
}

#[test]
fn a_chart_without_a_name_is_none() {
    let inspection = read_as("application/vnd.cncf.helm.config.v1+json", b"{\"version\":\"1\"}");
    assert!(remarks(&inspection).contains("“name”"));
    assert!(text(&inspection).contains("\"version\": \"1\""));
}

#[test]
fn a_file_beside_a_chart_is_no_chart() {
    let artifact_type = "application/vnd.cncf.helm.config.v1+json".to_owned();
    let document = Document { media_type: "text/plain".to_owned(), artifact_type, ..Document::default() };
    let inspection = readers::read(&Input::new(&document, b"-----BEGIN PGP SIGNED MESSAGE-----\n"));
    assert_eq!((remarks(&inspection).as_str(), text(&inspection)), ("", "-----BEGIN PGP SIGNED MESSAGE-----\n"));
}
