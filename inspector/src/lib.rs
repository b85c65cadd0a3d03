//! The inspector: what is inside an artifact, and whether its signature holds.
//!
//! A program of its own, which the page loads into a web worker when the first document is opened. It opens no
//! connection: all that it reads is handed to it, and all that it says is a [`report`]. The same code runs on the host,
//! in tests.
//!
//! The map, from the ground up; each module imports only from those above it here:
//!
//! - [`grid`]: tables of which the page shows a window.
//! - [`input`]: a document, and what it is at a glance.
//! - [`readers`]: one file a format.
//! - [`verify`]: one file a kind of signature.
//! - [`service`]: questions in, answers out.

pub mod grid;
pub mod input;
pub mod readers;
pub mod service;
pub mod verify;
