//! Step 5: what refers to the image.

use super::command::command_view;
use super::copy::copy_text_button;
use super::facts::{code, facts_view, note};
use super::look::Look;
use super::step::{StepAbout, StepContent};
use crate::browser;
use crate::export::curl;
use crate::oci::digest;
use crate::oci::referrers::Referrer;
use crate::registry::client::{FoundBy, Listing};
use crate::session::{Session, StepName};
use crate::words;
use leptos::prelude::*;

pub const REFERRERS: StepAbout = StepAbout {
    id: "step-referrers",
    number: 5,
    title: "Referrers",
    about: "Everything in the registry that names this digest as its subject: signatures, SBOMs, attestations, scan reports.",
};

/// The list.
pub fn referrers(look: Look) -> StepContent {
    look.read(StepName::Referrers, |session| {
        let summary = |listing: &Listing| words::count(listing.referrers.items.len(), "referrer", "referrers");
        StepContent::of(&session.referrers, summary, |listing| listing_view(session, listing))
    })
}

fn listing_view(session: &Session, listing: &Listing) -> AnyView {
    let command = match (session.inquiry.as_deref(), session.image.result.as_deref()) {
        (Some(inquiry), Some(image)) => {
            let text = curl::referrers(&inquiry.image.registry, &inquiry.image.repository, &image.digest);
            Some(command_view("The same with curl and jq", text, "referrers-curl"))
        }
        _ => None,
    };
    let body = if listing.referrers.items.is_empty() {
        let platforms = session.image.result.as_deref().map_or(0, |image| image.manifest.children().len());
        nothing_view(listing.found_by, platforms)
    } else {
        rows_view(listing)
    };
    (unreadable_view(&listing.referrers.unreadable), body, command).into_any()
}

fn unreadable_view(unreadable: &[String]) -> Option<AnyView> {
    if unreadable.is_empty() {
        return None;
    }
    let title =
        format!("{} of the registry's list could not be read:", words::count(unreadable.len(), "entry", "entries"));
    let entries: Vec<_> = unreadable.iter().cloned().map(|words| view! { <li>{words}</li> }).collect();
    Some(view! { <div class="notice"><p>{title}</p><ul>{entries}</ul></div> }.into_any())
}

fn rows_view(listing: &Listing) -> AnyView {
    let way = match listing.found_by {
        FoundBy::ReferrersApi => "Listed by the registry's referrers API.",
        FoundBy::ReferrersTag | FoundBy::Nothing => {
            "This registry has no referrers API; the list comes from the referrers tag, which whoever pushes keeps up to date."
        }
    };
    let rows: Vec<_> = listing.referrers.items.iter().map(row_view).collect();
    view! {
        <p class="answer">{answer(listing)}</p>
        {note(format!("{way} Kinds are what the artifacts' types claim; nothing is verified here."))}
        <ul id="referrers-list" class="rows">{rows}</ul>
    }
    .into_any()
}

fn answer(listing: &Listing) -> String {
    let counts = listing.referrers.count_by_kind();
    let parts: Vec<String> = counts.iter().map(|(kind, count)| format!("{count} × {}", kind.words())).collect();
    format!("{}: {}.", words::count(listing.referrers.items.len(), "referrer", "referrers"), words::list(&parts))
}

/// No referrers is an answer, not an error, and says precisely what was asked.
fn nothing_view(found_by: FoundBy, platforms: usize) -> AnyView {
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
        Some(asked.to_owned()),
        Some("This does not prove that the image is unsigned: older cosign signatures lie under tags such as sha256-….sig, and a signature can be attached to another digest.".to_owned()),
        platforms,
    ];
    let lines: Vec<_> = lines.into_iter().flatten().map(|words| view! { <p>{words}</p> }).collect();
    view! {
        <div id="referrers-empty" class="empty">
            <p class="answer">"Nothing refers to this image."</p>
            {lines}
        </div>
    }
    .into_any()
}

fn row_view(referrer: &Referrer) -> AnyView {
    let text = referrer.digest().to_string();
    let meaning = referrer.meaning;
    let artifact_type = referrer.artifact_type().unwrap_or("no artifact type stated").to_owned();
    let (stated, created) = match referrer.created() {
        Some(time) => (time.to_owned(), browser::local_time(time)),
        None => (String::new(), "no date stated".to_owned()),
    };
    // The whole digest is in the text, so that the browser's search finds it.
    let (short, rest) = text.split_at(digest::short(referrer.digest()).len());
    view! {
        <li data-digest=text.clone() data-kind=meaning.kind.slug()>
            <p class="row-head">
                <span class="kind">{meaning.kind.words()}</span>
                <span class="format">{meaning.format}</span>
            </p>
            <p class="row-facts">
                <span class="size">{words::size(referrer.descriptor.size())}</span>
                <time class="created" title=stated>{created}</time>
            </p>
            <p class="artifact-type"><code>{artifact_type}</code></p>
            <p class="digest with-button">
                <code title=text.clone()>{short.to_owned()}<span class="visually-hidden">{rest.to_owned()}</span></code>
                {copy_text_button(text.clone(), "Copy the digest")}
            </p>
            {annotations_view(referrer)}
        </li>
    }
    .into_any()
}

fn annotations_view(referrer: &Referrer) -> AnyView {
    let facts: Vec<_> = referrer.annotations().into_iter().map(|(key, value)| code(key, value)).collect();
    let title = words::count(facts.len(), "annotation", "annotations");
    if facts.is_empty() {
        return view! { <p class="annotations none">{title}</p> }.into_any();
    }
    view! { <details class="annotations"><summary>{title}</summary>{facts_view(facts)}</details> }.into_any()
}
