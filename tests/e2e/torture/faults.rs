//! The hostile registry in the browser: of every fault a person is told, what was on screen or typed stays, and no secret
//! shows. In CI one of each class, in `cargo xtask soak` all.

use crate::browser;
use crate::page::Page;
use base64::{Engine as _, engine::general_purpose::STANDARD};
use refscope_demo::hostile::{Fault, Hostile, REPOSITORY, Step, TAG};
use serde::Deserialize;
use serde_json::json;
use std::collections::BTreeSet;
use std::time::Duration;
use table::Expected;

#[path = "../../client/faults/table.rs"]
mod table;

const LOOK: &str = include_str!("look.js");

/// A minute becomes three seconds: nobody waits half a minute for each registry that says nothing.
const HURRY: &str = "const wait = window.setTimeout;
    window.setTimeout = (act, time, ...rest) => wait(act, time >= 900 ? time / 20 : time, ...rest);";

const USER: &str = "demo";
const PASSWORD: &str = "a-word-of-my-own";
/// The end of every good token of the hostile registry.
const SIGNATURE: &str = "c2lnbmF0dXJl";

/// Faults that no client can see: the registry's answer is a right one, of something else.
const LIES: [&str; 3] = ["links-empty", "referrers-same-entry-1000-times", "referrers-digest-unknown-algorithm"];

/// Faults that leave a list without entries, which is an answer: the list of the look before gives way to it. (A document
/// under the referrers tag that is no index means no referrers.)
const EMPTY: [&str; 2] = ["links-endless-empty", "tag-schema-manifest"];

/// What the browser itself writes of such answers.
pub const CONSOLE: [&str; 2] = ["blocked by CORS policy", "net::ERR_"];

/// What stands on screen when a look has ended; see `look.js`.
#[derive(Debug, Deserialize)]
struct Seen {
    steps: [Shown; 4],
    blob: Vec<Said>,
    has_blob: bool,
    rows: Vec<String>,
    /// Of those, what is not marked as listed elsewhere.
    firsts: Vec<String>,
    marks: String,
    can_go_on: bool,
    outcome: String,
    fields: [String; 5],
    traces: String,
}

/// A step on screen.
#[derive(Debug, Deserialize)]
struct Shown {
    state: String,
    problems: Vec<Said>,
    has_result: bool,
    is_earlier: bool,
}

/// A problem on screen.
#[derive(Debug, Deserialize)]
struct Said {
    what: String,
    why: String,
    now: String,
}

/// One fault of each class; what is sent without end, or hundreds of times, is left to the long form.
const ONE_OF_EACH_CLASS: [&str; 41] = [
    // The way in: missing words, addresses that lead astray, no registry, no HTTP.
    "challenge-malformed",
    "challenge-realm-user-part",
    "challenge-503-twice",
    "challenge-not-http",
    // The token: another document, another type, characters, size, claims, times, refusals, connections.
    "token-not-json",
    "token-is-number",
    "token-line-break",
    "token-1-mb",
    "token-jwt-alg-none",
    "token-jwt-access-wrong-types",
    "token-expires-in-huge",
    "token-429-retry-after-huge",
    "token-reset",
    "token-silent",
    // The manifest: older kinds, numbers, digests, headers, encodings, delivery, errors.
    "manifest-schema-1",
    "manifest-size-2-63",
    "manifest-digest-none",
    "manifest-header-mismatch",
    "manifest-duplicate-keys",
    "manifest-invalid-utf8",
    "manifest-bom",
    "manifest-nested-arrays",
    "manifest-reset-halfway",
    "manifest-byte-by-byte",
    "manifest-error-1-mb",
    "manifest-403-html",
    // The list: entries, annotations, redirects, what is no answer.
    "referrers-one-entry-bad",
    "referrers-same-entry-1000-times",
    "referrers-annotations-long",
    "referrers-redirect-loop",
    "referrers-204",
    "referrers-502-html",
    // Where it goes on.
    "links-javascript",
    "links-back-and-forth",
    "links-page-cut-off",
    // The older way, what is opened, and all of it.
    "tag-schema-header-mismatch",
    "tag-schema-endless",
    "blob-other-bytes",
    "blob-longer",
    "blob-stalls",
    "everything-503-always",
];

/// One fault of each class.
pub fn of_each_class() -> Vec<Fault> {
    ONE_OF_EACH_CLASS.map(|name| Fault::named(name).unwrap_or_else(|| panic!("no fault {name}"))).into()
}

async fn look(page: &Page, host: &str, opens_blob: bool) -> Seen {
    let seen = page.driver.execute_async(LOOK, vec![host.into(), opens_blob.into()]).await.unwrap();
    serde_json::from_value(seen.json().clone()).unwrap()
}

async fn start(name: &str) -> Hostile {
    Hostile::start(Fault::named(name).unwrap()).await.unwrap()
}

/// Looks at a registry with each of the faults, one after the other in one tab, and tells what is not as it should be.
pub async fn complaints(page: &Page, faults: Vec<Fault>, tell: impl Fn(usize, usize)) -> Vec<String> {
    browser::devtools(&page.driver, "Page.addScriptToEvaluateOnNewDocument", json!({"source": HURRY})).await;
    page.open("/").await;
    page.driver.set_script_timeout(Duration::from_secs(120)).await.unwrap();
    page.fill(REPOSITORY, TAG, USER, PASSWORD).await;
    // Nothing is wrong with what a look asks: the fault is of what only a person opens.
    let well = start("blob-401").await;
    let good = look(page, &well.host(), false).await;
    let mut complaints = good.of_a_good_look(4);
    let (all, mut is_whole) = (faults.len(), true);
    for (at, fault) in faults.into_iter().enumerate() {
        if !is_whole {
            complaints.extend(look(page, &well.host(), false).await.of_a_good_look(4));
        }
        let hostile = Hostile::start(fault).await.unwrap();
        let seen = look(page, &hostile.host(), fault.step() == Step::Blob).await;
        is_whole = seen.rows == good.rows && fault.step() != Step::Blob;
        let mut found = seen.faults(fault, &good);
        found.extend(seen.differs(fault, &good));
        found.extend(gone_astray(&hostile));
        if seen.fields != [&*hostile.host(), REPOSITORY, TAG, USER, PASSWORD] {
            found.push(format!("the fields have {:?}", seen.fields));
        }
        complaints.extend(found.into_iter().map(|words| format!("{}: {words}", fault.name())));
        hostile.stop().await;
        tell(at + 1, all);
    }
    complaints.extend(look(page, &well.host(), false).await.of_a_good_look(4));
    complaints
}

/// Credentials that left for the other origin.
fn gone_astray(hostile: &Hostile) -> Option<String> {
    let has_secret = hostile.foreign().requests().iter().any(|request| request.header("authorization").is_some());
    has_secret.then(|| "a credential reached the foreign origin".to_owned())
}

impl Seen {
    fn problems(&self) -> impl Iterator<Item = &Said> {
        self.steps.iter().flat_map(|step| &step.problems).chain(&self.blob)
    }

    /// What is listed, each once: this registry has the same index under every referrers tag, so that what refers to the
    /// image by it refers to itself as well.
    fn listed(&self) -> BTreeSet<&str> {
        self.rows.iter().map(String::as_str).collect()
    }

    /// Whether what stands there twice is marked so.
    fn has_each_once(&self) -> bool {
        self.firsts.iter().collect::<BTreeSet<_>>().len() == self.firsts.len()
    }

    fn is_told(&self, good: &Self) -> bool {
        self.problems().next().is_some() || self.can_go_on || self.marks != good.marks
    }

    fn of_a_good_look(&self, rows: usize) -> Vec<String> {
        let is_good = self.outcome == format!("Found {rows} referrers.")
            && self.rows.len() == rows
            && self.problems().next().is_none()
            && self.steps.iter().all(|step| step.state == "done" && step.has_result && !step.is_earlier);
        if is_good {
            Vec::new()
        } else {
            vec![format!("a good look: {:?}, {}, {:?}", self.steps, self.outcome, self.rows)]
        }
    }

    /// What holds for every fault; gives what does not.
    fn faults(&self, fault: Fault, good: &Self) -> Vec<String> {
        let mut found = Vec::new();
        let mut check = |is_right: bool, words: &str| {
            if !is_right {
                found.push(words.to_owned());
            }
        };
        for Said { what, why, now } in self.problems() {
            check([what, why, now].iter().all(|words| !words.is_empty()), &format!("{what} / {why} / {now}"));
        }
        check(self.steps.iter().filter(|step| !step.problems.is_empty()).count() <= 1, "more than one step failed");
        let is_as_good = |step: &Shown| (step.state == "failed") != step.problems.is_empty();
        check(self.steps.iter().all(is_as_good), &format!("a step fails without a word: {:?}", self.steps));
        check(self.steps.iter().all(|step| step.has_result), "a step's earlier result has vanished");
        check(
            self.rows.is_empty() == EMPTY.contains(&fault.name()),
            "the list has vanished, or one that is none stands there",
        );
        let [challenge, token, image, referrers] = &self.steps;
        for (step, after) in [(challenge, referrers), (token, referrers), (image, referrers)] {
            let is_marked = step.problems.is_empty() || (step.is_earlier && after.is_earlier);
            check(is_marked, "what is left of the look before is not marked");
        }
        let is_whole = self.listed() == good.listed() || LIES.contains(&fault.name());
        check(is_whole || self.is_told(good), "a part is shown as the whole");
        let header = STANDARD.encode(format!("{USER}:{PASSWORD}"));
        for secret in [PASSWORD, &header, SIGNATURE] {
            check(!self.traces.contains(secret), "a secret shows");
        }
        found
    }

    /// What the table says of this fault, if that is not so.
    fn differs(&self, fault: Fault, good: &Self) -> Option<String> {
        let (_, expected) = table::TABLE.iter().find(|(name, _)| *name == fault.name())?;
        let [challenge, token, image, referrers] = &self.steps;
        let (problems, what) = match expected {
            Expected::Well => {
                let is_well =
                    self.listed() == good.listed() && self.has_each_once() && self.problems().next().is_none();
                return (!is_well).then(|| format!("not well: {:?}", self.steps));
            }
            Expected::Unreadable(words) => {
                return (!self.marks.contains(words)).then(|| format!("not told: {words}; but {}", self.marks));
            }
            Expected::Bounded => {
                let is_told = self.can_go_on && self.outcome.contains("so far");
                return (!is_told).then(|| format!("not bounded: {}", self.outcome));
            }
            Expected::Challenge(what) => (&challenge.problems, what),
            Expected::Token(what) => (&token.problems, what),
            Expected::Image(what) => (&image.problems, what),
            Expected::Referrers(what) => (&referrers.problems, what),
            Expected::Blob(what) => (&self.blob, what),
        };
        let is_so = problems.iter().any(|said| said.what.contains(what));
        let is_blob = !self.has_blob || good.has_blob;
        (!is_so || !is_blob).then(|| format!("{problems:?} instead of {what:?}; {:?}", self.steps))
    }
}
