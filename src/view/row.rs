//! One referrer, as a row.

use super::content::opener;
use super::copy::copy_text_button;
use super::element::{El, el, words as text};
use super::facts::{facts_view, linked};
use super::look::Look;
use super::ways;
use crate::oci::artifact::Meaning;
use crate::oci::digest;
use crate::oci::referrers::Referrer;
use crate::registry::found::{Found, Way};
use crate::registry::tree::Node;
use crate::words::{self, Arg, Text};

/// The row.
pub fn row_view(look: Look, found: &Found) -> El {
    let referrer = &found.referrer;
    let artifact_type = referrer.artifact_type().unwrap_or("no artifact type stated");
    let created = match referrer.created() {
        Some(time) => el("time")
            .class("created")
            .say(Text::new("{time}", vec![("time", Arg::Time(time.to_owned()))]))
            .attr("title", time),
        None => text("time", "created", "no date stated"),
    };
    let digest = referrer.digest().to_string();
    let row = head(found).with_all(vec![
        el("p").class("row-facts").with(text("span", "size", &words::size(referrer.descriptor.size()))).with(created),
        el("p").class("artifact-type").with(el("code").text(artifact_type)),
        digest_view(&digest, digest::short(referrer.digest()).len()),
        annotations_view(referrer),
    ]);
    row.with_all(opener(look, referrer.descriptor.clone()))
}

/// Something that stands elsewhere already.
pub fn repeat_row(found: &Found, first: Option<&Node>) -> El {
    let place = match first.map(|node| node.depth) {
        Some(0) => "the image itself: the references go in a circle",
        _ => "listed elsewhere in this tree, and not again",
    };
    let digest = found.referrer.digest().to_string();
    head(found)
        .attr("data-repeat", "")
        .with(text("p", "note", place))
        .with(digest_view(&digest, digest::short(found.referrer.digest()).len()))
}

fn head(found: &Found) -> El {
    let Meaning { kind, format } = found.referrer.meaning;
    let digest = found.referrer.digest().to_string();
    let contents: Vec<El> = found.contents.iter().map(holds_view).collect();
    let head = el("p")
        .class("row-head")
        .with_all(vec![text("span", "kind", kind.words()), text("span", "format", format)])
        .with_all(contents);
    let ways = el("ul").attrs(&[("class", "chips ways-of"), ("hidden", "")]);
    el("li").attrs(&[("data-digest", &digest), ("data-kind", kind.slug())]).with(head).with(ways)
}

fn holds_view(content: &Meaning) -> El {
    let words = format!("{} {}", content.kind.words(), content.format);
    text("span", "holds", words.trim()).attr("data-kind", content.kind.slug())
}

/// Labels a row with how it was found, where that is not by the referrers API alone.
pub fn set_ways(row: &El, found: &Found) {
    let Some(ways_of) = row.find(":scope > .ways-of") else { return };
    let is_usual = found.ways == [Way::ReferrersApi];
    let labels = found.ways.iter().map(|way| el("li").say(ways::label(*way))).collect();
    ways_of.flag("hidden", is_usual).replace(labels);
}

/// A digest of which `seen` bytes are seen. The whole is in the text, so that the browser's search finds it.
fn digest_view(digest: &str, seen: usize) -> El {
    let (short, rest) = digest.split_at(seen);
    let code = el("code").attr("title", digest).text(short).with(text("span", "visually-hidden", rest));
    el("p").class("digest with-button").with(code).with(copy_text_button(digest, "Copy the digest"))
}

fn annotations_view(referrer: &Referrer) -> El {
    let facts: Vec<El> = referrer.annotations().into_iter().map(|(key, value)| linked(key, value)).collect();
    let title = words::count(facts.len(), "annotation", "annotations");
    if facts.is_empty() {
        return text("p", "annotations none", &title);
    }
    el("details").class("annotations").with(el("summary").text(&title)).with(facts_view(facts))
}
