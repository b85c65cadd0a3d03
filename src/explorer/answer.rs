//! The answer to "what vouches for this image?", from what the descriptors of its referrers claim.

use crate::oci::Kind;
use crate::oci::artifact::Counts;
use crate::registry::found::Found;
use crate::registry::tree::{Node, NodeId, Tree, What};
use crate::text;
use crate::words::{Text, counted};

/// What people ask for first. Everything else is counted together.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Group {
    /// Who vouches for the image?
    Signatures,
    /// What is it made of?
    Sboms,
    /// How was it built?
    Provenance,
    /// Which vulnerabilities were found?
    ScanReports,
    /// All other kinds.
    Other,
}

impl Group {
    /// All of them, in the order in which they are told.
    pub const ALL: [Self; 5] = [Self::Signatures, Self::Sboms, Self::Provenance, Self::ScanReports, Self::Other];

    /// The group of a kind.
    #[must_use]
    pub const fn of(kind: Kind) -> Self {
        match kind {
            Kind::Signature => Self::Signatures,
            Kind::Sbom => Self::Sboms,
            Kind::Provenance => Self::Provenance,
            Kind::ScanReport => Self::ScanReports,
            Kind::Vex | Kind::Attestation | Kind::HelmChart | Kind::Image | Kind::Other => Self::Other,
        }
    }

    /// The kinds that it holds.
    pub fn kinds(self) -> impl Iterator<Item = Kind> {
        Kind::ALL.into_iter().filter(move |kind| Self::of(*kind) == self)
    }

    /// A name for style sheets and tests.
    #[must_use]
    pub const fn slug(self) -> &'static str {
        match self {
            Self::Signatures => "signature",
            Self::Sboms => "sbom",
            Self::Provenance => "provenance",
            Self::ScanReports => "scan",
            Self::Other => "other",
        }
    }

    /// What it is called above its number.
    #[must_use]
    pub fn title(self) -> Text {
        match self {
            Self::Signatures => text!("Signatures"),
            Self::Sboms => text!("SBOMs"),
            Self::Provenance => text!("Provenance"),
            Self::ScanReports => text!("Scan reports"),
            Self::Other => text!("Other"),
        }
    }

    /// So many of them.
    fn counted(self, number: usize) -> Text {
        counted(
            number,
            match self {
                Self::Signatures => ["no signature", "{n} signature", "{n} signatures"],
                Self::Sboms => ["no SBOM", "{n} SBOM", "{n} SBOMs"],
                Self::Provenance => ["no provenance", "{n} provenance", "{n} provenances"],
                Self::ScanReports => ["no scan report", "{n} scan report", "{n} scan reports"],
                Self::Other => ["nothing else", "{n} other artifact", "{n} other artifacts"],
            },
        )
    }
}

impl Counts {
    /// Of a group.
    #[must_use]
    pub fn in_group(&self, group: Group) -> usize {
        group.kinds().map(|kind| self.of(kind)).sum()
    }
}

/// What there is for the image or for one of its platforms.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Subject {
    /// Its node.
    pub id: NodeId,
    /// What refers to it directly.
    pub counts: Counts,
}

/// The answer.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Answer {
    /// How many artifacts refer, each counted once.
    pub total: usize,
    /// What those claim to be that refer to the image or to a platform of it: the signature of an SBOM is none of the
    /// image's. One that holds several things counts under each.
    pub counts: Counts,
    /// The image, then its platforms.
    pub subjects: Vec<Subject>,
    /// How many refer to the image, to its platforms, and to one of those.
    pub shares: [usize; 3],
    /// Whether all has been asked that will be.
    pub is_over: bool,
    /// Whether what was not found is not there: every list of image and platforms was read, whole.
    pub is_certain: bool,
}

impl Answer {
    /// Reads a tree, once from its beginning to its end.
    #[must_use]
    pub fn of(tree: &Tree) -> Self {
        let mut answer = Self {
            is_over: tree.answered >= tree.known || tree.is_bounded,
            is_certain: tree.is_certain(),
            ..Self::default()
        };
        for (id, node) in tree.nodes.iter().enumerate() {
            match &node.what {
                What::Image | What::Platform(..) => answer.subjects.push(Subject { id, counts: Counts::default() }),
                What::Artifact(_) => answer.count(tree, node),
                What::Repeat(..) => {
                    answer.count_at_subject(node);
                }
            }
        }
        answer
    }

    fn count(&mut self, tree: &Tree, node: &Node) {
        self.total += 1;
        if self.count_at_subject(node) {
            add(&mut self.counts, node);
        }
        match node.parent.and_then(|parent| tree.nodes.get(parent)).map(|parent| &parent.what) {
            Some(What::Image) => self.shares[0] += 1,
            Some(What::Platform(..)) => self.shares[1] += 1,
            Some(What::Artifact(_) | What::Repeat(..)) => self.shares[2] += 1,
            None => {}
        }
    }

    /// Subjects come before what refers to them, the image first and its platforms next, so a node's subject stands
    /// where its number says. Tells whether there is one.
    fn count_at_subject(&mut self, node: &Node) -> bool {
        let subject = node.parent.and_then(|parent| self.subjects.get_mut(parent).filter(|known| known.id == parent));
        let is_direct = subject.is_some();
        if let Some(subject) = subject {
            add(&mut subject.counts, node);
        }
        is_direct
    }

    /// The answer in one sentence.
    #[must_use]
    pub fn sentence(&self) -> Text {
        if self.total == 0 {
            return match (self.is_over, self.is_certain) {
                (false, _) => text!("Asking what refers to this image …"),
                (true, true) => {
                    text!("Nothing refers to this image: no signature, no SBOM, no provenance, no scan report.")
                }
                (true, false) => text!("Nothing was found, but not everything could be asked or read."),
            };
        }
        let (there, missing): (Vec<Group>, Vec<Group>) =
            Group::ALL.into_iter().partition(|group| self.counts.in_group(*group) > 0);
        let there: Vec<Text> = there.into_iter().map(|group| group.counted(self.counts.in_group(group))).collect();
        let missing = missing.into_iter().filter(|group| *group != Group::Other);
        let missing: Vec<Text> = missing.map(|group| group.counted(0)).collect();
        match (self.is_over, missing.is_empty(), self.is_certain) {
            (false, ..) => text!("So far, what refers to this image claims to be {there}.", there = there),
            (true, true, _) => text!("What refers to this image claims to be {there}.", there = there),
            (true, false, true) => {
                text!(
                    "What refers to this image claims to be {there}; there is {missing}.",
                    there = there,
                    missing = missing
                )
            }
            (true, false, false) => text!(
                "What refers to this image claims to be {there}; {missing} was found, but not everything could be asked or read.",
                there = there,
                missing = missing,
            ),
        }
    }

    /// What refers to what, in numbers; nothing where all refer to the same.
    #[must_use]
    pub fn shares(&self) -> Text {
        let [image, platforms, others] = self.shares;
        let parts: Vec<Text> = [
            (image, text!("{n} to the image", n = image)),
            (platforms, text!("{n} to its platforms", n = platforms)),
            (others, text!("{n} to one of those", n = others)),
        ]
        .into_iter()
        .filter(|(number, _)| *number > 0)
        .map(|(_, words)| words)
        .collect();
        if parts.len() < 2 { Text::empty() } else { text!("Of these refer {parts}.", parts = parts) }
    }
}

/// Counts a node under each of its kinds.
fn add(counts: &mut Counts, node: &Node) {
    node.found().into_iter().flat_map(Found::kinds).for_each(|kind| counts.add(kind));
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::explorer::trees::{grow, tree};

    #[test]
    fn what_there_is_and_what_is_missing_is_said() {
        let mut tree = tree(&["linux/amd64", "linux/arm64"]);
        grow(&mut tree, 0, "application/vnd.dev.cosign.artifact.sig.v1+json");
        let sbom = grow(&mut tree, 1, "application/spdx+json");
        grow(&mut tree, 2, "application/vnd.cyclonedx+json");
        grow(&mut tree, sbom, "application/vnd.cncf.notary.signature");
        let answer = Answer::of(&tree);
        assert_eq!((answer.total, answer.shares), (4, [1, 2, 1]));
        assert_eq!(
            answer.sentence().to_string(),
            "What refers to this image claims to be 1 signature and 2 SBOMs; there is no provenance and no scan report."
        );
        assert_eq!(
            answer.shares().to_string(),
            "Of these refer 1 to the image, 2 to its platforms and 1 to one of those."
        );
        let at = |id: usize, group| answer.subjects[id].counts.in_group(group);
        assert_eq!(
            [0, 1, 2].map(|id| at(id, Group::Signatures)),
            [1, 0, 0],
            "the signature of an SBOM is not the image's"
        );
        assert_eq!([0, 1, 2].map(|id| at(id, Group::Sboms)), [0, 1, 1]);
    }

    #[test]
    fn an_answer_that_is_not_over_or_not_certain_says_so() {
        let mut tree = tree(&[]);
        let sentence = |tree: &Tree| Answer::of(tree).sentence().to_string();
        assert!(sentence(&tree).starts_with("Nothing refers to this image"));
        tree.known = 3;
        assert_eq!(sentence(&tree), "Asking what refers to this image …");
        grow(&mut tree, 0, "application/sarif+json");
        assert_eq!(sentence(&tree), "So far, what refers to this image claims to be 1 scan report.");
        (tree.answered, tree.nodes[0].unreadable) = (3, vec!["entry 2: no digest".to_owned()]);
        assert_eq!(
            sentence(&tree),
            "What refers to this image claims to be 1 scan report; no signature, no SBOM and no provenance was found, but not everything could be asked or read."
        );
    }

    #[test]
    fn every_kind_is_in_one_group() {
        let held: Vec<Kind> = Group::ALL.into_iter().flat_map(Group::kinds).collect();
        assert_eq!(held.len(), Kind::ALL.len());
        assert!(Kind::ALL.iter().all(|kind| held.contains(kind)));
    }
}
