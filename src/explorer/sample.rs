//! A small tree that the tests look through.

use crate::oci::manifest::Platform;
use crate::oci::referrers::{CREATED, Referrer};
use crate::oci::{Descriptor, MediaType, digest};
use crate::registry::found::{Found, Way};
use crate::registry::tree::{Node, NodeId, Tree, Turn, What};
use std::collections::HashMap;
use std::sync::Arc;

/// The digests of its nodes.
pub const DIGESTS: [&str; 8] = [
    "sha256:0000000000000000000000000000000000000000000000000000000000000000",
    "sha256:1111111111111111111111111111111111111111111111111111111111111111",
    "sha256:2222222222222222222222222222222222222222222222222222222222222222",
    "sha256:3333333333333333333333333333333333333333333333333333333333333abc",
    "sha256:4444444444444444444444444444444444444444444444444444444444444444",
    "sha256:5555555555555555555555555555555555555555555555555555555555555555",
    "sha256:6666666666666666666666666666666666666666666666666666666666666666",
    "sha256:3333333333333333333333333333333333333333333333333333333333333abc",
];

fn descriptor(id: NodeId, size: u64) -> Descriptor {
    Descriptor::new(MediaType::ImageManifest, size, digest::parse(DIGESTS[id]).unwrap())
}

/// Something that refers.
pub fn found(id: NodeId, artifact_type: &str, size: u64, notes: &[(&str, &str)]) -> Arc<Found> {
    let mut descriptor = descriptor(id, size);
    descriptor.set_artifact_type((!artifact_type.is_empty()).then(|| MediaType::from(artifact_type)));
    let notes: HashMap<String, String> = notes.iter().map(|(k, v)| ((*k).to_owned(), (*v).to_owned())).collect();
    descriptor.set_annotations((!notes.is_empty()).then_some(notes));
    Arc::new(Found::by(Way::ReferrersApi, Referrer::new(&descriptor)))
}

/// ```text
/// 0 image
///   2 SBOM (SPDX), created 2026-01-02, tool Syft, 200 bytes
///     6 signature (Notation), no annotations, 600 bytes
///     7 again 3
///   3 signature (cosign), created 2026-01-03, tool cosign, 300 bytes
/// 1 platform linux/arm64
///   4 SBOM (SPDX), created "soon", tool Trivy, 100 bytes
///   5 other, no artifact type, created 2025-12-31, 500 bytes
/// ```
pub fn tree() -> Tree {
    let arm = Platform { os: "linux".to_owned(), architecture: "arm64".to_owned(), variant: None };
    let day = |day: &str| format!("{day}T00:00:00Z");
    let (first, second, last) = (day("2026-01-02"), day("2026-01-03"), day("2025-12-31"));
    let cosign = "application/vnd.dev.cosign.artifact.sig.v1+json";
    let spdx = "application/spdx+json";
    let signature = [(CREATED, &*second), ("tool", "cosign")];
    let whats = [
        (None, 0, What::Image),
        (Some(0), 1, What::Platform(Box::new(descriptor(1, 10)), Some(arm))),
        (Some(0), 1, What::Artifact(found(2, spdx, 200, &[(CREATED, &first), ("tool", "Syft")]))),
        (Some(0), 1, What::Artifact(found(3, cosign, 300, &signature))),
        (Some(1), 2, What::Artifact(found(4, spdx, 100, &[(CREATED, "soon"), ("tool", "Trivy")]))),
        (Some(1), 2, What::Artifact(found(5, "", 500, &[(CREATED, &last)]))),
        (Some(2), 2, What::Artifact(found(6, "application/vnd.cncf.notary.signature", 600, &[]))),
        (Some(2), 2, What::Repeat(3, found(7, cosign, 300, &signature))),
    ];
    let nodes = whats
        .into_iter()
        .enumerate()
        .map(|(id, (parent, depth, what))| Node::new(parent, depth, digest::parse(DIGESTS[id]).unwrap(), what));
    let mut tree = Tree::default();
    tree.apply(Turn::Added(nodes.collect()));
    tree
}

/// An image with so many referrers, of four types, with annotations of which some are alike.
pub fn large(count: usize) -> Tree {
    let types = ["application/spdx+json", "application/vnd.cyclonedx+json", "application/sarif+json", "text/x"];
    let image = Node::new(None, 0, digest::parse(DIGESTS[0]).unwrap(), What::Image);
    let referrers = (1..count).map(|id| {
        // Spread over all bits, as digests are.
        let part = (id as u64).wrapping_mul(0x9e37_79b9_7f4a_7c15);
        let digest = digest::parse(&format!("sha256:{part:016x}{:016x}{part:016x}{id:016x}", !part)).unwrap();
        let created = format!("2026-01-{:02}T{:02}:{:02}:{:02}Z", id % 28 + 1, id % 24, id % 60, id / 60 % 60);
        let notes = [(CREATED.to_owned(), created), ("tool".to_owned(), format!("tool {}", id % 50))];
        let mut descriptor = Descriptor::new(MediaType::ImageManifest, id as u64, digest.clone());
        descriptor.set_artifact_type(Some(MediaType::from(types[id % 4])));
        descriptor.set_annotations(Some(notes.into_iter().collect()));
        let found = Found::by(Way::ReferrersApi, Referrer::new(&descriptor));
        Node::new(Some(0), 1, digest, What::Artifact(Arc::new(found)))
    });
    let mut tree = Tree::default();
    tree.apply(Turn::Added(std::iter::once(image).chain(referrers).collect()));
    tree
}
