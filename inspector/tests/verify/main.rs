//! Whether signatures hold, asked in the way that the page asks.

mod ask;
mod cosign;
mod keys;
mod log;
mod notary;
mod notation;
mod published;
#[path = "../support/mod.rs"]
mod support;
