//! This page: how it is hosted, and whether a browser lets it ask the registry at all.

use super::course::Course;
use super::{Finding, StepName, policy};
use crate::oci::Address;
use crate::oci::address::Scheme;
use crate::registry::Transport;
use crate::registry::transport::Request;
use crate::text;
use std::time::Duration;

/// The most bytes read of the page's own document; nobody looks at them.
const LIMIT: usize = 1024 * 1024;
/// How long its server may take.
const TIMEOUT: Duration = Duration::from_secs(10);

pub(super) async fn check<T: Transport>(course: &Course<'_, T>) {
    let origin = course.recorder.page_origin();
    course.ask(StepName::Hosting);
    // What matters to a browser is where the registry is asked, whatever people call it.
    let registry = course.recorder.asked_at(&course.subject.registry);
    course.tell(hosting(&registry, origin.as_deref()));
    course.ask(StepName::Secure);
    course.tell(secure(&registry, origin.as_deref()));
    course.ask(StepName::Policy);
    course.tell(own_policy(course, &registry, origin.as_deref()).await);
}

fn hosting(registry: &Address, origin: Option<&str>) -> Finding {
    let (step, registry) = (StepName::Hosting, registry.origin());
    match origin {
        Some(page) if page == registry => Finding::pass(
            step,
            text!(
                "Page and registry share the origin {origin}: a browser asks for no permission (CORS).",
                origin = page
            ),
        ),
        Some(page) => Finding::pass(
            step,
            text!(
                "The page comes from {page}, the registry is at {registry}: another origin. What it answers may be read only with its leave (CORS), which the steps below try.",
                page,
                registry
            ),
        ),
        None => Finding::none(step, text!("This is no browser.")),
    }
}

fn secure(registry: &Address, origin: Option<&str>) -> Finding {
    let step = StepName::Secure;
    let page = origin.and_then(|origin| Address::parse(origin).ok());
    let is_plain = |address: &Address| address.scheme() == Scheme::Http && !address.is_this_machine();
    let host = registry.host();
    if page.as_ref().is_some_and(|page| page.scheme() == Scheme::Https) && is_plain(registry) {
        return Finding::new(
            step,
            super::Grade::Fail,
            text!("This page came by https, the address of {host} begins with http: browsers forbid that (mixed content).", host),
        )
        .mended_by(text!("Reach the registry by https, or open this page by http from a trusted host."));
    }
    if is_plain(registry) {
        return Finding::new(
            step,
            super::Grade::Warn,
            text!("{host} is asked by http: password and token can be read on their way.", host),
        )
        .mended_by(text!("Put a proxy with a certificate in front of the registry, and enter its https address."));
    }
    if page.as_ref().is_some_and(is_plain) {
        return Finding::new(
            step,
            super::Grade::Warn,
            text!("This page came by http: it can be changed on its way, and what it is given can be sent elsewhere."),
        )
        .mended_by(text!("Serve this page by https."));
    }
    Finding::pass(step, text!("Nothing goes over a network unprotected."))
}

/// The policy in the document, and the one that its server sends with it: each has to allow the registry.
async fn own_policy<T: Transport>(course: &Course<'_, T>, asked: &Address, origin: Option<&str>) -> Finding {
    let (step, subject) = (StepName::Policy, course.subject);
    let Some(page) = &subject.page else { return Finding::none(step, text!("This is no browser.")) };
    let request =
        Request { url: page.clone(), headers: Vec::new(), limit: LIMIT, timeout: TIMEOUT, follow_redirects: true };
    let answer = course.recorder.send(&request).await.ok();
    let sent = answer.as_ref().and_then(|answer| answer.header("content-security-policy")).unwrap_or_default();
    let policies: Vec<&str> = [subject.policy.as_str(), sent].into_iter().filter(|text| !text.is_empty()).collect();
    let registry = asked.origin();
    let blocking = policies.iter().find(|policy| !policy::allows(policy, asked, origin));
    let finding = match blocking {
        Some(policy) => Finding::new(
            step,
            super::Grade::Fail,
            text!("The policy of this page does not let it ask {registry} (connect-src).", registry = &registry),
        )
        .mended_by(text!(
            "Let the server of this page send a policy that allows the registry, or none: the page has one of its own."
        ))
        .with_lines(format!("Content-Security-Policy: connect-src 'self' {registry}"))
        .quoting(*policy),
        None if policies.is_empty() => {
            Finding::pass(step, text!("There is no policy that could keep the page from asking {registry}.", registry))
        }
        None => Finding::pass(step, text!("The policy of this page lets it ask {registry} (connect-src).", registry)),
    };
    finding.asked(match &answer {
        Some(answer) => format!("GET {page}: {}", answer.status),
        None => format!("GET {page}: no answer"),
    })
}
