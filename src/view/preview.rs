//! The bytes of a blob, as a person can read them: JSON laid out, text as it is, anything else in hexadecimal.

use super::element::{El, el};
use super::facts::note;
use crate::oci::json;
use crate::text;
use crate::words::Arg;
use std::fmt::Write as _;

/// The most characters of a text that are shown.
const TEXT: usize = 200_000;
/// The largest JSON document that is laid out here, in bytes: a larger one would keep the page from answering.
pub(super) const LAID_OUT: usize = 400_000;
/// As much of a document is looked at as can be shown, whatever it is written in.
const LOOKED_AT: usize = 4 * TEXT;
/// The most bytes that are shown in hexadecimal.
const HEX: usize = 2_048;

/// The preview.
pub fn preview(bytes: &[u8]) -> Vec<El> {
    let (kind, shown, is_whole) = match beginning(bytes) {
        Some("") if bytes.is_empty() => return vec![note("It is empty: 0 bytes.")],
        Some(words) if is_text(words) => {
            let may_be_json = bytes.len() <= LAID_OUT && words.trim_start().starts_with(['{', '[']);
            let laid_out = (may_be_json && json::parse(bytes).is_ok()).then(|| json::pretty(words));
            let kind = if laid_out.is_some() { text!("JSON") } else { text!("Text") };
            let words = laid_out.as_deref().unwrap_or(words);
            let end = words.char_indices().nth(TEXT).map_or(words.len(), |(at, _)| at);
            (kind, words[..end].to_owned(), end == words.len() && bytes.len() <= LOOKED_AT)
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
    vec![note(title), block.say_attr("aria-label", kind).with(el("code").foreign(&shown))]
}

/// As much of the document as is looked at, where that is UTF-8.
fn beginning(bytes: &[u8]) -> Option<&str> {
    let start = &bytes[..bytes.len().min(LOOKED_AT)];
    match std::str::from_utf8(start) {
        Ok(words) => Some(words),
        // Cut in the middle of a character.
        Err(error) if error.error_len().is_none() && start.len() < bytes.len() => {
            std::str::from_utf8(&start[..error.valid_up_to()]).ok()
        }
        Err(_) => None,
    }
}

fn is_text(words: &str) -> bool {
    !words.chars().take(4_096).any(|c| c.is_control() && !matches!(c, '\n' | '\r' | '\t' | '\u{c}' | '\u{1b}'))
}

/// Sixteen bytes a line: where, which, and what they would be in ASCII.
pub(super) fn hex(bytes: &[u8]) -> String {
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
