//! The boxes in the document. One that stays is changed and not made anew: so it keeps the focus.

use crate::explorer::graph::{BASELINES, Card, Graph, INSET, Key, MARK, RADIUS, Words};
use crate::view::element::{El, svg};

/// A box in the document.
pub struct Drawn {
    /// What it stands for.
    pub key: Key,
    /// The box.
    pub plate: El,
    words: Words,
    width: i32,
}

/// Puts a drawing's boxes in the place of those that stand there. The place of the first that is new, if one is.
pub fn put(boxes: &El, drawn: &mut Vec<Drawn>, graph: &Graph) -> Option<usize> {
    let mut known: std::collections::HashMap<Key, Drawn> = drawn.drain(..).map(|drawn| (drawn.key, drawn)).collect();
    let mut first_new = None;
    let mut stand = Vec::with_capacity(graph.cards.len());
    for (at, card) in graph.cards.iter().enumerate() {
        stand.push(known.remove(&card.key).unwrap_or_else(|| {
            first_new = first_new.or(Some(at));
            let plate = svg("g").attr("role", "treeitem");
            Drawn { key: card.key, plate, words: Words::default(), width: 0 }
        }));
    }
    known.into_values().for_each(|gone| gone.plate.remove());
    boxes.put_in_order(stand.iter().map(|drawn| &drawn.plate));
    graph.cards.iter().zip(&mut stand).for_each(|(card, one)| update(one, card));
    *drawn = stand;
    first_new
}

fn update(drawn: &mut Drawn, card: &Card) {
    if drawn.words != card.words || drawn.width != card.area.width {
        drawn.plate.clone().replace(content(card));
        (drawn.words, drawn.width) = (card.words.clone(), card.area.width);
    }
    let yes_or_no = |is_so: bool| if is_so { "true" } else { "false" };
    let plate = drawn.plate.clone().attrs(&[
        ("class", "box"),
        ("transform", &format!("translate({} {})", card.area.x, card.area.y)),
        ("data-kind", card.words.slug),
        ("aria-label", &card.words.label),
        ("aria-level", &(card.depth + 1).to_string()),
        ("aria-posinset", &card.position.to_string()),
        ("aria-setsize", &card.siblings.to_string()),
    ]);
    let plate = plate
        .flag("data-selected", card.is_selected)
        .flag("data-on-path", card.is_on_path)
        .flag("data-dimmed", card.is_dimmed)
        .flag("data-repeat", card.is_repeat)
        .flag("data-rest", card.is_rest());
    let plate = match (card.has_children, card.can_open) {
        (false, false) => plate.without("aria-expanded"),
        (is_open, _) => plate.attr("aria-expanded", yes_or_no(is_open)),
    };
    match card.key {
        Key::Node(id) => plate.attrs(&[
            ("data-node", &*id.to_string()),
            ("data-digest", &card.words.digest),
            ("aria-selected", yes_or_no(card.is_selected)),
        ]),
        _ => plate,
    };
}

fn content(card: &Card) -> Vec<El> {
    let (width, height) = (card.area.width.to_string(), card.area.height.to_string());
    let inset = INSET.to_string();
    let line = |class: &str, y: i32| svg("text").attrs(&[("class", class), ("x", &inset), ("y", &y.to_string())]);
    let heading = line("heading", BASELINES.heading).with(svg("tspan").text(&card.words.heading));
    let heading = match &*card.words.format {
        "" => heading,
        format => heading.text(" ").with(svg("tspan").class("format").text(format)),
    };
    let plate = [("class", "plate"), ("width", &*width), ("height", &*height), ("rx", &*RADIUS.to_string())];
    // Outside of the box, so that the focus is seen on one that is selected, too.
    let ring = [
        ("class", "ring"),
        ("x", "-4"),
        ("y", "-4"),
        ("width", &*(card.area.width + 8).to_string()),
        ("height", &*(card.area.height + 8).to_string()),
        ("rx", "9"),
    ];
    let parts = vec![
        svg("title").text(&card.words.title),
        svg("rect").attrs(&ring),
        svg("rect").attrs(&plate),
        svg("path").attrs(&[("class", "mark"), ("d", MARK)]),
        heading,
    ];
    // Its label says all of it in one line. The space keeps the lines' words apart for what reads them as one.
    let seen = svg("g").attr("aria-hidden", "true").with_all(parts).text(" ");
    vec![seen.with(line("detail", BASELINES.detail).text(&card.words.detail))]
}

/// The curves between them; what is marked lies over the others.
pub fn curves(graph: &Graph) -> Vec<El> {
    let mut curves = Vec::with_capacity(graph.edges.len());
    for is_on_path in [false, true] {
        for edge in graph.edges.iter().filter(|edge| edge.is_on_path == is_on_path) {
            let curve = svg("path").attrs(&[("class", "edge"), ("d", &edge.curve)]);
            curves.push(curve.flag("data-on-path", is_on_path).flag("data-repeat", edge.is_repeat));
        }
    }
    curves
}
