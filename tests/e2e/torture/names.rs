//! Names and texts that are made to deceive, or merely of other alphabets: shown whole, each by itself, and marked where
//! something of them is not seen or is not the letter that it seems to be.

use super::Page;
use crate::page::with_page;
use axum::Router;
use axum::http::header::ACCESS_CONTROL_ALLOW_ORIGIN;
use refscope_demo::push::{EMPTY, MANIFEST};
use serde_json::{Value, json};

const REPOSITORY: &str = "demo/odd";
/// Overrides, isolates, marks, nothing of which is seen.
const BIDI: &str = "safe\u{202e}gpj.exe\u{2066}\u{200f}";
const BIDI_SHOWN: &str = "safe⟨U+202E⟩gpj.exe⟨U+2066⟩⟨U+200F⟩";
/// The first letter is a Cyrillic one.
const MIXED: &str = "\u{440}aypal/app";
const HEBREW: &str = "שלום (1) עולם";
const EMOJI: &str = "👩\u{200d}💻 ❤\u{fe0f} 🏴\u{e0067}\u{e0062}\u{e0065}\u{e006e}\u{e0067}\u{e007f}";

/// Pushes `demo/odd:1.0` with one SBOM that has these annotations; the SBOM's digest.
async fn push(page: &Page, artifact_type: &str, annotations: Value) -> String {
    let config = page.demo.push_blob(REPOSITORY, EMPTY, b"{}".to_vec()).await.unwrap();
    let sbom = json!({"bomFormat": "CycloneDX", "specVersion": "1.6", "components": [
        {"type": "library", "name": BIDI, "version": "1"}, {"type": "library", "name": MIXED, "version": "2\u{200b}"}]});
    let media_type = "application/vnd.cyclonedx+json";
    let layer = page.demo.push_blob(REPOSITORY, media_type, sbom.to_string().into_bytes()).await.unwrap();
    let mut layer = layer.descriptor();
    layer["annotations"] = json!({"org.opencontainers.image.title": BIDI});
    let image = json!({"schemaVersion": 2, "mediaType": MANIFEST, "config": config.descriptor(), "layers": [config.descriptor()],
        "annotations": {"org.opencontainers.image.title": BIDI}});
    let image = page.demo.push_manifest(REPOSITORY, &image, Some("1.0")).await.unwrap();
    let referrer = json!({"schemaVersion": 2, "mediaType": MANIFEST, "artifactType": artifact_type,
        "config": config.descriptor(), "layers": [layer], "subject": image.descriptor(), "annotations": annotations});
    page.demo.push_manifest(REPOSITORY, &referrer, None).await.unwrap().digest
}

async fn look(page: &Page, digest: &str) {
    page.fill(REPOSITORY, "1.0", "demo", "demo").await;
    page.look().await;
    assert_eq!(page.state("referrers").await, "done");
    page.select(digest).await;
}

/// The annotations of the detail, by their keys.
async fn annotations(page: &Page) -> Value {
    page.script(
        "return Object.fromEntries([...document.querySelectorAll('.detail .annotations > div')].map(row =>
           [row.querySelector('dt').textContent, row.querySelector('dd code').textContent]))",
    )
    .await
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_not_seen_is_shown_and_what_is_mixed_is_marked() {
    with_page(async |page: Page| {
        let texts = json!({"bidi": BIDI, "mixed": MIXED, "hebrew": HEBREW, "emoji": EMOJI, "k\u{200b}ey": "value",
            "org.opencontainers.image.created": "to\u{202e}day"});
        let digest = push(&page, "application/vnd.cyclonedx+json", texts).await;
        look(&page, &digest).await;
        let shown = annotations(&page).await;
        assert_eq!(shown["bidi"], BIDI_SHOWN);
        assert_eq!(shown["mixed"], format!("mixes alphabets{MIXED}"));
        assert_eq!(shown["hebrew"], HEBREW, "as it is");
        assert_eq!(shown["emoji"], EMOJI, "as it is");
        assert_eq!(shown["k⟨U+200B⟩ey"], "value");
        // The token says what it is; the mark, why it is there.
        let titles = page.attributes(".detail .annotations .hidden-character", "title").await;
        assert!(titles.len() >= 4 && titles.iter().all(|title| title.contains("not seen")), "{titles:?}");
        let title = page.attributes(".detail .annotations .mixed", "title").await;
        assert!(title.len() == 1 && title[0].contains("Latin, Greek, Cyrillic"), "{title:?}");
        // Each text stands by itself: it turns nothing around but itself.
        let isolated = "return [...document.querySelectorAll('.detail .annotations bdi')].map(text => getComputedStyle(text).unicodeBidi)";
        let isolated: Vec<String> = serde_json::from_value(page.script(isolated).await).unwrap();
        assert!(isolated.len() >= 5 && isolated.iter().all(|value| value == "isolate"), "{isolated:?}");
        // In sentences, lists of choices, and titles: by their numbers too.
        page.press(".facet-annotation > summary").await;
        page.find(".facet-annotation .choice-name").await;
        let choices = page.contents(".facet-annotation .choice-name").await;
        assert!(choices.contains(&"k⟨U+200B⟩ey".to_owned()), "{choices:?}");
        page.press("label:has(#view-table)").await;
        page.find(".grid.table [data-kind]").await;
        let table = page.content(".grid.table").await;
        assert!(table.contains("to⟨U+202E⟩day"), "{table}");
        assert_nothing_hides(&page).await;
    })
    .await;
}

/// No character that turns text around is in any text or attribute of the document, but for what a person typed.
async fn assert_nothing_hides(page: &Page) {
    let found = page
        .script(
            r"const hidden = /[\u200b\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff]/, found = [];
              const walk = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT | NodeFilter.SHOW_ELEMENT);
              while (walk.nextNode()) {
                const node = walk.currentNode;
                if (node.nodeType === Node.TEXT_NODE && hidden.test(node.data)) found.push(node.parentElement.outerHTML.slice(0, 200));
                for (const attribute of node.attributes ?? []) {
                  if (hidden.test(attribute.value) && attribute.name !== 'value') found.push(node.tagName + ' ' + attribute.name);
                }
              }
              return found;",
        )
        .await;
    assert_eq!(found, json!([]));
}

#[tokio::test(flavor = "multi_thread")]
async fn in_types_documents_tables_and_drawings_too() {
    with_page(async |page: Page| {
        let artifact_type = format!("application/\u{202e}{MIXED}");
        let digest = push(&page, &artifact_type, json!({})).await;
        look(&page, &digest).await;
        let marked = "application/⟨U+202E⟩\u{440}aypal/app";
        for place in [".row .artifact-type", ".detail .artifact-type"] {
            assert_eq!(page.content(place).await, format!("mixes alphabets{marked}"), "{place}");
        }
        page.press(".detail > .opener").await;
        page.find(".detail .parts").await;
        page.press(".detail .parts > li:last-child > .opener").await;
        page.find(".detail .report-table tbody tr").await;
        let rows = page.contents(".detail .report-table tbody td").await;
        assert!(rows.contains(&BIDI_SHOWN.to_owned()) && rows.contains(&"2⟨U+200B⟩".to_owned()), "{rows:?}");
        assert!(rows.contains(&format!("mixes alphabets{MIXED}")), "{rows:?}");
        page.script("for (const folded of document.querySelectorAll('details')) folded.open = true").await;
        page.press("label:has(#view-graph)").await;
        page.find(".explorer-view svg [data-kind]").await;
        assert!(page.content(".explorer-view svg").await.contains(marked));
        assert_nothing_hides(&page).await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn texts_of_ten_thousand_characters_are_shown_whole_and_push_nothing_aside() {
    with_page(async |page: Page| {
        let long = ["W".repeat(10_000), "word ".repeat(2_000), "\u{202e}".repeat(10_000), "👍🏽".repeat(5_000)];
        let digest = push(
            &page,
            "application/vnd.cyclonedx+json",
            json!({
            "a": long[0], "b": long[1], "c": long[2], "d": long[3], "k".repeat(300): "value"}),
        )
        .await;
        look(&page, &digest).await;
        let shown = annotations(&page).await;
        for (key, text) in [("a", &long[0]), ("b", &long[1]), ("d", &long[3])] {
            assert_eq!(shown[key].as_str().unwrap().len(), text.len(), "{key}");
        }
        assert_eq!(shown["c"], "⟨U+202E⟩".repeat(10_000));
        let width = "return document.scrollingElement.scrollWidth <= document.documentElement.clientWidth";
        assert_eq!(page.script(width).await, true, "the page is not scrolled sideways");
        for view in ["table", "tree"] {
            page.press(&format!("label:has(#view-{view})")).await;
            page.find(&format!(".grid.{view} [data-kind]")).await;
            assert_eq!(page.script(width).await, true, "{view}");
        }
        page.press(".close-detail").await;
        page.look().await;
        assert_eq!(page.state("referrers").await, "done");
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_name_that_only_looks_right_is_refused_and_the_wrong_letter_named() {
    with_page(async |page: Page| {
        page.fill("d\u{435}mo/app", "1.\u{200b}0", "demo", "demo").await;
        page.type_into("registry", "qu\u{430}y.io").await;
        page.press("#look").await;
        for (field, words) in
            [("repository", "“d⟨U+0435⟩mo/app”"), ("reference", "“1.⟨U+200B⟩0”"), ("registry", "“qu⟨U+0430⟩y.io”")]
        {
            let said = page.text(&format!("#{field}-error")).await;
            assert!(said.contains(words), "{said}");
        }
        assert!(page.demo.requests().is_empty());
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_no_tag_is_not_offered_and_counted() {
    // An open registry whose list has tags with letters of another alphabet, and with something that is not seen.
    let list =
        json!({"name": "demo/app", "tags": ["1.0", "1.\u{43e}", "l\u{430}test", "2.0\u{202e}", "latest"]}).to_string();
    let app = Router::new().fallback(move || std::future::ready(([(ACCESS_CONTROL_ALLOW_ORIGIN, "*")], list.clone())));
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let host = listener.local_addr().unwrap().to_string();
    // Ends with the test's runtime.
    tokio::spawn(async move { axum::serve(listener, app).await.unwrap() });
    with_page(async move |page: Page| {
        page.fill("demo/app", "", "", "").await;
        page.type_into("registry", &host).await;
        page.press("#list-tags").await;
        let words = "This repository has 2 tags. 3 entries of the list are no tags and are left out.";
        page.until(words, async || (page.text("#tags-note").await == words).then_some(())).await;
        assert_eq!(page.attributes("#tags option", "value").await, ["1.0", "latest"]);
    })
    .await;
}
