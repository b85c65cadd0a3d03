//! The same facts for other tools: as commands, as entries of their configuration, as documents, as an OCI image
//! layout.
//!
//! What is written here is read by machines, or by people who work with them: it is English, and not translated.

pub mod auth_entry;
pub mod commands;
pub mod curl;
pub mod graph_svg;
pub mod layout;
pub mod outline;
#[cfg(test)]
mod sample;
pub mod tree_csv;
pub mod tree_json;
pub mod tree_markdown;
