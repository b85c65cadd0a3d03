//! What stands in the cells of a list: the same in the tree and in the table.

use crate::explorer::name_of;
use crate::oci::artifact::Meaning;
use crate::oci::digest;
use crate::registry::found::{Found, Way};
use crate::registry::tree::{Node, Tree, What};
use crate::view::element::{El, shaped};
use crate::view::foreign::foreign;
use crate::view::language::say;
use crate::view::look::Look;
use crate::view::proof;
use crate::view::ways;
use crate::words::{Arg, Text, counted, odd};

/// An empty cell.
pub fn cell(class: &'static str) -> El {
    shaped("div", class, "gridcell")
}

/// Notes on a row what it stands for, for style sheets and tests.
pub fn tell(row: El, node: &Node) -> El {
    let row = row.attr("data-digest", node.digest.as_ref());
    let row = row.flag("data-repeat", matches!(node.what, What::Repeat(..)));
    match node.found() {
        Some(found) => row.attr("data-kind", found.referrer.meaning.kind.slug()),
        None => row,
    }
}

/// A sentence as it is said now: a row is drawn anew where the language changes.
fn spoken(tag: &'static str, class: &'static str, text: impl Into<Text>) -> El {
    words(tag, class, &say(&text.into()))
}

/// A text in a row.
fn words(tag: &'static str, class: &'static str, text: &str) -> El {
    shaped(tag, class, "").text(text)
}

/// Kind and format; for image and platforms their name.
pub fn what(node: &Node) -> Vec<El> {
    match node.found() {
        Some(found) => kind(&found.referrer.meaning),
        None => vec![spoken("span", "subject", name_of(&node.what))],
    }
}

fn kind(meaning: &Meaning) -> Vec<El> {
    let mut parts = vec![spoken("span", "kind", meaning.kind.text())];
    if !meaning.format.is_empty() {
        parts.push(words("span", "format", meaning.format));
    }
    parts
}

/// The cell of what else is to be said of a node: a line of its own, as long as the row.
pub fn hints(look: Look, tree: &Tree, node: &Node, children: usize) -> El {
    cell("hints").with_all(proof::chips(look, node.digest.as_ref())).with_all(chips(tree, node, children))
}

/// What else is to be said, in few words each.
fn chips(tree: &Tree, node: &Node, children: usize) -> Vec<El> {
    let mut chips: Vec<El> = node.found().map(chips_of).unwrap_or_default();
    if let What::Repeat(first, _) = &node.what {
        let is_root = tree.nodes.get(*first).is_some_and(|first| first.depth == 0);
        let place =
            if is_root { "the image itself: the references go in a circle" } else { "listed elsewhere in this tree" };
        chips.push(spoken("span", "chip", place));
    }
    if children > 0 {
        let number = counted(children, ["", "{n} refers to this", "{n} refer to this"]);
        chips.push(spoken("span", "chip children", number));
    }
    if node.is_faulty() {
        chips.push(spoken("span", "chip failed", "not everything could be read"));
    }
    chips
}

fn chips_of(found: &Found) -> Vec<El> {
    let holds = found.contents.iter().map(|content| {
        let words_of = format!("{} {}", say(&content.kind.text()), content.format);
        words("span", "chip holds", words_of.trim()).attr("data-kind", content.kind.slug())
    });
    let is_usual = found.ways == [Way::ReferrersApi];
    let ways = found.ways.iter().filter(|_| !is_usual).map(|way| spoken("span", "chip way", ways::label(*way)));
    holds.chain(ways).collect()
}

/// The artifact type.
pub fn artifact_type(node: &Node) -> Option<El> {
    let found = node.found()?;
    Some(match found.referrer.artifact_type() {
        Some(stated) => foreign("code", "artifact-type", stated).attr("title", &odd::seen(stated)),
        None => spoken("span", "artifact-type none", "no artifact type stated"),
    })
}

/// When it says that it was made.
pub fn created(node: &Node) -> Option<El> {
    let found = node.found()?;
    Some(match found.referrer.created() {
        Some(time) => spoken("time", "created", Arg::Time(time.to_owned())).attr("title", &odd::seen(time)),
        None => spoken("span", "created none", "no date stated"),
    })
}

/// The size of its manifest.
pub fn size(node: &Node) -> Option<El> {
    Some(spoken("span", "size", Arg::Size(node.what.size()?)))
}

/// The first part of its digest.
pub fn digest(node: &Node) -> El {
    words("code", "digest", &digest::short(&node.digest)).attr("title", node.digest.as_ref())
}
