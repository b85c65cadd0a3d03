//! The only rooms with a door to the network: one function a question that a registry is asked.

pub mod client;
pub mod crawl;
pub mod diagnose;
pub mod endpoint;
pub mod entrance;
pub mod error;
#[cfg(target_arch = "wasm32")]
pub mod fetch;
pub mod found;
mod places;
pub mod problem;
pub mod route;
pub mod transport;
pub mod tree;

pub use client::Client;
pub use endpoint::TokenEndpoint;
pub use entrance::Entrance;
pub use error::{ClientError, Question};
pub use problem::Problem;
pub use transport::Transport;
