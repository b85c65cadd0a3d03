//! One thing of the tree, looked at closely; where none is selected, what has to be said of the tree as a whole.

use crate::explorer::{annotations, name_of};
use crate::oci::digest;
use crate::registry::tree::{Asked, Node, NodeId, Tree, What};
use crate::text;
use crate::view::content::opener;
use crate::view::copy::copy_text_button;
use crate::view::element::{El, el, press, said, words};
use crate::view::facts::{custom, facts_view, linked};
use crate::view::foreign::{foreign, moment};
use crate::view::look::Look;
use crate::view::parts;
use crate::view::ways::{self, attempts_view, unreadable_view};
use crate::words::{Arg, Text, counted};
use leptos::prelude::*;

/// The most things that refer to one which are named beside it.
const LISTED: usize = 20;

/// The most nodes of which is said what went wrong with them, as long as none is selected.
const MOST: usize = 20;

/// What is selected; else what could not be read, and of what nothing is known to refer to.
pub fn detail(look: Look) -> El {
    match look.explorer.selected.get() {
        Some(id) => {
            // Not followed: what the person has opened in it stays while the tree grows.
            let Some(node) = untrack(|| look.read_tree(|tree| tree.nodes.get(id).cloned())) else { return el("div") };
            closely(look, id, &node)
        }
        None => el("div").class("remarks").live_children(move || look.read_tree(remarks)),
    }
}

fn closely(look: Look, id: NodeId, node: &Node) -> El {
    let kind = node.found().map_or("subject", |found| found.referrer.meaning.kind.slug());
    let annotations = node.found().map(|found| found.referrer.annotations()).unwrap_or_default();
    let close = press("Close").class("small close-detail").on("click", move |_| look.explorer.selected.set(None));
    let head = el("div").class("detail-head").with(title(node)).with(close);
    let mut content = untrack(|| look.read_tree(|tree| vec![crumbs(look, tree, id)]));
    content.extend([head, facts_view(facts(node))]);
    content.extend(node.found().map(|_| parts::closely(look, id)));
    if node.found().is_some() {
        let title = counted(annotations.len(), ["no annotations", "{n} annotation", "{n} annotations"]);
        content.push(said("h4", "", title));
        content.push(facts_view(annotations.into_iter().map(explained).collect()).class("facts annotations"));
    }
    content.push(el("div").class("referred").live_children(move || look.read_tree(|tree| referred(look, tree, id))));
    content.push(el("div").class("remarks").live_children(move || {
        look.read_tree(|tree| {
            tree.nodes.get(id).map(|node| remarks_on(node, has_children(tree, id))).unwrap_or_default()
        })
    }));
    content.extend(node.what.descriptor().map(|descriptor| opener(look, descriptor)).unwrap_or_default());
    el("section")
        .attrs(&[("class", "detail"), ("aria-labelledby", "detail-title"), ("data-kind", kind)])
        .attr("data-digest", node.digest.as_ref())
        .with_all(content)
}

fn title(node: &Node) -> El {
    let heading = el("h3").id("detail-title");
    match node.found() {
        Some(found) => {
            let meaning = found.referrer.meaning;
            heading.with(said("span", "kind", meaning.kind.text())).with(words("span", "format", meaning.format))
        }
        None => heading.say(name_of(&node.what)),
    }
}

/// What refers to what, from the image down to this: each a step back.
fn crumbs(look: Look, tree: &Tree, id: NodeId) -> El {
    let mut path = Vec::new();
    let mut at = tree.nodes.get(id).and_then(|node| node.parent);
    // A node's parent comes before it, so this ends.
    while let Some((parent, node)) = at.and_then(|parent| Some((parent, tree.nodes.get(parent)?))) {
        path.push(el("li").with(node_button(look, parent, node)));
        at = node.parent;
    }
    path.reverse();
    if let Some(node) = tree.nodes.get(id) {
        path.push(el("li").attr("aria-current", "true").say(called(node)));
    }
    el("nav").class("crumbs").say_attr("aria-label", "What this refers to").with(el("ol").with_all(path))
}

/// What a node is called where there is little room.
fn called(node: &Node) -> Text {
    match node.found() {
        None => name_of(&node.what),
        Some(found) => text!(
            "{kind} {digest}",
            kind = found.referrer.meaning.kind.text(),
            digest = digest::short(&node.digest).as_str()
        ),
    }
}

fn node_button(look: Look, id: NodeId, node: &Node) -> El {
    press(called(node)).class("link").on("click", move |_| look.explorer.selected.set(Some(id)))
}

fn facts(node: &Node) -> Vec<El> {
    let digest = node.digest.to_string();
    let copied = el("dd")
        .class("with-button")
        .with(words("code", "digest", &digest))
        .with(copy_text_button(&digest, "Copy the digest"));
    let mut facts = vec![custom(text!("Digest"), copied)];
    if let What::Platform(descriptor, _) = &node.what {
        facts.extend(descriptor_facts(descriptor.media_type().as_ref(), descriptor.size()));
    }
    let Some(found) = node.found() else { return facts };
    let referrer = &found.referrer;
    let stated = match referrer.artifact_type() {
        Some(stated) => el("dd").with(foreign("code", "artifact-type", stated)),
        None => said("dd", "none", "no artifact type stated"),
    };
    facts.insert(0, custom(text!("Artifact type"), stated));
    facts.extend(descriptor_facts(referrer.media_type(), referrer.size()));
    let created = match referrer.created() {
        Some(time) => el("dd").with(moment(time)),
        None => said("dd", "none", "no date stated"),
    };
    facts.push(custom(text!("Created"), created));
    let ways = found.ways.iter().map(|way| ways::label(*way)).collect::<Vec<_>>();
    facts.push(custom(text!("Found"), el("dd").say(text!("{ways}", ways = ways))));
    facts
}

fn descriptor_facts(media_type: &str, size: u64) -> [El; 2] {
    let size = text!("{size} of manifest", size = Arg::Size(size));
    [
        custom(text!("Media type"), el("dd").with(foreign("code", "", media_type))),
        custom(text!("Size"), el("dd").say(size)),
    ]
}

/// An annotation, with what its key means where that is known.
fn explained((key, value): (&str, &str)) -> El {
    let fact = linked(key, value);
    match annotations::meaning(key) {
        Some(meaning) => fact.with(said("dd", "meaning", meaning)),
        None => fact,
    }
}

/// What refers to this.
fn referred(look: Look, tree: &Tree, id: NodeId) -> Vec<El> {
    let children: Vec<_> = tree.children(id).filter(|(_, node)| node.found().is_some()).collect();
    if children.is_empty() {
        return Vec::new();
    }
    let number = counted(children.len(), ["", "{n} thing refers to this", "{n} things refer to this"]);
    let title = said("h4", "", number);
    let listed = children.iter().take(LISTED).map(|(child, node)| el("li").with(node_button(look, *child, node)));
    let mut parts = vec![title, el("ul").class("links").with_all(listed.collect())];
    if let Some(more) = children.len().checked_sub(LISTED).filter(|more| *more > 0) {
        parts.push(said("p", "note", text!("And {n} more: see the list.", n = more)));
    }
    parts
}

fn has_children(tree: &Tree, id: usize) -> bool {
    tree.children(id).any(|(_, node)| node.found().is_some())
}

/// What has to be said of the tree: of each subject, and of all that went wrong.
fn remarks(tree: &Tree) -> Vec<El> {
    // Of a subject that all is well with, how it was asked about stands beside it once it is selected.
    let is_empty = |id: NodeId, node: &Node| node.what.is_subject() && !has_children(tree, id);
    let told = tree.nodes.iter().enumerate().filter(|(id, node)| node.is_faulty() || is_empty(*id, node));
    let told = told.filter_map(|(id, node)| {
        let remarks = remarks_on(node, !is_empty(id, node));
        (!remarks.is_empty()).then(|| {
            let short = words("code", "", &digest::short(&node.digest));
            let title = match node.found() {
                Some(found) => said("h3", "", found.referrer.meaning.kind.text()).with(short),
                None => said("h3", "", name_of(&node.what)).with(short),
            };
            el("section")
                .attrs(&[("class", "remarks-on"), ("data-digest", node.digest.as_ref())])
                .with(title)
                .with_all(remarks)
        })
    });
    told.take(MOST).collect()
}

/// What is known of a node's own lists by now.
fn remarks_on(node: &Node, has_children: bool) -> Vec<El> {
    let mut remarks: Vec<El> = unreadable_view(&node.unreadable).into_iter().collect();
    let is_subject = node.what.is_subject();
    if is_subject && node.asked == Asked::Fully && !has_children {
        remarks.push(nothing_view(node));
    }
    // Of a referrer only what went wrong is said: that a signature has no referrers is no news.
    if !node.attempts.is_empty() && (is_subject || node.problem().is_some()) {
        remarks.push(attempts_view(node));
    }
    remarks
}

/// No referrers is an answer, not an error, and says precisely what was asked. Where a way failed it is none.
fn nothing_view(node: &Node) -> El {
    let lines = if node.problem().is_some() {
        vec![text!(
            "Nothing was found by the ways that could be tried. That does not mean that there is nothing: at least one failed, see below."
        )]
    } else {
        vec![
            text!("Nothing in this repository names this digest as its subject."),
            text!(
                "This does not prove that the image is unsigned: a signature can be attached to another digest, or lie in another repository."
            ),
        ]
    };
    let empty = el("div").class("empty").with_all(lines.into_iter().map(|line| el("p").say(line)).collect());
    if matches!(node.what, What::Image) { empty.id("referrers-empty") } else { empty }
}
