//! Step 3: the token, shown and explained.

use super::command::secret_command_view;
use super::facts::{code, custom, fact, facts_view, note, notice};
use super::look::{Look, use_look};
use super::secret::secret_view;
use super::step::{StepAbout, StepContent};
use crate::auth::Token;
use crate::auth::token::Jwt;
use crate::browser;
use crate::export::curl::{self, Secrets};
use crate::registry::Entrance;
use crate::session::{Granted, StepName};
use crate::words;
use leptos::prelude::*;
use std::time::Duration;

pub const TOKEN: StepAbout = StepAbout {
    id: "step-token",
    number: 3,
    title: "Token",
    about: "The token endpoint takes the Basic header and gives a token: for this repository, for a while. Here you see what it grants, and until when.",
};

/// The lifetime in seconds that the token specification means where an answer states none.
const UNSTATED_LIFETIME: u64 = 60;

/// The token.
pub fn token(look: Look) -> StepContent {
    look.read(StepName::Token, |session| StepContent::of(&session.token, summary, granted_view))
}

fn summary(granted: &Granted) -> String {
    match (&granted.token, &granted.actions) {
        (None, _) => "none needed".to_owned(),
        (Some(_), None) => "opaque: only the registry can read it".to_owned(),
        (Some(_), Some(_)) if granted.is_nothing() => "grants nothing".to_owned(),
        (Some(_), Some(actions)) => format!("grants {}", words::list(actions)),
    }
}

fn granted_view(granted: &Granted) -> AnyView {
    let Some(token) = &granted.token else {
        return note("This registry does not work with tokens.");
    };
    (
        warning(granted).map(notice),
        secret_view(Signal::stored(token.secret.clone()), "token", "token", "Copy the token"),
        token_facts(granted, token),
        token.jwt.as_ref().map(claims_view),
        secret_command_view("The same with curl and jq", command, "token-curl"),
    )
        .into_any()
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

fn token_facts(granted: &Granted, token: &Token) -> AnyView {
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
    let mut facts = Vec::new();
    facts.extend(known.subject.map(|subject| fact("For", subject)));
    facts.push(code("Asked for", granted.scope.actions.names().join(", ")).with_id("token-asked"));
    facts.push(code("Granted", actions).with_id("token-granted"));
    facts.push(fact("Lifetime", lifetime).with_id("token-lifetime"));
    facts.push(custom("Time left", time_left(token.lifetime().unwrap_or(UNSTATED_LIFETIME))).with_id("token-left"));
    facts.extend(known.audience.map(|audience| code("Valid at", audience)));
    facts.extend(known.issuer.map(|issuer| code("Made by", issuer)));
    facts_view(facts)
}

/// Counts down from the token's arrival, so that a clock that differs from the registry's does no harm.
fn time_left(lifetime: u64) -> AnyView {
    let arrived = use_look().token_arrived;
    let now = RwSignal::new(browser::now());
    if let Ok(timer) = set_interval_with_handle(move || now.set(browser::now()), Duration::from_secs(1)) {
        on_cleanup(move || timer.clear());
    }
    let left = move || match (arrived.get() + lifetime).saturating_sub(now.get()) {
        0 => "it has run out; look up again for a new one".to_owned(),
        seconds => words::clock(seconds),
    };
    left.into_any()
}

fn claims_view(jwt: &Jwt) -> AnyView {
    let text = |value: &serde_json::Value| serde_json::to_string_pretty(value).unwrap_or_default();
    view! {
        <details>
            <summary>"What the token says, whole"</summary>
            <p class="note">"Read, not verified: the signature is for the registry to check."</p>
            <h3>"Header"</h3>
            <pre id="token-header" tabindex="0"><code>{text(&jwt.header)}</code></pre>
            <h3>"Claims"</h3>
            <pre id="token-claims" tabindex="0"><code>{text(&jwt.claims)}</code></pre>
        </details>
    }
    .into_any()
}

fn command(look: Look, secrets: Secrets) -> String {
    look.session.with(|session| match (session.inquiry.as_deref(), session.challenge.result.as_deref()) {
        (Some(inquiry), Some(Entrance::Bearer { endpoint, service, .. })) => {
            curl::token(endpoint, service, &inquiry.scope(), inquiry.credentials.as_ref(), secrets)
        }
        _ => String::new(),
    })
}
