//! Small trees for tests.

use crate::oci::manifest::Platform;
use crate::oci::referrers::Referrer;
use crate::oci::{Descriptor, Digest, MediaType, digest};
use crate::registry::found::{Found, Way};
use crate::registry::tree::{Asked, Node, NodeId, Tree, Turn, What};
use std::sync::Arc;

/// The digest of the node of that number.
pub fn numbered(number: usize) -> Digest {
    digest::parse(&format!("sha256:{number:064x}")).unwrap()
}

/// A tree of an image with platforms (`os/architecture`), asked about in full.
pub fn tree(platforms: &[&str]) -> Tree {
    let mut tree = Tree::default();
    let mut nodes = vec![Node::new(None, 0, numbered(0), What::Image)];
    for (at, name) in platforms.iter().enumerate() {
        let descriptor = Descriptor::new(MediaType::ImageManifest, 7, numbered(at + 1));
        let (os, architecture) = name.split_once('/').unwrap();
        let platform = Platform { os: os.into(), architecture: architecture.into(), variant: None };
        nodes.push(Node::new(Some(0), 1, numbered(at + 1), What::Platform(Box::new(descriptor), Some(platform))));
    }
    nodes.iter_mut().for_each(|node| node.asked = Asked::Fully);
    tree.apply(Turn::Added(nodes));
    tree
}

/// Adds an artifact of a type that refers to a node.
pub fn grow(tree: &mut Tree, parent: NodeId, artifact_type: &str) -> NodeId {
    let id = tree.nodes.len();
    let mut descriptor = Descriptor::new(MediaType::ImageManifest, 700, numbered(id));
    descriptor.set_artifact_type(Some(MediaType::from(artifact_type)));
    let found = Found::by(Way::ReferrersApi, Referrer::new(&descriptor));
    let depth = tree.nodes[parent].depth + 1;
    tree.apply(Turn::Added(vec![Node::new(Some(parent), depth, numbered(id), What::Artifact(Arc::new(found)))]));
    id
}
