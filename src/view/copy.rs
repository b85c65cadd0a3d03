//! A button that copies a text, and says whether it could.

use super::element::{El, button, el, press};
use crate::auth::Secret;
use crate::browser;
use crate::text;
use crate::words::Text;
use leptos::prelude::*;
use std::rc::Rc;
use std::time::Duration;

/// How long the button says that it copied.
const ECHO: Duration = Duration::from_secs(2);

/// Where a secret is had from: anew each time, so that none is kept in the page's elements.
pub type Source = Rc<dyn Fn() -> Secret>;

/// A button that copies what `text` gives when it is pressed. `label` says what that is, for screen
/// readers: "Copy the token".
pub fn copy_button(text: Source, label: impl Into<Text>, id: &str) -> El {
    copying(text, label.into(), id, Rc::new(|| ()))
}

/// The same for what is a secret where `is_secret` says so, and what is said once it is on the clipboard: that it is
/// there for other programs to read, with a button that takes it off again.
pub fn copy_secret_button(text: Source, is_secret: Rc<dyn Fn() -> bool>, label: impl Into<Text>, id: &str) -> [El; 2] {
    // What became of it: 0 nothing, 1 it is on the clipboard, 2 it is gone, 3 the browser would not let it go.
    let state = RwSignal::new(0_u64);
    let clear = move |_| {
        leptos::task::spawn_local(async move {
            let cleared = browser::copy("").await;
            state.try_set(if cleared { 2 } else { 3 });
        });
    };
    let words = move || match state.get() {
        0 => Text::empty(),
        1 => text!("A secret is on the clipboard now, where other programs can read it."),
        2 => text!("The clipboard is cleared. A clipboard manager may have kept a copy."),
        _ => text!("The browser did not let the page clear the clipboard. Copy something else to replace the secret."),
    };
    let note = el("div")
        .attrs(&[("class", "clipboard-note"), ("role", "status")])
        .live_flag("hidden", move || state.get() == 0)
        .with(el("span").live_say(words))
        .with(press(text!("Clear the clipboard")).class("small clear-clipboard").on("click", clear));
    let copied = move || {
        // Anything else that was copied has taken the place of a secret.
        state.try_set(u64::from(untrack(|| is_secret())));
    };
    [copying(text, label.into(), id, Rc::new(copied)), note]
}

fn copying(text: Source, label: Text, id: &str, copied: Rc<dyn Fn()>) -> El {
    let said = RwSignal::new(0_u64);
    let copy = move |_| {
        let (text, copied) = (untrack(|| text()), copied.clone());
        leptos::task::spawn_local(async move {
            let is_copied = browser::copy(text.expose()).await;
            if is_copied {
                copied();
            }
            // The button may be gone by now, with the step it stood in.
            said.try_set(if is_copied { 1 } else { 2 });
            let back = move || {
                said.try_set(0);
            };
            set_timeout(back, ECHO);
        });
    };
    let words = move || match said.get() {
        0 => text!("Copy"),
        1 => text!("Copied"),
        _ => text!("Refused: select and copy by hand"),
    };
    let button = button("").class("small").say_attr("aria-label", label);
    let button = if id.is_empty() { button } else { button.id(id) };
    button.with(el("span").attr("aria-live", "polite").live_say(words)).on("click", copy)
}

/// A button that copies a text which is no secret.
pub fn copy_text_button(text: &str, label: impl Into<Text>) -> El {
    let text = Secret::new(text);
    copy_button(Rc::new(move || text.clone()), label, "")
}
