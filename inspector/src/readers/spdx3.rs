//! SPDX 3.0 in JSON-LD (<https://spdx.github.io/spdx-spec/v3.0.1/>), as its JSON schema lays it down: a `@context`, and
//! a `@graph` of elements that name each other.

use super::sbom::{self, Collect, Each, Facts, Package, Packages, Refs, Text};
use crate::input::{Input, Inspection, ReadError};
use report::say;
use serde::Deserialize;
use std::collections::{HashMap, HashSet};

/// What the addresses of listed licences begin with.
const LISTED: [&str; 2] = ["https://spdx.org/licenses/", "http://spdx.org/licenses/"];

/// The most root elements of a document that are looked up.
const ROOTS_LIMIT: usize = 20;

/// Whether it is SPDX 3.
pub fn claims(input: &Input<'_>) -> bool {
    let shape = input.shape();
    shape.text("@context").is_some_and(|context| context.contains("spdx.org/rdf/3"))
        || (sbom::is_called(input, "spdx") && (shape.has("@context") || shape.has("@graph")))
}

/// Lays it out.
pub fn read(input: &Input<'_>) -> Result<Inspection, ReadError> {
    let document: Document<'_> = sbom::parse(input.bytes)?;
    let Some(Each(graph)) = document.graph else { return Err(ReadError::Missing("@graph")) };
    let creation = graph.creation();
    let version = creation.map(|creation| &*creation.version).unwrap_or_default();
    if !version.is_empty() && !version.starts_with("3.") {
        return Err(ReadError::Version { format: "SPDX", version: version.to_owned() });
    }
    let mut inspection =
        Inspection::of(if version.is_empty() { "SPDX 3".to_owned() } else { format!("SPDX {version}") });
    let facts = graph.facts(creation);
    graph.packages().lay_out(&mut inspection, facts);
    Ok(inspection)
}

#[derive(Deserialize)]
#[serde(expecting = "an SPDX document")]
struct Document<'a> {
    #[serde(default, borrow, rename = "@graph")]
    graph: Option<Each<Graph<'a>>>,
}

/// An element of any class: the members of those that are looked at.
#[derive(Deserialize)]
#[serde(expecting = "an element")]
struct Element<'a> {
    #[serde(default, borrow, rename = "type", alias = "@type")]
    class: Text<'a>,
    #[serde(default, borrow, rename = "spdxId", alias = "@id")]
    id: Text<'a>,
    #[serde(default, borrow)]
    name: Text<'a>,
    #[serde(default, borrow, rename = "creationInfo")]
    creation: Refs<'a>,
    #[serde(default, borrow, rename = "specVersion")]
    spec: Text<'a>,
    #[serde(default, borrow)]
    created: Text<'a>,
    #[serde(default, borrow, rename = "createdBy")]
    authors: Refs<'a>,
    #[serde(default, borrow, rename = "createdUsing")]
    tools: Refs<'a>,
    #[serde(default, borrow, rename = "dataLicense")]
    data_licence: Refs<'a>,
    #[serde(default, borrow, rename = "rootElement")]
    roots: Refs<'a>,
    #[serde(default, borrow, rename = "software_packageVersion")]
    version: Text<'a>,
    #[serde(default, borrow, rename = "software_packageUrl")]
    purl: Text<'a>,
    #[serde(default, borrow, rename = "software_primaryPurpose")]
    purpose: Text<'a>,
    #[serde(default, borrow, rename = "externalIdentifier")]
    identifiers: Each<Purl<'a>>,
    #[serde(default, borrow, rename = "simplelicensing_licenseExpression")]
    expression: Text<'a>,
    #[serde(default, borrow, rename = "relationshipType")]
    relation: Text<'a>,
    #[serde(default, borrow)]
    from: Refs<'a>,
    #[serde(default, borrow)]
    to: Refs<'a>,
}

/// The package URL among the external identifiers of an element.
#[derive(Default)]
struct Purl<'a>(Text<'a>);

impl<'de: 'a, 'a> Collect<'de> for Purl<'a> {
    type Item = Identifier<'a>;

    fn take(&mut self, item: Identifier<'a>) {
        if self.0.is_empty() && matches!(&*item.kind, "packageUrl" | "packageURL" | "purl") {
            self.0 = item.text;
        }
    }
}

#[derive(Deserialize)]
#[serde(expecting = "an external identifier")]
struct Identifier<'a> {
    #[serde(default, borrow, rename = "externalIdentifierType")]
    kind: Text<'a>,
    #[serde(default, borrow, rename = "identifier")]
    text: Text<'a>,
}

/// What is kept of the elements: names refer forwards and backwards.
#[derive(Default)]
struct Graph<'a> {
    documents: Vec<Top<'a>>,
    creations: Vec<Creation<'a>>,
    packages: Vec<Item<'a>>,
    /// Agents and tools, by their identifiers.
    makers: HashMap<Text<'a>, Text<'a>>,
    /// What licences are called, by their identifiers.
    licences: HashMap<Text<'a>, Text<'a>>,
    /// The licence that a package is under, by its identifier, and whether it is the concluded one.
    licensed: HashMap<Text<'a>, (Text<'a>, bool)>,
    files: usize,
}

/// A document, or an SBOM within it.
struct Top<'a> {
    is_document: bool,
    id: Text<'a>,
    name: Text<'a>,
    creation: Text<'a>,
    licence: Text<'a>,
    roots: Refs<'a>,
}

struct Creation<'a> {
    id: Text<'a>,
    version: Text<'a>,
    created: Text<'a>,
    authors: Refs<'a>,
    tools: Refs<'a>,
}

struct Item<'a> {
    id: Text<'a>,
    name: Text<'a>,
    version: Text<'a>,
    purl: Text<'a>,
    kind: Text<'a>,
}

impl<'de: 'a, 'a> Collect<'de> for Graph<'a> {
    type Item = Element<'a>;

    fn take(&mut self, element: Element<'a>) {
        match &*element.class {
            "Relationship" | "LifecycleScopedRelationship" => self.relate(element),
            "software_Package" | "ai_AIPackage" | "dataset_DatasetPackage" => self.packages.push(package(element)),
            "software_File" => self.files = self.files.saturating_add(1),
            "CreationInfo" => self.creations.push(Creation {
                id: element.id,
                version: element.spec,
                created: element.created,
                authors: element.authors,
                tools: element.tools,
            }),
            "SpdxDocument" | "software_Sbom" | "Bom" | "Bundle" => self.documents.push(Top {
                is_document: element.class.0 == "SpdxDocument",
                id: element.id,
                name: element.name,
                creation: element.creation.first().clone(),
                licence: element.data_licence.first().clone(),
                roots: element.roots,
            }),
            "Person" | "Organization" | "SoftwareAgent" | "Agent" | "Tool" => {
                self.makers.insert(element.id, element.name);
            }
            class if class.contains("icensing_") => {
                let name = if element.expression.is_empty() { element.name } else { element.expression };
                self.licences.insert(element.id, name);
            }
            _ => {}
        }
    }
}

fn package<'a>(element: Element<'a>) -> Item<'a> {
    let kind = match &*element.class {
        "ai_AIPackage" if element.purpose.is_empty() => Text("AI".into()),
        "dataset_DatasetPackage" if element.purpose.is_empty() => Text("dataset".into()),
        _ => element.purpose,
    };
    let purl = if element.purl.is_empty() { element.identifiers.0.0 } else { element.purl };
    Item { id: element.id, name: element.name, version: element.version, purl, kind }
}

impl<'a> Graph<'a> {
    /// Keeps a relationship that says under which licence something is. What is concluded goes before what is declared.
    fn relate(&mut self, element: Element<'a>) {
        let is_concluded = element.relation.0 == "hasConcludedLicense";
        if !is_concluded && element.relation.0 != "hasDeclaredLicense" {
            return;
        }
        let from = element.from.first().clone();
        let to = element.to.first().clone();
        let is_known = self.licensed.get(&from).is_some_and(|(licence, concluded)| *concluded && !is_unsaid(licence));
        if is_concluded && (!is_unsaid(&to) || !self.licensed.contains_key(&from)) || !is_known && !is_concluded {
            self.licensed.insert(from, (to, is_concluded));
        }
    }

    /// When and by whom the document was made, or else the first such statement.
    fn creation(&self) -> Option<&Creation<'a>> {
        let name = self.document().map(|document| &document.creation);
        self.creations.iter().find(|creation| Some(&creation.id) == name).or(self.creations.first())
    }

    fn document(&self) -> Option<&Top<'a>> {
        self.documents.iter().find(|top| top.is_document).or(self.documents.first())
    }

    fn facts(&self, creation: Option<&Creation<'a>>) -> Facts {
        let mut facts = Facts::default();
        if let Some(document) = self.document() {
            facts.word(say!("Name"), &document.name);
            let roots = self.roots(document);
            facts.values(say!("Describes"), roots.into_iter());
        }
        if let Some(creation) = creation {
            let name = |id: &'_ Text<'a>| self.makers.get(id).filter(|name| !name.is_empty()).unwrap_or(id).to_string();
            let makers: Vec<String> = creation.authors.iter().chain(creation.tools.iter()).map(name).collect();
            facts.values(say!("Creators"), makers.iter().map(String::as_str));
            facts.time(say!("Created"), &creation.created);
        }
        if let Some(document) = self.document() {
            facts.code(say!("Namespace"), &document.id);
            facts.word(say!("Licence of this document"), self.licence(&document.licence));
        }
        facts.some(say!("Files"), self.files);
        facts
    }

    /// The packages that a document is about: its root elements, or those of the SBOMs among them.
    fn roots<'s>(&'s self, document: &'s Top<'a>) -> Vec<&'s str> {
        let mut wanted: HashSet<&Text<'a>> = HashSet::new();
        for root in document.roots.iter().take(ROOTS_LIMIT) {
            match self.documents.iter().find(|top| !top.is_document && top.id == *root) {
                Some(inner) => wanted.extend(inner.roots.iter()),
                None => wanted.extend([root]),
            }
        }
        let named = self.packages.iter().filter(|package| wanted.contains(&package.id));
        named.map(|package| &*package.name).collect()
    }

    fn packages(&self) -> Packages {
        let mut packages = Packages::new(false);
        for item in &self.packages {
            let licence = self.licensed.get(&item.id).map(|(id, _)| self.licence(id)).unwrap_or_default();
            let Item { name, version, purl, kind, .. } = item;
            packages.push(&Package { name, version, licence, purl, kind, scope: None }, true);
        }
        packages
    }

    /// What a licence is called by people; empty where nothing is said.
    fn licence<'s>(&'s self, id: &'s Text<'a>) -> &'s str {
        if is_unsaid(id) {
            return "";
        }
        match self.licences.get(id).map(|name| &**name) {
            Some("NOASSERTION") => "",
            Some(name) if !name.is_empty() => name,
            _ if id.ends_with("/NoneLicense") || id.ends_with("Licensing/None") => "NONE",
            _ => LISTED.iter().find_map(|start| id.strip_prefix(start)).unwrap_or(id),
        }
    }
}

/// Whether a licence says that nothing is said.
fn is_unsaid(id: &str) -> bool {
    id.is_empty() || id.ends_with("NoAssertionLicense") || id.ends_with("Licensing/NoAssertion")
}
