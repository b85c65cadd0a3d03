//! `config.json` beside the page: what the people who host it have set.

use crate::text;
use crate::words::Text;
use report::{Identity, Named, Trust};
use serde::Deserialize;

/// What stands in it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(default, deny_unknown_fields, rename_all = "camelCase")]
pub struct Config {
    /// Whose signatures count.
    pub trust: Trusted,
}

/// [`Trust`], of which each text may be in a file of its own.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(default, deny_unknown_fields, rename_all = "camelCase")]
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
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(default, deny_unknown_fields)]
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

impl Config {
    /// Reads it.
    ///
    /// # Errors
    /// What is wrong with it, quoting the parser.
    pub fn parse(text: &str) -> Result<Self, Text> {
        serde_json::from_str(text).map_err(|error| {
            text!(
                "The file config.json beside this page cannot be used, so what is set there is left out: {reason}. Show this line to whoever hosts the page.",
                reason = error.to_string()
            )
        })
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_not_said_is_as_without_a_file() {
        assert_eq!(Config::parse("{}").unwrap(), Config::default());
        assert!(Config::default().trust.public_good);
        assert!(!Config::parse(r#"{"trust":{"publicGood":false}}"#).unwrap().trust.public_good);
    }

    #[test]
    fn what_is_wrong_is_named() {
        for (text, named) in [
            (r#"{"trusted":{}}"#, "trusted"),
            (r#"{"trust":{"key":[]}}"#, "key"),
            (r#"{"trust":{"keys":"pem"}}"#, "pem"),
            ("{", "EOF"),
        ] {
            let error = Config::parse(text).unwrap_err().to_string();
            assert!(error.contains(named), "{text}: {error}");
        }
    }

    #[test]
    fn texts_come_from_their_files_and_are_called_by_them() {
        let text = r#"{"trust":{"roots":[{"file":"trust/acme.json"}],"keys":[{"name":"release","text":"PEM"}],
            "certificates":[{"file":"gone.pem"}]}}"#;
        let trusted = Config::parse(text).unwrap().trust;
        assert_eq!(trusted.files().collect::<Vec<_>>(), ["trust/acme.json", "gone.pem"]);
        let trust = trusted.with(|file| file.ends_with(".json").then(|| "{}".to_owned()));
        let named = |name: &str, text: &str| vec![Named { name: name.to_owned(), text: text.to_owned() }];
        assert_eq!(trust.roots, named("acme.json", "{}"));
        assert_eq!(trust.keys, named("release", "PEM"));
        assert_eq!(trust.certificates, named("gone.pem", ""));
    }
}
