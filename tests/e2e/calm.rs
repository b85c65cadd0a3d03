//! What stands on screen stays where it is while answers come: the browser's own measure of layout shifts.

use super::page::{Page, with_registry};
use refscope_demo::Options;
use std::time::Duration;

/// Sums up what moved though nobody had pressed anything just before.
const WATCH: &str = "window.moved = 0; new PerformanceObserver(list => { for (const entry of list.getEntries()) {
    if (!entry.hadRecentInput) { window.moved += entry.value; (window.sources ??= []).push(entry.value.toFixed(3) + ' ' + entry.sources.map(s => (s.node?.outerHTML ?? s.node?.textContent ?? '').slice(0, 80) + ' ' + s.previousRect.y + '->' + s.currentRect.y).join(' | ')); } } }).observe({type: 'layout-shift', buffered: true});";

#[tokio::test(flavor = "multi_thread")]
async fn a_look_moves_little_of_what_is_on_screen() {
    // Slow enough that no answer counts as part of the press.
    let options = Options { latency: Duration::from_millis(400), ..Options::default() };
    with_registry(options, async |page: Page| {
        page.script(WATCH).await;
        page.fill("demo/app", "1.0", "demo", "demo").await;
        page.look().await;
        assert_eq!(page.state("referrers").await, "done");
        page.find(".grid [data-kind]").await;
        // Two pictures later every shift has been told.
        let told = "const done = arguments[0]; requestAnimationFrame(() => requestAnimationFrame(() => setTimeout(() => done(window.moved))))";
        let moved = page.driver.execute_async(told, Vec::new()).await.unwrap().json().as_f64().unwrap();
        // What web.dev calls good for all that a page does in its life.
        let sources = page.script("return window.sources ?? []").await;
        assert!(moved <= 0.1, "moved: {moved} by {sources:#}");
    })
    .await;
}

/// The list's place is drawn while the form is filled in, so that there is less to do once the registry has answered.
#[tokio::test(flavor = "multi_thread")]
async fn what_is_drawn_ahead_is_neither_seen_nor_reached_before_it_is_wanted() {
    with_registry(Options::default(), async |page: Page| {
        page.find("#step-referrers > .ahead .grid").await;
        page.find("#step-referrers > .kept #check-all").await;
        let height = "return document.querySelector('#step-referrers').offsetHeight";
        let before = page.script(height).await;
        let reached = page
            .script(
                "const all = [...document.querySelectorAll('#step-referrers > .ahead *')];
                 window.drawn = document.querySelector('.grid');
                 return all.filter(one => { one.focus?.(); return document.activeElement === one || one.checkVisibility({visibilityProperty: true}); })
                   .map(one => one.outerHTML);",
            )
            .await;
        assert_eq!(reached, serde_json::json!([]));
        assert!(!page.text("body").await.contains("Compare with another tag"));
        // It takes no room: the page is as high without it.
        page.script("document.querySelector('#step-referrers > .ahead').style.display = 'none'").await;
        assert_eq!(page.script(height).await, before);
        page.script("document.querySelector('#step-referrers > .ahead').style.display = ''").await;
        page.fill("demo/app", "1.0", "demo", "demo").await;
        page.look().await;
        assert!(page.find(".grid [data-kind]").await.is_displayed().await.unwrap());
        assert_eq!(page.script("return window.drawn === document.querySelector('.grid')").await, true);
        assert!(page.all(".ahead:not(:empty)").await.is_empty());
    })
    .await;
}
