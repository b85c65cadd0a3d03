//! Whether signatures hold, asked in the way that the page asks.

mod artifact;
mod ask;
mod changed;
mod cosign;
mod dsse;
mod keys;
mod log;
mod notary;
mod notation;
mod properties;
mod published;
mod rows;
#[path = "../support/mod.rs"]
mod support;
