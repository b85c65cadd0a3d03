//! The tree of referrers, drawn as it grows: a change touches the rows it is about, and no others.

use super::content::opener;
use super::element::{El, button, el, words as text};
use super::look::Look;
use super::row::{repeat_row, row_view, set_ways};
use super::ways::{attempts_view, unreadable_view};
use crate::explorer::name_of;
use crate::oci::digest;
use crate::registry::tree::{Asked, Node, NodeId, Tree, What};
use crate::words;
use leptos::prelude::*;
use std::cell::RefCell;

/// What is picked where nothing is left out; else it is the node's place in the tree.
const ALL: u64 = u64::MAX;

/// What stands on screen for a node.
struct Drawn {
    /// Where its referrers are listed; hidden as long as there are none.
    list: El,
    /// What holds the list.
    frame: El,
    /// What is said of its own lists: how they were looked for, what could not be read.
    remarks: El,
    /// The row itself; none for the image and its platforms.
    row: Option<El>,
    /// How many rows the list has.
    children: usize,
}

/// The tree.
pub fn tree_view(look: Look) -> El {
    let picked = RwSignal::new(ALL);
    let picker = el("div").attrs(&[("class", "picker"), ("role", "group"), ("aria-label", "Platform"), ("hidden", "")]);
    let groups = el("div").class("groups");
    let view = el("div").class("tree").with(picker.clone()).with(groups.clone());
    let drawn = RefCell::new(Vec::<Drawn>::new());
    let cursor = RefCell::new(0);
    // What rows own lives as long as the tree, not as long as one turn of this effect.
    let owner = Owner::current().unwrap_or_default();
    view.follow(move || {
        look.read_tree(|tree| {
            let mut drawn = drawn.borrow_mut();
            let from = cursor.replace(tree.changes.len());
            owner.with(|| {
                for id in tree.changes.iter().skip(from) {
                    draw(look, tree, *id, &mut drawn, &Places { picker: &picker, groups: &groups, picked });
                }
            });
        });
    })
}

/// Where the parts of the tree are put.
struct Places<'a> {
    picker: &'a El,
    groups: &'a El,
    picked: RwSignal<u64>,
}

fn draw(look: Look, tree: &Tree, id: NodeId, drawn: &mut Vec<Drawn>, places: &Places<'_>) {
    let Some(node) = tree.nodes.get(id) else { return };
    if let Some(known) = drawn.get(id) {
        refresh(node, known);
        return;
    }
    if id != drawn.len() {
        return;
    }
    let new = match &node.what {
        What::Image | What::Platform(..) => subject(look, id, node, places),
        What::Artifact(_) | What::Repeat(..) => artifact(look, tree, node, drawn),
    };
    refresh(node, &new);
    drawn.push(new);
}

/// The image, or one of its platforms: a list with a heading.
fn subject(look: Look, id: NodeId, node: &Node, places: &Places<'_>) -> Drawn {
    let is_root = id == 0;
    let Places { picker, groups, picked } = *places;
    let name = name_of(&node.what).to_string();
    if is_root {
        pick(picker, "All", ALL, picked);
    } else {
        picker.clone().flag("hidden", false);
    }
    pick(picker, &name, id as u64, picked);

    let list = el("ul").class("rows");
    let list = if is_root { list.id("referrers-list") } else { list };
    let title =
        el("h3").text(&name).with(text("code", "", &digest::short(&node.digest)).attr("title", node.digest.as_ref()));
    let head = el("div").class("group-head").with(title);
    let head = match &node.what {
        What::Platform(descriptor, _) => head.with_all(opener(look, (**descriptor).clone())),
        _ => head,
    };
    let remarks = el("div").class("remarks");
    let frame = el("div")
        .attrs(&[("class", "group"), ("role", "group"), ("data-digest", node.digest.as_ref()), ("aria-label", &name)])
        .live_flag("hidden", move || !matches!(picked.get(), ALL) && picked.get() != id as u64)
        .with_all(vec![head, list.clone(), remarks.clone()]);
    groups.clone().with(frame.clone());
    Drawn { list, frame, remarks, row: None, children: 0 }
}

fn pick(picker: &El, name: &str, id: u64, picked: RwSignal<u64>) {
    let choice = button(name)
        .class("small")
        .live_attr("aria-pressed", move || if picked.get() == id { "true" } else { "false" })
        .on("click", move |_| picked.set(id));
    picker.clone().with(choice);
}

/// A row in the list of the node that it refers to.
fn artifact(look: Look, tree: &Tree, node: &Node, drawn: &mut [Drawn]) -> Drawn {
    let list = el("ul").class("rows nested");
    let summary = el("summary");
    let frame =
        el("details").attrs(&[("class", "children"), ("hidden", ""), ("open", "")]).with(summary).with(list.clone());
    let remarks = el("div").class("remarks");
    let row = match &node.what {
        What::Repeat(first, found) => repeat_row(found, tree.nodes.get(*first)),
        _ => node.found().map_or_else(|| el("li"), |found| row_view(look, found)),
    };
    let row = row.with(remarks.clone()).with(frame.clone());
    if let Some(parent) = node.parent.and_then(|parent| drawn.get_mut(parent)) {
        parent.list.clone().with(row.clone());
        parent.children += 1;
        if parent.row.is_some() {
            let title = words::count(parent.children, "thing refers to this", "things refer to this");
            parent.frame.clone().flag("hidden", false).first_text(&title);
        }
    }
    Drawn { list, frame, remarks, row: Some(row), children: 0 }
}

/// Says what is known of a node's own lists by now.
fn refresh(node: &Node, drawn: &Drawn) {
    if let (Some(row), Some(found)) = (&drawn.row, node.found()) {
        set_ways(row, found);
    }
    let is_subject = drawn.row.is_none();
    let mut remarks: Vec<El> = unreadable_view(&node.unreadable).into_iter().collect();
    if is_subject && node.asked == Asked::Fully && drawn.children == 0 {
        remarks.push(nothing_view(node));
    }
    // For a row only what went wrong is said: that a signature has no referrers is no news.
    if !node.attempts.is_empty() && (is_subject || node.problem().is_some()) {
        remarks.push(attempts_view(node));
    }
    drawn.remarks.clone().replace(remarks);
}

/// No referrers is an answer, not an error, and says precisely what was asked. Where a way failed it is none.
fn nothing_view(node: &Node) -> El {
    let lines: &[&str] = if node.problem().is_some() {
        &[
            "Nothing was found by the ways that could be tried. That does not mean that there is nothing: at least one failed, see below.",
        ]
    } else {
        &[
            "Nothing in this repository names this digest as its subject.",
            "This does not prove that the image is unsigned: a signature can be attached to another digest, or lie in another repository.",
        ]
    };
    let empty = el("div").class("empty").with_all(lines.iter().map(|line| el("p").text(line)).collect());
    if matches!(node.what, What::Image) { empty.id("referrers-empty") } else { empty }
}
