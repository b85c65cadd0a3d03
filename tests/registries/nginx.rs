//! nginx.

use super::deploy::{filled, quay_at};
use super::program::{Folder, NGINX, Running, check, free_address};
use super::proxied;
use super::upstream::{self, Upstream};
use refscope_demo::SelfSigned;
use std::net::SocketAddr;
use std::process::Command;

/// A whole configuration around a site, which leaves nothing outside of `folder`.
fn main_conf(folder: &Folder, site: &str) -> String {
    let site = folder.write("site.conf", site);
    let at = folder.path().display();
    // Without a master there is one process, which ends with the test and runs as whoever runs the test.
    let text = format!(
        "daemon off; master_process off; pid {at}/pid; error_log stderr;
        events {{}}
        http {{
            access_log off;
            types {{ text/html html; application/wasm wasm; }}
            client_body_temp_path {at}/body; proxy_temp_path {at}/proxy; fastcgi_temp_path {at}/fastcgi;
            uwsgi_temp_path {at}/uwsgi; scgi_temp_path {at}/scgi;
            include {site};
        }}"
    );
    folder.write("nginx.conf", &text)
}

fn nginx(folder: &Folder, site: &str) -> Command {
    let mut command = NGINX.command().unwrap();
    command.arg("-e").arg("stderr").arg("-p").arg(folder.path()).arg("-c").arg(main_conf(folder, site));
    command
}

fn same_origin(folder: &Folder, listen: &str, quay: SocketAddr) -> String {
    let page = proxied::page(folder);
    let mut replacements = vec![("listen 443 ssl", listen), ("/var/www/refscope/", &page)];
    replacements.extend(quay_at(quay));
    certified(folder, "page", &filled("nginx/same-origin.conf", &replacements))
}

fn cors(folder: &Folder, listen: &str, quay: SocketAddr) -> String {
    let quay = quay.to_string();
    certified(folder, "quay", &filled("nginx/cors.conf", &[("listen 443 ssl", listen), ("quay.internal:8080", &quay)]))
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
