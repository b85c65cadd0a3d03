//! The ways by which things refer to an image, in words; and how each of them ended.

use super::element::{El, el, words};
use super::problem::problem_view;
use crate::oci::Kind;
use crate::registry::found::{Outcome, Way};
use crate::registry::tree::{Attempt, Node};
use crate::text;
use crate::words::Text;

/// A way, as the label of what was found by it.
pub fn label(way: Way) -> Text {
    match way {
        Way::ReferrersApi => text!("by the referrers API"),
        Way::ReferrersTag => text!("by the referrers tag"),
        Way::CosignTag(Kind::Signature) => text!("by cosign's tag .sig"),
        Way::CosignTag(Kind::Sbom) => text!("by cosign's tag .sbom"),
        Way::CosignTag(_) => text!("by cosign's tag .att"),
        Way::Buildkit => text!("in the index, by BuildKit"),
    }
}

/// A way, and how it ended.
fn tried(way: Way, end: Text) -> Text {
    match way {
        Way::ReferrersApi => text!("By the referrers API: {end}", end),
        Way::ReferrersTag => text!("By the referrers tag: {end}", end),
        Way::CosignTag(Kind::Signature) => text!("By cosign's tag .sig: {end}", end),
        Way::CosignTag(Kind::Sbom) => text!("By cosign's tag .sbom: {end}", end),
        Way::CosignTag(_) => text!("By cosign's tag .att: {end}", end),
        Way::Buildkit => text!("In the index, by BuildKit: {end}", end),
    }
}

/// Everything that was tried for a node, folded; opened where something failed.
pub fn attempts_view(node: &Node) -> El {
    let lines = node.attempts.iter().map(attempt_view).collect();
    let has_failed = node.problem().is_some();
    let details = el("details").class("ways").with(el("summary").say("How this was looked for"));
    let details = if has_failed { details.attr("open", "") } else { details };
    details.with(el("ul").with_all(lines))
}

fn attempt_view(attempt: &Attempt) -> El {
    let line = |slug: &str, end: Text| el("li").attr("data-end", slug).say(tried(attempt.way, end));
    match &attempt.end {
        Ok(Outcome::Listed) => line("read", text!("read to its end.")),
        Ok(Outcome::Absent) => line("absent", absent(attempt.way)),
        Ok(Outcome::Foreign(reason)) => line("foreign", text!("there is something, but it is not what belongs there."))
            .with(words("code", "", reason)),
        Err(problem) => line("failed", text!("this failed, so nothing is known from it.")).with(problem_view(problem)),
    }
}

/// What it means that there is nothing of that name.
fn absent(way: Way) -> Text {
    match way {
        Way::ReferrersTag => text!(
            "this registry has no referrers API (404), and there is no index under the image's referrers tag either. In Quay the API is switched on by FEATURE_REFERRERS_API: true; while it is off, what was attached through it is not seen here."
        ),
        _ => text!("not there."),
    }
}

/// Entries of a list that could not be read: shown, so that nothing is missing unseen.
pub fn unreadable_view(unreadable: &[String]) -> Option<El> {
    if unreadable.is_empty() {
        return None;
    }
    let entries = unreadable.iter().map(|words| el("li").foreign(words)).collect();
    let title = "Not everything that the registry's list says could be read:";
    Some(el("div").class("notice").with(el("p").say(title)).with(el("ul").with_all(entries)))
}
