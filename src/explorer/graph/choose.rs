//! What is drawn of a tree: of many siblings of one kind and artifact type the first few, and never more boxes than a
//! browser draws at once.

use super::label::{self, Group};
use super::{Area, Card, Edge, Graph, Key, Shown, Wish};
use crate::registry::tree::{Node, NodeId, Tree, What};
use std::collections::HashMap;

/// How many siblings of one kind and artifact type are drawn at first, and how many more at each opening.
pub const STEP: usize = 12;
/// The most boxes that are drawn, whatever the tree.
pub const LIMIT: usize = 400;
/// How far down the way to what is selected is drawn for certain; two boxes a step are kept for it.
const PATH: usize = 60;

/// Something that may become a box.
enum Item {
    Node(NodeId),
    /// Members of a group that are not drawn: the first of all members, and how many are left.
    Rest(NodeId, usize, Group),
}

/// What was picked: a box to be, and the one that it refers to.
struct Picked {
    item: Item,
    parent: Option<usize>,
    /// Whether it stands for what would be too much for one drawing.
    is_beyond: bool,
    /// The places of what refers to it.
    children: Vec<usize>,
}

/// Siblings of one kind and artifact type.
struct Siblings {
    first: NodeId,
    group: Group,
    limit: usize,
    drawn: usize,
    left: usize,
    last: NodeId,
}

/// What refers to each node, without what the filter leaves out.
fn children(tree: &Tree, wish: Wish<'_>) -> Vec<Vec<NodeId>> {
    let mut children: Vec<Vec<NodeId>> = tree.nodes.iter().map(|_| Vec::new()).collect();
    for (id, node) in tree.nodes.iter().enumerate() {
        if let Some(list) = node.parent.and_then(|parent| children.get_mut(parent))
            && (wish.shown)(id) != Shown::No
        {
            list.push(id);
        }
    }
    children
}

/// The nodes from the image down to what is selected, the image left out.
fn path(tree: &Tree, selected: Option<NodeId>) -> Vec<NodeId> {
    let mut path = Vec::new();
    let mut at = selected.map(|id| first_place(tree, id));
    while let Some(node) = at.and_then(|id| tree.nodes.get(id)) {
        // Parents stand before their children, or the way would not end.
        let parent = node.parent.filter(|parent| at.is_some_and(|id| *parent < id));
        if parent.is_some() {
            path.extend(at);
        }
        at = parent;
    }
    path.reverse();
    path.truncate(PATH);
    path
}

/// Where the thing stands that a node stands for.
fn first_place(tree: &Tree, id: NodeId) -> NodeId {
    match tree.nodes.get(id).map(|node| &node.what) {
        Some(What::Repeat(first, _)) => *first,
        _ => id,
    }
}

fn group_of(node: &Node) -> (Group, &str) {
    match node.found() {
        Some(found) => (Group::Kind(found.referrer.meaning.kind), found.referrer.artifact_type().unwrap_or_default()),
        None => (Group::Platforms, ""),
    }
}

/// The siblings one by one, but for those that are too many of their group: these are one item after the last that
/// is drawn of it.
fn arrange(tree: &Tree, kids: &[NodeId], path: &[NodeId], wish: Wish<'_>) -> Vec<Item> {
    let mut groups: Vec<Siblings> = Vec::new();
    let mut known: HashMap<(&str, &str), usize> = HashMap::new();
    let mut sizes: Vec<usize> = Vec::new();
    let mut members = Vec::with_capacity(kids.len());
    for id in kids {
        let (group, artifact_type) = group_of(&tree.nodes[*id]);
        let at = *known.entry((group.slug(), artifact_type)).or_insert_with(|| {
            let limit = STEP * (1 + wish.opened.get(id).copied().unwrap_or_default());
            groups.push(Siblings { first: *id, group, limit, drawn: 0, left: 0, last: *id });
            sizes.push(0);
            sizes.len() - 1
        });
        sizes[at] += 1;
        members.push(at);
    }
    let mut drawn = Vec::new();
    for (id, at) in kids.iter().zip(members) {
        let siblings = &mut groups[at];
        // A box for one more would take the place of that one.
        let is_drawn = siblings.drawn < siblings.limit || sizes[at] <= siblings.limit + 1 || path.contains(id);
        if is_drawn {
            (siblings.drawn, siblings.last) = (siblings.drawn + 1, *id);
            drawn.push((*id, at));
        } else {
            siblings.left += 1;
        }
    }
    let mut items = Vec::new();
    for (id, at) in drawn {
        items.push(Item::Node(id));
        let Siblings { first, group, left, last, .. } = groups[at];
        if last == id && left > 0 {
            items.push(Item::Rest(first, left, group));
        }
    }
    items
}

/// Picks level by level, so that a long list does not take the place of what is nearer to the image. Whatever has
/// children keeps a place for one box, which counts those that find no place.
fn pick(tree: &Tree, wish: Wish<'_>) -> (Vec<Picked>, usize) {
    let children = children(tree, wish);
    let path = path(tree, wish.selected);
    let new = |item, parent, is_beyond| Picked { item, parent, is_beyond, children: Vec::new() };
    let mut picked = vec![new(Item::Node(0), None, false)];
    // What is left of the limit when the image, the way to what is selected and the places kept are taken off.
    let mut left = LIMIT - 2 - 2 * path.len();
    let mut at = 0;
    while let Some(Picked { item, .. }) = picked.get(at) {
        let id = match item {
            Item::Node(id) if !children[*id].is_empty() => *id,
            _ => {
                at += 1;
                continue;
            }
        };
        let items = arrange(tree, &children[id], &path, wish);
        let cost = |item: &Item| match item {
            Item::Node(id) if path.contains(id) => 0,
            Item::Node(id) => 1 + usize::from(!children[*id].is_empty()),
            Item::Rest(..) => 1,
        };
        let allowance = left + 1;
        let fits = items.iter().map(cost).sum::<usize>() <= allowance;
        let kept = usize::from(!fits);
        let mut spent = 0;
        let mut beyond: Option<(usize, Group)> = None;
        for item in items {
            let cost = cost(&item);
            if spent + cost + kept <= allowance {
                spent += cost;
                let place = picked.len();
                picked[at].children.push(place);
                picked.push(new(item, Some(at), false));
                continue;
            }
            let (number, group) = match item {
                Item::Node(id) => (1, group_of(&tree.nodes[id]).0),
                Item::Rest(_, number, group) => (number, group),
            };
            let (known, of) = beyond.unwrap_or((0, group));
            beyond = Some((known + number, if of == group { of } else { Group::Mixed }));
        }
        if let Some((number, group)) = beyond {
            let place = picked.len();
            picked[at].children.push(place);
            picked.push(new(Item::Rest(id, number, group), Some(at), true));
        }
        left = allowance - spent - usize::from(beyond.is_some());
        at += 1;
    }
    (picked, left)
}

/// The boxes in reading order and the curves between them, not yet at their places.
pub fn choose(tree: &Tree, wish: Wish<'_>) -> Graph {
    let (picked, left) = pick(tree, wish);
    let drawn: HashMap<NodeId, usize> = picked
        .iter()
        .enumerate()
        .filter_map(|(at, picked)| match picked.item {
            Item::Node(id) if first_place(tree, id) == id => Some((id, at)),
            _ => None,
        })
        .collect();
    // Something that stands elsewhere in the drawing is a curve to there and no box.
    let first_of = |picked: &Picked| match picked.item {
        Item::Node(id) if first_place(tree, id) != id => drawn.get(&first_place(tree, id)).copied(),
        _ => None,
    };
    let selected = wish.selected.map(|id| first_place(tree, id));
    let mut graph = Graph::default();
    let mut places: Vec<usize> = vec![0; picked.len()];
    let mut repeats = Vec::new();
    let mut waiting = vec![(0, 1, 1)];
    while let Some((at, position, siblings)) = waiting.pop() {
        let one = &picked[at];
        places[at] = graph.cards.len();
        let boxes: Vec<usize> =
            one.children.iter().copied().filter(|child| first_of(&picked[*child]).is_none()).collect();
        let others = one.children.iter().filter_map(|child| first_of(&picked[*child]));
        repeats.extend(others.map(|first| (places[at], first)));
        let parent = one.parent.map(|parent| places[parent]);
        let number = boxes.len();
        waiting.extend(boxes.into_iter().enumerate().rev().map(|(nth, child)| (child, nth + 1, number)));
        let card = card(tree, one, left > 0, selected, wish);
        let depth = parent.map_or(0, |parent| graph.cards[parent].depth + 1);
        graph.cards.push(Card { parent, depth, position, siblings, has_children: number > 0, ..card });
    }
    mark_path(&mut graph);
    let curve =
        |from: usize, to: usize, is_repeat, is_on_path| Edge { from, to, is_repeat, is_on_path, curve: String::new() };
    for (to, card) in graph.cards.iter().enumerate() {
        graph.edges.extend(card.parent.map(|from| curve(from, to, false, card.is_on_path || card.is_selected)));
    }
    graph.edges.extend(repeats.into_iter().map(|(from, first)| curve(from, places[first], true, false)));
    graph
}

fn card(tree: &Tree, picked: &Picked, has_room: bool, selected: Option<NodeId>, wish: Wish<'_>) -> Card {
    let can_open = has_room && !picked.is_beyond;
    let (key, words) = match picked.item {
        Item::Node(id) => (Key::Node(id), label::node(&tree.nodes[id], wish.say)),
        Item::Rest(first, number, group) => {
            let key = if picked.is_beyond { Key::Beyond(first) } else { Key::Rest(first) };
            (key, label::rest(number, group, can_open, wish.say))
        }
    };
    let id = match key {
        Key::Node(id) => Some(id),
        _ => None,
    };
    Card {
        key,
        area: Area::default(),
        parent: None,
        depth: 0,
        position: 1,
        siblings: 1,
        has_children: false,
        can_open: can_open && id.is_none(),
        is_selected: id.is_some() && id == selected,
        is_on_path: false,
        is_dimmed: id.is_some_and(|id| (wish.shown)(id) != Shown::Match),
        is_repeat: id.is_some_and(|id| first_place(tree, id) != id),
        words,
    }
}

fn mark_path(graph: &mut Graph) {
    let mut at = graph.cards.iter().find(|card| card.is_selected).and_then(|card| card.parent);
    while let Some(card) = at.and_then(|at| graph.cards.get_mut(at)) {
        card.is_on_path = true;
        at = card.parent;
    }
}
