//! Signatures that are not checked here, and why.

use super::course::{Check, Course, Stop};
use super::{Context, Layer};
use report::{Value, Verdict, say};

/// What is asked of a signature of which nothing is known.
const PLAN: &[Check] = &[Check::Signature];

/// Whether a layer is a PGP signature, or a Helm chart's provenance, which is signed by PGP.
pub fn claims_pgp(layer: &Layer<'_>) -> bool {
    let kind = layer.media_type.to_ascii_lowercase();
    kind.contains("pgp") || kind.contains("helm.chart.provenance")
}

/// Says that PGP is not checked.
pub fn verify_pgp(_: &Context<'_>, _: &Layer<'_>) -> Vec<Verdict> {
    let why = say!("PGP signatures are not checked here. Check it with gpg, or with helm verify if it is a chart's.");
    vec![Course::new("PGP", PLAN).end(Err(Stop::Unchecked(why)))]
}

/// Says that nothing is known of it.
pub fn verify(_: &Context<'_>, layer: &Layer<'_>) -> Vec<Verdict> {
    let kind = Value::Code(layer.media_type.to_owned());
    let why = say!("No kind of signature that is known here is stored as {kind}.", kind);
    vec![Course::new(layer.media_type, PLAN).end(Err(Stop::Unchecked(why)))]
}
