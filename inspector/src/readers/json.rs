//! JSON of no format known here: laid out in lines, however it was written.

use crate::input::{Input, Inspection, ReadError, TEXT_LIMIT};
use report::{Body, say};

/// How deep lines are indented; what is deeper stands at this depth.
const INDENT_LIMIT: usize = 32;

/// Whether a document is called JSON, or begins as an object does. What begins as an array does may as well be a line
/// of a log, so that it has to be one as a whole.
pub fn claims(input: &Input<'_>) -> bool {
    let bytes = input.bytes.trim_ascii_start();
    match bytes.split_first() {
        None => false,
        // Not its artifact type, which is the same for the files beside it.
        Some(_) if input.document.media_type.contains("json") => true,
        Some((b'{', rest)) => matches!(rest.trim_ascii_start().first(), Some(b'"' | b'}')),
        Some((b'[', _)) => serde_json::from_slice::<serde::de::IgnoredAny>(bytes).is_ok(),
        Some(_) => false,
    }
}

/// Lays JSON out in lines.
pub fn read(input: &Input<'_>) -> Result<Inspection, ReadError> {
    // Checked as a whole and without building it: nothing of it is held twice.
    serde_json::from_slice::<serde::de::IgnoredAny>(input.bytes)?;
    let text = std::str::from_utf8(input.bytes).map_err(|error| ReadError::malformed(say!("text"), error))?;
    let mut inspection = Inspection::of("JSON");
    let (lines, is_cut) = pretty(text);
    if is_cut {
        inspection.cut();
    }
    inspection.section(say!("Content"), Body::Text(lines));
    Ok(inspection)
}

/// JSON with a line for each member, as far as it may be shown, and whether that is not all of it. Numbers and texts
/// stay as they are written.
pub fn pretty(text: &str) -> (String, bool) {
    let mut lines = Lines::default();
    for (at, character) in text.char_indices() {
        if lines.count >= TEXT_LIMIT {
            return (lines.text, true);
        }
        lines.take(character, text.get(at + character.len_utf8()..).unwrap_or_default());
    }
    (lines.text, false)
}

#[derive(Default)]
struct Lines {
    text: String,
    count: usize,
    depth: usize,
    is_in_text: bool,
    is_escaped: bool,
    is_empty: bool,
}

impl Lines {
    fn take(&mut self, character: char, rest: &str) {
        if self.is_in_text {
            self.push(character);
            self.is_in_text = self.is_escaped || character != '"';
            self.is_escaped = !self.is_escaped && character == '\\';
            return;
        }
        match character {
            ' ' | '\t' | '\r' | '\n' => {}
            '{' | '[' => {
                self.push(character);
                self.depth = self.depth.saturating_add(1);
                self.is_empty = rest.trim_ascii_start().starts_with(['}', ']']);
                if !self.is_empty {
                    self.line();
                }
            }
            '}' | ']' => {
                self.depth = self.depth.saturating_sub(1);
                if !std::mem::take(&mut self.is_empty) {
                    self.line();
                }
                self.push(character);
            }
            ',' => {
                self.push(',');
                self.line();
            }
            ':' => {
                self.push(':');
                self.push(' ');
            }
            _ => {
                self.is_in_text = character == '"';
                self.push(character);
            }
        }
    }

    fn push(&mut self, character: char) {
        self.text.push(character);
        self.count = self.count.saturating_add(1);
    }

    fn line(&mut self) {
        self.push('\n');
        for _ in 0..self.depth.min(INDENT_LIMIT) {
            self.push(' ');
            self.push(' ');
        }
    }
}
