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
mod config;
mod content;
mod diagnosis;
mod early;
mod errors;
mod explorer;
#[path = "../../xtask/src/deploy/fill.rs"]
mod fill;
mod firefox;
mod form;
mod graph;
mod habits;
mod help;
mod history;
mod hostile;
mod hosting;
mod inspector_worker;
mod keyboard;
mod main_path;
mod measuring;
mod page;
mod paper;
#[allow(dead_code, reason = "shared with the tests of registries, which use all of it")]
#[path = "../registries/program.rs"]
mod program;
mod proof;
#[path = "../../inspector/tests/verify/rows.rs"]
mod rows;
mod screenshots;
mod secrets;
mod security;
#[allow(dead_code, reason = "shared with the tests of registries, which use all of it")]
#[path = "../registries/servers.rs"]
mod servers;
mod site;
#[path = "../../inspector/tests/support/mod.rs"]
mod support;
mod tags;
mod take_away;
#[allow(dead_code, reason = "shared with the tests of registries, which use all of it")]
#[path = "../registries/tls.rs"]
mod tls;
mod torture;
#[path = "../bench/trace.rs"]
mod trace;
mod tree;
mod views;
mod worker;
