//! Notation signatures as COSE (Notary Project, `specs/signature-envelope-cose.md`).

use super::notation;
use crate::input::{Input, Inspection, ReadError};
use crate::verify::read_cose;

/// How a tagged COSE_Sign1 begins: tag 18, an array of four (RFC 9052, section 4.2).
const COSE_SIGN1: &[u8] = &[0xd2, 0x84];

/// Whether a document is a COSE_Sign1.
pub fn claims(input: &Input<'_>) -> bool {
    input.is_called("application/cose") || input.bytes.starts_with(COSE_SIGN1)
}

/// Lays out the signature.
///
/// # Errors
/// That it is none.
pub fn read(input: &Input<'_>) -> Result<Inspection, ReadError> {
    notation::lay_out("Notation COSE", read_cose(input.bytes))
}
