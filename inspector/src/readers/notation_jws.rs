//! Notation signatures as JWS (Notary Project, `specs/signature-envelope-jws.md`).

use super::notation;
use crate::input::{Input, Inspection, ReadError};
use crate::verify::read_jws;

/// Whether a document is a JWS in the JSON serialisation of one signature (RFC 7515, section 7.2.2).
pub fn claims(input: &Input<'_>) -> bool {
    input.is_called("jose+json") || ["payload", "protected", "signature"].iter().all(|name| input.shape().has(name))
}

/// Lays out the signature.
///
/// # Errors
/// That it is none.
pub fn read(input: &Input<'_>) -> Result<Inspection, ReadError> {
    notation::lay_out("Notation JWS", read_jws(input.bytes))
}
