//! The tree view: a treegrid as WAI-ARIA describes it, with the focus on rows.

use super::scroller::{Act, List, Parts};
use super::{Explored, cells};
use crate::explorer::{Index, Line, Query, outline};
use crate::oci::referrers::Referrers;
use crate::registry::found::{Found, Way};
use crate::registry::tree::{Node, NodeId, Tree, What};
use crate::text;
use crate::view::element::{El, el, said, shaped};
use crate::view::language;
use crate::view::look::Look;
use leptos::prelude::*;
use std::cell::RefCell;
use std::sync::Arc;

/// The tree.
pub fn tree(explored: Explored) -> El {
    let look = explored.look;
    let list = List::new(Parts {
        role: "treegrid",
        label: text!("What refers to the image"),
        head: head(),
        cells: Box::new(move |row, line| draw(explored, row, line)),
        mark: Box::new(move |line| explored.mark(line)),
        act: Box::new(move |key, line| act(explored, key, line)),
    });
    if untrack(|| look.read_index(Index::is_empty)) {
        list.rehearse(sample(look).unwrap_or_default());
    }
    let asked = RefCell::new(None::<Query>);
    let grid = list.grid.clone().class("grid tree");
    let shown = list.clone();
    let grid = grid.follow(move || {
        let folded = explored.folded();
        let lines = look.read_rows(|index, matches| outline(index, matches, &folded));
        let query = look.explorer.query.get();
        let is_anew = asked.replace(Some(query.clone())).is_some_and(|asked| asked != query);
        shown.show(lines, is_anew);
    });
    follow_selection(explored, grid, list)
}

/// What is selected is marked, and seen when the view is opened or it was selected elsewhere.
pub fn follow_selection(explored: Explored, grid: El, list: std::rc::Rc<List>) -> El {
    let selected = explored.look.explorer.selected;
    let reveal = move |list: &List| {
        if let Some(id) = selected.get_untracked() {
            list.activate(id);
            list.reveal(id);
        }
        list.redraw();
    };
    let opened = list.clone();
    // A list that is not in the document yet has no height to scroll in.
    request_animation_frame(move || reveal(&opened));
    let renewed = list.clone();
    let grid = grid.follow(move || {
        language::follow();
        renewed.renew();
    });
    let (look, checked) = (explored.look, list.clone());
    let grid = grid.follow(move || {
        look.proofs.track();
        checked.redraw();
    });
    grid.follow(move || {
        selected.track();
        reveal(&list);
    })
}

fn head() -> El {
    let titles = ["What", "Artifact type", "Created", "Size", "Digest", "Notes"];
    let classes = ["what", "type", "created", "size", "digest", "hints visually-hidden"];
    let cells = titles.into_iter().zip(classes);
    let cells = cells.map(|(title, class)| said("div", class, title).attr("role", "columnheader"));
    el("div").attrs(&[("class", "row"), ("role", "row")]).with_all(cells.collect())
}

fn draw(explored: Explored, row: El, line: &Line) -> El {
    let look = explored.look;
    untrack(|| {
        let children = look.read_index(|index| index.get(line.id).map_or(0, |row| row.children));
        let drawn = look.read_tree(|tree| {
            let node = tree.nodes.get(line.id)?;
            Some(cells::tell(row.clone(), node).with_all(cells_of(look, tree, node, line.is_open.is_some(), children)))
        });
        drawn.unwrap_or(row)
    })
}

fn cells_of(look: Look, tree: &Tree, node: &Node, unfolds: bool, children: usize) -> Vec<El> {
    let handle = unfolds.then(|| shaped("span", "handle", ""));
    vec![
        cells::cell("what").with_all(handle.into_iter().chain(cells::what(node)).collect()),
        cells::artifact_type(node),
        cells::created(node),
        cells::size(node),
        cells::digest(node),
        cells::hints(look, tree, node, children),
    ]
}

/// The cells of a row of something that does not exist.
fn sample(look: Look) -> Option<Vec<El>> {
    let referrer = Referrers::parse(SAMPLE).ok()?.items.pop()?;
    let digest = referrer.digest().clone();
    let node = Node::new(Some(0), 1, digest, What::Artifact(Arc::new(Found::by(Way::ReferrersApi, referrer))));
    Some(untrack(|| cells_of(look, &Tree::default(), &node, true, 1)))
}

const SAMPLE: &[u8] = br#"{"schemaVersion":2,"manifests":[{"mediaType":"application/vnd.oci.image.manifest.v1+json","size":700,
    "digest":"sha256:0000000000000000000000000000000000000000000000000000000000000000","artifactType":"application/spdx+json",
    "annotations":{"org.opencontainers.image.created":"2026-01-01T00:00:00Z"}}]}"#;

fn act(explored: Explored, key: &str, line: &Line) -> Act {
    let selected = explored.look.explorer.selected;
    match (key, line.is_open) {
        ("Enter" | " " | "Click", _) => selected.set(Some(line.id)),
        ("Fold", Some(is_open)) => explored.fold(&[line.id], is_open),
        ("ArrowRight", Some(false)) => explored.fold(&[line.id], false),
        ("ArrowRight", Some(true)) => return near(explored, line, Near::FirstChild),
        ("ArrowLeft", Some(true)) => explored.fold(&[line.id], true),
        ("ArrowLeft", _) => return near(explored, line, Near::Parent),
        ("*", _) => unfold_siblings(explored, line),
        _ => return Act::Nothing,
    }
    Act::Done
}

enum Near {
    FirstChild,
    Parent,
}

fn near(explored: Explored, line: &Line, near: Near) -> Act {
    let look = explored.look;
    let id = untrack(|| {
        let matches = look.matches();
        look.read_index(|index| match near {
            Near::FirstChild => index.children(line.id).find(|id| matches.shows(*id)),
            // The top rows stand side by side.
            Near::Parent if line.level < 2 => None,
            Near::Parent => index.get(line.id)?.parent,
        })
    });
    id.map_or(Act::Done, Act::Go)
}

fn unfold_siblings(explored: Explored, line: &Line) {
    let siblings: Vec<NodeId> = untrack(|| {
        explored.look.read_index(|index| match index.get(line.id).and_then(|row| row.parent) {
            Some(parent) if line.level > 1 => index.children(parent).collect(),
            _ => (0..index.len()).filter(|id| index.is_subject(*id)).collect(),
        })
    });
    explored.fold(&siblings, false);
}
