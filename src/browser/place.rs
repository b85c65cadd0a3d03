//! The address bar and the document around the page.

use wasm_bindgen::JsValue;

/// Writes the query of the address bar, from its `?` on: as a new entry of the tab's history, or in the place of the
/// one that is there. Of fragments, [`CHECK`] stays.
pub fn put_query(query: &str, is_new: bool) {
    put(query, fragment(), is_new);
}

/// Takes the fragment away, in the place of the entry that is there.
pub fn drop_fragment() {
    put(&raw_query(), "", false);
}

fn put(query: &str, fragment: &str, is_new: bool) {
    let Some(window) = web_sys::window() else { return };
    // An address without a query means the one that is there.
    let path = if query.is_empty() { window.location().pathname().unwrap_or_default() } else { String::new() };
    let address = path + query + fragment;
    let Ok(history) = window.history() else { return };
    // Browsers refuse more than some hundred a minute; the next one will say what this one does not.
    let _ = if is_new {
        history.push_state_with_url(&JsValue::NULL, "", Some(&address))
    } else {
        history.replace_state_with_url(&JsValue::NULL, "", Some(&address))
    };
}

/// The fragment of the address bar under which the check for administrators is.
pub const CHECK: &str = "#check";

/// That fragment where the address bar has it; else nothing.
#[must_use]
pub fn fragment() -> &'static str {
    let hash = web_sys::window().and_then(|window| window.location().hash().ok());
    if hash.as_deref() == Some(CHECK) { CHECK } else { "" }
}

/// The query of the address bar as it stands there, from its `?` on.
#[must_use]
pub fn raw_query() -> String {
    web_sys::window().and_then(|window| window.location().search().ok()).unwrap_or_default()
}

/// The page's own address, without query and fragment.
#[must_use]
pub fn page_address() -> String {
    let location = web_sys::window().map(|window| window.location());
    location
        .map(|location| location.origin().unwrap_or_default() + &location.pathname().unwrap_or_default())
        .unwrap_or_default()
}

/// The page's own origin.
#[must_use]
pub fn origin() -> Option<String> {
    web_sys::window()?.location().origin().ok()
}

/// The reader's languages, best first.
#[must_use]
pub fn languages() -> Vec<String> {
    let languages = web_sys::window().map(|window| window.navigator().languages());
    languages.map(|tags| tags.iter().filter_map(|tag| tag.as_string()).collect()).unwrap_or_default()
}

/// Sets an attribute of the document's root; an empty value takes it away.
pub fn set_root(name: &str, value: &str) {
    let root = web_sys::window().and_then(|window| window.document()).and_then(|d| d.document_element());
    if let Some(root) = root {
        let _ = if value.is_empty() { root.remove_attribute(name) } else { root.set_attribute(name, value) };
    }
}

/// Now, or so many days ago, as RFC 3339.
#[must_use]
pub fn time(days_ago: u64) -> String {
    let milliseconds = js_sys::Date::now() - days_ago as f64 * 86_400_000.0;
    js_sys::Date::new(&JsValue::from_f64(milliseconds)).to_iso_string().into()
}
