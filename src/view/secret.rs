//! A secret: masked until the person asks.

use super::copy::{Source, copy_button};
use super::element::{El, button, el};
use crate::words::Text;
use leptos::prelude::*;

/// What stands in a secret's place; always of one length, which tells nothing.
const MASK: &str = "••••••••••••••••••••••••";

/// A secret with "reveal" and "copy", as `<id>-value`, `<id>-reveal` and `<id>-copy`. Revealed, it is
/// text, never an attribute. The labels say what it is: "Reveal the token".
pub fn secret_view(secret: Source, id: &str, reveal_label: &'static str, copy_label: &'static str) -> El {
    let revealed = RwSignal::new(false);
    let shown = secret.clone();
    let value = el("code")
        .id(&format!("{id}-value"))
        .live_attr("class", move || if revealed.get() { "" } else { "masked" })
        .live_text(move || if revealed.get() { shown().expose().to_owned() } else { MASK.to_owned() });
    let reveal = button("")
        .attrs(&[("class", "small"), ("id", &format!("{id}-reveal"))])
        .say_attr("aria-label", reveal_label)
        .live_attr("aria-pressed", move || if revealed.get() { "true" } else { "false" })
        .live_say(move || Text::from(if revealed.get() { "Hide" } else { "Reveal" }))
        .on("click", move |_| revealed.update(|on| *on = !*on));
    let copy = copy_button(secret, copy_label, &format!("{id}-copy"));
    let buttons = el("div").class("secret-buttons").with(reveal).with(copy);
    el("div").class("secret").with(value).with(buttons)
}
