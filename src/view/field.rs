//! One labelled input with its help and its error.

use super::look::Form;
use crate::oci::paste;
use leptos::prelude::*;
use web_sys::ClipboardEvent;

/// A text field bound to a signal.
pub struct Field {
    id: &'static str,
    label: &'static str,
    value: RwSignal<String>,
    error: Option<Signal<Option<String>>>,
    example: &'static str,
    help: &'static str,
    autocomplete: &'static str,
}

impl Field {
    /// A field with an id, which is its name for the browser too, and a label.
    pub const fn new(id: &'static str, label: &'static str, value: RwSignal<String>) -> Self {
        Self { id, label, value, error: None, example: "", help: "", autocomplete: "off" }
    }

    /// What stands in it as long as it is empty.
    pub const fn example(self, example: &'static str) -> Self {
        Self { example, ..self }
    }

    /// What stands below it.
    pub const fn help(self, help: &'static str) -> Self {
        Self { help, ..self }
    }

    /// What is wrong with its content.
    pub const fn error(self, error: Signal<Option<String>>) -> Self {
        Self { error: Some(error), ..self }
    }

    /// What the browser may fill in.
    pub const fn autocomplete(self, autocomplete: &'static str) -> Self {
        Self { autocomplete, ..self }
    }
}

/// The field. Its error is shown once the person has left it with something in it, or has pressed the
/// button. A whole reference pasted into it fills all fields of the form.
pub fn field_view(field: Field, form: Form, pressed: RwSignal<bool>) -> AnyView {
    let Field { id, label, value, error, example, help, autocomplete } = field;
    let left = RwSignal::new(false);
    let shown = Memo::new(move |_| {
        let is_due = pressed.get() || (left.get() && value.with(|text| !text.trim().is_empty()));
        if is_due { error.and_then(|error| error.get()) } else { None }
    });
    view! {
        <div class="field">
            <label for=id>{label}</label>
            <input
                id=id
                name=id
                type="text"
                placeholder=example
                autocomplete=autocomplete
                autocapitalize="none"
                spellcheck="false"
                aria-invalid=move || if shown.with(Option::is_some) { "true" } else { "false" }
                aria-describedby=format!("{id}-error {id}-help")
                prop:value=move || value.get()
                on:input=move |event| value.set(event_target_value(&event))
                on:blur=move |_| left.set(true)
                on:paste=move |event| fill_all(form, &event)
            />
            <p class="field-error" id=format!("{id}-error") aria-live="polite">{move || shown.get()}</p>
            <p class="help" id=format!("{id}-help")>{help}</p>
        </div>
    }
    .into_any()
}

/// Fills all fields where the pasted text is a whole reference.
pub fn fill_all(form: Form, event: &ClipboardEvent) {
    let text = event.clipboard_data().and_then(|data| data.get_data("text").ok()).unwrap_or_default();
    if let Some(pasted) = paste::parse(&text) {
        event.prevent_default();
        form.fill(pasted);
    }
}
