//! The embedded registry: [ferro-oci-server](ferro_oci_server), in memory, behind Quay's manners.
//!
//! It exists so that the page can be tried and tested against real HTTP without a registry at hand. What
//! it answers follows the exchanges recorded with a running Quay; `tests/recordings.rs` compares the two.
//! Part of its content is really signed, by keys and a private Sigstore made at start ([`Demo::trust`],
//! [`Demo::verdicts`]). Other registries' manners are [`Options`], content in quantity is pushed when asked for
//! ([`Demo::push_tree`], [`Demo::push_varied`]), and a registry that means no good is in [`hostile`].
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
mod authority;
mod certificate;
pub mod content;
mod cors;
mod dialect;
mod generate;
pub mod hostile;
mod listing;
mod many;
mod options;
mod pages;
pub mod push;
mod requests;
mod route;
mod server;
mod sigstore;
mod storage;
mod token;
pub mod users;

pub use authority::ServerCertificate;
pub use certificate::{KeyError, SelfSigned};
pub use content::{Content, Expected, Image, Older, Referrer, Way};
pub use generate::{TYPES, Tree};
pub use many::{KINDS, SPAN};
pub use options::{Cors, LinkForm, Options, TokenAnswer, WayIn};
pub use push::{PushError, Pushed, Pusher};
pub use requests::Recorded;
pub use server::{Demo, DemoError};
pub use sigstore::SignError;
pub use token::Keys;
