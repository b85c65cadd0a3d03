//! What the servers of `deploy/` say of the page to a browser, over TLS: the headers that the HTTP Observatory looks
//! for, on every answer, and how long a file may be kept.

use super::fill::Places;
use super::program::{CADDY, Folder, HAPROXY, NGINX, Running};
use super::proxied;
use super::servers::{PLAIN, caddy, deployed, haproxy, nginx, places};
use super::tls::{Answer, get, get_plain};
use axum::Router;
use std::net::{Ipv4Addr, SocketAddr};
use tower_http::services::ServeDir;

/// A file whose name changes with it.
const HASHED: &str = "app-0123456789abcdef.js";
/// For ever, by the measure of browsers.
const FOR_EVER: &str = "public, max-age=31536000, immutable";

/// The policy that stands in the page.
fn policy_of_the_page() -> String {
    let path = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("index.html");
    let html = std::fs::read_to_string(path).unwrap();
    let meta = html.split_once("http-equiv=\"Content-Security-Policy\"").unwrap().1;
    meta.split_once("content=\"").unwrap().1.split_once('"').unwrap().0.to_owned()
}

/// Each of them once: two policies would both count, two of another count as none.
fn has_security_headers(answer: &Answer, what: &str) {
    let policy = format!("{}; frame-ancestors 'none'", policy_of_the_page());
    for (name, value) in [
        ("content-security-policy", policy.as_str()),
        ("strict-transport-security", "max-age=31536000"),
        ("x-content-type-options", "nosniff"),
        ("referrer-policy", "no-referrer"),
        ("cross-origin-opener-policy", "same-origin"),
        ("cross-origin-resource-policy", "same-origin"),
    ] {
        assert_eq!(answer.all(name), [value], "{what}: {name}");
    }
    let [permissions] = answer.all("permissions-policy")[..] else { panic!("{what}: permissions-policy") };
    for feature in ["camera=()", "microphone=()", "geolocation=()", "clipboard-read=()", "clipboard-write=(self)"] {
        assert!(permissions.split(", ").any(|part| part == feature), "{what}: {permissions}");
    }
    assert_eq!(answer.all("x-powered-by"), [""; 0], "{what}");
    let servers = answer.all("server");
    assert!(servers.iter().all(|server| !server.contains('/')), "{what} tells its version: {servers:?}");
}

/// Asks for all that a browser asks for, and for what is not there. `at` is the page's address on that server.
async fn is_hardened(ask: impl AsyncFn(&str, &[(&str, &str)]) -> Answer, at: &str) {
    for (path, status, kept) in [
        (format!("{at}/"), 200, "no-cache"),
        (format!("{at}/index.html"), 200, "no-cache"),
        (format!("{at}/config.json"), 200, "no-cache"),
        (format!("{at}/refscope.wasm"), 200, "no-cache"),
        (format!("{at}/{HASHED}"), 200, FOR_EVER),
        // One that an older page asks for: the answer may be another one tomorrow.
        (format!("{at}/app-fedcba9876543210.js"), 404, "no-cache"),
        (format!("{at}/no-such-file"), 404, "no-cache"),
        (at.to_owned(), 301, "no-cache"),
        ("/elsewhere".to_owned(), 404, "no-cache"),
    ] {
        let answer = ask(&path, &[]).await;
        assert_eq!(answer.status, status, "{path}: {answer:?}");
        has_security_headers(&answer, &path);
        assert_eq!(answer.all("cache-control"), [kept], "{path}");
    }
    let known = ask(&format!("{at}/{HASHED}"), &[]).await;
    for tag in known.all("etag") {
        let same = ask(&format!("{at}/{HASHED}"), &[("If-None-Match", tag)]).await;
        assert_eq!((same.status, same.all("cache-control")), (304, vec![FOR_EVER]));
    }
}

/// What lies compressed beside a file is sent, but not where a person changes the file.
async fn sends_compressed(ask: impl AsyncFn(&str, &[(&str, &str)]) -> Answer, at: &str, encodings: &[&str]) {
    for encoding in encodings {
        let answer = ask(&format!("{at}/{HASHED}"), &[("Accept-Encoding", encoding)]).await;
        assert_eq!(answer.all("content-encoding"), [*encoding]);
        assert!(answer.all("vary").iter().any(|names| names.contains("Accept-Encoding")), "{answer:?}");
        assert!(answer.all("content-type")[0].starts_with("text/javascript"), "{answer:?}");
        has_security_headers(&answer, encoding);
        let config = ask(&format!("{at}/config.json"), &[("Accept-Encoding", encoding)]).await;
        assert_eq!((config.all("content-encoding"), config.body.as_str()), (vec![], "{}"));
        assert_eq!(config.all("content-type"), ["application/json"]);
    }
}

async fn over_tls(running: &Running, encodings: &[&str]) {
    let ask = async |path: &str, headers: &[(&str, &str)]| get(running.addr(), path, headers).await;
    is_hardened(ask, "/refscope").await;
    sends_compressed(ask, "/refscope", encodings).await;
}

/// Whoever comes without TLS is sent to it, with the path and the query that they have.
async fn leads_to_tls(running: &Running) {
    let plain = running.read(PLAIN).parse().unwrap();
    let answer = get_plain(plain, "/refscope/?tag=1.0", &[]).await;
    assert_eq!(answer.status, 301);
    assert_eq!(answer.all("location"), [format!("https://{}/refscope/?tag=1.0", running.host())]);
}

/// Places for a server of the page, where Quay's host is there and nobody asks it.
fn with_page(folder: &Folder, addr: SocketAddr, has_quay: bool) -> Places {
    let files = proxied::page(folder);
    places(folder, addr, &files, has_quay.then_some("https://localhost:1"))
}

/// Nothing but what the page needs, each with nothing wider in it. The tests of the released page show that it is enough.
#[test]
fn the_policy_is_as_narrow_as_it_can_be() {
    let policy = policy_of_the_page();
    let directives: Vec<&str> = policy.split("; ").collect();
    assert_eq!(
        directives,
        [
            "default-src 'none'",
            "script-src 'self' 'wasm-unsafe-eval'",
            "style-src 'self'",
            "img-src 'self' blob:",
            "worker-src 'self'",
            // Registries are where people say that they are.
            "connect-src http: https:",
            "base-uri 'none'",
            "form-action 'none'",
            "require-trusted-types-for 'script'",
            // One policy, which boot.js makes: of all texts it lets one pass, the inspector's address.
            "trusted-types default",
        ]
    );
}

#[tokio::test]
async fn nginx_says_it_on_every_answer() {
    if NGINX.command().is_none() {
        return;
    }
    for (file, has_quay) in [("nginx/page.conf", false), ("nginx/same-origin.conf", true)] {
        let prepare =
            |folder: &Folder, addr| nginx(folder, &deployed(folder, file, &with_page(folder, addr, has_quay)));
        let running = Running::start(prepare).await;
        over_tls(&running, &["gzip"]).await;
        leads_to_tls(&running).await;
    }
}

#[tokio::test]
async fn caddy_says_it_on_every_answer() {
    if CADDY.command().is_none() {
        return;
    }
    for (file, has_quay) in [("caddy/page.Caddyfile", false), ("caddy/same-origin.Caddyfile", true)] {
        let prepare =
            |folder: &Folder, addr| caddy(folder, "run", &deployed(folder, file, &with_page(folder, addr, has_quay)));
        over_tls(&Running::start(prepare).await, &["gzip", "br"]).await;
    }
}

#[tokio::test]
async fn haproxy_says_it_on_every_answer() {
    if HAPROXY.command().is_none() {
        return;
    }
    let files = Folder::new();
    let app = Router::new().nest_service("/refscope/", ServeDir::new(proxied::page(&files)));
    let listener = tokio::net::TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await.unwrap();
    let page = listener.local_addr().unwrap();
    let server = tokio::spawn(async move { axum::serve(listener, app).await.unwrap() });
    let prepare = |folder: &Folder, addr| {
        let places = Places {
            inside: Some(refscope::oci::Address::parse(&page.to_string()).unwrap()),
            certificate: Some(folder.path().join("both.pem").to_str().unwrap().to_owned()),
            ..with_page(folder, addr, true)
        };
        haproxy(folder, &deployed(folder, "haproxy/same-origin.cfg", &places))
    };
    let running = Running::start(prepare).await;
    over_tls(&running, &[]).await;
    leads_to_tls(&running).await;
    server.abort();
}

/// The container's file, as it is but for port and folder: the router before it has TLS.
#[tokio::test]
async fn the_containers_server_says_it_on_every_answer() {
    if CADDY.command().is_none() {
        return;
    }
    let path = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("deploy/container/Caddyfile");
    let text = std::fs::read_to_string(path).unwrap();
    let prepare = |folder: &Folder, addr: SocketAddr| {
        let page = proxied::page(folder);
        let text =
            text.replace(":8080 {", &format!("http://{addr} {{")).replace("root * /srv", &format!("root * {page}"));
        let config = folder.write("Caddyfile", &text);
        let mut command = CADDY.command().unwrap();
        command.args(["run", "--adapter", "caddyfile", "--config", &config]).env("HOME", folder.path());
        command.env("XDG_CONFIG_HOME", folder.path()).env("XDG_DATA_HOME", folder.path());
        command
    };
    let running = Running::start(prepare).await;
    let ask = async |path: &str, headers: &[(&str, &str)]| get_plain(running.addr(), path, headers).await;
    is_hardened(ask, "/refscope").await;
    sends_compressed(ask, "", &["gzip", "br"]).await;
}
