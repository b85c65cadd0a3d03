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
fn an_image_of_umoci() {
    let mut inspection = read(&file("umoci.image.json"));
    assert_eq!(inspection.report.format, "OCI image");
    for (name, value) in [
        ("Platform", "linux/arm64"),
        ("Created", "2026-11-25T12:00:00Z"),
        ("Author", "Ann <ann@example.com>"),
        ("User", "1000:1000"),
        ("Entry point", "/bin/web"),
        ("Command", "serve"),
        ("Ports", "8080/tcp"),
        ("Volumes", "/data"),
        ("Working directory", "/srv"),
        ("Stop signal", "SIGQUIT"),
        ("Layers", "1"),
    ] {
        assert_eq!(fact(&inspection, name), value);
    }
    assert_eq!(rows(&mut inspection), [["PATH", "/bin"], ["MODE", "fast"]]);
    assert_eq!(all(&mut inspection.grids[1]), [["org.opencontainers.image.title", "web"]]);
    let time = "2026-11-25T12:00:00Z";
    let steps = [["", time, "umoci config", "made for a test"], ["1", time, "umoci insert", ""]];
    assert_eq!(all(&mut inspection.grids[2]), steps);
}

#[test]
fn an_image_of_buildah_for_oci_and_for_docker() {
    let oci = ("buildah.image.json", "application/vnd.oci.image.config.v1+json", "OCI image");
    let docker = ("buildah-docker.image.json", "application/vnd.docker.container.image.v1+json", "Docker image");
    // The one was made in a single layer, which its last step stands for, the other with a layer for each step.
    for ((name, media_type, format), with_layer) in [(oci, 7), (docker, 2)] {
        let mut inspection = read_as(media_type, &file(name));
        assert_eq!((inspection.report.format.as_str(), remarks(&inspection).as_str()), (format, ""));
        assert_eq!(fact(&inspection, "User"), "1000");
        assert_eq!(fact(&inspection, "Entry point"), "/hi");
        assert_eq!(all(&mut inspection.grids[1])[0], ["io.buildah.version", "1.28.2"]);
        let steps = all(&mut inspection.grids[2]);
        let layers: Vec<usize> = (0..steps.len()).filter(|at| steps[*at][0] == "1").collect();
        assert_eq!((steps.len(), layers), (8, vec![with_layer]), "{name}");
        assert!(steps[2][2].starts_with("/bin/sh -c #(nop) COPY file:"), "{name}");
    }
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
fn charts_as_helm_pushes_them() {
    let mut inspection = read(&file("helm4.chart.json"));
    assert_eq!(inspection.report.format, "Helm v2");
    assert_eq!(fact(&inspection, "Description"), "A web server and what it needs");
    assert_eq!(fact(&inspection, "Application version"), "1.16.0");
    assert_eq!(fact(&inspection, "Home page"), "https://example.com/web");
    assert_eq!(fact(&inspection, "Maintainers"), "Ann <ann@example.com>");
    assert_eq!(rows(&mut inspection), [["cache", "~0.1.0", "file://../cache", "cache.enabled"]]);
    let inspection = read(&file("helm3.chart.json"));
    assert_eq!(fact(&inspection, "Name"), "kube-compose");
    assert_eq!(fact(&inspection, "Version"), "0.11.3");
    assert_eq!(fact(&inspection, "Kind"), "application");
    assert_eq!(remarks(&inspection), "");
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
    let document = Document { media_type: "text/plain".to_owned(), artifact_type };
    let inspection = readers::read(&Input::new(&document, b"-----BEGIN PGP SIGNED MESSAGE-----\n"));
    assert_eq!((remarks(&inspection).as_str(), text(&inspection)), ("", "-----BEGIN PGP SIGNED MESSAGE-----\n"));
}
