//! SBOMs, statements, signatures, scan reports: small ones, of the real shapes.

use super::referrer::Artifact;
use super::{CREATED, CREATED_KEY};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde_json::{Value, json};

const DESCRIPTION: &str = "org.opencontainers.image.description";

/// The packages of all SBOMs here: name, version, licence.
const PACKAGES: [(&str, &str, &str); 4] = [
    ("openssl", "3.5.2", "Apache-2.0"),
    ("zlib", "1.3.1", "Zlib"),
    ("musl", "1.2.5", "MIT"),
    ("busybox", "1.37.0", "GPL-2.0-only"),
];

fn described(description: &str) -> Vec<(&'static str, String)> {
    vec![(CREATED_KEY, CREATED.to_owned()), (DESCRIPTION, description.to_owned())]
}

/// An SBOM as SPDX 2.3 JSON.
pub fn spdx_document(name: &str) -> Value {
    let package = |(name, version, licence): (&str, &str, &str)| {
        json!({
            "SPDXID": format!("SPDXRef-Package-{name}"),
            "name": name,
            "versionInfo": version,
            "downloadLocation": "NOASSERTION",
            "licenseConcluded": licence,
            "licenseDeclared": licence,
            "externalRefs": [{
                "referenceCategory": "PACKAGE-MANAGER",
                "referenceType": "purl",
                "referenceLocator": format!("pkg:apk/alpine/{name}@{version}")
            }]
        })
    };
    json!({
        "spdxVersion": "SPDX-2.3",
        "dataLicense": "CC0-1.0",
        "SPDXID": "SPDXRef-DOCUMENT",
        "name": name,
        "documentNamespace": format!("https://sbom.example/{name}"),
        "creationInfo": {"created": CREATED, "creators": ["Tool: refscope-demo"]},
        "packages": PACKAGES.map(package)
    })
}

/// The same as something that refers to an image.
pub fn spdx(name: &str) -> Artifact {
    Artifact {
        artifact_type: "application/spdx+json",
        content_type: "application/spdx+json",
        content: spdx_document(name),
        annotations: described("SBOM of all platforms"),
        layer_annotations: Vec::new(),
    }
}

/// An SBOM as CycloneDX 1.6 JSON.
pub fn cyclonedx(name: &str, description: &str) -> Artifact {
    let component = |(name, version, licence): (&str, &str, &str)| {
        json!({
            "type": "library",
            "name": name,
            "version": version,
            "purl": format!("pkg:apk/alpine/{name}@{version}"),
            "licenses": [{"license": {"id": licence}}]
        })
    };
    let content = json!({
        "bomFormat": "CycloneDX",
        "specVersion": "1.6",
        "version": 1,
        "metadata": {"timestamp": CREATED, "component": {"type": "container", "name": name}},
        "components": PACKAGES.map(component)
    });
    Artifact {
        artifact_type: "application/vnd.cyclonedx+json",
        content_type: "application/vnd.cyclonedx+json",
        content,
        annotations: described(description),
        layer_annotations: Vec::new(),
    }
}

/// The predicate type of an SBOM in SPDX.
pub const SPDX: &str = "https://spdx.dev/Document";
/// The predicate type of [`slsa`].
pub const SLSA: &str = "https://slsa.dev/provenance/v1";

/// An in-toto statement about an image.
pub fn statement(name: &str, digest: &str, predicate_type: &str, predicate: Value) -> Value {
    json!({
        "_type": "https://in-toto.io/Statement/v1",
        "subject": [{"name": name, "digest": {"sha256": hex(digest)}}],
        "predicateType": predicate_type,
        "predicate": predicate
    })
}

/// How an image was built: SLSA provenance v1.
pub fn slsa() -> Value {
    json!({
        "buildDefinition": {
            "buildType": "https://ci.example/build/v1",
            "externalParameters": {"ref": "refs/tags/1.0", "repository": "https://git.example/demo/app"},
            "resolvedDependencies": [{
                "uri": "git+https://git.example/demo/app@refs/tags/1.0",
                "digest": {"gitCommit": "4f2c1f9a6d0b7e3c5a8d9e0f1a2b3c4d5e6f7a8b"}
            }]
        },
        "runDetails": {
            "builder": {"id": "https://ci.example/builders/release"},
            "metadata": {"invocationId": "https://ci.example/runs/1729", "startedOn": CREATED}
        }
    })
}

/// A statement in a DSSE envelope.
pub fn envelope(statement: &Value) -> Value {
    json!({
        "payloadType": "application/vnd.in-toto+json",
        "payload": STANDARD.encode(statement.to_string()),
        "signatures": [{"keyid": "", "sig": STANDARD.encode("a placeholder, not a signature")}]
    })
}

/// How an image was built, as something that refers to it.
pub fn provenance(name: &str, digest: &str) -> Artifact {
    let content = envelope(&statement(name, digest, SLSA, slsa()));
    let mut annotations = described("How this image was built");
    annotations.push(("in-toto.io/predicate-type", SLSA.to_owned()));
    Artifact {
        artifact_type: "application/vnd.in-toto+json",
        content_type: "application/vnd.in-toto+json",
        content,
        annotations,
        layer_annotations: Vec::new(),
    }
}

/// A cosign signature: simple signing, the signature in the layer's annotations.
pub fn cosign(reference: &str, digest: &str) -> Artifact {
    let content = json!({
        "critical": {
            "identity": {"docker-reference": reference},
            "image": {"docker-manifest-digest": digest},
            "type": "cosign container image signature"
        },
        "optional": null
    });
    let signature = STANDARD.encode(format!("a placeholder for the signature of {digest}"));
    Artifact {
        artifact_type: "application/vnd.dev.cosign.artifact.sig.v1+json",
        content_type: "application/vnd.dev.cosign.simplesigning.v1+json",
        content,
        annotations: vec![(CREATED_KEY, CREATED.to_owned())],
        layer_annotations: vec![("dev.cosignproject.cosign/signature", signature)],
    }
}

/// A Notation signature, in a JWS envelope.
pub fn notation(subject: &Value) -> Artifact {
    let part = |value: Value| base64::engine::general_purpose::URL_SAFE_NO_PAD.encode(value.to_string());
    let content = json!({
        "payload": part(json!({"targetArtifact": subject})),
        "protected": part(json!({
            "alg": "PS256",
            "cty": "application/vnd.cncf.notary.payload.v1+json",
            "io.cncf.notary.signingScheme": "notary.x509",
            "io.cncf.notary.signingTime": CREATED
        })),
        "header": {"x5c": [], "io.cncf.notary.signingAgent": "refscope-demo"},
        "signature": part(json!("a placeholder, not a signature"))
    });
    Artifact {
        artifact_type: "application/vnd.cncf.notary.signature",
        content_type: "application/jose+json",
        content,
        annotations: vec![(CREATED_KEY, CREATED.to_owned())],
        layer_annotations: Vec::new(),
    }
}

/// A scan report as SARIF 2.1.0.
pub fn sarif() -> Artifact {
    let content = json!({
        "version": "2.1.0",
        "$schema": "https://json.schemastore.org/sarif-2.1.0.json",
        "runs": [{
            "tool": {"driver": {
                "name": "example-scanner",
                "rules": [{
                    "id": "EXAMPLE-2026-0001",
                    "shortDescription": {"text": "busybox: out-of-bounds read"},
                    "properties": {"security-severity": "5.5"}
                }]
            }},
            "results": [{
                "ruleId": "EXAMPLE-2026-0001",
                "level": "warning",
                "message": {"text": "busybox 1.37.0 is affected; fixed in 1.37.1"}
            }]
        }]
    });
    let mut annotations = described("1 finding, 1 fixable");
    annotations.push(("org.opencontainers.image.vendor", "example-scanner".to_owned()));
    Artifact {
        artifact_type: "application/sarif+json",
        content_type: "application/sarif+json",
        content,
        annotations,
        layer_annotations: Vec::new(),
    }
}

fn hex(digest: &str) -> &str {
    digest.rsplit(':').next().unwrap_or_default()
}
