//! The address bar: it says what is on screen, and what it says is brought back by Back, Forward, or a link.

use super::account::Account;
use super::element::{El, el};
use super::follow::{follow, listen};
use super::look::Look;
use crate::browser::{self, place};
use crate::registry::tree::Tree;
use crate::settings::{Link, Named};
use crate::text;
use crate::words::Text;
use leptos::prelude::*;
use std::cell::{Cell, RefCell};
use std::rc::Rc;
use std::time::Duration;
use wasm_bindgen::JsCast;

/// How long typing and wandering about are waited for: browsers take some hundred changes a minute.
const SETTLING: Duration = Duration::from_millis(300);

/// Whether a selection wanders by this key. Each of its steps would be one to go back otherwise.
fn is_wandering(key: &str) -> bool {
    key.starts_with("Arrow") || key.starts_with("Page") || key.starts_with("Home") || key.starts_with("End")
}

/// What stands in the bar, or will in a moment.
struct Bar {
    link: RefCell<Link>,
    /// The timer by which it is written late.
    due: Cell<Option<TimeoutHandle>>,
    is_wandering: Cell<bool>,
}

/// Reads the address bar, and keeps it and the page in step from now on.
pub fn keep_address(look: Look) {
    let link = Link::read(&browser::query());
    if place::raw_query() != link.address() {
        // What means nothing here does not stay: it may be a password that somebody put into a link.
        place::put_query(&link.address(), false);
    }
    let bar = Rc::new(Bar { link: RefCell::new(link.clone()), due: Cell::new(None), is_wandering: Cell::new(false) });
    look.named.set(link.image.clone());
    look.show(link);
    let (written, back) = (bar.clone(), bar.clone());
    follow(Box::new(move || written.write(look.link())));
    listen(window().into(), "popstate", move |_| {
        back.settle();
        let link = Link::read(&browser::query());
        if back.link.replace(link.clone()) != link {
            look.follow(link);
        }
    });
    let wander = move |event: web_sys::Event| {
        let key = event.dyn_ref::<web_sys::KeyboardEvent>().map(web_sys::KeyboardEvent::key).unwrap_or_default();
        bar.is_wandering.set(is_wandering(&key));
    };
    listen(document().into(), "keydown", wander.clone());
    listen(document().into(), "pointerdown", wander);
}

/// The document's title: what the browser's own lists of pages show.
pub fn title(look: Look) -> Text {
    let named = look.named.get();
    let page = look.form.config.with(|config| config.title.as_ref());
    match named.image() {
        Some(_) => text!("{image}: what refers to it? {page}", image = named.whole(), page),
        None => text!("{page}: what refers to this image?", page),
    }
}

impl Bar {
    fn write(self: &Rc<Self>, link: Link) {
        let before = self.link.replace(link.clone());
        if before == link {
            return;
        }
        let is_selected = before.selected != link.selected && !self.is_wandering.get();
        if is_selected || before.image != link.image || before.view != link.view || before.compare != link.compare {
            // The entry that is left says what was on screen last.
            if self.settle() {
                place::put_query(&before.address(), false);
            }
            place::put_query(&link.address(), true);
            return;
        }
        self.settle();
        let bar = self.clone();
        let write = move || {
            bar.due.take();
            place::put_query(&bar.link.borrow().address(), false);
        };
        self.due.set(set_timeout_with_handle(write, SETTLING).ok());
    }

    /// Stops what would be written late, and tells whether there was something.
    fn settle(&self) -> bool {
        self.due.take().map(|timer| timer.clear()).is_some()
    }
}

impl Look {
    /// What the address bar has to say; to be done again when that has changed.
    fn link(self) -> Link {
        let explorer = self.explorer;
        let (selected, sought) = (explorer.selected.get(), explorer.sought.get());
        Link {
            image: self.named.get(),
            view: explorer.view.get(),
            query: explorer.query.get(),
            selected: if selected.is_some() { self.selected_digest() } else { sought },
            compare: explorer.compare.get(),
        }
    }

    /// The digest of what is selected; empty for nothing.
    pub fn selected_digest(self) -> String {
        let selected = self.explorer.selected.get_untracked();
        let digest = |tree: &Tree| Some(tree.nodes.get(selected?)?.digest.to_string());
        self.session.with_untracked(|session| session.referrers.result.as_deref().and_then(digest)).unwrap_or_default()
    }

    /// Selects what has a digest, now or once it has come. An empty one leaves what is waited for.
    pub fn select_digest(self, digest: String) {
        if self.explorer.selected.get_untracked().is_some() {
            self.explorer.selected.set(None);
        }
        if !digest.is_empty() {
            self.explorer.sought.set(digest);
        }
        self.seek();
    }

    /// Selects what is waited for, if it has come: the first, where it stands there twice.
    pub fn seek(self) {
        let sought = self.explorer.sought.get_untracked();
        if sought.is_empty() {
            return;
        }
        let find = |tree: &Tree| tree.find(&sought);
        let found = self.session.with_untracked(|session| session.referrers.result.as_deref().and_then(find));
        if found.is_some() || self.explorer.selected.get_untracked().is_some() {
            // Something that the person has selected meanwhile counts for more.
            self.explorer.sought.set(String::new());
        }
        if self.explorer.selected.get_untracked().is_none() && found.is_some() {
            self.explorer.selected.set(found);
        }
    }

    /// A look at an image begins. What was selected in another one, or compared with it, is no more.
    pub fn arrive(self, image: Named) {
        if self.named.get_untracked() != image {
            self.explorer.selected.set(None);
            self.explorer.sought.set(String::new());
            self.explorer.compare.set(String::new());
        }
        self.kept.get_value().arriving.replace(Some(image));
        self.arrive_now();
    }

    /// The same, with the first news that is told of the look, unless there is something of another image to be put
    /// aside: what the address bar is told keeps the browser busy while the registry's first answers come.
    pub fn arrive_soon(self, image: Named) {
        let explorer = self.explorer;
        let is_bare = explorer.selected.get_untracked().is_none()
            && [explorer.sought, explorer.compare].iter().all(|text| text.with_untracked(String::is_empty));
        if is_bare {
            self.kept.get_value().arriving.replace(Some(image));
        } else {
            self.arrive(image);
        }
    }

    /// Arrives where that was put off.
    pub(super) fn arrive_now(self) {
        if let Some(image) = self.kept.get_value().arriving.take() {
            self.missing.set(String::new());
            if self.named.get_untracked() != image {
                self.named.set(image);
            }
        }
    }

    /// Shows things as a link has them.
    fn show(self, link: Link) {
        let explorer = self.explorer;
        explorer.view.set(link.view);
        explorer.query.set(link.query);
        explorer.compare.set(link.compare);
        explorer.sought.set(String::new());
        self.select_digest(link.selected);
    }

    /// Goes where a link leads: to the image on screen at once; to another one by a look, if this tab knows as whom.
    pub fn follow(self, link: Link) {
        let image = link.image.clone();
        self.kept.get_value().arriving.take();
        self.missing.set(String::new());
        self.named.set(image.clone());
        self.show(link);
        let on_screen = |inquiry: &crate::session::Inquiry| Named::of(&inquiry.image) == image;
        let is_on_screen = self.session.with_untracked(|session| session.inquiry.as_deref().is_some_and(on_screen));
        if image == Named::default() {
            return;
        }
        let form = self.form;
        let before = untrack(|| form.registry()).ok();
        form.registry.set(image.registry.clone());
        form.repository.set(image.repository.clone());
        form.reference.set(image.reference.clone());
        let Some(registry) = image.image().map(|image| image.registry) else { return };
        match self.account(&registry) {
            Some(account) => {
                account.fill(form);
                if !is_on_screen {
                    let _ = self.start();
                }
            }
            None => {
                if before.as_ref() != Some(&registry) {
                    // What was typed for one registry is not for another.
                    Account::unknown(registry).fill(form);
                }
                if !is_on_screen {
                    self.cancel();
                    self.missing.set(image.registry);
                }
            }
        }
    }

    /// Goes where a link of the page's own leads, as if it had been opened.
    pub fn go(self, link: Link) {
        self.follow(link);
        browser::focus("look");
    }
}

/// What is missing to look at what the address bar names.
pub fn missing_view(look: Look) -> El {
    let words = move || match &*look.missing.get() {
        "" => Text::empty(),
        registry => text!(
            "The address bar names another image than the one on screen. This page does not know any more as whom to look at {registry}: enter user name and password, or leave both empty, and look it up.",
            registry = registry
        ),
    };
    el("p")
        .attrs(&[("id", "link-note"), ("class", "notice"), ("role", "status")])
        .live_flag("hidden", move || look.missing.with(String::is_empty))
        .live_say(words)
}

/// Where the page is found again: the last line on paper.
pub fn printed_address(look: Look) -> El {
    let address = move || place::page_address() + &look.link().address();
    el("p").class("printed").say("This page:").text(" ").with(el("span").id("printed-address").live_text(address))
}
