//! The help beside the page: an error leads to its entry there, and every link in it leads somewhere.

use super::page::{Page, with_page};
use std::collections::BTreeSet;

/// Where the links lead that a selector finds.
async fn addresses(page: &Page, selector: &str) -> Vec<String> {
    let script = format!("return [...document.querySelectorAll('{selector}')].map(link => link.href)");
    serde_json::from_value(page.script(&script).await).unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn an_error_leads_to_its_entry() {
    with_page(async |page: Page| {
        page.fill("demo/app", "1.0", "demo", "wrong").await;
        page.look().await;
        let links = addresses(&page, ".problem .help-entry a").await;
        assert_eq!(links, [format!("{}/help/troubleshooting.html#wrong-password", page.origin)]);
        page.driver.goto(&links[0]).await.unwrap();
        let target = page.script("return document.querySelector(':target')?.id ?? ''").await;
        assert_eq!(target, "wrong-password");
        let entry = "return document.querySelector('p:has(> :target) + h3 ~ blockquote').textContent";
        let entry = page.script(entry).await;
        assert!(entry.as_str().unwrap().contains("did not accept the user name"), "{entry}");
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn every_page_of_the_help_opens_from_the_foot_and_no_link_is_dead() {
    with_page(async |page: Page| {
        let [first] = &addresses(&page, "#help-link").await[..] else { panic!("one link to the help") };
        page.driver.goto(first).await.unwrap();
        let pages = addresses(&page, "nav a").await;
        assert!(pages.len() >= 7, "{pages:?}");
        let mut within = BTreeSet::new();
        for address in pages {
            page.driver.goto(&address).await.unwrap();
            assert_eq!(page.script("return document.querySelectorAll('h1').length").await, 1, "{address}");
            assert_eq!(page.script("return document.querySelectorAll('nav [aria-current=page]').length").await, 1);
            let is_styled = page.script("return getComputedStyle(document.body).display").await;
            assert_eq!(is_styled, "grid", "{address}: its style sheet is there");
            within.extend(addresses(&page, "main a[href]").await);
        }
        for address in within.iter().filter(|address| address.starts_with(&page.origin)) {
            page.driver.goto(address).await.unwrap();
            let leads = "return !!document.querySelector(location.hash ? ':target' : 'h1')";
            assert_eq!(page.script(leads).await, true, "{address}");
        }
    })
    .await;
}
