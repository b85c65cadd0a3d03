//! What a part of the page is that is a file of its own, loaded when it is first needed.
//!
//! `cargo xtask dist` cuts the program where the attribute `wasm_split` says (feature `split`); in a page that Trunk
//! builds alone everything is in one file, and a part is there at once.

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
pub(super) use part;

/// A part could not be loaded.
#[derive(Debug)]
pub struct NotLoaded;

#[cfg(feature = "split")]
impl From<wasm_split_helpers::SplitLoaderError> for NotLoaded {
    fn from(_: wasm_split_helpers::SplitLoaderError) -> Self {
        Self
    }
}
