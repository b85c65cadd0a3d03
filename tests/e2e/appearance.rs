//! How the page is looked at: in which window, and by a person who wishes for light or for dark.

use super::browser;
use super::page::Page;
use serde_json::json;

/// What a person wishes for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Theme {
    /// Dark text on a light ground.
    Light,
    /// The reverse.
    Dark,
}

impl Theme {
    /// Both.
    pub const ALL: [Self; 2] = [Self::Light, Self::Dark];

    /// As media queries call it.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Light => "light",
            Self::Dark => "dark",
        }
    }
}

/// A window, or a phone's screen.
#[derive(Clone, Copy, Debug)]
pub struct Window {
    /// What a person calls it.
    pub name: &'static str,
    /// In CSS pixels.
    pub width: u32,
    /// Whether it is a phone's.
    pub is_phone: bool,
}

/// A usual window.
pub const WIDE: Window = Window { name: "wide", width: 1280, is_phone: false };
/// A usual phone.
pub const PHONE: Window = Window { name: "phone", width: 390, is_phone: true };

impl Page {
    /// Sets the window and the wish, and waits until the page has followed.
    pub async fn show_in(&self, window: Window, theme: Theme) {
        let Window { width, is_phone, .. } = window;
        let metrics = json!({"width": width, "height": 1000, "deviceScaleFactor": 1, "mobile": is_phone});
        browser::devtools(&self.driver, "Emulation.setDeviceMetricsOverride", metrics).await;
        let media = json!({"features": [{"name": "prefers-color-scheme", "value": theme.name()}]});
        browser::devtools(&self.driver, "Emulation.setEmulatedMedia", media).await;
        let ground = "return getComputedStyle(document.documentElement).backgroundColor";
        self.until(&format!("a {} ground", theme.name()), async || {
            let ground = self.script(ground).await;
            (is_dark(ground.as_str().unwrap()) == (theme == Theme::Dark)).then_some(())
        })
        .await;
    }
}

/// Whether `rgb(r, g, b)` is nearer to black than to white.
fn is_dark(colour: &str) -> bool {
    let numbers = colour.split(|c: char| !c.is_ascii_digit()).filter_map(|part| part.parse::<u32>().ok());
    numbers.take(3).sum::<u32>() < 3 * 128
}
