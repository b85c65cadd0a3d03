//! The address bar: what is on screen stands in it, and what stands in it comes back.

use super::page::{Page, with_page};
use std::collections::BTreeMap;

/// The pairs of the address bar's query.
async fn pairs(page: &Page) -> BTreeMap<String, String> {
    let found = page.script("return [...new URLSearchParams(location.search)]").await;
    serde_json::from_value::<Vec<(String, String)>>(found).unwrap().into_iter().collect()
}

async fn until_pair(page: &Page, name: &str, value: Option<&str>) {
    page.until(&format!("{name}={value:?} in the address bar"), async || {
        (pairs(page).await.get(name).map(String::as_str) == value).then_some(())
    })
    .await;
}

async fn entries(page: &Page) -> u64 {
    page.script("return history.length").await.as_u64().unwrap()
}

/// Presses a key where nothing is typed into.
async fn key(page: &Page, key: &str) {
    page.script("document.activeElement.blur()").await;
    page.find("body").await.send_keys(key).await.unwrap();
}

async fn look_at(page: &Page, repository: &str, tag: &str) {
    page.fill(repository, tag, "demo", "demo").await;
    page.look().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_look_stands_in_the_address_bar_and_a_fresh_browser_finds_it_again() {
    with_page(async |page: Page| {
        look_at(&page, "demo/app", "1.0").await;
        let host = page.demo.host();
        let expected = [("registry", &*host), ("repository", "demo/app"), ("tag", "1.0")];
        assert_eq!(pairs(&page).await, expected.map(|(n, v)| (n.to_owned(), v.to_owned())).into());
        key(&page, "2").await;
        until_pair(&page, "view", Some("table")).await;
        let link = page.script("return location.pathname + location.search").await;

        let title = page.script("return document.title").await;
        assert!(title.as_str().unwrap().starts_with(&format!("{host}/demo/app:1.0")), "{title}");
        page.open("/").await;
        page.open(link.as_str().unwrap()).await;
        let values = [page.value("registry").await, page.value("repository").await, page.value("reference").await];
        assert_eq!(values, [&*host, "demo/app", "1.0"]);
        assert_eq!([page.value("user").await, page.value("password").await], ["", ""]);
        page.type_into("user", "demo").await;
        page.type_into("password", "demo").await;
        page.look().await;
        assert_eq!(page.state("referrers").await, "done");
        assert_eq!(page.script("return location.pathname + location.search").await, link, "the view is the link's");
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn back_and_forward_bring_image_and_view_back() {
    with_page(async |page: Page| {
        look_at(&page, "demo/app", "1.0").await;
        let app = page.text("#image-digest").await;
        let before = entries(&page).await;
        page.press("#look").await;
        page.ended().await;
        assert_eq!(entries(&page).await, before, "the same image again is no step");
        key(&page, "2").await;
        until_pair(&page, "view", Some("table")).await;
        look_at(&page, "demo/chart", "2.3.1").await;
        let chart = page.text("#image-digest").await;
        assert_ne!(app, chart);
        assert_eq!(entries(&page).await, before + 2);

        page.driver.back().await.unwrap();
        page.until("the first image again", async || (page.text("#image-digest").await == app).then_some(())).await;
        page.ended().await;
        assert_eq!(page.state("referrers").await, "done");
        assert_eq!(page.value("repository").await, "demo/app");
        until_pair(&page, "view", Some("table")).await;
        page.driver.back().await.unwrap();
        until_pair(&page, "view", None).await;
        assert_eq!(page.text("#image-digest").await, app);
        page.driver.forward().await.unwrap();
        page.driver.forward().await.unwrap();
        page.until("the second image again", async || (page.text("#image-digest").await == chart).then_some(())).await;
        page.ended().await;
        until_pair(&page, "repository", Some("demo/chart")).await;
        assert_eq!(entries(&page).await, before + 2, "going back and forth makes no steps");
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn without_an_account_in_memory_back_asks_for_one() {
    with_page(async |page: Page| {
        look_at(&page, "demo/app", "1.0").await;
        look_at(&page, "demo/chart", "2.3.1").await;
        page.press("#forget").await;
        page.until("the token gone", async || page.all("#token-value").await.is_empty().then_some(())).await;
        let asked = page.demo.requests().len();
        page.driver.back().await.unwrap();
        page.until("the note", async || {
            page.text("#link-note").await.contains("enter user name and password").then_some(())
        })
        .await;
        assert_eq!(page.value("repository").await, "demo/app");
        assert_eq!(page.demo.requests().len(), asked, "nothing is asked");
        page.type_into("password", "demo").await;
        page.look().await;
        assert_eq!(page.state("referrers").await, "done");
        assert!(!page.find("#link-note").await.is_displayed().await.unwrap());
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_account_of_one_registry_is_not_sent_to_another() {
    with_page(async |page: Page| {
        let other = refscope_demo::Demo::start(refscope_demo::Options::default()).await.unwrap();
        page.open(&format!("/?registry={}&repository=demo/app&tag=1.0", other.host())).await;
        look_at(&page, "demo/app", "1.0").await;
        page.driver.back().await.unwrap();
        page.until("the form of the other", async || (page.value("registry").await == other.host()).then_some(()))
            .await;
        assert_eq!([page.value("user").await, page.value("password").await], ["", ""]);
        assert_eq!(other.requests().len(), 0);
        assert!(page.text("#link-note").await.contains(&other.host()));
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_selection_waits_until_it_has_come() {
    with_page(async |page: Page| {
        let image = page.demo.content().image("demo/app", "1.0").unwrap().clone();
        let digest = &image.referrers[0].digest;
        let link = format!(
            "/?registry={}&repository=demo/app&tag=1.0&filter=spdx&kind=sbom&select={digest}",
            page.demo.host()
        );
        page.open(&link).await;
        page.type_into("user", "demo").await;
        page.type_into("password", "demo").await;
        page.look().await;
        assert_eq!(page.state("referrers").await, "done");
        let found = pairs(&page).await;
        assert_eq!(
            ["filter", "kind", "select"].map(|name| found.get(name).map(String::as_str)),
            [Some("spdx"), Some("sbom"), Some(&**digest)]
        );
        // Another image has nothing of it.
        look_at(&page, "demo/chart", "2.3.1").await;
        until_pair(&page, "select", None).await;
        page.driver.back().await.unwrap();
        until_pair(&page, "select", Some(digest)).await;
        page.ended().await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn no_secret_stays_in_the_address_bar() {
    with_page(async |page: Page| {
        page.open("/?registry=eve:hunter2@quay.io&repository=a/b&tag=1&user=eve&password=hunter2&token=hunter2#x")
            .await;
        page.until("a clean address", async || {
            (page.script("return location.search").await == "?repository=a/b&tag=1").then_some(())
        })
        .await;
        page.fill("demo/app", "1.0", "demo+robot", "robot-secret").await;
        page.look().await;
        page.press("#token-reveal").await;
        let token = page.text("#token-value").await;
        key(&page, "3").await;
        until_pair(&page, "view", Some("graph")).await;
        let address = page.script("return decodeURIComponent(location.href) + JSON.stringify(history.state)").await;
        for secret in ["robot-secret", "demo+robot", "hunter2", &token] {
            assert!(!address.as_str().unwrap().contains(secret), "{secret} in {address}");
        }
    })
    .await;
}
