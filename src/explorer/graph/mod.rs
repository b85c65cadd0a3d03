//! The tree as a drawing: boxes in layers, joined by curves. All measures are whole pixels at the size of 100 %.
//!
//! [`choose`] says what is drawn of a tree of any size, [`label`] what the boxes say, [`place`] where they stand.

mod camera;
mod choose;
mod label;
mod place;
#[cfg(test)]
mod tests;

pub use camera::Camera;
pub use choose::{LIMIT, STEP};
pub use label::{DETAIL, HEADING, cut};
pub use place::{BASELINES, INSET, MARK, RADIUS, SPACE};

use crate::registry::tree::{NodeId, Tree};
use crate::words::Text;
use std::collections::HashMap;

/// What the filter says of a node.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Shown {
    /// It is what is looked for.
    Match,
    /// It is not, but something below it is: drawn dimmed.
    Path,
    /// It is left out, with all below it.
    No,
}

/// What is to be drawn.
#[derive(Clone, Copy)]
pub struct Wish<'a> {
    /// What the filter says of each node.
    pub shown: &'a dyn Fn(NodeId) -> Shown,
    /// How many steps more than the first are drawn of a group of siblings, by what [`Key::Rest`] holds.
    pub opened: &'a HashMap<NodeId, usize>,
    /// What is marked, together with its path to the image. It is drawn even where its siblings are not.
    pub selected: Option<NodeId>,
    /// Says a sentence in the reader's language.
    pub say: &'a dyn Fn(&Text) -> String,
}

/// What a box stands for: the same box in one drawing and the next.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Key {
    /// A node.
    Node(NodeId),
    /// Siblings of one kind and artifact type that are not drawn, by the first of all of them.
    Rest(NodeId),
    /// Whatever else refers to this node, and would be too much for one drawing.
    Beyond(NodeId),
}

/// A rectangle.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Area {
    /// Its left edge.
    pub x: i32,
    /// Its upper edge.
    pub y: i32,
    /// Its width.
    pub width: i32,
    /// Its height.
    pub height: i32,
}

/// One box.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Card {
    /// What it stands for.
    pub key: Key,
    /// Where it stands.
    pub area: Area,
    /// The box that it refers to; `None` for the image.
    pub parent: Option<usize>,
    /// How many steps it is away from the image.
    pub depth: usize,
    /// Its place among the boxes that refer to the same, from 1.
    pub position: usize,
    /// How many those are.
    pub siblings: usize,
    /// Whether boxes refer to it.
    pub has_children: bool,
    /// Whether a press draws more of the siblings that it stands for.
    pub can_open: bool,
    /// Whether it is what is marked.
    pub is_selected: bool,
    /// Whether it lies on the way from that to the image.
    pub is_on_path: bool,
    /// Whether it is no match itself.
    pub is_dimmed: bool,
    /// Whether it stands elsewhere in the tree as well, out of this drawing.
    pub is_repeat: bool,
    /// What it says.
    pub words: Words,
}

impl Card {
    /// Whether it stands for siblings that are not drawn.
    #[must_use]
    pub const fn is_rest(&self) -> bool {
        !matches!(self.key, Key::Node(_))
    }
}

/// What a box says.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Words {
    /// The kind or the platform, cut to fit.
    pub heading: String,
    /// The format, cut to fit; often empty.
    pub format: String,
    /// The second line.
    pub detail: String,
    /// All in one line, for those who hear it.
    pub label: String,
    /// All there is, for those who point at it.
    pub title: String,
    /// The digest of what it stands for; empty where that is more than one thing.
    pub digest: String,
    /// The kind's name in style sheets.
    pub slug: &'static str,
}

/// A curve between two boxes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Edge {
    /// The box that is referred to.
    pub from: usize,
    /// The one that refers to it.
    pub to: usize,
    /// Whether `to` was drawn for another reason, and refers to this as well.
    pub is_repeat: bool,
    /// Whether it lies on the way from what is marked to the image.
    pub is_on_path: bool,
    /// The curve, as a path of SVG.
    pub curve: String,
}

/// A column of boxes.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Layer {
    /// Its left edge.
    pub x: i32,
    /// How wide its boxes are.
    pub width: i32,
    /// What stands in it, in words.
    pub name: String,
}

/// The drawing.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Graph {
    /// Its boxes: the image first, each before what refers to it, that before the next sibling.
    pub cards: Vec<Card>,
    /// Its curves.
    pub edges: Vec<Edge>,
    /// Its columns, from left to right.
    pub layers: Vec<Layer>,
    /// Its width, margins counted in.
    pub width: i32,
    /// Its height, margins counted in.
    pub height: i32,
}

/// A step that the keyboard takes from box to box.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Move {
    /// To what is referred to.
    Parent,
    /// To the first that refers to it.
    Child,
    /// To the sibling above.
    Previous,
    /// To the sibling below.
    Next,
    /// To the image.
    First,
    /// To the last box.
    Last,
}

impl Graph {
    /// Draws a tree. Takes time in proportion to its number of nodes.
    #[must_use]
    pub fn of(tree: &Tree, wish: Wish<'_>) -> Self {
        if tree.nodes.is_empty() {
            return Self::default();
        }
        let mut graph = choose::choose(tree, wish);
        label::name_layers(&mut graph, tree, wish.say);
        place::place(&mut graph);
        graph
    }

    /// The box that a step leads to, if there is one.
    #[must_use]
    pub fn step(&self, at: usize, step: Move) -> Option<usize> {
        let card = self.cards.get(at)?;
        let is_sibling = |other: &usize| self.cards[*other].parent == card.parent;
        match step {
            Move::Parent => card.parent,
            Move::Child => card.has_children.then_some(at + 1),
            Move::Previous => (0..at).rev().find(is_sibling),
            Move::Next => (at + 1..self.cards.len()).find(is_sibling),
            Move::First => Some(0),
            Move::Last => self.cards.len().checked_sub(1),
        }
    }

    /// The box of that key.
    #[must_use]
    pub fn find(&self, key: Key) -> Option<usize> {
        self.cards.iter().position(|card| card.key == key)
    }
}
