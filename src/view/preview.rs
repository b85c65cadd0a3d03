//! The bytes of a blob, as a person can read them: JSON laid out, text as it is, anything else in hexadecimal.

use super::element::{El, el};
use super::facts::note;
use crate::oci::json;
use crate::text;
use crate::words::Arg;
use std::fmt::Write as _;

/// The most characters of a text that are shown.
const TEXT: usize = 200_000;
/// The most bytes that are shown in hexadecimal.
const HEX: usize = 2_048;

/// The preview.
pub fn preview(bytes: &[u8]) -> Vec<El> {
    let (kind, shown, is_whole) = match std::str::from_utf8(bytes) {
        Ok(_) if bytes.is_empty() => return vec![note("It is empty: 0 bytes.")],
        Ok(words) if is_text(words) => {
            let is_json = words.trim_start().starts_with(['{', '[']) && json::parse(bytes).is_ok();
            let words = if is_json { json::pretty(words) } else { words.to_owned() };
            let end = words.char_indices().nth(TEXT).map_or(words.len(), |(at, _)| at);
            (if is_json { text!("JSON") } else { text!("Text") }, words[..end].to_owned(), end == words.len())
        }
        _ => (text!("Bytes, in hexadecimal"), hex(&bytes[..bytes.len().min(HEX)]), bytes.len() <= HEX),
    };
    let size = Arg::Size(bytes.len() as u64);
    let title = if is_whole {
        text!("{kind}, {size}; the digest is right", kind = kind.clone(), size)
    } else {
        text!("The beginning of {size}; the digest of the whole is right", size)
    };
    let block = el("pre").attrs(&[("tabindex", "0"), ("role", "group"), ("class", "preview")]);
    vec![note(title), block.say_attr("aria-label", kind).with(el("code").text(&shown))]
}

fn is_text(words: &str) -> bool {
    !words.chars().take(4_096).any(|c| c.is_control() && !matches!(c, '\n' | '\r' | '\t' | '\u{c}' | '\u{1b}'))
}

/// Sixteen bytes a line: where, which, and what they would be in ASCII.
fn hex(bytes: &[u8]) -> String {
    let mut lines = String::with_capacity(bytes.len() * 5);
    for (at, line) in bytes.chunks(16).enumerate() {
        let _ = write!(lines, "{:08x} ", at * 16);
        for place in 0..16 {
            match line.get(place) {
                Some(byte) => {
                    let _ = write!(lines, " {byte:02x}");
                }
                None => lines.push_str("   "),
            }
        }
        lines.push_str("  ");
        lines.extend(
            line.iter().map(|byte| if byte.is_ascii_graphic() || *byte == b' ' { char::from(*byte) } else { '.' }),
        );
        lines.push('\n');
    }
    lines
}
