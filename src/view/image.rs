//! Step 4: the tag's digest.

use super::command::command_view;
use super::content::opener;
use super::copy::copy_text_button;
use super::element::{El, el};
use super::facts::{custom, fact, facts_view};
use super::look::Look;
use super::step::{State, StepView, step_view};
use crate::export::curl;
use crate::oci::{Descriptor, MediaType, conventions, digest};
use crate::registry::client::Fetched;
use crate::session::{Session, StepName};
use crate::text;
use crate::words::{Arg, Text};

/// The image.
pub fn image(look: Look) -> El {
    step_view(
        look,
        StepView {
            id: "step-image",
            number: "4",
            title: "Image",
            about: "A tag can move; what refers to an image names its digest. The page fetches the manifest and hashes its bytes.",
            name: StepName::Image,
            state: |session| State::of(&session.image, |image| Text::word(digest::short(&image.digest))),
        },
    )
}

/// The result.
pub fn result(look: Look, session: &Session) -> Vec<El> {
    session.image.result.as_deref().map(|image| image_view(look, session, image)).unwrap_or_default()
}

fn image_view(look: Look, session: &Session, image: &Fetched) -> Vec<El> {
    let digest = image.digest.to_string();
    let digest_view = el("span")
        .class("with-button")
        .with(el("code").id("image-digest").text(&digest))
        .with(copy_text_button(&digest, "Copy the digest"));
    let media_type = el("code").foreign(image.manifest.media_type.as_str());
    let mut facts = vec![
        custom("Digest", el("dd").with(digest_view)),
        custom("Media type", el("dd").id("image-media-type").with(media_type)),
        fact("Size", text!("{size} of manifest, hashed here", size = Arg::Size(image.bytes.len() as u64))),
    ];
    let platforms = conventions::images(image.manifest.children()).filter_map(|child| child.platform.as_ref());
    let chips: Vec<El> = platforms.map(|platform| el("li").foreign(&platform.to_string())).collect();
    if !chips.is_empty() {
        facts.push(custom("Platforms", el("dd").with(el("ul").class("chips").with_all(chips))));
    }
    let command = session.inquiry.as_deref().map(|inquiry| {
        let image = &inquiry.image;
        let text = curl::manifest(&image.registry, &image.repository, &image.reference);
        command_view("The same with curl", &text, "image-curl")
    });
    let own = Descriptor::new(
        MediaType::from(image.manifest.media_type.as_str()),
        image.bytes.len() as u64,
        image.digest.clone(),
    );
    std::iter::once(facts_view(facts)).chain(opener(look, own)).chain(command).collect()
}
