//! Answers that come late, in another order, or twice over.

use super::{Page, fill_usual};
use crate::page::{with_page, with_registry};
use refscope_demo::Options;
use std::collections::BTreeSet;
use std::time::Duration;

/// Asks the registry what it answers late, and waits for that answer: what was asked before has been answered then too.
async fn until_late_answers_came(page: &Page, path: &str) {
    let url = format!("http://{}{path}", page.demo.host());
    let ask = "const [url, done] = arguments; fetch(url).then(() => done(true), () => done(true));";
    page.driver.execute_async(ask, vec![url.into()]).await.unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn of_two_looks_the_second_stands_though_the_first_is_answered_last() {
    let options = Options { latency: Duration::from_millis(1500), latency_of: "/demo/app/", ..Options::default() };
    with_registry(options, async |page: Page| {
        fill_usual(&page).await;
        page.press("#look").await;
        page.until("the image asked for", async || {
            page.demo.requests().iter().any(|request| request.path.contains("/demo/app/")).then_some(())
        })
        .await;
        page.type_into("repository", "public/hello").await;
        page.look().await;
        let hello = page.demo.content().image("public/hello", "1.0").unwrap().digest.clone();
        for when in ["before the first is answered", "after"] {
            assert_eq!(page.text("#image-digest").await, hello, "{when}");
            assert_eq!(page.state("referrers").await, "done", "{when}");
            assert!(page.all(".problem").await.is_empty(), "{when}");
            assert!(page.text("#token-claims, #token-granted").await.contains("pull"));
            until_late_answers_came(&page, "/v2/demo/app/manifests/1.0").await;
        }
        assert!(page.script("return location.search").await.as_str().unwrap().contains("public"));
        assert_eq!(page.contents("#history li a").await, ["public/hello:1.0"], "the first was never seen");
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn pressed_twice_it_is_one_look() {
    with_page(async |page: Page| {
        fill_usual(&page).await;
        let click = "for (const detail of [1, 2])
            document.getElementById('look').dispatchEvent(new MouseEvent('click', {detail, bubbles: true, cancelable: true}))";
        let enter = "for (const _ of [1, 2]) document.getElementById('look').form.requestSubmit()";
        for press in [click, enter] {
            page.script(press).await;
            page.ended().await;
            assert_eq!(page.state("referrers").await, "done");
            assert_eq!(page.text(".outcome span").await, "Found 9 referrers.".replace('9', &found(&page).await.to_string()));
            let digests = page.digests().await;
            assert_eq!(digests.iter().collect::<BTreeSet<_>>().len(), digests.len(), "nothing is there twice");
            assert!(page.all(".problem").await.is_empty());
            assert_eq!(page.contents("#history li a").await, ["demo/app:1.0"], "nor in the list");
        }
        let has_password = |value: Option<&str>| value.is_some_and(|value| value.starts_with("Basic "));
        let passwords =
            page.demo.requests().iter().filter(|request| has_password(request.header("authorization"))).count();
        assert!(passwords <= 4, "once for each press at the most: {passwords}");
    })
    .await;
}

async fn found(page: &Page) -> usize {
    page.rows().await.len()
}

#[tokio::test(flavor = "multi_thread")]
async fn slow_answers_are_waited_for_and_what_has_come_is_shown() {
    let options = Options { latency: Duration::from_millis(600), ..Options::default() };
    with_registry(options, async |page: Page| {
        fill_usual(&page).await;
        page.watch("[document.querySelector('#step-image .summary').textContent, document.querySelector('#step-referrers').dataset.state]")
            .await;
        page.look().await;
        assert_eq!(page.state("referrers").await, "done");
        let seen = page.watched::<[String; 2]>().await;
        let has_digest = |[image, list]: &[String; 2]| image.starts_with("sha256:") && list == "running";
        assert!(seen.iter().any(has_digest), "the digest is shown before the list is whole: {seen:?}");
    })
    .await;
}
