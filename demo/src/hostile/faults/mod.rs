//! The table of what goes wrong, a file for each step of the way.

mod blob;
mod challenge;
mod everything;
mod links;
mod manifest;
mod referrers;
mod tag_schema;
mod token;
mod twist;

use super::reply::Reply;
use super::site::Question;
use std::fmt;

/// At which step of a look an answer is bad.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Step {
    /// `GET /v2/`.
    Challenge,
    /// `GET /v2/auth`.
    Token,
    /// The image's manifest.
    Manifest,
    /// The image's referrers: every page of them.
    Referrers,
    /// The link from the first page of referrers, or what it leads to.
    LinkPages,
    /// The index under the referrers tag: there is no referrers API.
    TagSchema,
    /// Any blob.
    Blob,
    /// All that takes a token.
    Everything,
}

impl Step {
    /// Whether an answer to this question may be bad at this step.
    pub(super) fn concerns(self, question: Question) -> bool {
        match self {
            Self::Challenge => question == Question::Base,
            Self::Token => question == Question::Token,
            Self::Manifest => question == Question::Manifest,
            Self::Referrers | Self::LinkPages => question == Question::Referrers,
            Self::TagSchema => question == Question::ReferrersTag,
            Self::Blob => question == Question::Blob,
            Self::Everything => !matches!(question, Question::Base | Question::Token),
        }
    }
}

/// A request that is to be answered badly.
pub(super) struct Asked<'a> {
    /// Path and query.
    pub path: &'a str,
    /// How many times this has been asked, with this time.
    pub nth: usize,
    /// `host:port` of the registry.
    pub host: &'a str,
    /// `host:port` of the foreign origin.
    pub foreign: &'a str,
}

impl Asked<'_> {
    /// The page of referrers that is asked for, from 1.
    fn page(&self) -> usize {
        let number = self.path.split(['?', '&']).find_map(|pair| pair.strip_prefix("page="));
        number.and_then(|text| text.parse().ok()).unwrap_or(1)
    }
}

/// Makes the good answer a bad one.
type Twist = fn(&Asked<'_>, Reply) -> Reply;

/// A bad answer with a name.
#[derive(Clone, Copy)]
pub struct Fault {
    step: Step,
    name: &'static str,
    about: &'static str,
    twist: Twist,
}

impl Fault {
    const fn new(step: Step, name: &'static str, about: &'static str, twist: Twist) -> Self {
        Self { step, name, about, twist }
    }

    /// All of them, in the order of the steps.
    pub fn all() -> impl Iterator<Item = Self> {
        let tables: [&[Self]; 8] = [
            challenge::FAULTS,
            token::FAULTS,
            manifest::FAULTS,
            referrers::FAULTS,
            links::FAULTS,
            tag_schema::FAULTS,
            blob::FAULTS,
            everything::FAULTS,
        ];
        tables.into_iter().flatten().copied()
    }

    /// The one with a name.
    #[must_use]
    pub fn named(name: &str) -> Option<Self> {
        Self::all().find(|fault| fault.name == name)
    }

    /// Its name, in words joined by hyphens; the first is the step's.
    #[must_use]
    pub const fn name(self) -> &'static str {
        self.name
    }

    /// What is answered, in words.
    #[must_use]
    pub const fn about(self) -> &'static str {
        self.about
    }

    /// At which step.
    #[must_use]
    pub const fn step(self) -> Step {
        self.step
    }

    pub(super) fn twist(self, asked: &Asked<'_>, good: Reply) -> Reply {
        (self.twist)(asked, good)
    }
}

impl fmt::Debug for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Fault").field("name", &self.name).field("step", &self.step).finish_non_exhaustive()
    }
}

impl PartialEq for Fault {
    fn eq(&self, other: &Self) -> bool {
        self.name == other.name
    }
}

impl Eq for Fault {}
