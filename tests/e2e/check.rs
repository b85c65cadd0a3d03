//! The check for administrators: what it says of a registry, how one comes to it and away, what is copied.

use super::page::{Page, with_page, with_registry};
use super::take_away::{clipboard, may_read_clipboard};
use refscope_demo::{Cors, Options};
use std::time::Duration;

/// The steps of a grade, by their ids without `check-`.
async fn graded(page: &Page, grade: &str) -> Vec<String> {
    let ids = page.attributes(&format!("#check [data-grade={grade}]"), "id").await;
    ids.into_iter().map(|id| id.trim_start_matches("check-").to_owned()).collect()
}

async fn status_has(page: &Page, words: &str) {
    page.until(words, async || page.text("#check-status").await.contains(words).then_some(())).await;
}

async fn run(page: &Page) {
    page.press("#check-run").await;
    status_has(page, "The check has ended.").await;
}

async fn is_shown(page: &Page) -> bool {
    page.find("#check").await.is_displayed().await.unwrap()
}

async fn until_gone(page: &Page) {
    page.until("the check gone", async || (!is_shown(page).await).then_some(())).await;
    assert_eq!(page.script("return location.hash").await, "");
}

/// The text for a ticket, as it is copied.
async fn ticket(page: &Page) -> String {
    may_read_clipboard(page).await;
    page.press("#check-copy").await;
    page.until("the ticket", async || {
        let text = clipboard(page).await;
        text.starts_with("Refscope: check of").then_some(text)
    })
    .await
}

#[tokio::test(flavor = "multi_thread")]
async fn a_registry_with_cors_passes_and_the_ticket_has_no_secret() {
    with_page(async |page: Page| {
        page.fill("demo/app", "1.0", "demo+robot", "robot-secret").await;
        page.press("#check-link").await;
        page.until("the focus at the title", async || {
            (page.script("return document.activeElement.id").await == "check-title").then_some(())
        })
        .await;
        assert!(!page.find("#step-referrers").await.is_displayed().await.unwrap(), "the look waits behind it");
        run(&page).await;
        for grade in ["fail", "warn", "none"] {
            assert_eq!(graded(&page, grade).await, [""; 0], "{grade}");
        }
        assert_eq!(graded(&page, "pass").await.len(), 17);
        assert_eq!(graded(&page, "not-applicable").await, ["fallback"]);
        assert!(page.all("#check .remedy").await.is_empty());
        assert!(page.text("#check-status").await.contains("pass: 17"));

        let ticket = ticket(&page).await;
        let tokens = page.demo.requests().into_iter().filter_map(|request| {
            request.header("authorization").and_then(|value| value.strip_prefix("Bearer ")).map(str::to_owned)
        });
        let parts = tokens.flat_map(|token| token.split('.').map(str::to_owned).collect::<Vec<_>>());
        let mut secrets: Vec<String> = parts.filter(|part| part != "refscope").collect();
        assert!(!secrets.is_empty());
        secrets.extend(["robot-secret".to_owned(), "ZGVtbytyb2JvdDpyb2JvdC1zZWNyZXQ=".to_owned()]);
        let document = page.script("return document.documentElement.outerHTML").await.to_string();
        for secret in &secrets {
            assert!(!ticket.contains(secret) && !document.contains(secret), "{secret} in {ticket}");
        }
        assert!(ticket.contains("As: demo+robot") && ticket.contains("[pass] Referrers API"), "{ticket}");

        page.driver.back().await.unwrap();
        until_gone(&page).await;
        assert!(page.find("#step-referrers").await.is_displayed().await.unwrap());
        assert_eq!(page.value("reference").await, "1.0");
        page.driver.forward().await.unwrap();
        page.until("the check again", async || is_shown(&page).await.then_some(())).await;
        assert_eq!(graded(&page, "pass").await.len(), 17, "as it was left");

        // A look takes its place.
        page.look().await;
        until_gone(&page).await;
        assert_eq!(page.state("referrers").await, "done");
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn without_cors_the_steps_that_fail_have_the_lines_to_add() {
    with_registry(Options { cors: Cors::Quay, ..Options::default() }, async |page: Page| {
        // Opened by its address alone, with an image that stands in it in another form than the page writes.
        page.open(&format!("/?image={}/demo/app:1.0#check", page.demo.host())).await;
        page.find("#check-run").await;
        assert_eq!(page.script("return location.hash").await, "#check");
        assert_eq!(page.value("repository").await, "demo/app");
        page.type_into("user", "demo+robot").await;
        page.type_into("password", "robot-secret").await;
        run(&page).await;
        let routes = ["cors-base", "cors-token", "cors-manifests", "cors-referrers", "cors-blobs"];
        assert_eq!(graded(&page, "fail").await, routes);
        for route in routes {
            let lines = page.text(&format!("#check-{route} .check-lines")).await;
            assert!(lines.contains(&format!("Access-Control-Allow-Origin: {}", page.origin)), "{lines}");
            assert!(lines.contains("Access-Control-Allow-Headers: Authorization, Accept"), "{lines}");
        }
        assert!(page.contents("#check .remedy summary").await.iter().any(|title| title.starts_with("nginx")));
        let ticket = ticket(&page).await;
        assert!(ticket.contains("[fail] CORS at manifests") && ticket.contains("Access-Control-Allow-Origin:"));
        assert!(!ticket.contains("robot-secret"), "{ticket}");
        let sent = page.demo.requests();
        assert!(sent.iter().all(|request| !request.header("authorization").unwrap_or_default().starts_with("Basic")));

        page.press("#check-back").await;
        page.until("the look", async || (!is_shown(&page).await).then_some(())).await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_check_is_cancelled_and_run_again_and_wants_a_registry() {
    let options = Options { latency: Duration::from_secs(600), latency_of: "/blobs/", ..Options::default() };
    with_registry(options, async |page: Page| {
        page.press("#check-link").await;
        page.press("#check-run").await;
        page.until("the field at fault", async || {
            (page.script("return document.activeElement.id").await == "registry").then_some(())
        })
        .await;
        page.type_into("registry", &page.demo.host()).await;
        for _ in ["once", "again"] {
            page.press("#check-run").await;
            status_has(&page, "CORS at blobs").await;
            page.press("#check-cancel").await;
            status_has(&page, "Cancelled.").await;
            assert_eq!(graded(&page, "none").await.len(), 9, "what was found stays, without token and content");
        }
        // What is forgotten is not gone on with either.
        page.type_into("user", "demo").await;
        page.type_into("password", "demo").await;
        page.press("#check-run").await;
        status_has(&page, "CORS at blobs").await;
        page.press("#forget").await;
        status_has(&page, "Cancelled.").await;
    })
    .await;
}
