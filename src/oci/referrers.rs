//! The answer of the referrers API, and of the referrers tag schema: an image index whose manifests
//! are the referrers (distribution specification, "Listing Referrers").

use super::artifact::{Counts, Kind, Meaning, meaning_of};
use super::json;
use oci_spec::image::{Descriptor, Digest};
use serde_json::Value;
use std::collections::HashMap;
use thiserror::Error;

/// The annotation in which an artifact states when it was made, as RFC 3339.
pub const CREATED: &str = "org.opencontainers.image.created";

/// One thing that refers to an image.
#[derive(Clone, Debug, PartialEq)]
pub struct Referrer {
    /// What the registry's index says of it.
    pub descriptor: Descriptor,
    /// What it claims to be.
    pub meaning: Meaning,
}

/// Referrers of one subject, in the registry's order.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Referrers {
    /// Those that could be read.
    pub items: Vec<Referrer>,
    /// Entries that are no descriptor, with the reason; shown, so that nothing is missing unseen.
    pub unreadable: Vec<String>,
}

/// Why an answer is not a list of referrers.
#[derive(Clone, Debug, Error, PartialEq, Eq)]
#[error("the answer is not an image index: {0}")]
pub struct ReferrersError(pub String);

impl Referrers {
    /// Reads an image index. One entry that is no descriptor does not hide the others; a digest that
    /// is listed twice is kept once.
    ///
    /// # Errors
    /// [`ReferrersError`] where the document as a whole is not an index.
    pub fn parse(bytes: &[u8]) -> Result<Self, ReferrersError> {
        let index = json::parse(bytes).map_err(|error| ReferrersError(error.to_string()))?;
        if index.get("schemaVersion").and_then(Value::as_u64) != Some(2) {
            return Err(ReferrersError("its schemaVersion is not 2".to_owned()));
        }
        // Anything but a list there would read as "nothing refers to this". Quay writes `null` for an empty one.
        if !matches!(index.get("manifests"), Some(Value::Array(_) | Value::Null)) {
            return Err(ReferrersError("its “manifests” is not a list".to_owned()));
        }
        let mut referrers = Self::default();
        let mut known = json::Numbers::default();
        for (at, entry) in json::list(&index, "manifests").iter().enumerate() {
            match json::descriptor(entry) {
                Ok(descriptor) => {
                    if known.add(descriptor.digest().as_ref(), at) {
                        referrers.items.push(Referrer::new(descriptor));
                    }
                }
                Err(error) => referrers.unreadable.push(format!("entry {}: {error}", at + 1)),
            }
        }
        Ok(referrers)
    }

    /// How many there are of each kind, in the order of [`Kind`].
    #[must_use]
    pub fn count_by_kind(&self) -> Vec<(Kind, usize)> {
        self.items.iter().map(|item| item.meaning.kind).collect::<Counts>().list()
    }
}

impl Referrer {
    /// A referrer from its descriptor.
    #[must_use]
    pub fn new(descriptor: Descriptor) -> Self {
        let none = HashMap::new();
        let artifact_type = descriptor.artifact_type().as_ref().map(AsRef::as_ref);
        let meaning = meaning_of(artifact_type, descriptor.annotations().as_ref().unwrap_or(&none));
        Self { descriptor, meaning }
    }

    /// Its digest.
    #[must_use]
    pub fn digest(&self) -> &Digest {
        self.descriptor.digest()
    }

    /// Its artifact type, where the registry's index says one.
    #[must_use]
    pub fn artifact_type(&self) -> Option<&str> {
        self.descriptor.artifact_type().as_ref().map(AsRef::as_ref)
    }

    /// When it says that it was made (RFC 3339), where it says so.
    #[must_use]
    pub fn created(&self) -> Option<&str> {
        self.descriptor.annotations().as_ref()?.get(CREATED).map(String::as_str)
    }

    /// Its annotations, by key.
    #[must_use]
    pub fn annotations(&self) -> Vec<(&str, &str)> {
        self.descriptor.annotations().as_ref().map(json::sorted).unwrap_or_default()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn entry(last: char, artifact_type: &str) -> String {
        let digest = format!("sha256:{}{last}", "0".repeat(63));
        format!(
            r#"{{"mediaType":"application/vnd.oci.image.manifest.v1+json","digest":"{digest}","size":7,"artifactType":"{artifact_type}","annotations":{{"b":"2","a":"1","{CREATED}":"2026-01-02T00:00:00Z"}}}}"#
        )
    }

    fn index(entries: &[String]) -> String {
        format!(r#"{{"schemaVersion":2,"manifests":[{}]}}"#, entries.join(","))
    }

    #[test]
    fn an_index_becomes_referrers() {
        let text = index(&[
            entry('1', "application/spdx+json"),
            entry('2', "application/vnd.cncf.notary.signature"),
            entry('3', "text/spdx"),
        ]);
        let referrers = Referrers::parse(text.as_bytes()).unwrap();
        assert_eq!(referrers.count_by_kind(), [(Kind::Signature, 1), (Kind::Sbom, 2)]);
        let first = &referrers.items[0];
        assert_eq!(first.artifact_type(), Some("application/spdx+json"));
        assert_eq!(first.created(), Some("2026-01-02T00:00:00Z"));
        assert_eq!(first.annotations(), [("a", "1"), ("b", "2"), (CREATED, "2026-01-02T00:00:00Z")]);
    }

    #[test]
    fn a_bad_entry_does_not_hide_the_good_ones_and_nothing_is_listed_twice() {
        let bad = entry('2', "x/y").replace("sha256:", "sha256:zz");
        let negative = entry('3', "x/y").replace(":7,", ":-7,");
        let text = index(&[entry('1', "x/y"), bad, negative, entry('1', "x/y"), "7".into()]);
        let referrers = Referrers::parse(text.as_bytes()).unwrap();
        assert_eq!(referrers.items.len(), 1);
        assert_eq!(referrers.unreadable.len(), 3, "{:?}", referrers.unreadable);
        assert!(referrers.unreadable[0].starts_with("entry 2: "));
    }

    #[test]
    fn empty_lists_and_what_is_no_list() {
        for empty in [r#"{"schemaVersion":2,"manifests":[]}"#, r#"{"schemaVersion":2,"manifests":null}"#] {
            assert_eq!(Referrers::parse(empty.as_bytes()), Ok(Referrers::default()));
        }
        for bad in [
            "",
            "[]",
            "<html>",
            r#"{"manifests":[]}"#,
            r#"{"schemaVersion":1,"manifests":[]}"#,
            r#"{"schemaVersion":2}"#,
            r#"{"schemaVersion":2,"manifests":{}}"#,
            r#"{"schemaVersion":2,"manifests":"none"}"#,
        ] {
            assert!(Referrers::parse(bad.as_bytes()).is_err(), "{bad}");
        }
    }
}
