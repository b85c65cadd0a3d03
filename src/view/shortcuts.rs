//! Single keys that do something, and the sheet that lists them. They can be switched off (WCAG 2.2, 2.1.4): who
//! speaks to the computer would press them by chance.

use super::element::{El, el, is_checked, press, said};
use super::follow::listen;
use super::look::Look;
use crate::browser::{self, storage};
use crate::explorer::ViewName;
use crate::text;
use crate::words::Text;
use leptos::prelude::*;
use wasm_bindgen::JsCast;

/// What the keys do. The take-away panel and the comparison are folded: their ids are those of `<details>`.
fn keys() -> [(&'static str, Text); 8] {
    [
        ("/", text!("Filter what was found")),
        ("1", text!("Show it as a tree")),
        ("2", text!("Show it as a table")),
        ("3", text!("Show it as a graph")),
        ("f", text!("Go to the form")),
        ("t", text!("Take it away: commands and files")),
        ("c", text!("Compare with another image")),
        ("?", text!("Show this list")),
    ]
}

/// The sheet, closed; from now on its keys work.
pub fn sheet(look: Look) -> El {
    let is_on = RwSignal::new(storage::read(storage::SHORTCUTS).ok().flatten().as_deref() != Some("off"));
    let rows =
        keys().map(|(key, words)| el("div").with(el("dt").with(el("kbd").text(key))).with(said("dd", "", words)));
    let switch = el("div").class("field check").with_all(vec![
        el("input").attrs(&[("type", "checkbox"), ("id", "shortcuts-on")]).live_checked(move || is_on.get()).on(
            "change",
            move |event| {
                is_on.set(is_checked(&event));
                storage::write(storage::SHORTCUTS, if is_checked(&event) { "" } else { "off" });
            },
        ),
        el("label").attr("for", "shortcuts-on").say("Single keys do this"),
    ]);
    let sheet = el("dialog").attrs(&[("id", "shortcuts-sheet"), ("aria-labelledby", "shortcuts-title")]);
    let (close, open) = (sheet.clone(), sheet.clone());
    listen(document().into(), "keydown", move |event| {
        if let Some(key) = key_of(&event).filter(|_| is_on.get_untracked())
            && obey(look, &open, &key)
        {
            event.prevent_default();
        }
    });
    sheet.with_all(vec![
        el("h2").id("shortcuts-title").say("Keyboard shortcuts"),
        el("dl").class("shortcuts").with_all(rows.into()),
        said("p", "note", "Not while you type in a field."),
        switch,
        press("Close").id("shortcuts-close").on("click", move |_| close.close()),
    ])
}

/// The key, where it is meant for the page as a whole: alone, and not typed into something.
fn key_of(event: &web_sys::Event) -> Option<String> {
    let press = event.dyn_ref::<web_sys::KeyboardEvent>()?;
    let target = event.target().and_then(|target| target.dyn_into::<web_sys::Element>().ok());
    let typing = "input:not([type=checkbox], [type=radio]), textarea, select, [contenteditable], dialog";
    let is_typed = target.is_some_and(|target| target.closest(typing).ok().flatten().is_some());
    let has_more = press.ctrl_key() || press.alt_key() || press.meta_key() || press.is_composing() || press.repeat();
    (!is_typed && !has_more && !event.default_prevented()).then(|| press.key())
}

/// Does what a key asks for, and tells whether there was something to do.
fn obey(look: Look, sheet: &El, key: &str) -> bool {
    match key {
        "?" => sheet.show_modal(),
        "/" => return go_to("filter"),
        "f" => return go_to("registry"),
        "t" => return unfold("take-away"),
        "c" => return unfold("compare"),
        "1" => show(look, ViewName::Tree),
        "2" => show(look, ViewName::Table),
        "3" => show(look, ViewName::Graph),
        _ => return false,
    }
    true
}

/// Puts a view on screen. Where the focus was in the one before, which goes, it goes to what picks the view.
fn show(look: Look, view: ViewName) {
    let focused = document().active_element();
    if focused.is_some_and(|focused| focused.closest(".explorer-view").ok().flatten().is_some()) {
        browser::focus(&format!("view-{}", view.slug()));
    }
    look.explorer.view.set(view);
}

fn go_to(id: &str) -> bool {
    browser::focus(id);
    document().active_element().is_some_and(|element| element.id() == id)
}

/// Opens what is folded, and goes to its title.
fn unfold(id: &str) -> bool {
    let Some(place) = document().get_element_by_id(id) else { return false };
    let title = place.query_selector("summary, h2, h3").ok().flatten().unwrap_or_else(|| place.clone());
    if place.tag_name().eq_ignore_ascii_case("details") {
        let _ = place.set_attribute("open", "");
    } else if !title.has_attribute("tabindex") {
        // A heading takes the focus only where it is allowed to.
        let _ = title.set_attribute("tabindex", "-1");
    }
    if let Ok(title) = title.dyn_into::<web_sys::HtmlElement>() {
        let _ = title.focus();
    }
    true
}
