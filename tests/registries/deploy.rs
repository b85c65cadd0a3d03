//! The files of `deploy/`, filled in.

use std::net::SocketAddr;

/// The one origin that the files allow.
pub const PAGE: &str = "https://page.example.com";

/// What the browser may show to the page, word by word.
pub const EXPOSED: &str = "WWW-Authenticate, Link, Docker-Content-Digest, OCI-Filters-Applied, Retry-After";

/// A file of `deploy/` in which each of the texts is replaced; each has to be there.
pub fn filled(file: &str, replacements: &[(&str, &str)]) -> String {
    let path = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("deploy").join(file);
    let text = std::fs::read_to_string(&path).unwrap();
    replacements.iter().fold(text, |text, (from, to)| {
        assert!(text.contains(from), "{file} has no {from}");
        text.replace(from, to)
    })
}

/// Quay's place in the files that have it on a host of its own, with TLS or, here, without.
pub fn quay_at(addr: SocketAddr) -> [(&'static str, &'static str); 2] {
    [("https://quay.example.com", format!("http://{addr}").leak()), ("quay.example.com", addr.to_string().leak())]
}

/// The files have to say the same, whichever program reads them.
#[test]
fn every_file_for_cors_allows_and_exposes_the_same() {
    for file in ["nginx/cors.conf", "caddy/cors.Caddyfile", "haproxy/cors.cfg", "openshift/cors-route.yaml"] {
        let text = filled(file, &[]);
        let code: Vec<_> = text.lines().filter(|line| !line.trim_start().starts_with('#')).collect();
        for (name, value) in [
            ("Access-Control-Allow-Origin", PAGE),
            ("Access-Control-Allow-Methods", "GET, HEAD"),
            ("Access-Control-Allow-Headers", "Authorization, Accept"),
            ("Access-Control-Max-Age", "600"),
            ("Access-Control-Expose-Headers", EXPOSED),
        ] {
            let said = code.iter().any(|line| line.contains(name) && line.contains(value));
            assert!(said, "{file}: {name}: {value}");
        }
        assert!(
            !code.iter().any(|line| line.contains("Access-Control-Allow-Credentials")),
            "{file}: the page sends no cookies"
        );
    }
}

/// The lines that the page shows to a person whose registry cannot be read are those that the tests run.
#[test]
fn the_lines_to_add_are_lines_of_the_whole_files() {
    for (lines, whole) in [
        ("nginx/cors-lines.conf", "nginx/cors.conf"),
        ("caddy/cors-lines.Caddyfile", "caddy/cors.Caddyfile"),
        ("haproxy/cors-lines.cfg", "haproxy/cors.cfg"),
        ("openshift/cors-lines.yaml", "openshift/cors-route.yaml"),
    ] {
        let (shown, whole_text) = (filled(lines, &[("{page}", PAGE)]), filled(whole, &[]));
        let mut rest = whole_text.lines().map(str::trim);
        for line in shown.lines().map(str::trim).filter(|line| !line.is_empty()) {
            assert!(rest.any(|found| found == line), "{whole} has no `{line}`, or not in this order");
        }
        let count = |text: &str| {
            let code = text.lines().filter(|line| !line.trim_start().starts_with('#'));
            code.filter(|line| line.contains("Access-Control-")).count()
        };
        assert_eq!(count(&shown), count(&whole_text), "{lines} leaves some out");
    }
}
