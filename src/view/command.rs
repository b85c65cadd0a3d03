//! The same step as a shell command.

use super::copy::{copy_secret_button, copy_text_button};
use super::element::{El, el, is_checked};
use super::look::Look;
use crate::auth::Secret;
use crate::export::curl::Secrets;
use crate::text;
use leptos::prelude::*;
use std::rc::Rc;

/// A command without secrets, folded.
pub fn command_view(title: &'static str, text: &str, id: &str) -> El {
    folded(title, id, el("code").text(text)).with(copy_text_button(text, "Copy the command"))
}

/// A command that can carry a secret, folded: a placeholder in its place unless the person asks.
pub fn secret_command_view(title: &'static str, look: Look, text: fn(Look, Secrets) -> String, id: &str) -> El {
    let real = RwSignal::new(false);
    let command = move || {
        let secrets = if real.get() { Secrets::Shown } else { Secrets::Hidden };
        Secret::new(text(look, secrets))
    };
    let tick_id = format!("{id}-real");
    let tick = el("span").class("check").with_all(vec![
        el("input")
            .attrs(&[("type", "checkbox"), ("id", &tick_id)])
            .on("change", move |event| real.set(is_checked(&event))),
        el("label").attr("for", &tick_id).say("with the real password in it"),
    ]);
    let code = el("code").live_text(move || command().expose().to_owned());
    let is_real = Rc::new(move || real.get());
    let [copy, copied] = copy_secret_button(Rc::new(command), is_real, text!("Copy the command"), "");
    let buttons = el("div").class("command-buttons").with(copy).with(tick).with(copied);
    folded(title, id, code).with(buttons)
}

fn folded(title: &'static str, id: &str, code: El) -> El {
    let text = el("pre").id(id).attrs(&[("tabindex", "0"), ("role", "group")]).say_attr("aria-label", title).with(code);
    el("details").class("command").with(el("summary").say(title)).with(text)
}
