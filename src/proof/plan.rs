//! What there is to be checked in a tree.

use crate::oci::{Descriptor, Digest, Kind};
use crate::registry::found::Found;
use crate::registry::tree::{Node, Tree, What};

/// An artifact to be checked.
#[derive(Clone, Debug, PartialEq)]
pub struct Target {
    /// What its list says of it.
    pub descriptor: Descriptor,
    /// What it refers to, and what it therefore has to be the signature of.
    pub subject: Digest,
    /// Its artifact type; empty where none is stated.
    pub artifact_type: String,
    /// Whether it says that it is a signature: then it is told also that none could be found in it.
    pub is_signature: bool,
    /// Whether it says that there are documents in it whose numbers are told.
    pub is_document: bool,
}

/// All of them, in the order of the tree, each once.
#[must_use]
pub fn targets(tree: &Tree) -> Vec<Target> {
    let artifacts = tree.nodes.iter().filter(|node| matches!(node.what, What::Artifact(_)));
    artifacts.filter_map(|node| Target::at(tree, node)).collect()
}

impl Target {
    /// What a node of a tree stands for; `None` for what holds neither a signature nor a document about its subject.
    #[must_use]
    pub fn at(tree: &Tree, node: &Node) -> Option<Self> {
        Self::of(node.found()?, &tree.nodes.get(node.parent?)?.digest)
    }

    fn of(found: &Found, subject: &Digest) -> Option<Self> {
        let own = std::iter::once(found.referrer.meaning.kind);
        let kinds: Vec<Kind> = own.chain(found.contents.iter().map(|meaning| meaning.kind)).collect();
        let has = |wanted: &[Kind]| kinds.iter().any(|kind| wanted.contains(kind));
        let statements = [Kind::Provenance, Kind::Sbom, Kind::ScanReport, Kind::Vex, Kind::Attestation];
        let (is_signature, is_document) = (has(&[Kind::Signature]), has(&statements));
        (is_signature || is_document).then(|| Self {
            descriptor: found.referrer.descriptor(),
            subject: subject.clone(),
            artifact_type: found.referrer.artifact_type().unwrap_or_default().to_owned(),
            is_signature,
            is_document,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::explorer::sample::{DIGESTS, tree};

    #[test]
    fn signatures_and_documents_are_checked_each_once_against_what_they_refer_to() {
        let targets = targets(&tree());
        let told: Vec<_> = targets
            .iter()
            .map(|target| {
                (target.descriptor.digest().as_ref(), target.subject.as_ref(), target.is_signature, target.is_document)
            })
            .collect();
        let expected = [
            (DIGESTS[2], DIGESTS[0], false, true),
            (DIGESTS[3], DIGESTS[0], true, false),
            (DIGESTS[4], DIGESTS[1], false, true),
            (DIGESTS[6], DIGESTS[2], true, false),
        ];
        assert_eq!(told, expected);
    }
}
