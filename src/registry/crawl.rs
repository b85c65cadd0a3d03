//! The crawl: from an image to all that refers to it, breadth first, within bounds.
//!
//! What is to be asked waits in a queue; up to six questions are under way at a time. A digest that was met
//! before is not asked about again, so cycles end. The queue outlives a crawl that was cancelled or that
//! reached its bounds, and the next crawl goes on with it.

use super::client::{Client, Fetched};
use super::error::ClientError;
use super::found::{Batch, Found, Way};
use super::places::Places;
use super::problem::{Circumstances, Problem};
use super::transport::Transport;
use super::tree::{Attempt, Node, NodeId, Turn, What};
use crate::oci::artifact::Kind;
use crate::oci::json::Numbers;
use crate::oci::reference::ImageReference;
use crate::oci::{Descriptor, Digest, RepositoryName, Tag, conventions};
use futures::future::{LocalBoxFuture, poll_fn};
use std::cell::RefCell;
use std::collections::VecDeque;
use std::sync::Arc;
use std::task::Poll;
use std::time::Duration;

/// How many questions are under way at a time: as many connections as browsers open to one host.
const AT_A_TIME: usize = 6;
/// How long the lists are asked alone, unless one is answered before: what older conventions have is asked beside them, and
/// a quick registry, maybe on the same machine, would be kept from the list by it. Of a slow one this is little.
const HEAD_START: Duration = Duration::from_millis(30);
/// After so many failures in a row nobody is asked any further.
const FAILURES: usize = 6;

/// How far a crawl goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Bounds {
    /// The most steps away from the image that referrers are asked for.
    pub depth: usize,
    /// The number of questions after which no more are asked.
    pub questions: usize,
}

impl Default for Bounds {
    fn default() -> Self {
        Self { depth: 8, questions: 2_000 }
    }
}

/// Where a crawl begins, and what it has to know on its way.
#[derive(Clone, Debug)]
pub struct Start {
    /// The image.
    pub image: ImageReference,
    /// As whom it asks, and which actions were granted: for the words of an error.
    pub user: Option<String>,
    /// As above.
    pub granted: Option<Vec<String>>,
    /// The artifact type to ask for at the image and its platforms; empty for all.
    pub filter: String,
    /// Whether headers of the registry cannot be read, so that a list may go on unseen.
    pub may_go_on_unseen: bool,
    /// How far it goes.
    pub bounds: Bounds,
}

/// A question about a node.
#[derive(Clone, Debug, PartialEq)]
enum Question {
    /// What refers to it?
    Referrers,
    /// How does the list go on, at this address?
    More(String),
    /// What is under this tag of cosign's?
    Cosign(Tag, Kind),
    /// What does this attestation in the index hold?
    Attestation(Box<Descriptor>),
}

#[derive(Clone, Debug, PartialEq)]
struct Job {
    node: NodeId,
    question: Question,
}

/// What a crawl knows of the tree, and what it still has to ask.
#[derive(Debug)]
pub struct Frontier {
    start: Start,
    bounds: Bounds,
    places: Places,
    /// How many of the nodes are the image and its platforms.
    subjects: usize,
    /// Where lists went on: a list that comes back to one of these is at its end.
    pages: Numbers,
    queue: VecDeque<Job>,
    /// Questions about nodes that are too deep.
    beyond: VecDeque<Job>,
    under_way: Vec<Job>,
    asked: usize,
    answered: usize,
    failures: usize,
}

impl Frontier {
    /// A crawl that begins at an image: its own referrers, those of the platforms of an index, and what older
    /// conventions have of both. Gives the first turns, too.
    #[must_use]
    pub fn begin(start: Start, fetched: &Fetched) -> (Self, Vec<Turn>) {
        let begun = Turn::Begun { filter: start.filter.clone(), may_go_on_unseen: start.may_go_on_unseen };
        let mut frontier = Self {
            bounds: start.bounds,
            start,
            places: Places::default(),
            subjects: 0,
            pages: Numbers::default(),
            queue: VecDeque::new(),
            beyond: VecDeque::new(),
            under_way: Vec::new(),
            asked: 0,
            answered: 0,
            failures: 0,
        };
        let children = fetched.manifest.children();
        let mut nodes = vec![frontier.node(None, 0, fetched.digest.clone(), What::Image)];
        for child in conventions::images(children) {
            let what = What::Platform(Box::new(child.descriptor.clone()), child.platform.clone());
            nodes.push(frontier.node(Some(0), 1, child.descriptor.digest().clone(), what));
        }
        frontier.subjects = nodes.len();
        // The lists first: they are what is looked for, the older ways come after them.
        for id in 0..nodes.len() {
            frontier.put(id, Question::Referrers);
        }
        for attestation in conventions::attestations(children) {
            let subject = attestation.subject.and_then(|digest| frontier.places.find(&digest));
            frontier.put(subject.unwrap_or(0), Question::Attestation(Box::new(attestation.descriptor.clone())));
        }
        for (id, node) in nodes.iter().enumerate() {
            for (tag, kind) in conventions::cosign_tags(&node.digest) {
                frontier.put(id, Question::Cosign(tag, kind));
            }
        }
        let progress = frontier.progress();
        (frontier, vec![begun, Turn::Added(nodes), progress])
    }

    /// Goes further: as many questions more, and deeper by as many steps.
    pub fn widen(&mut self, more: Bounds) {
        self.bounds.questions = self.asked + more.questions;
        self.bounds.depth += more.depth;
        self.failures = 0;
        let depth = self.bounds.depth;
        let (within, beyond) = self.beyond.drain(..).partition(|job| self.places[job.node].depth <= depth);
        self.beyond = beyond;
        self.queue.extend::<VecDeque<Job>>(within);
    }

    fn node(&mut self, parent: Option<NodeId>, depth: usize, digest: Digest, what: What) -> Node {
        self.places.add(parent, depth, &digest, &what);
        Node::new(parent, depth, digest, what)
    }

    fn put(&mut self, node: NodeId, question: Question) {
        let job = Job { node, question };
        self.places[node].open += 1;
        match job.question {
            _ if self.places[node].depth > self.bounds.depth => self.beyond.push_back(job),
            // A list is read to its end before anything is asked about what is in it: of a long one the bounds would
            // cut off the most, otherwise.
            Question::More(_) => self.queue.push_front(job),
            _ => self.queue.push_back(job),
        }
    }

    /// The next question; of lists alone, if `are_lists_alone`.
    fn take(&mut self, are_lists_alone: bool) -> Option<Job> {
        if self.asked >= self.bounds.questions || self.failures >= FAILURES {
            return None;
        }
        let job = self.queue.pop_front_if(|job| !are_lists_alone || matches!(job.way(), Way::ReferrersApi))?;
        self.asked += 1;
        self.under_way.push(job.clone());
        Some(job)
    }

    /// Questions of a crawl that was cancelled are asked again, before all others.
    fn resume(&mut self) {
        while let Some(job) = self.under_way.pop() {
            self.asked -= 1;
            self.queue.push_front(job);
        }
    }

    fn progress(&self) -> Turn {
        let left = self.queue.len() + self.beyond.len();
        let is_stopped = self.asked >= self.bounds.questions || self.failures >= FAILURES || self.queue.is_empty();
        let known = self.answered + self.under_way.len() + left;
        Turn::Progress {
            answered: self.answered,
            known,
            is_bounded: is_stopped && left > 0 && self.under_way.is_empty(),
        }
    }

    /// What follows from an answer.
    fn note(&mut self, job: &Job, answer: Result<Batch, ClientError>) -> Vec<Turn> {
        self.under_way.retain(|other| other != job);
        self.answered += 1;
        let mut turns = match answer {
            Ok(batch) => {
                self.failures = 0;
                self.unfold(job.node, batch)
            }
            Err(error) => {
                self.failures += 1;
                vec![self.cut(job.node, job.way(), &error)]
            }
        };
        self.places[job.node].open -= 1;
        if self.places[job.node].open == 0 {
            turns.push(Turn::Asked(job.node));
        }
        turns.push(self.progress());
        turns
    }

    fn unfold(&mut self, parent: NodeId, batch: Batch) -> Vec<Turn> {
        let mut turns = Vec::new();
        let attempt = batch.attempt();
        if batch.is_filtered {
            turns.push(Turn::Filtered);
        }
        let depth = self.places[parent].depth + 1;
        let mut added = Vec::new();
        for found in batch.found {
            let first = self.places.find(found.referrer.digest());
            match first {
                // The list names it twice, or two ways lead to it.
                Some(id) if self.places[id].parent == Some(parent) => turns.push(Turn::AlsoBy(id, batch.way)),
                Some(id) => added.push(self.artifact(parent, depth, found, Some(id))),
                None => {
                    let id = self.places.len();
                    added.push(self.artifact(parent, depth, found, None));
                    self.put(id, Question::Referrers);
                }
            }
        }
        if !added.is_empty() {
            turns.insert(0, Turn::Added(added));
        }
        if !batch.unreadable.is_empty() {
            turns.push(Turn::Unreadable(parent, batch.unreadable));
        }
        match batch.next {
            Some(Ok(next)) if self.pages.add(&next, 0) => self.put(parent, Question::More(next)),
            Some(Ok(next)) => turns.push(self.cut(parent, batch.way, &ClientError::LinkLoop(next))),
            Some(Err(error)) => turns.push(self.cut(parent, batch.way, &error)),
            None => turns.push(Turn::Attempted(parent, attempt)),
        }
        turns
    }

    /// A list was read in part: what it holds is kept, what is wrong is told.
    fn cut(&self, node: NodeId, way: Way, error: &ClientError) -> Turn {
        Turn::Attempted(node, Attempt { way, end: Err(Box::new(self.explain(error))) })
    }

    fn artifact(&mut self, parent: NodeId, depth: usize, found: Found, first: Option<NodeId>) -> Node {
        let digest = found.referrer.digest().clone();
        let found = Arc::new(found);
        let what = match first {
            None => What::Artifact(found),
            Some(id) => What::Repeat(id, found),
        };
        self.node(Some(parent), depth, digest, what)
    }

    fn explain(&self, error: &ClientError) -> Problem {
        let Start { image, user, granted, .. } = &self.start;
        let around = Circumstances {
            registry: &image.registry,
            repository: &image.repository,
            reference: &image.reference,
            user: user.as_deref(),
            granted: granted.as_deref(),
        };
        Problem::explain(error, &around)
    }
}

impl Job {
    const fn way(&self) -> Way {
        match &self.question {
            Question::Referrers | Question::More(_) => Way::ReferrersApi,
            Question::Cosign(_, kind) => Way::CosignTag(*kind),
            Question::Attestation(_) => Way::Buildkit,
        }
    }
}

/// Asks all that is to be asked within the bounds, and tells what comes of it. Dropped half way, it can be
/// begun again with the same frontier.
pub async fn crawl<T: Transport>(client: &Client<T>, frontier: &RefCell<Frontier>, tell: &dyn Fn(Turn)) {
    frontier.borrow_mut().resume();
    let mut under_way = Vec::new();
    let mut has_shown = false;
    let mut head_start: Option<LocalBoxFuture<'_, ()>> = Some(Box::pin(client.pause(HEAD_START)));
    loop {
        while under_way.len() < AT_A_TIME {
            let Some(question) = next_question(frontier, head_start.is_some()) else { break };
            under_way.push(question.answered(client));
        }
        if under_way.is_empty() && head_start.is_none() {
            break;
        }
        let answered = first_of(&mut under_way, &mut head_start).await;
        head_start = None;
        let Some((job, answer)) = answered else { continue };
        let turns = frontier.borrow_mut().note(&job, answer);
        let is_first = !has_shown && turns.iter().any(|turn| matches!(turn, Turn::Added(_)));
        turns.into_iter().for_each(tell);
        if is_first {
            // What a person waits for is on screen before more is asked: to ask for all that refers to it takes longer than
            // to draw it.
            has_shown = true;
            client.let_paint().await;
        }
    }
    let progress = frontier.borrow().progress();
    tell(progress);
}

type Answered<'a> = LocalBoxFuture<'a, (Job, Result<Batch, ClientError>)>;

/// Waits for whichever is ready first, and takes it out; `None` where the head start is over before, or there is nothing
/// that could have one. With six of them, asking each costs less than a queue that tells them apart: 3 kB of the page.
async fn first_of(
    under_way: &mut Vec<Answered<'_>>,
    head_start: &mut Option<LocalBoxFuture<'_, ()>>,
) -> Option<(Job, Result<Batch, ClientError>)> {
    poll_fn(|context| {
        if under_way.is_empty() {
            return Poll::Ready(None);
        }
        for at in 0..under_way.len() {
            if let Poll::Ready(answer) = under_way[at].as_mut().poll(context) {
                drop(under_way.swap_remove(at));
                return Poll::Ready(Some(answer));
            }
        }
        match head_start {
            Some(over) => over.as_mut().poll(context).map(|()| None),
            None => Poll::Pending,
        }
    })
    .await
}

/// A question with all that it takes to ask it.
struct Ready {
    job: Job,
    repository: RepositoryName,
    subject: Digest,
    filter: String,
}

fn next_question(frontier: &RefCell<Frontier>, are_lists_alone: bool) -> Option<Ready> {
    let mut frontier = frontier.borrow_mut();
    let job = frontier.take(are_lists_alone)?;
    let is_subject = job.node < frontier.subjects;
    Some(Ready {
        repository: frontier.start.image.repository.clone(),
        subject: frontier.places[job.node].digest().clone(),
        filter: if is_subject { frontier.start.filter.clone() } else { String::new() },
        job,
    })
}

impl Ready {
    fn answered<T: Transport>(self, client: &Client<T>) -> Answered<'_> {
        let Self { job, repository, subject, filter } = self;
        Box::pin(async move {
            let answer = match &job.question {
                Question::Referrers => client.referrers(&repository, &subject, &filter).await,
                Question::More(next) => client.more_referrers(&repository, next, &filter).await,
                Question::Cosign(tag, kind) => client.cosign(&repository, tag, *kind).await,
                Question::Attestation(descriptor) => client.attestation(&repository, descriptor).await,
            };
            (job, answer)
        })
    }
}
