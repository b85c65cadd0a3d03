//! The explorer's panels.

mod layout;
mod take_away;

pub use take_away::take_away;
