//! Text as it is.

use crate::input::{Input, Inspection, ReadError, TEXT_LIMIT};
use report::{Body, say};

/// Whether a document is text: UTF-8 without the bytes that no text has.
pub fn claims(input: &Input<'_>) -> bool {
    !input.bytes.contains(&0) && std::str::from_utf8(input.bytes).is_ok()
}

/// Shows text as it is, as far as it may be shown.
pub fn read(input: &Input<'_>) -> Result<Inspection, ReadError> {
    let text = std::str::from_utf8(input.bytes).map_err(|error| ReadError::malformed(say!("text"), error))?;
    let mut inspection = Inspection::of("");
    let end = text.char_indices().nth(TEXT_LIMIT).map_or(text.len(), |(at, _)| at);
    if end < text.len() {
        inspection.report.remarks.push(say!("It is long: only its beginning is shown."));
    }
    inspection.section(say!("Text"), Body::Text(text.get(..end).unwrap_or_default().to_owned()));
    Ok(inspection)
}
