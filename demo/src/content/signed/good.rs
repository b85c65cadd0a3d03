//! What is signed by who is trusted, in every way.

use super::super::documents::{SLSA, statement};
use super::hands::{
    DEVELOPER, Hands, RELEASE, bundle, cosign, cosign_keyless, dsse, notation, provenance, sha256, simple_signing,
};
use super::{NAME, Piece, papers};
use crate::push::Pushed;
use crate::sigstore::{Form, SignError, envelope};
use report::Outcome;

/// The predicate type of a CycloneDX document.
const CYCLONEDX: &str = "https://cyclonedx.org/bom";

/// The signatures, and what else there is to read.
pub fn pieces(hands: &mut Hands, image: &Pushed) -> Result<Vec<Piece>, SignError> {
    let mut pieces = keyless(hands, image)?;
    pieces.extend(by_key(hands, image)?);
    for (form, about) in [
        (Form::Jws, "a Notation signature as JWS, under the trusted certificate"),
        (Form::Cose, "a Notation signature as COSE, under the trusted certificate"),
    ] {
        pieces.push(good(notation(&hands.notary, form, image, 365)?, about));
    }
    pieces.extend(papers::all(image).into_iter().map(Piece::paper));
    Ok(pieces)
}

const fn good(raw: super::Raw, about: &'static str) -> Piece {
    Piece::signature(raw, Outcome::Verified, about)
}

fn keyless(hands: &mut Hands, image: &Pushed) -> Result<Vec<Piece>, SignError> {
    let (release, developer) = (hands.sigstore.admit(&RELEASE)?, hands.sigstore.admit(&DEVELOPER)?);
    let sigstore = &mut hands.sigstore;
    let signature = bundle(&sigstore.bundle_image(&release, &sha256(image))?, None);
    let built = bundle(&sigstore.bundle_statement(&release, &provenance(image))?, Some(SLSA));
    let sbom = statement(NAME, &image.digest, CYCLONEDX, papers::cyclonedx());
    let sbom = bundle(&sigstore.bundle_statement(&release, &sbom)?, Some(CYCLONEDX));
    let older = cosign_keyless(sigstore, &developer, simple_signing(image, "joe"))?;
    Ok(vec![
        good(signature, "a Sigstore bundle over the image, by the release workflow"),
        good(built, "a Sigstore bundle with provenance, by the release workflow"),
        good(sbom, "a Sigstore bundle with an SBOM, by the release workflow"),
        good(older, "a cosign signature by certificate, of a developer"),
    ])
}

fn by_key(hands: &mut Hands, image: &Pushed) -> Result<Vec<Piece>, SignError> {
    let signed = |creator: &str| -> Result<_, SignError> {
        let payload = simple_signing(image, creator);
        let signature = hands.key.sign(&payload)?;
        Ok(cosign(payload, &signature))
    };
    let built =
        || -> Result<_, SignError> { Ok(dsse(&envelope(&provenance(image), &hands.key, hands.hint()?)?.json(), SLSA)) };
    Ok(vec![
        good(signed("release")?, "a cosign signature by the trusted key"),
        good(signed("release")?, "a cosign signature by the trusted key, found by cosign's tag").tagged("sig"),
        good(built()?, "provenance in a DSSE envelope by the trusted key, as Tekton Chains makes it"),
        good(built()?, "provenance in a DSSE envelope by the trusted key, found by cosign's tag").tagged("att"),
    ])
}
