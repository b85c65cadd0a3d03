//! What is in a document.

use crate::verdict::Verdict;
use crate::words::{Value, Words};
use serde::{Deserialize, Serialize};

/// What a document holds, laid out for a person.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Report {
    /// The format's own name and version, as `SPDX 2.3`: the same in every language.
    pub format: String,
    /// The numbers that the answer above the list shows.
    pub summary: Summary,
    /// What is wrong with the document though it could be read.
    pub remarks: Vec<Words>,
    /// Its content, the most important first.
    pub sections: Vec<Section>,
}

/// A part of a report under a heading.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Section {
    /// The heading.
    pub title: Words,
    /// What stands under it.
    pub body: Body,
}

/// What a section consists of.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Body {
    /// Names and values.
    Facts(Vec<Fact>),
    /// Rows, of which the page asks for those that it shows.
    Table(Table),
    /// Things that hold things.
    Tree(Vec<Content>),
    /// Text as it is, in a font of one width.
    Text(String),
    /// The beginning of bytes that are no text.
    Hex(Vec<u8>),
    /// A picture of this media type; its bytes are those that the page gave.
    Picture(String),
    /// Whether signatures hold.
    Verdicts(Vec<Verdict>),
}

/// A name and its value.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Fact {
    /// What it is: a sentence's part in plain words, or a key of the document as [`Value::Code`].
    pub name: Value,
    /// What the document says.
    pub value: Value,
}

/// A node of a tree.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Content {
    /// What it is called.
    pub name: Value,
    /// What is said beside it.
    pub detail: Option<Value>,
    /// What it holds.
    pub children: Vec<Content>,
}

/// A table whose rows are in the inspector.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Table {
    /// By this number its rows are asked for.
    pub number: u32,
    /// Its columns.
    pub columns: Vec<Column>,
    /// How many rows it has.
    pub count: u32,
}

/// A column of a table.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Column {
    /// Its heading.
    pub title: Words,
    /// What is in it.
    pub kind: ColumnKind,
}

/// How the cells of a column are shown and sorted. An empty cell says that the document does not state it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum ColumnKind {
    /// Words or names.
    Word,
    /// What is read letter by letter.
    Code,
    /// A version: `1.10` comes after `1.9`.
    Version,
    /// A number in decimal digits.
    Number,
    /// A size in bytes, in decimal digits.
    Size,
    /// A [`Severity`] by its name.
    Severity,
    /// A point in time, as RFC 3339.
    Time,
}

/// Which rows of a table are wanted.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Window {
    /// What they have to hold, without regard to ASCII case; empty for all.
    pub search: String,
    /// The column by which they are sorted, and whether downwards; none for the document's own order.
    pub sort: Option<(u32, bool)>,
    /// The first of them.
    pub from: u32,
    /// How many at most.
    pub count: u32,
}

/// Rows of a table.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Rows {
    /// How many there are that hold what was searched for.
    pub found: u32,
    /// Those in the window, each with its cells.
    pub rows: Vec<Vec<String>>,
}

/// What the answer above the list counts.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Summary {
    /// How many packages an SBOM lists.
    pub packages: Option<u32>,
    /// What a scanner found.
    pub findings: Option<Findings>,
}

/// How many vulnerabilities there are of each severity.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Findings {
    /// By [`Severity`], in its order.
    pub by_severity: [u32; Severity::ALL.len()],
    /// How many of them can be mended by an update.
    pub fixable: u32,
}

/// How bad a vulnerability is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub enum Severity {
    /// The worst.
    Critical,
    /// Bad.
    High,
    /// In between.
    Medium,
    /// Not bad.
    Low,
    /// Hardly one at all: `negligible`, `none`, `info`, `note`.
    Negligible,
    /// The document does not say.
    Unknown,
}

impl Severity {
    /// All of them, the worst first.
    pub const ALL: [Self; 6] = [Self::Critical, Self::High, Self::Medium, Self::Low, Self::Negligible, Self::Unknown];

    /// Its name, in lower case.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Critical => "critical",
            Self::High => "high",
            Self::Medium => "medium",
            Self::Low => "low",
            Self::Negligible => "negligible",
            Self::Unknown => "unknown",
        }
    }

    /// The severity that scanners call so, in whatever case.
    #[must_use]
    pub fn of(name: &str) -> Self {
        let is = |names: &[&str]| names.iter().any(|known| name.eq_ignore_ascii_case(known));
        match () {
            () if is(&["critical"]) => Self::Critical,
            () if is(&["high", "important", "error"]) => Self::High,
            () if is(&["medium", "moderate", "warning"]) => Self::Medium,
            () if is(&["low"]) => Self::Low,
            () if is(&["negligible", "none", "info", "informational", "note"]) => Self::Negligible,
            () => Self::Unknown,
        }
    }
}

impl Findings {
    /// Counts one more.
    pub const fn add(&mut self, severity: Severity) {
        self.by_severity[severity as usize] += 1;
    }

    /// How many there are in all.
    #[must_use]
    pub fn total(&self) -> u32 {
        self.by_severity.iter().sum()
    }
}

impl Section {
    /// Facts under a heading.
    #[must_use]
    pub const fn facts(title: Words, facts: Vec<Fact>) -> Self {
        Self { title, body: Body::Facts(facts) }
    }
}

impl Fact {
    /// A fact with a name in plain words.
    #[must_use]
    pub fn new(name: Words, value: impl Into<Value>) -> Self {
        Self { name: Value::Words(name), value: value.into() }
    }

    /// A fact whose value is read letter by letter.
    #[must_use]
    pub fn code(name: Words, value: impl Into<String>) -> Self {
        Self { name: Value::Words(name), value: Value::Code(value.into()) }
    }
}
