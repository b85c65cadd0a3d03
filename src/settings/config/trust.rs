//! Whose signatures count, as `config.json` says it.

use super::read::Place;
use report::{Identity, Named, Trust};

/// The keys of the whole.
pub(super) const KEYS: &[&str] = &["publicGood", "roots", "keys", "certificates", "identities"];
/// Those of a text.
pub(super) const ENTRY: &[&str] = &["name", "text", "file"];
/// Those of an identity.
pub(super) const IDENTITY: &[&str] = &["repository", "issuer", "subject"];

/// [`Trust`], of which each text may be in a file of its own.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Trusted {
    /// Whether the Sigstore public-good root is trusted.
    pub public_good: bool,
    /// Roots of one's own.
    pub roots: Vec<Entry>,
    /// Public keys.
    pub keys: Vec<Entry>,
    /// Certificates, for Notation.
    pub certificates: Vec<Entry>,
    /// Who may have signed.
    pub identities: Vec<Identity>,
}

/// A text, and what it is called.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Entry {
    /// What it is called; by its file's name where that is empty.
    pub name: String,
    /// The text itself.
    pub text: String,
    /// The file that it is in, by its address from that of the page; empty where the text stands here.
    pub file: String,
}

impl Default for Trusted {
    fn default() -> Self {
        Self {
            public_good: true,
            roots: Vec::new(),
            keys: Vec::new(),
            certificates: Vec::new(),
            identities: Vec::new(),
        }
    }
}

impl Entry {
    /// What it is called.
    #[must_use]
    pub fn name(&self) -> &str {
        let file = self.file.rsplit('/').next().unwrap_or_default();
        if self.name.is_empty() { file } else { &self.name }
    }
}

impl Trusted {
    pub(super) fn read(place: &mut Place<'_>) -> Self {
        Self {
            // What is there and cannot be read may have been meant to take this trust away.
            public_good: place.flag("publicGood").unwrap_or(!place.has("publicGood")),
            roots: place.list("roots", ENTRY, entry),
            keys: place.list("keys", ENTRY, entry),
            certificates: place.list("certificates", ENTRY, entry),
            identities: place.list("identities", IDENTITY, identity),
        }
    }

    /// The files that have to be fetched before it is complete.
    pub fn files(&self) -> impl Iterator<Item = &str> {
        let entries = self.roots.iter().chain(&self.keys).chain(&self.certificates);
        entries.map(|entry| entry.file.as_str()).filter(|file| !file.is_empty())
    }

    /// The trust, with what `text_of` has of each file. What it does not have is left empty, and is told as a fault
    /// wherever it would have been used.
    #[must_use]
    pub fn with(self, text_of: impl Fn(&str) -> Option<String>) -> Trust {
        let fill = |entries: Vec<Entry>| {
            let named = |entry: Entry| {
                let text =
                    if entry.file.is_empty() { entry.text.clone() } else { text_of(&entry.file).unwrap_or_default() };
                Named { name: entry.name().to_owned(), text }
            };
            entries.into_iter().map(named).collect()
        };
        Trust {
            public_good: self.public_good,
            roots: fill(self.roots),
            keys: fill(self.keys),
            certificates: fill(self.certificates),
            identities: self.identities,
        }
    }
}

fn entry(place: &mut Place<'_>) -> Option<Entry> {
    let [name, text, file] = ["name", "text", "file"].map(|key| place.text(key).unwrap_or_default());
    Some(Entry { name, text, file })
}

/// One of which a part cannot be read is left out whole: the rest of it would vouch for more than was meant.
fn identity(place: &mut Place<'_>) -> Option<Identity> {
    let [repository, issuer, subject] =
        ["repository", "issuer", "subject"].map(|key| place.text(key).unwrap_or_default());
    place.is_sound().then_some(Identity { repository, issuer, subject })
}
