//! What the page begins with, what its address says, and what it keeps on this device. Never a secret of anyone's.

pub mod address;
pub mod config;
pub mod history;
pub mod preferences;
mod prefill;

pub use address::{Link, Named};
pub use history::{Entry, History};
pub use preferences::{Theme, Tongue};
pub use prefill::Prefill;
