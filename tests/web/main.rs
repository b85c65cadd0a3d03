//! The page's parts in a real browser, one at a time: what cannot be tried on the host.
#![cfg(target_arch = "wasm32")]

mod element;
mod fetch;
mod form;
mod language;
mod place;
mod secret;

wasm_bindgen_test::wasm_bindgen_test_configure!(run_in_browser);
