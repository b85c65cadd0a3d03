//! What an artifact type means to a person: signature, SBOM, attestation, scan report, …
//!
//! An artifact type is a claim by whoever pushed the artifact; nothing here looks inside.

use crate::text;
use crate::words::Text;

/// The annotation by which in-toto attestations name their predicate.
pub const PREDICATE_TYPE: &str = "in-toto.io/predicate-type";
/// cosign's older name for the same.
const COSIGN_PREDICATE_TYPE: &str = "predicateType";
/// The predicate as Sigstore bundles name it in their annotations.
const BUNDLE_PREDICATE_TYPE: &str = "dev.sigstore.bundle.predicateType";
/// What a Sigstore bundle holds: `message-signature` or `dsse-envelope`.
const BUNDLE_CONTENT: &str = "dev.sigstore.bundle.content";

/// The kinds of artifact that people look for beside an image.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Kind {
    /// Says who vouches for the image.
    Signature,
    /// Says how the image was built.
    Provenance,
    /// Lists what the image is made of.
    Sbom,
    /// Lists the vulnerabilities that a scanner found.
    ScanReport,
    /// Says which vulnerabilities matter (VEX).
    Vex,
    /// Some other signed statement about the image.
    Attestation,
    /// A Helm chart.
    HelmChart,
    /// A container image.
    Image,
    /// Anything else.
    Other,
}

impl Kind {
    /// All of them, in the order in which they are counted and listed.
    pub const ALL: [Self; 9] = [
        Self::Signature,
        Self::Provenance,
        Self::Sbom,
        Self::ScanReport,
        Self::Vex,
        Self::Attestation,
        Self::HelmChart,
        Self::Image,
        Self::Other,
    ];

    /// The kind in plain words, in the singular.
    #[must_use]
    pub fn text(self) -> Text {
        match self {
            Self::Signature => text!("Signature"),
            Self::Provenance => text!("Provenance"),
            Self::Sbom => text!("SBOM"),
            Self::ScanReport => text!("Scan report"),
            Self::Vex => text!("VEX"),
            Self::Attestation => text!("Attestation"),
            Self::HelmChart => text!("Helm chart"),
            Self::Image => text!("Image"),
            Self::Other => text!("Other artifact"),
        }
    }

    /// The same in English.
    #[must_use]
    pub fn words(self) -> &'static str {
        self.text().template()
    }

    /// A name for style sheets and tests.
    #[must_use]
    pub const fn slug(self) -> &'static str {
        match self {
            Self::Signature => "signature",
            Self::Provenance => "provenance",
            Self::Sbom => "sbom",
            Self::ScanReport => "scan",
            Self::Vex => "vex",
            Self::Attestation => "attestation",
            Self::HelmChart => "chart",
            Self::Image => "image",
            Self::Other => "other",
        }
    }
}

/// How many there are of each kind.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Counts([usize; Kind::ALL.len()]);

impl Counts {
    /// Counts one more.
    pub const fn add(&mut self, kind: Kind) {
        self.0[kind as usize] += 1;
    }

    /// Of one kind.
    #[must_use]
    pub const fn of(&self, kind: Kind) -> usize {
        self.0[kind as usize]
    }

    /// Those kinds of which there are any, in the order of [`Kind::ALL`].
    #[must_use]
    pub fn list(&self) -> Vec<(Kind, usize)> {
        Kind::ALL.into_iter().map(|kind| (kind, self.of(kind))).filter(|(_, count)| *count > 0).collect()
    }
}

impl FromIterator<Kind> for Counts {
    fn from_iter<I: IntoIterator<Item = Kind>>(kinds: I) -> Self {
        let mut counts = Self::default();
        kinds.into_iter().for_each(|kind| counts.add(kind));
        counts
    }
}

/// What an artifact claims to be: its kind, and the format or tool where the type names one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Meaning {
    /// What it is for.
    pub kind: Kind,
    /// Its format, such as `SPDX`; empty where the type does not say.
    pub format: &'static str,
}

const fn meaning(kind: Kind, format: &'static str) -> Meaning {
    Meaning { kind, format }
}

/// Media types by a part that is particular to them. The first row that matches decides.
const TYPES: &[(&str, Meaning)] = &[
    ("vnd.dev.cosign.artifact.sig", meaning(Kind::Signature, "cosign")),
    ("vnd.dev.cosign.simplesigning", meaning(Kind::Signature, "cosign")),
    ("vnd.cncf.notary", meaning(Kind::Signature, "Notation")),
    ("pgp-signature", meaning(Kind::Signature, "OpenPGP")),
    ("vnd.dev.cosign.artifact.sbom", meaning(Kind::Sbom, "cosign")),
    ("spdx", meaning(Kind::Sbom, "SPDX")),
    ("cyclonedx.vex", meaning(Kind::Vex, "CycloneDX")),
    ("cyclonedx", meaning(Kind::Sbom, "CycloneDX")),
    ("syft", meaning(Kind::Sbom, "Syft")),
    ("openvex", meaning(Kind::Vex, "OpenVEX")),
    ("csaf", meaning(Kind::Vex, "CSAF")),
    ("vex+", meaning(Kind::Vex, "")),
    ("sarif", meaning(Kind::ScanReport, "SARIF")),
    ("trivy", meaning(Kind::ScanReport, "Trivy")),
    ("grype", meaning(Kind::ScanReport, "Grype")),
    ("security.vulnerability", meaning(Kind::ScanReport, "")),
    ("cosign.artifact.vuln", meaning(Kind::ScanReport, "cosign")),
    ("vnd.cncf.helm", meaning(Kind::HelmChart, "Helm")),
    ("vnd.oci.image.config", meaning(Kind::Image, "")),
    ("vnd.docker.container.image", meaning(Kind::Image, "Docker")),
];

/// In-toto predicates by a part of their type URI. The first row that matches decides.
const PREDICATES: &[(&str, Meaning)] = &[
    ("slsa.dev/provenance", meaning(Kind::Provenance, "SLSA")),
    ("slsa.dev/verification_summary", meaning(Kind::Attestation, "SLSA summary")),
    ("spdx", meaning(Kind::Sbom, "SPDX")),
    ("cyclonedx.org/vex", meaning(Kind::Vex, "CycloneDX")),
    ("cyclonedx", meaning(Kind::Sbom, "CycloneDX")),
    ("openvex", meaning(Kind::Vex, "OpenVEX")),
    ("attestation/vuln", meaning(Kind::ScanReport, "cosign")),
    ("in-toto.io/attestation/vulns", meaning(Kind::ScanReport, "in-toto")),
    ("sarif", meaning(Kind::ScanReport, "SARIF")),
    ("cosign.sigstore.dev/attestation", meaning(Kind::Attestation, "cosign")),
    ("sigstore.dev/cosign/sign", meaning(Kind::Signature, "cosign")),
];

/// What an artifact type says by itself.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Claim {
    /// All that there is to know.
    Is(Meaning),
    /// That it is a signed statement, of which annotations say more.
    Statement,
    /// That it is a Sigstore bundle, which holds a signature or a statement.
    Bundle,
}

impl Claim {
    /// Of an artifact type; of none, where it is empty.
    #[must_use]
    pub fn of(artifact_type: &str) -> Self {
        let artifact_type = artifact_type.to_ascii_lowercase();
        if artifact_type.contains("vnd.dev.sigstore.bundle") {
            return Self::Bundle;
        }
        if ["in-toto", "dsse", "vnd.dev.cosign.artifact.att"].iter().any(|part| artifact_type.contains(part)) {
            return Self::Statement;
        }
        Self::Is(first_match(TYPES, &artifact_type).unwrap_or(meaning(Kind::Other, "")))
    }

    /// What an artifact of the type claims to be; `annotation` gives the value of a key.
    #[must_use]
    pub fn with<'a>(self, annotation: &dyn Fn(&str) -> Option<&'a str>) -> Meaning {
        if let Self::Is(meaning) = self {
            return meaning;
        }
        let predicate = [PREDICATE_TYPE, BUNDLE_PREDICATE_TYPE, COSIGN_PREDICATE_TYPE]
            .iter()
            .find_map(|key| annotation(key))
            .map(str::to_ascii_lowercase);
        let holds_statement = || annotation(BUNDLE_CONTENT).is_some_and(|content| content.contains("dsse"));
        match predicate {
            Some(text) => first_match(PREDICATES, &text).unwrap_or(meaning(Kind::Attestation, "in-toto")),
            None if self == Self::Bundle && !holds_statement() => meaning(Kind::Signature, "Sigstore"),
            None => meaning(Kind::Attestation, "in-toto"),
        }
    }
}

/// What an artifact of this type claims to be; `annotation` gives the value of a key.
#[must_use]
pub fn meaning_of<'a>(artifact_type: Option<&str>, annotation: &dyn Fn(&str) -> Option<&'a str>) -> Meaning {
    Claim::of(artifact_type.unwrap_or_default()).with(annotation)
}

fn first_match(table: &[(&str, Meaning)], text: &str) -> Option<Meaning> {
    table.iter().find(|(part, _)| text.contains(part)).map(|(_, meaning)| *meaning)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn artifact_types_in_plain_words() {
        for (artifact_type, kind, format) in [
            ("application/vnd.dev.cosign.artifact.sig.v1+json", Kind::Signature, "cosign"),
            ("application/vnd.cncf.notary.signature", Kind::Signature, "Notation"),
            ("application/vnd.dev.sigstore.bundle.v0.3+json", Kind::Signature, "Sigstore"),
            ("application/spdx+json", Kind::Sbom, "SPDX"),
            ("text/spdx", Kind::Sbom, "SPDX"),
            ("application/vnd.cyclonedx+json", Kind::Sbom, "CycloneDX"),
            ("application/vnd.in-toto+json", Kind::Attestation, "in-toto"),
            ("application/sarif+json", Kind::ScanReport, "SARIF"),
            ("application/vnd.openvex+json", Kind::Vex, "OpenVEX"),
            ("application/vnd.cncf.helm.config.v1+json", Kind::HelmChart, "Helm"),
            ("application/vnd.oci.image.config.v1+json", Kind::Image, ""),
            ("application/vnd.example.thing", Kind::Other, ""),
            ("", Kind::Other, ""),
        ] {
            let found = meaning_of(Some(artifact_type), &|_| None);
            assert_eq!(found, meaning(kind, format), "{artifact_type}");
        }
        assert_eq!(meaning_of(None, &|_| None).kind, Kind::Other);
    }

    #[test]
    fn a_statement_is_what_its_predicate_says() {
        for (artifact_type, key, predicate, kind) in [
            ("application/vnd.in-toto+json", PREDICATE_TYPE, "https://slsa.dev/provenance/v1", Kind::Provenance),
            ("application/vnd.in-toto+json", PREDICATE_TYPE, "https://spdx.dev/Document", Kind::Sbom),
            ("application/vnd.in-toto+json", PREDICATE_TYPE, "https://example/x", Kind::Attestation),
            (
                "application/vnd.dev.sigstore.bundle.v0.3+json",
                BUNDLE_PREDICATE_TYPE,
                "https://cyclonedx.org/bom",
                Kind::Sbom,
            ),
            (
                "application/vnd.dev.sigstore.bundle.v0.3+json",
                BUNDLE_PREDICATE_TYPE,
                "https://sigstore.dev/cosign/sign/v1",
                Kind::Signature,
            ),
            ("application/vnd.dev.sigstore.bundle.v0.3+json", BUNDLE_CONTENT, "dsse-envelope", Kind::Attestation),
            // An annotation does not turn something else into a statement.
            ("application/vnd.example.thing", PREDICATE_TYPE, "https://slsa.dev/provenance/v1", Kind::Other),
        ] {
            let annotation = |asked: &str| (asked == key).then_some(predicate);
            assert_eq!(meaning_of(Some(artifact_type), &annotation).kind, kind, "{artifact_type} {predicate}");
        }
    }
}
