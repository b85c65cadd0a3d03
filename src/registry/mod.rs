//! The only rooms with a door to the network: one function a question that a registry is asked.

pub mod client;
pub mod diagnose;
pub mod endpoint;
pub mod error;
#[cfg(target_arch = "wasm32")]
pub mod fetch;
pub mod problem;
pub mod transport;

pub use client::Client;
pub use endpoint::{Entrance, TokenEndpoint};
pub use error::{ClientError, Question};
pub use problem::Problem;
pub use transport::Transport;
