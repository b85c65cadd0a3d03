//! The download of an image with all that refers to it, as an OCI image layout in a tar.

use super::super::element::{El, button, el, is_checked, said};
use super::super::look::{Look, Trail};
use super::super::problem::problem_view;
use super::take_away::Looked;
use crate::browser::Pieces;
use crate::export::layout::{LayoutError, Plan, Progress, download};
use crate::registry::tree::Node;
use crate::text;
use crate::words::{Arg, Text, counted};
use futures::future::{AbortHandle, abortable};
use leptos::prelude::*;
use std::cell::{Cell, RefCell};
use std::rc::Rc;

/// A download, as long as it is under way.
#[derive(Clone)]
struct Download {
    running: Rc<RefCell<Option<AbortHandle>>>,
    progress: Rc<Cell<Progress>>,
    /// How often the progress has changed; 0 while nothing is under way.
    ticks: RwSignal<u64>,
    /// What came of it.
    outcome: El,
    owner: Owner,
}

/// The download with its options, its progress, and what became of it.
pub(super) fn layout_view(look: Look, looked: &Rc<Looked>) -> Vec<El> {
    let with_layers = RwSignal::new(true);
    let tick = el("span").class("check").with_all(vec![
        el("input")
            .attrs(&[("type", "checkbox"), ("id", "take-layers"), ("checked", "")])
            .on("change", move |event| with_layers.set(is_checked(&event))),
        el("label").attr("for", "take-layers").say(text!("with the image’s own layers")),
    ]);
    let download = Download {
        running: Rc::default(),
        progress: Rc::default(),
        ticks: RwSignal::new(0),
        outcome: el("div").class("take-outcome").attr("aria-live", "polite"),
        owner: Owner::current().unwrap_or_default(),
    };
    let (at, looked, pressed) = (look.place(), looked.clone(), download.clone());
    let start = move |_| {
        if let Some(handle) = pressed.running.take() {
            handle.abort();
            pressed.end(|| vec![said("p", "note", text!("Cancelled. Nothing was saved."))]);
            return;
        }
        match look.client_for(at.as_ref()) {
            Ok(trail) => pressed.start(look, trail, &looked, with_layers.get_untracked()),
            Err(why) => pressed.end(|| vec![said("p", "notice", why)]),
        }
    };
    let (shown, measured, ticks) = (download.clone(), download.clone(), download.ticks);
    let bar = el("progress")
        .say_attr("aria-label", text!("Download"))
        .live_flag("hidden", move || ticks.get() == 0)
        .follow_with(move |bar| {
            ticks.track();
            let Progress { bytes, bytes_known, .. } = measured.progress.get();
            bar.attrs(&[("max", &bytes_known.max(1).to_string()), ("value", &bytes.to_string())])
        });
    vec![
        said(
            "p",
            "note",
            text!(
                "An OCI image layout in a tar, for oras, skopeo, regctl and others. Every digest is checked on the way."
            ),
        ),
        tick,
        el("div")
            .class("take-buttons")
            .with(button("").id("take-layout-save").live_say(move || shown.label()).on("click", start))
            .with(bar),
        download.outcome,
    ]
}

impl Download {
    /// What the button says.
    fn label(&self) -> Text {
        if self.ticks.get() == 0 {
            return text!("Save as OCI layout");
        }
        let Progress { manifests, manifests_known, bytes, bytes_known } = self.progress.get();
        if manifests < manifests_known {
            return text!("{n} of {all} manifests: cancel", n = manifests, all = manifests_known);
        }
        text!("{part} of {all}: cancel", part = Arg::Size(bytes), all = Arg::Size(bytes_known))
    }

    /// Says what came of it, and is ready for another.
    fn end(&self, outcome: impl FnOnce() -> Vec<El>) {
        self.running.take();
        self.ticks.try_set(0);
        // Sentences belong to somebody, or they would not follow the language.
        self.owner.with(|| drop(self.outcome.clone().replace(outcome())));
    }

    fn start(&self, look: Look, trail: Trail, looked: &Rc<Looked>, with_layers: bool) {
        let planned = look.session.with_untracked(|session| {
            let tree = looked.tree(session)?;
            let is_whole = !tree.is_bounded && tree.nodes.iter().all(Node::is_whole);
            Some((Plan::new(&looked.fetched, &looked.image.reference, tree, with_layers), is_whole))
        });
        let Some((plan, is_whole)) = planned else { return };
        let plan = match plan {
            Ok(plan) => plan,
            Err(error) => return self.fail(look, &error.into()),
        };
        self.outcome.clone().replace(Vec::new());
        self.progress.set(Progress::default());
        self.ticks.set(1);
        let (this, looked) = (self.clone(), looked.clone());
        let (work, handle) = abortable(async move {
            let mut pieces = Pieces::default();
            let tell = |progress| {
                this.progress.set(progress);
                this.ticks.try_update(|ticks| *ticks += 1);
            };
            let mut take = |piece: &[u8]| pieces.add(piece);
            let name = &trail.place.repository;
            let done = download(&trail.client, name, &looked.fetched.bytes, plan, &mut take, &tell).await;
            match done {
                Ok(plan) => {
                    pieces.save(&looked.file_name(".tar"));
                    this.end(|| summary(&plan, is_whole));
                }
                Err(error) => this.fail(look, &error),
            }
        });
        self.running.replace(Some(handle));
        leptos::task::spawn_local(async move {
            let _ = work.await;
        });
    }

    fn fail(&self, look: Look, error: &LayoutError) {
        self.end(|| match error {
            LayoutError::Fetch { digest, error } => {
                let stopped = text!("Stopped at {digest}. Nothing was saved.", digest = digest.to_string());
                let problem = look.explain(error);
                std::iter::once(said("p", "notice", stopped)).chain(problem.iter().map(problem_view)).collect()
            }
            LayoutError::Plan(error) => {
                let why = error.to_string();
                vec![said(
                    "p",
                    "notice",
                    text!("The registry sent what no layout can hold: {why}. Nothing was saved.", why = why),
                )]
            }
        });
    }
}

fn summary(plan: &Plan, is_whole: bool) -> Vec<El> {
    let manifests = counted(plan.manifests(), ["no manifest", "{n} manifest", "{n} manifests"]);
    let blobs = counted(plan.blobs().len(), ["no blob", "{n} blob", "{n} blobs"]);
    let mut lines =
        vec![text!("Saved: {manifests} and {blobs}; every digest is right.", manifests = manifests, blobs = blobs)];
    if plan.left_out() > 0 {
        let layers = counted(plan.left_out(), ["no layer", "{n} layer", "{n} layers"]);
        lines.push(text!("Left out: {layers}. The manifests name them all the same.", layers = layers));
    }
    if !is_whole {
        lines.push(text!("The tree was not known completely, so something may be missing."));
    }
    lines.into_iter().map(|line| said("p", "note", line)).collect()
}
