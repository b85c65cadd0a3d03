//! A secret: masked until the person asks.

use super::copy::{Source, copy_secret_button};
use super::element::{El, button, el};
use crate::text;
use crate::words::Text;
use leptos::prelude::*;
use std::rc::Rc;

/// What stands in a secret's place; always of one length, which tells nothing.
const MASK: &str = "••••••••••••••••••••••••";

/// A secret with "reveal" and "copy", as `<id>-value`, `<id>-reveal` and `<id>-copy`. Revealed, it is
/// text, never an attribute. The labels say what it is: "Reveal the token".
pub fn secret_view(secret: Source, id: &str, labels: [Text; 3]) -> El {
    revealing("code", secret, Rc::new(|| MASK.to_owned()), id, labels)
}

/// A document with a secret in it, as above; until it is revealed, `hidden` stands there: the document with a
/// placeholder. `labels` are those of "reveal" and of "copy".
pub fn secret_document_view(secret: Source, hidden: Source, id: &str, labels: [Text; 3]) -> El {
    let hidden = move || hidden().expose().to_owned();
    revealing("pre", secret, Rc::new(hidden), id, labels)
}

fn revealing(tag: &str, secret: Source, hidden: Rc<dyn Fn() -> String>, id: &str, labels: [Text; 3]) -> El {
    let [reveal_label, hide_label, copy_label] = labels;
    let revealed = RwSignal::new(false);
    let shown = secret.clone();
    let value = el(tag)
        // A long one scrolls, and is to be scrolled by keyboard, too.
        .attrs(&[("id", &format!("{id}-value")), ("tabindex", "0")])
        .live_attr("class", move || if revealed.get() { "" } else { "masked" })
        .live_text(move || if revealed.get() { shown().expose().to_owned() } else { hidden() });
    let reveal = button("")
        .attrs(&[("class", "small"), ("id", &format!("{id}-reveal"))])
        .live_say_attr("aria-label", move || if revealed.get() { hide_label.clone() } else { reveal_label.clone() })
        .live_attr("aria-pressed", move || if revealed.get() { "true" } else { "false" })
        .live_say(move || if revealed.get() { text!("Hide") } else { text!("Reveal") })
        .on("click", move |_| revealed.update(|on| *on = !*on));
    let [copy, copied] = copy_secret_button(secret, Rc::new(|| true), copy_label, &format!("{id}-copy"));
    let buttons = el("div").class("secret-buttons").with(reveal).with(copy);
    el("div").class("secret").with(value).with(buttons).with(copied)
}
