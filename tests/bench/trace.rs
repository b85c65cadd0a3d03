//! What the browser itself says it spent its time on: its trace, as the developer tools' timeline shows it.
//!
//! The browser has to be of [`Kind::Traced`]. What the driver runs in the page (`Page::script`, `Page::find`) is in
//! the trace, too: an action that is measured presses keys and waits, and looks at the page only afterwards.

use super::browser::{Kind, log};
use super::page::Page;
use serde_json::Value;
use std::time::{Duration, Instant};

/// The marks between which a trace is looked at.
const START: &str = "refscope-trace-start";
const END: &str = "refscope-trace-end";
/// How long the browser may take to hand its trace out.
const PATIENCE: Duration = Duration::from_secs(60);

/// Work that runs the page's own code.
const SCRIPTING: [&str; 14] = [
    "EvaluateScript",
    "EventDispatch",
    "FireAnimationFrame",
    "FireIdleCallback",
    "FunctionCall",
    "MajorGC",
    "MinorGC",
    "RunMicrotasks",
    "TimerFire",
    "XHRLoad",
    "XHRReadyStateChange",
    "v8.compile",
    "v8.evaluateModule",
    "v8.wasm.compile",
];
/// Work that finds out what an element looks like and where it stands.
const LAYOUT: [&str; 5] =
    ["HitTest", "IntersectionObserverController::computeIntersections", "Layout", "RecalcStyle", "UpdateLayoutTree"];
/// Work that draws it.
const PAINTING: [&str; 6] = ["Commit", "CompositeLayers", "Layerize", "Paint", "PrePaint", "UpdateLayer"];

/// A stretch of work on the page's main thread.
#[derive(Clone, Debug, PartialEq)]
pub struct Event {
    /// What was done, in Chromium's words.
    pub name: String,
    /// When it began, in microseconds since a moment of the browser's choice.
    pub start: f64,
    /// How long it took, in microseconds.
    pub length: f64,
}

/// Where the time went. No moment counts twice: work inside other work is its own, not the other's.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Spent {
    /// The page's own code.
    pub scripting: Duration,
    /// Style and layout.
    pub layout: Duration,
    /// Paint, and what prepares it.
    pub painting: Duration,
}

/// Does something with the page, and gives what its main thread worked on meanwhile.
pub async fn trace<T>(page: &Page, action: impl AsyncFnOnce() -> T) -> (T, Vec<Event>) {
    // What happened before is handed out now, and is not in the way later.
    log(&page.driver, "performance").await;
    mark(page, START).await;
    let value = action().await;
    mark(page, END).await;
    let mut all = Vec::new();
    let start = Instant::now();
    // The driver asks the browser for its trace only now and then: of two questions in a row one is in vain.
    while !all.iter().any(|event| is_mark(event, END)) {
        assert!(start.elapsed() < PATIENCE, "the browser hands out no trace: is it of {:?}?", Kind::Traced);
        all.extend(log(&page.driver, "performance").await.iter().filter_map(traced));
    }
    (value, between_marks(&all))
}

/// How long the page's own code ran.
pub fn scripting(events: &[Event]) -> Duration {
    spent(events).scripting
}

/// Where the time went, by each event's own time.
pub fn spent(events: &[Event]) -> Spent {
    let mut spent = Spent::default();
    let mut add = |kind: Work, microseconds: f64| {
        let time = Duration::from_secs_f64(microseconds.max(0.0) / 1e6);
        match kind {
            Work::Scripting => spent.scripting += time,
            Work::Layout => spent.layout += time,
            Work::Painting => spent.painting += time,
        }
    };
    let mut known: Vec<_> = events.iter().filter_map(|event| Some((work(&event.name)?, event))).collect();
    // What begins at the same moment and is longer is the outer one.
    known.sort_by(|(_, a), (_, b)| a.start.total_cmp(&b.start).then(b.length.total_cmp(&a.length)));
    // The kinds and ends of those that are open at a moment, the outermost first.
    let mut open: Vec<(Work, f64)> = Vec::new();
    let mut now = 0.0_f64;
    let mut close = |open: &mut Vec<(Work, f64)>, now: &mut f64, until: f64| {
        while let Some((kind, end)) = open.pop_if(|(_, end)| *end <= until) {
            add(kind, end - *now);
            *now = now.max(end);
        }
        if let Some((kind, _)) = open.last() {
            add(*kind, until - *now);
        }
        *now = until;
    };
    for (kind, event) in known {
        close(&mut open, &mut now, event.start);
        open.push((kind, event.start + event.length));
    }
    close(&mut open, &mut now, f64::INFINITY);
    spent
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Work {
    Scripting,
    Layout,
    Painting,
}

/// What kind of work it is; `None` where it only frames other work.
fn work(name: &str) -> Option<Work> {
    if SCRIPTING.contains(&name) {
        Some(Work::Scripting)
    } else if LAYOUT.contains(&name) {
        Some(Work::Layout)
    } else {
        PAINTING.contains(&name).then_some(Work::Painting)
    }
}

async fn mark(page: &Page, name: &str) {
    page.script(&format!("performance.mark('{name}')")).await;
}

/// The event in an entry of the driver's log.
fn traced(entry: &Value) -> Option<Value> {
    let mut entry: Value = serde_json::from_str(entry["message"].as_str()?).ok()?;
    let message = &mut entry["message"];
    (message["method"] == "Tracing.dataCollected").then(|| message["params"].take())
}

fn is_mark(event: &Value, name: &str) -> bool {
    event["name"] == name && event["cat"] == "blink.user_timing"
}

/// The work of the thread that set the marks, which is the page's main thread, between the last two of them.
fn between_marks(all: &[Value]) -> Vec<Event> {
    let last = |name: &str| all.iter().rfind(|event| is_mark(event, name)).expect("both marks are in the trace");
    let (start, end) = (last(START), last(END));
    let moment = |event: &Value| event["ts"].as_f64().unwrap();
    let (from, until) = (moment(start), moment(end));
    let work = all.iter().filter(|event| {
        let is_here = event["pid"] == end["pid"] && event["tid"] == end["tid"];
        // "X" is a complete event: it has a beginning and a length.
        is_here && event["ph"] == "X" && (from..until).contains(&moment(event))
    });
    work.map(|event| Event {
        name: event["name"].as_str().unwrap_or_default().to_owned(),
        start: moment(event),
        length: event["dur"].as_f64().unwrap_or_default(),
    })
    .collect()
}
