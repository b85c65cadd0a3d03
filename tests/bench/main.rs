//! What is measured in a real browser, by `cargo xtask bench`. Figures are ratios within one run; nothing here
//! fails because a machine is slow.
#![cfg(not(target_arch = "wasm32"))]
#![allow(dead_code, reason = "the page object is shared with the end-to-end tests")]

mod bare;
#[path = "../e2e/browser.rs"]
mod browser;
mod content;
mod figures;
mod filter;
mod job;
#[path = "../e2e/page.rs"]
mod page;
#[path = "../e2e/site.rs"]
mod site;
mod start;
mod trace;
#[path = "../e2e/worker.rs"]
mod worker;

use page::{Page, with_registry};
use refscope_demo::Options;
use serde_json::json;
use std::path::Path;
use std::time::Duration;

/// What every answer waits.
const LATENCY: Duration = Duration::from_millis(50);
/// The tree: 1,010 referrers in three levels.
const TREE: [usize; 3] = [10, 10, 9];
/// Questions that depend on each other: challenge, token, manifest, and a list for the image and each level.
const LEVELS: u32 = 3 + 1 + TREE.len() as u32;
/// How many are asked side by side.
const AT_A_TIME: f64 = 6.0;

/// Presses the button and waits for the end inside the page: a driver that asks over and over would be measured too.
const LOOK: &str =
    "const done = arguments[0], step = document.getElementById('step-referrers'), start = performance.now();
    const ended = () => requestAnimationFrame(() => setTimeout(() => done(performance.now() - start)));
    new MutationObserver((_, observer) => {
      if (['done', 'failed'].includes(step.dataset.state)) { observer.disconnect(); ended(); }
    }).observe(step, {attributes: true});
    document.getElementById('look').click();";

/// Milliseconds from the press of the button until the whole tree stands, and how many requests that took.
async fn once(page: &Page) -> (f64, usize) {
    page.open("/").await;
    page.fill("demo/tree", "1.0", "demo", "demo").await;
    let before = page.demo.requests().len();
    page.driver.set_script_timeout(Duration::from_secs(120)).await.unwrap();
    let time = page.driver.execute_async(LOOK, Vec::new()).await.unwrap().json().as_f64().unwrap();
    assert_eq!(page.state("referrers").await, "done");
    assert_eq!(page.text(".outcome span").await, "Found 1010 referrers.");
    (time, page.demo.requests().len() - before)
}

/// Writes figures to where `cargo xtask bench` says that they are.
fn write(name: &str, report: &serde_json::Value) {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("target/bench");
    std::fs::create_dir_all(&folder).unwrap();
    std::fs::write(folder.join(format!("{name}.json")), report.to_string()).unwrap();
}

/// The tree of about 1,000 nodes beside its bound: levels × latency + requests / 6 × latency. A page of another
/// origin asks by a preflight before each request with a token, which is a request too.
async fn tree(name: &'static str, preflight_latency: Duration) {
    let options = Options { latency: LATENCY, preflight_latency, ..Options::default() };
    with_registry(options, async move |page: Page| {
        page.demo.push_tree("demo/tree", &TREE).await.unwrap();
        let mut runs = Vec::new();
        for _ in 0..3 {
            runs.push(once(&page).await);
        }
        runs.sort_by(|a, b| a.0.total_cmp(&b.0));
        let (median, requests) = runs[1];
        let asked = if preflight_latency.is_zero() { requests } else { 2 * requests };
        let latency = LATENCY.as_secs_f64() * 1000.0;
        let bound = latency * (f64::from(LEVELS) + asked as f64 / AT_A_TIME);
        let ratio = median / bound;
        println!("{name}: {requests} requests, {median:.0} ms, bound {bound:.0} ms, ratio {ratio:.2}");
        let report = json!({"name": name, "requests": requests, "ms": median, "bound_ms": bound, "ratio": ratio,
            "runs_ms": runs.iter().map(|run| run.0).collect::<Vec<_>>()});
        write(name, &report);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_tree_of_a_thousand_nodes() {
    tree("tree", Duration::ZERO).await;
    tree("tree-with-preflights", LATENCY).await;
}
