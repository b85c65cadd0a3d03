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
