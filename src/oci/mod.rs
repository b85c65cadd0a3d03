//! What the OCI specifications say: names, digests, descriptors, errors.
//!
//! Pure: text and bytes in, values out. No network, no browser, no Leptos.

pub mod address;
pub mod annotations;
pub mod artifact;
pub mod conventions;
pub mod digest;
mod entries;
pub mod error;
pub(crate) mod header;
pub mod json;
pub mod link;
pub mod lookup;
pub mod manifest;
pub mod paste;
pub mod reference;
pub mod referrers;
pub mod tags;

pub use address::Address;
pub use artifact::Kind;
pub use oci_spec::image::{Descriptor, Digest, MediaType};
pub use reference::{Reference, RepositoryName, Tag};
