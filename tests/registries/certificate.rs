//! The way to Quay is TLS as well, and its certificate is checked: passwords pass there.

use super::fill::Places;
use super::program::{CADDY, Folder, HAPROXY, NGINX, Program, Running};
use super::servers::{AUTHORITY, caddy, deployed, haproxy, nginx, places};
use super::tls::{Terminator, get};
use refscope_demo::{Cors, Demo, Options, ServerCertificate};
use std::net::SocketAddr;
use std::process::Command;

/// A program with a configuration.
type Start = fn(&Folder, &str) -> Command;

/// A Quay over TLS, under a name.
async fn quay() -> (Demo, Terminator) {
    let mut front = Terminator::bind().await;
    let demo = Demo::start(Options { cors: Cors::Quay, fill: false, ..Options::default() }).await.unwrap();
    front.pass_to(demo.addr());
    (demo, front)
}

/// What comes from `/v2/` through a server that trusts the right authority, or another.
async fn status(file: &str, start: Start, quay: &str, trusts: bool) -> u16 {
    let prepare = |folder: &Folder, addr: SocketAddr| {
        let places = places(folder, addr, "/nowhere", Some(quay));
        let both = folder.path().join("both.pem").to_str().unwrap().to_owned();
        let certificate = if file.starts_with("haproxy") { Some(both) } else { places.certificate.clone() };
        let text = deployed(folder, file, &Places { certificate, ..places });
        if !trusts {
            folder.write(AUTHORITY, ServerCertificate::new(&["localhost"]).unwrap().authority_pem());
        }
        start(folder, &text)
    };
    let running = Running::start(prepare).await;
    get(running.addr(), "/v2/", &[("Authorization", "Bearer secret")]).await.status
}

async fn is_checked(program: &Program, file: &str, start: Start) {
    if program.command().is_none() {
        return;
    }
    let (demo, front) = quay().await;
    let named = format!("https://{}", front.host());
    assert_eq!(status(file, start, &named, true).await, 401, "{file}: Quay's own answer");
    let before = demo.requests().len();
    let refused = status(file, start, &named, false).await;
    assert!([502, 503].contains(&refused), "{file}: {refused}");
    assert_eq!(demo.requests().len(), before, "{file}: the token went to who knows whom");
    demo.stop().await;
}

#[tokio::test]
async fn nginx_checks_quays_certificate() {
    is_checked(&NGINX, "nginx/same-origin.conf", nginx).await;
}

#[tokio::test]
async fn caddy_checks_quays_certificate() {
    is_checked(&CADDY, "caddy/same-origin.Caddyfile", |folder, text| caddy(folder, "run", text)).await;
}

#[tokio::test]
async fn haproxy_checks_quays_certificate() {
    is_checked(&HAPROXY, "haproxy/same-origin.cfg", |folder, text| {
        haproxy(folder, &text.replace("page.internal:8080", "127.0.0.1:1"))
    })
    .await;
}
