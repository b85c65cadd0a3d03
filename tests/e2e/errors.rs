//! What goes wrong is said, and nothing of what was there is lost.

use super::page::{Page, with_page};
use refscope_demo::Options;
use std::sync::Arc;

#[tokio::test(flavor = "multi_thread")]
async fn a_wrong_password() {
    with_page(async |page: Page| {
        page.fill("demo/app", "1.0", "demo", "wrong").await;
        page.look().await;
        let [what, why, now] = page.problem("token").await;
        assert!(what.contains("did not accept the user name “demo”"), "{what}");
        assert!(!why.is_empty() && !now.is_empty());
        assert!(page.text("#step-token .problem-quote").await.contains("Invalid Username or Password"));
        assert_eq!(page.value("repository").await, "demo/app");
        assert_eq!(page.value("password").await, "wrong");
        let tried = page.demo.requests().iter().filter(|request| request.path.starts_with("/v2/auth")).count();
        assert_eq!(tried, 1);
        // Put right, it goes on from there.
        page.type_into("password", "demo").await;
        page.look().await;
        assert_eq!(page.state("referrers").await, "done");
        assert!(page.all(".problem").await.is_empty());
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_unknown_tag_keeps_the_list_of_the_look_before() {
    with_page(async |page: Page| {
        page.fill("demo/app", "1.0", "demo", "demo").await;
        page.look().await;
        page.type_into("reference", "9.9").await;
        page.look().await;
        let [what, ..] = page.problem("image").await;
        assert!(what.contains("“demo/app” has no “9.9” (404)"), "{what}");
        assert!(page.text("#step-image .problem-quote").await.contains("MANIFEST_UNKNOWN"));
        assert_eq!(page.referrers().await.len(), 5);
        assert!(page.text("#step-referrers").await.contains("From the look before"));
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn nothing_granted_is_said_before_the_next_step_fails() {
    with_page(async |page: Page| {
        page.fill("internal/vault", "1.0", "demo", "demo").await;
        page.look().await;
        assert_eq!(page.text("#token-granted").await, "nothing");
        assert!(page.text("#step-token .notice").await.starts_with("Nothing is granted."));
        let [what, ..] = page.problem("image").await;
        assert!(what.contains("“demo” may not read “internal/vault”"), "{what}");
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_registry_that_is_down() {
    with_page(async |mut page: Page| {
        page.fill("demo/app", "1.0", "demo", "demo").await;
        page.look().await;
        let host = page.demo.host();
        let replacement =
            Arc::new(refscope_demo::Demo::start(Options { fill: false, ..Options::default() }).await.unwrap());
        let demo = Arc::try_unwrap(std::mem::replace(&mut page.demo, replacement)).map_err(|_| "shared").unwrap();
        demo.stop().await;
        page.look().await;
        let [what, _, now] = page.problem("challenge").await;
        assert!(what.contains(&format!("Nothing that this browser accepts answers at http://{host}")), "{what}");
        assert!(now.contains("/v2/"), "{now}");
        assert_eq!(page.referrers().await.len(), 5, "what was there stays");
        assert!(!page.text("#token-left").await.is_empty());
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_look_is_cancelled() {
    with_page(async |page: Page| {
        // Something that takes the connection and never answers.
        let silent = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        page.fill("demo/app", "1.0", "demo", "demo").await;
        page.type_into("registry", &silent.local_addr().unwrap().to_string()).await;
        page.press("#look").await;
        page.until("running", async || (page.state("challenge").await == "running").then_some(())).await;
        assert_eq!(page.text("#step-challenge .summary").await, "asking …");
        assert_eq!(page.state("referrers").await, "waiting");
        page.press("#cancel").await;
        page.until("cancelled", async || (page.state("challenge").await == "cancelled").then_some(())).await;
        assert_eq!(page.text(".outcome span").await, "Cancelled.");
        assert!(page.all(".problem").await.is_empty());
        page.type_into("registry", &page.demo.host()).await;
        page.look().await;
        assert_eq!(page.state("referrers").await, "done", "another look works");
    })
    .await;
}
