//! The released page, end to end: served on one port, the registry on another, Chromium driven by
//! WebDriver. `cargo xtask test` builds the page and names its folder in `REFSCOPE_DIST`.
#![cfg(not(target_arch = "wasm32"))]

mod access;
mod browser;
mod content;
mod diagnosis;
mod errors;
mod explorer;
mod form;
mod hostile;
mod main_path;
mod page;
mod screenshots;
mod secrets;
mod site;
mod tags;
mod tree;
