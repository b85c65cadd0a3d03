//! One step of a look.

use crate::registry::Problem;

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
    /// The newest result.
    pub result: Option<Box<T>>,
    /// Whether the result is of this look; else it is of an earlier one.
    pub is_current: bool,
    /// Why it failed.
    pub problem: Option<Problem>,
    changes: u64,
    results: u64,
}

impl<T> Default for Step<T> {
    fn default() -> Self {
        Self { stage: Stage::Idle, result: None, is_current: false, problem: None, changes: 0, results: 0 }
    }
}

impl<T> Step<T> {
    /// A look begins: what is there is of the look before.
    pub(super) fn begin(&mut self) {
        self.is_current = false;
        self.set(Stage::Waiting);
    }

    pub(super) fn set(&mut self, stage: Stage) {
        self.stage = stage;
        self.problem = None;
        self.changes += 1;
    }

    /// Puts a result in the place of the one before; there may be more to come.
    pub(super) fn put(&mut self, result: T) {
        self.result = Some(Box::new(result));
        self.is_current = true;
        self.changes += 1;
        self.results += 1;
    }

    pub(super) fn finish(&mut self, result: T) {
        self.set(Stage::Done);
        self.put(result);
    }

    pub(super) fn fail(&mut self, problem: Problem) {
        self.set(Stage::Failed);
        self.problem = Some(problem);
    }

    pub(super) fn cancel(&mut self) {
        if matches!(self.stage, Stage::Waiting | Stage::Running) {
            self.set(Stage::Cancelled);
        }
    }

    pub(super) fn skip(&mut self) {
        if self.stage == Stage::Waiting {
            self.set(Stage::Idle);
        }
    }

    pub(super) fn clear(&mut self) {
        self.set(Stage::Idle);
        self.result = None;
        self.results += 1;
    }

    /// How often it has changed in any way, and how often its result was replaced.
    #[must_use]
    pub const fn counts(&self) -> (u64, u64) {
        (self.changes, self.results)
    }
}
