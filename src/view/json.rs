//! A JSON document in colours, its digests as links.

use super::copy::copy_text_button;
use super::element::{El, button, el};
use super::look::Look;
use crate::explorer::tokens::{self, Part};
use crate::oci::json;
use crate::words::Text;
use leptos::prelude::*;
use wasm_bindgen::JsCast;

/// The most bytes that are coloured: each part is an element of its own.
const COLOURED: usize = 100_000;

/// A JSON document laid out in lines, folded.
pub fn json_view(look: Look, title: Text, bytes: &[u8]) -> El {
    let raw = String::from_utf8_lossy(bytes);
    let is_json = json::parse(bytes).is_ok();
    let shown = if is_json { json::pretty(&raw) } else { raw.clone().into_owned() };
    let code = if is_json && shown.len() <= COLOURED { coloured(look, &shown) } else { el("code").foreign(&shown) };
    let block = el("pre").attrs(&[("tabindex", "0"), ("role", "group")]).say_attr("aria-label", title.clone());
    el("details")
        .class("document")
        .with(el("summary").say(title))
        .with(block.with(code))
        .with(copy_text_button(&raw, "Copy the document as it came"))
}

fn coloured(look: Look, text: &str) -> El {
    let parts = tokens::parts(text).into_iter().map(|(part, text)| match part {
        Part::Plain => el("span").text(text),
        Part::Name => el("span").class("json-name").foreign(text),
        Part::String => el("span").class("json-string").foreign(text),
        Part::Literal => el("span").class("json-literal").text(text),
        Part::Digest => digest_link(look, text),
    });
    el("code").with_all(parts.collect())
}

/// A digest that leads to what it names: in the tree, else among the parts of what the document belongs to.
fn digest_link(look: Look, quoted: &str) -> El {
    let digest = quoted.trim_matches('"').to_owned();
    let target = digest.clone();
    let go = move |event: web_sys::Event| {
        let node = untrack(|| look.read_tree(|tree| tree.find(&target)));
        match node {
            Some(node) => look.explorer.selected.set(Some(node)),
            None => focus_part(&event, &target),
        }
    };
    button(quoted).class("json-digest").say_attr("title", "Go to what this digest names").on("click", go)
}

fn focus_part(event: &web_sys::Event, digest: &str) {
    let link = event.target().and_then(|target| target.dyn_into::<web_sys::Element>().ok());
    let content = link.and_then(|link| link.closest(".content").ok().flatten());
    let part = content
        .and_then(|content| content.query_selector(&format!("li[data-digest=\"{digest}\"] button")).ok().flatten());
    if let Some(part) = part.and_then(|part| part.dyn_into::<web_sys::HtmlElement>().ok()) {
        let _ = part.focus();
    }
}
