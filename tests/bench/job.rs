//! The main job: from the press of the button until the list of referrers is painted, beside a page written by hand that
//! asks the same questions. Both pages are there before the button is pressed, as is all that Refscope loads by itself.

use super::bare;
use super::browser::{self, Kind};
use super::figures::{self, Figure};
use super::page::{Page, with_browser};
use super::trace::{spent, trace};
use refscope_demo::Options;
use serde_json::{Value, json};
use std::time::Duration;
use thirtyfour::prelude::ScriptRet;

/// How often each page does it.
const RUNS: usize = 11;
/// How many refer to each image.
const REFERRERS: usize = 8;
/// What an answer waits, in milliseconds, and the page's time over that of the one by hand.
const LATENCIES: [(u64, Option<f64>); 3] = [(0, Some(1.25)), (50, Some(1.10)), (200, None)];

/// Set, it has each look tell where its time went.
const SHOWN: &str = "REFSCOPE_TIMES";

/// Fills the form, presses the button, and tells how long it took until as many rows were painted. The observer is told
/// before the next picture, and the message comes after it.
const LOOK: &str = "
    const [values, rows, done] = arguments;
    for (const [id, value] of Object.entries(values)) {
      const field = document.getElementById(id);
      field.value = value;
      field.dispatchEvent(new Event('input', {bubbles: true}));
    }
    const asked = () => performance.getEntriesByType('resource').filter(entry => entry.name.includes('/v2/'))
      .map(({name, startTime, responseEnd}) => `${(startTime - start).toFixed(1)} to ${(responseEnd - start).toFixed(1)} ms: ${name}`);
    const observer = new MutationObserver(() => {
      if (document.querySelectorAll('.grid [data-kind], #list > li').length < rows) return;
      observer.disconnect();
      requestAnimationFrame(() => {
        const channel = new MessageChannel();
        channel.port1.onmessage = () => done([performance.now() - start, asked()]);
        channel.port2.postMessage(0);
      });
    });
    observer.observe(document.body, {childList: true, subtree: true, attributes: true});
    let start;
    // What the fields have started is over.
    setTimeout(() => { start = performance.now(); document.getElementById('look').click(); }, 100);";

fn is_shown() -> bool {
    std::env::var_os(SHOWN).is_some()
}

/// The same, and tells when each request began and ended, and what the main thread did for long.
async fn shown(page: &Page, path: &str, look: impl AsyncFnOnce() -> ScriptRet) -> ScriptRet {
    let (answer, events) = trace(page, look).await;
    println!("{path}: {:#}\n{:?}", answer.json(), spent(&events));
    let first = events.first().map_or(0.0, |event| event.start);
    for event in events.iter().filter(|event| event.length > 700.0) {
        println!("  at {:7.1} ms {:6.1} ms {}", (event.start - first) / 1000.0, event.length / 1000.0, event.name);
    }
    answer
}

/// Whether all is loaded that the page loads by itself, and nothing more comes.
const LOADED: &str = "
    const files = performance.getEntriesByType('resource').map(entry => entry.name);
    return ['engine', 'explorer', 'inspected'].every(part => files.some(file => file.includes(`/${part}-`) && file.endsWith('.wasm')))
      && files.some(file => file.includes('/report-') && file.endsWith('.css'));";

/// Opens the page of that path anew and looks at an image.
async fn look(page: &Page, path: &str, repository: &str) -> f64 {
    page.driver.goto(format!("{}{path}", page.origin)).await.unwrap();
    if path == "/" {
        page.until("all that the page loads by itself", async || (page.script(LOADED).await == true).then_some(()))
            .await;
    }
    let values = json!({"registry": page.demo.host(), "repository": repository, "reference": "1.0", "user": "demo",
        "password": "demo"});
    let arguments = vec![values, json!(REFERRERS)];
    let look = async || page.driver.execute_async(LOOK, arguments).await.unwrap();
    let answer = if is_shown() { shown(page, path, look).await } else { look().await };
    answer.json()[0].as_f64().unwrap()
}

/// How many requests, and how many of them preflights, the browser has sent to the registry since it was last asked.
async fn count(page: &Page) -> [f64; 2] {
    let host = page.demo.host();
    let is_asked = |request: &&Value| request["url"].as_str().is_some_and(|url| url.contains(&host));
    let requests = browser::requests(&page.driver).await;
    let asked: Vec<&Value> = requests.iter().filter(is_asked).collect();
    let preflights = asked.iter().filter(|request| request["method"] == "OPTIONS").count();
    [asked.len() - preflights, preflights].map(|count| count as f64)
}

/// Looks at an image and waits for the end of it.
async fn whole(page: &Page) -> [f64; 2] {
    look(page, "/", "demo/counted").await;
    page.ended().await;
    count(page).await
}

async fn at(latency: u64, limit: Option<f64>) -> Figure {
    let wait = Duration::from_millis(latency);
    let options = Options { latency: wait, preflight_latency: wait, ..Options::default() };
    let kind = if is_shown() { Kind::Traced } else { Kind::Unwatched };
    let [own, by_hand] = measured(kind, options, async move |page: Page| {
        page.driver.set_script_timeout(Duration::from_secs(60)).await.unwrap();
        // A repository for each look: what the browser was allowed for one image it is not for another.
        for run in 0..2 * RUNS {
            page.demo.push_varied(&format!("demo/job-{run}"), REFERRERS).await.unwrap();
        }
        let [mut own, mut by_hand] = [const { Vec::new() }; 2];
        for run in 0..RUNS {
            by_hand.push(look(&page, "/bare/job.html", &format!("demo/job-{}", 2 * run)).await);
            own.push(look(&page, "/", &format!("demo/job-{}", 2 * run + 1)).await);
        }
        [own, by_hand]
    })
    .await;
    let what = format!("press of the button to {REFERRERS} referrers painted, each answer after {latency} ms");
    let figure = Figure::new(format!("main job, {latency} ms"), what, "ms", own);
    let figure = figure.beside("a page by hand that asks the same", &by_hand);
    if let Some(limit) = limit { figure.at_most(limit) } else { figure }
}

/// How much a whole look asks, in a browser that tells.
async fn requests() -> Vec<Figure> {
    let [first, again] = measured(Kind::Chromium, Options::default(), async move |page: Page| {
        page.demo.push_varied("demo/counted", REFERRERS).await.unwrap();
        count(&page).await;
        [whole(&page).await, whole(&page).await]
    })
    .await;
    let figure = |name: &str, what: &str, number| Figure::new(name, what, "requests", vec![number]);
    vec![
        figure("requests", "a whole look asks the registry, preflights aside", first[0]),
        figure("preflights", "preflights of a whole look, the first time", first[1]),
        figure("preflights saved", "of those, saved the second time (Access-Control-Max-Age)", first[1] - again[1]),
    ]
}

/// What was measured on a page in a browser of that kind.
async fn measured<T: 'static, F: Future<Output = T> + 'static>(
    kind: Kind,
    options: Options,
    measure: impl FnOnce(Page) -> F + 'static,
) -> T {
    let (told, figures) = tokio::sync::oneshot::channel();
    with_browser(kind, options, &[], async move |page: Page| {
        assert!(told.send(measure(page).await).is_ok(), "what is measured is waited for");
    })
    .await;
    figures.await.unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn main_job() {
    bare::lay_out();
    let mut figures = Vec::new();
    for (latency, limit) in LATENCIES {
        figures.push(at(latency, limit).await);
    }
    figures.extend(requests().await);
    figures::write("job", &figures);
}
