//! Bytes that are nothing known here.

use crate::input::{Input, Inspection, ReadError};
use report::{Body, Fact, Section, Value, say};

/// The most bytes that are shown in hexadecimal.
const HEX_LIMIT: usize = 2_048;

/// Shows the first bytes in hexadecimal, and says how many there are.
pub fn read(input: &Input<'_>) -> Result<Inspection, ReadError> {
    let mut inspection = Inspection::of("");
    let size = Fact::new(say!("Size"), Value::Size(input.bytes.len() as u64));
    inspection.report.sections.push(Section::facts(say!("Document"), vec![size]));
    let first = input.bytes.get(..HEX_LIMIT).unwrap_or(input.bytes);
    if first.len() < input.bytes.len() {
        inspection.cut();
    }
    inspection.section(say!("Bytes, in hexadecimal"), Body::Hex(first.to_vec()));
    Ok(inspection)
}
