//! What a browser may refuse: the clipboard, and room on the device. (That the history says so is tried with the history.)

use super::{Page, before_load, fill_usual};
use crate::page::with_page;

#[tokio::test(flavor = "multi_thread")]
async fn a_clipboard_that_is_refused_is_said_and_what_was_to_be_copied_stays() {
    for script in [
        "navigator.clipboard.writeText = () => Promise.reject(new DOMException('no', 'NotAllowedError'))",
        "Object.defineProperty(Navigator.prototype, 'clipboard', {get: () => undefined})",
        "delete Navigator.prototype.clipboard",
    ] {
        with_page(async move |page: Page| {
            before_load(&page, script).await;
            page.open("/").await;
            fill_usual(&page).await;
            page.look().await;
            let digest = page.text("#image-digest").await;
            page.press("#token-reveal").await;
            let token = page.text("#token-value").await;
            page.watch("document.querySelector('#step-image .with-button button').textContent").await;
            page.press("#step-image .with-button button").await;
            page.until("the refusal", async || {
                let said = page.watched::<String>().await;
                said.iter().any(|words| words == "Refused: select and copy by hand").then_some(())
            })
            .await;
            page.press("#token-copy").await;
            assert_eq!(page.text("#image-digest").await, digest);
            assert_eq!(page.text("#token-value").await, token, "to be selected by hand");
            // Nothing is there that could be cleared.
            assert!(page.all("#step-token .clipboard-note:not([hidden])").await.is_empty());
        })
        .await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn without_room_on_the_device_the_page_works_as_long_as_it_is_open() {
    for script in [
        "for (const name of ['localStorage', 'sessionStorage'])
           Object.defineProperty(window, name, {get() { throw new DOMException('no', 'SecurityError'); }})",
        "Storage.prototype.setItem = () => { throw new DOMException('full', 'QuotaExceededError'); }",
        "for (const name of ['localStorage', 'sessionStorage']) Object.defineProperty(window, name, {get: () => null})",
    ] {
        with_page(async move |page: Page| {
            before_load(&page, script).await;
            page.open("/").await;
            page.press("#theme option[value=dark]").await;
            let theme = "return document.documentElement.dataset.theme";
            page.until("the theme", async || (page.script(theme).await == "dark").then_some(())).await;
            let english = page.text("#look").await;
            page.press("#language option[value=zh-Hans]").await;
            page.until("Chinese", async || (page.text("#look").await != english).then_some(())).await;
            page.press("#language option[value=en]").await;
            page.until("English", async || (page.text("#look").await == english).then_some(())).await;
            fill_usual(&page).await;
            page.look().await;
            assert_eq!(page.state("referrers").await, "done");
            let listed = page.contents("#history li a").await;
            assert_eq!(listed, ["demo/app:1.0"], "as long as the page is open");
            page.press("#history-title").await;
            assert!(page.text("#history .trouble").await.contains("All else works."));
        })
        .await;
    }
}
