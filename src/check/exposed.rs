//! Which headers of the answers a page of another origin can read.

use super::content::Content;
use super::course::Course;
use super::{Finding, Grade, StepName};
use crate::registry::Transport;
use crate::registry::problem::EXPOSED;
use crate::registry::transport::Response;
use crate::text;
use crate::words::Text;

/// What was seen of one header.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Seen {
    Yes,
    /// It was to be there, and was not.
    No,
    /// Nothing was asked whose answer has to have it.
    Unknown,
}

/// Adds what makes headers readable.
pub(super) fn expose(finding: Finding) -> Finding {
    finding
        .mended_by(text!(
            "Let the proxy expose these headers on every answer under /v2/, those with an error status too."
        ))
        .with_lines(format!("Access-Control-Expose-Headers: {EXPOSED}"))
}

/// `base` is the answer to `GET /v2/`.
pub(super) async fn check<T: Transport>(course: &Course<'_, T>, base: &Response, content: Option<&Content>) {
    let step = StepName::Exposed;
    course.ask(step);
    if !course.client.is_cross_origin() {
        course.tell(Finding::none(step, text!("The same origin as this page: all headers can be read.")));
        return;
    }
    if base.status == 0 {
        // No answer may be read, let alone its headers: that is told at the end.
        return;
    }
    let was = |is_seen: bool| if is_seen { Seen::Yes } else { Seen::No };
    let challenge = if base.status == 401 { was(base.header("www-authenticate").is_some()) } else { Seen::Unknown };
    let digest = content.map_or(Seen::Unknown, |content| was(content.is_digest_stated));
    // Whether a registry filters is its own affair: not to see that it does counts only beside other headers unseen.
    let filters = match content {
        Some(content) if content.is_filtered => Seen::Yes,
        Some(content) if content.has_api && !content.is_digest_stated => Seen::No,
        _ => Seen::Unknown,
    };
    let link = if content.is_some_and(|content| content.is_linked) { Seen::Yes } else { Seen::Unknown };
    course.tell(judge([
        ("WWW-Authenticate", challenge),
        ("Docker-Content-Digest", digest),
        ("OCI-Filters-Applied", filters),
        ("Link", link),
    ]));
}

fn judge(headers: [(&'static str, Seen); 4]) -> Finding {
    let named = |wanted: Seen| -> Vec<Text> {
        let names = headers.iter().filter(|(_, seen)| *seen == wanted).map(|(name, _)| *name);
        names.map(Text::word).collect()
    };
    let (seen, missing, unknown) = (named(Seen::Yes), named(Seen::No), named(Seen::Unknown));
    let mut said = Text::empty();
    let mut add = |sentence: Text| {
        let before = std::mem::take(&mut said);
        said = if before.is_empty() { sentence } else { text!("{before} {sentence}", before, sentence) };
    };
    if !seen.is_empty() {
        add(text!("Readable: {list}.", list = seen.clone()));
    }
    if !missing.is_empty() {
        add(text!("Not readable: {list}.", list = missing.clone()));
    }
    if !unknown.is_empty() {
        add(text!("Not tried, as no answer had to have them: {list}.", list = unknown));
    }
    let step = StepName::Exposed;
    match (missing.is_empty(), seen.is_empty()) {
        (false, _) => expose(Finding::new(step, Grade::Warn, said)),
        (true, true) => Finding::none(step, said),
        (true, false) => Finding::pass(step, said),
    }
}
