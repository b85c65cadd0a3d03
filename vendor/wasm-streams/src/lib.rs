//! Takes the place of the crate of this name, which Leptos brings along for its server functions.
//!
//! Refscope has no server, so nothing of it is ever called; but what it exports to JavaScript stays in the
//! page for all that, because a linker cannot know who calls an export: 5 kB of download. Here is the part
//! of its interface that `server_fn` needs in order to compile.

use futures::Stream;
use wasm_bindgen::JsValue;

/// A stream of the browser.
#[derive(Debug)]
pub struct ReadableStream(web_sys::ReadableStream);

impl ReadableStream {
    /// Takes the browser's own.
    #[must_use]
    pub const fn from_raw(raw: web_sys::ReadableStream) -> Self {
        Self(raw)
    }

    /// Gives the browser's own back.
    #[must_use]
    pub fn into_raw(self) -> web_sys::ReadableStream {
        self.0
    }

    /// Would make one from a stream of Rust's.
    ///
    /// # Panics
    /// Always: the page has no server functions.
    #[must_use]
    pub fn from_stream(_stream: impl Stream<Item = Result<JsValue, JsValue>> + 'static) -> Self {
        unreachable!("the page has no server functions")
    }

    /// Would read it as a stream of Rust's; it ends at once.
    pub fn into_stream(self) -> impl Stream<Item = Result<JsValue, JsValue>> {
        futures::stream::empty()
    }
}
