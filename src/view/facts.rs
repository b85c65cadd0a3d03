//! A table of facts: a term and what there is to say of it.

use super::element::{El, el, said};
use crate::oci::link;
use crate::words::Text;

/// A fact in plain words.
pub fn fact(term: impl Into<Text>, value: impl Into<Text>) -> El {
    custom(term, el("dd").say(value))
}

/// A fact that is a name of the technical world, set in the fixed-width type.
pub fn code(term: impl Into<Text>, value: &str) -> El {
    custom(term, el("dd").with(el("code").foreign(value)))
}

/// A fact in a registry's or publisher's words: text, and a link where the whole of it is an http or https address.
pub fn linked(term: &str, value: &str) -> El {
    let shown = el("code").foreign(value);
    let shown = if link::is_web_address(value) {
        el("a").attrs(&[("href", value), ("rel", "noreferrer noopener"), ("target", "_blank")]).with(shown)
    } else {
        shown
    };
    el("div").with(el("dt").foreign(term)).with(el("dd").with(shown))
}

/// A fact whose `<dd>` is made by hand.
pub fn custom(term: impl Into<Text>, value: El) -> El {
    el("div").with(el("dt").say(term)).with(value)
}

/// The table.
pub fn facts_view(facts: Vec<El>) -> El {
    el("dl").class("facts").with_all(facts)
}

/// A quiet line below something.
pub fn note(text: impl Into<Text>) -> El {
    said("p", "note", text)
}

/// A line that wants to be seen.
pub fn notice(text: impl Into<Text>) -> El {
    said("p", "notice", text)
}
