//! What scanners found, whoever the scanner is: each once, the worst first, and counted.

use crate::grid::Grid;
use crate::input::Inspection;
use report::report::ColumnKind;
use report::{Fact, Findings, Severity, Value, Words, say};
use serde::de::Visitor;
use serde::{Deserialize, Deserializer};
use std::borrow::Cow;
use std::collections::HashSet;
use std::fmt;

/// A text, borrowed from the document where it has no escapes. Null and what is missing are empty ones.
#[derive(Debug, Default)]
pub struct Text<'a>(Cow<'a, str>);

/// The text, empty where there is none.
pub fn plain<'a>(text: &'a Text<'_>) -> &'a str {
    &text.0
}

impl<'de: 'a, 'a> Deserialize<'de> for Text<'a> {
    // By way of an option, as serde asks for one where a member is missing.
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_option(TextVisitor)
    }
}

struct TextVisitor;

impl<'de> Visitor<'de> for TextVisitor {
    type Value = Text<'de>;

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("a text")
    }

    fn visit_none<E>(self) -> Result<Text<'de>, E> {
        Ok(Text::default())
    }

    fn visit_unit<E>(self) -> Result<Text<'de>, E> {
        Ok(Text::default())
    }

    fn visit_some<D: Deserializer<'de>>(self, deserializer: D) -> Result<Text<'de>, D::Error> {
        deserializer.deserialize_str(self)
    }

    fn visit_borrowed_str<E>(self, text: &'de str) -> Result<Text<'de>, E> {
        Ok(Text(Cow::Borrowed(text)))
    }

    fn visit_str<E>(self, text: &str) -> Result<Text<'de>, E> {
        Ok(Text(Cow::Owned(text.to_owned())))
    }
}

/// A fact, where the document states it.
pub fn code(facts: &mut Vec<Fact>, name: Words, text: &str) {
    if !text.is_empty() {
        facts.push(Fact::code(name, text));
    }
}

/// A point in time, where the document states it.
pub fn time(facts: &mut Vec<Fact>, name: Words, text: &str) {
    if !text.is_empty() {
        facts.push(Fact::new(name, Value::Time(text.to_owned())));
    }
}

/// Something that a scanner found.
#[derive(Clone, Copy, Debug)]
pub struct Finding<'a> {
    /// How bad it is.
    pub severity: Severity,
    /// Its name, as `CVE-2021-44228` or a rule.
    pub id: &'a str,
    /// In which package.
    pub package: &'a str,
    /// Of which version.
    pub version: &'a str,
    /// In which version it is mended.
    pub fixed: &'a str,
    /// What it is, in a line.
    pub title: &'a str,
    /// Where it was found.
    pub place: &'a str,
}

/// What becomes the table.
#[derive(Debug, Default)]
pub struct Found<'a> {
    rows: Vec<Finding<'a>>,
    seen: HashSet<(&'a str, &'a str, &'a str)>,
    counts: Findings,
}

impl<'a> Found<'a> {
    /// Takes a vulnerability, unless the same one is there for the same package of the same version.
    pub fn add(&mut self, finding: Finding<'a>) {
        if self.seen.insert((finding.id, finding.package, finding.version)) {
            self.push(finding);
        }
    }

    /// Takes a finding that counts wherever it is.
    pub fn push(&mut self, finding: Finding<'a>) {
        self.counts.add(finding.severity);
        self.counts.fixable = self.counts.fixable.saturating_add(u32::from(!finding.fixed.is_empty()));
        self.rows.push(finding);
    }

    /// How many there are.
    pub const fn counts(&self) -> Findings {
        self.counts
    }

    /// Vulnerabilities as a table.
    pub fn packages(mut self, inspection: &mut Inspection) {
        self.finish(inspection);
        let mut grid = Grid::new([
            (say!("Severity"), ColumnKind::Severity),
            (say!("ID"), ColumnKind::Code),
            (say!("Package"), ColumnKind::Word),
            (say!("Version"), ColumnKind::Version),
            (say!("Fixed in"), ColumnKind::Version),
            (say!("Title"), ColumnKind::Word),
            (say!("Where"), ColumnKind::Code),
        ]);
        for row in &self.rows {
            grid.push(&[row.severity.name(), row.id, row.package, row.version, row.fixed, row.title, row.place]);
        }
        inspection.table(say!("Vulnerabilities"), grid);
    }

    /// Findings in files as a table.
    pub fn places(mut self, inspection: &mut Inspection) {
        self.finish(inspection);
        let mut grid = Grid::new([
            (say!("Severity"), ColumnKind::Severity),
            (say!("ID"), ColumnKind::Code),
            (say!("Title"), ColumnKind::Word),
            (say!("Where"), ColumnKind::Code),
        ]);
        for row in &self.rows {
            grid.push(&[row.severity.name(), row.id, row.title, row.place]);
        }
        inspection.table(say!("Findings"), grid);
    }

    fn finish(&mut self, inspection: &mut Inspection) {
        inspection.report.summary.findings = Some(self.counts);
        self.rows.sort_by_key(|row| row.severity);
    }
}
