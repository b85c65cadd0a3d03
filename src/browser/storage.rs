//! What the browser keeps of this page on the device. Never a secret.

use wasm_bindgen::JsValue;

/// The history, as JSON.
pub const HISTORY: &str = "refscope.history";
/// Whether there is a history: `off` where not.
pub const REMEMBER: &str = "refscope.remember";
/// The theme's name; `theme.js` reads it too.
pub const THEME: &str = "refscope.theme";
/// The language's name.
pub const LANGUAGE: &str = "refscope.language";
/// Whether single keys do something: `off` where not.
pub const SHORTCUTS: &str = "refscope.shortcuts";

/// Whom the person trusts, as long as the tab is open.
pub const TRUST: &str = "refscope.trust";

fn storage() -> Result<web_sys::Storage, JsValue> {
    // Where storage is forbidden, asking for it is an error already.
    web_sys::window().map(|window| window.local_storage()).transpose()?.flatten().ok_or(JsValue::NULL)
}

/// What is kept under a name. `Err` where the browser forbids to ask.
#[expect(clippy::result_unit_err, reason = "there is no more to say of it than that it failed")]
pub fn read(name: &str) -> Result<Option<String>, ()> {
    storage().and_then(|storage| storage.get_item(name)).map_err(drop)
}

/// Keeps a text; an empty one is not kept. `false` where the browser has no room for it, or forbids it.
pub fn write(name: &str, text: &str) -> bool {
    let write = |storage: web_sys::Storage| {
        if text.is_empty() { storage.remove_item(name) } else { storage.set_item(name, text) }
    };
    storage().and_then(write).is_ok()
}

fn of_tab() -> Result<web_sys::Storage, JsValue> {
    web_sys::window().map(|window| window.session_storage()).transpose()?.flatten().ok_or(JsValue::NULL)
}

/// What this tab keeps under a name, over a reload.
#[must_use]
pub fn read_in_tab(name: &str) -> Option<String> {
    of_tab().and_then(|storage| storage.get_item(name)).ok()?
}

/// Keeps a text in this tab; an empty one is not kept. Where the browser forbids it, it lasts as long as the page.
pub fn write_in_tab(name: &str, text: &str) {
    let write = |storage: web_sys::Storage| {
        if text.is_empty() { storage.remove_item(name) } else { storage.set_item(name, text) }
    };
    let _ = of_tab().and_then(write);
}
