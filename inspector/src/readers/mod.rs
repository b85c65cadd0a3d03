//! The formats that can be read, one file each.
//!
//! A reader says by type or by shape whether a document is its own, and lays it out as a report. It trusts nothing in
//! the document: numbers, depths and lengths are a stranger's.
//!
//! What several of them share:
//!
//! - `within`: documents within documents, JSON, Base64, times. `predicate`: what a statement states.
//! - `members`: objects that nothing is known of, as facts. `digests`: those of in-toto.
//! - `name`, `timestamp`: parts of certificates, and an authority's time. `notation`: what JWS and COSE have in common;
//!   `slsa_v0`, `slsa_v1`: what the versions of provenance do not.

mod archive;
mod bundle;
mod certificate;
mod chart;
mod cyclonedx;
mod digests;
mod dsse;
mod findings;
mod grype;
mod gzip;
mod hex;
mod image_config;
mod intoto;
mod json;
mod members;
mod name;
mod notation;
mod notation_cose;
mod notation_jws;
mod openvex;
mod pem;
mod picture;
mod predicate;
mod sarif;
mod sbom;
mod simple_signing;
mod slsa;
mod slsa_v0;
mod slsa_v1;
mod spdx2;
mod spdx3;
mod tar;
mod text;
mod timestamp;
mod trivy;
mod within;
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
    Reader { name: "Sigstore bundle", claims: bundle::claims, read: bundle::read },
    Reader { name: "DSSE envelope", claims: dsse::claims, read: dsse::read },
    Reader { name: "in-toto statement", claims: intoto::claims, read: intoto::read },
    Reader { name: "SLSA provenance", claims: slsa::claims, read: slsa::read },
    Reader { name: "payload of simple signing", claims: simple_signing::claims, read: simple_signing::read },
    Reader { name: "Notation JWS", claims: notation_jws::claims, read: notation_jws::read },
    Reader { name: "Notation COSE", claims: notation_cose::claims, read: notation_cose::read },
    Reader { name: "PEM", claims: pem::claims, read: pem::read },
    Reader { name: "X.509 certificate", claims: certificate::claims, read: certificate::read },
    Reader { name: "CycloneDX", claims: cyclonedx::claims, read: cyclonedx::read },
    Reader { name: "SPDX", claims: spdx2::claims, read: spdx2::read },
    Reader { name: "SPDX 3", claims: spdx3::claims, read: spdx3::read },
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
            raw.report.remarks.insert(0, say!("This cannot be read as {format}. {why}", format = reader.name, why));
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
