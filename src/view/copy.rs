//! A button that copies a text, and says whether it could.

use crate::auth::Secret;
use crate::browser;
use gloo_timers::future::TimeoutFuture;
use leptos::prelude::*;

/// How long the button says that it copied, in milliseconds.
const ECHO: u32 = 2_000;

/// A button that copies what `text` holds when it is pressed. `label` says what that is, for screen
/// readers: "Copy the token".
pub fn copy_button(text: Signal<Secret>, label: &'static str, id: String) -> AnyView {
    let words = RwSignal::new("Copy");
    let copy = move |_| {
        let text = text.get_untracked();
        leptos::task::spawn_local(async move {
            let copied = browser::copy(text.expose()).await;
            // The button may be gone by now, with the step it stood in.
            words.try_set(if copied { "Copied" } else { "Refused: select and copy by hand" });
            TimeoutFuture::new(ECHO).await;
            words.try_set("Copy");
        });
    };
    view! {
        <button type="button" class="small" id=id aria-label=label on:click=copy>
            <span aria-live="polite">{move || words.get()}</span>
        </button>
    }
    .into_any()
}

/// A button that copies a text which is no secret.
pub fn copy_text_button(text: String, label: &'static str) -> AnyView {
    copy_button(Signal::stored(Secret::new(text)), label, String::new())
}
