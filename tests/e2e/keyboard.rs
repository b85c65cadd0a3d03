//! The page by keyboard alone: no pointer is moved, and at every step something has the focus.

use super::page::{Page, with_page};
use thirtyfour::prelude::*;

/// More presses of Tab than it takes to walk the whole page.
const WALK: usize = 120;

async fn send(page: &Page, keys: impl Into<thirtyfour::TypingData>) {
    page.driver.active_element().await.unwrap().send_keys(keys).await.unwrap();
}

/// Whether what has the focus is what a selector finds, or inside it.
async fn is_at(page: &Page, css: &str) -> bool {
    let script = "return document.activeElement.closest(arguments[0]) !== null";
    page.driver.execute(script, vec![css.into()]).await.unwrap().json() == true
}

async fn is_somewhere(page: &Page, after: &str) {
    let lost =
        page.script("return [document.body, null, document.documentElement].includes(document.activeElement)").await;
    assert_eq!(lost, false, "the focus is lost {after}");
}

/// Presses Tab until what a selector finds has the focus.
async fn tab_to(page: &Page, css: &str) {
    for _ in 0..WALK {
        if is_at(page, css).await {
            return;
        }
        send(page, Key::Tab + "").await;
    }
    panic!("{css} is not reached by Tab");
}

#[tokio::test(flavor = "multi_thread")]
async fn everything_on_the_main_path_is_reached_without_a_pointer() {
    with_page(async |page: Page| {
        let host = page.demo.host();
        for (id, text) in [
            ("registry", &*host),
            ("repository", "demo/app"),
            ("reference", "1.0"),
            ("user", "demo"),
            ("password", "demo"),
        ] {
            tab_to(&page, &format!("#{id}")).await;
            send(&page, text).await;
        }
        send(&page, Key::Enter + "").await;
        page.ended().await;
        assert_eq!(page.state("referrers").await, "done");
        is_somewhere(&page, "after the look").await;

        // A number of the answer, as a filter, and back.
        tab_to(&page, ".kinds button").await;
        send(&page, " ").await;
        page.until("the signatures alone", async || (page.rows().await.len() < 8).then_some(())).await;
        is_somewhere(&page, "after a number was pressed").await;
        send(&page, " ").await;
        page.until("everything again", async || (page.rows().await.len() == 8).then_some(())).await;

        tab_to(&page, "#filter").await;
        send(&page, "spdx").await;
        page.until("what is of SPDX", async || (page.rows().await.len() < 8).then_some(())).await;
        send(&page, Key::Control + "a").await;
        send(&page, Key::Delete + "").await;
        page.until("all rows", async || (page.rows().await.len() == 8).then_some(())).await;

        // A row, its detail, its manifest, a part of that.
        tab_to(&page, ".grid [role=row]").await;
        for _ in 0..2 {
            send(&page, Key::Down + "").await;
        }
        send(&page, Key::Enter + "").await;
        page.find(".detail").await;
        is_somewhere(&page, "after a row was selected").await;
        tab_to(&page, ".detail > .opener").await;
        send(&page, Key::Enter + "").await;
        page.find(".detail .content .parts > li").await;
        is_somewhere(&page, "after a manifest was opened").await;
        tab_to(&page, ".detail .parts .opener").await;
        send(&page, Key::Enter + "").await;
        page.find(".detail .parts .content > *:not([role=status])").await;
        tab_to(&page, ".detail").await;

        // The other views, by one key each, from a row of the list.
        for (key, view) in [("2", ".grid.table"), ("3", "svg"), ("1", ".grid.tree")] {
            send(&page, key).await;
            page.find(&format!(".explorer-view {view}")).await;
            is_somewhere(&page, view).await;
            tab_to(&page, ".explorer-view [tabindex='0']").await;
        }

        // The rest of the page, to its end.
        for css in ["#compare > summary", "#take-away > summary", "#token-reveal", "#step-image .opener"] {
            tab_to(&page, css).await;
            send(&page, Key::Enter + "").await;
            is_somewhere(&page, css).await;
        }
        page.until("the token", async || (!page.text("#token-value").await.starts_with('•')).then_some(())).await;
    })
    .await;
}
