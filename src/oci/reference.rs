//! Repository names, tags and whole references (distribution specification, "Pulling manifests").

use super::address::Address;
use super::digest::{self, DigestError};
use crate::text;
use crate::words::{Text, odd};
use oci_spec::image::Digest;
use std::fmt;
use thiserror::Error;

/// The longest repository name that registries take; the specification asks clients to keep name and
/// host name together within 255 characters.
const NAME_LIMIT: usize = 255;

/// A repository's name: lower-case path components, joined by `/`.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct RepositoryName(String);

/// A tag: up to 128 letters, digits, `_`, `.` and `-`, not beginning with `.` or `-`.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Tag(String);

/// What names one manifest inside a repository: the specification's `<reference>`.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Reference {
    /// A name that may point to another manifest tomorrow.
    Tag(Tag),
    /// The manifest's own digest.
    Digest(Digest),
}

/// Why a text is not a repository name, tag or reference. The texts can be shown beside the field.
#[derive(Clone, Debug, Error, PartialEq, Eq)]
#[error("{}", self.text())]
pub enum ReferenceError {
    /// No repository was given.
    EmptyName,
    /// The name does not follow the grammar.
    Name(String),
    /// Capital letters, the most frequent slip.
    UpperCase(String),
    /// Longer than 255 characters.
    NameLength(usize),
    /// No tag or digest was given.
    EmptyReference,
    /// The tag does not follow the grammar.
    Tag(String),
    /// Not a digest although it has a colon.
    Digest(#[from] DigestError),
}

impl ReferenceError {
    /// The reason, as a sentence.
    #[must_use]
    pub fn text(&self) -> Text {
        match self {
            Self::EmptyName => text!("Enter the repository, such as organisation/image."),
            Self::Name(name) => text!(
                "“{name}” is not a repository name: lower-case letters, digits and single separators (. _ __ -) between them, parts joined by /.",
                name = &*odd::spelled(name)
            ),
            Self::UpperCase(name) => {
                text!("“{name}” has capital letters; a repository's name is all lower-case.", name)
            }
            Self::NameLength(count) => text!(
                "The repository's name has {count} characters; 255 is the most that registries take.",
                count = *count
            ),
            Self::EmptyReference => text!("Enter a tag, such as latest, or a digest (sha256:…)."),
            Self::Tag(tag) => {
                text!(
                    "“{tag}” is not a tag: letters, digits, _ . and -, at most 128, not beginning with . or -.",
                    tag = &*odd::spelled(tag)
                )
            }
            Self::Digest(error) => error.text(),
        }
    }
}

impl RepositoryName {
    /// Reads a repository's name.
    ///
    /// # Errors
    /// [`ReferenceError`] where the text does not follow
    /// `[a-z0-9]+((\.|_|__|-+)[a-z0-9]+)*(/…)*`.
    pub fn parse(text: &str) -> Result<Self, ReferenceError> {
        let text = text.trim().trim_matches('/');
        if text.is_empty() {
            return Err(ReferenceError::EmptyName);
        }
        if text.len() > NAME_LIMIT {
            return Err(ReferenceError::NameLength(text.chars().count()));
        }
        if text.split('/').all(is_path_component) {
            return Ok(Self(text.to_owned()));
        }
        let lower = text.to_ascii_lowercase();
        if lower != text && lower.split('/').all(is_path_component) {
            return Err(ReferenceError::UpperCase(text.to_owned()));
        }
        Err(ReferenceError::Name(text.to_owned()))
    }

    /// The name as text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// `[a-z0-9]+((\.|_|__|-+)[a-z0-9]+)*`
fn is_path_component(text: &str) -> bool {
    let is_word = |b: u8| b.is_ascii_lowercase() || b.is_ascii_digit();
    let bytes = text.as_bytes();
    let (Some(first), Some(last)) = (bytes.first(), bytes.last()) else {
        return false;
    };
    if !is_word(*first) || !is_word(*last) {
        return false;
    }
    text.split(|c: char| c.is_ascii() && is_word(c as u8))
        .all(|separator| matches!(separator, "" | "." | "_" | "__") || separator.bytes().all(|b| b == b'-'))
}

impl Tag {
    /// Reads a tag.
    ///
    /// # Errors
    /// [`ReferenceError::Tag`] where the text does not follow `[a-zA-Z0-9_][a-zA-Z0-9._-]{0,127}`.
    pub fn parse(text: &str) -> Result<Self, ReferenceError> {
        let is_first = |b: u8| b.is_ascii_alphanumeric() || b == b'_';
        let is_rest = |b: u8| is_first(b) || b == b'.' || b == b'-';
        match text.as_bytes() {
            [first, rest @ ..] if is_first(*first) && rest.len() <= 127 && rest.iter().all(|b| is_rest(*b)) => {
                Ok(Self(text.to_owned()))
            }
            _ => Err(ReferenceError::Tag(text.to_owned())),
        }
    }

    /// The tag as text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl Reference {
    /// Reads a tag or a digest; a leading `:` or `@`, as copied from a whole reference, is left out.
    ///
    /// # Errors
    /// [`ReferenceError`]; a text with a colon is held to be a digest.
    pub fn parse(text: &str) -> Result<Self, ReferenceError> {
        let text = text.trim();
        let text = text.strip_prefix([':', '@']).unwrap_or(text);
        if text.is_empty() {
            return Err(ReferenceError::EmptyReference);
        }
        if text.contains(':') {
            return Ok(Self::Digest(digest::parse(text)?));
        }
        Ok(Self::Tag(Tag::parse(text)?))
    }

    /// `:tag` or `@digest`, as it follows a repository.
    #[must_use]
    pub fn suffix(&self) -> String {
        match self {
            Self::Tag(tag) => format!(":{}", tag.as_str()),
            Self::Digest(digest) => format!("@{digest}"),
        }
    }
}

impl fmt::Display for Reference {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Tag(tag) => f.write_str(tag.as_str()),
            Self::Digest(digest) => f.write_str(digest.as_ref()),
        }
    }
}

impl fmt::Display for RepositoryName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// One manifest of one repository of one registry: what the page looks at.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ImageReference {
    /// Where the registry is.
    pub registry: Address,
    /// Which repository.
    pub repository: RepositoryName,
    /// Which manifest in it.
    pub reference: Reference,
}

impl fmt::Display for ImageReference {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (host, name) = (self.registry.host(), &self.repository);
        write!(f, "{host}/{name}{}", self.reference.suffix())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const HEX: &str = "b2321c739bca79bd5c9ce656d62655f43865663f9bae99389650338cb55110b0";

    #[test]
    fn repository_names_follow_the_grammar() {
        for good in ["a", "library/nginx", "a.b/c_d/e__f/g-h/i---j", "0/1", "devtable/referrersdemo"] {
            assert_eq!(RepositoryName::parse(good).unwrap().as_str(), good);
        }
        assert_eq!(RepositoryName::parse(" /org/app/ ").unwrap().as_str(), "org/app");
        for bad in ["a..b", "a___b", "a._b", "_a", "a-", "a//b", "a b", "ä", "a/.", "a:b", "a/../b", "a\0b"] {
            assert_eq!(RepositoryName::parse(bad), Err(ReferenceError::Name(bad.into())), "{bad}");
        }
        assert_eq!(RepositoryName::parse("Org/App"), Err(ReferenceError::UpperCase("Org/App".into())));
        assert_eq!(RepositoryName::parse(" / "), Err(ReferenceError::EmptyName));
        assert!(RepositoryName::parse(&"a".repeat(255)).is_ok());
        assert_eq!(RepositoryName::parse(&"a".repeat(256)), Err(ReferenceError::NameLength(256)));
    }

    #[test]
    fn tags_follow_the_grammar() {
        let longest = "x".repeat(128);
        for good in ["latest", "1.0", "_", "V1.2-rc_3", longest.as_str()] {
            assert_eq!(Tag::parse(good).unwrap().as_str(), good);
        }
        let too_long = "x".repeat(129);
        for bad in ["", ".a", "-a", "a b", "a/b", "a+b", "é", too_long.as_str()] {
            assert_eq!(Tag::parse(bad), Err(ReferenceError::Tag(bad.into())), "{bad}");
        }
    }

    #[test]
    fn a_reference_is_a_tag_or_a_digest() {
        assert_eq!(Reference::parse("1.0").unwrap().suffix(), ":1.0");
        assert_eq!(Reference::parse(":1.0").unwrap().to_string(), "1.0");
        let digest = format!("sha256:{HEX}");
        assert_eq!(Reference::parse(&digest).unwrap().suffix(), format!("@{digest}"));
        assert_eq!(Reference::parse(&format!("@{digest}")).unwrap().to_string(), digest);
        assert!(matches!(Reference::parse("sha256:zz"), Err(ReferenceError::Digest(_))));
        assert_eq!(Reference::parse("  "), Err(ReferenceError::EmptyReference));
    }
}
