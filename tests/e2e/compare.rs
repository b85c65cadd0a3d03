//! Two images side by side.

use super::page::{Page, with_page};
use std::collections::BTreeSet;

async fn look_at(page: &Page, reference: &str) {
    page.fill("demo/app", reference, "demo", "demo").await;
    page.look().await;
    assert_eq!(page.state("referrers").await, "done");
}

async fn compare_with(page: &Page, reference: &str) {
    page.press("#compare > summary").await;
    page.type_into("compare-with", reference).await;
    page.press("#compare-start").await;
}

/// The lines: place, kind, artifact type, how many on each side, the difference.
async fn lines(page: &Page) -> BTreeSet<[String; 6]> {
    let script = "return [...document.querySelectorAll('#comparison-table tbody tr')].map(row =>
        [...row.cells].map(cell => (cell.querySelector('summary') ?? cell).textContent));";
    serde_json::from_value(page.script(script).await).unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_on_one_image_and_not_on_the_other_is_told() {
    with_page(async |page: Page| {
        look_at(&page, "1.0").await;
        compare_with(&page, "0.9").await;
        page.find("#comparison-table").await;
        let expected = [
            ["Image", "Signature", "application/vnd.dev.cosign.artifact.sig.v1+json", "1", "1", "on both"],
            ["Image", "Provenance", "application/vnd.in-toto+json", "1", "none", "only on the first"],
            ["Image", "SBOM", "application/spdx+json", "1", "1", "on both"],
            ["Image", "SBOM", "application/vnd.cyclonedx+json", "1", "none", "only on the first"],
            ["Image", "Scan report", "application/sarif+json", "1", "none", "only on the first"],
            ["linux/amd64", "SBOM", "application/vnd.cyclonedx+json", "1", "1", "on both"],
            ["linux/arm64/v8", "SBOM", "application/vnd.cyclonedx+json", "1", "none", "only on the first"],
            [
                "on: SBOM",
                "Signature",
                "application/vnd.dev.cosign.artifact.sig.v1+json",
                "1",
                "none",
                "only on the first",
            ],
        ];
        assert_eq!(lines(&page).await, expected.map(|line| line.map(str::to_owned)).into());
        assert_eq!(page.text(".comparison .answer").await, "5 of 8 lines differ.");
        page.press("#compare-only").await;
        page.until("only what differs", async || (lines(&page).await.len() == 5).then_some(())).await;
        // The address bar says it, and a link brings it back.
        let link = page.driver.current_url().await.unwrap();
        assert!(link.query().unwrap().contains("compare=0.9"), "{link}");
        page.open(&format!("/?{}", link.query().unwrap())).await;
        page.type_into("user", "demo").await;
        page.type_into("password", "demo").await;
        page.look().await;
        page.until("the comparison again", async || (lines(&page).await.len() == 8).then_some(())).await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn two_names_of_one_image_and_names_of_none_are_told() {
    with_page(async |page: Page| {
        look_at(&page, "1.0").await;
        compare_with(&page, "latest").await;
        page.until("the same image", async || {
            page.text(".comparison").await.contains("Both names are of the same image").then_some(())
        })
        .await;
        page.type_into("compare-with", "no tag").await;
        page.press("#compare-start").await;
        page.until("what is wrong with it", async || (!page.text("#compare-error").await.is_empty()).then_some(()))
            .await;
        assert!(page.text(".comparison").await.contains("Both names"), "what was there is lost");
        page.type_into("compare-with", "9.9").await;
        page.press("#compare-start").await;
        page.find(".comparison .problem-what").await;
        assert!(page.all("#comparison-table").await.is_empty());
        page.press("#compare-end").await;
        page.until("the end", async || page.all(".comparison .problem").await.is_empty().then_some(())).await;
        assert!(!page.driver.current_url().await.unwrap().query().unwrap().contains("compare"));
    })
    .await;
}
