//! `config.json` beside the page: what the people who host it have set.
//!
//! It is read by hand and not by derived readers: what is wrong in one place is named, and the rest still counts.
//! `config.schema.json` beside it says the same to editors; a test holds the two together.

mod read;
#[cfg(all(test, not(target_arch = "wasm32")))]
mod tests;
mod trust;

pub use trust::{Entry, Trusted};

use super::Tongue;
use crate::oci::Address;
use crate::words::Text;

/// The most images that a device may be told to keep.
pub const MOST_ENTRIES: u64 = 50;
/// The most days that they may be kept: ten years.
pub const MOST_DAYS: u64 = 3650;

/// What stands in it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Config {
    /// What the page is called.
    pub title: String,
    /// A short text before that, such as a sign or the initials of a house; empty for none.
    pub logo: String,
    /// The registries that are offered, the first of them in the form from the start.
    pub registries: Vec<Registry>,
    /// Whether other registries may be typed.
    pub others: bool,
    /// Whether signatures are checked at once after a look.
    pub check: bool,
    /// What the device keeps of what was looked at.
    pub history: Retention,
    /// The language for who has chosen none.
    pub language: Tongue,
    /// Where help is found.
    pub links: Vec<Link>,
    /// Whose signatures count.
    pub trust: Trusted,
}

impl Default for Config {
    fn default() -> Self {
        Self {
            title: "Refscope".to_owned(),
            logo: String::new(),
            registries: Vec::new(),
            others: true,
            check: false,
            history: Retention::default(),
            language: Tongue::default(),
            links: Vec::new(),
            trust: Trusted::default(),
        }
    }
}

/// A registry that is offered.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Registry {
    /// What people call it.
    pub name: String,
    /// The address that people know, as it stands before a repository.
    pub address: Address,
    /// Where the page asks it, if that is elsewhere.
    pub reached_at: Option<Reach>,
    /// For which service tokens are asked; empty for that of the registry's challenge.
    pub service: String,
    /// The path at which tokens are given; empty for that of the challenge.
    pub token_path: String,
    /// The repository in the form at the start; empty for none.
    pub repository: String,
}

/// Where the page asks a registry.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Reach {
    /// At the page's own origin, which passes `/v2/` on to it.
    Page,
    /// At another origin, such as that of a proxy which adds CORS headers.
    At(Address),
}

/// How much of what was looked at a device keeps, and how long.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Retention {
    /// How many images; 0 for none.
    pub entries: u64,
    /// For how many days; 0 for any number.
    pub days: u64,
}

impl Default for Retention {
    fn default() -> Self {
        Self { entries: MOST_ENTRIES, days: 0 }
    }
}

/// A page with help.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Link {
    /// What it is called.
    pub name: String,
    /// Its address, by http or https.
    pub address: String,
}

impl Config {
    /// Reads it. What cannot be used is as it is without the file, and named in the list beside it.
    #[must_use]
    pub fn read(text: &str) -> (Self, Vec<Text>) {
        read::config(text)
    }

    /// The registry of that address, where it is one of those that are offered.
    #[must_use]
    pub fn registry(&self, address: &Address) -> Option<&Registry> {
        self.registries.iter().find(|registry| registry.address == *address)
    }

    /// Whether a registry may be looked at.
    #[must_use]
    pub fn allows(&self, address: &Address) -> bool {
        self.others || self.registry(address).is_some()
    }
}
