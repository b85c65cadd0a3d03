//! Reports of Grype, in its own JSON (`grype -o json`): <https://github.com/anchore/grype>.

use super::findings::{Finding, Found, Text, code, plain, time};
use super::within::json;
use crate::input::{Input, Inspection, ReadError};
use report::{Fact, Section, Severity, say};
use serde::Deserialize;
use std::borrow::Cow;

#[derive(Deserialize)]
struct Document<'a> {
    #[serde(borrow)]
    matches: Vec<Match<'a>>,
    #[serde(borrow)]
    source: Option<Source<'a>>,
    #[serde(borrow)]
    distro: Option<Named<'a>>,
    #[serde(borrow)]
    descriptor: Option<Named<'a>>,
    #[serde(rename = "ignoredMatches")]
    ignored: Option<Vec<serde::de::IgnoredAny>>,
}

#[derive(Deserialize)]
struct Named<'a> {
    #[serde(borrow)]
    name: Text<'a>,
    #[serde(borrow)]
    version: Text<'a>,
    #[serde(borrow)]
    timestamp: Text<'a>,
}

/// The target is a text for a folder, an object for an image.
#[derive(Deserialize)]
struct Source<'a> {
    #[serde(borrow, rename = "type")]
    kind: Text<'a>,
    #[serde(borrow)]
    target: Option<Target<'a>>,
}

#[derive(Deserialize)]
#[serde(untagged)]
enum Target<'a> {
    Path(String),
    Image {
        #[serde(borrow, rename = "userInput")]
        input: Text<'a>,
        #[serde(borrow, rename = "manifestDigest")]
        digest: Text<'a>,
    },
}

#[derive(Deserialize)]
struct Match<'a> {
    #[serde(borrow)]
    vulnerability: Vulnerability<'a>,
    #[serde(borrow)]
    artifact: Artifact<'a>,
}

#[derive(Deserialize)]
struct Vulnerability<'a> {
    #[serde(borrow)]
    id: Text<'a>,
    #[serde(borrow)]
    severity: Text<'a>,
    #[serde(borrow)]
    description: Text<'a>,
    #[serde(borrow)]
    fix: Option<Fix<'a>>,
}

#[derive(Deserialize)]
struct Fix<'a> {
    #[serde(borrow)]
    versions: Option<Vec<Cow<'a, str>>>,
}

#[derive(Deserialize)]
struct Artifact<'a> {
    #[serde(borrow)]
    name: Text<'a>,
    #[serde(borrow)]
    version: Text<'a>,
    #[serde(borrow)]
    locations: Option<Vec<Location<'a>>>,
}

#[derive(Deserialize)]
struct Location<'a> {
    #[serde(borrow)]
    path: Text<'a>,
}

/// Whether a document has the top of a report of Grype.
pub fn claims(input: &Input<'_>) -> bool {
    let shape = input.shape();
    shape.has("matches") && (shape.has("source") || shape.has("descriptor"))
        || input.is_called("grype") && input.is_called("json")
}

/// Lays out a report of Grype.
pub fn read(input: &Input<'_>) -> Result<Inspection, ReadError> {
    let document: Document<'_> = json(input.bytes)?;
    let mut inspection = Inspection::of("Grype");
    inspection.report.sections.push(Section::facts(say!("Scan"), facts(&document)));
    let fixes: Vec<String> = document.matches.iter().map(|found| fixed(&found.vulnerability)).collect();
    let mut found = Found::default();
    for (Match { vulnerability, artifact }, fixed) in document.matches.iter().zip(&fixes) {
        let place = artifact.locations.as_ref().and_then(|locations| locations.first());
        found.add(Finding {
            severity: Severity::of(plain(&vulnerability.severity)),
            id: plain(&vulnerability.id),
            package: plain(&artifact.name),
            version: plain(&artifact.version),
            fixed,
            title: plain(&vulnerability.description),
            place: place.map(|location| plain(&location.path)).unwrap_or_default(),
        });
    }
    found.packages(&mut inspection);
    Ok(inspection)
}

fn fixed(vulnerability: &Vulnerability<'_>) -> String {
    vulnerability.fix.as_ref().and_then(|fix| fix.versions.as_ref()).map(|all| all.join(", ")).unwrap_or_default()
}

fn facts(document: &Document<'_>) -> Vec<Fact> {
    let mut facts = Vec::new();
    if let Some(source) = &document.source {
        match &source.target {
            Some(Target::Path(path)) => code(&mut facts, say!("Scanned"), path),
            Some(Target::Image { input, digest }) => {
                code(&mut facts, say!("Scanned"), plain(input));
                code(&mut facts, say!("Digest"), plain(digest));
            }
            None => {}
        }
        code(&mut facts, say!("Kind"), plain(&source.kind));
    }
    let named = |of: &Named<'_>| format!("{} {}", plain(&of.name), plain(&of.version)).trim().to_owned();
    if let Some(system) = &document.distro {
        facts.push(Fact::new(say!("Operating system"), named(system)));
    }
    if let Some(tool) = &document.descriptor {
        facts.push(Fact::new(say!("Scanner"), named(tool)));
        time(&mut facts, say!("Time"), plain(&tool.timestamp));
    }
    if let Some(ignored) = document.ignored.as_ref().filter(|ignored| !ignored.is_empty()) {
        facts.push(Fact::new(say!("Ignored by a rule"), ignored.len()));
    }
    facts
}
