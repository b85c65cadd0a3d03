//! What holds for the drawing of every tree, and how some are drawn.

use super::*;
use crate::oci::manifest::Platform;
use crate::oci::referrers::Referrer;
use crate::oci::{Descriptor, MediaType, digest};
use crate::registry::found::{Found, Way};
use crate::registry::tree::{Node, What};
use std::sync::Arc;

const SBOM: &str = "application/spdx+json";
const SIGNATURE: &str = "application/vnd.dev.cosign.artifact.sig.v1+json";

fn descriptor(id: NodeId, artifact_type: &str) -> Descriptor {
    let digest = digest::of(id.to_string().as_bytes());
    let mut descriptor = Descriptor::new(MediaType::ImageManifest, 1_u64, digest);
    descriptor.set_artifact_type(Some(MediaType::from(artifact_type)));
    descriptor
}

fn found(id: NodeId, artifact_type: &str) -> Arc<Found> {
    Arc::new(Found::by(Way::ReferrersApi, Referrer::new(&descriptor(id, artifact_type))))
}

/// A tree that grows at its end.
struct Growing(Tree);

impl Growing {
    fn new() -> Self {
        let mut tree = Self(Tree::default());
        tree.add(None, What::Image);
        tree
    }

    fn add(&mut self, parent: Option<NodeId>, what: What) -> NodeId {
        let id = self.0.nodes.len();
        let depth = parent.map_or(0, |parent| self.0.nodes[parent].depth + 1);
        self.0.nodes.push(Node::new(parent, depth, digest::of(id.to_string().as_bytes()), what));
        id
    }

    fn artifact(&mut self, parent: NodeId, artifact_type: &str) -> NodeId {
        self.add(Some(parent), What::Artifact(found(self.0.nodes.len(), artifact_type)))
    }

    fn platform(&mut self, architecture: &str) -> NodeId {
        let platform = Platform { os: "linux".into(), architecture: architecture.into(), variant: None };
        let descriptor = descriptor(self.0.nodes.len(), "");
        self.add(Some(0), What::Platform(Box::new(descriptor), Some(platform)))
    }

    fn repeat(&mut self, parent: NodeId, first: NodeId) -> NodeId {
        self.add(Some(parent), What::Repeat(first, found(first, SBOM)))
    }
}

fn draw(tree: &Tree, selected: Option<NodeId>, opened: &[(NodeId, usize)], shown: &dyn Fn(NodeId) -> Shown) -> Graph {
    let opened = opened.iter().copied().collect();
    let graph = Graph::of(tree, Wish { shown, opened: &opened, selected, say: &ToString::to_string });
    check(&graph);
    graph
}

fn all(tree: &Tree) -> Graph {
    draw(tree, None, &[], &|_| Shown::Match)
}

/// What holds for every drawing.
fn check(graph: &Graph) {
    let cards = &graph.cards;
    assert!(cards.len() <= LIMIT, "{} boxes", cards.len());
    for (at, card) in cards.iter().enumerate() {
        let Area { x, y, width, height } = card.area;
        assert!(x >= 0 && y >= 0 && x + width <= graph.width && y + height <= graph.height, "inside: {card:?}");
        for other in &cards[..at] {
            let is_apart = |at: i32, size: i32, from: i32, length: i32| at + size < from || from + length < at;
            let other = other.area;
            let is_apart = is_apart(x, width, other.x, other.width) || is_apart(y, height, other.y, other.height);
            assert!(is_apart, "{:?} and {other:?} overlap", card.area);
        }
        let children: Vec<&Card> = cards.iter().filter(|other| other.parent == Some(at)).collect();
        assert_eq!(card.has_children, !children.is_empty());
        for (nth, child) in children.iter().enumerate() {
            assert_eq!((child.position, child.siblings, child.depth), (nth + 1, children.len(), card.depth + 1));
            assert!(child.area.x > x + width, "layers go to the right");
        }
        if let [first, .., last] = children.as_slice() {
            assert!(((first.area.y + last.area.y) / 2 - y).abs() <= 1, "in the middle of what refers to it");
        }
        let words =
            label::width(&card.words.heading, label::HEADING).max(label::width(&card.words.detail, label::DETAIL));
        assert!(words + 2 * place::INSET <= width, "{card:?}");
    }
    let keys: std::collections::HashSet<Key> = cards.iter().map(|card| card.key).collect();
    assert_eq!(keys.len(), cards.len(), "a key is a box's own");
    assert_eq!(graph.edges.iter().filter(|edge| !edge.is_repeat).count(), cards.len().saturating_sub(1));
}

fn headings(graph: &Graph) -> Vec<&str> {
    graph.cards.iter().map(|card| card.words.heading.as_str()).collect()
}

fn keys(graph: &Graph) -> Vec<Key> {
    graph.cards.iter().map(|card| card.key).collect()
}

#[test]
fn layers_are_image_platforms_referrers_and_theirs() {
    let mut tree = Growing::new();
    let sbom = tree.artifact(0, SBOM);
    let platform = tree.platform("amd64");
    let other = tree.artifact(platform, SBOM);
    let signature = tree.artifact(sbom, SIGNATURE);
    let graph = all(&tree.0);
    let names: Vec<&str> = graph.layers.iter().map(|layer| layer.name.as_str()).collect();
    assert_eq!(names, ["Image", "Platforms", "Referrers", "Their referrers"]);
    let layer =
        |id| graph.layers.iter().position(|layer| layer.x == graph.cards[graph.find(Key::Node(id)).unwrap()].area.x);
    assert_eq!([0, platform, sbom, other, signature].map(layer), [0, 1, 2, 2, 3].map(Some));
    assert_eq!(headings(&graph), ["Image", "SBOM", "Signature", "linux/amd64", "SBOM"]);
    assert_eq!(graph.cards[2].words.format, "cosign");
    assert!(graph.cards[2].words.label.starts_with("Signature cosign, sha256:"), "{}", graph.cards[2].words.label);
    assert_eq!(all(&Tree::default()), Graph::default());

    let mut plain = Growing::new();
    plain.artifact(0, SBOM);
    let names: Vec<String> = all(&plain.0).layers.into_iter().map(|layer| layer.name).collect();
    assert_eq!(names, ["Image", "Referrers"]);
}

#[test]
fn many_of_one_kind_are_one_box_that_opens_by_steps() {
    let mut tree = Growing::new();
    let ids: Vec<NodeId> = (0..50_000).map(|_| tree.artifact(0, SBOM)).collect();
    let signature = tree.artifact(0, SIGNATURE);
    let graph = all(&tree.0);
    assert_eq!(graph.cards.len(), 1 + STEP + 1 + 1);
    let rest = &graph.cards[1 + STEP];
    assert_eq!((rest.key, &*rest.words.heading), (Key::Rest(ids[0]), "+ 49988 more SBOMs"));
    assert_eq!(rest.words.detail, "Draw the next 12");
    assert_eq!(graph.cards.last().unwrap().key, Key::Node(signature));

    let opened = draw(&tree.0, None, &[(ids[0], 2)], &|_| Shown::Match);
    assert_eq!(headings(&opened)[1 + 3 * STEP], "+ 49964 more SBOMs");
    // At the limit there is no more to open: the table has them all.
    let full = draw(&tree.0, None, &[(ids[0], 1_000)], &|_| Shown::Match);
    assert_eq!(full.cards.len(), LIMIT);
    let beyond = full.cards.last().unwrap();
    assert_eq!((beyond.key, &*beyond.words.detail), (Key::Beyond(0), "See all in the table"));

    // What is selected is drawn, wherever it stands in its group.
    let graph = draw(&tree.0, Some(ids[40_000]), &[], &|_| Shown::Match);
    assert!(graph.cards[graph.find(Key::Node(ids[40_000])).unwrap()].is_selected);
    assert!(headings(&graph).contains(&"+ 49987 more SBOMs"));

    // One more than a step would only change places with a box that says so.
    let mut few = Growing::new();
    for _ in 0..=STEP {
        few.artifact(0, SBOM);
    }
    assert_eq!(all(&few.0).cards.len(), 2 + STEP);
}

#[test]
fn the_way_from_what_is_selected_to_the_image_is_marked() {
    let mut tree = Growing::new();
    let platform = tree.platform("amd64");
    let sbom = tree.artifact(platform, SBOM);
    let signature = tree.artifact(sbom, SIGNATURE);
    let other = tree.artifact(0, SBOM);
    let graph = draw(&tree.0, Some(signature), &[], &|_| Shown::Match);
    let marked =
        |of: fn(&Card) -> bool| graph.cards.iter().filter(|card| of(card)).map(|card| card.key).collect::<Vec<_>>();
    assert_eq!(marked(|card| card.is_selected), [Key::Node(signature)]);
    assert_eq!(marked(|card| card.is_on_path), [Key::Node(0), Key::Node(platform), Key::Node(sbom)]);
    let off: Vec<Key> =
        graph.edges.iter().filter(|edge| !edge.is_on_path).map(|edge| graph.cards[edge.to].key).collect();
    assert_eq!(off, [Key::Node(other)]);
}

#[test]
fn a_repeat_is_a_curve_to_the_first_place() {
    let mut tree = Growing::new();
    let sbom = tree.artifact(0, SBOM);
    let signature = tree.artifact(0, SIGNATURE);
    let repeat = tree.repeat(signature, sbom);
    tree.repeat(sbom, 0);
    let graph = draw(&tree.0, Some(repeat), &[], &|_| Shown::Match);
    assert_eq!(keys(&graph), [0, sbom, signature].map(Key::Node));
    let repeats: Vec<(usize, usize)> =
        graph.edges.iter().filter(|edge| edge.is_repeat).map(|edge| (edge.from, edge.to)).collect();
    assert_eq!(repeats, [(1, 0), (2, 1)]);
    assert!(graph.cards[1].is_selected, "it is the same thing");

    // Where the first place is not in the drawing, it is a box.
    let graph = draw(&tree.0, None, &[], &|id| if id == sbom { Shown::No } else { Shown::Match });
    assert_eq!(keys(&graph), [0, signature, repeat].map(Key::Node));
    assert!(graph.cards[2].is_repeat);
}

#[test]
fn what_does_not_match_is_dimmed_or_left_out() {
    let mut tree = Growing::new();
    let sbom = tree.artifact(0, SBOM);
    let signature = tree.artifact(sbom, SIGNATURE);
    tree.artifact(0, SBOM);
    let shown = |id| match id {
        _ if id == signature => Shown::Match,
        _ if id == sbom || id == 0 => Shown::Path,
        _ => Shown::No,
    };
    let graph = draw(&tree.0, None, &[], &shown);
    let dimmed: Vec<bool> = graph.cards.iter().map(|card| card.is_dimmed).collect();
    assert_eq!((keys(&graph), dimmed), ([0, sbom, signature].map(Key::Node).to_vec(), vec![true, true, false]));
}

#[test]
fn the_keyboard_walks_along_the_edges() {
    let mut tree = Growing::new();
    let first = tree.artifact(0, SBOM);
    tree.artifact(first, SIGNATURE);
    tree.artifact(0, SBOM);
    let graph = all(&tree.0);
    let walk = |at, step| graph.step(at, step);
    assert_eq!([0, 1, 2, 3].map(|at| walk(at, Move::Child)), [Some(1), Some(2), None, None]);
    assert_eq!([0, 1, 2, 3].map(|at| walk(at, Move::Parent)), [None, Some(0), Some(1), Some(0)]);
    assert_eq!([0, 1, 2, 3].map(|at| walk(at, Move::Next)), [None, Some(3), None, None]);
    assert_eq!([0, 1, 2, 3].map(|at| walk(at, Move::Previous)), [None, None, None, Some(1)]);
    assert_eq!((walk(2, Move::First), walk(2, Move::Last), walk(9, Move::Last)), (Some(0), Some(3), None));
}

#[test]
fn words_are_cut_to_fit() {
    let mut tree = Growing::new();
    for name in ["x".repeat(10_000), "漢".repeat(100), "m".repeat(60)] {
        tree.platform(&name);
    }
    let graph = all(&tree.0);
    assert!(graph.cards[1..].iter().all(|card| card.words.heading.ends_with('…')), "{:?}", headings(&graph));
    assert_eq!(label::cut("SBOM", label::HEADING, label::WIDEST), "SBOM");
    assert_eq!(label::cut("SBOM", label::HEADING, 0), "");
}

/// Numbers without a pattern, the same at each run.
struct Dice(u64);

impl Dice {
    fn below(&mut self, end: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        ((self.0 >> 33) as usize) % end.max(1)
    }
}

#[test]
fn no_tree_makes_boxes_meet_or_become_too_many() {
    let mut dice = Dice(1);
    for round in 0..60 {
        let mut tree = Growing::new();
        let (size, types) = (dice.below(1500), 1 + dice.below([1, 4, 2_000][round % 3]));
        // Wide trees, deep ones, and chains.
        let reach = [usize::MAX, 40, 1, 3][round % 4];
        for _ in 0..dice.below(20) * usize::from(round % 2 == 0) {
            tree.platform("amd64");
        }
        for _ in 0..size {
            let known = tree.0.nodes.len();
            let parent = known - 1 - dice.below(known.min(reach));
            let parent = if matches!(tree.0.nodes[parent].what, What::Repeat(..)) { 0 } else { parent };
            if dice.below(10) == 0 {
                let first = dice.below(known);
                if !matches!(tree.0.nodes[first].what, What::Repeat(..)) {
                    tree.repeat(parent, first);
                }
            } else {
                let artifact_type = format!("application/x-{}", dice.below(types));
                tree.artifact(parent, &artifact_type);
            }
        }
        let chosen = dice.below(tree.0.nodes.len());
        let selected = Some(chosen);
        let opened: Vec<(NodeId, usize)> = (0..20).map(|_| (dice.below(tree.0.nodes.len()), dice.below(50))).collect();
        let (seed, keep) = (dice.below(1000), [1, 3][round % 2]);
        let shown = |id: NodeId| if (id ^ seed).is_multiple_of(keep) || id == 0 { Shown::Match } else { Shown::No };
        draw(&tree.0, selected, &opened, &shown);
        let graph = draw(&tree.0, selected, &opened, &|_| Shown::Match);
        let depth = tree.0.nodes[chosen].depth;
        if depth <= 60 && !matches!(tree.0.nodes[chosen].what, What::Repeat(..)) {
            assert!(graph.cards.iter().any(|card| card.is_selected), "what is selected is drawn");
        }
    }
}

#[test]
fn what_is_not_drawn_is_counted() {
    let mut tree = Growing::new();
    for n in 0..5_000 {
        tree.artifact(0, &format!("application/x-{n}"));
    }
    let graph = all(&tree.0);
    assert_eq!(graph.cards.len(), LIMIT);
    let left = 5_000 - (LIMIT - 2);
    assert_eq!(graph.cards.last().unwrap().words.heading, format!("+ {left} more artifacts"));
}
