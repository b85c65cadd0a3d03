//! Pictures of the page, for people to look at: `target/screenshots/`, and the one in the README.
//! What can be measured of them is: nothing sticks out, at any width.

use super::browser;
use super::page::{Page, with_page, with_registry};
use base64::Engine as _;
use refscope_demo::{Cors, Options};
use serde_json::json;
use std::path::Path;

/// A window: name, width in CSS pixels, whether it is a phone's.
const WINDOWS: [(&str, u32, bool); 3] = [("wide", 1280, false), ("tablet", 820, false), ("phone", 360, true)];

async fn picture(page: &Page, name: &str) {
    let parameters = json!({"format": "png", "captureBeyondViewport": true});
    let answer = browser::devtools(&page.driver, "Page.captureScreenshot", parameters).await;
    let png = base64::engine::general_purpose::STANDARD.decode(answer["data"].as_str().unwrap()).unwrap();
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("target/screenshots");
    std::fs::create_dir_all(&folder).unwrap();
    std::fs::write(folder.join(format!("{name}.png")), png).unwrap();
}

/// Sets the window and the reader's wish for light or dark.
async fn show_as(page: &Page, width: u32, is_phone: bool, theme: &str) {
    let metrics = json!({"width": width, "height": 1000, "deviceScaleFactor": 1, "mobile": is_phone});
    browser::devtools(&page.driver, "Emulation.setDeviceMetricsOverride", metrics).await;
    let media = json!({"features": [{"name": "prefers-color-scheme", "value": theme}]});
    browser::devtools(&page.driver, "Emulation.setEmulatedMedia", media).await;
}

async fn pictures(page: &Page, state: &str) {
    for (window, width, is_phone) in WINDOWS {
        for theme in ["light", "dark"] {
            show_as(page, width, is_phone, theme).await;
            // The browser lays out what it had skipped only when it next draws.
            page.until(&format!("{state}, {window}: nothing sticking out"), async || {
                let size = "return [document.documentElement.scrollWidth, document.documentElement.clientWidth]";
                let size = page.script(size).await;
                (size[0] == size[1]).then_some(())
            })
            .await;
            let is_dark = page.script("return getComputedStyle(document.documentElement).backgroundColor").await;
            let sum: u32 = is_dark
                .as_str()
                .unwrap()
                .split(|c: char| !c.is_ascii_digit())
                .filter_map(|n| n.parse::<u32>().ok())
                .take(3)
                .sum();
            assert_eq!(sum < 384, theme == "dark", "{is_dark}");
            picture(page, &format!("{state}-{window}-{theme}")).await;
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_page_in_all_its_states_is_photographed() {
    with_page(async |page: Page| {
        pictures(&page, "empty").await;
        page.fill("demo/app", "1.0", "demo", "demo").await;
        page.look().await;
        pictures(&page, "found").await;
        page.type_into("reference", "9.9").await;
        page.look().await;
        pictures(&page, "failed").await;
        page.type_into("repository", "demo/plain").await;
        page.type_into("reference", "1.0").await;
        page.look().await;
        pictures(&page, "nothing").await;
        page.type_into("repository", "demo/buildkit").await;
        page.look().await;
        page.press(".grid [data-kind] > :first-child").await;
        for opener in [".detail > .opener", "#step-referrers .content .parts li .opener"] {
            page.press(opener).await;
            page.until("the content", async || {
                (!page.all(&format!("{opener} + .content > *:not([role=status])")).await.is_empty()).then_some(())
            })
            .await;
        }
        pictures(&page, "opened").await;
        page.type_into("repository", "demo/legacy").await;
        page.look().await;
        pictures(&page, "legacy").await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_diagnosis_is_photographed() {
    with_registry(Options { cors: Cors::Quay, ..Options::default() }, async |page: Page| {
        page.fill("demo/app", "1.0", "demo", "demo").await;
        page.look().await;
        page.press(".remedy > summary").await;
        pictures(&page, "diagnosis").await;
    })
    .await;
}
