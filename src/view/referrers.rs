//! Step 5: what refers to the image.

use super::command::command_view;
use super::copy::copy_text_button;
use super::element::{El, el, words as text};
use super::facts::{code, facts_view, note};
use super::look::Look;
use super::step::{State, StepView, step_view};
use crate::browser;
use crate::export::curl;
use crate::oci::digest;
use crate::oci::referrers::Referrer;
use crate::registry::client::{FoundBy, Listing};
use crate::session::{Session, StepName};
use crate::words;

/// The list.
pub fn referrers(look: Look) -> El {
    step_view(
        look,
        StepView {
            id: "step-referrers",
            number: "5",
            title: "Referrers",
            about: "Everything in the registry that names this digest as its subject: signatures, SBOMs, attestations, scan reports.",
            name: StepName::Referrers,
            state: |session| {
                let count = |listing: &Listing| words::count(listing.referrers.items.len(), "referrer", "referrers");
                State::of(&session.referrers, count)
            },
            result: |_, session| {
                session.referrers.result.as_deref().map(|listing| listing_view(session, listing)).unwrap_or_default()
            },
        },
    )
}

fn listing_view(session: &Session, listing: &Listing) -> Vec<El> {
    let command = match (session.inquiry.as_deref(), session.image.result.as_deref()) {
        (Some(inquiry), Some(image)) => {
            let text = curl::referrers(&inquiry.image.registry, &inquiry.image.repository, &image.digest);
            Some(command_view("The same with curl and jq", &text, "referrers-curl"))
        }
        _ => None,
    };
    let body = if listing.referrers.items.is_empty() {
        let platforms = session.image.result.as_deref().map_or(0, |image| image.manifest.children().len());
        vec![nothing_view(listing.found_by, platforms)]
    } else {
        rows_view(listing)
    };
    unreadable_view(&listing.referrers.unreadable).into_iter().chain(body).chain(command).collect()
}

fn unreadable_view(unreadable: &[String]) -> Option<El> {
    if unreadable.is_empty() {
        return None;
    }
    let title =
        format!("{} of the registry's list could not be read:", words::count(unreadable.len(), "entry", "entries"));
    let entries = unreadable.iter().map(|words| el("li").text(words)).collect();
    Some(el("div").class("notice").with(el("p").text(&title)).with(el("ul").with_all(entries)))
}

fn rows_view(listing: &Listing) -> Vec<El> {
    let way = match listing.found_by {
        FoundBy::ReferrersApi => "Listed by the registry's referrers API.",
        FoundBy::ReferrersTag | FoundBy::Nothing => {
            "This registry has no referrers API; the list comes from the referrers tag, which whoever pushes keeps up to date."
        }
    };
    let rows = listing.referrers.items.iter().map(row_view).collect();
    vec![
        text("p", "answer", &answer(listing)),
        note(&format!("{way} Kinds are what the artifacts' types claim; nothing is verified here.")),
        el("ul").id("referrers-list").class("rows").with_all(rows),
    ]
}

fn answer(listing: &Listing) -> String {
    let counts = listing.referrers.count_by_kind();
    let parts: Vec<String> = counts.iter().map(|(kind, count)| format!("{count} × {}", kind.words())).collect();
    format!("{}: {}.", words::count(listing.referrers.items.len(), "referrer", "referrers"), words::list(&parts))
}

/// No referrers is an answer, not an error, and says precisely what was asked.
fn nothing_view(found_by: FoundBy, platforms: usize) -> El {
    let asked = match found_by {
        FoundBy::ReferrersApi => {
            "The registry's referrers API answered with an empty list: nothing in this repository names this digest as its subject."
        }
        FoundBy::ReferrersTag => {
            "This registry has no referrers API; the index under the image's referrers tag is there, and empty."
        }
        FoundBy::Nothing => {
            "This registry has no referrers API (404), and there is no index under the image's referrers tag either. In Quay the API is switched on by FEATURE_REFERRERS_API: true; while it is off, what was attached through it is not seen here."
        }
    };
    let platforms = (platforms > 0).then(|| {
        format!("This is an index of {}; what refers to one of them alone is not in this list. Enter its digest to look there.", words::count(platforms, "manifest", "manifests"))
    });
    let lines = [
        Some(asked),
        Some(
            "This does not prove that the image is unsigned: older cosign signatures lie under tags such as sha256-….sig, and a signature can be attached to another digest.",
        ),
        platforms.as_deref(),
    ];
    el("div")
        .attrs(&[("id", "referrers-empty"), ("class", "empty")])
        .with(text("p", "answer", "Nothing refers to this image."))
        .with_all(lines.into_iter().flatten().map(|words| el("p").text(words)).collect())
}

fn row_view(referrer: &Referrer) -> El {
    let meaning = referrer.meaning;
    let artifact_type = referrer.artifact_type().unwrap_or("no artifact type stated");
    let created = match referrer.created() {
        Some(time) => text("time", "created", &browser::local_time(time)).attr("title", time),
        None => text("time", "created", "no date stated"),
    };
    let digest = referrer.digest().to_string();
    el("li").attrs(&[("data-digest", &digest), ("data-kind", meaning.kind.slug())]).with_all(vec![
        el("p")
            .class("row-head")
            .with_all(vec![text("span", "kind", meaning.kind.words()), text("span", "format", meaning.format)]),
        el("p").class("row-facts").with(text("span", "size", &words::size(referrer.descriptor.size()))).with(created),
        el("p").class("artifact-type").with(el("code").text(artifact_type)),
        digest_view(&digest, digest::short(referrer.digest()).len()),
        annotations_view(referrer),
    ])
}

/// A digest of which `seen` bytes are seen. The whole is in the text, so that the browser's search finds it.
fn digest_view(digest: &str, seen: usize) -> El {
    let (short, rest) = digest.split_at(seen);
    let code = el("code").attr("title", digest).text(short).with(text("span", "visually-hidden", rest));
    el("p").class("digest with-button").with(code).with(copy_text_button(digest, "Copy the digest"))
}

fn annotations_view(referrer: &Referrer) -> El {
    let facts: Vec<El> = referrer.annotations().into_iter().map(|(key, value)| code(key, value)).collect();
    let title = words::count(facts.len(), "annotation", "annotations");
    if facts.is_empty() {
        return text("p", "annotations none", &title);
    }
    el("details").class("annotations").with(el("summary").text(&title)).with(facts_view(facts))
}
