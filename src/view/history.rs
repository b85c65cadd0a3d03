//! The images that were looked at on this device.

use super::element::{El, el, is_checked, press, said};
use super::follow::listen;
use super::house::Configured;
use super::look::Look;
use crate::browser::{self, place, storage};
use crate::oci::digest;
use crate::registry::tree::Tree;
use crate::session::{Session, Stage, StepName};
use crate::settings::config::Retention;
use crate::settings::{Entry, History, Named};
use crate::text;
use crate::words::{Arg, Text};
use leptos::prelude::*;
use std::rc::Rc;
use wasm_bindgen::JsCast;

/// What the list is like.
#[derive(Clone, Copy)]
struct Kept {
    history: RwSignal<Rc<History>, LocalStorage>,
    is_on: RwSignal<bool>,
    /// Why the device keeps nothing, or less than it should.
    trouble: RwSignal<Text>,
    config: Configured,
}

impl Kept {
    fn new(config: Configured) -> Self {
        let history = RwSignal::new_local(Rc::default());
        let kept = Self { history, is_on: RwSignal::new(true), trouble: RwSignal::new(Text::empty()), config };
        kept.read();
        kept
    }

    /// Reads what the device has: at the start, and when another tab has changed it.
    fn read(self) {
        let Ok(text) = storage::read(storage::HISTORY) else {
            self.trouble.set(text!("This browser does not let the page keep anything on this device. All else works."));
            return;
        };
        self.is_on.set(storage::read(storage::REMEMBER).ok().flatten().as_deref() != Some("off"));
        let history = text.as_deref().map(History::read);
        if history == Some(None) {
            self.trouble.set(text!("What was kept on this device could not be read, so the list begins anew."));
        }
        self.history.set(Rc::new(history.flatten().unwrap_or_default()));
    }

    fn change(self, change: impl FnOnce(&mut History)) {
        // Another tab may have written since: what it has noted is not to be written over.
        let is_well = untrack(|| self.trouble.with(Text::is_empty));
        let text = storage::read(storage::HISTORY).ok().filter(|_| is_well);
        let there = text.map(|text| text.as_deref().and_then(History::read).unwrap_or_default());
        let mut history = there.unwrap_or_else(|| (*self.history.get_untracked()).clone());
        change(&mut history);
        let Retention { entries, days } = self.config.with_untracked(|config| config.history);
        let since = if days > 0 { place::time(days) } else { String::new() };
        history.keep(usize::try_from(entries).unwrap_or_default(), &since);
        let text = if history.entries().is_empty() { String::new() } else { history.json() };
        if !storage::write(storage::HISTORY, &text) && is_well {
            self.trouble.set(text!("This browser has no room to keep this list. All else works."));
        }
        self.history.set(Rc::new(history));
    }

    /// Lets go of what is older or more than the people who host the page have set.
    fn trim(self) {
        if self.config.with(|config| config.history != Retention::default()) {
            self.change(|_| ());
        }
    }

    fn switch(self, is_on: bool) {
        self.is_on.set(is_on);
        storage::write(storage::REMEMBER, if is_on { "" } else { "off" });
        if !is_on {
            self.change(|history| *history = History::default());
        }
    }
}

/// Fills the list's panel, under the form.
pub fn fill(look: Look, panel: El) {
    let kept = Kept::new(look.form.config);
    listen(window().into(), "storage", move |_| kept.read());
    let rows = move || {
        let history = kept.history.get();
        history.entries().iter().enumerate().map(|(at, entry)| row(look, kept, at, entry)).collect()
    };
    let is_empty = move || kept.history.with(|history| history.entries().is_empty());
    let clear = move |_| {
        kept.change(|history| *history = History::default());
        browser::focus("history-title");
    };
    let filled = panel
        .follow(move || kept.trim())
        .follow(move || note_look(look, kept))
        .live_flag("hidden", move || kept.config.with(|config| config.history.entries == 0))
        .with_all(vec![
            el("p").attrs(&[("class", "note trouble"), ("role", "status")]).live_say(move || kept.trouble.get()),
            said("p", "note empty-history", "No image yet: what you look up is listed here, for you alone.")
                .live_flag("hidden", move || !(is_empty() && kept.is_on.get())),
            el("ul").live_children(rows),
            el("div").class("field check").with_all(vec![
            el("input")
                .attrs(&[("type", "checkbox"), ("id", "remember"), ("aria-describedby", "remember-help")])
                .live_checked(move || kept.is_on.get())
                .on("change", move |event| kept.switch(is_checked(&event))),
            el("label").attr("for", "remember").say("Remember on this device"),
            said(
                "p",
                "help",
                "Names, digests and numbers; never a user name, password or token. Switching it off clears the list.",
            )
            .id("remember-help"),
        ]),
            press("Clear the list").id("history-clear").class("small").live_flag("hidden", is_empty).on("click", clear),
        ]);
    drop(filled);
}

fn row(look: Look, kept: Kept, at: usize, entry: &Entry) -> El {
    let image = entry.image.clone();
    let link = entry.link();
    let address = link.address();
    let open = move |event: web_sys::Event| {
        // With a key held down it is the browser's to open, in another tab or window.
        let click = event.dyn_ref::<web_sys::MouseEvent>();
        if click.is_some_and(|click| !(click.ctrl_key() || click.meta_key() || click.shift_key() || click.alt_key())) {
            event.prevent_default();
            look.go(link.clone());
        }
    };
    let named = image.whole();
    let remove = move |_| {
        kept.change(|history| history.remove(&image));
        // The focus goes to what has moved up; where nothing is left, to the list's title.
        leptos::task::spawn_local(async move {
            leptos::task::tick().await;
            browser::focus("history-title");
            browser::focus(&format!("history-remove-{}", at.saturating_sub(1)));
            browser::focus(&format!("history-remove-{at}"));
        });
    };
    let Named { registry, repository, reference } = &entry.image;
    let short = if reference.contains(':') {
        format!("{repository}@{}", digest::short_text(reference))
    } else {
        format!("{repository}:{reference}")
    };
    el("li").with_all(vec![
        el("a")
            .attrs(&[("href", if address.is_empty() { "?" } else { &address }), ("title", &named)])
            .text(&short)
            .on("click", open),
        press("Remove")
            .class("small")
            .id(&format!("history-remove-{at}"))
            .say_attr("aria-label", text!("Remove {image}", image = named.as_str()))
            .on("click", remove),
        el("p").class("note").text(registry).text(" · ").say(Arg::Time(entry.time.clone())),
        el("p")
            .class("note")
            .attr("title", &entry.digest)
            .text(&digest::short_text(&entry.digest))
            .text(" · ")
            .say(found(entry)),
    ])
}

fn found(entry: &Entry) -> Text {
    let part =
        |(kind, number): &(crate::oci::Kind, u64)| text!("{number} × {kind}", number = *number, kind = kind.text());
    let parts: Vec<Text> = entry.counts.iter().map(part).collect();
    if parts.is_empty() { text!("no referrers") } else { text!("{list}", list = parts) }
}

/// Keeps a look that has ended with an image, once.
fn note_look(look: Look, kept: Kept) {
    let entry = look.read(StepName::Referrers, ended);
    if let Some(entry) = entry.filter(|_| untrack(|| kept.is_on.get())) {
        kept.change(|history| history.add(entry));
    }
}

fn ended(session: &Session) -> Option<Entry> {
    let is_over = matches!(session.referrers.stage, Stage::Done | Stage::Failed | Stage::Cancelled);
    let image = session.image.result.as_deref().filter(|_| is_over && session.image.is_current)?;
    let tree = session.newest();
    let counts = tree.map(|tree| Tree::count_by_kind(tree.artifacts())).unwrap_or_default();
    Some(Entry {
        image: Named::of(&session.inquiry.as_deref()?.image),
        digest: image.digest.to_string(),
        time: place::time(0),
        counts: counts.into_iter().map(|(kind, number)| (kind, number as u64)).collect(),
    })
}
