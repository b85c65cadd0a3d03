//! The places of a tree's nodes, as a crawl keeps them: of very many nodes, so it is little of each.

use super::found::Found;
use super::tree::{NodeId, What};
use crate::oci::Digest;
use crate::oci::lookup::Lookup;
use std::ops::{Index, IndexMut};
use std::sync::Arc;

/// All places, by the ids of their nodes.
#[derive(Debug, Default)]
pub(super) struct Places {
    list: Vec<Place>,
    /// The first node of each digest.
    known: Lookup,
}

/// A node's place in the tree, and how many questions are open about it.
#[derive(Debug)]
pub(super) struct Place {
    named: Named,
    pub(super) parent: Option<NodeId>,
    pub(super) depth: usize,
    pub(super) open: usize,
}

/// Where a node's digest is written. That of what refers is the tree's own.
#[derive(Debug)]
enum Named {
    Subject(Box<Digest>),
    Found(Arc<Found>),
}

impl Place {
    pub(super) fn digest(&self) -> &Digest {
        match &self.named {
            Named::Subject(digest) => digest,
            Named::Found(found) => found.referrer.digest(),
        }
    }
}

impl Places {
    /// Adds the next node's.
    pub(super) fn add(&mut self, parent: Option<NodeId>, depth: usize, digest: &Digest, what: &What) {
        let named = match what {
            What::Artifact(found) | What::Repeat(_, found) => Named::Found(found.clone()),
            What::Image | What::Platform(..) => Named::Subject(Box::new(digest.clone())),
        };
        let number = u32::try_from(self.list.len()).unwrap_or(u32::MAX);
        self.list.push(Place { named, parent, depth, open: 0 });
        let list = &self.list;
        self.known.add(digest.as_ref(), number, &|number| digest_in(list, number));
    }

    /// The first node of a digest.
    pub(super) fn find(&self, digest: &Digest) -> Option<NodeId> {
        self.known.get(digest.as_ref(), &|number| digest_in(&self.list, number)).map(|number| number as NodeId)
    }

    pub(super) const fn len(&self) -> usize {
        self.list.len()
    }
}

fn digest_in(list: &[Place], number: u32) -> &str {
    list.get(number as usize).map_or("", |place| place.digest().as_ref())
}

impl Index<NodeId> for Places {
    type Output = Place;

    fn index(&self, id: NodeId) -> &Place {
        &self.list[id]
    }
}

impl IndexMut<NodeId> for Places {
    fn index_mut(&mut self, id: NodeId) -> &mut Place {
        &mut self.list[id]
    }
}
