//! 50,000 referrers, once on screen: what a key in the filter costs, by the browser's own trace; how much of the list
//! is in the document; how much memory the page takes.

use super::browser::{Kind, devtools};
use super::page::{Page, with_browser};
use super::trace::{Spent, spent, trace};
use refscope_demo::Options;
use serde_json::{Value, json};
use std::time::Duration;

/// How many refer to the image.
const REFERRERS: usize = 50_000;
/// What is typed, a key at a time, and taken back.
const TYPED: [&str; 3] = ["cyclonedx", "sha256:4", "2026-03"];

/// Types one key as a keyboard does, and waits until the next picture is there.
async fn key(page: &Page, key: char) {
    let text = key.to_string();
    devtools(&page.driver, "Input.dispatchKeyEvent", json!({"type": "keyDown", "text": text, "key": text})).await;
    devtools(&page.driver, "Input.dispatchKeyEvent", json!({"type": "keyUp", "key": text})).await;
    let drawn = "new Promise(done => requestAnimationFrame(() => setTimeout(done)))";
    devtools(&page.driver, "Runtime.evaluate", json!({"expression": drawn, "awaitPromise": true})).await;
}

fn median(times: &mut [Duration]) -> f64 {
    times.sort();
    times[times.len() / 2].as_secs_f64() * 1000.0
}

/// Bytes of the page's own memory, and of JavaScript's; elements in the document, and in the list.
async fn sizes(page: &Page) -> Value {
    let script = "const done = arguments[0];
        import(document.querySelector('link[rel=modulepreload]').href).then(page => done({
          wasm: page.initSync().memory.buffer.byteLength,
          javascript: performance.memory.usedJSHeapSize,
          elements: document.querySelectorAll('*').length,
          list: document.querySelectorAll('.grid *').length,
        }));";
    page.driver.execute_async(script, Vec::new()).await.unwrap().json().clone()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_key_in_the_filter_over_fifty_thousand() {
    let options = Options { page_size: Some(1_000), ..Options::default() };
    with_browser(Kind::Traced, options, &[], async |page: Page| {
        let bare = sizes(&page).await;
        page.demo.push_varied("demo/varied", REFERRERS).await.unwrap();
        page.fill("demo/varied", "1.0", "demo", "demo").await;
        page.press("#look").await;
        page.until("the end of the look", async || {
            let state = page.state("referrers").await;
            ["done", "cancelled"].contains(&&*state).then_some(())
        })
        .await;
        let rows = page.attributes(".grid", "aria-rowcount").await;
        assert_eq!(rows, [(REFERRERS + 2).to_string()], "the head, the image, and all that refers to it");
        let full = sizes(&page).await;
        let mut report = json!({"name": "filter", "referrers": REFERRERS, "bare": bare, "full": full});
        for view in ["tree", "table"] {
            page.press(&format!("label:has(#view-{view})")).await;
            page.find(&format!(".grid.{view}")).await;
            let mut costs: Vec<Spent> = Vec::new();
            for text in TYPED {
                page.type_into("filter", "").await;
                for typed in text.chars() {
                    let ((), events) = trace(&page, async || key(&page, typed).await).await;
                    costs.push(spent(&events));
                }
                assert_eq!(page.value("filter").await, text);
            }
            let mut scripting: Vec<_> = costs.iter().map(|spent| spent.scripting).collect();
            let mut layout: Vec<_> = costs.iter().map(|spent| spent.layout).collect();
            let mut painting: Vec<_> = costs.iter().map(|spent| spent.painting).collect();
            let (scripting, layout, painting) = (median(&mut scripting), median(&mut layout), median(&mut painting));
            println!("{view}: a key over {REFERRERS} rows: {scripting:.1} ms of scripting, {layout:.1} ms of layout, {painting:.1} ms of painting (medians of {})", costs.len());
            report[view] = json!({"scripting_ms": scripting, "layout_ms": layout, "painting_ms": painting});
        }
        println!("memory and elements, bare and full: {bare} {full}");
        super::write("filter", &report);
    })
    .await;
}
