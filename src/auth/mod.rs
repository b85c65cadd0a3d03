//! How one gets into a registry: Basic credentials, challenges, scopes, tokens.
//!
//! Pure: no network, no browser, no Leptos.

pub mod basic;
pub mod challenge;
pub mod scope;
pub mod secret;
pub mod token;

pub use basic::BasicCredentials;
pub use challenge::Challenge;
pub use scope::{Actions, Scope};
pub use secret::Secret;
pub use token::Token;
