//! A page of which the beginning does not come, or does not run: it says so in words, instead of “Loading …” for ever.

use super::{Page, before_load, devtools};
use crate::page::{with_console, with_page};
use crate::site::Served;
use refscope_demo::Options;
use serde_json::json;

/// What the browser writes of a program that it cannot have.
const CONSOLE: [&str; 4] = ["integrity", "Failed to load", "MIME type", "was preloaded using link preload"];

async fn open_broken(page: &Page) {
    // What the browser has kept would come instead.
    devtools(page, "Network.setCacheDisabled", json!({"cacheDisabled": true})).await;
    page.driver.goto(format!("{}/", page.origin)).await.unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn a_program_that_does_not_come_or_is_broken_is_said() {
    with_console(Options::default(), &CONSOLE, async |page: Page| {
        for (name, served) in [
            (["refscope-", "_bg.wasm"], Served::Missing),
            (["refscope-", "_bg.wasm"], Served::Half),
            (["refscope-", ".js"], Served::Missing),
            (["refscope-", ".js"], Served::Half),
            (["refscope-", ".js"], Served::As("text/plain")),
        ] {
            page.edited.spoil(name, served.clone());
            open_broken(&page).await;
            let said = page.find("#boot[role=alert]").await.text().await.unwrap();
            assert!(said.contains("Refscope could not start"), "{name:?} {served:?}: {said}");
            assert!(said.contains("重新加载"), "{said}");
            assert!(!said.contains("Loading"), "{said}");
            page.edited.mend();
        }
        // Whatever a server calls the program, its bytes are what counts.
        page.edited.spoil(["refscope-", "_bg.wasm"], Served::As("text/plain"));
        page.open("/").await;
        assert!(page.all("#boot").await.is_empty());
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_browser_without_webassembly_is_told() {
    with_page(async |page: Page| {
        before_load(&page, "delete window.WebAssembly").await;
        open_broken(&page).await;
        let said = page.find("#boot[role=alert]").await.text().await.unwrap();
        assert!(said.contains("the browser is too old"), "{said}");
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_stays_away_is_said_after_a_while() {
    with_console(Options::default(), &CONSOLE, async |page: Page| {
        let is_seen = async || page.find("#boot .late").await.is_displayed().await.unwrap();
        // The script that starts the page cannot say that it is not there.
        page.edited.spoil(["boot-", ".js"], Served::Missing);
        open_broken(&page).await;
        page.until("words on what is missing", async || page.text("body").await.contains("did not come").then_some(()))
            .await;
        page.edited.mend();
        // The program is asked for, and never comes.
        before_load(&page, "window.fetch = () => new Promise(() => {})").await;
        open_broken(&page).await;
        assert!(!is_seen().await, "not at once");
        page.script("document.querySelector('#boot .late').getAnimations()[0].finish()").await;
        assert!(is_seen().await);
        assert!(page.text("#boot").await.contains("If this stays"));
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn without_scripts_the_page_says_what_it_needs() {
    with_page(async |page: Page| {
        devtools(&page, "Emulation.setScriptExecutionDisabled", json!({"value": true})).await;
        open_broken(&page).await;
        let said = page.text("body").await;
        devtools(&page, "Emulation.setScriptExecutionDisabled", json!({"value": false})).await;
        assert!(said.contains("it needs JavaScript and WebAssembly"), "{said}");
        assert!(said.contains("因此需要 JavaScript"), "{said}");
        assert!(!said.contains("Loading"), "nothing is being loaded: {said}");
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_program_that_broke_off_is_said_and_what_it_found_can_be_read() {
    with_console(Options::default(), &["unreachable"], async |page: Page| {
        super::fill_usual(&page).await;
        page.look().await;
        let digests = page.digests().await;
        // An error of anything else is none of it.
        page.script("dispatchEvent(new ErrorEvent('error', {error: new TypeError('an extension')}))").await;
        assert!(page.all("#broken").await.is_empty());
        let fall = "dispatchEvent(new ErrorEvent('error', {error: new WebAssembly.RuntimeError('unreachable')}))";
        page.script(fall).await;
        page.script(fall).await;
        assert_eq!(page.all("#broken[role=alert]").await.len(), 1);
        assert!(page.text("#broken").await.contains("Refscope has broken off"));
        assert_eq!(page.digests().await, digests);
    })
    .await;
}
