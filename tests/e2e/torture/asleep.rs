//! A machine that goes to sleep, a network that goes away, a token that runs out: in the middle of a look.

use super::{Page, devtools, fill_usual};
use crate::page::{with_console, with_registry};
use refscope_demo::Options;
use serde_json::json;
use std::time::Duration;

/// A tree that takes a while: 100 referrers in two levels.
const TREE: [usize; 2] = [10, 9];

/// How often it sleeps.
const NAPS: usize = 40;

fn slow(latency: u64) -> Options {
    Options { latency: Duration::from_millis(latency), latency_of: "/referrers/", ..Options::default() }
}

/// Begins a look at that tree, and waits until it is in the middle of it.
async fn begin(page: &Page) {
    page.demo.push_tree("demo/tree", &TREE).await.unwrap();
    page.fill("demo/tree", "1.0", "demo", "demo").await;
    page.press("#look").await;
    page.find(".progress progress").await;
}

async fn is_whole(page: &Page) {
    page.ended().await;
    assert_eq!(page.text(".outcome span").await, "Found 100 referrers.");
    assert_eq!(page.state("referrers").await, "done");
    assert!(page.all(".problem").await.is_empty());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_tab_that_slept_goes_on_where_it_was() {
    with_registry(slow(150), async |page: Page| {
        begin(&page).await;
        // The browser loses an answer now and then that comes in such a moment: while others of the same six are there.
        for _ in 0..NAPS {
            let before = page.demo.requests().len();
            let moved = async || {
                (page.demo.requests().len() > before || (page.text(".outcome span").await.starts_with("Found")))
                    .then_some(())
            };
            page.until("the next question, or the end", moved).await;
            devtools(&page, "Page.setWebLifecycleState", json!({"state": "frozen"})).await;
            devtools(&page, "Page.setWebLifecycleState", json!({"state": "active"})).await;
        }
        is_whole(&page).await;
    })
    .await;
}

async fn network(page: &Page, is_offline: bool) {
    let conditions = json!({"offline": is_offline, "latency": 0, "downloadThroughput": -1, "uploadThroughput": -1});
    devtools(page, "Network.emulateNetworkConditions", conditions).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_network_that_goes_away_is_said_and_what_was_found_stays() {
    let expected = ["net::ERR_INTERNET_DISCONNECTED", "blocked by CORS policy"];
    with_console(slow(150), &expected, async |page: Page| {
        fill_usual(&page).await;
        page.look().await;
        let before = page.digests().await;
        network(&page, true).await;
        page.look().await;
        let [what, why, now] = page.problem("challenge").await;
        // Not that the machine is offline: the registry is on this machine.
        assert!(what.contains("Nothing that this browser accepts answers"), "{what}");
        assert!(!why.is_empty() && !now.is_empty());
        assert_eq!(page.digests().await, before, "what was found stays");
        assert!(!page.text("#step-referrers .earlier-note").await.is_empty());
        assert_eq!(page.value("password").await, "demo");
        network(&page, false).await;

        begin(&page).await;
        network(&page, true).await;
        page.ended().await;
        assert!(!page.problem("referrers").await[0].is_empty());
        network(&page, false).await;
        page.look().await;
        is_whole(&page).await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_token_that_runs_out_on_the_way_is_renewed() {
    let options = Options { token_lifetime: Duration::from_secs(2), ..slow(250) };
    with_registry(options, async |page: Page| {
        begin(&page).await;
        is_whole(&page).await;
        let tokens = page.demo.requests().iter().filter(|request| request.path.starts_with("/v2/auth")).count();
        assert!(tokens > 1, "it ran out on the way: {tokens}");
    })
    .await;
}
