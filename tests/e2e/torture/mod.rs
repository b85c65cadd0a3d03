//! The torture room: what goes wrong around a page, in a real browser. Each of these happens to somebody; after each the
//! page still answers, has lost nothing that was typed or on screen, and says in words what is the matter.
//!
//! `cargo xtask soak` runs [`faults`] and [`memory`] in full.

mod answers;
mod asleep;
mod clocks;
mod faults;
mod loading;
mod memory;
mod names;
mod parts;
mod refused;
mod short;
mod tabs;
mod zoom;

use super::browser;
use super::page::Page;
use serde_json::{Value, json};

/// A command of the developer tools.
async fn devtools(page: &Page, command: &str, parameters: Value) -> Value {
    browser::devtools(&page.driver, command, parameters).await
}

/// Runs a script in every document before its own, from the next one on.
async fn before_load(page: &Page, script: &str) {
    devtools(page, "Page.addScriptToEvaluateOnNewDocument", json!({"source": script})).await;
}

/// Fills in the account and the image that most of these look at.
async fn fill_usual(page: &Page) {
    page.fill("demo/app", "1.0", "demo", "demo").await;
}
