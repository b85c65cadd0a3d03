//! A button that copies a text, and says whether it could.

use super::element::{El, button, el};
use crate::auth::Secret;
use crate::browser;
use leptos::prelude::*;
use std::rc::Rc;
use std::time::Duration;

/// How long the button says that it copied.
const ECHO: Duration = Duration::from_secs(2);

/// What the button says: by its place here.
const WORDS: [&str; 3] = ["Copy", "Copied", "Refused: select and copy by hand"];

/// Where a secret is had from: anew each time, so that none is kept in the page's elements.
pub type Source = Rc<dyn Fn() -> Secret>;

/// A button that copies what `text` gives when it is pressed. `label` says what that is, for screen
/// readers: "Copy the token".
pub fn copy_button(text: Source, label: &'static str, id: &str) -> El {
    let said = RwSignal::new(0_u64);
    let copy = move |_| {
        let text = untrack(|| text());
        leptos::task::spawn_local(async move {
            let copied = browser::copy(text.expose()).await;
            // The button may be gone by now, with the step it stood in.
            said.try_set(if copied { 1 } else { 2 });
            let back = move || {
                said.try_set(0);
            };
            set_timeout(back, ECHO);
        });
    };
    let button = button("").class("small").say_attr("aria-label", label);
    let button = if id.is_empty() { button } else { button.id(id) };
    button
        .with(el("span").attr("aria-live", "polite").live_say(move || WORDS[said.get() as usize].into()))
        .on("click", copy)
}

/// A button that copies a text which is no secret.
pub fn copy_text_button(text: &str, label: &'static str) -> El {
    let text = Secret::new(text);
    copy_button(Rc::new(move || text.clone()), label, "")
}
