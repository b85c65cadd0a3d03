//! The tag's field, completed from the repository's own list as one types.

use super::element::{El, el, press};
use super::engine::{self, ToldOfTags};
use super::field::{Field, field_view};
use super::house;
use super::look::Look;
use crate::auth::BasicCredentials;
use crate::oci::{Address, RepositoryName};
use crate::session::Tags;
use crate::text;
use crate::words::{Text, counted};
use leptos::prelude::*;
use std::cell::{Cell, RefCell};
use std::rc::Rc;

/// The most suggestions at a time. Who sees none of what is looked for types on.
const SUGGESTIONS: usize = 100;

/// For what the list was asked: it is asked once for each.
#[derive(Clone, PartialEq)]
struct Asked {
    registry: Address,
    repository: RepositoryName,
    credentials: Option<BasicCredentials>,
}

/// The field.
pub fn tag_field(look: Look, field: Field) -> El {
    let list = List::default();
    let view = field_view(field, look.form.reference, look.form);
    if let Some(input) = view.find("input") {
        // By itself only where the registry has let this account in already: a password that may be wrong is sent
        // when the person asks for something, and not once more for a help.
        let (focused, typed) = (list.clone(), list.clone());
        let complete = move |list: &List| {
            let is_in = |inquiry| look.trail().is_some_and(|trail| trail.is_for(&inquiry));
            if look.inquiry_for_tags().is_some_and(is_in) {
                ask(look, list);
            }
        };
        input.attr("list", "tags").on("focus", move |_| complete(&focused)).on("input", move |_| complete(&typed));
    }
    let (asked, listed, told, dropped) = (list.clone(), list.clone(), list.clone(), list);
    let ask_now = press("List tags").id("list-tags").class("small").on("click", move |_| ask(look, &asked));
    let note = el("span")
        .class("help")
        .id("tags-note")
        .attr("aria-live", "polite")
        .live_say(move || if told.is_about(look) { told.note.get() } else { Text::empty() });
    let suggestions = el("datalist").id("tags").live_children(move || suggestions(look, &listed));
    // As whom it was asked is a secret too.
    let forget = move || {
        look.form.forgotten.track();
        dropped.asked.take();
    };
    view.follow(forget).with(suggestions).with(el("p").class("tags").with(ask_now).with(note))
}

/// What is known of the tags, and for what.
#[derive(Clone)]
struct List {
    tags: Rc<RefCell<Tags>>,
    asked: Rc<RefCell<Option<Asked>>>,
    /// Whether that failed: pressed once more, it is asked once more.
    has_failed: Rc<Cell<bool>>,
    /// What is said of it; also tells that there is more.
    note: RwSignal<Text>,
}

impl Default for List {
    fn default() -> Self {
        let note = RwSignal::new(Text::empty());
        Self { tags: Rc::default(), asked: Rc::default(), has_failed: Rc::default(), note }
    }
}

impl List {
    /// Whether the form still names what this is the list of; to be asked again when either changes.
    fn is_about(&self, look: Look) -> bool {
        self.note.track();
        *self.asked.borrow() == named(look)
    }
}

fn ask(look: Look, list: &List) {
    let Some(now) = wanted(look) else {
        list.asked.take();
        list.note.set(text!("Enter registry and repository first."));
        return;
    };
    let is_new = list.asked.borrow().as_ref() != Some(&now);
    if is_new || list.has_failed.take() {
        list.asked.replace(Some(now.clone()));
        fetch(look, now, list.clone());
    }
}

/// What the form names by now, if that is enough to ask for tags.
fn wanted(look: Look) -> Option<Asked> {
    untrack(|| named(look))
}

fn named(look: Look) -> Option<Asked> {
    let form = look.form;
    let (registry, repository, credentials) = (form.registry(), form.repository(), form.credentials());
    Some(Asked { registry: registry.ok()?, repository: repository.ok()?, credentials: credentials.ok()? })
}

fn fetch(look: Look, asked: Asked, list: List) {
    list.tags.take();
    list.note.set(text!("Listing the tags …"));
    let Some(inquiry) = look.inquiry_for_tags() else { return };
    let lost = list.clone();
    let tell: ToldOfTags = Rc::new(move |told| {
        if list.asked.borrow().as_ref() != Some(&asked) {
            return;
        }
        match told {
            Ok(tags) => {
                let mut words = count(&tags);
                if tags.odd > 0 {
                    let odd = counted(
                        tags.odd,
                        [
                            "",
                            "{n} entry of the list is no tag and is left out.",
                            "{n} entries of the list are no tags and are left out.",
                        ],
                    );
                    words = text!("{words} {odd}", words, odd);
                }
                list.tags.replace(tags);
                list.note.set(words);
            }
            // The list is a help, not a step: the reason in one sentence, and nothing else changes.
            Err(why) => {
                list.has_failed.set(true);
                list.note.set(why);
            }
        }
    });
    leptos::task::spawn_local(async move {
        house::settled().await;
        match engine::engine().await {
            Ok(engine) => (engine.tags)(look, inquiry, tell).await,
            Err(_) => {
                lost.has_failed.set(true);
                lost.note.set(text!("No list of tags: a part of this page could not be loaded."));
            }
        }
    });
}

fn count(tags: &Tags) -> Text {
    let named = counted(tags.named.len(), ["no tags", "{n} tag", "{n} tags"]);
    let left_out = counted(
        tags.made,
        [
            "",
            "{n} holds signatures or a list of referrers and is left out",
            "{n} hold signatures or lists of referrers and are left out",
        ],
    );
    match (tags.is_cut, tags.made > 0) {
        (false, false) => text!("This repository has {tags}.", tags = named),
        (true, false) => text!("This repository has {tags} and more.", tags = named),
        (false, true) => text!("This repository has {tags}; {left_out}.", tags = named, left_out),
        (true, true) => text!("This repository has {tags} and more; {left_out}.", tags = named, left_out),
    }
}

fn suggestions(look: Look, list: &List) -> Vec<El> {
    if !list.is_about(look) {
        return Vec::new();
    }
    let typed = look.form.reference.get();
    let typed = typed.trim().to_ascii_lowercase();
    let fits = |tag: &&crate::oci::Tag| tag.as_str().to_ascii_lowercase().contains(&typed);
    let tags = list.tags.borrow();
    tags.named.iter().filter(fits).take(SUGGESTIONS).map(|tag| el("option").attr("value", tag.as_str())).collect()
}
