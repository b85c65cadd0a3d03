//! Something that refers to an image, with the way by which it was found.

use super::error::ClientError;
use crate::oci::artifact::{self, Kind, Meaning};
use crate::oci::manifest::{Body, Manifest};
use crate::oci::referrers::{Referrer, Referrers};
use crate::oci::{Descriptor, Digest, MediaType};

/// A way by which things refer to an image. In the order in which they are told.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Way {
    /// `GET /v2/<name>/referrers/<digest>`.
    ReferrersApi,
    /// The index under the referrers tag, where there is no referrers API.
    ReferrersTag,
    /// cosign's older way: a tag made of the digest, `.sig`, `.att` or `.sbom` at its end.
    CosignTag(Kind),
    /// BuildKit's way: an attestation manifest beside the image in its index.
    Buildkit,
}

/// Something that refers to an image, directly or over others.
#[derive(Clone, Debug, PartialEq)]
pub struct Found {
    /// What it is.
    pub referrer: Referrer,
    /// How it was found, more ways than one if so.
    pub ways: Vec<Way>,
    /// What is in it, where it holds several things; empty where it is what its type says.
    pub contents: Vec<Meaning>,
}

/// How one way of looking ended.
#[derive(Clone, Debug, PartialEq)]
pub enum Outcome {
    /// A list was read, to its end; it may be empty.
    Listed,
    /// There is nothing of that name: the usual answer for a tag that nobody made.
    Absent,
    /// There is something of that name, but not what belongs there; with the reason.
    Foreign(String),
}

/// A part of a list: all of it, or one page.
#[derive(Clone, Debug, PartialEq)]
pub struct Batch {
    /// The way by which it was had.
    pub way: Way,
    /// How that went.
    pub outcome: Outcome,
    /// What is in the part.
    pub found: Vec<Found>,
    /// Entries that could not be read, with the reason.
    pub unreadable: Vec<String>,
    /// Where the list goes on, or why nobody can follow it there; `None` where it ends.
    pub next: Option<Result<String, ClientError>>,
    /// Whether the registry says that it left out what is of other types than was asked for; the client leaves
    /// it out in any case.
    pub is_filtered: bool,
}

impl Batch {
    /// A way that led nowhere.
    #[must_use]
    pub const fn empty(way: Way, outcome: Outcome) -> Self {
        Self { way, outcome, found: Vec::new(), unreadable: Vec::new(), next: None, is_filtered: false }
    }

    /// What a list of referrers says.
    #[must_use]
    pub fn of(way: Way, referrers: Referrers) -> Self {
        let found = referrers.items.into_iter().map(|referrer| Found::by(way, referrer)).collect();
        Self { found, unreadable: referrers.unreadable, ..Self::empty(way, Outcome::Listed) }
    }
}

impl Found {
    /// A referrer as a list has it.
    #[must_use]
    pub fn by(way: Way, referrer: Referrer) -> Self {
        Self { referrer, ways: vec![way], contents: Vec::new() }
    }

    /// A referrer known by its own manifest, which no list describes: what it is shows in its layers.
    #[must_use]
    pub fn from_manifest(way: Way, digest: Digest, size: u64, manifest: &Manifest) -> Self {
        let mut descriptor = Descriptor::new(MediaType::from(manifest.media_type.as_str()), size, digest);
        let layers = match &manifest.body {
            Body::Image { layers, .. } => layers.as_slice(),
            Body::Index(_) => &[],
        };
        // The config of such manifests says "image" by tradition; the first layer says what is in it.
        let stated = layers.first().map(|layer| layer.media_type().to_string()).or_else(|| manifest.artifact_type());
        descriptor.set_artifact_type(stated.as_deref().map(MediaType::from));
        descriptor.set_annotations((!manifest.annotations.is_empty()).then(|| manifest.annotations.clone()));
        let contents: Vec<Meaning> = layers.iter().map(meaning_of_layer).collect();
        let mut referrer = Referrer::new(&descriptor);
        referrer.meaning = match (way, contents.as_slice()) {
            (Way::CosignTag(kind), []) => Meaning { kind, format: "cosign" },
            (_, [one]) => *one,
            (_, [first, rest @ ..]) if rest.iter().all(|other| other == first) => *first,
            (Way::CosignTag(Kind::Signature), _) => Meaning { kind: Kind::Signature, format: "cosign" },
            _ => Meaning { kind: Kind::Attestation, format: "" },
        };
        Self { referrer, ways: vec![way], contents: if contents.len() > 1 { contents } else { Vec::new() } }
    }

    /// The kinds to count it under.
    pub fn kinds(&self) -> impl Iterator<Item = Kind> {
        let own = self.contents.is_empty().then_some(self.referrer.meaning.kind);
        own.into_iter().chain(self.contents.iter().map(|content| content.kind))
    }
}

fn meaning_of_layer(layer: &Descriptor) -> Meaning {
    let annotations = layer.annotations().as_ref();
    artifact::meaning_of(Some(layer.media_type().as_ref()), &|key| annotations?.get(key).map(String::as_str))
}
