//! SPDX 2.2 and 2.3 in JSON (<https://spdx.github.io/spdx-spec/v2.3/>).

use super::sbom::{self, Collect, Count, Each, Facts, Package, Packages, Text};
use crate::input::{Input, Inspection, ReadError};
use report::say;
use serde::Deserialize;
use std::collections::HashSet;

/// The document's own identifier (§6.3).
const DOCUMENT: &str = "SPDXRef-DOCUMENT";

/// Whether it is SPDX, and not of version 3.
pub fn claims(input: &Input<'_>) -> bool {
    let shape = input.shape();
    shape.text("spdxVersion").is_some()
        || shape.text("SPDXID").is_some()
        || (sbom::is_called(input, "spdx") && !shape.has("@context") && !shape.has("@graph"))
}

/// Lays it out.
pub fn read(input: &Input<'_>) -> Result<Inspection, ReadError> {
    let document: Document<'_> = sbom::parse(input.bytes)?;
    if document.version.is_empty() {
        return Err(ReadError::Missing("spdxVersion"));
    }
    let version = document.version.strip_prefix("SPDX-").unwrap_or(&document.version);
    if !version.starts_with("2.") {
        return Err(ReadError::Version { format: "SPDX", version: version.to_owned() });
    }
    let mut inspection = Inspection::of(format!("SPDX {version}"));
    let Each(List { ids, packages }) = document.packages;
    let facts = {
        let described: HashSet<&str> =
            document.describes.0.iter().chain(&document.relationships.0.0).map(|id| &**id).collect();
        let rows = ids.iter().zip(0..).filter(|(id, _)| described.contains(&***id));
        let mut facts = Facts::default();
        facts.word(say!("Name"), &document.name);
        facts.values(say!("Describes"), rows.map(|(_, row)| packages.name(row)));
        facts.values(say!("Creators"), document.creation.creators.0.iter().map(|creator| &**creator));
        facts.time(say!("Created"), &document.creation.created);
        facts.code(say!("Namespace"), &document.namespace);
        facts.word(say!("Licence of this document"), &document.licence);
        facts.word(say!("Comment"), &document.comment);
        facts.some(say!("Files"), document.files.0.0);
        facts
    };
    packages.lay_out(&mut inspection, facts);
    Ok(inspection)
}

#[derive(Deserialize)]
#[serde(expecting = "an SPDX document")]
struct Document<'a> {
    #[serde(default, borrow, rename = "spdxVersion")]
    version: Text<'a>,
    #[serde(default, borrow)]
    name: Text<'a>,
    #[serde(default, borrow, rename = "documentNamespace")]
    namespace: Text<'a>,
    #[serde(default, borrow, rename = "dataLicense")]
    licence: Text<'a>,
    #[serde(default, borrow)]
    comment: Text<'a>,
    #[serde(default, borrow, rename = "creationInfo")]
    creation: Creation<'a>,
    #[serde(default, borrow)]
    packages: Each<List<'a>>,
    #[serde(default)]
    files: Each<Count>,
    /// Until SPDX 2.2 beside the relationships that say the same.
    #[serde(default, borrow, rename = "documentDescribes")]
    describes: Each<Vec<Text<'a>>>,
    #[serde(default, borrow)]
    relationships: Each<Described<'a>>,
}

/// Who made it and when (§6.8, §6.9).
#[derive(Default, Deserialize)]
#[serde(expecting = "what says who made it")]
struct Creation<'a> {
    #[serde(default, borrow)]
    created: Text<'a>,
    #[serde(default, borrow)]
    creators: Each<Vec<Text<'a>>>,
}

/// A package (§7).
#[derive(Deserialize)]
#[serde(expecting = "a package")]
struct Item<'a> {
    #[serde(default, borrow, rename = "SPDXID")]
    id: Text<'a>,
    #[serde(default, borrow)]
    name: Text<'a>,
    #[serde(default, borrow, rename = "versionInfo")]
    version: Text<'a>,
    #[serde(default, borrow, rename = "licenseConcluded")]
    concluded: Text<'a>,
    #[serde(default, borrow, rename = "licenseDeclared")]
    declared: Text<'a>,
    #[serde(default, borrow, rename = "primaryPackagePurpose")]
    purpose: Text<'a>,
    #[serde(default, borrow, rename = "externalRefs")]
    references: Each<Purl<'a>>,
}

/// The packages in the document's order, with their identifiers.
struct List<'a> {
    ids: Vec<Text<'a>>,
    packages: Packages,
}

impl Default for List<'_> {
    fn default() -> Self {
        Self { ids: Vec::new(), packages: Packages::new(false) }
    }
}

impl<'de: 'a, 'a> Collect<'de> for List<'a> {
    type Item = Item<'a>;

    fn take(&mut self, item: Item<'a>) {
        let stated = |licence: &'_ str| !matches!(licence, "" | "NOASSERTION");
        let licence = [&item.concluded, &item.declared].into_iter().find(|licence| stated(licence));
        let package = Package {
            name: &item.name,
            version: if item.version.0 == "NOASSERTION" { "" } else { &item.version },
            licence: licence.map(|licence| &**licence).unwrap_or_default(),
            purl: &item.references.0.0,
            kind: &item.purpose,
            scope: None,
        };
        self.packages.push(&package, true);
        self.ids.push(item.id);
    }
}

/// The first package URL among the external references of a package (§7.21).
#[derive(Default)]
struct Purl<'a>(Text<'a>);

impl<'de: 'a, 'a> Collect<'de> for Purl<'a> {
    type Item = Reference<'a>;

    fn take(&mut self, item: Reference<'a>) {
        if self.0.is_empty() && item.kind.0 == "purl" {
            self.0 = item.locator;
        }
    }
}

#[derive(Deserialize)]
#[serde(expecting = "an external reference")]
struct Reference<'a> {
    #[serde(default, borrow, rename = "referenceType")]
    kind: Text<'a>,
    #[serde(default, borrow, rename = "referenceLocator")]
    locator: Text<'a>,
}

/// What the document says to be about, by its relationships (§11).
#[derive(Default)]
struct Described<'a>(Vec<Text<'a>>);

impl<'de: 'a, 'a> Collect<'de> for Described<'a> {
    type Item = Relationship<'a>;

    fn take(&mut self, item: Relationship<'a>) {
        match &*item.kind.0 {
            "DESCRIBES" if item.from.0 == DOCUMENT => self.0.push(item.to),
            "DESCRIBED_BY" if item.to.0 == DOCUMENT => self.0.push(item.from),
            _ => {}
        }
    }
}

#[derive(Deserialize)]
#[serde(expecting = "a relationship")]
struct Relationship<'a> {
    #[serde(default, borrow, rename = "spdxElementId")]
    from: Text<'a>,
    #[serde(default, borrow, rename = "relationshipType")]
    kind: Text<'a>,
    #[serde(default, borrow, rename = "relatedSpdxElement")]
    to: Text<'a>,
}
