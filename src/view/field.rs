//! One labelled input with its help and its error.

use super::element::{El, el, said, value_of};
use super::look::Form;
use crate::oci::paste;
use crate::words::Text;
use leptos::prelude::*;
use wasm_bindgen::JsCast;

/// What does not change about a field.
#[derive(Clone, Copy)]
pub struct Field {
    /// Its id, which is its name for the browser too.
    pub id: &'static str,
    /// What stands above it.
    pub label: &'static str,
    /// What stands in it as long as it is empty.
    pub example: &'static str,
    /// What stands below it.
    pub help: &'static str,
    /// What the browser may fill in.
    pub autocomplete: &'static str,
    /// What is wrong with its content.
    pub error: fn(Form) -> Option<Text>,
}

/// The field. Its error is shown once the person has left it with something in it, or has pressed the
/// button. A whole reference pasted into it fills all fields of the form.
pub fn field_view(field: Field, value: RwSignal<String>, form: Form) -> El {
    let Field { id, label, example, help, autocomplete, error } = field;
    let left = RwSignal::new(false);
    let shown = move || {
        let is_due = form.pressed.get() || (left.get() && value.with(|text| !text.trim().is_empty()));
        if is_due { error(form) } else { None }
    };
    let error_id = format!("{id}-error");
    let help_id = format!("{id}-help");
    let input = el("input")
        .attrs(&[
            ("id", id),
            ("name", id),
            ("type", "text"),
            ("autocomplete", autocomplete),
            ("autocapitalize", "none"),
            ("spellcheck", "false"),
            ("aria-describedby", &format!("{error_id} {help_id}")),
        ])
        .say_attr("placeholder", example)
        .live_attr("aria-invalid", move || if shown().is_some() { "true" } else { "false" })
        .live_value(move || value.get())
        .on("input", move |event| value.set(value_of(&event)))
        .on("blur", move |_| left.set(true))
        .on("paste", move |event| fill_all(form, &event));
    el("div").class("field").with_all(vec![
        el("label").attr("for", id).say(label),
        input,
        el("p")
            .attrs(&[("class", "field-error"), ("id", &error_id), ("aria-live", "polite")])
            .live_say(move || shown().unwrap_or_default()),
        said("p", "help", help).id(&help_id),
    ])
}

/// Fills all fields where the pasted text is a whole reference.
pub fn fill_all(form: Form, event: &web_sys::Event) {
    let data = event.dyn_ref::<web_sys::ClipboardEvent>().and_then(web_sys::ClipboardEvent::clipboard_data);
    let text = data.and_then(|data| data.get_data("text").ok()).unwrap_or_default();
    if let Some(pasted) = paste::parse(&text) {
        event.prevent_default();
        form.fill(pasted);
    }
}
