//! The tree of what refers to an image: the image, its platforms, their referrers, the referrers of those.

use super::found::{Batch, Found, Outcome, Way};
use super::problem::Problem;
use crate::oci::artifact::{Counts, Kind};
use crate::oci::manifest::Platform;
use crate::oci::{Descriptor, Digest};
use std::sync::Arc;

/// The place of a node in [`Tree::nodes`].
pub type NodeId = usize;

/// What a node stands for.
#[derive(Clone, Debug, PartialEq)]
pub enum What {
    /// The image that was looked up: the root.
    Image,
    /// One of the manifests of its index, and for which platform it is, where the index says so.
    Platform(Box<Descriptor>, Option<Platform>),
    /// Something that refers to the node above it.
    Artifact(Arc<Found>),
    /// Something that stands elsewhere in the tree already, and is not listed again.
    Repeat(NodeId, Arc<Found>),
}

/// Where asking for the referrers of a node stands.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Asked {
    /// Not asked: it lies beyond the bounds, or its turn has not come.
    #[default]
    NotYet,
    /// Asked by all ways.
    Fully,
    /// There is nothing to ask.
    Never,
}

/// How one way of looking for the referrers of a node ended.
#[derive(Clone, Debug, PartialEq)]
pub struct Attempt {
    /// Which way.
    pub way: Way,
    /// How it ended. Boxed: most end well, and a tree has thousands of these.
    pub end: Result<Outcome, Box<Problem>>,
}

/// One node.
#[derive(Clone, Debug, PartialEq)]
pub struct Node {
    /// The node that it refers to, or is a part of; `None` for the root.
    pub parent: Option<NodeId>,
    /// How many steps it is away from the root.
    pub depth: usize,
    /// Its digest.
    pub digest: Digest,
    /// What it stands for.
    pub what: What,
    /// Whether its own referrers are known.
    pub asked: Asked,
    /// By which ways that was tried, in the order of [`Way`].
    pub attempts: Vec<Attempt>,
    /// Entries of its lists that could not be read.
    pub unreadable: Vec<String>,
}

/// All nodes that are known, parents before their children.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Tree {
    /// The nodes; the first is the image.
    pub nodes: Vec<Node>,
    /// The ids of nodes in the order in which they came or changed: what a view has to draw.
    pub changes: Vec<NodeId>,
    /// How many questions have been answered, of those that are known.
    pub answered: usize,
    /// How many questions are known.
    pub known: usize,
    /// Whether questions are left that the bounds keep from being asked.
    pub is_bounded: bool,
    /// The artifact type that the lists of image and platforms were asked for; empty for all.
    pub filter: String,
    /// Whether the registry says that it filtered; else the page did.
    pub is_filtered_by_registry: bool,
    /// Whether headers of this registry cannot be read, so that a list may go on unseen.
    pub may_go_on_unseen: bool,
}

/// What a crawl tells.
#[derive(Clone, Debug, PartialEq)]
pub enum Turn {
    /// A new tree begins.
    Begun {
        /// The artifact type that is asked for; empty for all.
        filter: String,
        /// Whether headers of this registry cannot be read.
        may_go_on_unseen: bool,
    },
    /// There are nodes more, to be put at the end of the list.
    Added(Vec<Node>),
    /// One way of asking for a node's referrers has ended.
    Attempted(NodeId, Attempt),
    /// Entries of a node's list could not be read.
    Unreadable(NodeId, Vec<String>),
    /// A node was found by another way as well.
    AlsoBy(NodeId, Way),
    /// All has been asked about a node.
    Asked(NodeId),
    /// The registry says that it filtered the list.
    Filtered,
    /// How far the crawl has come.
    Progress {
        /// Questions answered.
        answered: usize,
        /// Questions known.
        known: usize,
        /// Whether the bounds keep some from being asked.
        is_bounded: bool,
    },
}

impl What {
    /// Whether its referrers are those of the image: it is that itself, or a platform of it.
    #[must_use]
    pub const fn is_subject(&self) -> bool {
        matches!(self, Self::Image | Self::Platform(..))
    }

    /// What a list says of it; `None` for the image, of which no list told.
    #[must_use]
    pub fn descriptor(&self) -> Option<Descriptor> {
        match self {
            Self::Image => None,
            Self::Platform(descriptor, _) => Some((**descriptor).clone()),
            Self::Artifact(found) | Self::Repeat(_, found) => Some(found.referrer.descriptor()),
        }
    }

    /// The size of its manifest, as [`What::descriptor`].
    #[must_use]
    pub fn size(&self) -> Option<u64> {
        match self {
            Self::Image => None,
            Self::Platform(descriptor, _) => Some(descriptor.size()),
            Self::Artifact(found) | Self::Repeat(_, found) => Some(found.referrer.size()),
        }
    }
}

impl Node {
    /// A node of which nothing but its place is known.
    #[must_use]
    pub const fn new(parent: Option<NodeId>, depth: usize, digest: Digest, what: What) -> Self {
        let asked = if matches!(what, What::Repeat(..)) { Asked::Never } else { Asked::NotYet };
        Self { parent, depth, digest, what, asked, attempts: Vec::new(), unreadable: Vec::new() }
    }

    /// What refers, where the node stands for something that does.
    #[must_use]
    pub fn found(&self) -> Option<&Found> {
        match &self.what {
            What::Artifact(found) | What::Repeat(_, found) => Some(found),
            What::Image | What::Platform(..) => None,
        }
    }

    /// The first way that failed, with the reason.
    #[must_use]
    pub fn problem(&self) -> Option<&Problem> {
        self.attempts.iter().find_map(|attempt| attempt.end.as_ref().err().map(|problem| &**problem))
    }

    /// Whether a way of asking for its referrers failed, or entries of its lists could not be read.
    #[must_use]
    pub fn is_faulty(&self) -> bool {
        self.problem().is_some() || !self.unreadable.is_empty()
    }

    /// Whether all that refers to it itself is known.
    #[must_use]
    pub fn is_whole(&self) -> bool {
        self.asked != Asked::NotYet && !self.is_faulty()
    }
}

impl Tree {
    /// Takes note of what a crawl tells.
    pub fn apply(&mut self, turn: Turn) {
        match turn {
            Turn::Begun { filter, may_go_on_unseen } => *self = Self { filter, may_go_on_unseen, ..Self::default() },
            Turn::Added(nodes) => {
                self.changes.extend(self.nodes.len()..self.nodes.len() + nodes.len());
                self.nodes.extend(nodes);
            }
            Turn::Attempted(id, attempt) => self.change(id, |node| {
                let at = node.attempts.partition_point(|other| other.way <= attempt.way);
                node.attempts.insert(at, attempt);
            }),
            Turn::Unreadable(id, entries) => self.change(id, |node| node.unreadable.extend(entries)),
            Turn::AlsoBy(id, way) => self.change(id, |node| {
                if let What::Artifact(found) = &mut node.what
                    && !found.ways.contains(&way)
                {
                    Arc::make_mut(found).ways.push(way);
                }
            }),
            Turn::Asked(id) => self.change(id, |node| node.asked = Asked::Fully),
            Turn::Filtered => self.is_filtered_by_registry = true,
            Turn::Progress { answered, known, is_bounded } => {
                (self.answered, self.known, self.is_bounded) = (answered, known, is_bounded);
            }
        }
    }

    fn change(&mut self, id: NodeId, change: impl FnOnce(&mut Node)) {
        if let Some(node) = self.nodes.get_mut(id) {
            change(node);
            self.changes.push(id);
        }
    }

    /// The first node of a digest.
    #[must_use]
    pub fn find(&self, digest: &str) -> Option<NodeId> {
        self.nodes.iter().position(|node| node.digest.as_ref() == digest)
    }

    /// The children of a node.
    pub fn children(&self, id: NodeId) -> impl Iterator<Item = (NodeId, &Node)> {
        self.nodes.iter().enumerate().filter(move |(_, node)| node.parent == Some(id))
    }

    /// Everything that refers to something, once.
    pub fn artifacts(&self) -> impl Iterator<Item = &Found> {
        self.nodes.iter().filter_map(|node| match &node.what {
            What::Artifact(found) => Some(&**found),
            _ => None,
        })
    }

    /// How many there are of each kind, in the order of [`Kind`], of some things.
    #[must_use]
    pub fn count_by_kind<'a>(found: impl Iterator<Item = &'a Found>) -> Vec<(Kind, usize)> {
        found.flat_map(Found::kinds).collect::<Counts>().list()
    }

    /// The manifests whose referrers were asked for themselves: the image, then its platforms.
    pub fn subjects(&self) -> impl Iterator<Item = (NodeId, &Node)> {
        self.nodes.iter().enumerate().filter(|(_, node)| node.what.is_subject())
    }

    /// Whether an empty tree means that nothing refers to the image: all lists of image and platforms were read,
    /// whole.
    #[must_use]
    pub fn is_certain(&self) -> bool {
        !self.is_bounded && self.subjects().all(|(_, node)| node.is_whole())
    }

    /// The first thing that went wrong at the image or a platform, if something did: an empty list then says
    /// nothing.
    #[must_use]
    pub fn problem(&self) -> Option<&Problem> {
        self.subjects().find_map(|(_, node)| node.problem())
    }
}

impl Batch {
    /// The end of the way that it was had by.
    #[must_use]
    pub fn attempt(&self) -> Attempt {
        Attempt { way: self.way, end: Ok(self.outcome.clone()) }
    }
}
