//! What was changed after it was signed, or is about something else, or has run out.

use super::super::documents::SLSA;
use super::Piece;
use super::hands::{
    Hands, RELEASE, bundle, cosign, dsse, elsewhere, notation, provenance, sha256, sha256_of, simple_signing,
};
use crate::push::Pushed;
use crate::sigstore::{Form, SignError, envelope};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use report::Outcome;
use serde_json::json;

/// The signatures.
pub fn pieces(hands: &mut Hands, image: &Pushed) -> Result<Vec<Piece>, SignError> {
    let mut pieces = bundles(hands, image)?;
    pieces.extend(by_key(hands, image)?);
    for form in [Form::Jws, Form::Cose] {
        // Signed ten days ago, for five days.
        pieces.push((notation(&hands.notary, form, image, 5)?, "a Notation signature that has expired"));
    }
    pieces.push((notation(&hands.notary, Form::Jws, &elsewhere(), 365)?, "a Notation signature of another image"));
    Ok(pieces.into_iter().map(|(raw, about)| Piece::signature(raw, Outcome::Broken, about)).collect())
}

type Raws = Vec<(super::Raw, &'static str)>;

fn bundles(hands: &mut Hands, image: &Pushed) -> Result<Raws, SignError> {
    let release = hands.sigstore.admit(&RELEASE)?;
    let sigstore = &mut hands.sigstore;
    let other = sigstore.bundle_image(&release, &sha256(&elsewhere()))?;
    let other_statement = sigstore.bundle_statement(&release, &provenance(&elsewhere()))?;
    let mut changed = sigstore.bundle_statement(&release, &provenance(image))?;
    let mut statement = provenance(image);
    statement["predicate"]["runDetails"]["builder"]["id"] = json!("https://mallory.example/builder");
    changed["dsseEnvelope"]["payload"] = json!(STANDARD.encode(statement.to_string()));
    let mut late = sigstore.bundle_image(&release, &sha256(image))?;
    let entry = &mut late["verificationMaterial"]["tlogEntries"][0];
    // A time that the log never promised.
    let time: u64 = entry["integratedTime"].as_str().and_then(|time| time.parse().ok()).unwrap_or_default();
    entry["integratedTime"] = json!(time.saturating_sub(1).to_string());
    Ok(vec![
        (bundle(&other, None), "a Sigstore bundle over another image"),
        (bundle(&other_statement, Some(SLSA)), "a Sigstore bundle with provenance of another image"),
        (bundle(&changed, Some(SLSA)), "a Sigstore bundle whose provenance was changed"),
        (bundle(&late, None), "a Sigstore bundle whose time was changed"),
    ])
}

fn by_key(hands: &mut Hands, image: &Pushed) -> Result<Raws, SignError> {
    let about_other = simple_signing(&elsewhere(), "release");
    let signature = hands.key.sign(&about_other)?;
    let other = cosign(about_other, &signature);
    // The log says that the trusted key made it, over something that was not signed so.
    let payload = simple_signing(image, "release");
    let signature = hands.key.sign(&payload)?;
    let entry = hands.sigstore.log_signature(&sha256_of(&payload), &signature, &hands.key.pem()?)?;
    let mut changed = cosign(simple_signing(image, "mallory"), &signature);
    changed.layer_annotations.push(("dev.sigstore.cosign/bundle", entry.in_annotation().to_string()));
    let mut statement = provenance(image);
    statement["predicate"]["runDetails"]["builder"]["id"] = json!("https://mallory.example/builder");
    let envelope = envelope(&provenance(image), &hands.key, hands.hint()?)?.around(&statement);
    Ok(vec![
        (other, "a cosign signature of another image"),
        (changed, "a cosign signature whose content was changed"),
        (dsse(&envelope.json(), SLSA), "provenance in a DSSE envelope, changed after it was signed"),
    ])
}
