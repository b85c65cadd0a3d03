//! YAML: shown as it was written.
//!
//! Its aliases are never followed, so that a few lines that stand for billions cost what a few lines cost.

use crate::input::{Input, Inspection, ReadError};
use report::say;

/// Whether a document is called YAML.
pub fn claims(input: &Input<'_>) -> bool {
    input.document.media_type.contains("yaml") && !input.bytes.trim_ascii_start().starts_with(b"{")
}

/// Shows YAML as it was written: comments and the order of keys are part of what its author says.
pub fn read(input: &Input<'_>) -> Result<Inspection, ReadError> {
    let text = std::str::from_utf8(input.bytes).map_err(|error| ReadError::malformed(say!("text"), error))?;
    let mut inspection = Inspection::of("YAML");
    let lines = || text.lines().map(str::trim_start).filter(|line| !line.starts_with('#'));
    let is_alias = |word: &str| word.len() > 1 && word.starts_with('*') && !word.ends_with('*');
    if lines().any(|line| line.split([' ', ',', '[', '{']).any(is_alias)) {
        inspection
            .report
            .remarks
            .push(say!("It has aliases, which stand for what is written elsewhere in it. They are shown as they are."));
    }
    inspection.text(say!("Content"), text);
    Ok(inspection)
}
