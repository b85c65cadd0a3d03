//! The graph: its layers, how the keyboard and the pointer go through it, and the files that it is saved as.

use super::browser::devtools;
use super::content::Downloads;
use super::page::{Page, with_page, with_registry};
use refscope_demo::Options;
use serde_json::json;
use std::collections::BTreeSet;
use std::time::Duration;
use thirtyfour::prelude::*;

const BOX: &str = ".graph .box";

async fn look_at(page: &Page, repository: &str) {
    page.fill(repository, "1.0", "demo", "demo").await;
    page.look().await;
    assert_eq!(page.state("referrers").await, "done");
    page.press("label:has(#view-graph)").await;
    // Until it has its size and is seen.
    page.find(".graph [transform*=scale]").await;
}

fn box_of(digest: &str) -> String {
    format!("{BOX}[data-digest=\"{digest}\"]")
}

/// The digest of the box that has the focus; empty where none has it.
async fn focused(page: &Page) -> String {
    page.script("return document.activeElement.dataset.digest ?? ''").await.as_str().unwrap().to_owned()
}

async fn key(page: &Page, key: impl Into<TypingData>) {
    page.driver.active_element().await.unwrap().send_keys(key).await.unwrap();
}

/// The place and size of the drawing: two numbers of pixels, and one that is 1 for its own size.
async fn camera(page: &Page) -> [f64; 3] {
    let transform = page.attributes(".graph .canvas > g", "transform").await.remove(0);
    let numbers: Vec<f64> = transform
        .split(|c: char| !(c.is_ascii_digit() || c == '-' || c == '.'))
        .filter_map(|number| number.parse().ok())
        .collect();
    numbers.try_into().unwrap()
}

/// Whether a box is seen, all of it, and where its middle is on the screen.
async fn middle(page: &Page, css: &str) -> (bool, f64, f64) {
    let script = "const [css] = arguments;
        const [box, frame] = [document.querySelector(css), document.querySelector('.graph-frame')].map(e => e.getBoundingClientRect());
        const isSeen = box.left >= frame.left && box.right <= frame.right && box.top >= frame.top && box.bottom <= frame.bottom;
        return [isSeen, (box.left + box.right) / 2, (box.top + box.bottom) / 2];";
    page.driver.execute(script, vec![css.into()]).await.unwrap().convert().unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn boxes_stand_in_layers_each_beside_what_it_refers_to() {
    with_page(async |page: Page| {
        look_at(&page, "demo/app").await;
        let image = page.demo.content().image("demo/app", "1.0").unwrap().clone();
        assert_eq!(page.contents(".layer-names text").await, ["Image", "Platforms", "Referrers", "Their referrers"]);
        // The image, two platforms with an SBOM each, five referrers, and a signature of one of those.
        assert_eq!(page.all(BOX).await.len(), 1 + 2 + 2 + 5 + 1);
        assert_eq!(page.all(".graph .edge").await.len(), 10);
        assert_eq!(
            page.attributes(&format!("{BOX}[aria-level=\"1\"]"), "data-digest").await,
            std::slice::from_ref(&image.digest)
        );
        let drawn: BTreeSet<String> = page.attributes(BOX, "data-digest").await.into_iter().collect();
        for referrer in &image.referrers {
            assert!(drawn.contains(&referrer.digest), "{referrer:?}");
        }
        let sbom = image.referrers.iter().find(|referrer| !referrer.referrers.is_empty()).unwrap();
        let (_, of_image, _) = middle(&page, &box_of(&image.digest)).await;
        let (_, of_sbom, _) = middle(&page, &box_of(&sbom.digest)).await;
        let (_, of_signature, _) = middle(&page, &box_of(&sbom.referrers[0].digest)).await;
        assert!(of_image < of_sbom && of_sbom < of_signature, "{of_image} {of_sbom} {of_signature}");
        let label = page.find(&box_of(&sbom.referrers[0].digest)).await.attr("aria-label").await.unwrap().unwrap();
        assert!(label.starts_with("Signature cosign, sha256:"), "{label}");
        let title = page.content(&format!("{} title", box_of(&sbom.digest))).await;
        assert!(title.contains(&sbom.digest) && title.contains(&sbom.artifact_type), "{title}");
        // All of it is seen, at a size at which it can be read.
        for digest in &drawn {
            assert!(middle(&page, &box_of(digest)).await.0, "{digest} is not seen");
        }
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_keyboard_walks_along_the_lines_and_selects() {
    with_page(async |page: Page| {
        look_at(&page, "demo/app").await;
        let image = page.demo.content().image("demo/app", "1.0").unwrap().clone();
        let sbom = image.referrers.iter().find(|referrer| !referrer.referrers.is_empty()).unwrap();
        let signature = &sbom.referrers[0].digest;
        assert_eq!(
            page.attributes(".graph [role=treeitem][tabindex=\"0\"]", "data-digest").await,
            std::slice::from_ref(&image.digest)
        );
        // From the canvas, which has the focus first, Tab leads to the one box that can be reached so.
        page.script("document.querySelector('.graph-frame').focus()").await;
        key(&page, Key::Tab).await;
        assert_eq!(focused(&page).await, image.digest);
        let children = page.attributes(&format!("{BOX}[aria-level=\"2\"]"), "data-digest").await;
        for (pressed, at) in [
            (Key::Right, &children[0]),
            (Key::Down, &children[1]),
            (Key::Up, &children[0]),
            (Key::Up, &children[0]),
            (Key::Left, &image.digest),
            (Key::Left, &image.digest),
        ] {
            key(&page, pressed.clone()).await;
            assert_eq!(focused(&page).await, *at, "{pressed:?}");
        }
        key(&page, Key::Right).await;
        while focused(&page).await != sbom.digest {
            let before = focused(&page).await;
            key(&page, Key::Down).await;
            assert_ne!(focused(&page).await, before, "the SBOM is among them");
        }
        key(&page, Key::Right).await;
        assert_eq!(focused(&page).await, *signature);
        key(&page, "\u{e007}").await;
        page.find(&format!(".detail[data-digest=\"{signature}\"]")).await;
        assert_eq!(
            page.attributes(&format!("{BOX}[aria-selected=\"true\"]"), "data-digest").await,
            std::slice::from_ref(signature)
        );
        assert_eq!(
            page.attributes(&format!("{BOX}[data-on-path]"), "data-digest").await,
            [image.digest.clone(), sbom.digest.clone()]
        );
        assert_eq!(page.all(".graph .edge[data-on-path]").await.len(), 2);
        assert_eq!(focused(&page).await, *signature, "the focus stays");

        // The other views have the same selected, and so has the drawing when it comes back.
        page.press("label:has(#view-tree)").await;
        page.find(&format!(".grid [aria-selected=\"true\"][data-digest=\"{signature}\"]")).await;
        page.press("label:has(#view-graph)").await;
        page.find(&format!("{}[data-selected][tabindex=\"0\"]", box_of(signature))).await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn it_is_zoomed_and_moved_by_buttons_keys_wheel_and_pointer() {
    with_page(async |page: Page| {
        look_at(&page, "demo/app").await;
        page.press("#graph-fit").await;
        let fit = camera(&page).await;
        page.press("#graph-larger").await;
        let larger = camera(&page).await;
        page.press("#graph-smaller").await;
        page.press("#graph-smaller").await;
        let smaller = camera(&page).await;
        assert!(smaller[2] < fit[2] && fit[2] < larger[2], "{smaller:?} {fit:?} {larger:?}");
        page.press("#graph-fit").await;
        assert_eq!(camera(&page).await, fit);

        page.script("document.querySelector('.graph-frame').focus()").await;
        for (pressed, is_larger) in [("+", true), ("-", false)] {
            let before = camera(&page).await;
            key(&page, pressed).await;
            assert_eq!(camera(&page).await[2] > before[2], is_larger, "{pressed}");
        }
        key(&page, "0").await;
        assert_eq!(camera(&page).await, fit);
        key(&page, Key::Right).await;
        key(&page, Key::Down).await;
        let moved = camera(&page).await;
        assert!(moved[0] < fit[0] && moved[1] < fit[1] && moved[2] == fit[2], "{moved:?}");
        // On a box, arrow keys move the drawing together with Shift.
        key(&page, "0").await;
        key(&page, Key::Tab).await;
        let on = focused(&page).await;
        key(&page, Key::Shift + Key::Left).await;
        assert!(camera(&page).await[0] > fit[0]);
        assert_eq!(focused(&page).await, on);

        // Dragged from the ground and from a box: neither selects anything.
        page.press("#graph-fit").await;
        for css in [".graph-frame", BOX] {
            page.script("document.querySelector('.graph-frame').scrollIntoView({block: 'center'})").await;
            let before = camera(&page).await;
            let (_, x, y) = middle(&page, css).await;
            let drag = page.driver.action_chain().move_to(x as i64, y as i64).click_and_hold();
            drag.move_by_offset(40, 30).release().perform().await.unwrap();
            let after = camera(&page).await;
            assert_eq!([after[0] - before[0], after[1] - before[1]], [40.0, 30.0], "{css}");
        }
        assert!(page.all(&format!("{BOX}[data-selected]")).await.is_empty());

        // The wheel with Ctrl: what is under the pointer stays there. Without Ctrl it is the page's.
        page.press("#graph-fit").await;
        let css = format!("{BOX}[data-kind=scan]");
        page.script("document.querySelector('.graph-frame').scrollIntoView({block: 'center'})").await;
        let (_, x, y) = middle(&page, &css).await;
        let wheel = async |modifiers: u32| {
            let event =
                json!({"type": "mouseWheel", "x": x, "y": y, "deltaX": 0, "deltaY": -100, "modifiers": modifiers});
            devtools(&page.driver, "Input.dispatchMouseEvent", event).await;
        };
        wheel(2).await;
        page.until("a larger drawing", async || (camera(&page).await[2] > fit[2]).then_some(())).await;
        let (_, now_x, now_y) = middle(&page, &css).await;
        assert!((now_x - x).abs() < 3.0 && (now_y - y).abs() < 3.0, "{x} {y} {now_x} {now_y}");
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn many_of_a_kind_are_one_box_that_opens() {
    with_page(async |page: Page| {
        let tree = page.demo.push_tree("demo/many", &[400]).await.unwrap();
        look_at(&page, "demo/many").await;
        let rest = format!("{BOX}[data-rest]");
        let kinds = page.all(&rest).await.len();
        assert!(kinds > 0);
        let drawn = page.attributes(&format!("{BOX}[data-digest]"), "data-digest").await;
        assert_eq!(drawn.len(), 1 + 12 * kinds);
        assert!(drawn[1..].iter().all(|digest| tree.levels[0].contains(digest)));
        // By Enter: the focus goes to the first of those that came.
        page.script("document.querySelector('.box[data-rest]').focus()").await;
        assert_eq!(page.attributes(".box[data-rest][aria-expanded=\"false\"]", "role").await.len(), kinds);
        key(&page, "\u{e007}").await;
        page.until("the next of them", async || {
            (page.all(&format!("{BOX}[data-digest]")).await.len() == 1 + 12 * (kinds + 1)).then_some(())
        })
        .await;
        let at = focused(&page).await;
        assert!(!drawn.contains(&at) && tree.levels[0].contains(&at), "{at}");
        assert!(middle(&page, &box_of(&at)).await.0, "it is seen");

        // However often they are opened: the number of boxes has an end, and the table has all.
        loop {
            let before = page.all(BOX).await.len();
            assert!(before <= 400, "{before}");
            let Some(open) = page.all(&format!("{rest}[aria-expanded=\"false\"]")).await.into_iter().next() else {
                break;
            };
            page.driver.execute("arguments[0].focus()", vec![open.to_json().unwrap()]).await.unwrap();
            key(&page, "\u{e007}").await;
        }
        let Some(table) = page.all(&rest).await.into_iter().next() else { return };
        page.driver.execute("arguments[0].focus()", vec![table.to_json().unwrap()]).await.unwrap();
        key(&page, "\u{e007}").await;
        page.find(".grid.table").await;
        assert_eq!(page.script("return document.activeElement.id").await, "view-table");
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_growing_tree_leaves_all_as_the_person_has_it() {
    let options = Options { latency: Duration::from_millis(2500), latency_of: "/referrers/", ..Options::default() };
    with_registry(options, async |page: Page| {
        page.fill("demo/app", "1.0", "demo", "demo").await;
        page.press("#look").await;
        page.press("label:has(#view-graph)").await;
        // The platforms are known from the index; what refers to anything is still asked for.
        page.until("the platforms", async || (page.all(BOX).await.len() >= 3).then_some(())).await;
        let platform = page.attributes(&format!("{BOX}[data-kind=platform]"), "data-digest").await.remove(0);
        page.press(&box_of(&platform)).await;
        page.find(&format!("{}[data-selected]", box_of(&platform))).await;
        page.press("#graph-larger").await;
        page.driver
            .execute("document.querySelector(arguments[0]).focus()", vec![box_of(&platform).into()])
            .await
            .unwrap();
        let (before, boxes) = (camera(&page).await, page.all(BOX).await.len());
        assert!(boxes < 11, "it is still growing");
        page.ended().await;
        page.until("all boxes", async || (page.all(BOX).await.len() == 11).then_some(())).await;
        assert_eq!(camera(&page).await, before);
        assert_eq!(focused(&page).await, platform);
        assert_eq!(page.attributes(&format!("{BOX}[aria-selected=true]"), "data-digest").await, [platform]);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_filter_dims_and_leaves_out() {
    with_page(async |page: Page| {
        look_at(&page, "demo/app").await;
        let image = page.demo.content().image("demo/app", "1.0").unwrap().clone();
        let sbom = image.referrers.iter().find(|referrer| !referrer.referrers.is_empty()).unwrap();
        page.type_into("filter", &sbom.referrers[0].digest).await;
        page.until("three boxes", async || (page.all(BOX).await.len() == 3).then_some(())).await;
        assert_eq!(
            page.attributes(BOX, "data-digest").await,
            [image.digest.clone(), sbom.digest.clone(), sbom.referrers[0].digest.clone()]
        );
        assert_eq!(page.attributes(&format!("{BOX}[data-dimmed]"), "aria-level").await, ["1", "2"]);
        page.type_into("filter", "").await;
        page.until("all boxes", async || (page.all(BOX).await.len() == 11).then_some(())).await;
        assert!(page.all(&format!("{BOX}[data-dimmed]")).await.is_empty());
    })
    .await;
}

/// The width and height that a PNG says at its beginning.
fn size_of_png(bytes: &[u8]) -> (u32, u32) {
    assert_eq!(bytes[..8], *b"\x89PNG\r\n\x1a\n");
    assert_eq!(bytes[12..16], *b"IHDR");
    let number = |at: usize| u32::from_be_bytes(bytes[at..at + 4].try_into().unwrap());
    (number(16), number(20))
}

#[tokio::test(flavor = "multi_thread")]
async fn it_is_saved_as_svg_and_as_png() {
    with_page(async |page: Page| {
        let downloads = Downloads::of(&page, "graph").await;
        look_at(&page, "demo/app").await;
        let image = page.demo.content().image("demo/app", "1.0").unwrap().clone();
        page.press("#graph-svg").await;
        let file = String::from_utf8(downloads.taken(&page, "demo-app-1.0-graph.svg").await).unwrap();
        assert!(page.text(".graph-bar [role=status]").await.contains("saved as SVG"));
        let document = roxmltree::Document::parse(&file).unwrap();
        let root = document.root_element();
        let text =
            |name: &str| root.children().find(|node| node.has_tag_name(name)).unwrap().text().unwrap().to_owned();
        assert!(text("title").contains("demo/app"), "{}", text("title"));
        assert!(text("desc").contains(&format!("{}/demo/app@{}", page.demo.host(), image.digest)), "{}", text("desc"));
        let titles: Vec<&str> =
            document.descendants().filter(|node| node.has_tag_name("title")).filter_map(|node| node.text()).collect();
        assert_eq!(titles.len(), 1 + 11);
        for referrer in &image.referrers {
            assert!(titles.iter().any(|title| title.ends_with(&referrer.digest)), "{}", referrer.digest);
        }

        page.press("#graph-png").await;
        let (width, height) = size_of_png(&downloads.taken(&page, "demo-app-1.0-graph.png").await);
        let of_svg = |name: &str| root.attribute(name).unwrap().parse::<u32>().unwrap();
        assert_eq!((width, height), (2 * of_svg("width"), 2 * of_svg("height")));
        page.until("the word of it", async || {
            page.text(".graph-bar [role=status]").await.contains("PNG").then_some(())
        })
        .await;
    })
    .await;
}
