//! Text as it is.

use crate::input::{Input, Inspection, ReadError};
use report::say;

/// Whether a document is text: UTF-8 without the bytes that no text has.
pub fn claims(input: &Input<'_>) -> bool {
    !input.bytes.contains(&0) && std::str::from_utf8(input.bytes).is_ok()
}

/// Shows text as it is, as far as it may be shown.
pub fn read(input: &Input<'_>) -> Result<Inspection, ReadError> {
    let text = std::str::from_utf8(input.bytes).map_err(|error| ReadError::malformed(say!("text"), error))?;
    let mut inspection = Inspection::of("");
    inspection.text(say!("Text"), text);
    Ok(inspection)
}
