//! An image with all that refers to it as an OCI image layout in a tar (image specification, "Image Layout"):
//! `oci-layout`, `blobs/<algorithm>/<encoded>`, and `index.json` at its end, when all is known that it names.
//!
//! `index.json` names the image with its reference (`org.opencontainers.image.ref.name`), then everything that refers
//! to it or to something of it: tools find referrers in a layout by reading the `subject` of what its index names.
//! What the image's own index lists is not named once more.

mod download;
mod plan;
mod tar;

pub use download::{Progress, download};
pub use plan::{Plan, PlanError};
pub use tar::Archive;

use crate::oci::{Descriptor, Digest};
use crate::registry::ClientError;
use serde_json::{Value, json};
use thiserror::Error;

/// The annotation by which a layout's index names what it has (image specification, "Pre-Defined Annotation Keys").
pub const REF_NAME: &str = "org.opencontainers.image.ref.name";
/// What stands in the file `oci-layout` (image specification, "oci-layout file").
pub const LAYOUT_FILE: &str = r#"{"imageLayoutVersion":"1.0.0"}"#;

/// Why there is no layout. The part that was written is of no use.
#[derive(Clone, Debug, Error, PartialEq)]
pub enum LayoutError {
    /// A manifest or a blob could not be had.
    #[error("{digest} could not be fetched")]
    Fetch {
        /// Which.
        digest: Digest,
        /// Why.
        error: ClientError,
    },
    /// What belongs into it cannot be told.
    #[error(transparent)]
    Plan(#[from] PlanError),
}

/// A manifest that `index.json` names.
#[derive(Clone, Debug, PartialEq)]
pub struct Entry {
    /// Where it is.
    pub descriptor: Descriptor,
    /// Its name, where it has one: the tag that was asked for, or the tag under which cosign keeps it.
    pub name: Option<String>,
}

/// A layout under construction.
pub struct Layout<'a> {
    archive: Archive<'a>,
}

impl<'a> Layout<'a> {
    /// Begins a layout, whose bytes `take` gets.
    pub fn begin(take: &'a mut dyn FnMut(&[u8])) -> Self {
        let mut archive = Archive::new(take);
        archive.file("oci-layout", LAYOUT_FILE.as_bytes());
        Self { archive }
    }

    /// Writes a blob or a manifest. Whoever calls this has checked the bytes, and does so once for each digest.
    pub fn blob(&mut self, digest: &Digest, bytes: &[u8]) {
        self.archive.file(&path(digest), bytes);
    }

    /// Begins a blob that comes in pieces, by [`Layout::piece`], and ends by [`Layout::end_blob`].
    pub fn begin_blob(&mut self, target: &Descriptor) {
        self.archive.begin(&path(target.digest()), target.size());
    }

    /// Writes the next bytes of the blob that was begun.
    pub fn piece(&mut self, bytes: &[u8]) {
        self.archive.write(bytes);
    }

    /// Ends the blob that was begun.
    pub fn end_blob(&mut self) {
        self.archive.end();
    }

    /// Ends the layout with what its index names, the image first.
    pub fn finish(mut self, entries: &[Entry]) {
        let manifests: Vec<Value> = entries.iter().map(named).collect();
        let index = json!({
            "schemaVersion": 2,
            "mediaType": "application/vnd.oci.image.index.v1+json",
            "manifests": manifests,
        });
        self.archive.file("index.json", index.to_string().as_bytes());
        self.archive.finish();
    }
}

/// The place of a digest (image specification, "Blobs"). Its grammar has neither `/` nor `..`.
fn path(digest: &Digest) -> String {
    format!("blobs/{}/{}", digest.algorithm(), digest.digest())
}

/// An entry of the index. The publisher's annotations are left out: one of them could pass for a name.
fn named(entry: &Entry) -> Value {
    let descriptor = &entry.descriptor;
    let mut value = json!({
        "mediaType": descriptor.media_type().to_string(),
        "digest": descriptor.digest().to_string(),
        "size": descriptor.size(),
    });
    if let Some(artifact_type) = descriptor.artifact_type() {
        value["artifactType"] = Value::from(artifact_type.as_ref());
    }
    if let Some(name) = &entry.name {
        value["annotations"] = json!({ REF_NAME: name });
    }
    value
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::oci::digest;

    #[test]
    fn a_digest_leads_nowhere_but_into_blobs() {
        for (text, place) in [("blake3:0123", "blobs/blake3/0123"), ("a+b.c_d-e:X=_-", "blobs/a+b.c_d-e/X=_-")] {
            assert_eq!(path(&digest::parse(text).unwrap()), place);
        }
        for text in ["..:x", "a:..", "a/b:x", "a:b/c", "a:../../etc", "a:b\\c", ".:x", "a:x\0"] {
            assert!(digest::parse(text).is_err(), "{text}");
        }
    }
}
