//! A blob saved to disk by the browser. Its bytes go from the network into the browser's own store, piece by
//! piece, and become a file only once their digest is right.

use super::element::{El, button, el};
use super::facts::{note, notice};
use super::look::Look;
use super::problem::problem_view;
use crate::browser::Pieces;
use crate::oci::{Descriptor, digest};
use crate::text;
use crate::words::Arg;
use futures::future::{AbortHandle, abortable};
use leptos::prelude::*;
use std::cell::RefCell;
use std::rc::Rc;

/// A button that saves a blob, and what becomes of it.
pub fn save_button(look: Look, target: Descriptor) -> Vec<El> {
    let size = target.size();
    let at = look.place();
    // Zero for nothing under way; else one more than the bytes that are here.
    let received = RwSignal::new(0_u64);
    let running = Rc::new(RefCell::new(None::<AbortHandle>));
    let place = el("div").class("saving");
    let owner = Owner::current().unwrap_or_default();
    let label = text!("Save {digest}", digest = digest::short(target.digest()));
    let end = place.clone();
    let save = move |_| {
        if let Some(handle) = running.take() {
            handle.abort();
            received.set(0);
            return;
        }
        let trail = match look.client_for(at.as_ref()) {
            Ok(trail) => trail,
            Err(why) => {
                owner.with(|| end.clone().replace(vec![notice(why)]));
                return;
            }
        };
        let (target, end, owner, ended) = (target.clone(), end.clone(), owner.clone(), running.clone());
        end.clone().replace(Vec::new());
        received.set(1);
        let (work, handle) = abortable(async move {
            let mut pieces = Pieces::default();
            let mut count = 1_u64;
            let mut take = |piece: &[u8]| {
                count += piece.len() as u64;
                pieces.add(piece);
                received.try_set(count);
            };
            let saved = trail.client.save_blob(&trail.place.repository, &target, &mut take).await;
            ended.take();
            received.try_set(0);
            let said = match saved {
                Ok(()) => {
                    pieces.save(&file_name(&target));
                    owner.with(|| vec![note("Saved: the digest is right.").attr("role", "status")])
                }
                Err(error) => owner.with(|| look.explain(&error).iter().map(problem_view).collect()),
            };
            end.replace(said);
        });
        running.replace(Some(handle));
        leptos::task::spawn_local(async move {
            let _ = work.await;
        });
    };
    let words_now = move || match received.get() {
        0 => text!("Save"),
        count => text!("{received} of {size}: cancel", received = Arg::Size(count - 1), size = Arg::Size(size)),
    };
    let button = button("").class("small save").say_attr("aria-label", label).live_say(words_now).on("click", save);
    vec![button, place]
}

/// What the file is called: its title where the publisher gave one, made harmless; else its digest.
fn file_name(target: &Descriptor) -> String {
    let title = target.annotations().as_ref().and_then(|all| all.get("org.opencontainers.image.title"));
    let name = title.and_then(|title| title.rsplit(['/', '\\']).next()).unwrap_or_default();
    let is_plain = |c: char| c.is_ascii_alphanumeric() || "._-+ ".contains(c);
    if !name.is_empty() && name.len() <= 100 && !name.starts_with('.') && name.chars().all(is_plain) {
        return name.to_owned();
    }
    target.digest().to_string().replace(':', "-")
}
