//! A tree for tests: an index of two platforms, with referrers of each, of the index, and of one another.

use crate::oci::manifest::{Manifest, Platform};
use crate::oci::referrers::Referrer;
use crate::oci::{Address, Descriptor, Digest, MediaType, Reference, RepositoryName, digest};
use crate::registry::client::Fetched;
use crate::registry::found::{Found, Outcome, Way};
use crate::registry::tree::{Asked, Attempt, Node, Tree, What};
use std::collections::HashMap;
use std::sync::Arc;

pub const MANIFEST: &str = "application/vnd.oci.image.manifest.v1+json";
pub const INDEX: &str = "application/vnd.oci.image.index.v1+json";
/// What a hostile publisher writes into an annotation.
pub const HOSTILE: &str = "=HYPERLINK(\"http://evil.example\")\r\n# `x` | <img src=x onerror=alert(1)>\u{202e}";

pub fn registry() -> Address {
    Address::parse("quay.example:8443").unwrap()
}

pub fn repository() -> RepositoryName {
    RepositoryName::parse("org/app").unwrap()
}

pub fn reference() -> Reference {
    Reference::parse("1.0").unwrap()
}

/// The digest of a number.
pub fn digest_of(number: usize) -> Digest {
    digest::of(number.to_string().as_bytes())
}

/// The image, an index.
pub fn image() -> Fetched {
    let bytes = format!(r#"{{"schemaVersion":2,"mediaType":"{INDEX}","manifests":[]}}"#).into_bytes();
    let manifest = Manifest::parse(&bytes, None).unwrap();
    Fetched { digest: digest_of(0), bytes, manifest, is_stated: true }
}

pub fn found(number: usize, artifact_type: Option<&str>, annotations: &[(&str, &str)], way: Way) -> Arc<Found> {
    let mut descriptor = Descriptor::new(MediaType::from(MANIFEST), 700 + number as u64, digest_of(number));
    descriptor.set_artifact_type(artifact_type.map(MediaType::from));
    let pairs: HashMap<_, _> =
        annotations.iter().map(|(key, value)| ((*key).to_owned(), (*value).to_owned())).collect();
    descriptor.set_annotations((!pairs.is_empty()).then_some(pairs));
    Arc::new(Found::by(way, Referrer::new(&descriptor)))
}

fn node(number: usize, parent: Option<usize>, depth: usize, what: What) -> Node {
    let mut node = Node::new(parent, depth, digest_of(number), what);
    if node.asked == Asked::NotYet {
        node.asked = Asked::Fully;
    }
    node.attempts.push(Attempt { way: Way::ReferrersApi, end: Ok(Outcome::Listed) });
    node
}

fn platform(number: usize, architecture: &str, variant: Option<&str>) -> What {
    let descriptor = Descriptor::new(MediaType::from(MANIFEST), 500, digest_of(number));
    let platform =
        Platform { os: "linux".to_owned(), architecture: architecture.to_owned(), variant: variant.map(str::to_owned) };
    What::Platform(Box::new(descriptor), Some(platform))
}

/// Nodes 0 to 7: the index; amd64, arm64; an SBOM of the index; of amd64 a signature, and of that an attestation and
/// the SBOM once more; of arm64 something by cosign's tag.
pub fn tree() -> Tree {
    let sbom = || {
        let annotations = [("org.opencontainers.image.created", "2026-01-02T03:04:05Z"), ("note", HOSTILE)];
        found(3, Some("application/spdx+json"), &annotations, Way::ReferrersApi)
    };
    let signature = found(4, Some("application/vnd.cncf.notary.signature"), &[], Way::ReferrersApi);
    let cosign = found(5, None, &[], Way::CosignTag(crate::oci::Kind::Signature));
    let attestation = found(6, Some("application/vnd.in-toto+json"), &[("a", "1")], Way::ReferrersTag);
    let nodes = vec![
        node(0, None, 0, What::Image),
        node(1, Some(0), 1, platform(1, "amd64", None)),
        node(2, Some(0), 1, platform(2, "arm64", Some("v8"))),
        node(3, Some(0), 1, What::Artifact(sbom())),
        node(4, Some(1), 2, What::Artifact(signature)),
        node(5, Some(2), 2, What::Artifact(cosign)),
        node(6, Some(4), 3, What::Artifact(attestation)),
        node(3, Some(4), 3, What::Repeat(3, sbom())),
    ];
    Tree { nodes, ..Tree::default() }
}

/// A chain in which each refers to the one before it.
pub fn chain(length: usize) -> Tree {
    let nodes = (0..length).map(|at| match at {
        0 => node(0, None, 0, What::Image),
        _ => node(at, Some(at - 1), at, What::Artifact(found(at, Some("x/y"), &[], Way::ReferrersApi))),
    });
    Tree { nodes: nodes.collect(), ..Tree::default() }
}

/// A list in which all refer to the image.
pub fn flat(length: usize) -> Tree {
    let nodes = (0..length).map(|at| match at {
        0 => node(0, None, 0, What::Image),
        _ => node(at, Some(0), 1, What::Artifact(found(at, Some("x/y"), &[("k", "v")], Way::ReferrersApi))),
    });
    Tree { nodes: nodes.collect(), ..Tree::default() }
}
