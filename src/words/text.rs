//! What the page says, in no language yet: an English sentence with named places, and what stands in them.
//!
//! The English sentence is the key of its translation (see [`Language::template`]), as in gettext: the source reads
//! as the page does, and a sentence without a translation is shown in English rather than not at all.

use std::borrow::Cow;
use std::fmt;

/// A sentence. [`Display`](fmt::Display) gives it in English.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Text {
    template: &'static str,
    places: Vec<(&'static str, Arg)>,
}

/// What stands in a place of a sentence.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Arg {
    /// A name, a digest, somebody's words: the same in every language.
    Word(String),
    /// A number.
    Number(u64),
    /// A size in bytes.
    Size(u64),
    /// A point in time, as RFC 3339.
    Time(String),
    /// Another sentence, or a part of one.
    Text(Text),
    /// Several of them: `a, b and c`.
    List(Vec<Text>),
}

/// How a language, and its reader, write things.
pub trait Language {
    /// The sentence with its places, given the English one.
    fn template(&self, english: &'static str) -> Cow<'_, str>;
    /// A number.
    fn number(&self, number: u64) -> String;
    /// A size in bytes.
    fn size(&self, bytes: u64) -> String;
    /// A point in time.
    fn time(&self, rfc3339: &str) -> String;
}

/// English as it stands in the source, with plain numbers.
pub struct English;

impl Language for English {
    fn template(&self, english: &'static str) -> Cow<'_, str> {
        Cow::Borrowed(english)
    }

    fn number(&self, number: u64) -> String {
        number.to_string()
    }

    fn size(&self, bytes: u64) -> String {
        super::size(bytes)
    }

    fn time(&self, rfc3339: &str) -> String {
        rfc3339.to_owned()
    }
}

impl Text {
    /// A sentence with what stands in its places. Made by [`text!`](crate::text!).
    #[must_use]
    pub const fn new(template: &'static str, places: Vec<(&'static str, Arg)>) -> Self {
        Self { template, places }
    }

    /// Nothing.
    #[must_use]
    pub const fn empty() -> Self {
        Self::new("", Vec::new())
    }

    /// Whether it says nothing.
    #[must_use]
    pub const fn is_empty(&self) -> bool {
        self.template.is_empty()
    }

    /// The English sentence, its places unfilled: the key of its translations.
    #[must_use]
    pub const fn template(&self) -> &'static str {
        self.template
    }

    /// Words that are the same in every language, as a sentence of their own.
    #[must_use]
    pub fn word(word: impl Into<String>) -> Self {
        Arg::Word(word.into()).into()
    }

    /// Names, to be listed in a place of a sentence: `a, b and c`.
    #[must_use]
    pub fn names<S: AsRef<str>>(names: &[S]) -> Vec<Self> {
        names.iter().map(|name| Self::word(name.as_ref())).collect()
    }

    /// The sentence in a language. A brace that opens no known place is text.
    #[must_use]
    pub fn in_language(&self, language: &dyn Language) -> String {
        let template = language.template(self.template);
        let mut rest = &*template;
        let mut said = String::with_capacity(rest.len());
        while let Some((before, after)) = rest.split_once('{') {
            said.push_str(before);
            let place = after.split_once('}').and_then(|(name, after)| Some((self.place(name)?, after)));
            match place {
                Some((arg, after)) => {
                    said.push_str(&arg.in_language(language));
                    rest = after;
                }
                None => {
                    said.push('{');
                    rest = after;
                }
            }
        }
        said.push_str(rest);
        said
    }

    /// The sentence with other words of others in it: what `change` makes of each.
    #[must_use]
    pub fn with_words(self, change: &dyn Fn(&str) -> String) -> Self {
        let places = self.places.into_iter().map(|(name, arg)| (name, arg.with_words(change)));
        Self { template: self.template, places: places.collect() }
    }

    fn place(&self, name: &str) -> Option<&Arg> {
        self.places.iter().find(|(known, _)| *known == name).map(|(_, arg)| arg)
    }
}

impl Arg {
    fn with_words(self, change: &dyn Fn(&str) -> String) -> Self {
        match self {
            Self::Word(word) => Self::Word(change(&word)),
            Self::Text(text) => Self::Text(text.with_words(change)),
            Self::List(parts) => Self::List(parts.into_iter().map(|part| part.with_words(change)).collect()),
            other => other,
        }
    }

    fn in_language(&self, language: &dyn Language) -> String {
        match self {
            // What is not seen would work on the whole sentence.
            Self::Word(word) => super::odd::seen(word).into_owned(),
            Self::Number(number) => language.number(*number),
            Self::Size(bytes) => language.size(*bytes),
            Self::Time(time) => language.time(&super::odd::seen(time)),
            Self::Text(text) => text.in_language(language),
            Self::List(parts) => {
                let parts: Vec<String> = parts.iter().map(|part| part.in_language(language)).collect();
                match &*parts {
                    [] => String::new(),
                    [one] => one.clone(),
                    [front @ .., last] => {
                        let front = front.join(&language.template(", "));
                        crate::text!("{front} and {last}", front = front, last = last.as_str()).in_language(language)
                    }
                }
            }
        }
    }
}

impl fmt::Display for Text {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.in_language(&English))
    }
}

impl From<&'static str> for Text {
    fn from(template: &'static str) -> Self {
        Self::new(template, Vec::new())
    }
}

impl From<Arg> for Text {
    fn from(arg: Arg) -> Self {
        Self::new("{it}", vec![("it", arg)])
    }
}

impl From<&str> for Arg {
    fn from(word: &str) -> Self {
        Self::Word(word.to_owned())
    }
}

impl From<String> for Arg {
    fn from(word: String) -> Self {
        Self::Word(word)
    }
}

impl From<&String> for Arg {
    fn from(word: &String) -> Self {
        Self::Word(word.clone())
    }
}

impl From<Text> for Arg {
    fn from(text: Text) -> Self {
        Self::Text(text)
    }
}

impl From<Vec<Text>> for Arg {
    fn from(parts: Vec<Text>) -> Self {
        Self::List(parts)
    }
}

impl From<u64> for Arg {
    fn from(number: u64) -> Self {
        Self::Number(number)
    }
}

impl From<u16> for Arg {
    fn from(number: u16) -> Self {
        Self::Number(number.into())
    }
}

impl From<usize> for Arg {
    fn from(number: usize) -> Self {
        Self::Number(number as u64)
    }
}

/// A sentence of the page: `text!("{host} answers {status}", host = host, status = 404_u16)`. The names are those of
/// the places; what stands there is anything that is [`Into`] an [`Arg`](crate::words::Arg), and need not be named
/// where it has the place's name already: `text!("{host} answers", host)`.
///
/// A test finds every sentence by this macro's name and wants a translation of it, so the sentence is always written
/// out where the macro is called.
#[macro_export]
macro_rules! text {
    ($template:literal $(, $name:ident $(= $value:expr)?)* $(,)?) => {
        $crate::words::Text::new($template, vec![$((stringify!($name), $crate::text!(@ $name $($value)?))),*])
    };
    (@ $name:ident) => { $crate::words::Arg::from($name) };
    (@ $name:ident $value:expr) => { $crate::words::Arg::from($value) };
}

/// A number of things: none, one, or many, of which each is a sentence of its own, with `{n}` where the number
/// stands: `count(2, ["no tags", "{n} tag", "{n} tags"])`.
#[must_use]
pub fn counted(number: usize, [none, one, many]: [&'static str; 3]) -> Text {
    let template = match number {
        0 => none,
        1 => one,
        _ => many,
    };
    Text::new(template, vec![("n", Arg::from(number))])
}

#[cfg(test)]
mod tests {
    use super::*;

    struct Backwards;

    impl Language for Backwards {
        fn template(&self, english: &'static str) -> Cow<'_, str> {
            match english {
                "{a} sends {b}" => "{b} von {a}".into(),
                "{front} and {last}" => "{front} und {last}".into(),
                other => other.into(),
            }
        }

        fn number(&self, number: u64) -> String {
            format!("#{number}")
        }

        fn size(&self, bytes: u64) -> String {
            format!("{bytes} Oktette")
        }

        fn time(&self, _: &str) -> String {
            "heute".to_owned()
        }
    }

    #[test]
    fn places_are_filled_by_name_in_any_order() {
        let text = text!("{a} sends {b}", a = "host", b = 7_u64);
        assert_eq!(text.to_string(), "host sends 7");
        assert_eq!(text.in_language(&Backwards), "#7 von host");
    }

    #[test]
    fn words_of_others_are_never_read_as_places() {
        let text = text!("{a} sends {b}", a = "{b}", b = "{a} {x");
        assert_eq!(text.to_string(), "{b} sends {a} {x");
        for odd in ["{", "}", "{}", "a {b", "{unknown} c"] {
            assert_eq!(Text::new(odd, Vec::new()).to_string(), odd);
        }
    }

    #[test]
    fn words_of_others_are_changed_wherever_they_stand() {
        let part = text!("{a} sends {b}", a = "host", b = "pass");
        let all = text!("{list}: {a} of {b}", list = vec![part.clone(), part], a = "pass", b = 7_u64);
        let changed = all.with_words(&|word| word.replace("pass", "***"));
        assert_eq!(changed.to_string(), "host sends *** and host sends ***: *** of 7");
    }

    #[test]
    fn parts_are_sentences_too() {
        let list = |words: &[&str]| text!("{list}.", list = words.iter().copied().map(Text::word).collect::<Vec<_>>());
        assert_eq!(
            [0, 1, 2, 3].map(|n| list(&["a", "b", "c"][..n]).to_string()),
            [".", "a.", "a and b.", "a, b and c."]
        );
        assert_eq!(list(&["a", "b"]).in_language(&Backwards), "a und b.");
        let words = ["no tags", "{n} tag", "{n} tags"];
        assert_eq!([0, 1, 5].map(|n| counted(n, words).to_string()), ["no tags", "1 tag", "5 tags"]);
        let size = Text::new("{size} of {time}", vec![("size", Arg::Size(1449)), ("time", Arg::Time("T".into()))]);
        assert_eq!(size.to_string(), "1.4 kB of T");
        assert_eq!(size.in_language(&Backwards), "1449 Oktette of heute");
    }
}
