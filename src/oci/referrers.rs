//! The answer of the referrers API, and of the referrers tag schema: an image index whose manifests
//! are the referrers (distribution specification, "Listing Referrers").
//!
//! A list may have 50,000 entries: what is kept of each is what it says and no more. How they are read is in
//! `entries`.

use super::annotations::Annotations;
use super::artifact::{Claim, Counts, Kind, Meaning};
use super::entries::Index;
use oci_spec::image::{Descriptor, Digest, MediaType};
use serde_json::Value;
use std::sync::Arc;
use thiserror::Error;

/// The annotation in which an artifact states when it was made, as RFC 3339.
pub const CREATED: &str = "org.opencontainers.image.created";

/// One thing that refers to an image: what the registry's index says of it.
#[derive(Clone, Debug, PartialEq)]
pub struct Referrer {
    pub(super) digest: Digest,
    pub(super) size: u64,
    pub(super) media_type: Arc<str>,
    pub(super) artifact_type: Option<Arc<str>>,
    pub(super) annotations: Option<Annotations>,
    pub(super) data: Option<Box<str>>,
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
        let index = Index::read(bytes).map_err(|error| ReferrersError(error.to_string()))?;
        if index.version.as_ref().and_then(Value::as_u64) != Some(2) {
            return Err(ReferrersError("its schemaVersion is not 2".to_owned()));
        }
        // Anything but a list there would read as "nothing refers to this". Quay writes `null` for an empty one.
        if !index.is_list {
            return Err(ReferrersError("its “manifests” is not a list".to_owned()));
        }
        Ok(index.referrers)
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
    pub fn new(descriptor: &Descriptor) -> Self {
        let pairs = |all: &std::collections::HashMap<String, String>| {
            Annotations::new(all.iter().map(|(key, value)| (Arc::from(&**key), Some(Box::from(&**value)))).collect())
        };
        Self {
            digest: descriptor.digest().clone(),
            size: descriptor.size(),
            media_type: descriptor.media_type().as_ref().into(),
            artifact_type: descriptor.artifact_type().as_ref().map(|name| name.as_ref().into()),
            annotations: descriptor.annotations().as_ref().map(pairs),
            data: descriptor.data().as_deref().map(Box::from),
            meaning: Meaning { kind: Kind::Other, format: "" },
        }
        .claiming(Claim::of(descriptor.artifact_type().as_ref().map_or("", |name| name.as_ref())))
    }

    pub(super) fn claiming(self, claim: Claim) -> Self {
        let meaning = claim.with(&|key| self.annotation(key));
        Self { meaning, ..self }
    }

    /// The descriptor that it was read from.
    #[must_use]
    pub fn descriptor(&self) -> Descriptor {
        let mut descriptor = Descriptor::new(MediaType::from(&*self.media_type), self.size, self.digest.clone());
        descriptor.set_artifact_type(self.artifact_type().map(MediaType::from));
        let pairs = |all: &Annotations| all.iter().map(|(key, value)| (key.to_owned(), value.to_owned())).collect();
        descriptor.set_annotations(self.annotations.as_ref().map(pairs));
        descriptor.set_data(self.data.as_deref().map(str::to_owned));
        descriptor
    }

    /// Its digest.
    #[must_use]
    pub const fn digest(&self) -> &Digest {
        &self.digest
    }

    /// The size of its manifest, in bytes.
    #[must_use]
    pub const fn size(&self) -> u64 {
        self.size
    }

    /// The media type of its manifest.
    #[must_use]
    pub fn media_type(&self) -> &str {
        &self.media_type
    }

    /// Its artifact type, where the registry's index says one.
    #[must_use]
    pub fn artifact_type(&self) -> Option<&str> {
        self.artifact_type.as_deref()
    }

    /// When it says that it was made (RFC 3339), where it says so.
    #[must_use]
    pub fn created(&self) -> Option<&str> {
        self.annotation(CREATED)
    }

    /// The annotation of a key.
    #[must_use]
    pub fn annotation(&self, key: &str) -> Option<&str> {
        self.annotations.as_ref()?.get(key)
    }

    /// Its annotations, by key.
    #[must_use]
    pub fn annotations(&self) -> Vec<(&str, &str)> {
        self.annotations.as_ref().map(|all| all.iter().collect()).unwrap_or_default()
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
