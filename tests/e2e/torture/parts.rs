//! Later parts of the page that do not come: what needs them says so, the rest works, and asked for again they come.

use super::{Page, devtools, fill_usual};
use crate::page::with_console;
use crate::site::Served;
use refscope_demo::Options;
use serde_json::json;

/// What the browser writes of files that are not there, or are not what they should be.
const CONSOLE: [&str; 3] = ["integrity", "Failed to load", "-parts.js"];

/// Opens the page with files of these names served so.
async fn open_with(page: &Page, name: [&'static str; 2], served: Served) {
    // What the browser has kept would come instead.
    devtools(page, "Network.setCacheDisabled", json!({"cacheDisabled": true})).await;
    page.edited.spoil(name, served);
    page.open("/").await;
    fill_usual(page).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn without_the_engine_nothing_is_asked_and_asked_for_again_it_comes() {
    for served in [Served::Missing, Served::Half] {
        with_console(Options::default(), &CONSOLE, async move |page: Page| {
            open_with(&page, ["engine-", ".wasm"], served).await;
            page.look().await;
            let [what, why, now] = page.problem("challenge").await;
            assert!(what.contains("A part of this page could not be loaded"), "{what}");
            assert!(!why.is_empty() && now.contains("reload"), "{why} {now}");
            assert!(page.demo.requests().is_empty());
            assert_eq!(page.value("password").await, "demo");
            page.edited.mend();
            page.look().await;
            assert_eq!(page.state("referrers").await, "done");
            assert!(page.all(".problem").await.is_empty());
        })
        .await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn without_the_explorer_the_answer_is_there_and_asked_for_again_the_list_comes() {
    with_console(Options::default(), &CONSOLE, async |page: Page| {
        open_with(&page, ["explorer-", ".wasm"], Served::Missing).await;
        page.look().await;
        assert_eq!(page.state("referrers").await, "done");
        assert!(!page.text("#step-referrers .answer").await.is_empty());
        let part = "#step-referrers .part";
        page.until("what is missing", async || {
            page.text(part).await.contains("The list could not be loaded").then_some(())
        })
        .await;
        page.press(&format!("{part} button")).await;
        page.until("it still missing", async || page.text(part).await.contains("The list could not").then_some(()))
            .await;
        page.edited.mend();
        page.press(&format!("{part} button")).await;
        page.find(".grid.tree [data-kind]").await;
        assert!(!page.text(part).await.contains("could not be loaded"));
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_style_sheet_that_did_not_come_is_asked_for_again_with_its_part() {
    with_console(Options::default(), &CONSOLE, async |page: Page| {
        open_with(&page, ["explorer-", ".css"], Served::Missing).await;
        page.look().await;
        page.find(".grid.tree [data-kind]").await;
        page.edited.mend();
        page.look().await;
        page.until("the style", async || {
            let position = "return getComputedStyle(document.querySelector('.grid-body .row')).position";
            (page.script(position).await == "absolute").then_some(())
        })
        .await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn without_the_inspector_documents_are_shown_as_they_are() {
    for (name, served) in [
        (["worker-", ".js"], Served::Missing),
        (["inspector", ".js"], Served::Missing),
        (["inspector", ".wasm"], Served::Missing),
        (["inspector", ".wasm"], Served::Half),
    ] {
        with_console(Options::default(), &CONSOLE, async move |page: Page| {
            open_with(&page, name, served.clone()).await;
            page.look().await;
            let row = page.rows().await.remove(0);
            page.select(&row.digest).await;
            page.press(".detail > .opener").await;
            let (opener, notice) = (".detail .parts > li:last-child > .opener", ".detail .parts [role=alert]");
            page.press(opener).await;
            let said = page.text(notice).await;
            assert!(said.contains("The inspector, a part of this page's own program, could not be loaded"), "{said}");
            assert!(!page.text(".detail .parts .content pre").await.is_empty(), "the document as it is");
            assert_eq!(page.state("referrers").await, "done");
            page.edited.mend();
            page.press(opener).await;
            page.press(opener).await;
            page.find(".detail .parts .report-head").await;
            assert!(page.all(notice).await.is_empty());
        })
        .await;
    }
}
