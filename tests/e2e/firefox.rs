//! The main path in the other browser. Its console cannot be read by WebDriver, and is not checked.

use super::browser::Kind;
use super::page::{Page, with_browser};
use refscope_demo::Options;
use std::collections::BTreeSet;

#[tokio::test(flavor = "multi_thread")]
async fn main_path_in_firefox() {
    with_browser(Kind::Firefox, Options::default(), &[], async |page: Page| {
        let agent = page.script("return navigator.userAgent").await;
        assert!(agent.as_str().unwrap().contains("Firefox/"), "{agent}");
        page.fill("demo/app", "1.0", "demo", "demo").await;
        page.look().await;
        for step in ["basic", "challenge", "token", "image", "referrers"] {
            assert_eq!(page.state(step).await, "done", "{step}");
        }
        let image = page.demo.content().image("demo/app", "1.0").unwrap().clone();

        // The token, explained.
        assert_eq!(page.text("#token-granted").await, "pull");
        assert!(page.text("#token-value").await.starts_with("••••"));
        page.press("#token-reveal").await;
        assert_eq!(page.text("#token-value").await.split('.').count(), 3);
        assert!(page.content("#token-claims").await.contains("\"name\": \"demo/app\""));

        // The answer, and the rows.
        assert_eq!(page.text(".outcome span").await, "Found 8 referrers.");
        assert_eq!(page.text("#image-digest").await, image.digest);
        let rows: BTreeSet<_> = page.digests().await.into_iter().collect();
        let direct: BTreeSet<_> = image.referrers.iter().map(|referrer| referrer.digest.clone()).collect();
        assert!(rows.is_superset(&direct), "{rows:?}");

        // An artifact, opened.
        page.select(&image.referrers[0].digest).await;
        page.press(".detail > .opener").await;
        page.find(".detail .content .parts > li").await;
        let raw = page.content(".detail .content > details pre").await;
        assert!(raw.contains("\"schemaVersion\": 2") && raw.contains(&image.digest), "{raw}");

        // The secrets, forgotten.
        page.press("#forget").await;
        page.until("the token gone", async || page.all("#token-value").await.is_empty().then_some(())).await;
        assert_eq!(page.value("password").await, "");
        assert!(!page.find("#forget").await.is_enabled().await.unwrap());
        assert!(page.digests().await.len() >= image.referrers.len(), "the list is no secret");
    })
    .await;
}
