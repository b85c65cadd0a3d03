//! The token: whether one is given, what it allows, for whom it is, and by which clock.

use super::course::Course;
use super::time::{http_date, skew};
use super::{Finding, Grade, StepName};
use crate::auth::Token;
use crate::oci::error::Refusal;
use crate::registry::client::Granted;
use crate::registry::error::Question;
use crate::registry::transport::{Request, Response};
use crate::registry::{ClientError, Entrance, Transport};
use crate::text;
use crate::words::{self, Text};
use std::time::Duration;

/// The most bytes read of an answer to the question whether a token is accepted.
const LIMIT: usize = 256 * 1024;
/// How long that answer may take.
const TIMEOUT: Duration = Duration::from_secs(30);
/// By how many seconds clocks may differ without anybody noticing.
const CLOSE: u64 = 60;
/// By how many seconds they may differ before tokens and certificates are refused: what most servers allow for.
const FAR: u64 = 300;

/// Gives what was granted, if one can go on with that.
pub(super) async fn check<T: Transport>(course: &Course<'_, T>, entrance: &Entrance) -> Option<Granted> {
    let granted = enter(course, entrance).await;
    let token = granted.as_ref().and_then(|(granted, _)| granted.as_ref());
    if let (Some(token), Entrance::Bearer { service, .. }) = (token, entrance) {
        course.ask(StepName::Service);
        course.tell(audience(course, token, service).await);
    }
    course.ask(StepName::Clock);
    course.tell(clock(course.recorder.date(), token, (&course.recorder).now()));
    granted?.1
}

/// The token and, with a repository, what is granted there; `None` where one does not get in.
async fn enter<T: Transport>(course: &Course<'_, T>, entrance: &Entrance) -> Option<(Option<Token>, Option<Granted>)> {
    let (step, credentials) = (StepName::Token, course.subject.credentials.clone());
    course.ask(step);
    let Entrance::Bearer { endpoint, service, .. } = entrance else {
        course.tell(Finding::none(step, text!("The registry gives no tokens.")));
        let granted = course.client.enter(entrance.clone(), credentials, course.scope()?).await.ok();
        return Some((None, granted));
    };
    let scope = course.scope();
    if scope.is_none() && credentials.is_none() {
        course.tell(Finding::none(step, text!("Enter a repository: nobody gets a token without one or an account.")));
        return None;
    }
    let scopes: Vec<_> = scope.iter().cloned().collect();
    let asked = format!("GET {}", endpoint.url(service, &scopes));
    let answer = match scope {
        Some(scope) => course.client.enter(entrance.clone(), credentials, scope).await.map(|granted| {
            let token = granted.token.clone();
            (token, Some(granted))
        }),
        None => {
            let token = course.client.token(endpoint, service, &[], credentials.as_ref()).await;
            token.map(|token| (Some(token), None))
        }
    };
    let asked = course.answered(&asked);
    match answer {
        Ok((token, granted)) => {
            token.iter().for_each(|token| course.hide(token));
            course.tell(given(course, token.as_ref(), granted.as_ref()).asked(asked));
            Some((token, granted))
        }
        Err(error) => {
            course.tell(Finding::failed(step, course.explain(&error, None)).asked(asked));
            None
        }
    }
}

fn given<T: Transport>(course: &Course<'_, T>, token: Option<&Token>, granted: Option<&Granted>) -> Finding {
    let step = StepName::Token;
    let lifetime = match token.and_then(Token::lifetime) {
        Some(seconds) => words::duration(seconds),
        None => text!("a time that is not stated"),
    };
    let Some(granted) = granted else {
        return Finding::pass(
            step,
            text!("A token is given, for {lifetime}. No repository was entered, so none is granted.", lifetime),
        );
    };
    let scope = granted.scope.to_string();
    match &granted.actions {
        None => Finding::pass(
            step,
            text!("A token is given for {scope}, for {lifetime}. It does not say what it allows.", scope, lifetime),
        ),
        Some(_) if granted.is_nothing() => {
            let fix = if course.subject.credentials.is_some() {
                text!("Check the repository's name, and ask its owner for the permission to read.")
            } else {
                text!("Enter a user name and a password or robot token that may read it.")
            };
            let seen = text!(
                "A token is given for {scope}, but nothing is granted. Registries say no more where an account may not read a repository, and where there is no such repository.",
                scope
            );
            Finding::new(step, Grade::Fail, seen).mended_by(fix)
        }
        Some(actions) => {
            let actions = Text::names(actions);
            Finding::pass(
                step,
                text!("A token is given for {scope}, for {lifetime}. It allows: {actions}.", scope, lifetime, actions),
            )
        }
    }
}

/// Whom the token is for, and whether the registry takes it: asked at `/v2/`, which needs no repository.
async fn audience<T: Transport>(course: &Course<'_, T>, token: &Token, service: &str) -> Finding {
    let request = Request {
        url: course.at("/v2/"),
        headers: vec![("Authorization", token.header())],
        limit: LIMIT,
        timeout: TIMEOUT,
        follow_redirects: false,
    };
    let answer = (&course.recorder).send(&request).await.ok();
    let audience = token.jwt.as_ref().map(|jwt| jwt.known.audience.as_deref());
    let asked = course.answered(&format!("GET {} with Authorization", request.url));
    accepted(course, answer, service, audience).asked(asked)
}

fn accepted<T: Transport>(
    course: &Course<'_, T>,
    answer: Option<Response>,
    service: &str,
    audience: Option<Option<&str>>,
) -> Finding {
    let step = StepName::Service;
    let names = match audience {
        Some(Some(audience)) => {
            text!("The token was asked for the service {service}, and is for {audience} (“aud”).", service, audience)
        }
        Some(None) => {
            text!("The token was asked for the service {service}, and is for none (“aud” is missing).", service)
        }
        None => text!("The token was asked for the service {service}, and does not say for which it is.", service),
    };
    match answer {
        Some(answer) if answer.is_success() => {
            let seen = text!("{names} The registry accepts it.", names);
            let is_same = audience.is_none_or(|audience| audience == Some(service));
            Finding::new(step, if is_same { Grade::Pass } else { Grade::Warn }, seen)
        }
        Some(answer) => {
            let refusal = Refusal::parse(&answer.body);
            let (question, status) = (Question::Manifest, answer.status);
            let error = ClientError::Refused { question, status, refusal, retry_after: None };
            let problem = course.explain(&error, None);
            let why = text!("{names} {why}", names, why = problem.why.clone());
            Finding { why, ..Finding::failed(step, problem) }
        }
        None => Finding::none(step, text!("{names} Whether the registry accepts it could not be read.", names)),
    }
}

/// Compares this machine's clock with the registry's: by the answer's `Date` where that can be read, else by the time at
/// which the token says that it was made.
fn clock(date: Option<(String, u64)>, token: Option<&Token>, now: u64) -> Finding {
    let step = StepName::Clock;
    let made = token.and_then(Token::made_at);
    let by_date = date.and_then(|(text, at)| Some((skew(http_date(&text)?, at), format!("Date: {text}"))));
    let by_token = made.map(|made| (skew(made, now), format!("iat: {made}")));
    let Some((skew, words)) = by_date.or(by_token) else {
        return Finding::none(step, text!("Neither the answer's Date nor a token tells the registry's time."));
    };
    let apart = skew.unsigned_abs();
    if apart <= CLOSE {
        return Finding::pass(step, text!("This machine's clock and the registry's agree.")).quoting(words);
    }
    let grade = if apart <= FAR { Grade::Warn } else { Grade::Fail };
    let apart = words::roughly(apart);
    let seen = if skew > 0 {
        text!("The registry's clock is {apart} ahead of this machine's.", apart)
    } else {
        text!("The registry's clock is {apart} behind this machine's.", apart)
    };
    Finding::new(step, grade, seen).quoting(words).mended_by(text!(
        "Set the clock that is wrong, by NTP. Tokens, certificates and signatures hold for a time only: with a wrong clock they are refused, or taken though they are over."
    ))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn clocks_are_compared_by_the_answer_or_by_the_token() {
        let date = |text: &str, at| Some((text.to_owned(), at));
        let now = 1_795_576_017;
        let there = "Wed, 25 Nov 2026 03:06:57 GMT";
        let token = |iat: i64| {
            use base64ct::{Base64UrlUnpadded, Encoding as _};
            let part = |text: String| Base64UrlUnpadded::encode_string(text.as_bytes());
            let jwt = format!("{}.{}.c2ln", part("{}".to_owned()), part(format!("{{\"iat\":{iat}}}")));
            Token::parse_answer(format!("{{\"token\":\"{jwt}\"}}").as_bytes()).unwrap()
        };
        for (date, token, grade, words) in [
            (date(there, now), None, Grade::Pass, "agree"),
            (date(there, now + 60), None, Grade::Pass, "agree"),
            (date(there, now + 180), None, Grade::Warn, "3 minutes behind"),
            (date(there, now - 86_400), None, Grade::Fail, "24 hours ahead"),
            (date(there, now + 500_000), Some(token(0)), Grade::Fail, "6 days behind"),
            (date("yesterday", now), Some(token(1_795_576_000)), Grade::Pass, "agree"),
            (None, Some(token(1_795_576_017 - 7_300)), Grade::Fail, "2 hours behind"),
            (None, None, Grade::NotApplicable, "Neither"),
        ] {
            let finding = clock(date, token.as_ref(), now);
            assert_eq!(finding.grade, grade, "{finding:?}");
            assert!(finding.seen.to_string().contains(words), "{finding:?}");
        }
    }
}
