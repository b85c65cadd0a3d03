//! A whole use of the page, as it is delivered, with nothing that its policy has to stop.

use crate::browser::devtools;
use crate::page::{Page, with_headers};
use crate::views;
use refscope_demo::Options;
use serde_json::{Value, json};
use std::cell::RefCell;
use std::collections::BTreeSet;
use std::rc::Rc;

/// Notes what the policy stops, from before the page's first script on.
const LISTEN: &str = "window.stopped = []; addEventListener('securitypolicyviolation', event => stopped.push(
    `${event.effectiveDirective}: ${event.blockedURI} ${event.sample} (${event.sourceFile}:${event.lineNumber})`));";

/// Listens in each document to come.
async fn listen(page: &Page) {
    devtools(&page.driver, "Page.addScriptToEvaluateOnNewDocument", json!({"source": LISTEN})).await;
}

async fn stopped(page: &Page) -> Value {
    page.script("return window.stopped").await
}

#[tokio::test(flavor = "multi_thread")]
async fn a_whole_use_of_the_page_gives_its_policy_nothing_to_stop() {
    let seen = Rc::new(RefCell::new(BTreeSet::new()));
    let all = seen.clone();
    views::each_prepared(
        async |page: &Page| listen(page).await,
        async move |page: &Page, view: &str| {
            // On paper, and as a picture: both are drawn in other ways than on screen.
            devtools(&page.driver, "Page.printToPDF", json!({})).await;
            if view == "graph" {
                page.press("#graph-png").await;
                page.until("the picture", async || {
                    page.text("body").await.contains("The graph is saved as PNG.").then_some(())
                })
                .await;
            }
            assert_eq!(stopped(page).await, json!([]), "{view}");
            all.borrow_mut().insert(view.to_owned());
        },
    )
    .await;
    let seen = seen.borrow();
    let uses = ["found", "opened", "checked", "graph", "table", "taken-away", "check", "chinese", "forgotten"];
    assert!(uses.iter().all(|view| seen.contains(*view)), "{seen:?}");
}

/// What is not heard where it is would not be heard elsewhere, either: in the page, and in the inspector's worker.
#[tokio::test(flavor = "multi_thread")]
async fn what_a_policy_stops_is_heard() {
    with_headers(Options::default(), async |page: Page| {
        listen(&page).await;
        page.open("/").await;
        page.script("document.body.append(Object.assign(document.createElement('img'), {src: 'data:,'}))").await;
        page.until("an image stopped", async || {
            stopped(&page).await.to_string().contains("img-src: data").then_some(())
        })
        .await;
        crate::worker::start(&page).await;
        let console = crate::browser::console(&page.driver).await;
        assert!(console.iter().any(|line| line.contains("img-src")), "{console:?}");
    })
    .await;
}
