//! A table of facts: a term and what there is to say of it.

use super::element::{El, el, words};

/// A fact in plain words.
pub fn fact(term: &str, value: &str) -> El {
    custom(term, el("dd").text(value))
}

/// A fact that is a name of the technical world, set in the fixed-width type.
pub fn code(term: &str, value: &str) -> El {
    custom(term, el("dd").with(el("code").text(value)))
}

/// A fact whose `<dd>` is made by hand.
pub fn custom(term: &str, value: El) -> El {
    el("div").with(el("dt").text(term)).with(value)
}

/// The table.
pub fn facts_view(facts: Vec<El>) -> El {
    el("dl").class("facts").with_all(facts)
}

/// A quiet line below something.
pub fn note(text: &str) -> El {
    words("p", "note", text)
}

/// A line that wants to be seen.
pub fn notice(text: &str) -> El {
    words("p", "notice", text)
}
