//! Lists of 100 to 50,000 referrers: how soon the first of them and the whole list are on screen after the last byte has
//! come, and what memory a row takes; beside the least that a page could do with the same bytes in the same browser:
//! `JSON.parse`, and one text node a row.

use super::browser::Kind;
use super::figures::{Figure, median, write};
use super::growth::{self, Growth};
use super::memory::{self, Memory};
use super::page::{Page, with_browser};
use refscope_demo::Options;
use serde::Deserialize;
use serde_json::json;
use std::cell::RefCell;
use std::rc::Rc;
use std::time::Duration;

/// How many refer to the image, and how often each is measured.
const SIZES: [(usize, usize); 4] = [(100, 9), (1_000, 9), (10_000, 9), (50_000, 5)];
/// Lists whose time is fitted: below, the time until the next picture is most of it.
const FITTED: usize = 1_000;
/// As many entries of one answer, where a list comes in pages.
const PAGE: usize = 1_000;

/// The list may be painted within so many times the reference, at this size.
const PAINTED: (usize, f64) = (10_000, 1.5);
/// The most bytes a row beyond those that came, at this size: at small ones it is the program's own that counts.
const ROW: (usize, f64) = (50_000, 1_000.0);

/// Presses the button, and tells when the list had come and when it was painted, all by the page's own clock.
const LOOK: &str = "
    const [count, done] = arguments, times = {}, ask = window.fetch.bind(window);
    let listing = null;
    window.fetch = (url, init) => {
      if (String(url).includes('/referrers/')) listing ??= [String(url), [...init.headers]];
      return ask(url, init);
    };
    const painted = name => {
      times[name] = NaN;
      requestAnimationFrame(() => {
        const after = new MessageChannel();
        after.port1.onmessage = () => { times[name] = performance.now(); if (times.first && times.whole) end(); };
        after.port2.postMessage(0);
      });
    };
    const observer = new MutationObserver(() => {
      if (!('first' in times) && document.querySelector('.grid [data-kind]')) painted('first');
      if (!('whole' in times) && document.querySelector(`.grid[aria-rowcount='${count + 2}']`)) painted('whole');
    });
    observer.observe(document.body, {subtree: true, childList: true, attributeFilter: ['aria-rowcount']});
    const end = () => {
      observer.disconnect();
      const [entry] = performance.getEntriesByName(listing[0]);
      done({pressed, arrived: entry.responseEnd, first: times.first, whole: times.whole, listing});
    };
    const pressed = performance.now();
    document.getElementById('look').click();";

/// The reference: the same bytes parsed, and one text node a row.
const REFERENCE: &str = "
    const [[url, headers], done] = arguments;
    fetch(url, {headers}).then(answer => answer.arrayBuffer()).then(bytes => {
      const start = performance.now();
      const list = JSON.parse(new TextDecoder().decode(bytes)).manifests;
      const frame = document.createElement('div');
      frame.style.whiteSpace = 'pre-line';
      for (const item of list) frame.append(document.createTextNode(item.digest + '\\n'));
      document.body.prepend(frame);
      requestAnimationFrame(() => {
        const after = new MessageChannel();
        after.port1.onmessage = () => done({time: performance.now() - start, bytes: bytes.byteLength, rows: list.length});
        after.port2.postMessage(0);
      });
    });";

/// What a look's script tells, in milliseconds.
#[derive(Debug, Deserialize)]
struct Seen {
    pressed: f64,
    arrived: f64,
    first: f64,
    whole: f64,
    listing: serde_json::Value,
}

#[derive(Debug, Deserialize)]
struct Reference {
    time: f64,
    bytes: f64,
    rows: usize,
}

/// What was measured at one size.
struct Measured {
    size: usize,
    first: Vec<f64>,
    whole: Vec<f64>,
    reference: Vec<f64>,
    memory: Vec<f64>,
    script: Vec<f64>,
}

fn name(size: usize) -> String {
    format!("demo/list-{size}")
}

async fn look(page: &Page, size: usize) -> Seen {
    page.open("/").await;
    page.fill(&name(size), "1.0", "demo", "demo").await;
    let seen = page.driver.execute_async(LOOK, vec![json!(size)]).await.unwrap();
    serde_json::from_value(seen.json().clone()).unwrap()
}

async fn reference(page: &Page, listing: serde_json::Value) -> Reference {
    page.open("/").await;
    let told = page.driver.execute_async(REFERENCE, vec![listing]).await.unwrap();
    serde_json::from_value(told.json().clone()).unwrap()
}

/// Bytes a row beyond those of the list, and those of JavaScript among them, when a look has come to its end: all that
/// refers to the rows was asked for, as far as the bounds go.
async fn row_memory(page: &Page, size: usize, bytes: f64) -> (f64, f64) {
    page.driver.goto("about:blank").await.unwrap();
    memory::collect(page).await;
    page.open("/").await;
    let bare = Memory::of(page).await;
    page.fill(&name(size), "1.0", "demo", "demo").await;
    page.press("#look").await;
    page.until("the end of the look", async || {
        (page.attributes("#step-referrers", "data-state").await == ["done"]).then_some(())
    })
    .await;
    let rows = page.attributes(".grid", "aria-rowcount").await;
    assert_eq!(rows, [(size + 2).to_string()], "the head, the image, and all that refers to it");
    let full = Memory::of(page).await;
    println!("{size}: bare {bare:?}, full {full:?}, {bytes} bytes came");
    let rows = size as f64;
    ((full.total() - bare.total() - bytes) / rows, (full.script - bare.script) / rows)
}

/// Looks at lists of these sizes that come in such pages.
async fn measure(page_size: Option<usize>, sizes: Vec<(usize, usize)>) -> Vec<Measured> {
    let told = Rc::new(RefCell::new(Vec::new()));
    let tell = told.clone();
    let options = Options { page_size, ..Options::default() };
    with_browser(Kind::Chromium, options, &[], async move |page: Page| {
        page.driver.set_script_timeout(Duration::from_secs(120)).await.unwrap();
        for (size, times) in sizes {
            page.demo.push_varied(&name(size), size).await.unwrap();
            let (mut first, mut whole, mut beside, mut bytes) = (Vec::new(), Vec::new(), Vec::new(), 0.0);
            for _ in 0..times {
                let seen = look(&page, size).await;
                // Of a list in pages the last answers come long after the first: it counts from the press.
                let since = if page_size.is_some() { seen.pressed } else { seen.arrived };
                first.push(seen.first - since);
                whole.push(seen.whole - since);
                if page_size.is_none() {
                    let reference = reference(&page, seen.listing).await;
                    assert_eq!(reference.rows, size);
                    beside.push(reference.time);
                    bytes = reference.bytes;
                }
            }
            let (mut memory, mut script) = (Vec::new(), Vec::new());
            if page_size.is_none() {
                for _ in 0..3 {
                    let (all, of_script) = row_memory(&page, size, bytes).await;
                    memory.push(all);
                    script.push(of_script);
                }
            }
            tell.borrow_mut().push(Measured { size, first, whole, reference: beside, memory, script });
        }
    })
    .await;
    told.take()
}

/// The figures of lists that come in one answer, as Quay gives them.
fn figures(all: &[Measured]) -> Vec<Figure> {
    let mut figures = Vec::new();
    for Measured { size, first, whole, reference, memory, script } in all {
        let beside = "JSON.parse of the same bytes, and a text node a row, painted";
        let of = |part: &str| format!("lists-{part}-{size}");
        let what = format!("from the last byte of a list of {size} until the first row is painted");
        figures.push(Figure::new(of("first-row"), what, "ms", first.clone()).beside(beside, reference));
        let what = format!("from the last byte of a list of {size} until the whole list is there and painted");
        let painted = Figure::new(of("painted"), what, "ms", whole.clone()).beside(beside, reference);
        figures.push(if *size == PAINTED.0 { painted.at_most(PAINTED.1) } else { painted });
        let what = format!("memory a row of {size} after the look, beyond the bare page and the list's own bytes");
        let row = Figure::new(of("memory"), what, "B/row", memory.clone());
        figures.push(if *size == ROW.0 { row.at_most(ROW.1) } else { row });
        let what = format!("JavaScript's part of the memory a row of {size}");
        figures.push(Figure::new(of("memory-script"), what, "B/row", script.clone()));
    }
    figures
}

#[tokio::test(flavor = "multi_thread")]
async fn lists_of_a_hundred_to_fifty_thousand() {
    let all = measure(None, SIZES.into()).await;
    let mut figures = figures(&all);
    let paged = measure(Some(PAGE), vec![(10_000, 5), (50_000, 3)]).await;
    for Measured { size, first, whole, .. } in &paged {
        let what = format!("from the press until the first row of {size} is painted, in pages of {PAGE}");
        figures.push(Figure::new(format!("lists-paged-first-row-{size}"), what, "ms", first.clone()));
        let what = format!("from the press until the whole list of {size} is painted, in pages of {PAGE}");
        figures.push(Figure::new(format!("lists-paged-painted-{size}"), what, "ms", whole.clone()));
    }
    write("lists", &figures);
    let fitted = all.iter().filter(|measured| measured.size >= FITTED);
    let points = fitted.map(|measured| (measured.size as f64, median(&measured.whole))).collect();
    let paged = paged.iter().map(|measured| (measured.size as f64, median(&measured.whole))).collect();
    growth::tell(
        "growth-lists",
        &[
            Growth { name: "lists-painted", what: "a list in one answer, painted whole", points },
            Growth { name: "lists-paged-painted", what: "a list in pages of 1,000, painted whole", points: paged },
        ],
    );
}
