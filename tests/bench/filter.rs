//! Lists, once on screen: what a key in the filter costs, by the browser's own trace; how long a picture takes while the
//! list is scrolled; how much of it is in the document.

use super::browser::{Kind, devtools};
use super::figures::{Figure, median, write};
use super::growth::{self, Growth};
use super::page::{Page, with_browser};
use super::trace::{Event, Spent, spent, trace};
use refscope_demo::Options;
use serde_json::json;
use std::time::Duration;

/// How many refer to the image.
const SIZES: [usize; 3] = [1_000, 10_000, 50_000];
/// Where the limits hold.
const LARGEST: usize = SIZES[2];
/// What is typed, a key at a time, and taken back.
const TYPED: [&str; 3] = ["cyclonedx", "sha256:4", "2026-03"];
/// A picture at 60 a second, in milliseconds.
const FRAME: f64 = 1_000.0 / 60.0;
/// How far the list is scrolled, in pixels, and how fast, in pixels a second: as a finger flings it.
const SCROLLED: (i32, i32) = (24_000, 8_000);
/// Beginnings of one picture's work that are nearer to each other than this belong to the same, in microseconds.
const SAME: f64 = 2_000.0;

/// Types one key as a keyboard does, and waits until the next picture is there.
async fn key(page: &Page, key: char) {
    let text = key.to_string();
    devtools(&page.driver, "Input.dispatchKeyEvent", json!({"type": "keyDown", "text": text, "key": text})).await;
    devtools(&page.driver, "Input.dispatchKeyEvent", json!({"type": "keyUp", "key": text})).await;
    let drawn = "new Promise(done => requestAnimationFrame(() => setTimeout(done)))";
    devtools(&page.driver, "Runtime.evaluate", json!({"expression": drawn, "awaitPromise": true})).await;
}

fn milliseconds(time: Duration) -> f64 {
    time.as_secs_f64() * 1_000.0
}

/// What each key costs.
async fn keys(page: &Page) -> Vec<Spent> {
    let mut costs = Vec::new();
    for text in TYPED {
        page.type_into("filter", "").await;
        for typed in text.chars() {
            let ((), events) = trace(page, async || key(page, typed).await).await;
            costs.push(spent(&events));
        }
        assert_eq!(page.value("filter").await, text);
    }
    page.type_into("filter", "").await;
    costs
}

/// The time between one picture and the next, in milliseconds, while the list is scrolled down. The page asks for each
/// picture, so that none is left out because nothing has changed.
async fn pictures(page: &Page) -> Vec<f64> {
    let middle = "const grid = document.querySelector('.grid'); grid.scrollIntoView({block: 'center'});
        grid.scrollTop = 0;
        const beat = () => { window.beat = requestAnimationFrame(beat); }; beat();
        const {x, y, width, height} = grid.getBoundingClientRect(); return [x + width / 2, y + height / 2];";
    let middle: (f64, f64) = serde_json::from_value(page.script(middle).await).unwrap();
    let ((), events) = trace(page, async || {
        let wish = json!({"x": middle.0, "y": middle.1, "yDistance": -SCROLLED.0, "speed": SCROLLED.1,
            "gestureSourceType": "mouse", "preventFling": true});
        devtools(&page.driver, "Input.synthesizeScrollGesture", wish).await;
    })
    .await;
    let top = page.script("cancelAnimationFrame(window.beat); return document.querySelector('.grid').scrollTop").await;
    assert!(top.as_f64().unwrap() > 2_000.0, "it was scrolled, down to {top}");
    between(&events)
}

fn between(events: &[Event]) -> Vec<f64> {
    let mut begun: Vec<f64> =
        events.iter().filter(|event| event.name == "FireAnimationFrame").map(|event| event.start).collect();
    begun.sort_by(f64::total_cmp);
    begun.dedup_by(|later, before| *later - *before < SAME);
    begun.windows(2).map(|pair| (pair[1] - pair[0]) / 1_000.0).collect()
}

/// The value that 95 of 100 are not above.
fn most(times: &[f64]) -> f64 {
    let mut sorted = times.to_vec();
    sorted.sort_by(f64::total_cmp);
    sorted[(sorted.len() * 95 / 100).min(sorted.len() - 1)]
}

fn limited(figure: Figure, size: usize, limit: f64) -> Figure {
    if size == LARGEST { figure.at_most(limit) } else { figure }
}

async fn view(page: &Page, size: usize, view: &'static str, figures: &mut Vec<Figure>) {
    page.press(&format!("label:has(#view-{view})")).await;
    page.find(&format!(".grid.{view}")).await;
    let costs = keys(page).await;
    let of = |part: fn(&Spent) -> Duration| costs.iter().map(|cost| milliseconds(part(cost))).collect::<Vec<f64>>();
    let name = |part: &str| format!("filter-{part}{view}-{size}");
    let whole = of(|spent| spent.scripting + spent.layout + spent.painting);
    let what = format!("scripting, layout and painting for a key in the filter over {size} rows, {view} view");
    figures.push(limited(Figure::new(name(""), what, "ms", whole), size, FRAME));
    let what = format!("scripting alone for a key in the filter over {size} rows, {view} view");
    figures.push(Figure::new(name("scripting-"), what, "ms", of(|spent| spent.scripting)));
    let times = pictures(page).await;
    let what = format!("between two pictures while {size} rows are scrolled, {view} view");
    figures.push(Figure::new(format!("scroll-{view}-{size}"), what, "ms", times.clone()));
    let what = format!("the same, of which 95 of 100 are not longer; {} pictures", times.len());
    let slow = Figure::new(format!("scroll-slow-{view}-{size}"), what, "ms", vec![most(&times)]);
    // A picture that comes with the one after it is one that a person may miss; two are seen.
    figures.push(limited(slow, size, 2.0 * FRAME));
}

async fn list(page: &Page, size: usize, figures: &mut Vec<Figure>) {
    let repository = format!("demo/filter-{size}");
    page.demo.push_varied(&repository, size).await.unwrap();
    page.open("/").await;
    page.fill(&repository, "1.0", "demo", "demo").await;
    page.press("#look").await;
    page.until("the end of the look", async || {
        let state = page.state("referrers").await;
        ["done", "cancelled"].contains(&&*state).then_some(())
    })
    .await;
    let rows = page.attributes(".grid", "aria-rowcount").await;
    assert_eq!(rows, [(size + 2).to_string()], "the head, the image, and all that refers to it");
    for name in ["tree", "table"] {
        view(page, size, name, figures).await;
    }
    let elements = page.script("return document.querySelectorAll('.grid *').length").await.as_f64().unwrap();
    let what = format!("elements of the list in the document, of {size} rows");
    figures.push(Figure::new(format!("lists-elements-{size}"), what, "elements", vec![elements]));
}

#[tokio::test(flavor = "multi_thread")]
async fn keys_and_scrolling_over_up_to_fifty_thousand() {
    let options = Options { page_size: Some(1_000), ..Options::default() };
    with_browser(Kind::Traced, options, &[], async |page: Page| {
        let mut figures = Vec::new();
        for size in SIZES {
            list(&page, size, &mut figures).await;
        }
        write("filter", &figures);
        let points = |view: &str| {
            let of =
                |size: usize| figures.iter().find(|figure| figure.name == format!("filter-{view}-{size}")).unwrap();
            SIZES.map(|size| (size as f64, median(&of(size).runs))).to_vec()
        };
        growth::tell(
            "growth-filter",
            &[
                Growth { name: "filter-tree", what: "a key in the filter, tree view", points: points("tree") },
                Growth { name: "filter-table", what: "a key in the filter, table view", points: points("table") },
            ],
        );
    })
    .await;
}
