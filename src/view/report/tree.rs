//! Things that hold things: each level is drawn when it is unfolded.

use super::values::value_view;
use crate::view::element::{El, el};
use leptos::prelude::*;
use report::Content;
use std::cell::Cell;

/// A level with no more things than this is unfolded from the beginning, where it is the first.
const OPEN: usize = 12;

/// The tree.
pub fn tree_view(contents: &[Content]) -> El {
    let items = contents.iter().map(|content| item(content, contents.len() <= OPEN));
    el("ul").class("contents").with_all(items.collect())
}

fn item(content: &Content, is_open: bool) -> El {
    let mut line = vec![el("span").class("contents-name").with(value_view(&content.name))];
    line.extend(content.detail.as_ref().map(|detail| el("span").class("contents-detail").with(value_view(detail))));
    if content.children.is_empty() {
        return el("li").with_all(line);
    }
    let place = el("div");
    let (inside, children, is_drawn) = (place.clone(), content.children.clone(), Cell::new(false));
    let owner = Owner::current().unwrap_or_default();
    let draw = move || {
        if !is_drawn.replace(true) {
            let items = children.iter().map(|child| item(child, false));
            owner.with(|| drop(inside.clone().with(el("ul").class("contents").with_all(items.collect()))));
        }
    };
    if is_open {
        draw();
    }
    let details = el("details").flag("open", is_open).with(el("summary").with_all(line)).with(place);
    el("li").with(details.on("toggle", move |_| draw()))
}
