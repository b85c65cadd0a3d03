//! The client and the session on the host: real HTTP against the embedded registry, and every recorded
//! exchange with a real Quay that concerns them.
#![cfg(not(target_arch = "wasm32"))]

mod canned;
mod check;
mod content;
mod diagnosis;
mod dialects;
mod embedded;
mod faults;
mod front;
mod layout;
mod native;
mod recorded;
mod recordings;
#[path = "../support/mod.rs"]
mod support;
mod tokens;
mod transport;
mod tree;
mod wire;

pub use refscope::session::Inquiry;
pub use support::{inquiry, look};

use refscope_demo::{Demo, Keys, Options};
use std::sync::LazyLock;

/// A demo that signs with the same keys as others: to make some takes longer than most tests. Whoever expires
/// tokens needs keys of their own.
pub async fn demo(options: Options) -> Demo {
    static KEYS: LazyLock<Keys> = LazyLock::new(|| Keys::new().unwrap());
    let keys = options.keys.or_else(|| Some(KEYS.clone()));
    Demo::start(Options { keys, ..options }).await.unwrap()
}
