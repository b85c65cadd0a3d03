//! The formats that can be read, one file each.
//!
//! A reader says by type or by shape whether a document is its own, and lays it out as a report. It trusts nothing in
//! the document: numbers, depths and lengths are a stranger's.

mod cyclonedx;
mod sbom;
mod spdx2;
mod spdx3;
mod text;

use crate::input::{Input, Inspection, ReadError};
use report::say;

/// A format.
struct Reader {
    /// Its name, for the error where a document of this type is not of this format.
    name: &'static str,
    /// Whether a document is of this format.
    claims: fn(&Input<'_>) -> bool,
    /// Lays it out.
    read: fn(&Input<'_>) -> Result<Inspection, ReadError>,
}

/// The first that claims a document reads it; the last ones take anything.
const READERS: &[Reader] = &[
    Reader { name: "CycloneDX", claims: cyclonedx::claims, read: cyclonedx::read },
    Reader { name: "SPDX", claims: spdx2::claims, read: spdx2::read },
    Reader { name: "SPDX 3", claims: spdx3::claims, read: spdx3::read },
    Reader { name: "text", claims: |_| true, read: text::read },
];

/// Those that show a document as it is, whatever it is.
const RAW: &[Reader] = &[Reader { name: "text", claims: |_| true, read: text::read }];

/// Reads a document. What cannot be read as what it claims to be is shown as it is, with the reader's own error.
#[must_use]
pub fn read(input: &Input<'_>) -> Inspection {
    let Some(reader) = READERS.iter().find(|reader| (reader.claims)(input)) else { return Inspection::default() };
    match (reader.read)(input) {
        Ok(inspection) => inspection,
        Err(error) => {
            let mut raw = raw(input);
            let why = error.words();
            raw.report
                .remarks
                .insert(0, say!("This is no {format} that can be read. {why}", format = reader.name, why));
            raw
        }
    }
}

/// A document as it is.
#[must_use]
pub fn raw(input: &Input<'_>) -> Inspection {
    let read = |reader: &Reader| (reader.claims)(input).then(|| (reader.read)(input).ok()).flatten();
    RAW.iter().find_map(read).unwrap_or_default()
}
