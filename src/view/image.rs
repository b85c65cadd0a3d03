//! Step 4: the tag's digest.

use super::command::command_view;
use super::copy::copy_text_button;
use super::facts::{code, custom, fact, facts_view};
use super::look::Look;
use super::step::{StepAbout, StepContent};
use crate::export::curl;
use crate::oci::{digest, manifest};
use crate::registry::client::Fetched;
use crate::session::{Session, StepName};
use crate::words;
use leptos::prelude::*;

pub const IMAGE: StepAbout = StepAbout {
    id: "step-image",
    number: 4,
    title: "Image",
    about: "A tag can move; what refers to an image names its digest. The page fetches the manifest and hashes its bytes.",
};

/// The image.
pub fn image(look: Look) -> StepContent {
    look.read(StepName::Image, |session| {
        let summary = |image: &Fetched| digest::short(&image.digest);
        StepContent::of(&session.image, summary, |image| image_view(session, image))
    })
}

fn image_view(session: &Session, image: &Fetched) -> AnyView {
    let digest = image.digest.to_string();
    let digest_view = view! {
        <span class="with-button">
            <code id="image-digest">{digest.clone()}</code>
            {copy_text_button(digest, "Copy the digest")}
        </span>
    };
    let mut facts = vec![
        custom("Digest", digest_view.into_any()),
        code("Media type", image.manifest.media_type.as_str()).with_id("image-media-type"),
        fact("Size", format!("{} of manifest, hashed here", words::size(image.size as u64))),
    ];
    let platforms: Vec<_> = image
        .manifest
        .children()
        .iter()
        .filter_map(|child| child.platform().as_ref().map(manifest::platform_words))
        .map(|words| view! { <li>{words}</li> })
        .collect();
    if !platforms.is_empty() {
        facts.push(custom("Platforms", view! { <ul class="chips">{platforms}</ul> }.into_any()));
    }
    let command = session.inquiry.as_deref().map(|inquiry| {
        let image = &inquiry.image;
        curl::manifest(&image.registry, &image.repository, &image.reference)
    });
    (facts_view(facts), command.map(|text| command_view("The same with curl", text, "image-curl"))).into_any()
}
