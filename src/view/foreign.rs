//! Words of registries and publishers: text, whatever it holds, that cannot pass for another text.
//!
//! Each stands by itself (`<bdi>`), so that it turns nothing around but itself; a character that is not seen is shown by
//! its number; a word of several alphabets has a mark.

use super::element::{El, el, words};
use super::language::spoken;
use crate::text;
use crate::words::odd::{self, Piece};
use crate::words::{Arg, Text};
use leptos::prelude::Owner;

/// The most pieces of a text that are elements each: a text of nothing but such characters would keep the page busy.
const MOST: usize = 400;

/// An element with a class and such words.
pub fn foreign(tag: &str, class: &str, text: &str) -> El {
    el(tag).class(class).foreign(text)
}

/// A moment as such words state it, in the reader's way, with the statement as its title.
pub fn moment(stated: &str) -> El {
    el("time").attr("title", &odd::seen(stated)).say(Arg::Time(stated.to_owned()))
}

impl El {
    /// Appends such words.
    pub fn foreign(self, text: &str) -> Self {
        // What is plain needs no marks, and nearly all is: digests, types, names.
        if text.bytes().all(|byte| matches!(byte, b' '..=b'~' | b'\t' | b'\n' | b'\r')) {
            return self.text(text);
        }
        let pieces = odd::pieces(text);
        let drawn = if pieces.len() > MOST { el("bdi").text(&odd::seen(text)) } else { draw(&pieces) };
        if odd::mixes_scripts(text) { self.with(mixed()).with(drawn) } else { self.with(drawn) }
    }
}

fn draw(pieces: &[Piece<'_>]) -> El {
    pieces.iter().fold(el("bdi"), |drawn, piece| match piece {
        Piece::Seen(text) => drawn.text(text),
        Piece::Hidden(c) => drawn.with(told(words("span", "hidden-character", &odd::token(*c)), meaning(*c))),
    })
}

fn mixed() -> El {
    let mark = words("span", "chip mixed", &in_words(&text!("mixes alphabets")));
    told(
        mark,
        text!(
            "A word here has letters of several alphabets (Latin, Greek, Cyrillic). Some of them look alike, so it may not be the name that it seems to be."
        ),
    )
}

fn meaning(hidden: char) -> Text {
    match hidden {
        '\u{61c}' | '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{206f}' => text!(
            "A character that is not seen and changes the order in which the text around it is shown: it can make a name look like another one."
        ),
        c if c.is_control() => text!("A control character, which has no picture."),
        _ => text!("A character that is not seen: by it, two names that look the same can differ."),
    }
}

/// With a sentence as its title. Rows of a list are drawn by nobody in particular when they are scrolled to, and anew
/// where the language changes.
fn told(mark: El, title: Text) -> El {
    if Owner::current().is_some() { mark.say_attr("title", title) } else { mark.attr("title", &in_words(&title)) }
}

fn in_words(text: &Text) -> String {
    text.in_language(&*spoken())
}
