//! The released page, end to end: served on one port, the registry on another, Chromium and
//! Firefox driven by WebDriver. `cargo xtask test` builds the page and names its folder in `REFSCOPE_DIST`.
#![cfg(not(target_arch = "wasm32"))]

mod access;
mod accessibility;
mod address;
mod appearance;
#[allow(dead_code, reason = "shared with the inspector's own tests, which use all of it")]
#[path = "../../inspector/tests/verify/ask.rs"]
mod ask;
mod axe;
mod browser;
mod calm;
mod check;
mod compare;
mod content;
mod diagnosis;
mod errors;
mod explorer;
mod firefox;
mod form;
mod graph;
mod habits;
mod history;
mod hostile;
mod inspector_worker;
mod keyboard;
mod main_path;
mod measuring;
mod page;
mod paper;
#[path = "../../inspector/tests/verify/rows.rs"]
mod rows;
mod screenshots;
mod secrets;
mod site;
#[path = "../../inspector/tests/support/mod.rs"]
mod support;
mod tags;
mod take_away;
#[path = "../bench/trace.rs"]
mod trace;
mod tree;
mod views;
mod worker;
