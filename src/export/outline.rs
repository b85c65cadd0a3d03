//! The tree as it is read from top to bottom, for documents that are written in one go.

use crate::oci::manifest::Platform;
use crate::registry::found::Way;
use crate::registry::tree::{NodeId, Tree, What};

/// The children of every node, found in one pass: [`Tree::children`] looks through all nodes for each.
#[derive(Debug)]
pub struct Outline {
    first: Vec<Option<NodeId>>,
    next: Vec<Option<NodeId>>,
}

impl Outline {
    /// Reads a tree.
    #[must_use]
    pub fn of(tree: &Tree) -> Self {
        let mut outline = Self { first: vec![None; tree.nodes.len()], next: vec![None; tree.nodes.len()] };
        // From the last to the first, so that each goes before those that were put there already.
        for (id, node) in tree.nodes.iter().enumerate().rev() {
            if let Some(parent) = node.parent.filter(|parent| *parent < id) {
                outline.next[id] = outline.first[parent].replace(id);
            }
        }
        outline
    }

    /// The children of a node, in their order.
    pub fn children(&self, id: NodeId) -> impl Iterator<Item = NodeId> {
        std::iter::successors(self.first.get(id).copied().flatten(), |id| self.next[*id])
    }

    /// A node and all below it, each before what is below it, with how many steps it is below. Without recursion:
    /// a chain of referrers is as long as its publisher likes.
    #[must_use]
    pub fn below(&self, id: NodeId) -> Vec<(NodeId, usize)> {
        let mut rows = Vec::new();
        // What is still to be visited, the next one last; the way back up is kept in it.
        let mut waiting = vec![(id, 0)];
        while let Some((at, depth)) = waiting.pop() {
            rows.push((at, depth));
            if at != id
                && let Some(next) = self.next[at]
            {
                waiting.push((next, depth));
            }
            if let Some(first) = self.first.get(at).copied().flatten() {
                waiting.push((first, depth + 1));
            }
        }
        rows
    }
}

/// For every node, the platform of the manifest that it is below, where there is one.
#[must_use]
pub fn platforms(tree: &Tree) -> Vec<Option<&Platform>> {
    let mut platforms: Vec<Option<&Platform>> = Vec::with_capacity(tree.nodes.len());
    for node in &tree.nodes {
        let of_parent = node.parent.and_then(|parent| platforms.get(parent).copied().flatten());
        platforms.push(match &node.what {
            What::Platform(_, platform) => platform.as_ref(),
            _ => of_parent,
        });
    }
    platforms
}

/// A way by its name in documents.
#[must_use]
pub const fn way(way: Way) -> &'static str {
    match way {
        Way::ReferrersApi => "referrers-api",
        Way::ReferrersTag => "referrers-tag",
        Way::CosignTag(_) => "cosign-tag",
        Way::Buildkit => "buildkit",
    }
}

#[cfg(test)]
mod tests {
    use super::super::sample;
    use super::*;

    #[test]
    fn all_is_met_once_from_top_to_bottom() {
        let tree = sample::tree();
        let outline = Outline::of(&tree);
        for id in 0..tree.nodes.len() {
            let slow: Vec<_> = tree.children(id).map(|(id, _)| id).collect();
            assert_eq!(outline.children(id).collect::<Vec<_>>(), slow, "{id}");
        }
        assert_eq!(outline.below(0), [(0, 0), (1, 1), (4, 2), (6, 3), (7, 3), (2, 1), (5, 2), (3, 1)]);
        assert_eq!(outline.below(4), [(4, 0), (6, 1), (7, 1)], "without what stands beside it");
        assert_eq!(outline.below(3), [(3, 0)]);
    }

    #[test]
    fn what_is_below_a_platform_is_of_that_platform() {
        let tree = sample::tree();
        let names: Vec<_> = platforms(&tree).iter().map(|platform| platform.map(ToString::to_string)).collect();
        let amd64 = Some("linux/amd64".to_owned());
        let arm64 = Some("linux/arm64/v8".to_owned());
        assert_eq!(names, [None, amd64.clone(), arm64.clone(), None, amd64.clone(), arm64, amd64.clone(), amd64]);
    }

    #[test]
    fn a_chain_of_fifty_thousand_is_no_recursion() {
        let tree = sample::chain(50_000);
        let rows = Outline::of(&tree).below(0);
        assert_eq!((rows.len(), rows[49_999]), (50_000, (49_999, 49_999)));
    }
}
