//! A secret: masked until the person asks.

use super::copy::{Source, copy_button};
use super::element::{El, button, el};
use crate::text;
use leptos::prelude::*;

/// What stands in a secret's place; always of one length, which tells nothing.
const MASK: &str = "••••••••••••••••••••••••";

/// A secret with "reveal" and "copy", as `<id>-value`, `<id>-reveal` and `<id>-copy`. Revealed, it is
/// text, never an attribute. `name` is what it is called: "Basic header".
pub fn secret_view(secret: Source, id: &str, name: &str, copy_label: &'static str) -> El {
    let revealed = RwSignal::new(false);
    let shown = secret.clone();
    let called = name.to_owned();
    // A long one scrolls, and is to be scrolled by keyboard, too.
    let value = el("code")
        .attrs(&[("id", &format!("{id}-value")), ("tabindex", "0")])
        .live_attr("class", move || if revealed.get() { "" } else { "masked" })
        .live_text(move || if revealed.get() { shown().expose().to_owned() } else { MASK.to_owned() });
    let reveal = button("")
        .attrs(&[("class", "small"), ("id", &format!("{id}-reveal"))])
        .live_say_attr("aria-label", move || {
            let name = called.as_str();
            if revealed.get() { text!("Hide the {name}", name = name) } else { text!("Reveal the {name}", name = name) }
        })
        .live_text(move || if revealed.get() { "Hide" } else { "Reveal" }.to_owned())
        .on("click", move |_| revealed.update(|on| *on = !*on));
    let copy = copy_button(secret, copy_label, &format!("{id}-copy"));
    let buttons = el("div").class("secret-buttons").with(reveal).with(copy);
    el("div").class("secret").with(value).with(buttons)
}
