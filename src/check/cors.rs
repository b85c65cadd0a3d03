//! What a page of another origin may ask and read, route by route (Fetch standard, "CORS protocol").
//!
//! A page sees no headers of CORS: it only sees which of several requests are answered readably.

use super::course::{Course, probe};
use super::entry::Way;
use super::{Finding, Grade, StepName};
use crate::oci::{Address, digest, manifest};
use crate::registry::diagnose::{Verdict, is_readable};
use crate::registry::problem::{EXPOSED, Problem};
use crate::registry::transport::Transport;
use crate::text;
use crate::words::Text;

/// What stands for a token where only the question of the preflight matters. No registry takes it.
const NO_TOKEN: &str = "Bearer refscope";

/// Which requests to one address were answered readably.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Observed {
    /// One that needs no preflight.
    pub plain: bool,
    /// One with the `Accept` of manifests, which is too long to go without a preflight.
    pub accept: bool,
    /// One with `Authorization`.
    pub authorization: bool,
    /// Whether anything answers there at all, readable or not.
    pub answers: bool,
}

impl Observed {
    /// What that most likely means; `None` where all is well.
    #[must_use]
    pub fn verdict(self, page: Option<&str>) -> Option<Verdict> {
        let page = page.map(str::to_owned);
        match self {
            Self { answers: false, .. } => Some(Verdict::Unreachable),
            Self { plain: false, .. } => Some(Verdict::NoCors { page }),
            Self { accept: false, authorization: false, .. } => Some(Verdict::NoPreflight { page }),
            Self { authorization: false, .. } => Some(Verdict::HeaderNotAllowed { page, header: "Authorization" }),
            Self { accept: false, .. } => Some(Verdict::HeaderNotAllowed { page, header: "Accept" }),
            _ => None,
        }
    }

    /// The lines that are missing, for a page of that origin.
    #[must_use]
    pub fn lines(self, page: Option<&str>) -> String {
        let page = page.unwrap_or("https://page.example.com");
        let preflight = format!(
            "# OPTIONS, with status 204 and without a token:\n\
             Access-Control-Allow-Origin: {page}\n\
             Access-Control-Allow-Methods: GET, HEAD\n\
             Access-Control-Allow-Headers: Authorization, Accept\n\
             Access-Control-Max-Age: 600"
        );
        if self.plain {
            return preflight;
        }
        format!(
            "# every answer, those with an error status too:\n\
             Access-Control-Allow-Origin: {page}\n\
             Access-Control-Expose-Headers: {EXPOSED}\n\
             {preflight}"
        )
    }
}

/// The headers that a look sends to a route and that need a preflight. Where it sends none of them, it is no fault that
/// it may not; but a proxy that allows them elsewhere only is an odd one.
const fn needed(step: StepName) -> &'static [&'static str] {
    match step {
        StepName::CorsManifests => &["Accept", "Authorization"],
        StepName::CorsToken | StepName::CorsReferrers | StepName::CorsBlobs => &["Authorization"],
        _ => &[],
    }
}

/// What it means for a step on CORS that its route, at `host`, was seen to answer so.
#[must_use]
pub fn judge(step: StepName, host: &Address, page: Option<&str>, seen: Observed) -> Finding {
    let Some(verdict) = seen.verdict(page) else {
        let seen = text!("Answers can be read; Authorization and Accept may be sent.");
        return Finding::pass(step, seen);
    };
    let is_unreachable = verdict == Verdict::Unreachable;
    let is_needed = match &verdict {
        Verdict::HeaderNotAllowed { header, .. } => needed(step).contains(header),
        Verdict::NoPreflight { .. } => !needed(step).is_empty(),
        _ => true,
    };
    let mut finding = Finding::failed(step, Problem::unreadable(host, &verdict));
    if !is_needed {
        finding.grade = Grade::Warn;
    }
    if is_unreachable { finding } else { finding.with_lines(seen.lines(page)) }
}

pub(super) async fn check<T: Transport>(course: &Course<'_, T>, way: &Way) {
    let registry = &course.subject.registry;
    let (repository, reference) = probe(course.subject);
    // Nothing has this digest but what is empty.
    let digest = digest::of(b"");
    let token = way.endpoint.as_ref().map(|(endpoint, service)| (endpoint.address(), endpoint.url(service, &[])));
    let at = |path: String| Some((registry, course.at(&path)));
    let mut is_explained = false;
    for (step, place) in [
        (StepName::CorsBase, at("/v2/".to_owned())),
        (StepName::CorsToken, token),
        (StepName::CorsManifests, at(format!("/v2/{repository}/manifests/{reference}"))),
        (StepName::CorsReferrers, at(format!("/v2/{repository}/referrers/{digest}"))),
        (StepName::CorsBlobs, at(format!("/v2/{repository}/blobs/{digest}"))),
    ] {
        course.ask(step);
        let mut finding = match place {
            Some((host, url)) => route(course, step, host, &url).await,
            None => Finding::none(step, no_endpoint(way)),
        };
        if is_explained {
            // Once is enough: it would be the same words again.
            finding.why = Text::empty();
        }
        is_explained |= !finding.why.is_empty();
        course.tell(finding);
    }
}

fn no_endpoint(way: &Way) -> Text {
    if way.entrance.is_some() {
        text!("The registry gives no tokens.")
    } else {
        text!("The page asks no token endpoint on another host before you allow that host.")
    }
}

async fn route<T: Transport>(course: &Course<'_, T>, step: StepName, host: &Address, url: &str) -> Finding {
    let page = course.recorder.page_origin();
    if page.as_deref().is_none_or(|page| page == course.recorder.asked_at(host).origin()) {
        return Finding::none(step, text!("The same origin as this page: no permission is needed."));
    }
    let seen = observe(&course.recorder, url).await;
    let word = |is_readable| if is_readable { "readable" } else { "not readable" };
    judge(step, host, page.as_deref(), seen)
        .asked(format!("GET {url}: {}", word(seen.plain)))
        .asked(format!("GET {url} with Accept (preflight): {}", word(seen.accept)))
        .asked(format!("GET {url} with Authorization (preflight): {}", word(seen.authorization)))
}

async fn observe<T: Transport>(transport: &T, url: &str) -> Observed {
    let plain = is_readable(transport, url, None).await;
    let accept = is_readable(transport, url, Some(("Accept", manifest::ACCEPT))).await;
    let authorization = is_readable(transport, url, Some(("Authorization", NO_TOKEN))).await;
    let answers = plain || transport.answers_at_all(url).await;
    Observed { plain, accept, authorization, answers }
}
