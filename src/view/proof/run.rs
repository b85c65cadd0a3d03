//! Checks: bytes from the registry to the inspector, verdicts from there to the screen.

use crate::browser::{self, worker};
use crate::oci::Descriptor;
use crate::oci::manifest::{Body, Manifest};
use crate::proof::plan::{self, Target};
use crate::proof::{Bytes, Checked};
use crate::registry::ClientError;
use crate::text;
use crate::view::look::{Look, Trail};
use crate::view::report::{text_of, why};
use futures::future::abortable;
use futures::stream::{self, StreamExt};
use leptos::prelude::*;
use report::message::{Answer, Case, Document, Question};
use report::{Outcome, Summary, Trust, Verdict};
use std::rc::Rc;

/// How many artifacts are checked at once.
const AT_ONCE: usize = 4;
/// The largest layer that is fetched to be checked, in bytes.
const LAYER_LIMIT: u64 = 32_000_000;
/// How many layers of an artifact are fetched: cosign puts every signature of an image into a layer of one artifact.
const LAYERS: usize = 512;
/// How many bytes of an artifact are kept, to be checked again with another trust.
const KEPT: usize = 256_000;

/// Checks all that there is in the tree.
pub fn check_all(look: Look) {
    let targets = untrack(|| look.read_tree(plan::targets));
    look.change_proof(|proof| proof.is_whole = true);
    check(look, targets);
}

/// Checks again what was checked, against another trust.
pub fn check_again(look: Look) {
    let mut targets = untrack(|| look.read_tree(plan::targets));
    targets.retain(|target| look.checked(target.descriptor.digest().as_ref()).is_some());
    if !targets.is_empty() {
        check(look, targets);
    }
}

/// Checks these.
pub fn check(look: Look, targets: Vec<Target>) {
    cancel(look);
    let trail = match look.client_for(look.place().as_ref()) {
        Ok(trail) => trail,
        Err(why) => {
            look.change_proof(|proof| proof.refused = Some(why.into()));
            return;
        }
    };
    look.change_proof(|proof| {
        proof.refused = None;
        proof.progress = Some((0, targets.len()));
    });
    let (work, handle) = abortable(run(look, trail, targets));
    look.kept.get_value().checking.replace(Some(handle));
    leptos::task::spawn_local(async move {
        // Cut short or not: what was found is noted as it comes.
        let _ = work.await;
    });
}

/// Ends the checking under way; what is checked by now stays.
pub fn cancel(look: Look) {
    if let Some(running) = look.kept.get_value().checking.take() {
        running.abort();
        look.change_proof(|proof| {
            proof.progress = None;
            proof.is_whole = false;
        });
    }
}

async fn run(look: Look, trail: Trail, targets: Vec<Target>) {
    let trust = look.trust().await;
    let tree = look.tree_number();
    let place = trail.place.name();
    let check = Check { look, trail: &trail, trust: &trust, place: &place, now: browser::now() };
    let each = |target: Target| {
        let check = &check;
        async move {
            let checked = check.target(&target).await;
            // With another tree on screen this ends at its next step; its result is of no more use.
            if look.tree_number() == tree {
                look.note_proof(|proof| {
                    proof.note(target.descriptor.digest().as_ref(), checked);
                    proof.progress = proof.progress.map(|(done, all)| (done + 1, all));
                });
            }
        }
    };
    stream::iter(targets).for_each_concurrent(AT_ONCE, each).await;
    look.kept.get_value().checking.take();
    look.change_proof(|proof| proof.progress = None);
}

/// What all checks of one run share.
struct Check<'a> {
    look: Look,
    trail: &'a Trail,
    trust: &'a Trust,
    place: &'a str,
    now: u64,
}

impl Check<'_> {
    async fn target(&self, target: &Target) -> Checked {
        let before = self.look.checked(target.descriptor.digest().as_ref());
        let kept = before.as_ref().and_then(|before| before.kept.clone());
        let bytes = match kept {
            Some(kept) => kept,
            None => match self.fetch(target).await {
                Ok(bytes) => bytes,
                Err(error) => return self.unfetched(&error),
            },
        };
        let verdicts = match self.verdicts(target, &bytes).await {
            Ok(verdicts) => verdicts,
            Err(failed) => return failed,
        };
        let summary = match before {
            // What the documents say does not depend on whom one trusts.
            Some(before) if before.failed.is_none() => before.summary,
            _ if target.is_document => self.summary(target, &bytes).await,
            _ => Summary::default(),
        };
        let size: usize = bytes.iter().map(Vec::len).sum();
        Checked { verdicts, summary, failed: None, kept: (size <= KEPT).then_some(bytes) }
    }

    fn unfetched(&self, error: &ClientError) -> Checked {
        match self.look.explain(error) {
            Some(problem) => Checked::failed(problem.what),
            None => Checked::failed(text!("It could not be fetched.")),
        }
    }

    /// The manifest and the layers, in their order.
    async fn fetch(&self, target: &Target) -> Result<Bytes, ClientError> {
        let (client, repository) = (&self.trail.client, &self.trail.place.repository);
        let manifest = client.manifest_bytes(repository, &target.descriptor).await?;
        let layers = layers_of(&manifest);
        let layer = |layer: Descriptor| async move {
            if layer.size() > LAYER_LIMIT { Ok(Vec::new()) } else { client.blob(repository, &layer).await }
        };
        let mut bytes = vec![manifest];
        let mut fetched = stream::iter(layers).map(layer).buffered(AT_ONCE);
        while let Some(layer) = fetched.next().await {
            bytes.push(layer?);
        }
        Ok(Rc::new(bytes))
    }

    async fn verdicts(&self, target: &Target, bytes: &Bytes) -> Result<Vec<Verdict>, Checked> {
        let case = Case {
            subject: target.subject.to_string(),
            repository: self.place.to_owned(),
            trust: self.trust.clone(),
            now: self.now,
            is_document: !target.is_signature,
        };
        let buffers: Vec<&[u8]> = bytes.iter().map(Vec::as_slice).collect();
        match worker::ask(&Question::Verify(case), &buffers).await {
            Ok(Answer::Verdicts(verdicts)) => Ok(verdicts),
            Ok(Answer::Failed(sentence)) if target.is_signature => {
                let (format, steps) = (String::new(), Vec::new());
                Ok(vec![Verdict { outcome: Outcome::NotChecked, sentence, format, signer: None, steps }])
            }
            Ok(Answer::Failed(sentence)) => Err(Checked::failed(text_of(&sentence))),
            Ok(_) => Ok(Vec::new()),
            Err(error) => Err(Checked::failed(why(&error))),
        }
    }

    /// What the documents in it say, taken together.
    async fn summary(&self, target: &Target, bytes: &Bytes) -> Summary {
        let mut summary = Summary::default();
        let manifest = bytes.first().map(Vec::as_slice).unwrap_or_default();
        for (layer, bytes) in
            layers_of(manifest).iter().zip(bytes.iter().skip(1)).filter(|(_, bytes)| !bytes.is_empty())
        {
            let (media_type, artifact_type) = (layer.media_type().to_string(), target.artifact_type.clone());
            let document = Document { media_type, artifact_type };
            let Ok(Answer::Report(report, found)) = worker::ask(&Question::Read(document), &[bytes]).await else {
                continue;
            };
            let _ = worker::ask(&Question::Forget { report }, &[]).await;
            summary.packages = summary.packages.max(found.summary.packages);
            let is_more =
                |findings: &report::Findings| summary.findings.is_none_or(|own| findings.total() > own.total());
            summary.findings = found.summary.findings.filter(is_more).or(summary.findings);
        }
        summary
    }
}

/// The layers that a manifest names; none of what is none.
fn layers_of(manifest: &[u8]) -> Vec<Descriptor> {
    match Manifest::parse(manifest, None).map(|manifest| manifest.body) {
        Ok(Body::Image { mut layers, .. }) => {
            layers.truncate(LAYERS);
            layers
        }
        _ => Vec::new(),
    }
}
