//! How a person looks through a tree: by keys, by folding, in a table, by filters; and with very much in it.

use super::page::{Page, row, with_page};
use thirtyfour::prelude::*;

/// How many referrers there are where there are very many.
const MANY: usize = 50_000;

async fn look_at(page: &Page, repository: &str) {
    page.fill(repository, "1.0", "demo", "demo").await;
    page.look().await;
    assert_eq!(page.state("referrers").await, "done");
}

/// Presses a key where the focus is.
async fn key(page: &Page, key: impl Into<TypingData>) {
    page.driver.active_element().await.unwrap().send_keys(key).await.unwrap();
}

/// The digest of the row that has the focus; empty where none has it.
async fn focused(page: &Page) -> String {
    page.script("return document.activeElement.dataset.digest ?? ''").await.as_str().unwrap().to_owned()
}

/// Waits for what is said of how much is found.
async fn until_shown(page: &Page, words: &str) {
    page.until(words, async || (page.content(".shown").await == words).then_some(())).await;
}

/// The boxes of a group that can be picked, with their numbers.
async fn choices(page: &Page, group: &str) -> Vec<String> {
    let script = "return [...document.querySelectorAll(arguments[0] + ' .choice:not([hidden])')]
        .map(choice => choice.querySelector('.choice-name').textContent + ' ' + choice.querySelector('.number-of').textContent);";
    self::json(page, script, group).await
}

async fn json<T: serde::de::DeserializeOwned>(page: &Page, script: &str, argument: &str) -> T {
    page.driver.execute(script, vec![argument.into()]).await.unwrap().convert().unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn the_tree_is_gone_through_by_keys() {
    with_page(async |page: Page| {
        look_at(&page, "demo/app").await;
        let image = page.demo.content().image("demo/app", "1.0").unwrap().clone();
        let lines: Vec<String> = page.lines().await.into_iter().map(|line| line.digest).collect();
        assert_eq!(page.attributes(".grid [tabindex=\"0\"]", "data-digest").await.concat(), image.digest, "the image");
        page.script("document.querySelector('.grid [tabindex=\"0\"]').focus()").await;
        for (pressed, at) in [
            (Key::Down, 1),
            (Key::Down, 2),
            (Key::Up, 1),
            (Key::End, lines.len() - 1),
            (Key::Down, lines.len() - 1),
            (Key::Home, 0),
            (Key::Up, 0),
            (Key::Right, 1),
        ] {
            key(&page, pressed.clone()).await;
            assert_eq!(focused(&page).await, lines[at], "{pressed:?}");
        }
        // From what has nothing below it, to the left is what it refers to.
        let leaf = page.lines().await.iter().position(|line| line.level == 3).unwrap();
        key(&page, Key::Home).await;
        for _ in 0..leaf {
            key(&page, Key::Down).await;
        }
        key(&page, Key::Left).await;
        let image = &image.referrers;
        let sbom = image.iter().find(|sbom| sbom.referrers.iter().any(|below| below.digest == lines[leaf])).unwrap();
        assert_eq!(focused(&page).await, sbom.digest);
        // A page is most of what is seen: never nothing, and never past the end.
        for (pressed, end) in [(Key::PageDown, lines.len() - 1), (Key::PageUp, 0)] {
            key(&page, pressed.clone()).await;
            let at = lines.iter().position(|digest| *digest == lines[end]).unwrap();
            assert!(focused(&page).await != lines[lines.len() - 1 - at], "{pressed:?}");
            for _ in 0..lines.len() {
                key(&page, pressed.clone()).await;
            }
            assert_eq!(focused(&page).await, lines[end], "{pressed:?}");
        }
        // Folded, and unfolded again; the focus stays.
        key(&page, Key::Home).await;
        let first = row(&lines[0]);
        key(&page, Key::Left).await;
        assert_eq!(page.find(&first).await.attr("aria-expanded").await.unwrap().unwrap(), "false");
        assert_eq!(focused(&page).await, lines[0]);
        let folded: Vec<usize> = page.lines().await.into_iter().map(|line| line.level).collect();
        assert_eq!(folded, [1, 1, 2, 1, 2], "the image, and each platform with its SBOM");
        key(&page, Key::Down).await;
        key(&page, Key::Left).await;
        assert_eq!(page.lines().await.len(), 4);
        key(&page, "*").await;
        assert_eq!(page.lines().await.len(), lines.len());
        // Enter and Space select.
        for (pressed, at) in [("\u{e007}", 1), (" ", 2)] {
            page.script("document.querySelector('.grid [tabindex=\"0\"]').focus()").await;
            key(&page, Key::Home).await;
            for _ in 0..at {
                key(&page, Key::Down).await;
            }
            key(&page, pressed).await;
            page.find(&format!(".detail[data-digest=\"{}\"]", lines[at])).await;
            assert_eq!(page.attributes(".grid [aria-selected=\"true\"]", "data-digest").await, [lines[at].clone()]);
            assert_eq!(focused(&page).await, lines[at]);
        }
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_table_is_sorted_and_has_the_columns_that_are_picked() {
    with_page(async |page: Page| {
        look_at(&page, "demo/app").await;
        page.press("label:has(#view-table)").await;
        page.find(".grid.table").await;
        let sizes = async || -> Vec<usize> {
            let image = page.demo.content().image("demo/app", "1.0").unwrap().clone();
            let size = |digest: &String| image.referrers.iter().find(|r| r.digest == *digest).map(|r| r.size);
            page.digests().await.iter().filter_map(size).collect()
        };
        let header = |name: &str| format!(".grid-head .{name}");
        assert_eq!(page.rows().await.len(), 8, "each thing once, without image and platforms");
        assert_eq!(page.attributes(&header("size"), "aria-sort").await, ["none"]);
        for (sort, is_falling) in [("descending", true), ("ascending", false)] {
            page.press(&format!("{} button", header("size"))).await;
            assert_eq!(page.attributes(&header("size"), "aria-sort").await, [sort]);
            let sizes = sizes().await;
            assert_eq!(sizes.len(), 5);
            assert!(sizes.is_sorted_by(|a, b| if is_falling { a >= b } else { a <= b }), "{sort}: {sizes:?}");
        }
        let focus = page.script("return document.activeElement.closest('[role=columnheader]').className").await;
        assert_eq!(focus, "size", "a title that is pressed keeps the focus");

        let titles = async || page.contents(".grid-head [role=columnheader]").await;
        assert_eq!(titles().await, ["Kind", "Artifact type", "Refers to", "Created", "Size", "Digest", "Notes"]);
        page.press(".chooser > summary").await;
        page.find(".chooser [aria-label=\"Annotations as columns\"] .choice").await;
        let annotation = choices(&page, ".chooser [aria-label=\"Annotations as columns\"]").await.remove(0);
        let key = annotation.rsplit_once(' ').unwrap().0.to_owned();
        page.press(".chooser [aria-label=\"Annotations as columns\"] .choice").await;
        page.press(".chooser .choice:has([value=\"refers-to\"])").await;
        page.until("other columns", async || {
            (titles().await == ["Kind", "Artifact type", "Created", "Size", "Digest", &*key, "Notes"]).then_some(())
        })
        .await;
        let cells = page.all(".grid-body .row:first-child > [role=gridcell]").await.len();
        assert_eq!(cells, 7);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_looked_for_is_found_by_each_field_and_counted() {
    with_page(async |page: Page| {
        look_at(&page, "demo/app").await;
        assert_eq!(choices(&page, ".facet-kind").await, ["Signature 2", "Provenance 1", "SBOM 4", "Scan report 1"]);
        assert_eq!(page.content(".shown").await, "");

        // By kind: the others of the same field can still be picked.
        page.press(".facet-kind .choice:has([value=sbom])").await;
        until_shown(&page, "4 of 8 shown").await;
        assert!(page.rows().await.iter().filter(|line| line.kind != "sbom").count() == 0);
        assert_eq!(choices(&page, ".facet-kind").await, ["Signature 2", "Provenance 1", "SBOM 4", "Scan report 1"]);
        page.press(".picked button").await;
        page.until("all again", async || page.content(".shown").await.is_empty().then_some(())).await;
        assert_eq!(page.script("return document.activeElement.id").await, "filter", "its button is gone");

        // By text, together with a type; a way there stays, dimmed.
        let image = page.demo.content().image("demo/app", "1.0").unwrap().clone();
        let sbom = image.referrers.iter().find(|referrer| !referrer.referrers.is_empty()).unwrap();
        page.type_into("filter", &sbom.referrers[0].digest[7..20]).await;
        until_shown(&page, "1 of 8 shown").await;
        assert_eq!(page.digests().await, [sbom.digest.clone(), sbom.referrers[0].digest.clone()]);
        assert_eq!(page.attributes(".grid [data-dim][data-kind]", "data-digest").await.concat(), sbom.digest);
        page.type_into("filter", "nobody says this").await;
        page.until("nothing", async || page.find(".nothing").await.is_displayed().await.unwrap().then_some(())).await;
        page.press("#clear-filter").await;
        page.until("all again", async || page.content(".shown").await.is_empty().then_some(())).await;
        assert_eq!(page.value("filter").await, "");

        page.press(".facet-type > summary").await;
        page.press(".facet-type .choice:has([value=\"application/sarif+json\"])").await;
        until_shown(&page, "1 of 8 shown").await;
        assert_eq!(page.rows().await[0].kind, "scan");
        page.press(".picked button").await;

        // By an annotation, then by its value.
        // What is in a fold is drawn when the browser tells that it was opened.
        page.press(".facet-annotation > summary").await;
        page.find(".facet-annotation .choice").await;
        let key = choices(&page, ".facet-annotation [aria-label=\"Key of an annotation\"]").await.remove(0);
        let (key, number) = key.rsplit_once(' ').unwrap();
        page.press(".facet-annotation .choice").await;
        until_shown(&page, &format!("{number} of 8 shown")).await;
        page.find(".facet-annotation .values .choice").await;
        let value = choices(&page, ".facet-annotation .values").await.remove(0);
        let (value, number) = value.rsplit_once(' ').unwrap();
        page.press(".facet-annotation .values .choice").await;
        until_shown(&page, &format!("{number} of 8 shown")).await;
        assert!(page.content(".picked").await.contains(&format!("{key} = {value}")));
        page.press(".picked button").await;

        // By days.
        page.press(".facet-created > summary").await;
        page.find("#created-to").await;
        for (day, count) in [("2020-01-01", "0"), ("2099-01-01", "8")] {
            let script = "const field = document.getElementById('created-to'); field.value = arguments[0];
                field.dispatchEvent(new Event('input', {bubbles: true})); return true";
            assert!(json::<bool>(&page, script, day).await);
            page.until(day, async || page.content(".shown").await.starts_with(count).then_some(())).await;
        }
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn another_view_keeps_what_is_selected() {
    with_page(async |page: Page| {
        page.demo.push_many("demo/many", 200).await.unwrap();
        look_at(&page, "demo/many").await;
        let last = page.digests().await.pop().unwrap();
        page.script("document.querySelector('.grid').scrollTop = 1e9").await;
        page.select(&last).await;
        for view in ["table", "tree"] {
            page.press(&format!("label:has(#view-{view})")).await;
            page.find(&format!(".grid.{view}")).await;
            page.until("the selected row, seen", async || {
                let script =
                    "const row = document.querySelector(`.grid [aria-selected=true][data-digest='${arguments[0]}']`);
                    if (!row) return false;
                    const [inner, outer] = [row.getBoundingClientRect(), row.closest('.grid').getBoundingClientRect()];
                    return inner.top >= outer.top && inner.bottom <= outer.bottom + 1;";
                json::<bool>(&page, script, &last).await.then_some(())
            })
            .await;
            assert_eq!(page.attributes(".detail", "data-digest").await.concat(), last);
        }
    })
    .await;
}

/// What one key costs, in milliseconds: the page's own work, with drawing asked for at once. The keys are typed one
/// after another, so that each narrows what the one before found; then taken back.
const TYPE: &str = "const [texts, done] = arguments, field = document.getElementById('filter'), costs = [];
    const step = () => {
      if (costs.length === texts.length) { done(costs); return; }
      field.value = texts[costs.length];
      const start = performance.now();
      field.dispatchEvent(new Event('input', {bubbles: true}));
      // Effects run in microtasks: they are over before this one goes on.
      Promise.resolve().then(() => new Promise(then => { const c = new MessageChannel();
        c.port1.onmessage = () => then(); c.port2.postMessage(0); })).then(() => {
        document.querySelector('.grid').getBoundingClientRect();
        costs.push(performance.now() - start);
        requestAnimationFrame(() => setTimeout(step));
      });
    };
    step();";

#[tokio::test(flavor = "multi_thread")]
async fn fifty_thousand_referrers_are_scrolled_and_filtered() {
    with_page(async |page: Page| {
        page.demo.push_many("demo/many", MANY).await.unwrap();
        page.driver.set_script_timeout(std::time::Duration::from_secs(120)).await.unwrap();
        look_at(&page, "demo/many").await;
        let nodes = async || -> usize { json(&page, "return document.querySelectorAll('.grid *').length", "").await };
        let rows = async || page.attributes(".grid", "aria-rowcount").await;
        for view in ["tree", "table"] {
            page.press(&format!("label:has(#view-{view})")).await;
            page.find(&format!(".grid.{view} [data-kind]")).await;
            // The titles are a row, and so is the image.
            assert_eq!(rows().await, [(MANY + if view == "tree" { 2 } else { 1 }).to_string()]);
            for top in ["0", "1e6", "1e9"] {
                let script = "document.querySelector('.grid').scrollTop = arguments[0]; return true";
                assert!(json::<bool>(&page, script, top).await);
                page.until("rows where it was scrolled to", async || {
                    let script = "const grid = document.querySelector('.grid'), outer = grid.getBoundingClientRect();
                        const middle = (outer.top + outer.bottom) / 2;
                        return [...grid.querySelectorAll('[data-node]')].map(row => row.getBoundingClientRect())
                          .some(row => row.top <= middle && middle <= row.bottom)";
                    json::<bool>(&page, script, "").await.then_some(())
                })
                .await;
                let nodes = nodes().await;
                assert!(nodes <= 2_000, "{view} at {top}: {nodes} nodes");
            }
            let mut texts: Vec<String> = Vec::new();
            for word in ["sha256:3f0a", "cyclonedx", "spdx+json", "f00d"] {
                texts.extend((1..=word.len()).map(|end| word[..end].to_owned()));
                texts.extend((0..word.len()).rev().map(|end| word[..end].to_owned()));
            }
            let answer = page.driver.execute_async(TYPE, vec![serde_json::json!(texts)]).await.unwrap();
            let mut costs: Vec<f64> = answer.convert().unwrap();
            costs.sort_by(f64::total_cmp);
            println!(
                "{view}: {} keys, median {:.1} ms, 95 of 100 under {:.1} ms, at most {:.1} ms",
                costs.len(),
                costs[costs.len() / 2],
                costs[costs.len() * 95 / 100],
                costs[costs.len() - 1]
            );
        }
    })
    .await;
}
