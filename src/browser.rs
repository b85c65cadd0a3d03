//! What the views ask the browser for: the time, the reader's own way to write dates, the clipboard,
//! the address bar.

use serde::Serialize;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;

/// Now, in whole seconds since 1970.
#[must_use]
pub fn now() -> u64 {
    (js_sys::Date::now() / 1000.0) as u64
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct DateStyle {
    date_style: &'static str,
    time_style: &'static str,
}

/// An RFC 3339 time in the reader's own language and time zone; as it stands where it is none.
#[must_use]
pub fn local_time(rfc3339: &str) -> String {
    let date = js_sys::Date::new(&JsValue::from_str(rfc3339));
    let style = DateStyle { date_style: "medium", time_style: "short" };
    match serde_wasm_bindgen::to_value(&style) {
        Ok(options) if !date.get_time().is_nan() => {
            let languages = js_sys::Array::new();
            let format = js_sys::Intl::DateTimeFormat::new(&languages, options.unchecked_ref());
            let written = format.format().call1(&JsValue::UNDEFINED, &date);
            written.ok().and_then(|text| text.as_string()).unwrap_or_else(|| rfc3339.to_owned())
        }
        _ => rfc3339.to_owned(),
    }
}

/// Puts a text on the clipboard; `false` where the browser refuses (no permission, or a page that came
/// by plain http from another host).
pub async fn copy(text: &str) -> bool {
    let Some(window) = web_sys::window() else { return false };
    let navigator = window.navigator();
    // Outside a secure context there is no clipboard at all, whatever the types say.
    let has_clipboard = js_sys::Reflect::has(&navigator, &JsValue::from_str("clipboard")).unwrap_or(false);
    has_clipboard && JsFuture::from(navigator.clipboard().write_text(text)).await.is_ok()
}

/// The query of the address bar, decoded.
#[must_use]
pub fn query() -> Vec<(String, String)> {
    let search = web_sys::window().and_then(|window| window.location().search().ok()).unwrap_or_default();
    let Ok(parameters) = web_sys::UrlSearchParams::new_with_str(&search) else { return Vec::new() };
    let text = |pair: &js_sys::Array, at| pair.get(at).as_string().unwrap_or_default();
    js_sys::try_iter(&parameters)
        .ok()
        .flatten()
        .into_iter()
        .flatten()
        .filter_map(Result::ok)
        .map(|pair| pair.unchecked_into::<js_sys::Array>())
        .map(|pair| (text(&pair, 0), text(&pair, 1)))
        .collect()
}

/// Moves the focus to an element, if it is there.
pub fn focus(id: &str) {
    let element = web_sys::window().and_then(|window| window.document()).and_then(|d| d.get_element_by_id(id));
    if let Some(element) = element.and_then(|e| e.dyn_into::<web_sys::HtmlElement>().ok()) {
        let _ = element.focus();
    }
}
