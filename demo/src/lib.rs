//! The embedded registry: [ferro-oci-server](ferro_oci_server), in memory, behind Quay's manners.
//!
//! It exists so that the page can be tried and tested against real HTTP without a registry at hand. What
//! it answers follows the exchanges recorded with a running Quay; `tests/recordings.rs` compares the two.
//!
//! ```no_run
//! # async fn example() -> Result<(), refscope_demo::DemoError> {
//! let demo = refscope_demo::Demo::start(refscope_demo::Options::default()).await?;
//! println!("{} has {} images", demo.host(), demo.content().images.len());
//! demo.stop().await;
//! # Ok(())
//! # }
//! ```

mod answer;
mod auth;
pub mod content;
mod dialect;
mod push;
mod requests;
mod route;
mod server;
mod token;
pub mod users;

pub use content::{Content, Image, Referrer};
pub use push::PushError;
pub use requests::Recorded;
pub use server::{Cors, Demo, DemoError, Options};
