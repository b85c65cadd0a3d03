//! Many lookups in one tab: what the page holds stays the same. In CI a few dozen, in `cargo xtask soak` a thousand.

use crate::browser;
use crate::page::Page;
use refscope_demo::Demo;
use serde_json::json;
use std::fmt;
use std::time::{Duration, Instant};

const ROUND: &str = include_str!("round.js");

/// Keeps account of the page's timers.
const TIMERS: &str = "const due = (window.due = new Map()), { setTimeout, clearTimeout } = window;
    window.setTimeout = (act, delay, ...given) => {
      let end;
      const ended = new Promise(resolve => (end = resolve));
      const id = setTimeout((...given) => { due.delete(id); end(); act(...given); }, delay, ...given);
      due.set(id, { delay, end, ended });
      return id;
    };
    window.clearTimeout = id => { due.get(id)?.end(); due.delete(id); clearTimeout(id); };";

/// Waits for the timers that are due soon. Until then they hold what they will draw or say, which may be of the look before.
const SETTLE: &str = "const done = arguments[0];
    const soon = [...window.due.values()].filter(({ delay }) => !(delay > 3000));
    Promise.all(soon.map(({ ended }) => ended)).then(() => done());";

/// Lookups before anything is compared: by then every part is loaded and every view was drawn.
const WARM_UP: usize = 20;
/// By how much the last third may be more than the first, in percent.
pub const ALLOWED: f64 = 10.0;
/// What the browser measures is rounded to its own pages: as much as that is no growth, in bytes.
const GRAIN: f64 = 128.0 * 1024.0;

/// What the page holds after the browser has let go of all that it may.
#[derive(Clone, Copy, Debug, Default)]
pub struct Sample {
    /// Lookups until then.
    pub lookups: usize,
    /// JavaScript's heap, in bytes.
    heap: f64,
    /// The program's own memory, in bytes.
    wasm: f64,
    nodes: f64,
    listeners: f64,
}

impl fmt::Display for Sample {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mb = |bytes: f64| bytes / 1e6;
        let Self { lookups, heap, wasm, nodes, listeners } = *self;
        let (heap, wasm) = (mb(heap), mb(wasm));
        write!(f, "{lookups:>5} lookups: heap {heap:.2} MB, wasm {wasm:.2} MB, {nodes} nodes, {listeners} listeners")
    }
}

/// The program's memory: its module gives the running one where it is asked to start again.
const WASM: &str = "const done = arguments[0];
    import(document.querySelector('link[rel=modulepreload]').href)
      .then(page => page.default()).then(wasm => done(wasm.memory.buffer.byteLength));";

async fn sample(page: &Page, lookups: usize) -> Sample {
    page.driver.execute_async(SETTLE, Vec::new()).await.unwrap();
    let ask = |command: &'static str| browser::devtools(&page.driver, command, json!({}));
    // What finalizers let go of is collected by the next turn.
    for _ in 0..3 {
        ask("HeapProfiler.collectGarbage").await;
    }
    let heap = ask("Runtime.getHeapUsage").await["usedSize"].as_f64().unwrap();
    let counters = ask("Memory.getDOMCounters").await;
    let count = |name: &str| counters[name].as_f64().unwrap();
    let wasm = page.driver.execute_async(WASM, Vec::new()).await.unwrap().json().as_f64().unwrap();
    Sample { lookups, heap, wasm, nodes: count("nodes"), listeners: count("jsEventListeners") }
}

/// So many lookups one after the other, with all that a person does in between: views, details, a manifest, a document.
/// Every `every` lookups is measured, and told; `until` ends it before.
pub async fn curve(
    page: &Page,
    count: usize,
    every: usize,
    until: Option<Instant>,
    tell: impl Fn(&Sample),
) -> Vec<Sample> {
    page.driver.set_script_timeout(Duration::from_secs(120)).await.unwrap();
    page.driver.execute(TIMERS, Vec::new()).await.unwrap();
    page.fill("demo/app", "1.0", "demo", "demo").await;
    let demo: &Demo = &page.demo;
    let images = [("demo/app", "1.0", "tree"), ("demo/buildkit", "1.0", "graph"), ("demo/legacy", "1.0", "table")];
    let mut samples = Vec::new();
    for lookups in 1..=WARM_UP + count {
        let (repository, tag, view) = images[lookups % images.len()];
        let arguments = vec![json!(repository), json!(tag), json!(view), json!(lookups.is_multiple_of(6))];
        let end = page.driver.execute_async(ROUND, arguments).await.unwrap().json().clone();
        assert_eq!(end, "done", "lookup {lookups} of {repository}:{tag} at {}", demo.host());
        if lookups >= WARM_UP && (lookups - WARM_UP).is_multiple_of(every) {
            // The driver keeps every request that the browser tells of until it is asked.
            browser::requests(&page.driver).await;
            let sample = sample(page, lookups).await;
            tell(&sample);
            samples.push(sample);
        }
        if until.is_some_and(|until| Instant::now() > until) {
            break;
        }
    }
    samples
}

/// What Chromium writes where the address bar is told of more than 200 changes in ten seconds, which no person brings about.
pub const HASTE: [&str; 1] = ["Throttling navigation"];

/// What is compared: its name, the figure, and by how much it has to grow to count.
type Compared = (&'static str, fn(&Sample) -> f64, f64);

/// What has grown by more than is allowed, in words.
pub fn grown(samples: &[Sample]) -> Vec<String> {
    let third = samples.len() / 3;
    assert!(third > 0, "{} samples have no thirds", samples.len());
    let mean = |part: &[Sample], of: fn(&Sample) -> f64| part.iter().map(of).sum::<f64>() / part.len() as f64;
    let kinds: [Compared; 4] = [
        ("JavaScript's heap", |sample| sample.heap, GRAIN),
        ("the program's memory", |sample| sample.wasm, GRAIN),
        ("nodes", |sample| sample.nodes, 20.0),
        ("listeners", |sample| sample.listeners, 5.0),
    ];
    let compare = |(name, of, grain): Compared| {
        let (first, last) = (mean(&samples[..third], of), mean(&samples[samples.len() - third..], of));
        let growth = (last / first - 1.0) * 100.0;
        (growth > ALLOWED && last - first > grain)
            .then(|| format!("{name}: {first:.0} in the first third, {last:.0} in the last: {growth:+.1} %"))
    };
    kinds.into_iter().filter_map(compare).collect()
}
