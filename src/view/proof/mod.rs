//! What is proven of what refers to the image, above the list and beside each thing.

mod closely;
mod run;
mod state;
mod trust;

pub use closely::closely;

use crate::proof::tally::Tally;
use crate::session::{Stage, StepName};
use crate::text;
use crate::view::element::{El, el, press, said, words};
use crate::view::facts::notice;
use crate::view::look::Look;
use crate::view::report::{badge, severity_text, slug};
use crate::words::{Text, counted};
use leptos::prelude::*;
use report::{Findings, Outcome, Severity};
use std::cell::Cell;

/// How many signers are named.
const NAMED: usize = 8;

/// All outcomes, the best first.
const OUTCOMES: [Outcome; 4] = [Outcome::Verified, Outcome::NotTrusted, Outcome::Broken, Outcome::NotChecked];

/// The block above the list: the button, how far it has come, what it has come to, and whom one trusts.
pub fn block(look: Look) -> Vec<El> {
    let is_running = move || look.read_proof(|proof| proof.progress.is_some());
    let go = move |_| {
        if untrack(is_running) {
            run::cancel(look);
        } else {
            run::check_all(look);
        }
    };
    let label = move || {
        look.read_proof(|proof| match (proof.progress, proof.is_empty()) {
            (Some(_), _) => text!("Cancel"),
            (None, true) => text!("Check signatures and read documents"),
            (None, false) => text!("Check all again"),
        })
    };
    let button = el("button").attrs(&[("type", "button"), ("id", "check-all")]).live_say(label).on("click", go);
    let bar =
        el("progress").attr("aria-hidden", "true").live_flag("hidden", move || !is_running()).follow_with(move |bar| {
            let (done, all) = look.read_proof(|proof| proof.progress).unwrap_or_default();
            bar.attr("max", &all.max(1).to_string()).attr("value", &done.to_string())
        });
    let line = said("span", "note", "").attr("role", "status").live_say(move || progress(look));
    let begun = Cell::new(0);
    let results = el("div").class("proof-results").live_children(move || results(look));
    let begin = move || check_by_itself(look, &begun);
    vec![el("div").class("proof-head").follow(begin).with(button).with(bar).with(line), results, trust::panel(look)]
}

/// Checks all as soon as a look has ended, where the people who host the page want that: once a tree.
fn check_by_itself(look: Look, begun: &Cell<u64>) {
    let is_over = look.read(StepName::Referrers, |session| session.referrers.stage == Stage::Done);
    let is_wanted = look.form.config.with(|config| config.check) && is_over;
    let is_new = || untrack(|| look.read_proof(|proof| !proof.is_whole && proof.progress.is_none()));
    if is_wanted && begun.replace(look.tree_number()) != look.tree_number() && is_new() {
        untrack(|| run::check_all(look));
    }
}

fn progress(look: Look) -> Text {
    look.read_proof(|proof| match (proof.progress, proof.is_empty()) {
        (Some((done, all)), _) => text!("{done} of {all} checked …", done, all),
        (None, true) => text!("All is done in this tab: nothing is sent to anyone but the registry."),
        (None, false) if !proof.is_whole => text!("Not everything was checked."),
        (None, false) => text!("Checked."),
    })
}

fn results(look: Look) -> Vec<El> {
    let refused = look.read_proof(|proof| proof.refused.clone());
    let mut parts: Vec<El> = refused.map(|why| notice(why).attr("role", "alert")).into_iter().collect();
    if look.read_proof(crate::proof::Proof::is_empty) {
        return parts;
    }
    let tally = look.read_tree(|tree| look.read_proof(|proof| Tally::of(tree, proof)));
    let there = OUTCOMES.into_iter().filter(|outcome| tally.count(*outcome) > 0);
    let counts = there.map(|outcome| {
        said("li", "verdict-badge", count_text(outcome, tally.count(outcome))).attr("data-outcome", slug(outcome))
    });
    parts.push(el("ul").class("proof-counts").with_all(counts.collect()));
    let is_over = look.read_proof(|proof| proof.progress.is_none());
    if !tally.has_signatures() && is_over {
        parts.push(said("p", "", text!("Among what refers to the image there is no signature that could be checked.")));
    }
    parts.extend(signers(&tally));
    parts.extend(sboms(&tally).map(|line| said("p", "proof-sboms", line)));
    parts.extend(scans(&tally).map(|line| said("p", "proof-scans", line)));
    parts
}

fn count_text(outcome: Outcome, number: usize) -> Text {
    counted(
        number,
        match outcome {
            Outcome::Verified => ["", "{n} signature verified", "{n} signatures verified"],
            Outcome::NotTrusted => ["", "{n} signature not trusted", "{n} signatures not trusted"],
            Outcome::Broken => ["", "{n} signature broken", "{n} signatures broken"],
            Outcome::NotChecked => ["", "{n} signature not checked", "{n} signatures not checked"],
        },
    )
}

fn signers(tally: &Tally) -> Option<El> {
    let named = tally.signers.iter().take(NAMED).map(|(name, number)| {
        let signer = el("li").with(words("code", "", name));
        if *number > 1 {
            signer.with(said("span", "note", text!("{number} signatures", number = *number)))
        } else {
            signer
        }
    });
    let mut named: Vec<El> = named.collect();
    if let Some(more) = tally.signers.len().checked_sub(NAMED).filter(|more| *more > 0) {
        named.push(said("li", "note", text!("and {n} more", n = more)));
    }
    (!named.is_empty()).then(|| {
        let title = said("span", "", text!("Verified as signed by"));
        el("div").class("proof-signers").with(title).with(el("ul").with_all(named))
    })
}

fn sboms(tally: &Tally) -> Option<Text> {
    let (number, most) = tally.sboms;
    let packages = counted(most as usize, ["no packages", "{n} package", "{n} packages"]);
    match number {
        0 => None,
        1 => Some(text!("The SBOM lists {packages}.", packages)),
        _ => Some(text!("The longest of {number} SBOMs lists {packages}.", number, packages)),
    }
}

fn scans(tally: &Tally) -> Option<Text> {
    let (number, findings) = tally.scans;
    if number == 0 {
        return None;
    }
    if findings.total() == 0 {
        return Some(counted(
            number,
            ["", "The scan report names no vulnerability.", "The {n} scan reports name no vulnerability."],
        ));
    }
    let found = severities(findings);
    // That none can be mended is not said: many reports do not tell.
    let fixable = counted(findings.fixable as usize, ["", "{n} of them has a fix", "{n} of them have a fix"]);
    Some(match (number, findings.fixable) {
        (1, 0) => text!("The scan report names {found}.", found),
        (1, _) => text!("The scan report names {found}; {fixable}.", found, fixable),
        (_, 0) => text!("The fullest of {number} scan reports names {found}.", number, found),
        _ => text!("The fullest of {number} scan reports names {found}; {fixable}.", number, found, fixable),
    })
}

/// How many of each severity, as a list.
fn severities(findings: Findings) -> Vec<Text> {
    let of = |severity: &Severity| findings.by_severity[*severity as usize];
    let there = Severity::ALL.into_iter().filter(|severity| of(severity) > 0);
    there
        .map(|severity| {
            text!("{number} {severity}", number = u64::from(of(&severity)), severity = severity_text(severity))
        })
        .collect()
}

/// What a row of a list says of what an artifact came to.
pub fn chips(look: Look, digest: &str) -> Vec<El> {
    let Some(checked) = look.checked(digest) else { return Vec::new() };
    let there = OUTCOMES.into_iter().map(|outcome| (outcome, checked.count(outcome))).filter(|(_, number)| *number > 0);
    let badges = there.map(|(outcome, number)| {
        let badge = badge(outcome).class("chip verdict-badge");
        if number > 1 { badge.say(text!(" × {number}", number)) } else { badge }
    });
    let mut chips: Vec<El> = badges.collect();
    if let Some(packages) = checked.summary.packages {
        chips.push(said("span", "chip", counted(packages as usize, ["no packages", "{n} package", "{n} packages"])));
    }
    if let Some(findings) = checked.summary.findings {
        let found = severities(findings);
        let told = if found.is_empty() { text!("no vulnerability") } else { text!("{found}", found) };
        chips.push(said("span", "chip", told));
    }
    chips
}

/// Changes when what a row says of an artifact has to be drawn anew.
pub fn version(look: Look, digest: &str) -> usize {
    look.read_proof(|proof| proof.version(digest))
}

/// A button that does something small.
fn small(label: impl Into<Text>, act: impl Fn() + 'static) -> El {
    press(label).class("small").on("click", move |_| act())
}
