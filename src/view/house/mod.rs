//! How the people who host the page have set it up: `config.json`, read while the form is there already.

mod apply;

pub use apply::apply;

use super::element::{El, el, said};
use super::look::Look;
use super::parts;
use crate::browser;
use crate::settings::config::Config;
use crate::text;
use leptos::prelude::*;
use std::cell::{Cell, RefCell};
use wasm_bindgen::JsValue;
use wasm_bindgen_futures::JsFuture;

/// Where in the page is said what it says.
const PLACE: &str = "house";

/// As long as there is no file.
static WITHOUT: Config = Config::new();

thread_local! {
    static CONFIG: Cell<&'static Config> = const { Cell::new(&WITHOUT) };
    /// What tells that the page is set up, and how that is told.
    static SETTLED: RefCell<Option<(js_sys::Promise, js_sys::Function)>> = const { RefCell::new(None) };
    static IS_SETTLED: Cell<bool> = const { Cell::new(false) };
}

/// `config.json`, as it is known by now. How often it has changed is what views follow: a signal of the whole would
/// be a copy of all that signals can, for this type alone.
#[derive(Clone, Copy)]
pub struct Configured(RwSignal<u64>);

impl Configured {
    /// As it is without the file.
    pub fn new() -> Self {
        Self(RwSignal::new(0))
    }

    /// Reads it, to be done again when it has changed.
    pub fn with<R>(self, read: impl FnOnce(&'static Config) -> R) -> R {
        self.0.track();
        self.with_untracked(read)
    }

    /// Reads it once.
    pub fn with_untracked<R>(self, read: impl FnOnce(&'static Config) -> R) -> R {
        read(CONFIG.get())
    }

    fn set(self, config: &'static Config) {
        CONFIG.set(config);
        self.0.update(|changes| *changes += 1);
    }
}

/// The place for what the file has for readers: links, and what is wrong with it.
pub fn place() -> El {
    el("div").id(PLACE)
}

/// Reads the file and sets up the page by it. What was typed meanwhile stays.
pub fn begin(look: Look) {
    let owner = Owner::current().unwrap_or_default();
    let mut told = None;
    let settled = js_sys::Promise::new(&mut |resolve, _| told = Some(resolve));
    SETTLED.set(told.map(|told| (settled, told)));
    leptos::task::spawn_local(async move {
        let found = browser::beside("config.json").await;
        // Without the file the page is as it is.
        if !matches!(found, Err(404 | 410)) && !parts::furnish(look, owner.clone(), found).await {
            let why = text!(
                "What config.json beside this page sets is not in force: a part of the page could not be loaded. Reload the page."
            );
            owner.with(|| show(said("p", "notice", why).attr("role", "alert")));
        }
        IS_SETTLED.set(true);
        if let Some((_, told)) = SETTLED.take() {
            let _ = told.call0(&JsValue::NULL);
        }
    });
}

/// Whether the page is set up.
pub fn is_settled() -> bool {
    IS_SETTLED.get()
}

/// Comes back when the page is set up: what is asked of a registry before might be asked in the wrong place.
pub async fn settled() {
    let settled = SETTLED.with_borrow(|settled| settled.as_ref().map(|(settled, _)| settled.clone()));
    if let Some(settled) = settled {
        let _ = JsFuture::from(settled).await;
    }
}

fn show(child: El) {
    if let Some(place) = document().get_element_by_id(PLACE) {
        El::of(place).with(child);
    }
}
