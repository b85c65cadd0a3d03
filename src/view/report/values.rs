//! Words and values of the inspector, as the page says them.

use crate::oci::link;
use crate::view::element::{El, el};
use crate::view::foreign::{foreign, moment};
use crate::words::{Arg, Text};
use report::{Value, Words};
use std::cell::RefCell;
use std::collections::BTreeSet;

thread_local! {
    /// Sentences that the inspector has said, each once. They are as many as stand in its source.
    static SENTENCES: RefCell<BTreeSet<&'static str>> = const { RefCell::new(BTreeSet::new()) };
}

/// A sentence that is the page's own from now on.
fn own(sentence: &str) -> &'static str {
    SENTENCES.with_borrow_mut(|known| match known.get(sentence) {
        Some(known) => *known,
        None => {
            let own: &'static str = String::from(sentence).leak();
            known.insert(own);
            own
        }
    })
}

/// A sentence of the inspector's in the reader's language.
pub fn text_of(words: &Words) -> Text {
    let places = words.places.iter().map(|(name, value)| (own(name), arg_of(value)));
    Text::new(own(&words.template), places.collect())
}

fn arg_of(value: &Value) -> Arg {
    match value {
        Value::Word(word) | Value::Code(word) => Arg::Word(word.clone()),
        Value::Number(number) => Arg::Number(*number),
        Value::Size(bytes) => Arg::Size(*bytes),
        Value::Time(time) => Arg::Time(time.clone()),
        Value::Words(words) => Arg::Text(text_of(words)),
        Value::List(values) => Arg::List(values.iter().map(|value| Text::from(arg_of(value))).collect()),
    }
}

/// A value, in an element of its own.
pub fn value_view(value: &Value) -> El {
    match value {
        Value::Word(word) => linked(foreign("span", "", word), word),
        Value::Code(code) => linked(foreign("code", "", code), code),
        Value::Time(time) => moment(time),
        Value::List(values) => {
            let items = values.iter().map(|value| el("li").with(value_view(value)));
            el("ul").class("values").with_all(items.collect())
        }
        Value::Number(_) | Value::Size(_) | Value::Words(_) => el("span").say(arg_of(value)),
    }
}

/// As a link, where the whole of it is an http or https address.
fn linked(shown: El, address: &str) -> El {
    if link::is_web_address(address) {
        el("a").attrs(&[("href", address), ("rel", "noreferrer noopener"), ("target", "_blank")]).with(shown)
    } else {
        shown
    }
}
