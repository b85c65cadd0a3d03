//! The formats that can be read, one file each.
//!
//! A reader says by type or by shape whether a document is its own, and lays it out as a report. It trusts nothing in
//! the document: numbers, depths and lengths are a stranger's.

mod archive;
mod chart;
mod findings;
mod grype;
mod hex;
mod image_config;
mod json;
mod openvex;
mod picture;
mod sarif;
mod text;
mod trivy;
mod yaml;

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

/// The first that claims a document reads it; the last one takes anything.
const READERS: &[Reader] = &[
    Reader { name: "Trivy report", claims: trivy::claims, read: trivy::read },
    Reader { name: "Grype report", claims: grype::claims, read: grype::read },
    Reader { name: "SARIF", claims: sarif::claims, read: sarif::read },
    Reader { name: "OpenVEX", claims: openvex::claims, read: openvex::read },
    Reader { name: "image configuration", claims: image_config::claims, read: image_config::read },
    Reader { name: "Helm chart", claims: chart::claims, read: chart::read },
    Reader { name: "picture", claims: picture::claims, read: picture::read },
    Reader { name: "archive", claims: archive::claims, read: archive::read },
    Reader { name: "JSON", claims: json::claims, read: json::read },
    Reader { name: "YAML", claims: yaml::claims, read: yaml::read },
    Reader { name: "text", claims: text::claims, read: text::read },
    Reader { name: "bytes", claims: |_| true, read: hex::read },
];

/// Those that show a document as it is, whatever it is.
const RAW: &[Reader] = &[
    Reader { name: "JSON", claims: json::claims, read: json::read },
    Reader { name: "YAML", claims: yaml::claims, read: yaml::read },
    Reader { name: "text", claims: text::claims, read: text::read },
    Reader { name: "bytes", claims: |_| true, read: hex::read },
];

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
