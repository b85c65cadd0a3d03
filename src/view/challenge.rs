//! Step 2: how one gets in.

use super::element::El;
use super::facts::{code, fact, facts_view, note};
use super::look::Look;
use super::step::{State, StepView, step_view};
use crate::registry::Entrance;
use crate::registry::entrance::Source;
use crate::session::{Session, StepName};
use crate::text;
use crate::words::Text;

/// What the registry's challenge says.
pub fn challenge(look: Look) -> El {
    step_view(
        look,
        StepView {
            id: "step-challenge",
            number: "2",
            title: "The way in",
            about: "GET /v2/ asks the registry where it gives tokens, and by which service name it is known there.",
            name: StepName::Challenge,
            state: |session| State::of(&session.challenge, summary),
        },
    )
}

/// The result.
pub fn result(session: &Session) -> Vec<El> {
    session.challenge.result.as_deref().map(entrance_view).unwrap_or_default()
}

fn summary(entrance: &Entrance) -> Text {
    match entrance {
        Entrance::Bearer { .. } => text!("with a token"),
        Entrance::Basic => text!("with the Basic header, no token"),
        Entrance::Open => text!("open to everyone"),
    }
}

fn entrance_view(entrance: &Entrance) -> Vec<El> {
    let (endpoint, service, source, realm) = match entrance {
        Entrance::Basic => {
            return vec![note(
                "This registry asks for HTTP Basic and gives no tokens: the header goes with every request.",
            )];
        }
        Entrance::Open => return vec![note("This registry answers everyone; no credentials are sent.")],
        Entrance::Bearer { endpoint, service, source, realm } => (endpoint, service, source, realm),
    };
    let known_by = match source {
        Source::Challenge => text!("the registry's own challenge (WWW-Authenticate)"),
        Source::Assumed => text!("assumption: the challenge could not be read, so this is how Quay has it"),
        Source::Typed => text!("what you set under “Advanced”"),
    };
    let table = facts_view(vec![
        code("Token endpoint", &endpoint.to_string()),
        code("Service", service),
        fact("Known by", known_by),
    ]);
    let proxied = realm.as_ref().map(|realm| {
        let host = realm.address().host();
        note(text!("The challenge names the host {host}. The page asks the same path at the registry you entered instead, so that your password goes to no other host.", host))
    });
    std::iter::once(table).chain(proxied).collect()
}
