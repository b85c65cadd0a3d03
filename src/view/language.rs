//! The language that the page speaks. Every sentence on screen follows it, so that it is switched in place.

use super::element::El;
use crate::browser;
use crate::text;
use crate::words::{Language, Text};
use leptos::prelude::*;
use std::borrow::Cow;
use std::sync::{Arc, LazyLock};

/// A translation: its sentences by the English ones.
pub type Catalogue = serde_json::Map<String, serde_json::Value>;

/// The language on screen.
#[derive(Clone, Default)]
pub struct Spoken {
    /// The tag by which dates and numbers are written; empty for the reader's own choice in the browser.
    pub tag: &'static str,
    /// Its sentences; none for English.
    pub catalogue: Option<Arc<Catalogue>>,
}

static SPOKEN: LazyLock<ArcRwSignal<Arc<Spoken>>> = LazyLock::new(|| ArcRwSignal::new(Arc::default()));

/// Speaks another language from now on.
pub fn speak(language: Spoken) {
    SPOKEN.set(Arc::new(language));
}

/// Names the document in the language on screen, and says which that is: for screen readers, hyphenation and fonts.
pub fn label_document() {
    let Some(root) = document().document_element() else { return };
    let tag = || SPOKEN.with(|spoken| if spoken.catalogue.is_some() { spoken.tag } else { "en" });
    let title = text!("Refscope: what refers to this image?");
    El::of(root).live_attr("lang", tag).follow(move || document().set_title(&say(&title)));
}

/// A sentence as the reader reads it; to be done again when the language has changed.
pub fn say(text: &Text) -> String {
    text.in_language(&*SPOKEN.get())
}

/// To be done again when the language has changed.
pub fn follow() {
    SPOKEN.track();
}

impl Language for Spoken {
    fn template(&self, english: &'static str) -> Cow<'_, str> {
        let found = self.catalogue.as_deref().and_then(|catalogue| catalogue.get(english)?.as_str());
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
