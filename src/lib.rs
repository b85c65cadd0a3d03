//! Refscope: what an OCI registry knows to refer to an image, in one static page.
//!
//! The map of the house, from the ground up; each module imports only from those above it here:
//!
//! - [`words`]: what the page says, in no language yet; numbers and lists as people write them.
//! - [`oci`]: what the OCI specifications say. Pure.
//! - [`auth`]: how one gets into a registry. Pure.
//! - [`registry`]: the client, and the only door to the network.
//! - [`session`]: one look at one image: its steps, its state.
//! - [`explorer`]: how a person looks through a tree of referrers. Pure.
//! - [`check`]: every step of a look tried for who runs the registry or hosts the page. Pure.
//! - [`proof`]: which signatures hold, and what the documents say. Pure.
//! - [`export`]: the same facts for other tools.
//! - [`settings`]: what the form begins with.
//! - [`wipe`]: the memory of the page, wiped when it is given back.
//! - `browser`: what views ask the browser for (time, clipboard, address bar). Only in wasm.
//! - `view`: Leptos components. Only in wasm.

pub mod auth;
#[cfg(target_arch = "wasm32")]
pub mod browser;
pub mod check;
pub mod explorer;
pub mod export;
pub mod oci;
pub mod proof;
pub mod registry;
pub mod session;
pub mod settings;
#[cfg(target_arch = "wasm32")]
pub mod view;
pub mod wipe;
pub mod words;
