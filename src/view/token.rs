//! Step 3: the token, shown and explained.

use super::command::secret_command_view;
use super::element::{El, el};
use super::facts::{code, custom, fact, facts_view, note, notice};
use super::look::Look;
use super::secret::secret_view;
use super::step::{State, StepView, step_view};
use crate::auth::Token;
use crate::auth::token::Jwt;
use crate::browser;
use crate::export::curl::{self, Secrets};
use crate::registry::Entrance;
use crate::session::{Granted, Session, StepName};
use crate::text;
use crate::words::{self, Text};
use leptos::prelude::*;
use std::rc::Rc;
use std::time::Duration;

/// The lifetime in seconds that the token specification means where an answer states none.
const UNSTATED_LIFETIME: u64 = 60;

/// By how many seconds clocks may differ: what most servers allow for.
const CLOCKS_APART: i64 = 300;

/// The token.
pub fn token(look: Look) -> El {
    step_view(
        look,
        StepView {
            id: "step-token",
            number: "3",
            title: "Token",
            about: "The token endpoint takes the Basic header and gives a token: for this repository, for a while. Here you see what it grants, and until when.",
            name: StepName::Token,
            state: |session| State::of(&session.token, summary),
        },
    )
}

/// The result.
pub fn result(look: Look, session: &Session) -> Vec<El> {
    session.token.result.as_deref().map(|granted| granted_view(look, granted)).unwrap_or_default()
}

fn summary(granted: &Granted) -> Text {
    match (&granted.token, &granted.actions) {
        (None, _) => text!("none needed"),
        (Some(_), None) => text!("opaque: only the registry can read it"),
        (Some(_), Some(_)) if granted.is_nothing() => text!("grants nothing"),
        (Some(_), Some(actions)) => text!("grants {actions}", actions = Text::names(actions)),
    }
}

fn granted_view(look: Look, granted: &Granted) -> Vec<El> {
    let Some(token) = &granted.token else {
        return vec![note("This registry does not work with tokens.")];
    };
    let secret = token.secret.clone();
    let apart = clocks(look, token);
    let mut parts: Vec<El> = warning(granted).into_iter().chain(apart).map(notice).collect();
    parts.push(secret_view(
        Rc::new(move || secret.clone()),
        "token",
        [text!("Reveal the token"), text!("Hide the token"), text!("Copy the token")],
    ));
    parts.push(facts_view(token_facts(look, granted, token)));
    parts.extend(token.jwt.as_ref().map(claims_view));
    parts.push(secret_command_view("The same with curl and jq", look, command, "token-curl"));
    parts
}

/// Less granted than asked for: registries say so in the token only.
fn warning(granted: &Granted) -> Option<Text> {
    if granted.is_nothing() {
        return Some(text!(
            "Nothing is granted. The registry gave a token, but one that opens nothing here: the account has no permission to read this repository, or namespace or repository do not exist. The next step will most likely fail."
        ));
    }
    let actions = granted.actions.as_ref()?;
    let is_missing = |name: &&&str| !actions.iter().any(|action| action == **name);
    let missing: Vec<&str> = granted.scope.actions.names().iter().filter(is_missing).copied().collect();
    (!missing.is_empty()).then(|| {
        text!(
            "Less was granted than asked for: {missing} is missing. The registry says so only in the token.",
            missing = Text::names(&missing)
        )
    })
}

/// The token tells the registry's time. A clock that is wrong does no harm here, but elsewhere it will.
fn clocks(look: Look, token: &Token) -> Option<Text> {
    let arrived = i64::try_from(look.token_arrived.get_untracked()).unwrap_or(i64::MAX);
    let skew = token.made_at()?.saturating_sub(arrived);
    let apart = words::roughly(skew.unsigned_abs());
    // Some registries hand out a token that they made a while ago.
    let age = token.lifetime().and_then(|seconds| i64::try_from(seconds).ok()).unwrap_or_default().max(CLOCKS_APART);
    match skew {
        CLOCKS_APART.. => Some(text!(
            "The registry's clock is {apart} ahead of this machine's. The token is used all the same: its time is counted from when it came.",
            apart
        )),
        ..=0 if skew <= -age => Some(text!(
            "The registry's clock is {apart} behind this machine's. The token is used all the same: its time is counted from when it came.",
            apart
        )),
        _ => None,
    }
}

fn token_facts(look: Look, granted: &Granted, token: &Token) -> Vec<El> {
    let known = token.jwt.as_ref().map(|jwt| jwt.known.clone()).unwrap_or_default();
    let lifetime = match token.lifetime() {
        Some(seconds) if token.jwt.is_some() => {
            text!("valid for {duration}, as the token itself says", duration = words::duration(seconds))
        }
        Some(seconds) => text!("valid for {duration}, as the answer says", duration = words::duration(seconds)),
        None => text!("not stated; the specification then means 60 seconds"),
    };
    let actions = match granted.actions.as_deref() {
        None => text!("not readable"),
        Some([]) => text!("nothing"),
        Some(actions) => Text::word(actions.join(", ")),
    };
    let asked = granted.scope.actions.names().join(", ");
    let left = time_left(look, token.lifetime().unwrap_or(UNSTATED_LIFETIME));
    let mut facts: Vec<El> = known.subject.iter().map(|subject| fact("For", Text::word(subject))).collect();
    facts.push(custom("Asked for", el("dd").id("token-asked").with(el("code").text(&asked))));
    facts.push(custom("Granted", el("dd").id("token-granted").with(el("code").say(actions))));
    facts.push(custom("Lifetime", el("dd").id("token-lifetime").say(lifetime)));
    facts.push(custom("Time left", left.id("token-left")));
    facts.extend(known.audience.iter().map(|audience| code("Valid at", audience)));
    facts.extend(known.issuer.iter().map(|issuer| code("Made by", issuer)));
    facts
}

/// Counts down from the token's arrival, so that a clock that differs from the registry's does no harm.
fn time_left(look: Look, lifetime: u64) -> El {
    let now = RwSignal::new(browser::now());
    if let Ok(timer) = set_interval_with_handle(move || now.set(browser::now()), Duration::from_secs(1)) {
        on_cleanup(move || timer.clear());
    }
    el("dd").live_say(move || match (look.token_arrived.get() + lifetime).saturating_sub(now.get()) {
        0 => text!("it has run out; look up again for a new one"),
        seconds => Text::word(words::clock(seconds)),
    })
}

fn claims_view(jwt: &Jwt) -> El {
    let part = |title: &'static str, id, json: &str| {
        let code = el("code").foreign(json);
        let block =
            el("pre").id(id).attrs(&[("tabindex", "0"), ("role", "group")]).say_attr("aria-label", title).with(code);
        [el("h3").say(title), block]
    };
    let parts = [part("Header", "token-header", &jwt.header), part("Claims", "token-claims", &jwt.claims)];
    el("details")
        .with(el("summary").say("What the token says, whole"))
        .with(note("Read, not verified: the signature is for the registry to check."))
        .with_all(parts.into_iter().flatten().collect())
}

fn command(look: Look, secrets: Secrets) -> String {
    look.session.with(|session| match (session.inquiry.as_deref(), session.challenge.result.as_deref()) {
        (Some(inquiry), Some(Entrance::Bearer { endpoint, service, .. })) => {
            curl::token(endpoint, service, &inquiry.scope(), inquiry.credentials.as_ref(), secrets)
        }
        _ => String::new(),
    })
}
