//! A table of facts: a term and what there is to say of it.

use super::element::{El, el, words};
use crate::oci::link;

/// A fact in plain words.
pub fn fact(term: &str, value: &str) -> El {
    custom(term, el("dd").text(value))
}

/// A fact that is a name of the technical world, set in the fixed-width type.
pub fn code(term: &str, value: &str) -> El {
    custom(term, el("dd").with(el("code").text(value)))
}

/// A fact in a registry's or publisher's words: text, and a link where the whole of it is an http or https address.
pub fn linked(term: &str, value: &str) -> El {
    let shown = el("code").text(value);
    if !link::is_web_address(value) {
        return custom(term, el("dd").with(shown));
    }
    let link = el("a").attrs(&[("href", value), ("rel", "noreferrer noopener"), ("target", "_blank")]);
    custom(term, el("dd").with(link.with(shown)))
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
