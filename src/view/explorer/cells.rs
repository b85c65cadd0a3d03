//! What stands in the cells of a list: the same in the tree and in the table.

use crate::explorer::name_of;
use crate::oci::artifact::Meaning;
use crate::oci::digest;
use crate::registry::found::{Found, Way};
use crate::registry::tree::{Node, Tree, What};
use crate::view::element::{El, shaped};
use crate::view::language::say;
use crate::view::look::Look;
use crate::view::proof;
use crate::view::ways;
use crate::words::{Arg, Text, counted, odd};

/// The role of a cell. What is but one text is a cell itself, whatever its element: of a list's elements, most are in
/// its rows, and each is laid out by itself.
const CELL: &str = "gridcell";

/// An empty cell.
pub fn cell(class: &'static str) -> El {
    shaped("div", class, CELL)
}

/// Notes on a row what it stands for, for style sheets and tests.
pub fn tell(row: El, node: &Node) -> El {
    let row = row.attr("data-digest", node.digest.as_ref());
    let row = if matches!(node.what, What::Repeat(..)) { row.flag("data-repeat", true) } else { row };
    match node.found() {
        Some(found) => row.attr("data-kind", found.referrer.meaning.kind.slug()),
        None => row,
    }
}

/// Grows when there is more to be said of a node in its cells, however often it was asked about without that.
pub fn told(node: &Node, children: usize) -> usize {
    let ways = node.found().map_or(0, |found| found.ways.len());
    2 * (ways + children) + usize::from(node.is_faulty())
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

/// The cell of the artifact type.
pub fn artifact_type(node: &Node) -> El {
    match node.found().map(|found| found.referrer.artifact_type()) {
        Some(Some(stated)) => {
            shaped("code", "type artifact-type", CELL).foreign(stated).attr("title", &odd::seen(stated))
        }
        Some(None) => cell("type artifact-type none").text(&say(&"no artifact type stated".into())),
        None => cell("type"),
    }
}

/// The cell of when it says that it was made.
pub fn created(node: &Node) -> El {
    match node.found().map(|found| found.referrer.created()) {
        Some(Some(time)) => {
            let words = say(&Arg::Time(time.to_owned()).into());
            shaped("time", "created", CELL).text(&words).attr("title", &odd::seen(time))
        }
        Some(None) => cell("created none").text(&say(&"no date stated".into())),
        None => cell("created"),
    }
}

/// The cell of the size of its manifest.
pub fn size(node: &Node) -> El {
    let cell = cell("size");
    match node.what.size() {
        Some(size) => cell.text(&say(&Arg::Size(size).into())),
        None => cell,
    }
}

/// The cell of the first part of its digest.
pub fn digest(node: &Node) -> El {
    shortened(node, CELL)
}

/// The first part of its digest, in a cell that holds more.
pub fn digest_within(node: &Node) -> El {
    shortened(node, "")
}

fn shortened(node: &Node, role: &'static str) -> El {
    shaped("code", "digest", role).text(&digest::short(&node.digest)).attr("title", node.digest.as_ref())
}
