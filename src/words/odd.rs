//! Characters that are not seen, and words that mix alphabets: by both, a name can be made to look like another one.
//!
//! What a registry or a publisher wrote is not changed for that, it is marked where it is shown. The ranges are written
//! by hand: a crate of Unicode's tables would weigh more than the page's whole way of showing text.

use std::borrow::Cow;

/// A piece of a text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Piece<'a> {
    /// What is seen as it is.
    Seen(&'a str),
    /// A character that is not seen, and is therefore shown by its number.
    Hidden(char),
}

/// The characters that have no picture of their own, from and to: controls, what turns the order of text around, what
/// has no width, fillers, and variation selectors. Tabs and line ends are left out: they are what they are.
const HIDDEN: [(u32, u32); 23] = [
    (0x00, 0x08),
    (0x0b, 0x0c),
    (0x0e, 0x1f),
    (0x7f, 0x9f),
    (0xad, 0xad),
    (0x34f, 0x34f),
    (0x61c, 0x61c),
    (0x115f, 0x1160),
    (0x17b4, 0x17b5),
    (0x180b, 0x180f),
    (0x200b, 0x200f),
    (0x2028, 0x202e),
    (0x2060, 0x206f),
    (0x2800, 0x2800),
    (0x3164, 0x3164),
    (0xfe00, 0xfe0f),
    (0xfeff, 0xfeff),
    (0xffa0, 0xffa0),
    (0xfff0, 0xfffb),
    (0x1bca0, 0x1bca3),
    (0x1d173, 0x1d17a),
    (0xe0000, 0xe0fff),
    (0xf0000, 0x10_ffff),
];

/// Whether a character is not seen where it stands behind `before`.
fn is_hidden(c: char, before: char) -> bool {
    let code = u32::from(c);
    if !HIDDEN.iter().any(|(from, to)| (*from..=*to).contains(&code)) {
        return false;
    }
    let before = u32::from(before);
    let is_sign = matches!(before, 0x2190..=0x2bff | 0x3030..=0x303d | 0xfe0f | 0x1f000..=0x1faff);
    match code {
        // Joiners: in Arabic and in the scripts of India and its neighbours they belong to the spelling, between
        // signs they make one picture of several.
        0x200c | 0x200d => !(is_sign || matches!(before, 0x600..=0x109f | 0x1780..=0x17ff)),
        // Whether a sign is drawn in colours, or a digit on a key.
        0xfe0e | 0xfe0f => {
            !(is_sign || matches!(before, 0x23 | 0x2a | 0x30..=0x39 | 0xa9 | 0xae | 0x203c..=0x2139 | 0x3297..=0x3299))
        }
        // The flags of countries within countries are written by tags behind a black flag.
        0xe0020..=0xe007f => before != 0x1f3f4,
        _ => true,
    }
}

/// A text in its pieces; together they are the text.
#[must_use]
pub fn pieces(text: &str) -> Vec<Piece<'_>> {
    let (mut pieces, mut start, mut before) = (Vec::new(), 0, ' ');
    for (at, c) in text.char_indices() {
        if !is_hidden(c, before) {
            // Tags belong to the flag before them, all of them.
            if !matches!(c, '\u{e0020}'..='\u{e007f}') {
                before = c;
            }
            continue;
        }
        if start < at {
            pieces.push(Piece::Seen(&text[start..at]));
        }
        pieces.push(Piece::Hidden(c));
        start = at + c.len_utf8();
        before = c;
    }
    if start < text.len() {
        pieces.push(Piece::Seen(&text[start..]));
    }
    pieces
}

/// How a character is shown that is not seen: `⟨U+202E⟩`.
#[must_use]
pub fn token(hidden: char) -> String {
    let code = u32::from(hidden);
    let digits = (0..6_u32).rev().filter(|at| *at < 4 || code >> (at * 4) > 0);
    let digit = |at: u32| char::from(b"0123456789ABCDEF"[(code >> (at * 4) & 15) as usize]);
    std::iter::once("⟨U+").flat_map(str::chars).chain(digits.map(digit)).chain(['⟩']).collect()
}

/// A text with all of it seen: for a sentence, an attribute, a label.
#[must_use]
pub fn seen(text: &str) -> Cow<'_, str> {
    let mut before = ' ';
    let is_all_seen = text.bytes().all(|byte| matches!(byte, b' '..=b'~'))
        || !text.chars().any(|c| is_hidden(c, std::mem::replace(&mut before, c)));
    if is_all_seen {
        return Cow::Borrowed(text);
    }
    let piece = |piece| match piece {
        Piece::Seen(text) => Cow::Borrowed(text),
        Piece::Hidden(c) => Cow::Owned(token(c)),
    };
    Cow::Owned(pieces(text).into_iter().map(piece).collect())
}

/// Whose letters can look alike.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Script {
    Latin,
    Greek,
    Cyrillic,
}

fn script(c: char) -> Option<Script> {
    Some(match u32::from(c) {
        0x41..=0x5a | 0x61..=0x7a | 0xc0..=0x24f | 0x1e00..=0x1eff => Script::Latin,
        // The letters by which units are written stand beside Latin ones by right: μs, kΩ.
        0x3a9 | 0x3bc => return None,
        0x370..=0x3ff | 0x1f00..=0x1fff => Script::Greek,
        0x400..=0x52f | 0x1c80..=0x1c8f | 0xa640..=0xa69f => Script::Cyrillic,
        _ => return None,
    })
}

/// Whether a word of the text has letters of more than one of those alphabets that look alike: Latin, Greek, Cyrillic.
#[must_use]
pub fn mixes_scripts(text: &str) -> bool {
    !text.is_ascii()
        && text.split(|c: char| !c.is_alphanumeric()).any(|word| {
            let mut scripts = word.chars().filter_map(script);
            scripts.next().is_some_and(|first| scripts.any(|script| script != first))
        })
}

/// A name that is to have Latin letters alone: those of other alphabets beside them by their numbers, for a person who
/// cannot see what is wrong with it.
#[must_use]
pub fn spelled(name: &str) -> Cow<'_, str> {
    if !mixes_scripts(name) {
        return Cow::Borrowed(name);
    }
    let is_other = |c| script(c).is_some_and(|script| script != Script::Latin);
    let spell = |c: char| if is_other(c) { token(c) } else { c.to_string() };
    Cow::Owned(name.chars().map(spell).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_not_seen_is_shown_by_its_number() {
        for (text, shown) in [
            ("safe\u{202e}gpj.exe\u{2066}\u{200f}", "safe⟨U+202E⟩gpj.exe⟨U+2066⟩⟨U+200F⟩"),
            ("a\u{200b}b\u{feff}", "a⟨U+200B⟩b⟨U+FEFF⟩"),
            ("\u{7}bell\u{0}", "⟨U+0007⟩bell⟨U+0000⟩"),
            ("ap\u{200d}p", "ap⟨U+200D⟩p"),
            ("x\u{e0041}\u{e0042}", "x⟨U+E0041⟩⟨U+E0042⟩"),
            ("a\u{fe0f}b\u{fe00}", "a⟨U+FE0F⟩b⟨U+FE00⟩"),
            ("\u{10ffff}", "⟨U+10FFFF⟩"),
        ] {
            assert_eq!(seen(text), shown, "{text:?}");
            let together: String = pieces(text)
                .into_iter()
                .map(|piece| match piece {
                    Piece::Seen(text) => text.to_owned(),
                    Piece::Hidden(c) => c.to_string(),
                })
                .collect();
            assert_eq!(together, text, "nothing is lost");
        }
        assert!(
            "\u{202a}\u{202b}\u{202c}\u{202d}\u{202e}\u{2066}\u{2067}\u{2068}\u{2069}"
                .chars()
                .all(|c| is_hidden(c, 'a'))
        );
    }

    #[test]
    fn what_people_write_is_left_as_it_is() {
        for text in [
            "",
            "demo/app:1.0",
            "two\nlines,\r\na\ttab",
            "déjà vu, Straße, 镜像仓库, 日本語, 한국어",
            "שלום עולם",
            "مرحبا بالعالم",
            // Joiners that belong to the spelling: Persian, Hindi.
            "می\u{200c}خواهم",
            "क्\u{200d}ष",
            // Signs: a family, a flag of a part of a country, a key, a heart, a hand.
            "👩\u{200d}👩\u{200d}👧\u{200d}👦 🏴\u{e0067}\u{e0062}\u{e0065}\u{e006e}\u{e0067}\u{e007f} 1\u{fe0f}\u{20e3} ❤\u{fe0f} 👍🏽",
            "©\u{fe0f} ™\u{fe0f}",
        ] {
            assert_eq!(seen(text), text);
            assert!(pieces(text).len() < 2, "{text}");
            assert!(!mixes_scripts(text), "{text}");
        }
    }

    #[test]
    fn a_name_of_latin_letters_is_spelled_where_it_only_looks_like_one() {
        assert_eq!(spelled("d\u{435}mo/app"), "d⟨U+0435⟩mo/app");
        assert_eq!(spelled("проект"), "проект");
        assert_eq!(spelled("demo/app"), "demo/app");
    }

    #[test]
    fn words_of_several_alphabets_are_known() {
        for text in ["p\u{430}ypal", "gith\u{3c5}b/actions", "\u{410}pache", "say \u{441}osign", "\u{3b1}\u{430}"] {
            assert!(mixes_scripts(text), "{text}");
        }
        for text in ["привет мир", "app приложение", "org/проект", "Ελληνικά and English", "10 μs", "5 kΩ", "日本語app"]
        {
            assert!(!mixes_scripts(text), "{text}");
        }
    }
}
