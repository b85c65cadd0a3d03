//! Sentences and what stands in them.

use serde::{Deserialize, Serialize};
use std::borrow::Cow;

/// A sentence in English with places, as `{n} packages`; the page has it in other languages by the English one.
/// Made by [`say!`](crate::say).
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Words {
    /// The sentence.
    pub template: Cow<'static, str>,
    /// What stands in its places, by their names.
    pub places: Vec<(Cow<'static, str>, Value)>,
}

/// Something that is shown: a person's or a machine's words, a number, a time.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Value {
    /// Somebody's words or a name, the same in every language.
    Word(String),
    /// What is read letter by letter: a digest, a path, a package URL, a key.
    Code(String),
    /// A number.
    Number(u64),
    /// A size in bytes.
    Size(u64),
    /// A point in time, as RFC 3339.
    Time(String),
    /// A sentence, or a part of one.
    Words(Words),
    /// Several, one after the other.
    List(Vec<Value>),
}

impl Words {
    /// The sentence in English, for tests and messages outside the page.
    #[must_use]
    pub fn english(&self) -> String {
        let mut text = self.template.clone().into_owned();
        for (name, value) in &self.places {
            text = text.replace(&format!("{{{name}}}"), &value.english());
        }
        text
    }
}

impl Value {
    /// The value in English.
    #[must_use]
    pub fn english(&self) -> String {
        match self {
            Self::Word(text) | Self::Code(text) | Self::Time(text) => text.clone(),
            Self::Number(number) => number.to_string(),
            Self::Size(bytes) => format!("{bytes} bytes"),
            Self::Words(words) => words.english(),
            Self::List(values) => values.iter().map(Self::english).collect::<Vec<_>>().join(", "),
        }
    }
}

impl From<&str> for Value {
    fn from(text: &str) -> Self {
        Self::Word(text.to_owned())
    }
}

impl From<String> for Value {
    fn from(text: String) -> Self {
        Self::Word(text)
    }
}

impl From<u64> for Value {
    fn from(number: u64) -> Self {
        Self::Number(number)
    }
}

impl From<usize> for Value {
    fn from(number: usize) -> Self {
        Self::Number(number as u64)
    }
}

impl From<Words> for Value {
    fn from(words: Words) -> Self {
        Self::Words(words)
    }
}

/// A sentence: `say!("The log {log} is not one of those trusted.", log = id)`; `say!("… {count} …", count)` takes the
/// variable of that name. What stands in a place is anything that becomes a [`Value`].
#[macro_export]
macro_rules! say {
    ($template:literal $(, $name:ident $(= $value:expr)?)* $(,)?) => {
        $crate::words::Words {
            template: ::std::borrow::Cow::Borrowed($template),
            places: vec![$((::std::borrow::Cow::Borrowed(stringify!($name)), $crate::say!(@ $name $($value)?))),*],
        }
    };
    (@ $name:ident) => { $crate::words::Value::from($name) };
    (@ $name:ident $value:expr) => { $crate::words::Value::from($value) };
}
