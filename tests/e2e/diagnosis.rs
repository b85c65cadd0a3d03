//! Why the browser could not read an answer, in a real browser that does not say it.

use super::page::{Page, with_registry};
use refscope_demo::{Cors, Options};

#[tokio::test(flavor = "multi_thread")]
async fn a_header_that_the_preflight_does_not_allow_is_named() {
    with_registry(Options { cors: Cors::WithoutAuthorization, ..Options::default() }, async |page: Page| {
        page.fill("demo/app", "1.0", "demo", "demo").await;
        page.look().await;
        assert_eq!(page.state("challenge").await, "done", "what needs no preflight is read");
        let [what, why, _] = page.problem("token").await;
        assert!(what.contains("does not allow this page to send the header “Authorization”"), "{what}");
        assert!(why.contains("Access-Control-Allow-Headers"), "{why}");
        let lines = page.content("#step-token .problem").await;
        for server in ["nginx", "Caddy", "HAProxy", "OpenShift route", "Without CORS"] {
            assert!(lines.contains(server), "{server}");
        }
        assert!(lines.matches(&page.origin).count() >= 4, "with this page's origin in them: {lines}");
        let sent = page.demo.requests();
        assert!(!sent.iter().any(|request| request.header("authorization").is_some_and(|it| it.starts_with("Basic"))));
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn headers_that_are_not_exposed_are_missed_and_the_look_goes_on() {
    with_registry(Options { cors: Cors::Unexposed, ..Options::default() }, async |page: Page| {
        page.fill("demo/app", "1.0", "demo", "demo").await;
        page.look().await;
        assert_eq!(page.state("referrers").await, "done");
        assert!(page.text("#step-challenge").await.contains("the challenge could not be read"));
        assert_eq!(page.all("#referrers-list > li").await.len(), 5);
        let notes = page.text("#step-referrers .notes").await;
        assert!(notes.contains("Access-Control-Expose-Headers") && notes.contains("longer than it is here"), "{notes}");
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_replaces_curl_k_is_said_where_nothing_answers() {
    with_registry(Options::default(), async |page: Page| {
        // A port that listens, and does not speak TLS: a browser cannot tell it from a certificate it does not trust.
        let plain = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let host = plain.local_addr().unwrap();
        let closing = tokio::spawn(async move {
            while let Ok((stream, _)) = plain.accept().await {
                drop(stream);
            }
        });
        page.fill("demo/app", "1.0", "demo", "demo").await;
        page.type_into("registry", &format!("https://{host}")).await;
        page.look().await;
        let [what, why, now] = page.problem("challenge").await;
        assert!(what.contains(&format!("Nothing that this browser accepts answers at https://{host}")), "{what}");
        assert!(
            why.contains("certificate") && now.contains("curl -k") && now.contains("import its certificate"),
            "{now}"
        );
        closing.abort();
    })
    .await;
}
