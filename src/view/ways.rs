//! The ways by which things refer to an image, in words; and how each of them ended.

use super::element::{El, el, words};
use super::problem::problem_view;
use crate::oci::Kind;
use crate::registry::found::{Outcome, Way};
use crate::registry::tree::{Attempt, Node};

/// A way, as the label of what was found by it.
pub const fn label(way: Way) -> &'static str {
    match way {
        Way::ReferrersApi => "by the referrers API",
        Way::ReferrersTag => "by the referrers tag",
        Way::CosignTag(Kind::Signature) => "by cosign's tag .sig",
        Way::CosignTag(Kind::Sbom) => "by cosign's tag .sbom",
        Way::CosignTag(_) => "by cosign's tag .att",
        Way::Buildkit => "in the index, by BuildKit",
    }
}

/// Everything that was tried for a node, folded; opened where something failed.
pub fn attempts_view(node: &Node) -> El {
    let lines = node.attempts.iter().map(attempt_view).collect();
    let has_failed = node.problem().is_some();
    let details = el("details").class("ways").with(el("summary").text("How this was looked for"));
    let details = if has_failed { details.attr("open", "") } else { details };
    details.with(el("ul").with_all(lines))
}

fn attempt_view(attempt: &Attempt) -> El {
    let line = |end: &str, words_of: &str| {
        el("li").attr("data-end", end).text(&format!("{}: {words_of}", capital(label(attempt.way))))
    };
    match &attempt.end {
        Ok(Outcome::Listed) => line("read", "read to its end."),
        Ok(Outcome::Absent) => line("absent", absent(attempt.way)),
        Ok(Outcome::Foreign(reason)) => {
            line("foreign", "there is something, but it is not what belongs there.").with(words("code", "", reason))
        }
        Err(problem) => line("failed", "this failed, so nothing is known from it.").with(problem_view(problem)),
    }
}

/// What it means that there is nothing of that name.
const fn absent(way: Way) -> &'static str {
    match way {
        Way::ReferrersTag => {
            "this registry has no referrers API (404), and there is no index under the image's referrers tag either. In Quay the API is switched on by FEATURE_REFERRERS_API: true; while it is off, what was attached through it is not seen here."
        }
        _ => "not there.",
    }
}

fn capital(text: &str) -> String {
    let mut characters = text.chars();
    characters.next().map_or_else(String::new, |first| first.to_ascii_uppercase().to_string() + characters.as_str())
}

/// Entries of a list that could not be read: shown, so that nothing is missing unseen.
pub fn unreadable_view(unreadable: &[String]) -> Option<El> {
    if unreadable.is_empty() {
        return None;
    }
    let entries = unreadable.iter().map(|words| el("li").text(words)).collect();
    let title = "Not everything that the registry's list says could be read:";
    Some(el("div").class("notice").with(el("p").text(title)).with(el("ul").with_all(entries)))
}
