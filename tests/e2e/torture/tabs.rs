//! Two tabs of the page in one browser: they share what the device keeps, and nothing else.

use super::{Page, fill_usual};
use crate::page::with_page;
use thirtyfour::WindowHandle;

/// Opens a second tab, and gives both.
async fn two_tabs(page: &Page) -> [WindowHandle; 2] {
    let first = page.driver.window().await.unwrap();
    let second = page.driver.new_tab().await.unwrap();
    page.driver.switch_to_window(second.clone()).await.unwrap();
    page.open("/").await;
    [first, second]
}

async fn go_to(page: &Page, tab: &WindowHandle) {
    page.driver.switch_to_window(tab.clone()).await.unwrap();
}

async fn until_listed(page: &Page, images: &[&str]) {
    page.until("the list", async || (page.contents("#history li a").await == images).then_some(())).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_both_look_at_is_in_the_list_of_both() {
    with_page(async |page: Page| {
        let [first, second] = two_tabs(&page).await;
        page.fill("public/hello", "1.0", "", "").await;
        // What a tab is told of, it may hear late: here never.
        page.script("window.addEventListener('storage', event => event.stopImmediatePropagation(), true)").await;
        go_to(&page, &first).await;
        fill_usual(&page).await;
        page.look().await;
        until_listed(&page, &["demo/app:1.0"]).await;
        go_to(&page, &second).await;
        page.look().await;
        let both = ["public/hello:1.0", "demo/app:1.0"];
        until_listed(&page, &both).await;
        go_to(&page, &first).await;
        until_listed(&page, &both).await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_theme_chosen_in_one_is_that_of_the_other() {
    with_page(async |page: Page| {
        let [first, second] = two_tabs(&page).await;
        for (tab, other, theme) in [(&first, &second, "dark"), (&second, &first, "light"), (&first, &second, "auto")] {
            go_to(&page, tab).await;
            page.press(&format!("#theme option[value={theme}]")).await;
            go_to(&page, other).await;
            let chosen = async || {
                let set = page.script("return document.documentElement.dataset.theme ?? ''").await;
                (set == theme.replace("auto", "") && page.value("theme").await == theme).then_some(())
            };
            page.until(theme, chosen).await;
        }
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_one_forgets_the_other_still_knows() {
    with_page(async |page: Page| {
        let [first, second] = two_tabs(&page).await;
        for tab in [&first, &second] {
            go_to(&page, tab).await;
            fill_usual(&page).await;
            page.look().await;
        }
        go_to(&page, &first).await;
        page.press("#forget").await;
        page.until("it forgotten", async || page.value("password").await.is_empty().then_some(())).await;
        go_to(&page, &second).await;
        assert_eq!(page.value("password").await, "demo");
        page.press("#step-image .result > .opener").await;
        page.find("#step-image .content .parts").await;
        page.look().await;
        assert_eq!(page.state("referrers").await, "done");
    })
    .await;
}
