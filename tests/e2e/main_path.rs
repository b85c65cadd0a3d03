//! What the page is for: a token and the referrers of an image.

use super::browser;
use super::page::{Page, row, with_page, with_registry};
use super::site::SUB_PATH;
use refscope_demo::{Demo, Options};
use std::collections::BTreeSet;

/// Kind and digest of all that refers to the image itself.
pub async fn listed(page: &Page) -> BTreeSet<(String, String)> {
    page.referrers().await.into_iter().map(|row| (row.kind, row.digest)).collect()
}

/// What [`listed`] has to give of an image.
pub fn pushed(demo: &Demo, repository: &str, tag: &str) -> BTreeSet<(String, String)> {
    let kind = |artifact_type: &str| match artifact_type {
        "application/spdx+json" | "application/vnd.cyclonedx+json" => "sbom",
        "application/vnd.in-toto+json" => "provenance",
        "application/sarif+json" => "scan",
        _ => "signature",
    };
    let image = demo.content().image(repository, tag).unwrap();
    image.referrers.iter().map(|r| (kind(&r.artifact_type).to_owned(), r.digest.clone())).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_person_types_presses_and_sees_token_and_referrers() {
    with_page(async |page: Page| {
        page.fill("demo/app", "1.0", "demo", "demo").await;
        page.look().await;
        for step in ["basic", "challenge", "token", "image", "referrers"] {
            assert_eq!(page.state(step).await, "done", "{step}");
        }
        let image = page.demo.content().image("demo/app", "1.0").unwrap().clone();

        // The token, explained.
        assert_eq!(page.text("#token-asked").await, "pull");
        assert_eq!(page.text("#token-granted").await, "pull");
        assert!(page.text("#token-lifetime").await.starts_with("valid for 60 minutes, as the token itself says"));
        let left = page.text("#token-left").await;
        assert!(left == "1:00:00" || left.starts_with("59:"), "{left}");
        page.until("the count-down", async || (page.text("#token-left").await != left).then_some(())).await;
        assert!(page.text("#token-value").await.starts_with("••••"));
        page.press("#token-reveal").await;
        let token = page.text("#token-value").await;
        assert_eq!(token.split('.').count(), 3, "{token}");
        assert!(page.content("#token-header").await.contains("\"alg\": \"RS256\""));
        assert!(page.content("#token-claims").await.contains("\"name\": \"demo/app\""));
        page.press("#token-reveal").await;
        assert!(page.text("#token-value").await.starts_with("••••"));

        // The image, by the digest of its bytes.
        assert_eq!(page.text("#image-digest").await, image.digest);
        assert_eq!(page.text("#image-media-type").await, "application/vnd.oci.image.index.v1+json");
        assert!(page.text("#step-image .chips").await.contains("linux/arm64/v8"));

        // The referrers, all of them, with what the registry says of each.
        assert_eq!(listed(&page).await, pushed(&page.demo, "demo/app", "1.0"));
        for referrer in &image.referrers {
            let row = row(&referrer.digest);
            assert_eq!(page.text(&format!("{row} .artifact-type")).await, referrer.artifact_type);
            assert!(referrer.digest.starts_with(&page.text(&format!("{row} code.digest")).await));
            assert!(page.text(&format!("{row} time.created")).await.contains("2026"));
            let size = page.text(&format!("{row} div.size")).await;
            assert!(size == format!("{} B", referrer.size) || size.ends_with("kB"), "{size} of {}", referrer.size);
            page.select(&referrer.digest).await;
            assert_eq!(page.text(".detail .digest").await, referrer.digest);
            for (key, value) in &referrer.annotations {
                let annotations = page.content(".detail .annotations").await;
                assert!(annotations.contains(key) && annotations.contains(value), "{key}: {annotations}");
            }
        }
        assert_eq!(
            page.text(".outcome span").await,
            "Found 8 referrers.",
            "with those of the platforms and of the SBOM"
        );

        // What the registry was asked, and what for.
        let paths: Vec<_> = page.demo.requests().into_iter().map(|request| request.path).collect();
        assert_eq!(
            paths[..3],
            [
                "/v2/".to_owned(),
                format!("/v2/auth?service={}&scope=repository:demo/app:pull", page.demo.host()),
                "/v2/demo/app/manifests/1.0".to_owned(),
            ]
        );
        // Side by side, and first among them the lists of the image and its platforms.
        assert!(paths[3..9].contains(&format!("/v2/demo/app/referrers/{}", image.digest)), "{paths:?}");
        let is_of_the_tree = |path: &String| {
            path.starts_with("/v2/demo/app/referrers/sha256:") || path.starts_with("/v2/demo/app/manifests/sha256-")
        };
        assert!(paths[3..].iter().all(is_of_the_tree), "{paths:?}");
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_page_talks_to_its_own_host_and_the_registry_alone() {
    with_page(async |page: Page| {
        page.open(&format!("{SUB_PATH}?image={}/demo/chart:2.3.1", page.demo.host())).await;
        page.type_into("user", "demo").await;
        page.type_into("password", "demo").await;
        page.look().await;
        assert_eq!(listed(&page).await, pushed(&page.demo, "demo/chart", "2.3.1"), "under a path of its own");

        let allowed = [format!("{}/", page.origin), format!("http://{}/v2/", page.demo.host())];
        let requests = browser::requests(&page.driver).await;
        assert!(requests.len() > 8, "{requests:?}");
        // The browser draws its own date fields by pictures that it has in itself.
        let is_sent = |request: &serde_json::Value| !request["url"].as_str().unwrap().starts_with("data:");
        for request in requests.into_iter().filter(is_sent) {
            let url = request["url"].as_str().unwrap();
            assert!(allowed.iter().any(|origin| url.starts_with(origin)), "{url}");
            assert_eq!(request["headers"].get("Cookie"), None);
            let is_page = url.starts_with(&allowed[0]);
            assert!(is_page || request["headers"]["Referer"].as_str().unwrap_or_default().is_empty(), "{request}");
            let has_authorization = request["headers"].get("Authorization").is_some();
            assert!(!has_authorization || !is_page, "the page's own host gets no credentials");
        }
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_strict_policy_holds() {
    with_page(async |page: Page| {
        let policy =
            page.find("meta[http-equiv=Content-Security-Policy]").await.attr("content").await.unwrap().unwrap();
        for part in [
            "default-src 'none'",
            "script-src 'self' 'wasm-unsafe-eval'",
            "style-src 'self'",
            "require-trusted-types-for 'script'",
            "trusted-types default",
        ] {
            assert!(policy.split("; ").any(|directive| directive == part), "{policy}");
        }
        assert!(!policy.contains("unsafe-inline") && !policy.contains("'unsafe-eval'"), "{policy}");
        // It does what it says: a script of another host is refused. (Of scripts in the page: `security/types.rs`.)
        let refused = page
            .driver
            .execute_async(
                "const done = arguments[0];
                 document.addEventListener('securitypolicyviolation', event => done(event.effectiveDirective));
                 import('data:text/javascript,window.ran = 1').catch(() => {});",
                Vec::new(),
            )
            .await
            .unwrap();
        assert_eq!(refused.json(), "script-src-elem");
        assert_eq!(page.script("return typeof window.ran").await, "undefined");
        // The refusal stands in the console, where the end of the test would stumble over it.
        let console = browser::console(&page.driver).await;
        assert!(console.iter().any(|line| line.contains("Content Security Policy")), "{console:?}");
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn without_an_account_public_images_are_seen() {
    with_page(async |page: Page| {
        page.fill("public/hello", "1.0", "", "").await;
        page.look().await;
        assert_eq!(listed(&page).await, pushed(&page.demo, "public/hello", "1.0"));
        assert!(
            page.demo
                .requests()
                .iter()
                .filter(|request| request.path.starts_with("/v2/auth"))
                .all(|request| request.header("authorization").is_none())
        );
        assert!(page.text("#step-basic .summary").await.contains("anonymous"));
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn no_referrers_is_an_answer_of_its_own() {
    with_page(async |page: Page| {
        page.fill("demo/plain", "1.0", "demo", "demo").await;
        page.look().await;
        assert_eq!(page.state("referrers").await, "done");
        assert_eq!(
            page.text("#step-referrers .answer").await,
            "Nothing refers to this image: no signature, no SBOM, no provenance, no scan report."
        );
        let words = page.text("#referrers-empty").await;
        assert!(words.contains("does not prove"), "{words}");
        assert!(page.rows().await.is_empty() && page.all(".problem").await.is_empty());
    })
    .await;
    with_registry(Options { referrers_api: false, ..Options::default() }, async |page: Page| {
        page.fill("demo/app", "1.0", "demo", "demo").await;
        page.look().await;
        let words = page.content("#step-referrers .remarks .ways").await;
        assert!(words.contains("FEATURE_REFERRERS_API: true"), "{words}");
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn asking_for_push_asks_for_push() {
    with_page(async |page: Page| {
        page.fill("demo/app", "1.0", "demo", "demo").await;
        page.press("#advanced > summary").await;
        assert!(page.text("#push-help").await.contains("creates the repository"));
        page.press("#push").await;
        page.look().await;
        assert_eq!(page.text("#token-asked").await, "pull, push");
        assert_eq!(page.text("#token-granted").await, "pull");
        let notice = page.text("#step-token .notice").await;
        assert!(notice.contains("Less was granted than asked for: push is missing"), "{notice}");
        let command = page.content("#token-curl").await;
        assert!(command.contains("scope=repository:demo/app:pull,push"), "{command}");
    })
    .await;
}
