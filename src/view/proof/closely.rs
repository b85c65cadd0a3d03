//! What one thing came to: every verdict with its steps, and what can be done about it.

use super::{run, small};
use crate::oci::{Digest, digest};
use crate::proof::Checked;
use crate::proof::plan::Target;
use crate::proof::trust;
use crate::registry::tree::NodeId;
use crate::text;
use crate::view::element::{El, el, said};
use crate::view::facts::notice;
use crate::view::follow::worked_out;
use crate::view::look::Look;
use crate::view::report::verdict_view;
use leptos::prelude::*;
use report::{Outcome, Verdict};

/// Puts there what is known of the node of that place in the tree; nothing where there is nothing to be checked.
pub fn closely(look: Look, id: NodeId, place: El) {
    let Some(target) = untrack(|| look.read_tree(|tree| Target::at(tree, tree.nodes.get(id)?))) else { return };
    let digest = target.descriptor.digest().clone();
    // What is opened in it stays while other things are checked.
    let version = worked_out({
        let digest = digest.clone();
        move || look.read_proof(|proof| proof.version(digest.as_ref()))
    });
    drop(place.live_children(move || {
        // Read, not only followed: a memo that nobody reads never runs.
        version.get();
        match look.checked(digest.as_ref()) {
            Some(checked) => told(look, &digest, &checked),
            None => vec![unchecked(look, target.clone())],
        }
    }));
}

fn unchecked(look: Look, target: Target) -> El {
    let short = digest::short(target.descriptor.digest());
    let label = if target.is_signature { text!("Check this signature") } else { text!("Check this") };
    let go = move || run::check(look, vec![target.clone()]);
    small(label, go).class("small check-this").say_attr("title", text!("Check {digest}", digest = short))
}

fn told(look: Look, digest: &Digest, checked: &Checked) -> Vec<El> {
    if let Some(why) = &checked.failed {
        return vec![notice(why.clone()).attr("role", "alert")];
    }
    if checked.verdicts.is_empty() {
        return vec![said("p", "note", text!("It holds no signature, so nothing vouches for it but the registry."))];
    }
    let title = said("h4", "", text!("Whether the signature holds"));
    let verdicts = checked.verdicts.iter().map(|verdict| verdict_view(verdict, actions(look, verdict)));
    let list = el("div").class("verdicts").attr("data-digest", digest.as_ref());
    vec![title, list.with_all(verdicts.collect())]
}

/// What a person may want to do about a verdict.
fn actions(look: Look, verdict: &Verdict) -> Vec<El> {
    if verdict.outcome != Outcome::NotTrusted {
        return Vec::new();
    }
    let Some(place) = look.place().map(|place| place.name()) else {
        return Vec::new();
    };
    let Some(identity) = trust::identity_of(verdict, &place) else { return Vec::new() };
    let label = text!("Trust this identity for {place}", place);
    vec![
        small(label, move || look.change_trust(|trust| trust.identities.push(identity.clone())))
            .class("small trust-identity"),
    ]
}
