//! The tags of a repository complete the field that they are typed into.

use super::page::{Page, with_page, with_registry};
use refscope_demo::hostile::{Fault, Hostile};
use refscope_demo::{Options, Recorded};

/// What the browser would offer.
async fn offered(page: &Page) -> Vec<String> {
    page.attributes("#tags option", "value").await
}

/// What is said of the list.
async fn note(page: &Page, part: &str) {
    let said = async || page.text("#tags-note").await;
    page.until(part, async || said().await.contains(part).then_some(())).await;
}

fn lists(page: &Page) -> Vec<Recorded> {
    page.demo.requests().into_iter().filter(|request| request.path.contains("/tags/list")).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn tags_are_listed_page_by_page_and_complete_what_is_typed() {
    with_registry(Options { page_size: Some(20), ..Options::default() }, async |page: Page| {
        let tags = page.demo.push_tags("demo/tags", 45).await.unwrap();
        page.fill("demo/tags", "", "demo", "demo").await;
        page.type_into("reference", "v1").await;
        assert_eq!(page.demo.requests().len(), 0, "nothing is asked while one types");

        page.press("#list-tags").await;
        note(&page, "This repository has 45 tags.").await;
        assert_eq!(lists(&page).len(), 3, "three pages: {:?}", lists(&page));
        let beginning: Vec<String> = tags.iter().filter(|tag| tag.contains("v1")).cloned().collect();
        assert_eq!(offered(&page).await, beginning);
        page.type_into("reference", "5").await;
        let anywhere: Vec<String> = tags.iter().filter(|tag| tag.contains('5')).cloned().collect();
        assert_eq!(offered(&page).await, anywhere);
        page.type_into("reference", "V3.7").await;
        assert_eq!(offered(&page).await, ["v3.7"], "in any case");
        page.press("#list-tags").await;
        assert_eq!(lists(&page).len(), 3, "the list is had once");
        page.look().await;
        assert!(page.problem("image").await[0].contains("“V3.7”"), "the case is the person's own");
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn tags_that_programs_make_are_left_out_and_counted() {
    with_page(async |page: Page| {
        page.fill("demo/legacy", "", "demo", "demo").await;
        page.press("#list-tags").await;
        note(&page, "This repository has 1 tag; 3 hold signatures or lists of referrers and are left out.").await;
        assert_eq!(offered(&page).await, ["1.0"]);
    })
    .await;
    with_registry(Options { referrers_api: false, ..Options::default() }, async |page: Page| {
        page.fill("demo/tagschema", "", "demo", "demo").await;
        page.press("#list-tags").await;
        note(&page, "This repository has 1 tag; 1 holds signatures or a list of referrers and is left out.").await;
        assert_eq!(offered(&page).await, ["1.0"]);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn once_a_look_has_succeeded_the_tags_come_by_themselves() {
    with_page(async |page: Page| {
        page.fill("demo/app", "1.0", "demo", "wrong").await;
        page.look().await;
        assert_eq!(page.state("token").await, "failed");
        page.type_into("reference", "l").await;
        page.type_into("reference", "1.0").await;
        let sent = page.demo.requests();
        assert!(lists(&page).is_empty(), "a password that was refused is not sent for a help: {sent:?}");
        assert_eq!(sent.iter().filter(|request| request.path.starts_with("/v2/auth")).count(), 1);

        page.type_into("password", "demo").await;
        page.look().await;
        let tokens = page.demo.requests().iter().filter(|request| request.path.starts_with("/v2/auth")).count();
        page.type_into("reference", "la").await;
        note(&page, "This repository has 3 tags.").await;
        assert_eq!(offered(&page).await, ["latest"]);
        let now = page.demo.requests().iter().filter(|request| request.path.starts_with("/v2/auth")).count();
        assert_eq!(now, tokens, "with the token that is there");
        // Another repository is another list, which nobody asked for.
        page.type_into("repository", "demo/chart").await;
        page.type_into("reference", "2").await;
        assert_eq!(lists(&page).len(), 1);
        assert!(offered(&page).await.is_empty(), "tags of another repository are none of this one");
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_list_that_cannot_be_read_is_said_and_hinders_nothing() {
    with_page(async |page: Page| {
        page.press("#list-tags").await;
        note(&page, "Enter registry and repository first.").await;
        page.fill("demo/nothing", "1.0", "demo", "demo").await;
        page.press("#list-tags").await;
        note(&page, "No list of tags: There is no repository “demo/nothing” here (404).").await;
        page.type_into("repository", "demo/app").await;
        page.type_into("password", "wrong").await;
        page.press("#list-tags").await;
        note(&page, "No list of tags: The registry did not accept the user name “demo”").await;
        page.type_into("password", "demo").await;
        page.look().await;
        assert_eq!(page.state("referrers").await, "done");

        // Something else than a list, and then the registry again, whose list is had anew.
        let hostile = Hostile::start(Fault::named("everything-login-page").unwrap()).await.unwrap();
        page.type_into("registry", &hostile.host()).await;
        assert_eq!(page.text("#tags-note").await, "", "of this registry nothing is known yet");
        page.press("#list-tags").await;
        note(&page, "No list of tags: The registry answered, but not with a list of tags.").await;
        page.type_into("registry", &page.demo.host()).await;
        page.press("#list-tags").await;
        note(&page, "This repository has 3 tags.").await;
    })
    .await;
}
