//! What is sound, but signed by nobody who is trusted.

use super::super::documents::SLSA;
use super::Piece;
use super::hands::{
    DEVELOPER, Hands, MALLORY, RELEASE, bundle, cosign, cosign_keyless, dsse, notation, provenance, sha256,
    simple_signing,
};
use crate::push::Pushed;
use crate::sigstore::{Form, SignError, envelope};
use report::Outcome;

/// The signatures.
pub fn pieces(hands: &mut Hands, image: &Pushed) -> Result<Vec<Piece>, SignError> {
    let mallory = hands.sigstore.admit(&MALLORY)?;
    let signature = bundle(&hands.sigstore.bundle_image(&mallory, &sha256(image))?, None);
    let older = cosign_keyless(&mut hands.sigstore, &mallory, simple_signing(image, "mallory"))?;
    // Who says to be trusted, under a root that is not.
    let foreign = &mut hands.foreign_sigstore;
    let (release, developer) = (foreign.admit(&RELEASE)?, foreign.admit(&DEVELOPER)?);
    let elsewhere = bundle(&foreign.bundle_statement(&release, &provenance(image))?, Some(SLSA));
    let older_elsewhere = cosign_keyless(foreign, &developer, simple_signing(image, "joe"))?;
    let payload = simple_signing(image, "somebody");
    let by_key = hands.foreign_key.sign(&payload)?;
    let envelope = envelope(&provenance(image), &hands.foreign_key, String::new())?.json();
    let pieces = [
        (signature, "a Sigstore bundle by an identity that nobody named"),
        (older, "a cosign signature by an identity that nobody named"),
        (elsewhere, "a Sigstore bundle under an unknown root"),
        (older_elsewhere, "a cosign signature under an unknown root"),
        (cosign(payload, &by_key), "a cosign signature by an unknown key"),
        (dsse(&envelope, SLSA), "provenance in a DSSE envelope by an unknown key"),
        (notation(&hands.foreign_notary, Form::Jws, image, 365)?, "a Notation signature as JWS, unknown root"),
        (notation(&hands.foreign_notary, Form::Cose, image, 365)?, "a Notation signature as COSE, unknown root"),
    ];
    Ok(pieces.into_iter().map(|(raw, about)| Piece::signature(raw, Outcome::NotTrusted, about)).collect())
}
