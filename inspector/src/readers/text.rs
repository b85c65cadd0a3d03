//! Text, and bytes that are none.

use crate::input::{Input, Inspection, ReadError, TEXT_LIMIT};
use report::{Body, say};

/// The most bytes that are shown in hexadecimal.
const HEX_LIMIT: usize = 2_048;

/// Shows text as it is, anything else in hexadecimal.
pub fn read(input: &Input<'_>) -> Result<Inspection, ReadError> {
    let mut inspection = Inspection::of("");
    match std::str::from_utf8(input.bytes) {
        Ok(text) => {
            let end = text.char_indices().nth(TEXT_LIMIT).map_or(text.len(), |(at, _)| at);
            inspection.section(say!("Text"), Body::Text(text[..end].to_owned()));
        }
        Err(_) => {
            let end = input.bytes.len().min(HEX_LIMIT);
            inspection.section(say!("Bytes, in hexadecimal"), Body::Hex(input.bytes[..end].to_vec()));
        }
    }
    Ok(inspection)
}
