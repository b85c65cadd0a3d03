//! Whether signatures hold.

mod crypto;

use report::message::Case;
use report::{Verdict, Words, say};

/// Checks the signatures that an artifact holds. `manifest` and `layers` are its bytes, of the right digests.
///
/// # Errors
/// Why there is nothing to check, in words.
pub fn verify(_case: &Case, _manifest: &[u8], _layers: &[Vec<u8>]) -> Result<Vec<Verdict>, Words> {
    crypto::install();
    Err(say!("There is no signature in it that is known here."))
}
