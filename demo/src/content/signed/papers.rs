//! SBOMs, scan reports and provenance, of the size that one looks at.

use super::super::documents::{self, SLSA};
use super::super::referrer::Raw;
use super::super::{CREATED, CREATED_KEY};
use super::NAME;
use super::packages::{FINDINGS, Finding, PACKAGES, Package};
use crate::push::Pushed;
use serde_json::{Value, json};

/// All of them, as what refers to an image.
pub fn all(image: &Pushed) -> Vec<Raw> {
    let provenance = documents::statement(NAME, &image.digest, SLSA, documents::slsa());
    [
        ("application/spdx+json", spdx(), "The packages, as SPDX"),
        ("application/vnd.cyclonedx+json", cyclonedx(), "The packages, as CycloneDX"),
        ("application/sarif+json", sarif(), "What a scanner found, as SARIF"),
        ("application/vnd.aquasec.trivy.report+json", trivy(), "What a scanner found, as Trivy writes it"),
        ("application/vnd.in-toto.provenance+json", provenance, "How it was built, not signed"),
    ]
    .into_iter()
    .map(|(kind, content, about)| Raw {
        artifact_type: kind,
        content_type: kind,
        bytes: content.to_string().into_bytes(),
        annotations: vec![
            (CREATED_KEY, CREATED.to_owned()),
            ("org.opencontainers.image.description", about.to_owned()),
        ],
        layer_annotations: Vec::new(),
    })
    .collect()
}

fn purl(name: &str, version: &str) -> String {
    format!("pkg:apk/alpine/{name}@{version}?arch=x86_64&distro=3.22.0")
}

/// An SBOM as CycloneDX 1.6.
pub fn cyclonedx() -> Value {
    let component = |(name, version, licence): Package| {
        json!({
            "type": "library",
            "bom-ref": purl(name, version),
            "name": name,
            "version": version,
            "purl": purl(name, version),
            "licenses": [{"license": {"id": licence}}],
        })
    };
    json!({
        "bomFormat": "CycloneDX",
        "specVersion": "1.6",
        "serialNumber": "urn:uuid:3e671687-395b-41f5-a30f-a58921a69b79",
        "version": 1,
        "metadata": {
            "timestamp": CREATED,
            "tools": {"components": [{"type": "application", "name": "refscope-demo"}]},
            "component": {"type": "container", "name": NAME, "version": "1.0"},
        },
        "components": PACKAGES.iter().copied().map(component).collect::<Vec<_>>(),
    })
}

fn spdx() -> Value {
    let package = |(name, version, licence): Package| {
        json!({
            "SPDXID": spdx_id(name),
            "name": name,
            "versionInfo": version,
            "supplier": "Organization: Alpine Linux",
            "downloadLocation": "NOASSERTION",
            "filesAnalyzed": false,
            "licenseConcluded": "NOASSERTION",
            "licenseDeclared": licence,
            "copyrightText": "NOASSERTION",
            "externalRefs": [{
                "referenceCategory": "PACKAGE-MANAGER",
                "referenceType": "purl",
                "referenceLocator": purl(name, version),
            }],
        })
    };
    let describes = |(name, ..): Package| {
        json!({
            "spdxElementId": "SPDXRef-DOCUMENT",
            "relationshipType": "DESCRIBES",
            "relatedSpdxElement": spdx_id(name),
        })
    };
    json!({
        "spdxVersion": "SPDX-2.3",
        "dataLicense": "CC0-1.0",
        "SPDXID": "SPDXRef-DOCUMENT",
        "name": NAME,
        "documentNamespace": format!("https://sbom.example/{NAME}/1.0"),
        "creationInfo": {"created": CREATED, "creators": ["Tool: refscope-demo"]},
        "packages": PACKAGES.iter().copied().map(package).collect::<Vec<_>>(),
        "relationships": PACKAGES.iter().copied().map(describes).collect::<Vec<_>>(),
    })
}

/// Letters, digits, dots and hyphens only (SPDX 2.3, section 7.2).
fn spdx_id(name: &str) -> String {
    format!("SPDXRef-Package-{}", name.replace(['_', '+'], "-"))
}

fn trivy() -> Value {
    let found = |finding: &Finding| {
        let mut found = json!({
            "VulnerabilityID": finding.id,
            "PkgName": finding.package,
            "InstalledVersion": finding.version,
            "Severity": finding.severity,
            "Title": format!("{}: {}", finding.package, finding.title),
            "Status": "affected",
        });
        if !finding.fixed.is_empty() {
            found["FixedVersion"] = json!(finding.fixed);
            found["Status"] = json!("fixed");
        }
        found
    };
    json!({
        "SchemaVersion": 2,
        "CreatedAt": CREATED,
        "ArtifactName": NAME,
        "ArtifactType": "container_image",
        "Metadata": {"OS": {"Family": "alpine", "Name": "3.22.0"}},
        "Results": [{
            "Target": format!("{NAME} (alpine 3.22.0)"),
            "Class": "os-pkgs",
            "Type": "alpine",
            "Vulnerabilities": FINDINGS.iter().map(found).collect::<Vec<_>>(),
        }],
    })
}

fn sarif() -> Value {
    let rule = |finding: &Finding| {
        json!({
            "id": finding.id,
            "shortDescription": {"text": format!("{}: {}", finding.package, finding.title)},
            "properties": {"security-severity": score(finding.severity), "tags": ["vulnerability", "security"]},
        })
    };
    let result = |finding: &Finding| {
        let Finding { package, version, fixed, .. } = finding;
        let mended = if fixed.is_empty() { "not fixed yet".to_owned() } else { format!("fixed in {fixed}") };
        json!({
            "ruleId": finding.id,
            "level": level(finding.severity),
            "message": {"text": format!("{package} {version} is affected; {mended}")},
        })
    };
    json!({
        "version": "2.1.0",
        "$schema": "https://json.schemastore.org/sarif-2.1.0.json",
        "runs": [{
            "tool": {"driver": {"name": "example-scanner", "rules": FINDINGS.iter().map(rule).collect::<Vec<_>>()}},
            "results": FINDINGS.iter().map(result).collect::<Vec<_>>(),
        }],
    })
}

/// How scanners score a severity (GitHub, "SARIF support for code scanning", `security-severity`).
fn score(severity: &str) -> &'static str {
    match severity {
        "CRITICAL" => "9.5",
        "HIGH" => "8.0",
        "MEDIUM" => "5.5",
        "LOW" => "2.0",
        _ => "0.0",
    }
}

fn level(severity: &str) -> &'static str {
    match severity {
        "CRITICAL" | "HIGH" => "error",
        "MEDIUM" => "warning",
        _ => "note",
    }
}
