//! How long after navigation the form can be used, and the program runs: nothing in the cache, on a phone's
//! processor and network as Lighthouse has them; beside the same form written as plain HTML.

use super::bare;
use super::browser::{Kind, devtools};
use super::figures::{self, Figure};
use super::page::{Page, with_browser};
use refscope_demo::Options;
use serde_json::json;

/// How often each page is opened.
const RUNS: usize = 9;
/// How much slower than this machine the processor is.
const SLOWED: u32 = 4;
/// What an answer waits, in milliseconds.
const LATENCY: u32 = 150;
/// 1.6 Mbit/s, in bytes a second.
const THROUGHPUT: u32 = 1_600_000 / 8;
/// The page's time over the plain form's.
const LIMIT: f64 = 1.5;

/// Notes when the button is on screen and a press of it would be heard (`usable`), and when the program has taken
/// over (`runs`). What has no program is heard by the browser itself.
const WATCH: &str = "
    const painted = then => requestAnimationFrame(() => {
      const channel = new MessageChannel();
      channel.port1.onmessage = then;
      channel.port2.postMessage(0);
    });
    window.times = {};
    const isUsable = () => {
      const button = document.getElementById('look');
      const isHeard = !button?.closest('#early') || document.documentElement.dataset.early === 'shown';
      return button?.getClientRects().length > 0 && isHeard;
    };
    const look = () => {
      if (!window.times.usable && isUsable()) painted(() => { window.times.usable ??= performance.now(); });
      if (document.getElementById('step-basic')) painted(() => { window.times.runs = performance.now(); });
      else requestAnimationFrame(look);
    };
    requestAnimationFrame(look);
    new PerformanceObserver(list => { for (const entry of list.getEntries()) window.times[entry.name] = entry.startTime; })
      .observe({type: 'paint', buffered: true});";

/// Set, it has each opening tell where its time went.
const SHOWN: &str = "REFSCOPE_TIMES";

/// When what was asked for began and ended to come.
const TIMELINE: &str = "return performance.getEntriesByType('navigation')
    .map(entry => `html ${entry.responseStart.toFixed()} to ${entry.responseEnd.toFixed()}, parsed ${entry.domInteractive.toFixed()}, scripts ${entry.domContentLoadedEventEnd.toFixed()}`)
    .concat(performance.getEntriesByType('resource').map(entry => `${entry.startTime.toFixed()} to ${entry.responseEnd.toFixed()}: ${entry.name} ${entry.renderBlockingStatus}`))";

/// Opens a page as for the first time; its times in milliseconds.
async fn open(page: &Page, path: &str, last: &str) -> [f64; 2] {
    page.driver.goto("about:blank").await.unwrap();
    devtools(&page.driver, "Network.clearBrowserCache", json!({})).await;
    page.driver.goto(format!("{}{path}", page.origin)).await.unwrap();
    let times = page
        .until("the page", async || {
            let times = page.script("return window.times").await;
            times[last].is_number().then_some(times)
        })
        .await;
    if std::env::var_os(SHOWN).is_some() {
        println!("{path}: {times} {:#}", page.script(TIMELINE).await);
    }
    ["usable", last].map(|name| times[name].as_f64().unwrap())
}

#[tokio::test(flavor = "multi_thread")]
async fn start() {
    bare::lay_out();
    with_browser(Kind::Chromium, Options::default(), &[], async |page: Page| {
        let driver = &page.driver;
        devtools(driver, "Page.addScriptToEvaluateOnNewDocument", json!({"source": WATCH})).await;
        devtools(driver, "Network.enable", json!({})).await;
        let network = json!({"offline": false, "latency": LATENCY, "downloadThroughput": THROUGHPUT,
            "uploadThroughput": THROUGHPUT});
        devtools(driver, "Network.emulateNetworkConditions", network).await;
        devtools(driver, "Emulation.setCPUThrottlingRate", json!({"rate": SLOWED})).await;
        let [mut usable, mut runs, mut plain, mut styled] = [const { Vec::new() }; 4];
        for _ in 0..RUNS {
            plain.push(open(&page, "/bare/form.html", "usable").await[0]);
            let [form, program] = open(&page, "/", "runs").await;
            usable.push(form);
            runs.push(program);
            styled.push(open(&page, "/bare/styled.html", "usable").await[0]);
        }
        let what = "navigation to usable form, nothing cached, processor 4 × slower, 1.6 Mbit/s, 150 ms";
        figures::write(
            "start",
            &[
                Figure::new("start", what, "ms", usable.clone())
                    .beside("the same form as plain HTML with a style sheet", &styled)
                    .at_most(LIMIT),
                Figure::new("start, beside no style", what, "ms", usable)
                    .beside("the same form as HTML without any style", &plain),
                Figure::new("program", "navigation to the program running, as above", "ms", runs)
                    .beside("the same form as plain HTML with a style sheet", &styled),
            ],
        );
    })
    .await;
}
