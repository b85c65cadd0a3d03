//! CycloneDX 1.4 to 1.7 in JSON (<https://cyclonedx.org/docs/1.7/json/>): components, and vulnerabilities where it has
//! them (CycloneDX-VEX).

mod vulnerabilities;

use super::sbom::{self, Collect, Each, Facts, Package, Packages, Text};
use crate::input::{Input, Inspection, ReadError};
use report::say;
use serde::de::{IgnoredAny, MapAccess, SeqAccess, Visitor};
use serde::{Deserialize, Deserializer};
use std::fmt;
use vulnerabilities::Vulnerability;

/// The newest version that is known here.
const NEWEST: u32 = 7;

/// Whether it is CycloneDX.
pub fn claims(input: &Input<'_>) -> bool {
    input.shape().text("bomFormat") == Some("CycloneDX") || sbom::is_called(input, "cyclonedx")
}

/// Lays it out.
pub fn read(input: &Input<'_>) -> Result<Inspection, ReadError> {
    let document: Document<'_> = sbom::parse(input.bytes)?;
    if document.format.0 != "CycloneDX" {
        return Err(ReadError::Missing("bomFormat"));
    }
    let version = &*document.version;
    if version.is_empty() {
        return Err(ReadError::Missing("specVersion"));
    }
    let Some(minor) = version.strip_prefix("1.").and_then(|minor| minor.parse::<u32>().ok()) else {
        return Err(ReadError::Version { format: "CycloneDX", version: version.to_owned() });
    };
    let mut inspection = Inspection::of(format!("CycloneDX {version}"));
    if minor > NEWEST {
        inspection.report.remarks.push(say!("Its version is newer than what is known here: parts may be missing."));
    }
    let Each(components) = document.components;
    let mut facts = document.metadata.facts();
    facts.code(say!("Serial number"), &document.serial);
    facts.some(say!("Other components"), components.others);
    let Each(found) = document.vulnerabilities;
    // What only tells of vulnerabilities need not list a component; that is then no count of packages.
    let findings = vulnerabilities::lay_out(&found, &components);
    if components.packages.len() == 0 && findings.is_some() {
        facts.lay_out(&mut inspection);
    } else {
        components.packages.lay_out(&mut inspection, facts);
    }
    if let Some(findings) = findings {
        inspection.append(findings);
    }
    Ok(inspection)
}

#[derive(Deserialize)]
#[serde(expecting = "a CycloneDX document")]
struct Document<'a> {
    #[serde(default, borrow, rename = "bomFormat")]
    format: Text<'a>,
    #[serde(default, borrow, rename = "specVersion")]
    version: Text<'a>,
    #[serde(default, borrow, rename = "serialNumber")]
    serial: Text<'a>,
    #[serde(default, borrow)]
    metadata: Metadata<'a>,
    #[serde(default, borrow)]
    components: Each<Components<'a>>,
    #[serde(default, borrow)]
    vulnerabilities: Each<Vec<Vulnerability<'a>>>,
}

/// Of what it is, when it was made and by whom.
#[derive(Default, Deserialize)]
#[serde(expecting = "what says who made it")]
struct Metadata<'a> {
    #[serde(default, borrow)]
    timestamp: Text<'a>,
    #[serde(default, borrow)]
    component: Named<'a>,
    #[serde(default, borrow)]
    tools: Tools<'a>,
    #[serde(default, borrow)]
    authors: Each<Vec<Named<'a>>>,
    #[serde(default, borrow)]
    supplier: Named<'a>,
    #[serde(default, borrow)]
    licenses: Each<Licences<'a>>,
}

impl Metadata<'_> {
    fn facts(&self) -> Facts {
        let mut facts = Facts::default();
        facts.word(say!("Describes"), &self.component.full());
        let tools: Vec<String> = self.tools.0.iter().map(Named::full).collect();
        facts.values(say!("Tools"), tools.iter().map(String::as_str));
        facts.values(say!("Authors"), self.authors.0.iter().map(|author| &*author.name));
        facts.word(say!("Supplier"), &self.supplier.name);
        facts.time(say!("Created"), &self.timestamp);
        facts.word(say!("Licence of this document"), &self.licenses.0.text());
        facts
    }
}

/// A component, a tool, a person: something with a name.
#[derive(Default, Deserialize)]
#[serde(expecting = "something with a name")]
struct Named<'a> {
    #[serde(default, borrow)]
    group: Text<'a>,
    #[serde(default, borrow)]
    name: Text<'a>,
    #[serde(default, borrow)]
    version: Text<'a>,
}

impl Named<'_> {
    fn full(&self) -> String {
        let name = full_name(&self.group, &self.name);
        if self.version.is_empty() { name } else { format!("{name} {}", &*self.version).trim_start().to_owned() }
    }
}

/// `group/name`, where there is a group.
fn full_name(group: &str, name: &str) -> String {
    if group.is_empty() { name.to_owned() } else { format!("{group}/{name}") }
}

/// A list of tools, or since 1.5 an object with components and services.
#[derive(Default)]
struct Tools<'a>(Vec<Named<'a>>);

impl<'de: 'a, 'a> Deserialize<'de> for Tools<'a> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(ToolsVisitor)
    }
}

struct ToolsVisitor;

impl<'de> Visitor<'de> for ToolsVisitor {
    type Value = Tools<'de>;

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("tools")
    }

    fn visit_unit<E>(self) -> Result<Self::Value, E> {
        Ok(Tools::default())
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<Self::Value, A::Error> {
        let mut tools = Tools::default();
        while let Some(tool) = items.next_element()? {
            tools.0.push(tool);
        }
        Ok(tools)
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
        let mut tools = Tools::default();
        while let Some(key) = map.next_key::<Text<'de>>()? {
            if matches!(&*key, "components" | "services") {
                tools.0.extend(map.next_value::<Each<Vec<Named<'de>>>>()?.0);
            } else {
                map.next_value::<IgnoredAny>()?;
            }
        }
        Ok(tools)
    }
}

#[derive(Deserialize)]
#[serde(expecting = "a component")]
struct Component<'a> {
    #[serde(default, borrow, rename = "type")]
    kind: Text<'a>,
    #[serde(default, borrow, rename = "bom-ref")]
    id: Text<'a>,
    #[serde(default, borrow)]
    group: Text<'a>,
    #[serde(default, borrow)]
    name: Text<'a>,
    #[serde(default, borrow)]
    version: Text<'a>,
    #[serde(default, borrow, rename = "versionRange")]
    range: Text<'a>,
    #[serde(default, borrow)]
    purl: Text<'a>,
    #[serde(default, borrow)]
    scope: Text<'a>,
    #[serde(default, borrow)]
    licenses: Each<Licences<'a>>,
    #[serde(default, borrow)]
    components: Each<Vec<Component<'a>>>,
}

/// The components in the document's order, those within others behind them.
struct Components<'a> {
    ids: Vec<Text<'a>>,
    packages: Packages,
    /// Files, keys and data: rows, but no packages.
    others: usize,
}

impl Default for Components<'_> {
    fn default() -> Self {
        Self { ids: Vec::new(), packages: Packages::new(true), others: 0 }
    }
}

impl<'de: 'a, 'a> Collect<'de> for Components<'a> {
    type Item = Component<'a>;

    // As deep as the parser went, which stops at 128.
    fn take(&mut self, item: Component<'a>) {
        let name = if item.group.is_empty() { item.name.0 } else { full_name(&item.group, &item.name).into() };
        let is_package = !matches!(&*item.kind, "file" | "cryptographic-asset" | "data");
        let licence = item.licenses.0.text();
        let package = Package {
            name: &name,
            version: if item.version.is_empty() { &item.range } else { &item.version },
            licence: &licence,
            purl: &item.purl,
            kind: &item.kind,
            scope: Some(&item.scope),
        };
        self.packages.push(&package, is_package);
        self.others += usize::from(!is_package);
        self.ids.push(item.id);
        for inner in item.components.0 {
            self.take(inner);
        }
    }
}

/// Licences by their identifiers, expressions or names.
#[derive(Default)]
struct Licences<'a> {
    first: Text<'a>,
    /// All of them, where there are several.
    all: String,
}

impl Licences<'_> {
    fn text(&self) -> std::borrow::Cow<'_, str> {
        let text = if self.all.is_empty() { &*self.first } else { &self.all };
        std::borrow::Cow::Borrowed(if text == "NOASSERTION" { "" } else { text })
    }
}

impl<'de: 'a, 'a> Collect<'de> for Licences<'a> {
    type Item = Choice<'a>;

    fn take(&mut self, item: Choice<'a>) {
        let Choice { expression, license } = item;
        let text = [expression, license.id, license.name].into_iter().find(|text| !text.is_empty()).unwrap_or_default();
        if self.first.is_empty() {
            self.first = text;
        } else if !text.is_empty() {
            if self.all.is_empty() {
                self.all.push_str(&self.first);
            }
            self.all.push_str(", ");
            self.all.push_str(&text);
        }
    }
}

#[derive(Deserialize)]
#[serde(expecting = "a licence")]
struct Choice<'a> {
    #[serde(default, borrow)]
    expression: Text<'a>,
    #[serde(default, borrow)]
    license: Licence<'a>,
}

#[derive(Default, Deserialize)]
#[serde(expecting = "a licence")]
struct Licence<'a> {
    #[serde(default, borrow)]
    id: Text<'a>,
    #[serde(default, borrow)]
    name: Text<'a>,
}
