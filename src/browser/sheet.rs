//! Style sheets that only a part of the page needs: fetched with that part.

use std::cell::RefCell;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;

thread_local! {
    /// Those that were asked for, and what tells that they have come.
    static SHEETS: RefCell<Vec<(&'static str, js_sys::Promise)>> = const { RefCell::new(Vec::new()) };
}

/// Fetches the style sheet of that name, unless it is there, and comes back when it is. Where it cannot be had the page
/// goes on without: plain is better than nothing.
pub async fn fetch(name: &'static str) {
    let has_come = SHEETS.with_borrow_mut(|sheets| match sheets.iter().find(|(known, _)| *known == name) {
        Some((_, has_come)) => has_come.clone(),
        None => {
            let has_come = js_sys::Promise::new(&mut |resolve, _| {
                if ask(name, &resolve).is_none() {
                    let _ = resolve.call0(&JsValue::NULL);
                }
            });
            sheets.push((name, has_come.clone()));
            has_come
        }
    });
    let told = JsFuture::from(has_come).await.unwrap_or_default();
    // What did not come is asked for again when it is wanted again.
    if told.dyn_ref::<web_sys::Event>().is_none_or(|event| event.type_() != "load") {
        SHEETS.with_borrow_mut(|sheets| sheets.retain(|(known, _)| *known != name));
    }
}

/// Where it is, and its hash in a page that is built to be hosted, stands in `index.html`.
fn ask(name: &str, resolve: &js_sys::Function) -> Option<()> {
    let document = web_sys::window()?.document()?;
    let meta = document.query_selector(&format!("meta[name=refscope-{name}]")).ok()??.get_attribute("content")?;
    let (address, hash) = meta.split_once(' ').unwrap_or((&meta, ""));
    let link = document.create_element("link").ok()?;
    for (name, value) in [("rel", "stylesheet"), ("integrity", hash), ("crossorigin", "anonymous"), ("href", address)] {
        link.set_attribute(name, value).ok()?;
    }
    link.add_event_listener_with_callback("load", resolve).ok()?;
    link.add_event_listener_with_callback("error", resolve).ok()?;
    let head = document.query_selector("head").ok()??;
    head.append_child(link.unchecked_ref()).ok()?;
    Some(())
}
