//! The tree of what refers to an image: its levels, its platforms, its ways, its pages; and how it grows.

use super::page::{Page, row, with_page, with_registry};
use refscope_demo::{Image, Options};
use std::collections::BTreeSet;
use std::time::Duration;

fn image(page: &Page, repository: &str) -> Image {
    page.demo.content().image(repository, "1.0").unwrap().clone()
}

async fn look_at(page: &Page, repository: &str) {
    page.fill(repository, "1.0", "demo", "demo").await;
    page.look().await;
    assert_eq!(page.state("referrers").await, "done");
}

#[tokio::test(flavor = "multi_thread")]
async fn what_refers_to_a_referrer_stands_below_it() {
    with_page(async |page: Page| {
        look_at(&page, "demo/app").await;
        let image = image(&page, "demo/app");
        let sbom = image.referrers.iter().find(|referrer| !referrer.referrers.is_empty()).unwrap();
        let below = row(&sbom.referrers[0].digest);
        assert_eq!(page.text(&format!("{} .children", row(&sbom.digest))).await, "1 refers to this");
        assert_eq!(page.text(&format!("{below} .artifact-type")).await, sbom.referrers[0].artifact_type);
        let lines = page.lines().await;
        let at = lines.iter().position(|line| line.digest == sbom.digest).unwrap();
        assert_eq!((&lines[at + 1].digest, lines[at].level, lines[at + 1].level), (&sbom.referrers[0].digest, 2, 3));
        assert_eq!(
            page.text("#step-referrers .shares").await,
            "Of these refer 5 to the image, 2 to its platforms and 1 to one of those."
        );
        // Folded away and back again.
        page.press(&format!("{} .handle", row(&sbom.digest))).await;
        page.until("nothing below it", async || page.all(&below).await.is_empty().then_some(())).await;
        page.press(&format!("{} .handle", row(&sbom.digest))).await;
        page.find(&below).await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn platforms_stand_side_by_side() {
    with_page(async |page: Page| {
        look_at(&page, "demo/app").await;
        let names = ["Image", "linux/amd64", "linux/arm64/v8"];
        assert_eq!(page.contents(".grid [aria-level=\"1\"] .subject").await, names);
        assert_eq!(page.contents("#matrix thead th").await, names);
        let script = "return [...document.querySelectorAll('#matrix tbody tr')]
            .map(row => [...row.cells].map(cell => cell.innerText).join(' '))";
        let table: Vec<String> = serde_json::from_value(page.script(script).await).unwrap();
        let expected = ["Signature 1 none none", "Provenance 1 none none", "SBOM 2 1 1", "Scan report 1 none none"];
        assert_eq!(table, expected);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn older_ways_are_labelled_and_nothing_stands_twice() {
    with_page(async |page: Page| {
        for (repository, labels) in [
            ("demo/buildkit", ["in the index, by BuildKit"; 2].as_slice()),
            ("demo/legacy", &["by cosign's tag .sig", "by cosign's tag .att", "by cosign's tag .sbom"]),
        ] {
            look_at(&page, repository).await;
            let image = image(&page, repository);
            assert_eq!(image.older.len(), labels.len());
            for (older, label) in image.older.iter().zip(labels) {
                assert_eq!(page.text(&format!("{} .way", row(&older.digest))).await, *label, "{repository}");
                let lines = page.lines().await;
                let at = lines.iter().position(|line| line.digest == older.digest).unwrap();
                let subject = lines[..at].iter().rfind(|line| line.level == 1).unwrap();
                assert_eq!(subject.digest, older.subject, "{repository}");
            }
            let digests = page.digests().await;
            assert_eq!(digests.len(), image.older.len(), "{repository}: {digests:?}");
        }
        // What the attestations of the index hold, and what the tags do.
        let kinds: BTreeSet<_> = page.contents(".grid .row .kind").await.into_iter().collect();
        assert_eq!(
            kinds,
            ["Provenance", "SBOM", "Signature"].map(str::to_owned).into(),
            "in the order of their arrival"
        );
        look_at(&page, "demo/buildkit").await;
        assert_eq!(page.contents(".grid .holds").await, ["SBOM SPDX", "Provenance SLSA"].repeat(2));
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_referrers_tag_is_read_where_there_is_no_api() {
    with_registry(Options { referrers_api: false, ..Options::default() }, async |page: Page| {
        look_at(&page, "demo/tagschema").await;
        let image = image(&page, "demo/tagschema");
        let digests: BTreeSet<String> = page.digests().await.into_iter().collect();
        assert_eq!(digests, image.older.iter().map(|older| older.digest.clone()).collect());
        assert_eq!(page.rows().await.len(), 2, "one is listed twice, and shown once");
        for older in &image.older {
            let row = row(&older.digest);
            // The index says "empty" of one of them; its manifest knows better.
            assert_eq!(page.text(&format!("{row} .artifact-type")).await, older.types[0]);
            assert_eq!(page.text(&format!("{row} .way")).await, "by the referrers tag");
        }
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_filter_lists_one_type_and_says_who_filtered() {
    for (filter, by) in [(true, "filtered by the registry"), (false, "filtered by this page")] {
        with_registry(Options { filter, ..Options::default() }, async move |page: Page| {
            page.fill("demo/app", "1.0", "demo", "demo").await;
            page.advanced("artifact-type", "application/spdx+json").await;
            page.look().await;
            let referrers = page.referrers().await;
            assert_eq!(referrers.len(), 1);
            let listed = page.text(&format!("{} .artifact-type", row(&referrers[0].digest))).await;
            assert_eq!(listed, "application/spdx+json");
            assert_eq!(page.rows().await.len(), 2, "with what refers to it; the platforms have none of it");
            let notice = page.text("#step-referrers .notes").await;
            assert!(notice.contains(by) && notice.contains("application/spdx+json"), "{notice}");
            let asked = page.demo.requests();
            assert!(asked.iter().any(|r| r.path.ends_with("?artifactType=application/spdx%2Bjson")), "{asked:?}");
            page.type_into("artifact-type", "").await;
            page.look().await;
            assert_eq!(page.referrers().await.len(), 5);
            assert!(page.contents("#step-referrers .notes").await.concat().is_empty());
        })
        .await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn pages_arrive_one_by_one() {
    let options = Options { page_size: Some(4), latency: Duration::from_millis(200), ..Options::default() };
    with_registry(options, async |page: Page| {
        page.demo.push_many("demo/many", 18).await.unwrap();
        page.fill("demo/many", "1.0", "demo", "demo").await;
        page.watch(
            "[document.querySelector('#step-referrers .summary').textContent,
              Math.max(0, (document.querySelector('.grid')?.ariaRowCount ?? 2) - 2)]",
        )
        .await;
        page.press("#look").await;
        page.until_state("referrers", "done").await;
        assert_eq!(page.rows().await.len(), 18);
        let seen = page.watched::<(String, usize)>().await;
        let seen: BTreeSet<usize> =
            seen.into_iter().filter(|(said, _)| said == "asking …").map(|(_, rows)| rows).collect();
        assert!(seen.is_superset(&BTreeSet::from([4, 8, 12, 16])), "rows while it was asked: {seen:?}");
        assert_eq!(page.text("#step-referrers .summary").await, "18 referrers");
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_big_tree_is_cancelled_and_gone_on_with() {
    with_registry(Options { latency: Duration::from_millis(100), ..Options::default() }, async |page: Page| {
        let tree = page.demo.push_tree("demo/deep", &[5, 5, 4]).await.unwrap();
        page.fill("demo/deep", "1.0", "demo", "demo").await;
        page.press("#look").await;
        page.until("a part of the tree", async || (page.rows().await.len() >= 10).then_some(())).await;
        let progress = page.text("#step-referrers .progress").await;
        assert!(progress.contains("questions answered …"), "{progress}");
        page.press("#cancel").await;
        page.until_state("referrers", "cancelled").await;
        let kept = page.digests().await;
        assert!(kept.len() >= 10, "{}", kept.len());
        assert!(page.text("#step-referrers .progress").await.starts_with("Not everything was asked: "));

        page.press("#load-more").await;
        page.until_state("referrers", "done").await;
        let all = page.digests().await;
        let expected: BTreeSet<&String> = tree.levels.iter().flatten().collect();
        assert_eq!(all.iter().collect::<BTreeSet<_>>(), expected);
        assert_eq!(all.len(), tree.nodes(), "none twice");
        assert!(page.all("#load-more").await.is_empty());
        // What was there stays as it stands: nothing is asked from the beginning.
        let looks = page.demo.requests().iter().filter(|r| r.path.ends_with("/manifests/1.0")).count();
        assert_eq!(looks, 1);
    })
    .await;
}
