//! The translation into Simplified Chinese: a part of its own, for who reads it.

// The two sides of the cut are compiled as one, so what a type looks like is no matter between them.
#![cfg_attr(feature = "split", allow(improper_ctypes, improper_ctypes_definitions, unsafe_code))]

use super::language::Catalogue;
use super::lazy::{NotLoaded, part};
use std::sync::Arc;

/// The catalogue.
///
/// # Errors
/// [`NotLoaded`].
pub async fn catalogue() -> Result<Arc<Catalogue>, NotLoaded> {
    part!(read_catalogue())
}

#[cfg_attr(feature = "split", wasm_split_helpers::wasm_split(chinese, fallible))]
fn read_catalogue() -> Result<Arc<Catalogue>, NotLoaded> {
    Catalogue::read(include_str!("../words/zh-Hans.json")).map(Arc::new).ok_or(NotLoaded)
}
