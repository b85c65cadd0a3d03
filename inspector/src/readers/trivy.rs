//! Reports of Trivy, in its own JSON (`SchemaVersion` 2): <https://trivy.dev/docs/latest/guide/configuration/reporting/>.

use super::findings::{Finding, Found, Text, code, plain, time};
use super::within::json;
use crate::input::{Input, Inspection, ReadError};
use report::{Fact, Section, Severity, say};
use serde::Deserialize;

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Document<'a> {
    schema_version: u64,
    #[serde(borrow)]
    artifact_name: Text<'a>,
    #[serde(borrow)]
    artifact_type: Text<'a>,
    #[serde(borrow)]
    created_at: Text<'a>,
    #[serde(borrow)]
    trivy: Option<Tool<'a>>,
    #[serde(borrow)]
    metadata: Option<Metadata<'a>>,
    #[serde(borrow)]
    results: Option<Vec<Target<'a>>>,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Tool<'a> {
    #[serde(borrow)]
    version: Text<'a>,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Metadata<'a> {
    #[serde(borrow, rename = "OS")]
    system: Option<System<'a>>,
    #[serde(borrow, rename = "ImageID")]
    image_id: Text<'a>,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct System<'a> {
    #[serde(borrow)]
    family: Text<'a>,
    #[serde(borrow)]
    name: Text<'a>,
    #[serde(rename = "EOSL", default)]
    is_out_of_support: bool,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Target<'a> {
    #[serde(borrow)]
    target: Text<'a>,
    #[serde(borrow)]
    vulnerabilities: Option<Vec<Vulnerability<'a>>>,
    #[serde(borrow)]
    misconfigurations: Option<Vec<Misconfiguration<'a>>>,
    #[serde(borrow)]
    secrets: Option<Vec<Secret<'a>>>,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Vulnerability<'a> {
    #[serde(borrow, rename = "VulnerabilityID")]
    id: Text<'a>,
    #[serde(borrow)]
    pkg_name: Text<'a>,
    #[serde(borrow)]
    pkg_path: Text<'a>,
    #[serde(borrow)]
    installed_version: Text<'a>,
    #[serde(borrow)]
    fixed_version: Text<'a>,
    #[serde(borrow)]
    severity: Text<'a>,
    #[serde(borrow)]
    title: Text<'a>,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Misconfiguration<'a> {
    #[serde(borrow, rename = "ID")]
    id: Text<'a>,
    #[serde(borrow)]
    status: Text<'a>,
    #[serde(borrow)]
    severity: Text<'a>,
    #[serde(borrow)]
    title: Text<'a>,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Secret<'a> {
    #[serde(borrow, rename = "RuleID")]
    id: Text<'a>,
    #[serde(borrow)]
    severity: Text<'a>,
    #[serde(borrow)]
    title: Text<'a>,
}

/// Whether a document has the top of a report of Trivy.
pub fn claims(input: &Input<'_>) -> bool {
    let shape = input.shape();
    shape.has("SchemaVersion") && (shape.has("ArtifactName") || shape.has("Results"))
        || input.is_called("trivy") && input.is_called("json") && !input.is_called("cyclonedx")
}

/// Lays out a report of Trivy: its vulnerabilities, and under them what is wrong in settings or should be secret.
pub fn read(input: &Input<'_>) -> Result<Inspection, ReadError> {
    let document: Document<'_> = json(input.bytes)?;
    if document.schema_version != 2 {
        return Err(ReadError::Version { format: "Trivy", version: document.schema_version.to_string() });
    }
    let mut inspection = Inspection::of("Trivy 2");
    inspection.report.sections.push(Section::facts(say!("Scan"), facts(&document)));
    let (mut packages, mut places) = (Found::default(), Found::default());
    for target in document.results.iter().flatten() {
        vulnerabilities(target, &mut packages);
        others(target, &mut places);
    }
    let counts = packages.counts();
    places.places(&mut inspection);
    packages.packages(&mut inspection);
    // Vulnerabilities are what the answer above the list counts, and are shown before the rest.
    inspection.report.summary.findings = Some(counts);
    if inspection.report.sections.len() > 2 {
        inspection.report.sections.swap(1, 2);
    }
    Ok(inspection)
}

fn facts(document: &Document<'_>) -> Vec<Fact> {
    let mut facts = Vec::new();
    code(&mut facts, say!("Scanned"), plain(&document.artifact_name));
    code(&mut facts, say!("Kind"), plain(&document.artifact_type));
    if let Some(metadata) = &document.metadata {
        code(&mut facts, say!("Image"), plain(&metadata.image_id));
    }
    if let Some(system) = document.metadata.as_ref().and_then(|metadata| metadata.system.as_ref()) {
        let name = format!("{} {}", plain(&system.family), plain(&system.name));
        facts.push(Fact::new(say!("Operating system"), name.trim()));
        if system.is_out_of_support {
            facts.push(Fact::new(say!("Support"), say!("The operating system no longer gets security updates.")));
        }
    }
    if let Some(tool) = &document.trivy {
        facts.push(Fact::new(say!("Scanner"), format!("Trivy {}", plain(&tool.version))));
    }
    time(&mut facts, say!("Time"), plain(&document.created_at));
    facts
}

fn vulnerabilities<'a>(target: &'a Target<'_>, found: &mut Found<'a>) {
    for item in target.vulnerabilities.iter().flatten() {
        let path = plain(&item.pkg_path);
        found.add(Finding {
            severity: Severity::of(plain(&item.severity)),
            id: plain(&item.id),
            package: plain(&item.pkg_name),
            version: plain(&item.installed_version),
            fixed: plain(&item.fixed_version),
            title: plain(&item.title),
            place: if path.is_empty() { plain(&target.target) } else { path },
        });
    }
}

fn others<'a>(target: &'a Target<'_>, found: &mut Found<'a>) {
    let mut push = |severity: &Text<'_>, id: &'a Text<'_>, title: &'a Text<'_>| {
        let (severity, id, title, place) =
            (Severity::of(plain(severity)), plain(id), plain(title), plain(&target.target));
        found.push(Finding { severity, id, package: "", version: "", fixed: "", title, place });
    };
    // Checks that passed are listed too, when the scanner was asked to.
    for item in target.misconfigurations.iter().flatten().filter(|item| plain(&item.status) != "PASS") {
        push(&item.severity, &item.id, &item.title);
    }
    for item in target.secrets.iter().flatten() {
        push(&item.severity, &item.id, &item.title);
    }
}
