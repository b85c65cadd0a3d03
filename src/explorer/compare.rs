//! Two images of one repository, side by side: what refers to one and not to the other.
//!
//! A referrer names the digest of its image, so two images never share one. What can be compared is what there is
//! for each: which kinds, of which artifact types, for which platforms.

use crate::oci::Kind;
use crate::registry::tree::{Node, NodeId, Tree, What};
use crate::text;
use crate::words::Text;
use std::collections::HashMap;

/// What a referrer refers to, in terms that two images share.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Place {
    /// The image itself.
    Image,
    /// One of its platforms, by its name; empty where it has none.
    Platform(String),
    /// Another referrer, of that kind.
    Referrer(Kind),
}

/// Referrers that are alike, on both sides. Lines are in the order of their fields.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Line {
    /// What they refer to.
    pub place: Place,
    /// What they claim to be.
    pub kind: Kind,
    /// Their artifact type; empty where none is stated.
    pub artifact_type: String,
    /// The nodes in the first tree.
    pub first: Vec<NodeId>,
    /// The nodes in the second.
    pub second: Vec<NodeId>,
}

/// Where the referrers of a line are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Side {
    /// On the first image only.
    First,
    /// On the second image only.
    Second,
    /// On both, but not as many of them.
    Unequal,
    /// On both, as many of them.
    Both,
}

impl Place {
    fn of(node: &Node) -> Self {
        match &node.what {
            What::Image => Self::Image,
            What::Platform(_, platform) => {
                Self::Platform(platform.as_ref().map(ToString::to_string).unwrap_or_default())
            }
            What::Artifact(found) | What::Repeat(_, found) => Self::Referrer(found.referrer.meaning.kind),
        }
    }

    /// Its name.
    #[must_use]
    pub fn text(&self) -> Text {
        match self {
            Self::Image => text!("Image"),
            Self::Platform(name) if name.is_empty() => text!("unnamed platform"),
            Self::Platform(name) => Text::word(name.as_str()),
            Self::Referrer(kind) => text!("on: {kind}", kind = kind.text()),
        }
    }
}

impl Line {
    /// Where its referrers are.
    #[must_use]
    pub const fn side(&self) -> Side {
        match (self.first.len(), self.second.len()) {
            (_, 0) => Side::First,
            (0, _) => Side::Second,
            (first, second) if first == second => Side::Both,
            _ => Side::Unequal,
        }
    }
}

/// All that refers to either image, what is alike in one line.
#[must_use]
pub fn lines(first: &Tree, second: &Tree) -> Vec<Line> {
    let mut lines: Vec<Line> = Vec::new();
    let mut known = HashMap::<(Place, Kind, String), usize>::new();
    for (tree, is_first) in [(first, true), (second, false)] {
        for (id, node) in tree.nodes.iter().enumerate() {
            let parent = node.parent.and_then(|parent| tree.nodes.get(parent));
            let Some((found, parent)) = node.found().zip(parent) else { continue };
            let artifact_type = found.referrer.artifact_type().unwrap_or_default();
            for kind in found.kinds() {
                let key = (Place::of(parent), kind, artifact_type.to_owned());
                let at = *known.entry(key).or_insert_with_key(|(place, kind, artifact_type)| {
                    let (place, artifact_type) = (place.clone(), artifact_type.clone());
                    lines.push(Line { place, kind: *kind, artifact_type, first: Vec::new(), second: Vec::new() });
                    lines.len() - 1
                });
                let side = if is_first { &mut lines[at].first } else { &mut lines[at].second };
                // One that holds several of a kind is one all the same.
                if side.last() != Some(&id) {
                    side.push(id);
                }
            }
        }
    }
    lines.sort();
    lines
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::explorer::trees::{grow, tree};

    const SBOM: &str = "application/spdx+json";
    const SIGNATURE: &str = "application/vnd.cncf.notary.signature";

    #[test]
    fn what_is_alike_stands_in_one_line_whatever_its_digest() {
        let (mut old, mut new) = (tree(&["linux/amd64"]), tree(&["linux/amd64", "linux/arm64"]));
        let sbom = grow(&mut old, 0, SBOM);
        grow(&mut old, sbom, SIGNATURE);
        grow(&mut old, 1, SIGNATURE);
        grow(&mut new, 1, SIGNATURE);
        grow(&mut new, 1, SIGNATURE);
        grow(&mut new, 2, SBOM);
        grow(&mut new, 0, SBOM);
        let lines: Vec<_> = lines(&old, &new)
            .iter()
            .map(|line| (line.place.text().to_string(), line.kind, line.first.len(), line.second.len(), line.side()))
            .collect();
        let expected = [
            ("Image", Kind::Sbom, 1, 1, Side::Both),
            ("linux/amd64", Kind::Signature, 1, 2, Side::Unequal),
            ("linux/arm64", Kind::Sbom, 0, 1, Side::Second),
            ("on: SBOM", Kind::Signature, 1, 0, Side::First),
        ];
        assert_eq!(lines, expected.map(|(place, kind, a, b, side)| (place.to_owned(), kind, a, b, side)));
    }

    #[test]
    fn another_artifact_type_is_another_line() {
        let (mut old, mut new) = (tree(&[]), tree(&[]));
        grow(&mut old, 0, SBOM);
        grow(&mut new, 0, "application/vnd.cyclonedx+json");
        let sides: Vec<_> = lines(&old, &new).iter().map(Line::side).collect();
        assert_eq!(sides, [Side::First, Side::Second]);
        assert_eq!(lines(&tree(&[]), &tree(&[])), []);
    }
}
