//! What cannot be checked.

use super::Piece;
use super::hands::{Hands, called_signature, other, provenance};
use crate::push::Pushed;
use crate::sigstore::SignError;
use report::Outcome;

/// Stands for a signature by PGP: its form is right, its content is nothing.
const PGP: &[u8] = b"-----BEGIN PGP SIGNATURE-----\n\nc3RhbmRzIGZvciBhIHNpZ25hdHVyZQ==\n-----END PGP SIGNATURE-----\n";

/// The signatures.
pub fn pieces(_: &mut Hands, image: &Pushed) -> Result<Vec<Piece>, SignError> {
    let statement = provenance(image).to_string();
    let pieces = [
        (other("application/pgp-signature", PGP), "a signature by PGP"),
        (called_signature("application/vnd.acme.seal.v1", b"seal\n"), "a signature of an unknown kind"),
        (other("application/vnd.in-toto+json", statement.as_bytes()), "provenance that nobody signed"),
    ];
    Ok(pieces.into_iter().map(|(raw, about)| Piece::signature(raw, Outcome::NotChecked, about)).collect())
}
