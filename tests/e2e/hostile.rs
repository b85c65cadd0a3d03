//! Registries that mean no good, in a real browser: what is said of them, what stays on screen, and that no
//! credential leaves for another origin.

use super::page::{Page, with_console, with_page};
use refscope_demo::Options;
use refscope_demo::hostile::{Fault, Hostile};
use refscope_demo::push::{EMPTY, MANIFEST};
use serde_json::json;

/// What Chromium writes where a redirect leads to an origin that may not be read.
const CORS: &str = "blocked by CORS policy";

/// The referrers of demo/app, which stay on screen as long as there is nothing to show in their place.
const BEFORE: usize = 5;

async fn look_at(page: &Page, fault: &str) -> Hostile {
    let hostile = Hostile::start(Fault::named(fault).unwrap_or_else(|| panic!("no fault {fault}"))).await.unwrap();
    page.type_into("registry", &hostile.host()).await;
    page.look().await;
    hostile
}

fn assert_no_secret_went_elsewhere(hostile: &Hostile) {
    for request in hostile.foreign().requests() {
        assert_eq!(request.header("authorization"), None, "{}: {request:?}", hostile.fault().name());
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn bad_answers_are_each_said_and_what_was_there_stays() {
    with_console(Options::default(), &[CORS], async |page: Page| {
        page.fill("demo/app", "1.0", "demo", "demo").await;
        page.look().await;
        for (fault, step, words) in [
            ("challenge-login-page", "challenge", "answers /v2/ with a web page"),
            ("challenge-redirect-foreign", "challenge", "sent this question on to another host"),
            ("challenge-404", "challenge", "is there, but it is not a registry"),
            ("challenge-realm-javascript", "challenge", "asks for a way in that this page does not know"),
            ("token-redirect-foreign", "token", "can be read, but not its answer to this request"),
            ("token-100-mb", "token", "which is more than belongs here"),
            ("token-cut-off", "token", "broke off after"),
            ("manifest-login-page", "image", "answered, but not with an image's manifest"),
            ("manifest-100-mb", "image", "which is more than belongs here"),
            ("manifest-nested-arrays", "image", "answered, but not with an image's manifest"),
            ("manifest-redirect-foreign", "image", "sent this question on to another host"),
            ("everything-401", "image", "does not let “demo” read “demo/app” (401)"),
            ("referrers-login-page", "referrers", "answered, but not with a list of referrers"),
            ("referrers-100-mb", "referrers", "which is more than belongs here"),
            ("referrers-redirect-foreign", "referrers", "sent this question on to another host"),
        ] {
            let hostile = look_at(&page, fault).await;
            assert_eq!(page.state(step).await, "failed", "{fault}");
            let [what, why, now] = page.problem(step).await;
            assert!(what.contains(words) && !why.is_empty() && !now.is_empty(), "{fault}: {what}");
            assert_eq!(page.referrers().await.len(), BEFORE, "{fault}: what was there stays");
            assert!(!page.text("#step-referrers .earlier-note").await.is_empty(), "{fault}: and is said to be old");
            assert_no_secret_went_elsewhere(&hostile);
        }
        // What was read of a list that leads astray is shown, and what is missing is said.
        let hostile = look_at(&page, "links-foreign").await;
        let [what, ..] = page.problem("referrers").await;
        assert!(what.contains("says that its list goes on, but not where the page can follow"), "{what}");
        assert_eq!(page.referrers().await.len(), 2, "the first page");
        assert!(hostile.foreign().requests().is_empty());
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn annotations_are_text() {
    with_page(async |page: Page| {
        page.fill("demo/app", "1.0", "demo", "demo").await;
        for (fault, key, value) in [
            ("markup", "<b>key</b>", "<script>alert(1)</script><img src=x onerror=alert(2)>"),
            ("javascript", "org.opencontainers.image.url", "javascript:alert(document.domain)"),
            // What is not seen is shown by its number.
            ("bidi", "org.opencontainers.image.title", "safe⟨U+202E⟩gpj.exe⟨U+2066⟩⟨U+200F⟩"),
        ] {
            // Of a referrer, by the registry's list; and of the image, by its own manifest.
            for (step, place) in [("referrers", ".detail .annotations"), ("manifest", "#step-image .content")] {
                let _hostile = look_at(&page, &format!("{step}-annotations-{fault}")).await;
                assert_eq!(page.state("referrers").await, "done", "{step} {fault}");
                if step == "manifest" {
                    page.press("#step-image .result > .opener").await;
                } else {
                    let row = page.rows().await.remove(0);
                    page.select(&row.digest).await;
                }
                page.find(&format!("{place} dt")).await;
                let terms = page.contents(&format!("{place} dt")).await;
                let values = page.contents(&format!("{place} dt + dd")).await;
                let is_there = terms.iter().zip(&values).any(|pair| pair == (&key.to_owned(), &value.to_owned()));
                assert!(is_there, "{step} {fault}: {terms:?} {values:?}");
                assert!(page.all(&format!("{place} :is(a, img, script, b, svg, iframe)")).await.is_empty());
            }
        }
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn only_web_addresses_become_links() {
    with_page(async |page: Page| {
        let config = page.demo.push_blob("demo/links", EMPTY, b"{}".to_vec()).await.unwrap();
        let image = json!({"schemaVersion": 2, "mediaType": MANIFEST, "config": config.descriptor(), "layers": [config.descriptor()]});
        let image = page.demo.push_manifest("demo/links", &image, Some("1.0")).await.unwrap();
        let annotations = json!({
            "https": "https://example.org/a?b=c#d",
            "http": "http://example.org/",
            "script": "javascript:alert(1)//https://example.org/",
            "data": "data:text/html,<script>alert(1)</script>",
            "file": "file:///etc/passwd",
            "words": "see https://example.org/ for more",
            "space": " javascript:alert(1)",
        });
        let referrer = json!({
            "schemaVersion": 2, "mediaType": MANIFEST, "artifactType": "application/spdx+json",
            "config": config.descriptor(), "layers": [config.descriptor()], "subject": image.descriptor(),
            "annotations": annotations,
        });
        let referrer = page.demo.push_manifest("demo/links", &referrer, None).await.unwrap();
        page.fill("demo/links", "1.0", "demo", "demo").await;
        page.look().await;
        page.select(&referrer.digest).await;
        assert_eq!(page.contents(".detail .annotations dd").await.len(), 7);
        let links = page.attributes("#step-referrers .result a", "href").await;
        assert_eq!(links, ["http://example.org/", "https://example.org/a?b=c#d"]);
        assert_eq!(page.attributes("#step-referrers .result a", "rel").await, ["noreferrer noopener"; 2]);
        assert_eq!(page.attributes("#step-referrers .result a", "target").await, ["_blank"; 2]);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn who_says_nothing_can_be_left() {
    with_page(async |page: Page| {
        page.fill("demo/app", "1.0", "demo", "demo").await;
        page.look().await;
        for (fault, step) in [("token-silent", "token"), ("manifest-stalls", "image"), ("referrers-drips", "referrers")]
        {
            let hostile = Hostile::start(Fault::named(fault).unwrap()).await.unwrap();
            page.type_into("registry", &hostile.host()).await;
            page.press("#look").await;
            page.until_state(step, "running").await;
            assert_eq!(page.text(&format!("#step-{step} .summary")).await, "asking …");
            page.press("#cancel").await;
            page.until_state(step, "cancelled").await;
            assert_eq!(page.text(".outcome span").await, "Cancelled.");
            assert_eq!(page.referrers().await.len(), BEFORE, "{fault}");
        }
        page.type_into("registry", &page.demo.host()).await;
        page.look().await;
        page.until_state("referrers", "done").await;
        assert_eq!(page.referrers().await.len(), BEFORE);
    })
    .await;
}
