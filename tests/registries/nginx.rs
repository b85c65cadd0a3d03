//! nginx.

use super::deploy::{filled, quay_at};
use super::program::{Folder, NGINX, Running, check, free_address};
use super::proxied;
use super::servers::nginx;
use super::upstream::{self, Upstream};
use refscope_demo::SelfSigned;
use std::net::SocketAddr;

fn same_origin(folder: &Folder, listen: &str, quay: SocketAddr) -> String {
    let page = proxied::page(folder);
    let plain = format!("listen {}", free_address());
    let mut replacements =
        vec![("listen 443 ssl http2", listen), ("listen 80", plain.as_str()), ("/var/www/refscope/", &page)];
    replacements.extend(quay_at(quay));
    certified(folder, "page", &filled("nginx/same-origin.conf", &replacements))
}

fn cors(folder: &Folder, listen: &str, quay: SocketAddr) -> String {
    let quay = quay.to_string();
    certified(
        folder,
        "quay",
        &filled("nginx/cors.conf", &[("listen 443 ssl http2", listen), ("quay.internal:8080", &quay)]),
    )
}

/// With a certificate where the file names one.
fn certified(folder: &Folder, host: &str, text: &str) -> String {
    let made = SelfSigned::new("127.0.0.1").unwrap();
    let certificate = folder.write("certificate.pem", made.certificate_pem());
    let key = folder.write("key.pem", &made.key_pem().unwrap());
    text.replace(&format!("/etc/ssl/{host}.example.com.pem"), &certificate)
        .replace(&format!("/etc/ssl/{host}.example.com.key"), &key)
        .replace("/etc/ssl/certs/ca-certificates.crt", &certificate)
}

async fn start_same_origin(quay: SocketAddr) -> Running {
    Running::start(|folder, addr| nginx(folder, &same_origin(folder, &format!("listen {addr}"), quay))).await
}

#[tokio::test]
async fn page_and_quay_under_one_origin() {
    if NGINX.command().is_none() {
        return;
    }
    let quay = proxied::bare_quay().await;
    proxied::same_origin(&start_same_origin(quay.addr()).await, quay).await;
}

#[tokio::test]
async fn layers_stream_and_redirects_lead_where_they_should() {
    if NGINX.command().is_none() {
        return;
    }
    let upstream = Upstream::start().await;
    upstream::same_origin(&start_same_origin(upstream.addr()).await, &upstream).await;
}

#[tokio::test]
async fn cors_in_front_of_quay() {
    if NGINX.command().is_none() {
        return;
    }
    let quay = proxied::bare_quay().await;
    let at = quay.addr();
    let proxy = Running::start(|folder, addr| nginx(folder, &cors(folder, &format!("listen {addr}"), at))).await;
    proxied::cors(&proxy, quay).await;
}

#[test]
fn nginx_itself_accepts_the_files_with_tls() {
    if NGINX.command().is_none() {
        return;
    }
    for site in [same_origin, cors] {
        let folder = Folder::new();
        let text = site(&folder, &format!("listen {} ssl", free_address()), free_address());
        check(nginx(&folder, &text).arg("-t"));
    }
}
