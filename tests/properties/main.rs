//! What holds for every text and all bytes that the parsers may be given, and not for chosen examples only:
//! what they take follows the specification's grammar and reads the same when it is written again, what
//! they refuse they refuse in words, and nothing makes them panic.
//!
//! Where another reader of the same grammar exists (a regular expression of the specification, the `url`
//! crate for what browsers do, oci-spec's own), it is what ours are held against.
#![cfg(not(target_arch = "wasm32"))]

mod auth;
mod documents;
mod grammar;
mod headers;
mod names;
mod registry;

use proptest::prelude::ProptestConfig;

/// The cases of one property. A counterexample becomes a test beside the parser, so none is kept in a file.
fn cases(cases: u32) -> ProptestConfig {
    ProptestConfig { cases, failure_persistence: None, ..ProptestConfig::default() }
}
