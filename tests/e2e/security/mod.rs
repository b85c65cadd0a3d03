//! What keeps the page itself from harm: its policy, Trusted Types, the hashes of its files, and that secrets are
//! nowhere after they are forgotten.

mod canary;
mod devtools;
mod forgotten;
mod integrity;
mod policy;
mod types;
