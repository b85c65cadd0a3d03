//! Why the browser could not read an answer: what is said of each cause, and what mends it.

use super::browser::devtools;
use super::page::{Page, with_console, with_page, with_registry};
use axum::Router;
use axum::http::header::{ACCESS_CONTROL_ALLOW_ORIGIN, WWW_AUTHENTICATE};
use axum::http::{Method, StatusCode};
use refscope_demo::{Cors, Options, SelfSigned};
use serde_json::json;
use std::sync::Arc;
use tokio::net::TcpListener;
use tokio_rustls::TlsAcceptor;
use tokio_rustls::rustls::ServerConfig;
use tokio_rustls::rustls::pki_types::pem::PemObject as _;
use tokio_rustls::rustls::pki_types::{CertificateDer, PrivateKeyDer};

/// What Chromium writes of an answer that a page may not read.
const CORS: &str = "blocked by CORS policy";

/// The lines for every server stand below the error of `step`, with this page's own origin in them.
pub async fn assert_remedies(page: &Page, step: &str, registry: &str) {
    let remedies = format!("#step-{step} .problem .remedy");
    let titles = page.contents(&format!("{remedies} summary")).await;
    for server in ["nginx", "Caddy", "HAProxy", "OpenShift"] {
        let at = titles.iter().position(|title| title.starts_with(server)).unwrap_or_else(|| panic!("{titles:?}"));
        let remedy = format!("{remedies}:nth-of-type({})", at + 1);
        page.press(&format!("{remedy} summary")).await;
        let lines = page.text(&format!("{remedy} pre")).await;
        let allows =
            lines.lines().any(|line| line.contains("Access-Control-Allow-Origin") && line.contains(&page.origin));
        assert!(allows && lines.contains("Authorization, Accept"), "{server}: {lines}");
    }
    let same_origin = page.contents(&format!("{remedies} pre")).await.pop().unwrap();
    assert!(same_origin.contains(&format!("proxy_pass {registry};")), "{same_origin}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_registry_that_lets_no_page_read() {
    with_registry(Options { cors: Cors::Quay, ..Options::default() }, async |page: Page| {
        page.fill("demo/app", "1.0", "demo", "demo").await;
        page.look().await;
        let [what, why, now] = page.problem("challenge").await;
        assert!(what.contains("answers, but does not let this page read the answer (CORS)"), "{what}");
        assert!(why.contains("Quay sends no such header"), "{why}");
        assert!(now.contains("let the proxy in front of Quay add the headers"), "{now}");
        assert_remedies(&page, "challenge", &format!("http://{}", page.demo.host())).await;
        let sent = page.demo.requests();
        assert!(sent.iter().all(|request| request.header("authorization").is_none()), "no password was sent: {sent:?}");
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn headers_that_are_hidden_are_said_and_the_list_is_there() {
    let options = Options { cors: Cors::Unexposed, page_size: Some(3), ..Options::default() };
    with_registry(options, async |page: Page| {
        page.fill("demo/app", "1.0", "demo", "demo").await;
        page.look().await;
        assert_eq!(page.state("referrers").await, "done");
        assert!(page.text("#step-challenge .facts").await.contains("the challenge could not be read"));
        assert_eq!(page.referrers().await.len(), 3, "where it goes on is hidden");
        let notice = page.text("#step-referrers .notes").await;
        assert!(notice.contains("Access-Control-Expose-Headers") && notice.contains("may be longer"), "{notice}");
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_token_that_no_page_may_send() {
    with_registry(Options { cors: Cors::WithoutAuthorization, ..Options::default() }, async |page: Page| {
        page.fill("demo/app", "1.0", "demo", "demo").await;
        page.look().await;
        let [what, why, _] = page.problem("token").await;
        assert!(what.ends_with("does not allow this page to send the header “Authorization”."), "{what}");
        assert!(why.contains("Access-Control-Allow-Headers"), "{why}");
        assert_remedies(&page, "token", &format!("http://{}", page.demo.host())).await;
        let secret = |request: &refscope_demo::Recorded| {
            request.header("authorization").is_some_and(|value| value.starts_with("Basic"))
        };
        assert!(!page.demo.requests().iter().any(secret));
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_preflight_that_is_refused() {
    with_console(Options { fill: false, ..Options::default() }, &[CORS], async |page: Page| {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let host = listener.local_addr().unwrap().to_string();
        let challenge = format!("Bearer realm=\"http://{host}/v2/auth\",service=\"{host}\"");
        let app = Router::new().fallback(move |method: Method| async move {
            let status =
                if method == Method::OPTIONS { StatusCode::METHOD_NOT_ALLOWED } else { StatusCode::UNAUTHORIZED };
            (status, [(ACCESS_CONTROL_ALLOW_ORIGIN, "*".to_owned()), (WWW_AUTHENTICATE, challenge)])
        });
        tokio::spawn(async move { axum::serve(listener, app).await.unwrap() });
        page.fill("demo/app", "1.0", "demo", "demo").await;
        page.type_into("registry", &host).await;
        page.look().await;
        let [what, why, now] = page.problem("token").await;
        assert!(what.contains(&host) && what.contains("(the preflight)"), "{what}");
        assert!(why.contains("OPTIONS") && now.contains("204"), "{why} {now}");
        assert_eq!(page.all("#step-token .remedy").await.len(), 5);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn nothing_that_listens_and_no_network() {
    with_page(async |page: Page| {
        let free = TcpListener::bind("127.0.0.1:0").await.unwrap().local_addr().unwrap().to_string();
        page.fill("demo/app", "1.0", "demo", "demo").await;
        page.type_into("registry", &free).await;
        page.look().await;
        let [what, _, now] = page.problem("challenge").await;
        assert_eq!(what, format!("Nothing that this browser accepts answers at http://{free}."));
        assert!(now.contains(&format!("Open http://{free}/v2/ in a new tab")), "{now}");

        let network = |is_offline: bool| json!({"offline": is_offline, "latency": 0, "downloadThroughput": -1, "uploadThroughput": -1});
        devtools(&page.driver, "Network.emulateNetworkConditions", network(true)).await;
        page.type_into("registry", "registry.example").await;
        page.look().await;
        let [what, _, now] = page.problem("challenge").await;
        assert_eq!(what, "This machine is offline, says the browser.");
        assert!(now.contains("all that you entered is still here"), "{now}");
        devtools(&page.driver, "Network.emulateNetworkConditions", network(false)).await;
        page.type_into("registry", &page.demo.host()).await;
        page.look().await;
        assert_eq!(page.state("referrers").await, "done");
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_certificate_that_nobody_trusts() {
    let own = SelfSigned::new("127.0.0.1").unwrap();
    let chain = vec![CertificateDer::from_pem_slice(own.certificate_pem().as_bytes()).unwrap()];
    let key = PrivateKeyDer::from_pem_slice(own.key_pem().unwrap().as_bytes()).unwrap();
    let config = ServerConfig::builder().with_no_client_auth().with_single_cert(chain, key).unwrap();
    let acceptor = TlsAcceptor::from(Arc::new(config));
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let host = listener.local_addr().unwrap().to_string();
    let server = tokio::spawn(async move {
        loop {
            let (stream, _) = listener.accept().await.unwrap();
            // Nobody who does not trust the certificate comes past this.
            drop(acceptor.accept(stream).await);
        }
    });
    with_page(async move |page: Page| {
        page.fill("demo/app", "1.0", "demo", "demo").await;
        page.type_into("registry", &format!("https://{host}")).await;
        page.look().await;
        let [what, why, now] = page.problem("challenge").await;
        assert_eq!(what, format!("Nothing that this browser accepts answers at https://{host}."));
        assert!(why.contains("its certificate is not one that this browser trusts"), "{why}");
        assert!(now.contains(&format!("Open https://{host}/v2/ in a new tab")) && now.contains("“curl -k”"), "{now}");
    })
    .await;
    server.abort();
}
