//! The ruler itself: what `tests/bench/trace.rs` measures is what was there.

use super::browser::Kind;
use super::page::{Page, with_browser};
use super::trace::{Event, Spent, scripting, spent, trace};
use refscope_demo::Options;
use std::time::Duration;

fn event(name: &str, start: u32, length: u32) -> Event {
    Event { name: name.to_owned(), start: f64::from(start), length: f64::from(length) }
}

fn micro(scripting: u64, layout: u64, painting: u64) -> Spent {
    let [scripting, layout, painting] = [scripting, layout, painting].map(Duration::from_micros);
    Spent { scripting, layout, painting }
}

#[test]
fn no_moment_counts_twice() {
    for (what, events, expected) in [
        ("nothing", vec![], micro(0, 0, 0)),
        ("one after the other", vec![event("TimerFire", 5, 10), event("Layout", 20, 7)], micro(10, 7, 0)),
        (
            "script in script",
            vec![event("RunTask", 0, 200), event("EventDispatch", 10, 100), event("FunctionCall", 20, 80)],
            micro(100, 0, 0),
        ),
        (
            "layout forced by a script, and a script behind it",
            vec![
                event("FunctionCall", 10, 100),
                event("UpdateLayoutTree", 20, 30),
                event("Layout", 60, 10),
                event("RunMicrotasks", 90, 20),
            ],
            micro(60, 40, 0),
        ),
        ("same beginning", vec![event("FunctionCall", 10, 50), event("EventDispatch", 10, 60)], micro(60, 0, 0)),
        ("what is no work of a kind", vec![event("RunTask", 0, 50), event("Paint", 10, 5)], micro(0, 0, 5)),
        (
            "in any order",
            vec![event("Paint", 200, 5), event("FunctionCall", 20, 10), event("EventDispatch", 10, 30)],
            micro(30, 0, 5),
        ),
    ] {
        assert_eq!(spent(&events), expected, "{what}");
    }
}

/// A page with work whose time it takes itself: in an event, a microtask, a timer and a frame; and a layout.
const BUSY: &str = "data:text/html,<button id=go>Go</button><div id=box></div><script>
    let took = 0;
    const work = next => { const start = performance.now(); while (performance.now() - start < 60); took += performance.now() - start; next(); };
    go.onclick = () => work(() => Promise.resolve().then(() => work(() =>
        setTimeout(() => work(() => requestAnimationFrame(() => work(() => { window.ended = true; })))))));
    </script>";

#[tokio::test(flavor = "multi_thread")]
async fn a_busy_loop_is_measured_once_wherever_it_runs() {
    with_browser(Kind::Traced, Options::default(), &[], async |page: Page| {
        page.driver.goto(BUSY).await.unwrap();
        let button = page.find("#go").await;
        let ((), events) = trace(&page, async || {
            button.click().await.unwrap();
            page.until("the end", async || (page.script("return window.ended === true").await == true).then_some(()))
                .await;
        })
        .await;
        let took = page.script("return took").await.as_f64().unwrap();
        assert!(took >= 240.0, "{took}");
        let ratio = scripting(&events).as_secs_f64() * 1000.0 / took;
        println!("measured {:?}, the page's own clock {took:.0} ms, ratio {ratio:.2}", spent(&events));
        assert!((0.8..1.6).contains(&ratio), "{ratio}: {:?} of {took} ms", spent(&events));

        // What was done before is not in it, and layout is not scripting.
        let ((), events) = trace(&page, async || {
            page.driver
                .execute("box.innerHTML = '<p>text</p>'.repeat(20000); return box.offsetHeight", Vec::new())
                .await
                .unwrap();
        })
        .await;
        let Spent { layout, .. } = spent(&events);
        println!("a layout: {:?}", spent(&events));
        assert!(layout > Duration::ZERO, "{:?}", spent(&events));
    })
    .await;
}
