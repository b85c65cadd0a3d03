//! The released page where an administrator puts it: behind nginx and Caddy, over TLS, under a path, beside a Quay
//! that lets no page read it. The servers run the files of `deploy/`, filled in as `cargo xtask deploy-file` does.

use super::browser::{self, Kind};
use super::diagnosis::assert_remedies;
use super::fill::{Front, Places};
use super::main_path::{listed, pushed};
use super::page::{Page, with_origin};
use super::program::{CADDY, Folder, NGINX, Program, Running, free_address};
use super::servers::{caddy, deployed, nginx, places};
use super::tls::{CERTIFICATE, Terminator, get};
use super::worker;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use refscope::oci::Address;
use refscope_demo::{Cors, Demo, Options};
use std::net::SocketAddr;
use std::process::Command;
use std::sync::Arc;

/// Where the page lies on its host: elsewhere than in the files as they are.
const PATH: &str = "/tools/refscope/";

/// For how long a browser may keep what has its hash in its name.
const FOR_EVER: &str = "public, max-age=31536000, immutable";

/// A server, with its files.
#[derive(Clone, Copy)]
enum Server {
    Nginx,
    Caddy,
}

impl Server {
    fn program(self) -> Program {
        match self {
            Self::Nginx => NGINX,
            Self::Caddy => CADDY,
        }
    }

    fn file(self, name: &str) -> String {
        match self {
            Self::Nginx => format!("nginx/{name}.conf"),
            Self::Caddy => format!("caddy/{name}.Caddyfile"),
        }
    }

    /// The program with its file of this name.
    fn command(self, folder: &Folder, name: &str, places: &Places) -> Command {
        let text = deployed(folder, &self.file(name), places);
        match self {
            Self::Nginx => nginx(folder, &text),
            Self::Caddy => caddy(folder, "run", &text),
        }
    }
}

/// Chromium that takes the certificate of the test.
fn chromium() -> Kind {
    Kind::Trusting(STANDARD.encode(CERTIFICATE.key_hash().unwrap()).leak())
}

/// The folder of the released page.
fn dist() -> String {
    std::env::var("REFSCOPE_DIST").expect("REFSCOPE_DIST: run by `cargo xtask test`")
}

/// What the files say of a page at [`PATH`] of a server at `addr`, and of a Quay.
fn known(folder: &Folder, addr: SocketAddr, quay: Option<&str>) -> Places {
    let path = PATH.trim_end_matches('/').to_owned();
    Places { folder: path, ..places(folder, addr, &dist(), quay) }
}

/// A Quay as it comes, that calls itself `host`: no page of another origin can read it.
async fn quay(host: &str) -> Arc<Demo> {
    let realm = Some(format!("https://{host}/v2/auth"));
    let options = Options { cors: Cors::Quay, realm, service: Some(host.to_owned()), ..Options::default() };
    Arc::new(Demo::start(options).await.unwrap())
}

/// The same over TLS.
async fn quay_over_tls() -> (Arc<Demo>, Terminator) {
    let mut front = Terminator::bind().await;
    let demo = quay(&front.host()).await;
    front.pass_to(demo.addr());
    (demo, front)
}

/// The page alone, on a server of its own.
async fn page_alone(server: Server) -> Running {
    Running::start(|folder, addr| server.command(folder, "page", &known(folder, addr, None))).await
}

/// The whole main path, at a registry of this address.
async fn main_path(page: &Page, registry: &str) {
    page.fill("demo/app", "1.0", "demo", "demo").await;
    page.type_into("registry", registry).await;
    page.look().await;
    for step in ["basic", "challenge", "token", "image", "referrers"] {
        assert_eq!(page.state(step).await, "done", "{step}: {}", page.text("body").await);
    }
    assert_eq!(page.text("#token-granted").await, "pull");
    let image = page.demo.content().image("demo/app", "1.0").unwrap().clone();
    assert_eq!(page.text("#image-digest").await, image.digest);
    assert_eq!(listed(page).await, pushed(&page.demo, "demo/app", "1.0"));
    page.select(&image.referrers[0].digest).await;
    page.press(".detail > .opener").await;
    page.find(".detail .content .parts > li").await;
    page.press(".detail .parts .opener").await;
    page.find(".detail .parts .content > *:not([role=status])").await;
    // The worker and its program run under the policy of the server's headers as well.
    worker::start(page).await;
    says_what_goes_wrong(page).await;
}

/// What the registry says of an error comes through too.
async fn says_what_goes_wrong(page: &Page) {
    page.type_into("reference", "9.9").await;
    page.look().await;
    let [what, ..] = page.problem("image").await;
    assert!(what.contains("has no “9.9” (404)"), "{what}");
}

/// All that the browser sent went to the page's host and the registry's, by TLS; what came to Quay had no cookie.
async fn went_where_it_should(page: &Page, registry: &str) {
    let allowed = [format!("{}{PATH}", page.origin), format!("{registry}/v2/"), "data:".to_owned()];
    for request in browser::requests(&page.driver).await {
        let url = request["url"].as_str().unwrap();
        assert!(allowed.iter().any(|start| url.starts_with(start)), "{url}");
    }
    let arrived = page.demo.requests();
    assert!(arrived.iter().any(|request| request.header("authorization").is_some()));
    assert!(arrived.iter().all(|request| request.path.starts_with("/v2/") && request.header("cookie").is_none()));
}

async fn page_and_quay_under_one_origin(server: Server) {
    if server.program().command().is_none() {
        return;
    }
    let (demo, front) = quay_over_tls().await;
    let behind = format!("https://{}", front.host());
    let prepare =
        |folder: &Folder, addr: SocketAddr| server.command(folder, "same-origin", &known(folder, addr, Some(&behind)));
    let running = Running::start(prepare).await;
    let origin = format!("https://{}", running.host());
    with_origin(chromium(), &origin, PATH, demo, &[], async |page: Page| {
        main_path(&page, &page.origin).await;
        let origin = page.origin.clone();
        went_where_it_should(&page, &origin).await;
    })
    .await;
}

async fn cors_in_front_of_quay(server: Server) {
    if server.program().command().is_none() {
        return;
    }
    let at = free_address();
    let demo = quay(&at.to_string()).await;
    let site = page_alone(server).await;
    let origin = format!("https://{}", site.host());
    let inside = Some(Address::parse(&demo.host()).unwrap());
    let page = Address::parse(&origin).unwrap();
    let prepare = |folder: &Folder, addr: SocketAddr| {
        let quay = format!("https://{addr}");
        let known = known(folder, addr, Some(&quay));
        let places = Places { front: Front::Quay, page: page.clone(), inside: inside.clone(), ..known };
        server.command(folder, "cors", &places)
    };
    let proxy = Running::start_at(at, prepare).await.unwrap();
    let registry = format!("https://{}", proxy.host());
    with_origin(chromium(), &origin, PATH, demo, &[], async move |page: Page| {
        main_path(&page, &registry).await;
        went_where_it_should(&page, &registry).await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn nginx_with_page_and_quay_under_one_origin() {
    page_and_quay_under_one_origin(Server::Nginx).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn caddy_with_page_and_quay_under_one_origin() {
    page_and_quay_under_one_origin(Server::Caddy).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn nginx_with_cors_in_front_of_quay() {
    cors_in_front_of_quay(Server::Nginx).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn caddy_with_cors_in_front_of_quay() {
    cors_in_front_of_quay(Server::Caddy).await;
}

/// The names that the build gives are those that the files let browsers keep: without this, each visit would ask
/// about every file.
#[tokio::test(flavor = "multi_thread")]
async fn every_file_of_the_page_with_its_hash_in_its_name_is_kept() {
    for server in [Server::Nginx, Server::Caddy] {
        if server.program().command().is_none() {
            continue;
        }
        let running = page_alone(server).await;
        let names = std::fs::read_dir(dist()).unwrap().map(|entry| entry.unwrap().file_name().into_string().unwrap());
        let is_hashed = |name: &String| [".css", ".js", ".svg", ".wasm"].iter().any(|ending| name.ends_with(ending));
        let (hashed, others): (Vec<_>, Vec<_>) = names.partition(is_hashed);
        assert!(hashed.len() > 20, "{hashed:?}");
        let answer = async |name: &str| get(running.addr(), &format!("{PATH}{name}"), &[]).await;
        for name in hashed {
            let answer = answer(&name).await;
            assert_eq!((answer.status, answer.all("cache-control")), (200, vec![FOR_EVER]), "{name}");
        }
        for name in others {
            assert_eq!(answer(&name).await.all("cache-control"), ["no-cache"], "{name}");
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn without_either_the_page_says_why_and_gives_the_lines_for_its_own_origin() {
    if NGINX.command().is_none() {
        return;
    }
    let (demo, front) = quay_over_tls().await;
    let site = page_alone(Server::Nginx).await;
    let (origin, registry) = (format!("https://{}", site.host()), format!("https://{}", front.host()));
    with_origin(chromium(), &origin, PATH, demo, &["blocked by CORS policy"], async move |page: Page| {
        page.fill("demo/app", "1.0", "demo", "demo").await;
        page.type_into("registry", &registry).await;
        page.look().await;
        let [what, why, now] = page.problem("challenge").await;
        assert!(what.contains("answers, but does not let this page read the answer (CORS)"), "{what}");
        assert!(why.contains("Quay sends no such header"), "{why}");
        assert!(now.contains("let the proxy in front of Quay add the headers"), "{now}");
        assert_remedies(&page, "challenge", &registry).await;
        let sent = page.demo.requests();
        assert!(sent.iter().all(|request| request.header("authorization").is_none()), "no password was sent: {sent:?}");
    })
    .await;
}
