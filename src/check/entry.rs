//! The way to the registry: whether anything answers, and what it says about how one gets in.

use super::course::Course;
use super::exposed::expose;
use super::{Finding, Grade, StepName};
use crate::auth::Challenge;
use crate::registry::diagnose::Verdict;
use crate::registry::entrance::Source;
use crate::registry::problem::Problem;
use crate::registry::{ClientError, Entrance, TokenEndpoint, Transport};
use crate::text;

/// What is known of the way in.
pub(super) struct Way {
    /// How one gets in; `None` where that is not known, or is not to be used.
    pub entrance: Option<Entrance>,
    /// Where the token endpoint may be asked whether it lets itself be read; `None` where there is none, or where the
    /// person has not allowed its host.
    pub endpoint: Option<(TokenEndpoint, String)>,
}

/// Gives the way in; `None` where nothing answers.
pub(super) async fn check<T: Transport>(course: &Course<'_, T>) -> Option<Way> {
    course.ask(StepName::Reach);
    let registry = &course.subject.registry;
    let answer = course.client.challenge(&course.subject.allowed).await;
    let last = course.recorder.last();
    let asked = match last.status {
        0 => format!("GET {}: no readable answer", course.at("/v2/")),
        status => format!("GET {}: {status}", course.at("/v2/")),
    };
    let reached = reached(course, &answer, last.status).asked(asked);
    let is_registry = reached.grade != Grade::Fail;
    course.tell(reached);
    if !is_registry {
        return None;
    }
    course.ask(StepName::Challenge);
    let words = last.header("www-authenticate").unwrap_or_default();
    let is_cross_origin = course.client.is_cross_origin();
    course.tell(challenge(&answer, words, is_cross_origin, |error| course.explain(error, None)));
    let (service, typed) = (course.subject.service.as_deref(), course.subject.endpoint.as_ref());
    let found = match answer {
        Ok(entrance) => Some(entrance),
        // Named by the person, an endpoint needs no challenge; without CORS there is nothing to be had from it either.
        Err(ClientError::ForeignRealm { .. } | ClientError::Challenge(_)) if typed.is_some() => {
            Some(Entrance::assumed(registry))
        }
        Err(_) => None,
    };
    let entrance = found.map(|entrance| entrance.with_typed(service, typed, registry));
    let is_foreign = last.status != 0 && entrance.is_none();
    let assumed = (!is_foreign).then(|| Entrance::assumed(registry).with_typed(service, typed, registry));
    let endpoint = match entrance.clone().or(assumed) {
        Some(Entrance::Bearer { endpoint, service, .. }) => Some((endpoint, service)),
        _ => None,
    };
    Some(Way { entrance, endpoint })
}

fn reached<T: Transport>(course: &Course<'_, T>, answer: &Result<Entrance, ClientError>, status: u16) -> Finding {
    let (step, host) = (StepName::Reach, course.subject.registry.host());
    match answer {
        Ok(_) | Err(ClientError::ForeignRealm { .. } | ClientError::Challenge(_)) => {
            Finding::pass(step, text!("{host} answers like a registry ({status}).", host, status))
        }
        Err(ClientError::NoAnswer { verdict: Verdict::NoCors { .. }, .. }) => {
            Finding::pass(step, text!("Something answers at {host}; what it says may not be read by this page.", host))
        }
        Err(error) => Finding::failed(step, course.explain(error, None)),
    }
}

/// What the answer to `GET /v2/` says of the way in; `words` is the value of its `WWW-Authenticate`.
fn challenge(
    answer: &Result<Entrance, ClientError>,
    words: &str,
    is_cross_origin: bool,
    explain: impl Fn(&ClientError) -> Problem,
) -> Finding {
    let step = StepName::Challenge;
    let finding = match answer {
        Ok(Entrance::Bearer { source: Source::Assumed, .. }) => silent(is_cross_origin),
        Ok(Entrance::Bearer { realm: Some(realm), endpoint, service, .. }) => Finding::pass(
            step,
            text!(
                "Scheme Bearer, service {service}. The realm {realm} is on another host; as it is Quay's own path, the page asks {endpoint} instead: the registry is seen through a proxy.",
                service,
                realm = realm.to_string(),
                endpoint = endpoint.to_string()
            ),
        ),
        Ok(Entrance::Bearer { endpoint, service, .. }) => {
            let has_service = Challenge::parse_all(words).iter().any(|challenge| challenge.service().is_some());
            let seen = text!("Scheme Bearer, realm {realm}, service {service}.", realm = endpoint.to_string(), service);
            if has_service {
                Finding::pass(step, seen)
            } else {
                Finding::new(step, Grade::Warn, seen).mended_by(text!(
                    "The challenge names no service, so the page takes the registry's own name. If tokens are refused, set the service by hand under “Advanced”."
                ))
            }
        }
        Ok(Entrance::Basic) => Finding::pass(
            step,
            text!("Scheme Basic: the registry gives no tokens, and wants the password with every request."),
        ),
        Ok(Entrance::Open) => Finding::pass(step, text!("None: the registry lets everybody in.")),
        Err(ClientError::NoAnswer { .. }) => {
            return Finding::none(step, text!("It cannot be read before the steps on CORS pass."));
        }
        Err(error) => Finding::failed(step, explain(error)),
    };
    if words.is_empty() { finding } else { finding.quoting(format!("WWW-Authenticate: {}", short(words))) }
}

/// The answer wants a way in, and nobody can read which.
fn silent(is_cross_origin: bool) -> Finding {
    let warn = |seen| Finding::new(StepName::Challenge, Grade::Warn, seen);
    if is_cross_origin {
        return expose(warn(text!(
            "The answer asks for a way in, but its WWW-Authenticate cannot be read by a page of another origin. The page goes on as it is in Quay: /v2/auth, with the registry's own name as service."
        )));
    }
    warn(text!(
        "The answer asks for a way in without saying which: it has no WWW-Authenticate. The page goes on as it is in Quay: /v2/auth, with the registry's own name as service."
    ))
    .mended_by(text!("Let the proxy in front of the registry pass WWW-Authenticate on."))
}

/// What is told of a header: hostile ones are long.
fn short(words: &str) -> String {
    words.chars().take(500).collect()
}
