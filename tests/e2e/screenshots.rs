//! Pictures of every view, for people to look at: `target/screenshots/`, by `cargo xtask screenshots`. What can be
//! measured of them is: nothing sticks out, at any width.

use super::appearance::{PHONE, Theme, WIDE, Window};
use super::page::Page;
use super::{browser, views};
use base64::Engine as _;
use serde_json::json;
use std::path::Path;

/// Windows of which there is no picture. 320 pixels is what WCAG 2.2 asks for (1.4.10, "Reflow").
const OTHERS: [Window; 2] =
    [Window { name: "tablet", width: 820, is_phone: false }, Window { name: "narrow", width: 320, is_phone: true }];

async fn picture(page: &Page, name: &str) {
    let parameters = json!({"format": "png", "captureBeyondViewport": true});
    let answer = browser::devtools(&page.driver, "Page.captureScreenshot", parameters).await;
    let png = base64::engine::general_purpose::STANDARD.decode(answer["data"].as_str().unwrap()).unwrap();
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("target/screenshots");
    std::fs::create_dir_all(&folder).unwrap();
    std::fs::write(folder.join(format!("{name}.png")), png).unwrap();
}

async fn nothing_sticks_out(page: &Page, view: &str, window: Window) {
    // The browser lays out what it had skipped only when it next draws.
    page.until(&format!("{view}, {}: nothing sticking out", window.name), async || {
        let size = "return [document.documentElement.scrollWidth, document.documentElement.clientWidth]";
        let size = page.script(size).await;
        (size[0] == size[1]).then_some(())
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn every_view_fits_and_is_photographed() {
    views::each(async |page, view| {
        for window in OTHERS {
            page.show_in(window, Theme::Light).await;
            nothing_sticks_out(page, view, window).await;
        }
        for window in [PHONE, WIDE] {
            for theme in Theme::ALL {
                page.show_in(window, theme).await;
                nothing_sticks_out(page, view, window).await;
                picture(page, &format!("{view}-{}-{}", window.name, theme.name())).await;
            }
        }
    })
    .await;
}
