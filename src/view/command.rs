//! The same step as a shell command.

use super::copy::{copy_button, copy_text_button};
use super::look::{Look, use_look};
use crate::auth::Secret;
use crate::export::curl::Secrets;
use leptos::prelude::*;

/// A command without secrets, folded.
pub fn command_view(title: &'static str, text: String, id: &'static str) -> AnyView {
    view! {
        <details class="command">
            <summary>{title}</summary>
            <pre id=id tabindex="0"><code>{text.clone()}</code></pre>
            {copy_text_button(text, "Copy the command")}
        </details>
    }
    .into_any()
}

/// A command that can carry a secret, folded: a placeholder in its place unless the person asks.
pub fn secret_command_view(title: &'static str, text: fn(Look, Secrets) -> String, id: &'static str) -> AnyView {
    let look = use_look();
    let real = RwSignal::new(false);
    let command = Signal::derive(move || {
        let secrets = if real.get() { Secrets::Shown } else { Secrets::Hidden };
        Secret::new(text(look, secrets))
    });
    view! {
        <details class="command">
            <summary>{title}</summary>
            <pre id=id tabindex="0"><code>{move || command.get().expose().to_owned()}</code></pre>
            <div class="command-buttons">
                {copy_button(command, "Copy the command", String::new())}
                <span class="check">
                    <input type="checkbox" id=format!("{id}-real")
                        on:change=move |event| real.set(event_target_checked(&event))/>
                    <label for=format!("{id}-real")>"with the real password in it"</label>
                </span>
            </div>
        </details>
    }
    .into_any()
}
