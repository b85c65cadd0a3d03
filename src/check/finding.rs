//! How a step of a check ended.

use super::StepName;
use super::scrub::Scrub;
use crate::registry::Problem;
use crate::text;
use crate::words::Text;

/// How good that is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Grade {
    /// As it has to be.
    Pass,
    /// The page works, but with less than there could be, or not for everyone.
    Warn,
    /// The page does not work so.
    Fail,
    /// There was nothing to ask.
    NotApplicable,
}

impl Grade {
    /// All of them, in the order in which they are counted.
    pub const ALL: [Self; 4] = [Self::Pass, Self::Warn, Self::Fail, Self::NotApplicable];

    /// A name for style sheets and tests.
    #[must_use]
    pub const fn slug(self) -> &'static str {
        match self {
            Self::Pass => "pass",
            Self::Warn => "warn",
            Self::Fail => "fail",
            Self::NotApplicable => "not-applicable",
        }
    }

    /// In a word or two.
    #[must_use]
    pub fn text(self) -> Text {
        match self {
            Self::Pass => text!("pass"),
            Self::Warn => text!("warning"),
            Self::Fail => text!("fail"),
            Self::NotApplicable => text!("not applicable"),
        }
    }
}

/// What a step found.
#[derive(Clone, Debug, PartialEq)]
pub struct Finding {
    /// Which step.
    pub step: StepName,
    /// How good that is.
    pub grade: Grade,
    /// What was seen.
    pub seen: Text,
    /// Why that usually is; may be empty.
    pub why: Text,
    /// What mends it; may be empty.
    pub fix: Text,
    /// What was asked and how that went, a line each, for whoever reads logs. Never with a secret.
    pub asked: Vec<String>,
    /// The registry's own words.
    pub words: Vec<String>,
    /// Header lines to add; empty where none are missing.
    pub lines: String,
}

impl Finding {
    /// A step that ended so.
    #[must_use]
    pub fn new(step: StepName, grade: Grade, seen: Text) -> Self {
        let (why, fix) = (Text::empty(), Text::empty());
        Self { step, grade, seen, why, fix, asked: Vec::new(), words: Vec::new(), lines: String::new() }
    }

    /// A step that ended well.
    #[must_use]
    pub fn pass(step: StepName, seen: Text) -> Self {
        Self::new(step, Grade::Pass, seen)
    }

    /// A step at which there was nothing to ask.
    #[must_use]
    pub fn none(step: StepName, seen: Text) -> Self {
        Self::new(step, Grade::NotApplicable, seen)
    }

    /// A step that ended with an error.
    #[must_use]
    pub fn failed(step: StepName, problem: Problem) -> Self {
        let words = problem.quote.into_iter().collect();
        Self { why: problem.why, fix: problem.now, words, ..Self::new(step, Grade::Fail, problem.what) }
    }

    /// The same with what mends it.
    #[must_use]
    pub fn mended_by(self, fix: Text) -> Self {
        Self { fix, ..self }
    }

    /// The same with what was asked.
    #[must_use]
    pub fn asked(mut self, line: String) -> Self {
        self.asked.push(line);
        self
    }

    /// The same in the registry's own words too.
    #[must_use]
    pub fn quoting(mut self, words: impl Into<String>) -> Self {
        self.words.push(words.into());
        self
    }

    /// The same with lines to add.
    #[must_use]
    pub fn with_lines(self, lines: String) -> Self {
        Self { lines, ..self }
    }

    /// The same with secrets painted over, should the other side have repeated one.
    pub(super) fn without(self, scrub: &Scrub) -> Self {
        let paint = |text: &str| scrub.paint(text);
        let each = |lines: Vec<String>| lines.iter().map(|line| paint(line)).collect();
        Self {
            seen: self.seen.with_words(&paint),
            why: self.why.with_words(&paint),
            fix: self.fix.with_words(&paint),
            asked: each(self.asked),
            words: each(self.words),
            ..self
        }
    }
}
