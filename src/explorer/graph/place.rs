//! Where the boxes stand. Each box has a band of its own height for all that refers to it, and stands in its middle;
//! bands of siblings lie one below the other. So no two boxes meet, and one turn through them is enough.

use super::label::{self, DETAIL, HEADING};
use super::{Area, Card, Graph};

/// The space around the drawing.
pub const MARGIN: i32 = 24;
/// The height of a box.
pub const HEIGHT: i32 = 48;
/// How round its corners are.
pub const RADIUS: i32 = 6;
/// The coloured mark at its left end, as a path of SVG.
pub const MARK: &str = "M6 0A6 6 0 0 0 0 6V42A6 6 0 0 0 6 48Z";
/// Where words begin in a box, and what stays free behind them.
pub const INSET: i32 = 16;
/// On which height words stand: the names of the columns in the drawing, the lines of a box in it.
pub const BASELINES: Baselines = Baselines { layer: 36, heading: 20, detail: 37 };

/// See [`BASELINES`].
#[derive(Clone, Copy, Debug)]
pub struct Baselines {
    /// The names of the columns.
    pub layer: i32,
    /// The first line of a box.
    pub heading: i32,
    /// The second.
    pub detail: i32,
}

/// How far the names of the columns are above the first box.
const HEAD: i32 = 30;
const GAP: i32 = 12;
/// What lies between the last box of one and the first of the next.
const FAMILY_GAP: i32 = 10;
const COLUMN_GAP: i32 = 56;
const NARROWEST: i32 = 120;
/// Between heading and format.
pub const SPACE: i32 = 6;

/// Puts everything at its place.
pub fn place(graph: &mut Graph) {
    let layers: Vec<usize> = graph.cards.iter().map(|card| usize::try_from(card.area.x).unwrap_or_default()).collect();
    place_columns(graph, &layers);
    let mut below = MARGIN + HEAD;
    for (at, layer) in layers.iter().enumerate() {
        if begins_family(graph, at) {
            below += FAMILY_GAP;
        }
        let layer = &graph.layers[*layer];
        graph.cards[at].area = Area { x: layer.x, y: below, width: layer.width, height: HEIGHT };
        if !graph.cards[at].has_children {
            below += HEIGHT + GAP;
        }
    }
    centre_parents(graph);
    graph.height = below - GAP + MARGIN;
    for at in 0..graph.edges.len() {
        let edge = &graph.edges[at];
        let (from, to) = (graph.cards[edge.from].area, graph.cards[edge.to].area);
        graph.edges[at].curve = if edge.is_repeat { repeat_curve(from, to) } else { curve(from, to) };
    }
}

/// Whether the band above belongs to others: more than a sibling without anything that refers to it.
fn begins_family(graph: &Graph, at: usize) -> bool {
    let Some(above) = at.checked_sub(1) else { return false };
    let (card, other) = (&graph.cards[at], &graph.cards[above]);
    card.parent != Some(above) && (card.parent != other.parent || card.has_children)
}

fn place_columns(graph: &mut Graph, layers: &[usize]) {
    for (card, layer) in graph.cards.iter().zip(layers) {
        let layer = &mut graph.layers[*layer];
        layer.width = layer.width.max(width_of(card)).max(label::width(&layer.name, DETAIL));
    }
    let mut x = MARGIN;
    for layer in &mut graph.layers {
        layer.x = x;
        x += layer.width + COLUMN_GAP;
    }
    // A curve to what stands elsewhere bends out of the last column.
    let bend = if graph.edges.iter().any(|edge| edge.is_repeat) { COLUMN_GAP / 2 } else { 0 };
    graph.width = x - COLUMN_GAP + bend + MARGIN;
}

fn width_of(card: &Card) -> i32 {
    let words = &card.words;
    let format = if words.format.is_empty() { 0 } else { SPACE + label::width(&words.format, HEADING) };
    let heading = label::width(&words.heading, HEADING) + format;
    (2 * INSET + heading.max(label::width(&words.detail, DETAIL))).max(NARROWEST)
}

/// The last first: a box stands between the first and the last of what refers to it.
fn centre_parents(graph: &mut Graph) {
    let mut ends: Vec<Option<(i32, i32)>> = vec![None; graph.cards.len()];
    for at in (0..graph.cards.len()).rev() {
        if let Some((first, last)) = ends[at] {
            graph.cards[at].area.y = first + (last - first) / 2;
        }
        let (parent, y) = (graph.cards[at].parent, graph.cards[at].area.y);
        if let Some(ends) = parent.and_then(|parent| ends.get_mut(parent)) {
            *ends = Some((y, ends.map_or(y, |(_, last)| last)));
        }
    }
}

/// From the right side of one to the left side of the other. It bends beside the first, and crosses columns at the
/// height of the second, where nothing else stands.
fn curve(from: Area, to: Area) -> String {
    let (x, y) = (from.x + from.width, from.y + from.height / 2);
    let (bend, end, goal) = (x + COLUMN_GAP / 2, to.y + to.height / 2, x + COLUMN_GAP);
    format!("M{x} {y}C{bend} {y} {bend} {end} {goal} {end}H{}", to.x)
}

/// From right side to right side, out of the way of the others.
fn repeat_curve(from: Area, to: Area) -> String {
    let (x, y) = (from.x + from.width, from.y + from.height / 2 + 8);
    let (end_x, end_y) = (to.x + to.width, to.y + to.height / 2 + 8);
    let bend = x.max(end_x) + COLUMN_GAP * 2 / 3;
    format!("M{x} {y}C{bend} {y} {bend} {end_y} {end_x} {end_y}")
}
