//! A registry that means no good, or is broken, in every way that the demo knows: nobody is misled, nothing
//! leaks, nothing hangs, and nothing vanishes from the screen.

mod table;

use super::inquiry;
use super::wire::Wire;
use futures::StreamExt as _;
use refscope::oci::manifest::Body;
use refscope::registry::found::Outcome;
use refscope::registry::{Client, Problem};
use refscope::session::{self, Event, Session, Step as StepOf};
use refscope_demo::Recorded;
use refscope_demo::hostile::{Fault, Hostile, REPOSITORY, Step, TAG};
use std::cell::RefCell;
use std::collections::BTreeSet;
use std::time::Duration;
use table::Expected;

const ACCOUNT: Option<(&str, &str)> = Some(("demo", "demo"));
/// How many looks are taken at a time.
const AT_A_TIME: usize = 24;
/// A look that takes longer than this, in seconds, is held to be one that does not end.
const END: u64 = 120;
/// The most requests of a look that meets a fault. A good one has 12, a fault tries some of them three times, and
/// a diagnosis asks four more of each.
const REQUESTS: usize = 60;
/// The same where lists go on for ever: the crawl's own bound, and the way in.
const ENDLESS_REQUESTS: usize = 2_100;

/// Faults that no client can see: the registry's answer is a right one, of something else.
const LIES: [(&str, &str); 3] = [
    ("links-empty", "the registry says that the list is at its end"),
    ("referrers-same-entry-1000-times", "the registry has one entry on each page, many times"),
    ("referrers-digest-unknown-algorithm", "the digests are digests, though none that can be checked here"),
];

/// What came of a look at a registry with a fault.
struct Again {
    fault: Fault,
    session: Session,
    /// Why there is no blob, where one was asked for.
    blob: Option<Result<Vec<u8>, Problem>>,
    requests: Vec<Recorded>,
    foreign: Vec<Recorded>,
    pauses: Vec<u64>,
}

/// A carrier for a fault: nobody waits half a minute for one that says nothing.
fn wire(fault: Fault) -> Wire {
    let is_silent = ["silent", "stalls", "drips"].iter().any(|word| fault.name().ends_with(word));
    if is_silent { Wire::new().patient_for(Duration::from_secs(1)) } else { Wire::new() }
}

/// A look at a registry with a fault, after another look that is still on the screen.
async fn look_again(fault: Fault, before: &[Event]) -> Again {
    let hostile = Hostile::start(fault).await.unwrap();
    let wire = wire(fault);
    let asking = inquiry(&hostile.host(), REPOSITORY, TAG, ACCOUNT);
    let client = Client::new(wire.clone(), asking.image.registry.clone());
    let session = RefCell::new(Session::default());
    before.iter().cloned().for_each(|event| session.borrow_mut().apply(event));
    let look = session::look(&client, asking.clone(), |event| session.borrow_mut().apply(event));
    let end = tokio::time::timeout(Duration::from_secs(END), look).await;
    assert!(end.is_ok(), "{}: the look does not end", fault.name());
    let session = session.into_inner();
    let blob = match session.image.result.as_deref().map(|image| &image.manifest.body) {
        Some(Body::Image { layers, .. }) if fault.step() == Step::Blob => {
            let answer = client.blob(&asking.image.repository, &layers[0]).await;
            Some(answer.map_err(|error| session.explain(&error).unwrap()))
        }
        _ => None,
    };
    let pauses = wire.seen.pauses.borrow().clone();
    let (requests, foreign) = (hostile.requests(), hostile.foreign().requests());
    hostile.stop().await;
    Again { fault, session, blob, requests, foreign, pauses }
}

/// A look at such a registry in which nothing goes wrong: the fault is of a question that no look asks.
async fn good_look() -> Vec<Event> {
    let hostile = Hostile::start(Fault::named("blob-401").unwrap()).await.unwrap();
    let asking = inquiry(&hostile.host(), REPOSITORY, TAG, ACCOUNT);
    let client = Client::new(Wire::new(), asking.image.registry.clone());
    let events = RefCell::new(Vec::new());
    session::look(&client, asking, |event| events.borrow_mut().push(event)).await;
    hostile.stop().await;
    events.into_inner()
}

fn digests(session: &Session) -> BTreeSet<String> {
    let tree = session.referrers.result.as_deref();
    tree.into_iter().flat_map(|tree| tree.artifacts()).map(|found| found.referrer.digest().to_string()).collect()
}

impl Again {
    fn problems(&self) -> [Option<&Problem>; 4] {
        let Session { challenge, token, image, referrers, .. } = &self.session;
        [&challenge.problem, &token.problem, &image.problem, &referrers.problem].map(Option::as_ref)
    }

    /// Whether a person is told that something is missing, or may be.
    fn is_told(&self) -> bool {
        let tree = self.session.referrers.result.as_deref();
        let is_odd = tree.is_some_and(|tree| {
            let is_foreign = |end: &Result<Outcome, Box<Problem>>| matches!(end, Ok(Outcome::Foreign(_)));
            let mut nodes = tree.nodes.iter();
            tree.is_bounded
                || nodes.any(|node| {
                    !node.unreadable.is_empty() || node.attempts.iter().any(|attempt| is_foreign(&attempt.end))
                })
        });
        is_odd || self.problems().iter().any(Option::is_some)
    }

    /// What holds for every fault; gives what does not.
    fn complaints(&self, good: &Session) -> Vec<String> {
        let mut complaints = Vec::new();
        let mut check = |is_right: bool, words: &str| {
            if !is_right {
                complaints.push(format!("{}: {words}", self.fault.name()));
            }
        };
        let has_secret = |request: &Recorded| request.header("authorization").is_some();
        check(!self.foreign.iter().any(has_secret), "a credential reached the foreign origin");
        let is_password =
            |request: &&Recorded| request.header("authorization").is_some_and(|v| v.starts_with("Basic "));
        let is_for_token = |request: &Recorded| request.path.starts_with("/v2/auth?");
        check(
            self.requests.iter().filter(is_password).all(is_for_token),
            "the password went elsewhere than for a token",
        );
        let most = if self.fault.name().starts_with("links-endless") { ENDLESS_REQUESTS } else { REQUESTS };
        check(self.requests.len() <= most, &format!("{} requests", self.requests.len()));
        check(self.pauses.iter().all(|seconds| *seconds <= 60), &format!("waits for {:?} seconds", self.pauses));

        check(self.problems().iter().flatten().count() <= 1, "more than one step failed");
        for problem in self.problems().into_iter().flatten().chain(self.blob.iter().filter_map(|b| b.as_ref().err())) {
            let has_words =
                [&problem.what, &problem.why, &problem.now].iter().all(|text| !text.to_string().trim().is_empty());
            check(has_words, &format!("{problem:?}"));
            check(problem.quote.as_deref().is_none_or(|quote| !quote.is_empty() && quote.len() < 2_000), "the quote");
        }
        let is_lie = LIES.iter().any(|(name, _)| *name == self.fault.name());
        let is_whole = digests(&self.session) == digests(good);
        check(is_whole || is_lie || self.is_told(), "a part is shown as the whole");
        let is_blob = self.blob.as_ref().is_none_or(|blob| blob.as_ref().is_ok_and(|b| b == b"not much of a layer"));
        check(is_blob || self.blob.as_ref().is_some_and(Result::is_err), "bytes that are none of the blob's");
        complaints.extend(self.vanished(good).map(|step| format!("{}: {step} has vanished", self.fault.name())));
        complaints
    }

    /// The steps whose earlier result is gone though this look has none.
    fn vanished(&self, good: &Session) -> impl Iterator<Item = &'static str> {
        fn has_vanished<T: PartialEq>(now: &StepOf<T>, before: &StepOf<T>) -> bool {
            now.result.is_none() || (!now.is_current && now.result != before.result)
        }
        let Session { challenge, token, image, referrers, .. } = &self.session;
        [
            ("the challenge", has_vanished(challenge, &good.challenge)),
            ("the token", has_vanished(token, &good.token)),
            ("the image", has_vanished(image, &good.image)),
            ("the list", has_vanished(referrers, &good.referrers)),
            ("the list", referrers.problem.is_some() && digests(&self.session).is_empty()),
            // What is left of the look before is not taken for this one's.
            ("the mark of the look before", challenge.problem.is_some() && challenge.is_current),
            ("the mark of the look before", token.problem.is_some() && token.is_current),
            ("the mark of the look before", image.problem.is_some() && (image.is_current || referrers.is_current)),
        ]
        .into_iter()
        .filter_map(|(step, has_vanished)| has_vanished.then_some(step))
    }

    /// What the table says of this fault, if that is not so.
    fn differs(&self, expected: &Expected) -> Option<String> {
        let [challenge, token, image, referrers] = self.problems();
        let well = digests(&self.session).len() == 4 && !self.is_told();
        let (problem, what) = match expected {
            Expected::Well => return (!well).then(|| format!("{}: {:?}", self.fault.name(), self.problems())),
            Expected::Challenge(what) => (challenge, what),
            Expected::Token(what) => (token, what),
            Expected::Image(what) => (image, what),
            Expected::Referrers(what) => (referrers, what),
            Expected::Unreadable(reason) => {
                let tree = self.session.referrers.result.as_deref()?;
                let mut reasons = tree.nodes.iter().flat_map(|node| &node.unreadable);
                let is_told = reasons.any(|words| words.contains(reason));
                return (!is_told).then(|| format!("{}: not told: {reason}", self.fault.name()));
            }
            Expected::Bounded => {
                let is_bounded = self.session.referrers.result.as_deref().is_some_and(|tree| tree.is_bounded);
                return (!is_bounded).then(|| format!("{}: not bounded", self.fault.name()));
            }
            Expected::Blob(what) => (self.blob.as_ref().and_then(|blob| blob.as_ref().err()), what),
        };
        let is_so = problem.is_some_and(|problem| problem.what.to_string().contains(what));
        let said = problem.map(|problem| &problem.what);
        (!is_so).then(|| format!("{}: {said:?} instead of {what:?}; {:?}", self.fault.name(), self.problems()))
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn every_fault_is_what_a_person_should_see_of_it() {
    let before = good_look().await;
    let mut good = Session::default();
    before.iter().cloned().for_each(|event| good.apply(event));
    assert_eq!(digests(&good).len(), 4, "{good:?}");

    let all: Vec<Fault> = Fault::all().collect();
    let looks = all.iter().map(|fault| look_again(*fault, &before));
    let looks: Vec<Again> = futures::stream::iter(looks).buffer_unordered(AT_A_TIME).collect().await;
    let mut complaints: Vec<String> = looks.iter().flat_map(|again| again.complaints(&good)).collect();
    for (name, expected) in table::TABLE {
        match looks.iter().find(|again| again.fault.name() == *name) {
            Some(again) => complaints.extend(again.differs(expected)),
            None => complaints.push(format!("{name} is not among the faults")),
        }
    }
    assert!(complaints.is_empty(), "{}", complaints.join("\n"));
}

#[test]
fn the_table_names_a_fault_once_and_all_steps() {
    let names: BTreeSet<_> = table::TABLE.iter().map(|(name, _)| name).collect();
    assert_eq!(names.len(), table::TABLE.len());
    assert!(names.len() >= 60, "{}", names.len());
    for fault in Fault::all() {
        let is_covered =
            table::TABLE.iter().any(|(name, _)| Fault::named(name).is_some_and(|f| f.step() == fault.step()));
        assert!(is_covered, "{:?}", fault.step());
    }
}
