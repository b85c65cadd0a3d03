//! What a CycloneDX document says of vulnerabilities: how bad, in what, whether it is mended, and whether it matters
//! here at all (`analysis`).

use super::Components;
use crate::grid::Grid;
use crate::input::Inspection;
use crate::readers::sbom::{Collect, Each, Facts, Text};
use report::report::ColumnKind;
use report::{Findings, Section, Severity, say};
use serde::Deserialize;
use std::collections::HashMap;

/// States of an analysis by which a vulnerability is none here, or no longer.
const DISMISSED: [&str; 4] = ["not_affected", "false_positive", "resolved", "resolved_with_pedigree"];
/// The most names of components in a cell.
const NAMES_LIMIT: usize = 10;

/// A vulnerability, and what is said of it.
#[derive(Deserialize)]
#[serde(expecting = "a vulnerability")]
pub struct Vulnerability<'a> {
    #[serde(default, borrow)]
    id: Text<'a>,
    #[serde(default)]
    ratings: Each<Worst>,
    #[serde(default, borrow)]
    recommendation: Text<'a>,
    #[serde(default, borrow)]
    analysis: Analysis<'a>,
    #[serde(default, borrow)]
    affects: Each<Vec<Affected<'a>>>,
}

impl Vulnerability<'_> {
    /// Whether it can be mended by an update, as far as the document says so.
    fn is_fixable(&self) -> bool {
        let has_good_version =
            || self.affects.0.iter().any(|affected| affected.versions.0.iter().any(|version| version.is_good()));
        !self.recommendation.is_empty()
            || self.analysis.response.0.iter().any(|it| it.0 == "update")
            || has_good_version()
    }

    fn is_dismissed(&self) -> bool {
        DISMISSED.contains(&&*self.analysis.state)
    }
}

/// Whether it matters.
#[derive(Default, Deserialize)]
#[serde(expecting = "an analysis")]
struct Analysis<'a> {
    #[serde(default, borrow)]
    state: Text<'a>,
    #[serde(default, borrow)]
    justification: Text<'a>,
    #[serde(default, borrow)]
    response: Each<Vec<Text<'a>>>,
}

/// A component that has it.
#[derive(Deserialize)]
#[serde(expecting = "what is affected")]
struct Affected<'a> {
    #[serde(default, borrow, rename = "ref")]
    id: Text<'a>,
    #[serde(default, borrow)]
    versions: Each<Vec<Version<'a>>>,
}

#[derive(Deserialize)]
#[serde(expecting = "a version")]
struct Version<'a> {
    #[serde(default, borrow)]
    status: Text<'a>,
}

impl Version<'_> {
    fn is_good(&self) -> bool {
        self.status.0 == "unaffected"
    }
}

/// The worst of several ratings.
struct Worst(Severity);

impl Default for Worst {
    fn default() -> Self {
        Self(Severity::Unknown)
    }
}

impl<'de> Collect<'de> for Worst {
    type Item = Rating<'de>;

    fn take(&mut self, item: Rating<'de>) {
        let named = Severity::of(&item.severity);
        let severity = if named == Severity::Unknown { of_score(&item) } else { named };
        self.0 = self.0.min(severity);
    }
}

#[derive(Deserialize)]
#[serde(expecting = "a rating")]
struct Rating<'a> {
    #[serde(default, borrow)]
    severity: Text<'a>,
    #[serde(default, borrow)]
    method: Text<'a>,
    #[serde(default)]
    score: Option<f64>,
}

/// The qualitative scale of CVSS 3.1 (§5) and 4.0 (§6).
fn of_score(rating: &Rating<'_>) -> Severity {
    if !rating.method.starts_with("CVSSv3") && !rating.method.starts_with("CVSSv4") {
        return Severity::Unknown;
    }
    match rating.score {
        Some(score) if score >= 9.0 => Severity::Critical,
        Some(score) if score >= 7.0 => Severity::High,
        Some(score) if score >= 4.0 => Severity::Medium,
        Some(score) if score >= 0.1 => Severity::Low,
        Some(_) => Severity::Negligible,
        None => Severity::Unknown,
    }
}

/// What was found, if anything: counts, and the table. What the analysis dismisses is listed, but not counted as found.
pub fn lay_out(found: &[Vulnerability<'_>], components: &Components<'_>) -> Option<Inspection> {
    if found.is_empty() {
        return None;
    }
    let names: HashMap<&str, u32> = components.ids.iter().map(|id| &**id).zip(0..).collect();
    let mut findings = Findings::default();
    let mut grid = Grid::new([
        (say!("Vulnerability"), ColumnKind::Code),
        (say!("Severity"), ColumnKind::Severity),
        (say!("Affects"), ColumnKind::Word),
        (say!("Fix"), ColumnKind::Word),
        (say!("Analysis"), ColumnKind::Word),
        (say!("Justification"), ColumnKind::Word),
    ]);
    for item in found {
        let severity = item.ratings.0.0;
        if !item.is_dismissed() {
            findings.add(severity);
            findings.fixable = findings.fixable.saturating_add(u32::from(item.is_fixable()));
        }
        let place = |affected: &Affected<'_>| match names.get(&*affected.id) {
            Some(row) => components.packages.name(*row).to_owned(),
            None => affected.id.to_string(),
        };
        let places: Vec<String> = item.affects.0.iter().take(NAMES_LIMIT).map(place).collect();
        let fix = match (&*item.recommendation, item.is_fixable()) {
            ("", true) => "update",
            (text, _) => text,
        };
        let Analysis { state, justification, .. } = &item.analysis;
        grid.push(&[&item.id, severity.name(), &places.join(", "), fix, state, justification]);
    }
    let mut inspection = Inspection::default();
    inspection.report.summary.findings = Some(findings);
    let dismissed = found.iter().filter(|item| item.is_dismissed()).count();
    inspection.report.sections.push(Section::facts(say!("Findings"), counts(&findings, dismissed).0));
    inspection.table(say!("Vulnerabilities"), grid);
    Some(inspection)
}

fn counts(findings: &Findings, dismissed: usize) -> Facts {
    let mut facts = Facts::default();
    let count = |severity: Severity| findings.by_severity.get(severity as usize).copied().unwrap_or_default() as usize;
    facts.some(say!("Critical"), count(Severity::Critical));
    facts.some(say!("High"), count(Severity::High));
    facts.some(say!("Medium"), count(Severity::Medium));
    facts.some(say!("Low"), count(Severity::Low));
    facts.some(say!("Negligible"), count(Severity::Negligible));
    facts.some(say!("Unknown"), count(Severity::Unknown));
    facts.number(say!("Fixable"), findings.fixable);
    facts.some(say!("Not affected or resolved"), dismissed);
    facts
}
