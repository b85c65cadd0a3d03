//! A table of facts: a term and what there is to say of it.

use leptos::prelude::*;

/// One fact.
pub struct Fact {
    term: String,
    value: AnyView,
    id: &'static str,
}

/// A fact in plain words.
pub fn fact(term: &str, value: impl Into<String>) -> Fact {
    Fact { term: term.to_owned(), value: value.into().into_any(), id: "" }
}

/// A fact that is a name of the technical world, set in the fixed-width type.
pub fn code(term: &str, value: impl Into<String>) -> Fact {
    let value: String = value.into();
    Fact { term: term.to_owned(), value: view! { <code>{value}</code> }.into_any(), id: "" }
}

/// A fact with something of its own inside.
pub fn custom(term: &str, value: AnyView) -> Fact {
    Fact { term: term.to_owned(), value, id: "" }
}

impl Fact {
    /// The same with an id on its value.
    pub fn with_id(self, id: &'static str) -> Self {
        Self { id, ..self }
    }
}

/// The table.
pub fn facts_view(facts: Vec<Fact>) -> AnyView {
    let rows: Vec<_> = facts
        .into_iter()
        .map(|Fact { term, value, id }| {
            let id = (!id.is_empty()).then_some(id);
            view! { <div><dt>{term}</dt><dd id=id>{value}</dd></div> }
        })
        .collect();
    view! { <dl class="facts">{rows}</dl> }.into_any()
}

/// A quiet line below something.
pub fn note(words: impl Into<String>) -> AnyView {
    let words: String = words.into();
    view! { <p class="note">{words}</p> }.into_any()
}

/// A line that wants to be seen.
pub fn notice(words: String) -> AnyView {
    view! { <p class="notice">{words}</p> }.into_any()
}
