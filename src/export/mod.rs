//! The same facts for other tools.

pub mod curl;
