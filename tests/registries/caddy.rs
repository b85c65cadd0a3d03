//! Caddy.

use super::deploy::{filled, quay_at};
use super::program::{CADDY, Folder, Running, check};
use super::proxied;
use super::servers::caddy;
use super::upstream::{self, Upstream};
use std::net::SocketAddr;

async fn start_same_origin(quay: SocketAddr) -> Running {
    Running::start(|folder, addr| {
        let (page, site) = (proxied::page(folder), format!("http://{addr} {{"));
        let mut replacements = vec![("page.example.com {", site.as_str()), ("/var/www/refscope", &page)];
        let pattern = format!("http://{quay}");
        replacements.push((r"https://quay\.example\.com", &pattern));
        replacements.extend(quay_at(quay));
        caddy(folder, "run", &filled("caddy/same-origin.Caddyfile", &replacements))
    })
    .await
}

#[tokio::test]
async fn page_and_quay_under_one_origin() {
    if CADDY.command().is_none() {
        return;
    }
    let quay = proxied::bare_quay().await;
    proxied::same_origin(&start_same_origin(quay.addr()).await, quay).await;
}

#[tokio::test]
async fn layers_stream_and_redirects_lead_where_they_should() {
    if CADDY.command().is_none() {
        return;
    }
    let upstream = Upstream::start().await;
    upstream::same_origin(&start_same_origin(upstream.addr()).await, &upstream).await;
}

#[tokio::test]
async fn cors_in_front_of_quay() {
    if CADDY.command().is_none() {
        return;
    }
    let quay = proxied::bare_quay().await;
    let at = quay.addr().to_string();
    let proxy = Running::start(|folder, addr| {
        let site = format!("http://{addr} {{");
        let replacements = [("quay.example.com {", site.as_str()), ("quay.internal:8080", &at)];
        caddy(folder, "run", &filled("caddy/cors.Caddyfile", &replacements))
    })
    .await;
    proxied::cors(&proxy, quay).await;
}

#[test]
fn caddy_itself_accepts_the_files_as_they_are() {
    if CADDY.command().is_none() {
        return;
    }
    for file in ["caddy/page.Caddyfile", "caddy/same-origin.Caddyfile", "caddy/cors.Caddyfile"] {
        let folder = Folder::new();
        check(&mut caddy(&folder, "validate", &filled(file, &[])));
    }
}
