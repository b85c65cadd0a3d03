//! Step 3: the token, shown and explained.

use super::command::secret_command_view;
use super::element::{El, el, words as text};
use super::facts::{code, custom, fact, facts_view, note, notice};
use super::look::Look;
use super::secret::secret_view;
use super::step::{State, StepView, step_view};
use crate::auth::Token;
use crate::auth::token::Jwt;
use crate::browser;
use crate::export::curl::{self, Secrets};
use crate::registry::Entrance;
use crate::session::{Granted, StepName};
use crate::words;
use leptos::prelude::*;
use std::rc::Rc;
use std::time::Duration;

/// The lifetime in seconds that the token specification means where an answer states none.
const UNSTATED_LIFETIME: u64 = 60;

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
            result: |look, session| {
                session.token.result.as_deref().map(|granted| granted_view(look, granted)).unwrap_or_default()
            },
        },
    )
}

fn summary(granted: &Granted) -> String {
    match (&granted.token, &granted.actions) {
        (None, _) => "none needed".to_owned(),
        (Some(_), None) => "opaque: only the registry can read it".to_owned(),
        (Some(_), Some(_)) if granted.is_nothing() => "grants nothing".to_owned(),
        (Some(_), Some(actions)) => format!("grants {}", words::list(actions)),
    }
}

fn granted_view(look: Look, granted: &Granted) -> Vec<El> {
    let Some(token) = &granted.token else {
        return vec![note("This registry does not work with tokens.")];
    };
    let secret = token.secret.clone();
    let mut parts: Vec<El> = warning(granted).iter().map(|words| notice(words)).collect();
    parts.push(secret_view(Rc::new(move || secret.clone()), "token", "token", "Copy the token"));
    parts.push(facts_view(token_facts(look, granted, token)));
    parts.extend(token.jwt.as_ref().map(claims_view));
    parts.push(secret_command_view("The same with curl and jq", look, command, "token-curl"));
    parts
}

/// Less granted than asked for: registries say so in the token only.
fn warning(granted: &Granted) -> Option<String> {
    if granted.is_nothing() {
        return Some("Nothing is granted. The registry gave a token, but one that opens nothing here: the account has no permission to read this repository, or namespace or repository do not exist. The next step will most likely fail.".to_owned());
    }
    let actions = granted.actions.as_ref()?;
    let is_missing = |name: &&&str| !actions.iter().any(|action| action == **name);
    let missing: Vec<String> =
        granted.scope.actions.names().iter().filter(is_missing).map(|name| (*name).to_owned()).collect();
    (!missing.is_empty()).then(|| {
        format!(
            "Less was granted than asked for: {} is missing. The registry says so only in the token.",
            words::list(&missing)
        )
    })
}

fn token_facts(look: Look, granted: &Granted, token: &Token) -> Vec<El> {
    let known = token.jwt.as_ref().map(|jwt| jwt.known.clone()).unwrap_or_default();
    let lifetime = match token.lifetime() {
        Some(seconds) => {
            let by = if token.jwt.is_some() { "as the token itself says" } else { "as the answer says" };
            format!("valid for {}, {by}", words::duration(seconds))
        }
        None => "not stated; the specification then means 60 seconds".to_owned(),
    };
    let actions = match granted.actions.as_deref() {
        None => "not readable".to_owned(),
        Some([]) => "nothing".to_owned(),
        Some(actions) => actions.join(", "),
    };
    let asked = granted.scope.actions.names().join(", ");
    let left = time_left(look, token.lifetime().unwrap_or(UNSTATED_LIFETIME));
    let mut facts: Vec<El> = known.subject.iter().map(|subject| fact("For", subject)).collect();
    facts.push(custom("Asked for", el("dd").id("token-asked").with(el("code").text(&asked))));
    facts.push(custom("Granted", el("dd").id("token-granted").with(el("code").text(&actions))));
    facts.push(custom("Lifetime", el("dd").id("token-lifetime").text(&lifetime)));
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
    el("dd").live_text(move || match (look.token_arrived.get() + lifetime).saturating_sub(now.get()) {
        0 => "it has run out; look up again for a new one".to_owned(),
        seconds => words::clock(seconds),
    })
}

fn claims_view(jwt: &Jwt) -> El {
    let part = |title, id, json: &str| {
        let code = el("code").text(json);
        let block = el("pre").id(id).attrs(&[("tabindex", "0"), ("role", "group"), ("aria-label", title)]).with(code);
        [el("h3").text(title), block]
    };
    let parts = [part("Header", "token-header", &jwt.header), part("Claims", "token-claims", &jwt.claims)];
    el("details")
        .with(el("summary").text("What the token says, whole"))
        .with(text("p", "note", "Read, not verified: the signature is for the registry to check."))
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
