//! What is measured in a real browser, by `cargo xtask bench`. Figures are ratios within one run; nothing here
//! fails because a machine is slow.
#![cfg(not(target_arch = "wasm32"))]
#![allow(dead_code, reason = "the page object is shared with the end-to-end tests")]

mod bare;
#[path = "../e2e/browser.rs"]
mod browser;
mod content;
mod figures;
mod filter;
mod growth;
mod job;
mod lists;
mod memory;
#[path = "../e2e/page.rs"]
mod page;
#[path = "../e2e/site.rs"]
mod site;
mod start;
mod trace;
mod tree;
mod verify;
#[path = "../e2e/worker.rs"]
mod worker;
