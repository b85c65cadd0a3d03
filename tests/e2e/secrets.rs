//! Secrets are nowhere but in memory, in the field they were typed into, and where the person reveals them.

use super::browser;
use super::page::{Page, with_page};

/// Everything that outlives the page or shows more than the person sees: as one text.
pub async fn traces(page: &Page) -> String {
    let kept = page
        .script(
            "const attributes = [...document.querySelectorAll('*')].flatMap(element =>
               [...element.attributes].map(attribute => attribute.value));
             return JSON.stringify([
               {...localStorage}, {...sessionStorage}, document.cookie, location.href, history.state,
               document.title, name, performance.getEntries().map(entry => entry.name), attributes]);",
        )
        .await;
    let databases = page
        .driver
        .execute_async(
            "const done = arguments[0]; indexedDB.databases().then(found => done(JSON.stringify(found)))",
            Vec::new(),
        )
        .await
        .unwrap();
    let console = browser::console(&page.driver).await.join("\n");
    format!("{kept}\n{}\n{console}", databases.json())
}

#[tokio::test(flavor = "multi_thread")]
async fn secrets_leave_no_trace() {
    with_page(async |page: Page| {
        page.fill("demo/app", "1.0", "demo+robot", "robot-secret").await;
        page.look().await;
        assert_eq!(page.state("referrers").await, "done");
        page.press("#basic-reveal").await;
        page.press("#token-reveal").await;
        let header = page.text("#basic-value").await;
        let encoded = header.strip_prefix("Basic ").unwrap().to_owned();
        let token = page.text("#token-value").await;
        let signature = token.rsplit('.').next().unwrap().to_owned();

        let found = traces(&page).await;
        assert!(found.contains("basic-reveal"), "attributes are looked at: {found}");
        for secret in ["robot-secret", &encoded, &token, &signature] {
            assert!(!found.contains(secret), "{secret} in {found}");
        }
        // Nothing is kept for the next time but what the image is called and what was found.
        let kept =
            page.script("return [Object.keys(localStorage), Object.keys(sessionStorage), document.cookie]").await;
        assert_eq!(kept, serde_json::json!([["refscope.history"], [], ""]));
        let history = page.script("return localStorage.getItem('refscope.history')").await;
        assert!(history.as_str().unwrap().contains("demo/app") && !history.as_str().unwrap().contains("robot"));

        // The password went to the token endpoint, as the header alone; the token everywhere else.
        for request in page.demo.requests() {
            let authorization = request.header("authorization").unwrap_or_default();
            match request.path.as_str() {
                "/v2/" => assert_eq!(authorization, ""),
                path if path.starts_with("/v2/auth") => assert_eq!(authorization, header),
                _ => assert_eq!(authorization, format!("Bearer {token}")),
            }
            assert!(!request.path.contains("robot-secret") && !request.path.contains(&encoded));
        }
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn forgetting_forgets() {
    with_page(async |page: Page| {
        page.fill("demo/app", "1.0", "demo+robot", "robot-secret").await;
        page.look().await;
        page.press("#basic-reveal").await;
        page.press("#token-reveal").await;
        let token = page.text("#token-value").await;
        page.press("#forget").await;
        page.until("the token gone", async || page.all("#token-value").await.is_empty().then_some(())).await;
        assert_eq!(page.value("password").await, "");
        assert_eq!(page.value("user").await, "demo+robot", "no secret, and stays");
        let document = page.script("return document.documentElement.outerHTML").await.to_string();
        assert!(!document.contains(&token) && !document.contains("robot-secret"));
        assert_eq!(page.referrers().await.len(), 5, "the list is no secret");
        assert!(!page.find("#forget").await.is_enabled().await.unwrap());
    })
    .await;
}
