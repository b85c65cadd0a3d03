//! The configuration of a Helm chart (`application/vnd.cncf.helm.config.v1+json`): its `Chart.yaml` as JSON.

use super::findings::{Text, code, plain};
use super::within::json;
use crate::grid::Grid;
use crate::input::{Input, Inspection, ReadError};
use report::report::ColumnKind;
use report::{Fact, Section, Value, say};
use serde::Deserialize;

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Document<'a> {
    #[serde(borrow)]
    name: Text<'a>,
    #[serde(borrow)]
    version: Text<'a>,
    #[serde(borrow)]
    app_version: Text<'a>,
    #[serde(borrow)]
    api_version: Text<'a>,
    #[serde(borrow)]
    kube_version: Text<'a>,
    #[serde(borrow)]
    description: Text<'a>,
    #[serde(borrow, rename = "type")]
    kind: Text<'a>,
    #[serde(borrow)]
    home: Text<'a>,
    #[serde(borrow)]
    sources: Option<Vec<Text<'a>>>,
    #[serde(borrow)]
    keywords: Option<Vec<Text<'a>>>,
    #[serde(borrow)]
    maintainers: Option<Vec<Person<'a>>>,
    #[serde(borrow)]
    dependencies: Option<Vec<Dependency<'a>>>,
    #[serde(default)]
    deprecated: bool,
}

#[derive(Deserialize)]
struct Person<'a> {
    #[serde(borrow)]
    name: Text<'a>,
    #[serde(borrow)]
    email: Text<'a>,
}

#[derive(Deserialize)]
struct Dependency<'a> {
    #[serde(borrow)]
    name: Text<'a>,
    #[serde(borrow)]
    version: Text<'a>,
    #[serde(borrow)]
    repository: Text<'a>,
    #[serde(borrow)]
    condition: Text<'a>,
}

/// Whether a document is called a chart's configuration, or has the members that each has to have.
pub fn claims(input: &Input<'_>) -> bool {
    let shape = input.shape();
    // Not its artifact type, which is the same for the files beside it.
    input.document.media_type.contains("helm.config")
        || matches!(shape.text("apiVersion"), Some("v1" | "v2"))
            && shape.text("name").is_some()
            && shape.text("version").is_some()
            && !shape.has("kind")
}

/// Lays out what a chart says of itself, and on what it depends.
pub fn read(input: &Input<'_>) -> Result<Inspection, ReadError> {
    let document: Document<'_> = json(input.bytes)?;
    if plain(&document.name).is_empty() {
        return Err(ReadError::Missing("name"));
    }
    let mut inspection = Inspection::of(format!("Helm {}", plain(&document.api_version)).trim());
    if document.deprecated {
        inspection.report.remarks.push(say!("Its authors say that this chart should no longer be used."));
    }
    inspection.report.sections.push(Section::facts(say!("Chart"), facts(&document)));
    let mut grid = Grid::new([
        (say!("Name"), ColumnKind::Word),
        (say!("Version"), ColumnKind::Version),
        (say!("Chart repository"), ColumnKind::Code),
        (say!("Condition"), ColumnKind::Code),
    ]);
    for item in document.dependencies.iter().flatten() {
        grid.push(&[&item.name, &item.version, &item.repository, &item.condition].map(plain));
    }
    inspection.table(say!("Dependencies"), grid);
    Ok(inspection)
}

fn facts(document: &Document<'_>) -> Vec<Fact> {
    let mut facts = Vec::new();
    code(&mut facts, say!("Name"), plain(&document.name));
    code(&mut facts, say!("Version"), plain(&document.version));
    code(&mut facts, say!("Application version"), plain(&document.app_version));
    if !plain(&document.description).is_empty() {
        facts.push(Fact::new(say!("Description"), plain(&document.description)));
    }
    code(&mut facts, say!("Kind"), plain(&document.kind));
    code(&mut facts, say!("Kubernetes"), plain(&document.kube_version));
    code(&mut facts, say!("Home page"), plain(&document.home));
    let texts = |texts: &Option<Vec<Text<'_>>>| texts.iter().flatten().map(|text| Value::from(plain(text))).collect();
    let person = |person: &Person<'_>| match plain(&person.email) {
        "" => Value::from(plain(&person.name)),
        email => Value::from(format!("{} <{email}>", plain(&person.name))),
    };
    let people = document.maintainers.iter().flatten().map(person).collect();
    let lists: [(_, Vec<Value>); 3] = [
        (say!("Sources"), texts(&document.sources)),
        (say!("Keywords"), texts(&document.keywords)),
        (say!("Maintainers"), people),
    ];
    let lists = lists.into_iter().filter(|(_, all)| !all.is_empty());
    facts.extend(lists.map(|(name, all)| Fact { name: Value::Words(name), value: Value::List(all) }));
    facts
}
