//! The language that the page speaks. Every sentence on screen follows it, so that it is switched in place.

use super::chinese;
use super::element::El;
use crate::browser::{self, place, storage};
use crate::settings::Tongue;
use crate::words::{Language, Text};
use leptos::prelude::*;
use std::borrow::Cow;
use std::cell::Cell;
use std::sync::{Arc, LazyLock};

/// A translation: its sentences by the English ones. Sorted pairs, and not the JSON parser's own map: the parser comes
/// with the translation.
pub struct Catalogue(Vec<(String, String)>);

impl Catalogue {
    /// Reads a JSON object of texts; `None` where it is something else.
    #[must_use]
    pub fn read(json: &str) -> Option<Self> {
        let read = serde_json::from_str::<serde_json::Map<String, serde_json::Value>>(json).ok()?;
        let pair = |(english, other): (String, serde_json::Value)| Some((english, other.as_str()?.to_owned()));
        let mut pairs: Vec<(String, String)> = read.into_iter().map(pair).collect::<Option<_>>()?;
        pairs.sort_unstable();
        Some(Self(pairs))
    }

    fn get(&self, english: &str) -> Option<&str> {
        let at = self.0.binary_search_by(|(known, _)| known.as_str().cmp(english)).ok()?;
        Some(&self.0[at].1)
    }
}

/// The language on screen.
#[derive(Clone, Default)]
pub struct Spoken {
    /// The tag by which dates and numbers are written; empty for the reader's own choice in the browser.
    pub tag: &'static str,
    /// Its sentences; none for English.
    pub catalogue: Option<Arc<Catalogue>>,
}

static SPOKEN: LazyLock<ArcRwSignal<Arc<Spoken>>> = LazyLock::new(|| ArcRwSignal::new(Arc::default()));

/// Whether a translation was wanted and could not be had.
static MISSING: LazyLock<ArcRwSignal<bool>> = LazyLock::new(|| ArcRwSignal::new(false));

/// Speaks another language from now on.
pub fn speak(language: Spoken) {
    SPOKEN.set(Arc::new(language));
}

/// Names the document in the language on screen, and says which that is: for screen readers, hyphenation and fonts.
pub fn label_document(title: impl Fn() -> Text + 'static) {
    let Some(root) = document().document_element() else { return };
    let tag = || SPOKEN.with(|spoken| if spoken.catalogue.is_some() { spoken.tag } else { "en" });
    El::of(root).live_attr("lang", tag).follow(move || document().set_title(&say(&title())));
}

thread_local! {
    /// How often a language was chosen: one that is loaded slowly does not speak over a later choice.
    static CHOICES: Cell<u64> = const { Cell::new(0) };
}

/// Speaks the reader's language from the beginning, as the page's head chooses it too.
pub async fn begin() {
    let chosen = storage::read(storage::LANGUAGE).ok().flatten().unwrap_or_default();
    let tag = Tongue::of(&chosen).tag(&place::languages());
    if tag.starts_with("zh")
        && let Ok(catalogue) = chinese::catalogue().await
    {
        speak(Spoken { tag, catalogue: Some(catalogue) });
    }
}

/// Speaks the language of a tag: Simplified Chinese for `zh-Hans`, else English. An empty tag is English with dates and
/// numbers as the reader's browser writes them. A translation that cannot be loaded leaves the page as it is,
/// and [`is_missing`] says so.
pub fn choose(tag: &'static str) {
    let choice = CHOICES.get() + 1;
    CHOICES.set(choice);
    MISSING.set(false);
    if !tag.starts_with("zh") {
        speak(Spoken { tag, catalogue: None });
        return;
    }
    if SPOKEN.with_untracked(|spoken| spoken.tag == tag && spoken.catalogue.is_some()) {
        return;
    }
    leptos::task::spawn_local(async move {
        let catalogue = chinese::catalogue().await.ok();
        match catalogue {
            _ if CHOICES.get() != choice => {}
            Some(_) => speak(Spoken { tag, catalogue }),
            None => MISSING.set(true),
        }
    });
}

/// Whether the language that was chosen last could not be loaded; to be asked again when that has changed.
pub fn is_missing() -> bool {
    MISSING.get()
}

/// A sentence as the reader reads it; to be done again when the language has changed.
pub fn say(text: &Text) -> String {
    text.in_language(&*SPOKEN.get())
}

/// The language on screen, for a text that is made by the way.
pub fn spoken() -> Arc<Spoken> {
    SPOKEN.get_untracked()
}

/// To be done again when the language has changed.
pub fn follow() {
    SPOKEN.track();
}

impl Language for Spoken {
    fn template(&self, english: &'static str) -> Cow<'_, str> {
        let found = self.catalogue.as_deref().and_then(|catalogue| catalogue.get(english));
        Cow::Borrowed(found.unwrap_or(english))
    }

    fn number(&self, number: u64) -> String {
        browser::local_number(number, self.tag)
    }

    fn size(&self, bytes: u64) -> String {
        browser::local_size(bytes, self.tag)
    }

    fn time(&self, rfc3339: &str) -> String {
        browser::local_time(rfc3339, self.tag)
    }
}
