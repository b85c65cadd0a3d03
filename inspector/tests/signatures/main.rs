//! What readers make of signatures, certificates and statements, asked by the words that a person sees.

#[path = "../verify/ask.rs"]
#[allow(dead_code, reason = "only the layers are of use here")]
mod ask;
mod broken;
mod bundles;
mod certificates;
#[path = "../verify/keys.rs"]
#[allow(dead_code, reason = "only some keys are of use here")]
mod keys;
mod laid;
mod large;
#[path = "../verify/notary.rs"]
#[allow(dead_code, reason = "only some envelopes are of use here")]
mod notary;
mod notation;
mod notation_made;
mod provenance;
mod simple_signing;
mod statements;
#[path = "../support/mod.rs"]
mod support;
