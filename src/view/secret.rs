//! A secret: masked until the person asks.

use super::copy::copy_button;
use crate::auth::Secret;
use leptos::prelude::*;

/// What stands in a secret's place; always of one length, which tells nothing.
const MASK: &str = "••••••••••••••••••••••••";

/// A secret with "reveal" and "copy", as `<id>-value`, `<id>-reveal` and `<id>-copy`. Revealed, it is
/// text, never an attribute. `name` is what it is called: "Basic header".
pub fn secret_view(secret: Signal<Secret>, id: &'static str, name: &'static str, copy_label: &'static str) -> AnyView {
    let revealed = RwSignal::new(false);
    let shown = move || if revealed.get() { secret.get().expose().to_owned() } else { MASK.to_owned() };
    view! {
        <div class="secret">
            <code id=format!("{id}-value") class=move || if revealed.get() { "" } else { "masked" }>{shown}</code>
            <div class="secret-buttons">
                <button
                    type="button"
                    class="small"
                    id=format!("{id}-reveal")
                    aria-pressed=move || if revealed.get() { "true" } else { "false" }
                    aria-label=format!("Reveal the {name}")
                    on:click=move |_| revealed.update(|on| *on = !*on)
                >
                    {move || if revealed.get() { "Hide" } else { "Reveal" }}
                </button>
                {copy_button(secret, copy_label, format!("{id}-copy"))}
            </div>
        </div>
    }
    .into_any()
}
