//! SARIF 2.1.0 (OASIS): what analysers and scanners found, each at its place.

use super::findings::{Finding, Found, Text, code, plain};
use super::within::json;
use crate::input::{Input, Inspection, ReadError};
use report::{Fact, Section, Severity, say};
use serde::Deserialize;
use std::collections::HashMap;

/// The `sarifLog` object (3.13).
#[derive(Deserialize)]
struct Document<'a> {
    #[serde(borrow)]
    version: Text<'a>,
    #[serde(borrow)]
    runs: Option<Vec<Run<'a>>>,
}

/// The `run` object (3.14).
#[derive(Deserialize)]
struct Run<'a> {
    #[serde(borrow)]
    tool: Tool<'a>,
    #[serde(borrow)]
    results: Option<Vec<Outcome<'a>>>,
}

#[derive(Deserialize)]
struct Tool<'a> {
    #[serde(borrow)]
    driver: Component<'a>,
}

/// The `toolComponent` object (3.19).
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Component<'a> {
    #[serde(borrow)]
    name: Text<'a>,
    #[serde(borrow)]
    version: Text<'a>,
    #[serde(borrow)]
    semantic_version: Text<'a>,
    #[serde(borrow)]
    rules: Option<Vec<Rule<'a>>>,
}

/// The `reportingDescriptor` object (3.49).
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Rule<'a> {
    #[serde(borrow)]
    id: Text<'a>,
    #[serde(borrow)]
    default_configuration: Option<Configuration<'a>>,
    #[serde(borrow)]
    properties: Option<Properties<'a>>,
    #[serde(borrow)]
    short_description: Option<Message<'a>>,
}

#[derive(Deserialize)]
struct Configuration<'a> {
    #[serde(borrow)]
    level: Text<'a>,
}

/// What GitHub code scanning and its scanners add to a rule.
#[derive(Deserialize)]
struct Properties<'a> {
    #[serde(borrow, rename = "security-severity")]
    score: Option<Score<'a>>,
}

/// A CVSS score, as a text or as a number.
#[derive(Deserialize)]
#[serde(untagged)]
enum Score<'a> {
    Number(f64),
    Text(#[serde(borrow)] Text<'a>),
}

#[derive(Deserialize)]
struct Message<'a> {
    #[serde(borrow)]
    text: Text<'a>,
}

/// The `result` object (3.27).
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Outcome<'a> {
    #[serde(borrow)]
    rule_id: Text<'a>,
    rule_index: Option<i64>,
    #[serde(borrow)]
    rule: Option<Reference<'a>>,
    #[serde(borrow)]
    kind: Text<'a>,
    #[serde(borrow)]
    level: Text<'a>,
    #[serde(borrow)]
    message: Option<Message<'a>>,
    #[serde(borrow)]
    locations: Option<Vec<Location<'a>>>,
    suppressions: Option<Vec<serde::de::IgnoredAny>>,
}

#[derive(Deserialize)]
struct Reference<'a> {
    #[serde(borrow)]
    id: Text<'a>,
    index: Option<i64>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Location<'a> {
    #[serde(borrow)]
    physical_location: Option<Physical<'a>>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Physical<'a> {
    #[serde(borrow)]
    artifact_location: Option<Artifact<'a>>,
    region: Option<Region>,
}

#[derive(Deserialize)]
struct Artifact<'a> {
    #[serde(borrow)]
    uri: Text<'a>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Region {
    start_line: Option<u64>,
}

/// Whether a document is called SARIF, or has the top of one.
pub fn claims(input: &Input<'_>) -> bool {
    let shape = input.shape();
    shape.has("runs") && shape.has("version") || input.is_called("sarif")
}

/// Lays out what every run found.
pub fn read(input: &Input<'_>) -> Result<Inspection, ReadError> {
    let document: Document<'_> = json(input.bytes)?;
    let version = plain(&document.version);
    if !version.starts_with("2.") {
        return Err(ReadError::Version { format: "SARIF", version: version.to_owned() });
    }
    let runs = document.runs.ok_or(ReadError::Missing("runs"))?;
    let mut inspection = Inspection::of(format!("SARIF {version}"));
    inspection.report.sections.push(Section::facts(say!("Scan"), facts(&runs)));
    let places: Vec<Vec<String>> = runs.iter().map(|run| run.results.iter().flatten().map(place).collect()).collect();
    let mut found = Found::default();
    for (run, places) in runs.iter().zip(&places) {
        results(run, places, &mut found);
    }
    found.places(&mut inspection);
    Ok(inspection)
}

fn facts(runs: &[Run<'_>]) -> Vec<Fact> {
    let mut facts = Vec::new();
    for run in runs {
        let tool = &run.tool.driver;
        let version = Some(plain(&tool.version)).filter(|version| !version.is_empty());
        let name = format!("{} {}", plain(&tool.name), version.unwrap_or_else(|| plain(&tool.semantic_version)));
        code(&mut facts, say!("Scanner"), name.trim());
        facts.push(Fact::new(say!("Rules"), tool.rules.as_ref().map_or(0, Vec::len)));
        let hidden = run.results.iter().flatten().filter(|result| is_suppressed(result)).count();
        if hidden > 0 {
            facts.push(Fact::new(say!("Suppressed"), hidden));
        }
    }
    facts
}

/// Somebody said that it is no finding (3.27.23).
fn is_suppressed(result: &Outcome<'_>) -> bool {
    result.suppressions.as_ref().is_some_and(|all| !all.is_empty())
}

fn results<'a>(run: &'a Run<'_>, places: &'a [String], found: &mut Found<'a>) {
    let rules = run.tool.driver.rules.as_deref().unwrap_or_default();
    let by_id: HashMap<&str, &Rule<'_>> = rules.iter().map(|rule| (plain(&rule.id), rule)).collect();
    for (result, place) in run.results.iter().flatten().zip(places) {
        // Only these kinds say that something is wrong (3.27.9).
        if is_suppressed(result) || !matches!(plain(&result.kind), "" | "fail" | "open" | "review") {
            continue;
        }
        let reference = result.rule.as_ref();
        let index = result.rule_index.or_else(|| reference.and_then(|rule| rule.index));
        let id = [Some(&result.rule_id), reference.map(|rule| &rule.id)].into_iter().flatten().map(plain);
        let id = id.into_iter().find(|id| !id.is_empty()).unwrap_or_default();
        let rule = index.and_then(|index| rules.get(usize::try_from(index).ok()?)).or_else(|| by_id.get(id).copied());
        let said = result.message.as_ref().map(|message| plain(&message.text)).unwrap_or_default();
        let short = || rule.and_then(|rule| rule.short_description.as_ref()).map(|message| plain(&message.text));
        found.push(Finding {
            severity: severity(result, rule),
            id: if id.is_empty() { rule.map(|rule| plain(&rule.id)).unwrap_or_default() } else { id },
            package: "",
            version: "",
            fixed: "",
            title: if said.is_empty() { short().unwrap_or_default() } else { said },
            place,
        });
    }
}

/// The score says more than the level, where there is one. A level that is not stated is the rule's, else `warning`
/// (3.27.10).
fn severity(result: &Outcome<'_>, rule: Option<&Rule<'_>>) -> Severity {
    let score = rule.and_then(|rule| match rule.properties.as_ref()?.score.as_ref()? {
        Score::Number(number) => Some(*number),
        Score::Text(text) => plain(text).parse().ok(),
    });
    // CVSS 3.1, 5.
    match score {
        Some(score) if score >= 9.0 => return Severity::Critical,
        Some(score) if score >= 7.0 => return Severity::High,
        Some(score) if score >= 4.0 => return Severity::Medium,
        Some(score) if score > 0.0 => return Severity::Low,
        _ => {}
    }
    let own = plain(&result.level);
    let by_rule = rule.and_then(|rule| rule.default_configuration.as_ref()).map(|it| plain(&it.level));
    let level = if own.is_empty() { by_rule.unwrap_or_default() } else { own };
    Severity::of(if level.is_empty() { "warning" } else { level })
}

fn place(result: &Outcome<'_>) -> String {
    let first = result.locations.as_ref().and_then(|locations| locations.first());
    let Some(place) = first.and_then(|location| location.physical_location.as_ref()) else { return String::new() };
    let file = place.artifact_location.as_ref().map(|file| plain(&file.uri)).unwrap_or_default();
    match place.region.as_ref().and_then(|region| region.start_line) {
        Some(line) => format!("{file}:{line}"),
        None => file.to_owned(),
    }
}
