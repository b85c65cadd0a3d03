//! One look at one image: what the page knows now, and how it comes to know it.
//!
//! [`look`] asks the registry, one question after the other as they depend on each other, and reports
//! each turn as an [`Event`]; [`Session::apply`] is the one place where the state changes.

use crate::auth::{Actions, BasicCredentials, Scope, Secret, Token};
use crate::oci::reference::ImageReference;
use crate::registry::client::{Client, Fetched, Listing};
use crate::registry::problem::{Circumstances, Problem};
use crate::registry::{ClientError, Entrance, TokenEndpoint, Transport};
use std::sync::Arc;

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
}

impl Inquiry {
    /// The scope that the token is asked for.
    #[must_use]
    pub fn scope(&self) -> Scope {
        Scope { repository: self.image.repository.clone(), actions: self.actions }
    }
}

/// What a token allows, beside what was asked for.
#[derive(Clone, Debug, PartialEq)]
pub struct Granted {
    /// The token; `None` where the registry asks for none.
    pub token: Option<Token>,
    /// What it was asked for.
    pub scope: Scope,
    /// The actions in this repository; `None` where the token does not say.
    pub actions: Option<Vec<String>>,
}

impl Granted {
    /// Whether the token says that it does not allow to read.
    #[must_use]
    pub fn is_nothing(&self) -> bool {
        self.actions.as_ref().is_some_and(|actions| !actions.iter().any(|action| action == "pull"))
    }
}

/// Where a step stands.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Stage {
    /// Nothing was asked yet.
    #[default]
    Idle,
    /// A step before it runs.
    Waiting,
    /// It runs.
    Running,
    /// It has a result.
    Done,
    /// It has a [`Problem`].
    Failed,
    /// The person ended it.
    Cancelled,
}

impl Stage {
    /// A name for style sheets and tests.
    #[must_use]
    pub const fn slug(self) -> &'static str {
        match self {
            Self::Idle => "idle",
            Self::Waiting => "waiting",
            Self::Running => "running",
            Self::Done => "done",
            Self::Failed => "failed",
            Self::Cancelled => "cancelled",
        }
    }
}

/// One step of a look. A result outlives a later failure, so that nothing vanishes from the screen.
#[derive(Clone, Debug, PartialEq)]
pub struct Step<T> {
    /// Where it stands.
    pub stage: Stage,
    /// The newest result. It is of an earlier look unless the stage is [`Stage::Done`].
    pub result: Option<Arc<T>>,
    /// Why it failed.
    pub problem: Option<Problem>,
    changes: u64,
    results: u64,
}

impl<T> Default for Step<T> {
    fn default() -> Self {
        Self { stage: Stage::Idle, result: None, problem: None, changes: 0, results: 0 }
    }
}

impl<T> Step<T> {
    fn set(&mut self, stage: Stage) {
        self.stage = stage;
        self.problem = None;
        self.changes += 1;
    }

    fn finish(&mut self, result: T) {
        self.set(Stage::Done);
        self.result = Some(Arc::new(result));
        self.results += 1;
    }

    fn fail(&mut self, problem: Problem) {
        self.set(Stage::Failed);
        self.problem = Some(problem);
    }

    fn cancel(&mut self) {
        if matches!(self.stage, Stage::Waiting | Stage::Running) {
            self.set(Stage::Cancelled);
        }
    }

    fn skip(&mut self) {
        if self.stage == Stage::Waiting {
            self.set(Stage::Idle);
        }
    }

    fn clear(&mut self) {
        self.set(Stage::Idle);
        self.result = None;
        self.results += 1;
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
    Image(Fetched),
    /// The referrers are known.
    Listed(Listing),
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
    pub inquiry: Option<Arc<Inquiry>>,
    /// How one gets in.
    pub challenge: Step<Entrance>,
    /// The token.
    pub token: Step<Granted>,
    /// The image.
    pub image: Step<Fetched>,
    /// The referrers.
    pub referrers: Step<Listing>,
}

impl Session {
    /// Takes note of what happened.
    pub fn apply(&mut self, event: Event) {
        match event {
            Event::Begun(inquiry) => {
                self.inquiry = Some(Arc::new(*inquiry));
                self.challenge.set(Stage::Waiting);
                self.token.set(Stage::Waiting);
                self.image.set(Stage::Waiting);
                self.referrers.set(Stage::Waiting);
            }
            Event::Asking(StepName::Challenge) => self.challenge.set(Stage::Running),
            Event::Asking(StepName::Token) => self.token.set(Stage::Running),
            Event::Asking(StepName::Image) => self.image.set(Stage::Running),
            Event::Asking(StepName::Referrers) => self.referrers.set(Stage::Running),
            Event::Entrance(entrance) => self.challenge.finish(entrance),
            Event::Granted(granted) => self.token.finish(granted),
            Event::Image(image) => self.image.finish(image),
            Event::Listed(listing) => self.referrers.finish(listing),
            Event::Failed(step, problem) => self.fail(step, problem),
            Event::Cancelled => {
                self.challenge.cancel();
                self.token.cancel();
                self.image.cancel();
                self.referrers.cancel();
            }
            Event::Forgotten => self.forget(),
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
        if let Some(inquiry) = self.inquiry.as_deref() {
            self.inquiry = Some(Arc::new(Inquiry { credentials: None, ..inquiry.clone() }));
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
            StepName::Challenge => (self.challenge.changes, self.challenge.results),
            StepName::Token => (self.token.changes, self.token.results),
            StepName::Image => (self.image.changes, self.image.results),
            StepName::Referrers => (self.referrers.changes, self.referrers.results),
        }
    }

    /// Whether a look is under way.
    #[must_use]
    pub fn is_running(&self) -> bool {
        self.has(Stage::Waiting) || self.has(Stage::Running)
    }
}

/// Looks at one image from the challenge to the referrers, and tells every turn.
pub async fn look<T: Transport>(client: &Client<T>, inquiry: Inquiry, tell: impl Fn(Event)) {
    tell(Event::Begun(Box::new(inquiry.clone())));
    let mut granted = None;
    let (step, error) = match steps(client, &inquiry, &tell, &mut granted).await {
        Ok(()) => return,
        Err(failure) => failure,
    };
    let around = Circumstances {
        registry: &inquiry.image.registry,
        repository: &inquiry.image.repository,
        reference: &inquiry.image.reference,
        user: inquiry.credentials.as_ref().map(BasicCredentials::user),
        granted: granted.as_deref(),
    };
    tell(Event::Failed(step, Problem::explain(&error, &around)));
}

async fn steps<T: Transport>(
    client: &Client<T>,
    inquiry: &Inquiry,
    tell: &impl Fn(Event),
    actions: &mut Option<Vec<String>>,
) -> Result<(), (StepName, ClientError)> {
    let ImageReference { registry, repository, reference } = &inquiry.image;
    let at = |step| move |error| (step, error);

    tell(Event::Asking(StepName::Challenge));
    let entrance = match (&inquiry.endpoint, &inquiry.service) {
        // Both are known: there is nothing to ask.
        (Some(_), Some(_)) => Entrance::assumed(registry),
        // A realm on another host is no obstacle once the person has named the endpoint.
        (Some(_), None) => match client.challenge().await {
            Err(ClientError::ForeignRealm { .. } | ClientError::Challenge(_)) => Entrance::assumed(registry),
            answer => answer.map_err(at(StepName::Challenge))?,
        },
        (None, _) => client.challenge().await.map_err(at(StepName::Challenge))?,
    }
    .with_typed(inquiry.service.as_deref(), inquiry.endpoint.as_ref(), registry);
    tell(Event::Entrance(entrance.clone()));

    tell(Event::Asking(StepName::Token));
    let (granted, authorization) = enter(client, inquiry, &entrance).await.map_err(at(StepName::Token))?;
    actions.clone_from(&granted.actions);
    tell(Event::Granted(granted));

    tell(Event::Asking(StepName::Image));
    let image = client.manifest(repository, reference, authorization.as_ref()).await.map_err(at(StepName::Image))?;
    let digest = image.digest.clone();
    tell(Event::Image(image));

    tell(Event::Asking(StepName::Referrers));
    let listing =
        client.referrers(repository, &digest, authorization.as_ref()).await.map_err(at(StepName::Referrers))?;
    tell(Event::Listed(listing));
    Ok(())
}

/// Gets what the registry wants to see on every request: a token, the Basic header, or nothing.
async fn enter<T: Transport>(
    client: &Client<T>,
    inquiry: &Inquiry,
    entrance: &Entrance,
) -> Result<(Granted, Option<Secret>), ClientError> {
    let scope = inquiry.scope();
    let credentials = inquiry.credentials.as_ref();
    match entrance {
        Entrance::Bearer { endpoint, service, .. } => {
            let token = client.token(endpoint, service, &scope, credentials).await?;
            let header = token.header();
            let actions = token.granted(&scope);
            Ok((Granted { token: Some(token), scope, actions }, Some(header)))
        }
        Entrance::Basic => {
            let header = credentials.map(BasicCredentials::header);
            Ok((Granted { token: None, scope, actions: None }, header))
        }
        Entrance::Open => Ok((Granted { token: None, scope, actions: None }, None)),
    }
}
