//! A document, and what it is at a glance.

use report::message::Document;
use report::{Body, Report, Section, Value, Words, say};
use serde::de::{IgnoredAny, MapAccess, Visitor};
use serde::{Deserialize, Deserializer};
use std::cell::OnceCell;
use std::fmt;
use thiserror::Error;

use crate::grid::Grid;

/// The most characters of a text that are handed to the page.
pub const TEXT_LIMIT: usize = 200_000;
/// The longest text that counts as a mark of a format.
const MARK_LIMIT: usize = 256;
/// The most members that are looked at: no format has as many at its top.
const MEMBERS_LIMIT: usize = 1_024;
/// Members that alone say what a document is. They stand at its beginning, and what follows is large.
const TELLING: [&str; 4] = ["bomFormat", "spdxVersion", "SPDXID", "@context"];

/// A document to be read.
#[derive(Debug)]
pub struct Input<'a> {
    /// What is known of it beside its bytes.
    pub document: &'a Document,
    /// Its bytes.
    pub bytes: &'a [u8],
    /// How deep documents within documents may still go.
    pub depth: u8,
    shape: OnceCell<Shape>,
}

/// What a JSON object has at its top; empty for anything else.
///
/// An SBOM can be of many megabytes: what stands behind a member that alone says what a document is, is not looked at.
#[derive(Clone, Debug, Default)]
pub struct Shape {
    /// A list: there are few, and each is looked for a few times.
    members: Vec<(String, Option<String>)>,
}

/// What was read: the report, and the rows of its tables by their numbers.
#[derive(Clone, Debug, Default)]
pub struct Inspection {
    /// What is in it.
    pub report: Report,
    /// The tables.
    pub grids: Vec<Grid>,
}

/// Why a document could not be read as what it claims to be.
#[derive(Debug, Error)]
pub enum ReadError {
    /// It is no JSON, or not JSON of this shape.
    #[error("at line {line}, column {column}: {reason}")]
    Json {
        /// Where.
        line: u64,
        /// Where in it.
        column: u64,
        /// The parser's own words.
        reason: String,
    },
    /// It ends too early.
    #[error("the document ends too early")]
    CutOff,
    /// A part that it has to have is not there.
    #[error("{0} is missing")]
    Missing(&'static str),
    /// A part is not what it has to be.
    #[error("{}: {}", what.english(), reason.english())]
    Malformed {
        /// Which.
        what: Value,
        /// Why.
        reason: Value,
    },
    /// Of this version nothing is known here.
    #[error("{format} {version} is not known here")]
    Version {
        /// Of which format.
        format: &'static str,
        /// The version that it states.
        version: String,
    },
    /// It has more of something than is read.
    #[error("there is more than {0}")]
    TooMuch(&'static str),
}

impl ReadError {
    /// A part that is not what it has to be.
    #[must_use]
    pub fn malformed(what: impl Into<Value>, reason: impl fmt::Display) -> Self {
        Self::Malformed { what: what.into(), reason: reason.to_string().into() }
    }

    /// The error for a person.
    #[must_use]
    pub fn words(&self) -> Words {
        match self {
            Self::Json { line, column, reason } => say!(
                "It cannot be read beyond line {line}, column {column}: {reason}",
                line = *line,
                column = *column,
                reason = reason.as_str()
            ),
            Self::CutOff => say!("It ends too early: whoever made or stored it lost the rest."),
            Self::Missing(part) => say!("It has no “{part}”, without which it means nothing.", part = *part),
            Self::Malformed { what, reason } => {
                say!("Its “{part}” cannot be read: {reason}", part = what.clone(), reason = reason.clone())
            }
            Self::Version { format, version } => say!(
                "It is {format} version {version}, which is not known here.",
                format = *format,
                version = version.as_str()
            ),
            Self::TooMuch(of) => say!("It has more of “{part}” than is read here.", part = *of),
        }
    }
}

impl From<serde_json::Error> for ReadError {
    fn from(error: serde_json::Error) -> Self {
        if error.is_eof() {
            return Self::CutOff;
        }
        let text = error.to_string();
        let reason = text.rsplit_once(" at line ").map_or(text.as_str(), |(reason, _)| reason).to_owned();
        Self::Json { line: error.line() as u64, column: error.column() as u64, reason }
    }
}

impl<'a> Input<'a> {
    /// A document that was handed over.
    #[must_use]
    pub const fn new(document: &'a Document, bytes: &'a [u8]) -> Self {
        Self { document, bytes, depth: 4, shape: OnceCell::new() }
    }

    /// A document within this one.
    #[must_use]
    pub const fn inner<'b>(&self, document: &'b Document, bytes: &'b [u8]) -> Input<'b> {
        Input { document, bytes, depth: self.depth.saturating_sub(1), shape: OnceCell::new() }
    }

    /// Whether its media type or artifact type has this in it, in lower case.
    #[must_use]
    pub fn is_called(&self, part: &str) -> bool {
        let has = |kind: &str| kind.to_ascii_lowercase().contains(part);
        has(&self.document.media_type) || has(&self.document.artifact_type)
    }

    /// Its top, where it is a JSON object. Read once, and only when asked for: unless a member near the beginning says
    /// what it is, it takes a pass over the document.
    pub fn shape(&self) -> &Shape {
        self.shape.get_or_init(|| Shape::of(self.bytes))
    }
}

impl Shape {
    fn of(bytes: &[u8]) -> Self {
        let start = bytes.iter().position(|byte| !byte.is_ascii_whitespace() && !b"\xef\xbb\xbf".contains(byte));
        if start.and_then(|at| bytes.get(at)) != Some(&b'{') {
            return Self::default();
        }
        // Where it is broken further down, what stands above still says what it was meant to be.
        let mut shape = Self::default();
        let mut reader = serde_json::Deserializer::from_slice(&bytes[start.unwrap_or_default()..]);
        let _ = reader.deserialize_map(Members(&mut shape));
        shape
    }

    /// Whether it has a member of that name.
    #[must_use]
    pub fn has(&self, name: &str) -> bool {
        self.members.iter().any(|(member, _)| member == name)
    }

    /// A member that is a short text.
    #[must_use]
    pub fn text(&self, name: &str) -> Option<&str> {
        self.members.iter().rev().find(|(member, _)| member == name)?.1.as_deref()
    }
}

struct Members<'a>(&'a mut Shape);

impl<'de> Visitor<'de> for Members<'_> {
    type Value = ();

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("an object")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<(), A::Error> {
        while let Some(name) = map.next_key::<String>()? {
            let is_known = TELLING.contains(&name.as_str());
            self.0.members.push((name, None));
            let Mark(mark) = map.next_value()?;
            let is_telling = mark.is_some() && is_known;
            if let Some((_, last)) = self.0.members.last_mut() {
                *last = mark;
            }
            if is_telling || self.0.members.len() >= MEMBERS_LIMIT {
                return Err(serde::de::Error::custom("enough is known"));
            }
        }
        Ok(())
    }
}

/// A value, of which only short texts are kept.
struct Mark(Option<String>);

impl<'de> Deserialize<'de> for Mark {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(MarkVisitor)
    }
}

struct MarkVisitor;

impl<'de> Visitor<'de> for MarkVisitor {
    type Value = Mark;

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("any value")
    }

    fn visit_str<E>(self, text: &str) -> Result<Mark, E> {
        Ok(Mark((text.len() <= MARK_LIMIT).then(|| text.to_owned())))
    }

    fn visit_bool<E>(self, _: bool) -> Result<Mark, E> {
        Ok(Mark(None))
    }

    fn visit_i64<E>(self, _: i64) -> Result<Mark, E> {
        Ok(Mark(None))
    }

    fn visit_u64<E>(self, _: u64) -> Result<Mark, E> {
        Ok(Mark(None))
    }

    fn visit_f64<E>(self, _: f64) -> Result<Mark, E> {
        Ok(Mark(None))
    }

    fn visit_unit<E>(self) -> Result<Mark, E> {
        Ok(Mark(None))
    }

    fn visit_seq<A: serde::de::SeqAccess<'de>>(self, mut seq: A) -> Result<Mark, A::Error> {
        while seq.next_element::<IgnoredAny>()?.is_some() {}
        Ok(Mark(None))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Mark, A::Error> {
        while map.next_entry::<IgnoredAny, IgnoredAny>()?.is_some() {}
        Ok(Mark(None))
    }
}

impl Inspection {
    /// Appends text as it is, as far as it may be shown.
    pub fn text(&mut self, title: Words, text: &str) {
        let end = text.char_indices().nth(TEXT_LIMIT).map_or(text.len(), |(at, _)| at);
        if end < text.len() {
            self.cut();
        }
        self.section(title, Body::Text(text.get(..end).unwrap_or_default().to_owned()));
    }

    /// Says that not all is shown.
    pub fn cut(&mut self) {
        self.report.remarks.push(say!("It is long: only its beginning is shown."));
    }

    /// A report without sections yet.
    #[must_use]
    pub fn of(format: impl Into<String>) -> Self {
        Self { report: Report { format: format.into(), ..Report::default() }, grids: Vec::new() }
    }

    /// Appends a section.
    pub fn section(&mut self, title: Words, body: Body) {
        self.report.sections.push(Section { title, body });
    }

    /// Appends a table, unless it is empty.
    pub fn table(&mut self, title: Words, grid: Grid) {
        if !grid.is_empty() {
            let number = u32::try_from(self.grids.len()).unwrap_or(u32::MAX);
            self.section(title, Body::Table(grid.table(number)));
            self.grids.push(grid);
        }
    }

    /// Appends what was read within this document: its sections, its remarks, its numbers.
    pub fn append(&mut self, inner: Self) {
        let shift = u32::try_from(self.grids.len()).unwrap_or(u32::MAX);
        for mut section in inner.report.sections {
            if let Body::Table(table) = &mut section.body {
                table.number = table.number.saturating_add(shift);
            }
            self.report.sections.push(section);
        }
        self.grids.extend(inner.grids);
        self.report.remarks.extend(inner.report.remarks);
        let (own, inner) = (&mut self.report.summary, inner.report.summary);
        own.packages = own.packages.or(inner.packages);
        own.findings = own.findings.or(inner.findings);
    }
}
