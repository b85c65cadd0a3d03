//! `config.json` beside the page: what it sets, and what is said where it is wrong.

use super::page::{Page, with_page};
use serde_json::{Value, json};

/// Serves the file, opens the page, and waits until it is set up.
async fn open_with(page: &Page, path: &str, config: &Value) {
    page.edited.put("config.json", &config.to_string());
    page.open(path).await;
    if config["registries"].is_array() {
        page.find("#registry-choice").await;
    }
}

/// A registry under a name that no network knows, asked where the embedded one listens.
fn quay(page: &Page) -> Value {
    json!({
        "name": "Acme’s Quay",
        "address": "quay.acme.example",
        "reachedAt": format!("http://{}", page.demo.host()),
        "service": page.demo.host(),
        "tokenPath": "/v2/auth",
        "repository": "demo/app",
    })
}

/// Waits until a field holds a text.
async fn until_value(page: &Page, id: &str, value: &str) {
    page.until(&format!("{value} in {id}"), async || (page.value(id).await == value).then_some(())).await;
}

async fn choose(page: &Page, value: &str) {
    page.press(&format!("#registry-choice option[value=\"{value}\"]")).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_page_is_the_houses_own() {
    with_page(async |page: Page| {
        let config = json!({
            "title": "Acme images",
            "logo": "▲",
            "language": "zh-Hans",
            "links": [{"name": "Acme wiki", "address": "https://wiki.acme.example/images"}],
        });
        open_with(&page, "/", &config).await;
        page.until("the title", async || (page.text("h1").await == "Acme images").then_some(())).await;
        assert_eq!(page.text(".logo").await, "▲");
        page.until("Chinese", async || (page.text("#look").await.contains("查")).then_some(())).await;
        let title = "Acme images：谁引用了这个镜像？";
        page.until("its name in the tab", async || (page.driver.title().await.unwrap() == title).then_some(())).await;
        let link = page.find("#help-links a").await;
        assert_eq!(link.text().await.unwrap(), "Acme wiki");
        assert_eq!(link.prop("href").await.unwrap().unwrap(), "https://wiki.acme.example/images");
        assert_eq!(link.attr("rel").await.unwrap().unwrap(), "noopener noreferrer");

        // Who has chosen a language is not asked by the house.
        page.press("#language option[value=en]").await;
        page.open("/").await;
        page.find("#help-links a").await;
        assert!(page.text("#look").await.starts_with("Look up"));
        assert!(page.all("#config-faults").await.is_empty());
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_registry_is_chosen_and_asked_where_it_is_reached() {
    with_page(async |page: Page| {
        let other = json!({"address": "registry.example:5000", "repository": "other/app"});
        open_with(&page, "/", &json!({"registries": [quay(&page), other]})).await;
        assert_eq!(
            page.contents("#registry-choice option").await,
            ["Acme’s Quay", "registry.example:5000", "Another one"]
        );
        until_value(&page, "registry", "quay.acme.example").await;
        until_value(&page, "repository", "demo/app").await;
        until_value(&page, "service", &page.demo.host()).await;
        let reached = page.text("#registry-reached").await;
        assert!(reached.contains(&page.demo.host()), "{reached}");

        for (id, text) in [("reference", "1.0"), ("user", "demo"), ("password", "demo")] {
            page.type_into(id, text).await;
        }
        page.look().await;
        assert_eq!(page.state("referrers").await, "done");
        let digest = page.demo.content().image("demo/app", "1.0").unwrap().digest.clone();
        assert_eq!(page.text("#image-digest").await, digest);
        let address = page.script("return location.search").await;
        assert!(address.as_str().unwrap().contains("registry=quay.acme.example"), "people's own address: {address}");

        // What goes with a registry goes with it; what was typed stays.
        choose(&page, "registry.example:5000").await;
        until_value(&page, "repository", "other/app").await;
        until_value(&page, "service", "").await;
        page.type_into("repository", "typed/app").await;
        choose(&page, "quay.acme.example").await;
        until_value(&page, "service", &page.demo.host()).await;
        assert_eq!(page.value("repository").await, "typed/app");
        choose(&page, "").await;
        until_value(&page, "registry", "").await;
        assert_eq!(page.script("return document.activeElement.id").await, "registry");
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_a_link_names_counts_for_more() {
    with_page(async |page: Page| {
        let link = format!("/?registry={}&repository=public/hello&tag=1.0", page.demo.host());
        open_with(&page, &link, &json!({"registries": [quay(&page)]})).await;
        assert_eq!(page.value("registry").await, page.demo.host());
        assert_eq!(page.value("repository").await, "public/hello");
        assert_eq!(page.value("service").await, "", "that of another registry");
        assert_eq!(page.value("registry-choice").await, "", "another one");
        page.look().await;
        assert_eq!(page.state("referrers").await, "done");
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn without_others_no_other_registry_is_asked() {
    with_page(async |page: Page| {
        let link = format!("/?registry={}&repository=public/hello&tag=1.0", page.demo.host());
        open_with(&page, &link, &json!({"registries": [quay(&page)], "others": false})).await;
        assert_eq!(page.contents("#registry-choice option").await, ["Acme’s Quay"]);
        assert!(page.find("#registry").await.attr("readonly").await.unwrap().is_some());
        page.press("#look").await;
        let error = page.text("#registry-error").await;
        assert!(error.contains("for no other"), "{error}");
        assert_eq!(page.demo.requests().len(), 0, "nothing was sent");
        page.paste("repository", "quay.io/org/app:1.0").await;
        page.press("#look").await;
        assert_eq!(page.value("registry").await, "quay.io");
        assert!(page.text("#registry-error").await.contains("for no other"));

        choose(&page, "quay.acme.example").await;
        page.paste("repository", "quay.acme.example/public/hello:1.0").await;
        page.look().await;
        assert_eq!(page.state("referrers").await, "done");
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn signatures_are_checked_at_once_where_that_is_set() {
    with_page(async |page: Page| {
        open_with(&page, "/", &json!({"title": "Checks", "actions": {"check": true}})).await;
        page.until("the title", async || (page.text("h1").await == "Checks").then_some(())).await;
        page.fill("demo/app", "1.0", "demo", "demo").await;
        page.look().await;
        page.find(".proof-counts").await;
        page.until("the end of the check", async || page.text(".proof-head").await.contains("Checked.").then_some(()))
            .await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn no_more_is_kept_than_is_set() {
    with_page(async |page: Page| {
        let entry = |tag: &str, time: &str| {
            json!({"registry": "quay.io", "repository": "org/app", "reference": tag, "time": time, "counts": {},
                "digest": format!("sha256:{}", "0".repeat(64))})
        };
        let kept = json!([
            entry("3", "2999-01-01T00:00:00.000Z"),
            entry("2", "2999-01-01T00:00:00.000Z"),
            entry("1", "2020-01-01T00:00:00.000Z")
        ]);
        let keep = format!("localStorage.setItem('refscope.history', {})", json!(kept.to_string()));
        let listed = async || page.contents("#history li a").await;
        for (history, left) in [
            (json!({"days": 30}), &["org/app:3", "org/app:2"][..]),
            (json!({"entries": 1}), &["org/app:3"]),
            (json!({"entries": 0}), &[]),
        ] {
            page.script(&keep).await;
            open_with(&page, "/", &json!({"history": history})).await;
            page.until("what is left", async || (listed().await == left).then_some(())).await;
        }
        page.until("no list", async || (!page.find("#history").await.is_displayed().await.unwrap()).then_some(()))
            .await;
        page.fill("demo/app", "1.0", "demo", "demo").await;
        page.look().await;
        assert_eq!(page.script("return localStorage.length").await, 0);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_wrong_is_named_and_the_page_goes_on() {
    with_page(async |page: Page| {
        let wrong = json!({"title": "Acme", "titel": "x", "history": {"days": "30"}, "registries": [{"name": "x"}]});
        page.edited.put("config.json", &wrong.to_string());
        page.open("/").await;
        page.find("#config-faults").await;
        let lines = page.contents("#config-faults li").await;
        assert_eq!(lines.len(), 3, "{lines:#?}");
        for words in
            ["“titel” is no setting", "“history.days” has to be a whole number", "“registries[0].address” is missing"]
        {
            assert!(lines.iter().any(|line| line.contains(words)), "{words}: {lines:#?}");
        }
        assert_eq!(page.text("h1").await, "Acme", "the rest counts");
        page.press("#language option[value=zh-Hans]").await;
        page.until("Chinese", async || page.text("#config-faults").await.contains("缺少").then_some(())).await;
        page.press("#language option[value=en]").await;
        page.press("#config-faults-close").await;
        page.until("it gone", async || page.all("#config-faults").await.is_empty().then_some(())).await;

        page.edited.put("config.json", "{\"title\": \"Acme\",}");
        page.open("/").await;
        assert!(page.text("#config-faults").await.contains("It is not JSON: "));
        page.fill("demo/app", "1.0", "demo", "demo").await;
        page.look().await;
        assert_eq!(page.state("referrers").await, "done");
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn without_the_file_the_page_is_as_it_is() {
    with_page(async |page: Page| {
        page.edited.remove("config.json");
        page.open("/").await;
        page.fill("demo/app", "1.0", "demo", "demo").await;
        // A look waits until the page is set up.
        page.look().await;
        assert_eq!(page.state("referrers").await, "done");
        assert!(page.all("#config-faults").await.is_empty());
        assert_eq!(page.text("h1").await, "Refscope");
    })
    .await;
}
