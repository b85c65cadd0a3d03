//! The sections of a report.

use super::Held;
use super::table::table_view;
use super::tree::tree_view;
use super::values::{text_of, value_view};
use super::verdict::verdict_view;
use crate::browser::picture;
use crate::view::element::{El, el, said};
use crate::view::facts::{facts_view, note};
use crate::view::follow::keep;
use crate::view::preview::hex;
use report::{Body, Fact, Section};
use std::rc::Rc;

/// A section. `bytes` are those of the document.
pub fn section_view(held: &Rc<Held>, section: &Section, bytes: &[u8]) -> El {
    let title = text_of(&section.title);
    let body = match &section.body {
        Body::Facts(facts) => facts_view(facts.iter().map(fact_view).collect()),
        Body::Table(table) => table_view(held.clone(), title.clone(), table),
        Body::Tree(contents) => tree_view(contents),
        Body::Text(text) => block(title.clone(), text),
        Body::Hex(bytes) => block(title.clone(), &hex(bytes)),
        Body::Picture(kind) => picture_view(title.clone(), kind, bytes),
        Body::Verdicts(verdicts) => el("div")
            .class("verdicts")
            .with_all(verdicts.iter().map(|verdict| verdict_view(verdict, Vec::new())).collect()),
    };
    el("section").class("report-section").with(said("h4", "", title)).with(body)
}

fn fact_view(fact: &Fact) -> El {
    el("div").with(el("dt").with(value_view(&fact.name))).with(el("dd").with(value_view(&fact.value)))
}

/// Text that is scrolled within its own frame.
fn block(title: crate::words::Text, text: &str) -> El {
    el("pre")
        .attrs(&[("tabindex", "0"), ("role", "group"), ("class", "preview")])
        .say_attr("aria-label", title)
        .with(el("code").foreign(text))
}

/// Drawn by the browser as an image, which runs no script, whatever is in it.
fn picture_view(title: crate::words::Text, kind: &str, bytes: &[u8]) -> El {
    match picture::Shown::new(bytes, kind) {
        Some(shown) => {
            let image = el("img").attr("src", shown.address()).say_attr("alt", title);
            keep(Box::new(shown));
            el("div").class("picture").with(image)
        }
        None => note("The browser does not show this picture."),
    }
}
