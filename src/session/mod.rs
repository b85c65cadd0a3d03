//! One look at one image: what the page knows now, and how it comes to know it.
//!
//! [`look`] asks the registry, one question after the other as they depend on each other, and reports
//! each turn as an [`Event`]; [`Session::apply`] is the one place where the state changes.

mod beside;
mod look;
mod step;
mod tags;

pub use crate::registry::client::Granted;
pub use beside::beside;
pub use look::{explain, explore, find, look};
pub use step::{Stage, Step};
pub use tags::{Tags, tags};

use crate::auth::{Actions, BasicCredentials, Scope};
use crate::oci::reference::ImageReference;
use crate::registry::client::{Fetched, Notice};
use crate::registry::problem::Problem;
use crate::registry::tree::{Tree, Turn};
use crate::registry::{ClientError, Entrance, TokenEndpoint};

/// What a person asks: which image, as whom, and how.
#[derive(Clone, Debug, PartialEq)]
pub struct Inquiry {
    /// Which image.
    pub image: ImageReference,
    /// As whom; `None` anonymously.
    pub credentials: Option<BasicCredentials>,
    /// What to ask a token for.
    pub actions: Actions,
    /// The service name, where it was set by hand.
    pub service: Option<String>,
    /// The token endpoint, where it was set by hand.
    pub endpoint: Option<TokenEndpoint>,
    /// Token endpoints on other hosts that the person allows this registry to name.
    pub allowed: Vec<TokenEndpoint>,
    /// The artifact type to ask for; empty for all.
    pub filter: String,
}

impl Inquiry {
    /// The scope that the token is asked for.
    #[must_use]
    pub fn scope(&self) -> Scope {
        Scope { repository: self.image.repository.clone(), actions: self.actions }
    }
}

/// The steps of a look, by name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum StepName {
    /// How does one get in?
    Challenge,
    /// A token.
    Token,
    /// The tag's digest.
    Image,
    /// The list.
    Referrers,
}

impl StepName {
    /// All of them, in their order.
    pub const ALL: [Self; 4] = [Self::Challenge, Self::Token, Self::Image, Self::Referrers];
}

/// What happens in the course of a look.
#[derive(Clone, Debug, PartialEq)]
pub enum Event {
    /// A look begins.
    Begun(Box<Inquiry>),
    /// A step begins.
    Asking(StepName),
    /// The registry said how one gets in.
    Entrance(Entrance),
    /// There is a token, or none is needed.
    Granted(Granted),
    /// The image is known by its digest.
    Image(Box<Fetched>),
    /// The tree of referrers begins or grows.
    Turn(Turn),
    /// All that is within the bounds is known.
    Explored,
    /// The client says something in the course of a question.
    Notice(Notice),
    /// A step failed; those after it do not run.
    Failed(StepName, Problem),
    /// The person ended the look.
    Cancelled,
    /// The person wants credentials and token gone.
    Forgotten,
}

/// What the page knows now.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Session {
    /// What was asked last, without its credentials once they are forgotten.
    pub inquiry: Option<Box<Inquiry>>,
    /// How one gets in.
    pub challenge: Step<Entrance>,
    /// The token.
    pub token: Step<Granted>,
    /// The image.
    pub image: Step<Fetched>,
    /// The referrers.
    pub referrers: Step<Tree>,
    /// The tree of this look, as long as it has nothing to show: until then that of the look before stays.
    pending: Option<Tree>,
    /// The registry asked for a pause: the status of its answer, and for how many seconds.
    pub wait: Option<(u16, u64)>,
}

impl Session {
    /// Takes note of what happened.
    pub fn apply(&mut self, event: Event) {
        match event {
            Event::Begun(inquiry) => {
                self.inquiry = Some(inquiry);
                (self.wait, self.pending) = (None, None);
                self.challenge.begin();
                self.token.begin();
                self.image.begin();
                self.referrers.begin();
            }
            Event::Asking(StepName::Challenge) => self.challenge.set(Stage::Running),
            Event::Asking(StepName::Token) => self.token.set(Stage::Running),
            Event::Asking(StepName::Image) => self.image.set(Stage::Running),
            Event::Asking(StepName::Referrers) => self.referrers.set(Stage::Running),
            Event::Entrance(entrance) => self.challenge.finish(entrance),
            Event::Granted(granted) => self.token.finish(granted),
            Event::Image(image) => self.image.finish(*image),
            Event::Turn(turn) => self.turn(turn),
            Event::Explored => self.settle(),
            Event::Notice(Notice::Waiting { status, seconds }) => self.wait = Some((status, seconds)),
            Event::Notice(Notice::Resumed) => self.wait = None,
            Event::Notice(Notice::Renewed(granted)) => self.token.finish(*granted),
            Event::Failed(step, problem) => self.fail(step, problem),
            Event::Cancelled => {
                self.wait = None;
                self.challenge.cancel();
                self.token.cancel();
                self.image.cancel();
                self.referrers.cancel();
            }
            Event::Forgotten => self.forget(),
        }
    }

    /// A turn of the tree. A new tree takes the place of the one before once there is something in it; any other
    /// turn changes it in place.
    fn turn(&mut self, turn: Turn) {
        if matches!(turn, Turn::Begun { .. }) {
            self.pending = Some(Tree::default());
        }
        if let Some(tree) = &mut self.pending {
            tree.apply(turn);
            if self.referrers.result.is_none() || tree.artifacts().next().is_some() {
                self.show_pending();
            }
        } else if let Some(tree) = &mut self.referrers.result {
            tree.apply(turn);
        }
    }

    /// The tree of this look, though it may not be shown yet; where there is none, that of the look before.
    #[must_use]
    pub fn newest(&self) -> Option<&Tree> {
        self.pending.as_ref().or(self.referrers.result.as_deref())
    }

    fn show_pending(&mut self) {
        if let Some(tree) = self.pending.take() {
            self.referrers.put(tree);
        }
    }

    /// What could not be asked about the image or a platform of it makes the step one that failed, with what was
    /// found all the same: an empty list would read as "not signed".
    fn settle(&mut self) {
        match self.newest().and_then(|tree| tree.problem().cloned()) {
            Some(problem) => self.referrers.fail(problem),
            None => {
                self.show_pending();
                self.referrers.set(Stage::Done);
            }
        }
    }

    fn fail(&mut self, step: StepName, problem: Problem) {
        match step {
            StepName::Challenge => self.challenge.fail(problem),
            StepName::Token => self.token.fail(problem),
            StepName::Image => self.image.fail(problem),
            StepName::Referrers => self.referrers.fail(problem),
        }
        self.challenge.skip();
        self.token.skip();
        self.image.skip();
        self.referrers.skip();
    }

    fn forget(&mut self) {
        self.token.clear();
        if let Some(inquiry) = &mut self.inquiry {
            inquiry.credentials = None;
        }
    }

    /// Whether a step stands at `stage`.
    #[must_use]
    pub fn has(&self, stage: Stage) -> bool {
        [self.challenge.stage, self.token.stage, self.image.stage, self.referrers.stage].contains(&stage)
    }

    /// How often a step has changed in any way, and how often its result has.
    #[must_use]
    pub const fn counts(&self, step: StepName) -> (u64, u64) {
        match step {
            StepName::Challenge => self.challenge.counts(),
            StepName::Token => self.token.counts(),
            StepName::Image => self.image.counts(),
            StepName::Referrers => self.referrers.counts(),
        }
    }

    /// An error about the image of this look, in words; `None` before the first.
    #[must_use]
    pub fn explain(&self, error: &ClientError) -> Option<Problem> {
        let granted = self.token.result.as_deref().and_then(|granted| granted.actions.as_deref());
        Some(explain(self.inquiry.as_deref()?, granted, error))
    }

    /// Whether a look is under way.
    #[must_use]
    pub fn is_running(&self) -> bool {
        self.has(Stage::Waiting) || self.has(Stage::Running)
    }
}
