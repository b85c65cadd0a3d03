//! The parts of the page that are files of their own, loaded when they are first needed.
//!
//! `cargo xtask dist` cuts the program where the attributes below say (feature `split`); in a page that Trunk builds
//! alone everything is in one file, and a part is there at once.

// The two sides of the cut are compiled as one, so what a type looks like is no matter between them.
#![cfg_attr(feature = "split", allow(improper_ctypes, improper_ctypes_definitions, unsafe_code))]

use super::element::{El, el};
use super::explorer::take_away;
use super::look::Look;
use super::tree::tree_view;
use leptos::prelude::*;

/// Waits for a part where there is one to be waited for.
#[cfg(feature = "split")]
macro_rules! part {
    ($call:expr) => {
        $call.await
    };
}
#[cfg(not(feature = "split"))]
macro_rules! part {
    ($call:expr) => {
        $call
    };
}

/// A part could not be loaded.
#[derive(Debug)]
pub struct NotLoaded;

#[cfg(feature = "split")]
impl From<wasm_split_helpers::SplitLoaderError> for NotLoaded {
    fn from(_: wasm_split_helpers::SplitLoaderError) -> Self {
        Self
    }
}

/// The explorer, as soon as it is loaded.
pub fn explorer(look: Look) -> El {
    let place = el("div");
    let shown = place.clone();
    let owner = Owner::current().unwrap_or_default();
    leptos::task::spawn_local(async move {
        let _ = part!(draw_explorer(Box::new((look, shown, owner))));
    });
    place
}

#[cfg_attr(feature = "split", wasm_split_helpers::wasm_split(explorer, fallible))]
fn draw_explorer(around: Box<(Look, El, Owner)>) -> Result<(), NotLoaded> {
    let (look, place, owner) = *around;
    owner.with(|| place.with(tree_view(look)).with(take_away(look)));
    Ok(())
}
