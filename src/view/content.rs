//! What an artifact consists of: its manifest, its config and its layers, opened when the person asks. Nothing is
//! shown whose bytes are not what their digest says.

use super::copy::copy_text_button;
use super::element::{El, button, el};
use super::facts::{facts_view, linked, note, notice};
use super::json::json_view;
use super::look::{Look, Trail};
use super::parts;
use super::problem::problem_view;
use super::save::save_button;
use crate::oci::json;
use crate::oci::manifest::{Body, Manifest};
use crate::oci::{Descriptor, digest};
use crate::registry::client::PREVIEW_LIMIT;
use crate::registry::{ClientError, Problem};
use crate::text;
use crate::words::{Arg, Text};
use futures::future::LocalBoxFuture;
use leptos::prelude::*;
use report::message::Document;
use std::rc::Rc;

/// A button that opens a manifest below itself, and closes it again.
pub fn opener(look: Look, target: Descriptor) -> Vec<El> {
    let subject = digest::short(target.digest());
    let fill: Fill = Rc::new(move |trail, place| {
        let target = target.clone();
        Box::pin(async move {
            let bytes = trail.client.manifest_bytes(&trail.place.repository, &target).await?;
            let manifest = Manifest::parse(&bytes, Some(target.media_type().as_ref()));
            let raw = json_view(look, text!("The manifest, as it is"), &bytes);
            // What is no manifest is shown as it is.
            let parts =
                manifest.map_or_else(|error| vec![notice(error.text())], |manifest| parts_view(look, &manifest));
            place.replace(parts.into_iter().chain([raw]).collect());
            Ok(())
        })
    });
    folding(
        look,
        "Open",
        [text!("Open {digest}", digest = &*subject), text!("Close {digest}", digest = &*subject)],
        fill,
    )
}

/// What fills a place. Boxed, so that one copy of what is around it serves every use.
type Fill = Rc<dyn Fn(Trail, El) -> LocalBoxFuture<'static, Result<(), ClientError>>>;

/// A button with a place below it, which `fill` fills each time that it is opened.
fn folding(look: Look, title: &'static str, labels: [Text; 2], fill: Fill) -> Vec<El> {
    let is_open = RwSignal::new(false);
    let at = look.place();
    let place = el("div").attrs(&[("class", "content"), ("hidden", "")]);
    // What is put there lives until it is closed, or the row goes.
    let owner = Owner::current().unwrap_or_default().child();
    let shown = place.clone();
    let toggle = move |_| {
        is_open.update(|open| *open = !*open);
        let is_open = is_open.get_untracked();
        shown.clone().flag("hidden", !is_open).replace(Vec::new());
        owner.cleanup();
        if !is_open {
            return;
        }
        let (place, fill, owner) = (shown.clone(), fill.clone(), owner.clone());
        owner.with(|| drop(place.clone().with(note("asking …").attr("role", "status"))));
        let trail = match look.client_for(at.as_ref()) {
            Ok(trail) => trail,
            Err(why) => {
                owner.with(|| drop(place.replace(vec![notice(why)])));
                return;
            }
        };
        leptos::task::spawn_local(async move {
            let inside = place.clone();
            let filled = owner.with(|| ScopedFuture::new_untracked(fill(trail, inside))).await;
            if let Err(error) = filled {
                let problem = look.explain(&error);
                owner.with(|| place.replace(problem.iter().map(problem_view).collect()));
            }
        });
    };
    let opener = button("")
        .class("small opener")
        .live_say_attr("aria-label", move || labels[usize::from(is_open.get())].clone())
        .live_attr("aria-expanded", move || if is_open.get() { "true" } else { "false" })
        .live_say(move || Text::from(if is_open.get() { "Close" } else { title }))
        .on("click", toggle);
    vec![opener, place]
}

/// A manifest, part by part.
fn parts_view(look: Look, manifest: &Manifest) -> Vec<El> {
    let mut parts = Vec::new();
    if !manifest.annotations.is_empty() {
        let pairs = json::sorted(&manifest.annotations).into_iter();
        parts.push(el("h4").say("Annotations"));
        parts.push(facts_view(pairs.map(|(key, value)| linked(key, value)).collect()));
    }
    let descriptors: Vec<(Text, &Descriptor, bool)> = match &manifest.body {
        Body::Image { config, layers } => {
            let layers =
                layers.iter().enumerate().map(|(at, layer)| (text!("Layer {number}", number = at + 1), layer, true));
            std::iter::once((text!("Config"), &**config, true)).chain(layers).collect()
        }
        Body::Index(children) => {
            let name = |at, platform: Option<String>| {
                platform.map_or_else(|| text!("Manifest {number}", number = at + 1), Text::word)
            };
            let children = children.iter().enumerate();
            children
                .map(|(at, child)| {
                    (name(at, child.platform.as_ref().map(ToString::to_string)), &child.descriptor, false)
                })
                .collect()
        }
    };
    let artifact_type = manifest.artifact_type().unwrap_or_default();
    let rows = descriptors.into_iter().map(|(name, descriptor, is_blob)| {
        if is_blob { blob_view(look, name, descriptor, &artifact_type) } else { child_view(look, name, descriptor) }
    });
    parts.push(el("ul").class("parts").with_all(rows.collect()));
    parts
}

/// What is said of every part: what it is, how large, by which digest.
fn part_view(name: Text, descriptor: &Descriptor) -> El {
    let digest = descriptor.digest().to_string();
    let title = el("p").class("part-head").with_all(vec![
        el("span").class("part-name").say(name),
        el("code").foreign(descriptor.media_type().as_ref()),
        size_view(descriptor.size()),
    ]);
    let digest_line = el("p")
        .class("digest with-button")
        .with(el("code").attr("title", &digest).text(&digest::short(descriptor.digest())))
        .with(copy_text_button(&digest, "Copy the digest"));
    el("li").attr("data-digest", &digest).with(title).with(digest_line)
}

/// A manifest of an index.
fn child_view(look: Look, name: Text, descriptor: &Descriptor) -> El {
    part_view(name, descriptor).with_all(opener(look, descriptor.clone()))
}

/// A config or a layer: saved as it is, shown as what it holds.
fn blob_view(look: Look, name: Text, descriptor: &Descriptor, artifact_type: &str) -> El {
    let part = part_view(name, descriptor).with_all(save_button(look, descriptor.clone()));
    if descriptor.size() > PREVIEW_LIMIT {
        let limit = Arg::Size(PREVIEW_LIMIT);
        return part.with(note(text!("Larger than {limit}: to be saved, not shown here.", limit)));
    }
    let (target, short) = (descriptor.clone(), digest::short(descriptor.digest()));
    let labels = [text!("Show {digest}", digest = &*short), text!("Close {digest}", digest = &*short)];
    let document =
        Document { media_type: descriptor.media_type().to_string(), artifact_type: artifact_type.to_owned() };
    let fill: Fill = Rc::new(move |trail, place| {
        let (target, document) = (target.clone(), document.clone());
        Box::pin(async move {
            let bytes = trail.client.blob(&trail.place.repository, &target).await?;
            parts::read(place, document, bytes).await;
            Ok(())
        })
    });
    part.with_all(folding(look, "Show", labels, fill))
}

/// A size in bytes.
fn size_view(bytes: u64) -> El {
    el("span").class("size").say(Arg::Size(bytes))
}

impl Look {
    /// An error in words, for what was asked outside a step.
    pub fn explain(self, error: &ClientError) -> Option<Problem> {
        self.session.with_untracked(|session| session.explain(error))
    }
}
