//! A button that copies a text, and says whether it could.

use super::element::{El, button, el};
use crate::auth::Secret;
use crate::browser;
use gloo_timers::future::TimeoutFuture;
use leptos::prelude::*;

/// How long the button says that it copied, in milliseconds.
const ECHO: u32 = 2_000;

/// A button that copies what `text` gives when it is pressed. `label` says what that is, for screen
/// readers: "Copy the token".
pub fn copy_button(text: impl Fn() -> Secret + 'static, label: &'static str, id: &str) -> El {
    let said = RwSignal::new("Copy");
    let copy = move |_| {
        let text = untrack(&text);
        leptos::task::spawn_local(async move {
            let copied = browser::copy(text.expose()).await;
            // The button may be gone by now, with the step it stood in.
            said.try_set(if copied { "Copied" } else { "Refused: select and copy by hand" });
            TimeoutFuture::new(ECHO).await;
            said.try_set("Copy");
        });
    };
    let button = button("").attrs(&[("class", "small"), ("aria-label", label)]);
    let button = if id.is_empty() { button } else { button.id(id) };
    button.with(el("span").attr("aria-live", "polite").live_text(move || said.get().to_owned())).on("click", copy)
}

/// A button that copies a text which is no secret.
pub fn copy_text_button(text: &str, label: &'static str) -> El {
    let text = Secret::new(text);
    copy_button(move || text.clone(), label, "")
}
