//! The released page, end to end: served on one port, the registry on another, Chromium driven by
//! WebDriver. `cargo xtask test` builds the page and names its folder in `REFSCOPE_DIST`.
#![cfg(not(target_arch = "wasm32"))]

mod access;
mod address;
mod browser;
mod content;
mod diagnosis;
mod errors;
mod form;
mod habits;
mod history;
mod hostile;
mod main_path;
mod page;
mod paper;
mod screenshots;
mod secrets;
mod site;
mod tags;
mod tree;
