//! A verdict: whether a signature holds, whose it is, and every step of the way there.

use super::values::text_of;
use crate::text;
use crate::view::element::{El, el, said, words};
use crate::view::facts::{custom, facts_view};
use crate::view::foreign::{foreign, moment};
use crate::words::Text;
use report::{Outcome, Signer, State, Step, Verdict};

/// A verdict in one word.
pub fn outcome_text(outcome: Outcome) -> Text {
    match outcome {
        Outcome::Verified => text!("Verified"),
        Outcome::NotTrusted => text!("Not trusted"),
        Outcome::Broken => text!("Broken"),
        Outcome::NotChecked => text!("Not checked"),
    }
}

/// A name for style sheets and tests.
pub const fn slug(outcome: Outcome) -> &'static str {
    match outcome {
        Outcome::Verified => "verified",
        Outcome::NotTrusted => "not-trusted",
        Outcome::Broken => "broken",
        Outcome::NotChecked => "not-checked",
    }
}

/// A badge with the verdict in one word.
pub fn badge(outcome: Outcome) -> El {
    said("span", "verdict-badge", outcome_text(outcome)).attr("data-outcome", slug(outcome))
}

/// The verdict, and what can be done about it.
pub fn verdict_view(verdict: &Verdict, actions: Vec<El>) -> El {
    let head =
        el("p").class("verdict-head").with(badge(verdict.outcome)).with(words("span", "format", &verdict.format));
    let mut parts = vec![head, el("p").say(text_of(&verdict.sentence))];
    parts.extend(verdict.signer.as_ref().map(signer_view));
    parts.extend(actions);
    if !verdict.steps.is_empty() {
        let steps = verdict.steps.iter().map(step_view);
        let list = el("ol").class("verdict-steps").with_all(steps.collect());
        let is_open = verdict.outcome != Outcome::Verified;
        parts.push(el("details").flag("open", is_open).with(el("summary").say("Every step")).with(list));
    }
    el("div").class("verdict").attr("data-outcome", slug(verdict.outcome)).with_all(parts)
}

fn signer_view(signer: &Signer) -> El {
    let mut facts = vec![custom(text!("Signed by"), el("dd").with(foreign("code", "", &signer.name)))];
    if let Some(issuer) = &signer.issuer {
        facts.push(custom(text!("Vouched for by"), el("dd").with(foreign("code", "", issuer))));
    }
    if let Some(time) = &signer.time {
        facts.push(custom(text!("Signed at"), el("dd").with(moment(time))));
    }
    if !signer.trust.is_empty() {
        facts.push(custom(text!("Under the trust"), el("dd").with(foreign("span", "", &signer.trust))));
    }
    if !signer.fingerprint.is_empty() {
        facts.push(custom(text!("SHA-256"), el("dd").with(words("code", "digest", &signer.fingerprint))));
    }
    facts_view(facts)
}

fn step_view(step: &Step) -> El {
    let (state, told) = match step.state {
        State::Passed => ("passed", text!("holds")),
        State::Failed => ("failed", text!("does not hold")),
        State::NotReached => ("not-reached", text!("not reached")),
        State::NotAsked => ("not-asked", text!("not asked for")),
    };
    let mut parts =
        vec![el("span").class("verdict-step").say(text_of(&step.name)), said("span", "verdict-state", told)];
    parts.extend(step.detail.as_ref().map(|detail| el("span").class("verdict-detail").say(text_of(detail))));
    el("li").attr("data-state", state).with_all(parts)
}
