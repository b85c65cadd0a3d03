//! One thing of the tree, looked at closely; where none is selected, what has to be said of the tree as a whole.

use crate::oci::digest;
use crate::registry::tree::{Asked, Node, Tree, What};
use crate::text;
use crate::view::content::opener;
use crate::view::copy::copy_text_button;
use crate::view::element::{El, el, said, words};
use crate::view::facts::{custom, facts_view, linked};
use crate::view::look::Look;
use crate::view::ways::{attempts_view, unreadable_view};
use crate::words::{Text, counted};
use leptos::prelude::*;

/// The most nodes of which is said what went wrong with them, as long as none is selected.
const MOST: usize = 20;

/// What is selected; else what could not be read, and of what nothing is known to refer to.
pub fn detail(look: Look) -> El {
    match look.explorer.selected.get() {
        Some(id) => {
            let Some(node) = look.read_tree(|tree| tree.nodes.get(id).cloned()) else { return el("div") };
            closely(look, id, &node)
        }
        None => el("div").class("remarks").live_children(move || look.read_tree(remarks)),
    }
}

fn closely(look: Look, id: usize, node: &Node) -> El {
    let kind = node.found().map_or("subject", |found| found.referrer.meaning.kind.slug());
    let mut heading = el("h3").id("detail-title");
    heading = match node.found() {
        Some(found) => {
            let meaning = found.referrer.meaning;
            heading.with(said("span", "kind", meaning.kind.words())).with(words("span", "format", meaning.format))
        }
        None => heading.say(name_of(&node.what)),
    };
    let digest = node.digest.to_string();
    let digest = el("dd")
        .class("with-button")
        .with(words("code", "digest", &digest))
        .with(copy_text_button(&digest, "Copy the digest"));
    let mut facts = vec![custom("Digest", digest)];
    if let Some(found) = node.found() {
        let stated = found.referrer.artifact_type();
        facts.push(custom(
            "Artifact type",
            match stated {
                Some(stated) => el("dd").with(words("code", "artifact-type", stated)),
                None => said("dd", "none", "no artifact type stated"),
            },
        ));
    }
    let annotations = node.found().map(|found| found.referrer.annotations()).unwrap_or_default();
    let annotations: Vec<El> = annotations.into_iter().map(|(key, value)| linked(key, value)).collect();
    let title = counted(annotations.len(), ["no annotations", "{n} annotation", "{n} annotations"]);
    let descriptor = match &node.what {
        What::Image => None,
        What::Platform(descriptor, _) => Some((**descriptor).clone()),
        What::Artifact(found) | What::Repeat(_, found) => Some(found.referrer.descriptor.clone()),
    };
    let mut parts = vec![heading, facts_view(facts)];
    if node.found().is_some() {
        parts.push(said("h4", "", title));
        parts.push(facts_view(annotations).class("facts annotations"));
    }
    parts.push(el("div").class("remarks").live_children(move || {
        look.read_tree(|tree| {
            tree.nodes.get(id).map(|node| remarks_on(node, has_children(tree, id))).unwrap_or_default()
        })
    }));
    parts.extend(descriptor.map(|descriptor| opener(look, descriptor)).unwrap_or_default());
    el("section")
        .attrs(&[("class", "detail"), ("aria-labelledby", "detail-title"), ("data-kind", kind)])
        .attr("data-digest", node.digest.as_ref())
        .with_all(parts)
}

fn has_children(tree: &Tree, id: usize) -> bool {
    tree.children(id).any(|(_, node)| node.found().is_some())
}

/// What has to be said of the tree: of each subject, and of all that went wrong.
fn remarks(tree: &Tree) -> Vec<El> {
    let is_bad = |node: &Node| node.problem().is_some() || !node.unreadable.is_empty();
    let told = tree.nodes.iter().enumerate().filter(|(_, node)| is_subject(node) || is_bad(node));
    let told = told.filter_map(|(id, node)| {
        let remarks = remarks_on(node, !is_subject(node) || has_children(tree, id));
        (!remarks.is_empty()).then(|| {
            let short = words("code", "", &digest::short(&node.digest));
            let title = match node.found() {
                Some(found) => said("h4", "", found.referrer.meaning.kind.words()).with(short),
                None => said("h4", "", name_of(&node.what)).with(short),
            };
            el("section")
                .attrs(&[("class", "remarks-on"), ("data-digest", node.digest.as_ref())])
                .with(title)
                .with_all(remarks)
        })
    });
    told.take(MOST).collect()
}

const fn is_subject(node: &Node) -> bool {
    matches!(node.what, What::Image | What::Platform(..))
}

/// What is known of a node's own lists by now.
fn remarks_on(node: &Node, has_children: bool) -> Vec<El> {
    let mut remarks: Vec<El> = unreadable_view(&node.unreadable).into_iter().collect();
    let is_subject = is_subject(node);
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

/// What a subject is called.
pub fn name_of(what: &What) -> Text {
    match what {
        What::Platform(_, Some(platform)) => Text::word(platform.to_string()),
        What::Platform(_, None) => text!("unnamed platform"),
        _ => text!("Image"),
    }
}
