//! The tree of about 1,000 nodes beside its bound: levels × latency + requests / 6 × latency. Each run has a browser of
//! its own: another would know from the run before which preflights it need not send.

use super::browser::Kind;
use super::figures::{Figure, write};
use super::page::{Page, with_origin};
use super::site::Site;
use axum::Router;
use axum::body::{Body, to_bytes};
use axum::extract::{Request, State};
use axum::http::header::HOST;
use axum::response::{IntoResponse as _, Response};
use axum::routing::any;
use refscope_demo::{Demo, Options};
use std::cell::RefCell;
use std::net::Ipv4Addr;
use std::rc::Rc;
use std::sync::Arc;
use std::time::Duration;
use tokio::net::TcpListener;
use tokio::task::JoinHandle;

/// What every answer waits.
const LATENCY: Duration = Duration::from_millis(50);
/// The tree: 1,010 referrers in three levels.
const TREE: [usize; 3] = [10, 10, 9];
/// Questions that depend on each other: challenge, token, manifest, and a list for the image and each level. What a
/// preflight adds to each of them is not in the bound.
const LEVELS: u32 = 3 + 1 + TREE.len() as u32;
/// How many are asked side by side.
const AT_A_TIME: f64 = 6.0;
/// How many browsers look.
const RUNS: usize = 5;
/// At most so many times the bound.
const LIMIT: f64 = 1.3;

/// Presses the button and waits for the end inside the page: a driver that asks over and over would be measured too.
const LOOK: &str =
    "const done = arguments[0], step = document.getElementById('step-referrers'), start = performance.now();
    const ended = () => requestAnimationFrame(() => setTimeout(() => done(performance.now() - start)));
    new MutationObserver((_, observer) => {
      if (['done', 'failed'].includes(step.dataset.state)) { observer.disconnect(); ended(); }
    }).observe(step, {attributes: true});
    document.getElementById('look').click();";

/// Page and registry at one origin, as a proxy before both makes them.
struct Proxy {
    address: String,
    server: JoinHandle<()>,
}

impl Proxy {
    async fn start(site: String, registry: String) -> Self {
        let client = reqwest::Client::new();
        let to = |origin: String| any(pass).with_state((client.clone(), origin));
        let app = Router::new().route("/v2/{*rest}", to(registry.clone())).route("/v2/", to(registry));
        let app = app.fallback_service(to(site));
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await.unwrap();
        let address = listener.local_addr().unwrap().to_string();
        let server = tokio::spawn(async move { axum::serve(listener, app).await.unwrap() });
        Self { address, server }
    }
}

impl Drop for Proxy {
    fn drop(&mut self) {
        self.server.abort();
    }
}

/// Hands a request on, and the answer back.
async fn pass(State((client, origin)): State<(reqwest::Client, String)>, request: Request) -> Response {
    let (head, body) = request.into_parts();
    let path = head.uri.path_and_query().map_or("/", |path| path.as_str());
    let mut headers = head.headers;
    headers.remove(HOST);
    let body = to_bytes(body, usize::MAX).await.unwrap();
    let asked = client.request(head.method, format!("{origin}{path}")).headers(headers).body(body);
    let answer = asked.send().await.unwrap();
    let (status, headers) = (answer.status(), answer.headers().clone());
    (status, headers, Body::from(answer.bytes().await.unwrap())).into_response()
}

/// Milliseconds from the press of the button until the whole tree stands, and how many requests that took.
async fn once(page: &Page, registry: &str) -> (f64, usize) {
    page.fill("demo/tree", "1.0", "demo", "demo").await;
    page.type_into("registry", registry).await;
    let before = page.demo.requests().len();
    page.driver.set_script_timeout(Duration::from_secs(120)).await.unwrap();
    let time = page.driver.execute_async(LOOK, Vec::new()).await.unwrap().json().as_f64().unwrap();
    assert_eq!(page.state("referrers").await, "done");
    assert_eq!(page.text(".outcome span").await, "Found 1,010 referrers.");
    (time, page.demo.requests().len() - before)
}

/// Looks with browser after browser.
async fn runs(origin: &str, registry: &str, demo: &Arc<Demo>) -> Vec<(f64, usize)> {
    let told = Rc::new(RefCell::new(Vec::new()));
    for _ in 0..RUNS {
        let (tell, registry) = (told.clone(), registry.to_owned());
        with_origin(Kind::Chromium, origin, "/", demo.clone(), &[], async move |page: Page| {
            let run = once(&page, &registry).await;
            tell.borrow_mut().push(run);
        })
        .await;
    }
    told.take()
}

/// The figure beside its bound.
fn figure(name: &str, what: &str, runs: &[(f64, usize)], preflights: bool) -> Figure {
    let requests = runs[0].1;
    assert!(runs.iter().all(|run| run.1 == requests), "each asks the same: {runs:?}");
    // The challenge is asked for without a header that needs leave.
    let asked = if preflights { 2 * requests - 1 } else { requests };
    let latency = LATENCY.as_secs_f64() * 1_000.0;
    let bound = latency * (f64::from(LEVELS) + asked as f64 / AT_A_TIME);
    let beside = format!("levels × latency + {asked} requests / 6 × latency");
    let times = runs.iter().map(|run| run.0).collect();
    Figure::new(name, what, "ms", times).beside(beside, &[bound]).at_most(LIMIT)
}

#[tokio::test(flavor = "multi_thread")]
async fn a_tree_of_a_thousand_nodes() {
    let site = Site::start().await;
    let mut figures = Vec::new();
    for preflight_latency in [Duration::ZERO, LATENCY] {
        let options = Options { latency: LATENCY, preflight_latency, ..Options::default() };
        let demo = Arc::new(Demo::start(options).await.unwrap());
        demo.push_tree("demo/tree", &TREE).await.unwrap();
        let host = demo.host();
        if preflight_latency.is_zero() {
            let proxy = Proxy::start(site.origin(), format!("http://{host}")).await;
            let runs = runs(&format!("http://{}", proxy.address), &proxy.address, &demo).await;
            figures.push(figure("tree", "a tree of 1,010 referrers, page and registry at one origin", &runs, false));
        } else {
            let runs = runs(&site.origin(), &host, &demo).await;
            figures.push(figure("tree-with-preflights", "the same, each at an origin of its own", &runs, true));
        }
    }
    write("tree", &figures);
}
