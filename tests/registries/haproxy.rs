//! HAProxy, and the router of OpenShift, which is one.

use super::deploy::filled;
use super::program::{Folder, HAPROXY, Running, check, free_address};
use super::proxied;
use super::servers::haproxy;
use super::upstream::{self, Upstream};
use axum::Router;
use refscope_demo::SelfSigned;
use std::net::{Ipv4Addr, SocketAddr};
use tower_http::services::ServeDir;

fn same_origin(folder: &Folder, bind: &str, quay: SocketAddr, page: SocketAddr) -> String {
    let tls = "ssl verify required ca-file /etc/ssl/certs/ca-certificates.crt sni str(quay.example.com) verifyhost quay.example.com";
    // The demo speaks no TLS.
    let text = filled("haproxy/same-origin.cfg", &[(&format!("quay.example.com:443 {tls}"), &quay.to_string())]);
    let text = text.replace("Host quay.example.com", &format!("Host {quay}"));
    let text = text.replace(r"https://quay\.example\.com", &format!("http://{quay}"));
    certified(folder, "page", &text.replace("page.internal:8080", &page.to_string()).replace("bind :443", bind))
        .replace("bind :80\n", &format!("bind {}\n", free_address()))
}

fn cors(folder: &Folder, bind: &str, quay: SocketAddr) -> String {
    let quay = quay.to_string();
    certified(folder, "quay", &filled("haproxy/cors.cfg", &[("bind :443", bind), ("quay.internal:8080", &quay)]))
}

/// With a certificate and its key where the file names them.
fn certified(folder: &Folder, host: &str, text: &str) -> String {
    let made = SelfSigned::new("127.0.0.1").unwrap();
    let pem = folder.write("both.pem", &(made.certificate_pem().to_owned() + &made.key_pem().unwrap()));
    text.replace(&format!("/etc/haproxy/{host}.example.com.pem"), &pem)
}

/// Without TLS: what stands behind `bind` is left out.
fn plain(text: &str) -> String {
    let lines = text.lines().map(|line| match line.trim_start().starts_with("bind ") {
        true => line.split(" ssl ").next().unwrap(),
        false => line,
    });
    lines.collect::<Vec<_>>().join("\n") + "\n"
}

async fn start_same_origin(quay: SocketAddr, page: SocketAddr) -> Running {
    Running::start(|folder, addr| haproxy(folder, &plain(&same_origin(folder, &format!("bind {addr}"), quay, page))))
        .await
}

#[tokio::test]
async fn page_and_quay_under_one_origin() {
    if HAPROXY.command().is_none() {
        return;
    }
    let quay = proxied::bare_quay().await;
    // HAProxy serves no files.
    let files = Folder::new();
    let app = Router::new().nest_service("/refscope/", ServeDir::new(proxied::page(&files)));
    let listener = tokio::net::TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await.unwrap();
    let page = listener.local_addr().unwrap();
    let server = tokio::spawn(async move { axum::serve(listener, app).await.unwrap() });
    proxied::same_origin(&start_same_origin(quay.addr(), page).await, quay).await;
    server.abort();
}

#[tokio::test]
async fn layers_stream_and_redirects_lead_where_they_should() {
    if HAPROXY.command().is_none() {
        return;
    }
    let upstream = Upstream::start().await;
    upstream::same_origin(&start_same_origin(upstream.addr(), free_address()).await, &upstream).await;
}

#[tokio::test]
async fn cors_in_front_of_quay() {
    if HAPROXY.command().is_none() {
        return;
    }
    let quay = proxied::bare_quay().await;
    let at = quay.addr();
    let proxy =
        Running::start(|folder, addr| haproxy(folder, &plain(&cors(folder, &format!("bind {addr}"), at)))).await;
    proxied::cors(&proxy, quay).await;
}

#[test]
fn haproxy_itself_accepts_the_files_with_tls() {
    if HAPROXY.command().is_none() {
        return;
    }
    let folder = Folder::new();
    let bind = format!("bind {}", free_address());
    for text in [cors(&folder, &bind, free_address()), same_origin(&folder, &bind, free_address(), free_address())] {
        check(haproxy(&folder, &text).arg("-c"));
    }
}

/// The names and values that a Route sets, one in a line.
fn headers_of_route(yaml: &str) -> Vec<(&str, &str)> {
    let headers = yaml.lines().filter_map(|line| {
        let (name, value) = line.trim().strip_prefix("- {name: ")?.split_once(", action: {type: Set, set: {value: ")?;
        Some((name, value.strip_suffix("}}}")?.trim_matches('"')))
    });
    headers.collect()
}

/// OpenShift's router is HAProxy: it makes a `set-header` of each header, and leaves the preflight to Quay.
#[tokio::test]
async fn the_headers_of_the_route_are_enough_with_quays_own_answer_to_a_preflight() {
    if HAPROXY.command().is_none() {
        return;
    }
    let quay = proxied::bare_quay().await;
    let yaml = filled("openshift/cors-route.yaml", &[]);
    let headers = headers_of_route(&yaml);
    assert_eq!(headers.len(), 5, "{headers:?}");
    let set = headers.iter().map(|(name, value)| format!("    http-response set-header '{name}' '{value}'\n"));
    let (set, at) = (set.collect::<String>(), quay.addr());
    let proxy = Running::start(|folder, addr| {
        let text = format!(
            "global\n    tune.bufsize 65536\n\
             defaults\n    mode http\n    timeout connect 5s\n    timeout client 60s\n    timeout server 60s\n\
             frontend router\n    bind {addr}\n    use_backend route if {{ path_beg /v2/ }}\n    default_backend quay\n\
             backend route\n{set}    server quay {at}\n\
             backend quay\n    server quay {at}\n"
        );
        haproxy(folder, &text)
    })
    .await;
    proxied::readable_by_one_page(&proxy, &quay).await;
    quay.stop().await;
}
