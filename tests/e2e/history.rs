//! The list of images that were looked at on this device.

use super::browser;
use super::page::{Page, with_page};
use serde_json::json;

/// What the device keeps.
async fn kept(page: &Page) -> serde_json::Map<String, serde_json::Value> {
    page.script("return {...localStorage}").await.as_object().unwrap().clone()
}

async fn look_at(page: &Page, repository: &str, tag: &str) {
    page.fill(repository, tag, "demo+robot", "robot-secret").await;
    page.look().await;
    assert_eq!(page.state("referrers").await, "done");
}

async fn listed(page: &Page) -> Vec<String> {
    page.contents("#history li a").await
}

/// Two images that anyone may see, and that the robot may.
async fn look_at_two(page: &Page) {
    look_at(page, "demo/app", "1.0").await;
    look_at(page, "public/hello", "1.0").await;
    page.until("both in the list", async || (listed(page).await.len() == 2).then_some(())).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_was_looked_at_is_listed_and_looked_at_again() {
    with_page(async |page: Page| {
        page.press("#history-title").await;
        assert!(page.text("#history .empty-history").await.contains("No image yet"));
        look_at_two(&page).await;
        assert_eq!(listed(&page).await, ["public/hello:1.0", "demo/app:1.0"]);
        let digest = &page.demo.content().image("demo/app", "1.0").unwrap().digest;
        let line = page.text("#history li:nth-child(2)").await;
        assert!(line.contains(&page.demo.host()) && line.contains(&digest[..19]), "{line}");
        assert!(line.contains("Signature") && line.contains("SBOM"), "{line}");

        // As a link of the page: the account of this tab is still known.
        page.press("#history li:nth-child(2) a").await;
        page.until("the look", async || (page.text("#image-digest").await == *digest).then_some(())).await;
        page.ended().await;
        assert_eq!(listed(&page).await, ["demo/app:1.0", "public/hello:1.0"]);

        let text = kept(&page).await["refscope.history"].as_str().unwrap().to_owned();
        assert!(text.contains("demo/app"), "{text}");
        for secret in ["robot", "secret", "Basic", "Bearer", "eyJ"] {
            assert!(!text.contains(secret), "{secret} in {text}");
        }
        // Opened anew, it is still there.
        page.open("/").await;
        page.find("#remember").await;
        assert_eq!(listed(&page).await, ["demo/app:1.0", "public/hello:1.0"]);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn it_can_be_removed_cleared_and_switched_off() {
    with_page(async |page: Page| {
        look_at_two(&page).await;
        page.press("#history-title").await;
        page.press("#history-remove-0").await;
        page.until("one less", async || (listed(&page).await == ["demo/app:1.0"]).then_some(())).await;
        page.until("the focus on what is left", async || {
            (page.script("return document.activeElement.id").await == "history-remove-0").then_some(())
        })
        .await;
        page.press("#history-clear").await;
        page.until("none", async || listed(&page).await.is_empty().then_some(())).await;
        assert_eq!(page.script("return document.activeElement.id").await, "history-title");
        assert_eq!(kept(&page).await.len(), 0);

        look_at(&page, "demo/app", "1.0").await;
        page.until("it in the list", async || (listed(&page).await.len() == 1).then_some(())).await;
        page.press("#remember").await;
        page.until("none", async || listed(&page).await.is_empty().then_some(())).await;
        look_at(&page, "public/hello", "1.0").await;
        assert_eq!(listed(&page).await, [] as [String; 0]);
        assert_eq!(serde_json::Value::from(kept(&page).await), json!({"refscope.remember": "off"}));
        page.open("/").await;
        assert!(!page.find("#remember").await.is_selected().await.unwrap(), "remembered");
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn two_tabs_have_one_list() {
    with_page(async |page: Page| {
        let first = page.driver.window().await.unwrap();
        look_at(&page, "demo/app", "1.0").await;
        let second = page.driver.new_tab().await.unwrap();
        page.driver.switch_to_window(second).await.unwrap();
        page.open("/").await;
        page.find("#remember").await;
        assert_eq!(listed(&page).await, ["demo/app:1.0"]);
        page.press("#history-title").await;
        page.press("#history-clear").await;
        page.driver.switch_to_window(first).await.unwrap();
        page.until("none here either", async || listed(&page).await.is_empty().then_some(())).await;
    })
    .await;
}

async fn before_load(page: &Page, script: &str) {
    browser::devtools(&page.driver, "Page.addScriptToEvaluateOnNewDocument", json!({"source": script})).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn where_storage_is_forbidden_full_or_corrupt_the_page_goes_on() {
    with_page(async |page: Page| {
        page.script("localStorage.setItem('refscope.history', '{\"a')").await;
        page.open("/").await;
        page.press("#history-title").await;
        assert!(page.text("#history .trouble").await.contains("could not be read"));
        look_at(&page, "demo/app", "1.0").await;
        page.until("a list anew", async || (listed(&page).await.len() == 1).then_some(())).await;
    })
    .await;
    for (script, words) in [
        (
            "Object.defineProperty(window, 'localStorage', {get() { throw new DOMException('no', 'SecurityError'); }})",
            "does not let the page keep",
        ),
        ("Storage.prototype.setItem = () => { throw new DOMException('full', 'QuotaExceededError'); }", "no room"),
    ] {
        with_page(async move |page: Page| {
            before_load(&page, script).await;
            page.open("/").await;
            page.press("#history-title").await;
            look_at(&page, "demo/app", "1.0").await;
            page.until(words, async || page.text("#history .trouble").await.contains(words).then_some(())).await;
        })
        .await;
    }
}
