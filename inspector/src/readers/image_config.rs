//! The configuration of an image (OCI Image Specification 1.1, `config.md`; Docker's is the same).

use super::findings::{Text, code, plain, time};
use super::within::json;
use crate::grid::Grid;
use crate::input::{Input, Inspection, ReadError};
use report::report::ColumnKind;
use report::{Fact, Section, Value, say};
use serde::Deserialize;
use std::collections::BTreeMap;

#[derive(Deserialize)]
struct Document<'a> {
    #[serde(borrow)]
    created: Text<'a>,
    #[serde(borrow)]
    author: Text<'a>,
    #[serde(borrow)]
    architecture: Text<'a>,
    #[serde(borrow)]
    os: Text<'a>,
    #[serde(borrow)]
    variant: Text<'a>,
    #[serde(borrow, rename = "os.version")]
    os_version: Text<'a>,
    #[serde(borrow)]
    config: Option<Config<'a>>,
    #[serde(borrow)]
    rootfs: Option<Layers<'a>>,
    #[serde(borrow)]
    history: Option<Vec<Step<'a>>>,
}

#[derive(Deserialize)]
struct Layers<'a> {
    #[serde(borrow)]
    diff_ids: Option<Vec<Text<'a>>>,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Config<'a> {
    #[serde(borrow)]
    user: Text<'a>,
    #[serde(borrow)]
    env: Option<Vec<Text<'a>>>,
    #[serde(borrow)]
    entrypoint: Option<Vec<Text<'a>>>,
    #[serde(borrow)]
    cmd: Option<Vec<Text<'a>>>,
    #[serde(borrow)]
    working_dir: Text<'a>,
    #[serde(borrow)]
    stop_signal: Text<'a>,
    exposed_ports: Option<BTreeMap<String, serde::de::IgnoredAny>>,
    volumes: Option<BTreeMap<String, serde::de::IgnoredAny>>,
    labels: Option<BTreeMap<String, String>>,
}

#[derive(Deserialize)]
struct Step<'a> {
    #[serde(borrow)]
    created: Text<'a>,
    #[serde(borrow)]
    created_by: Text<'a>,
    #[serde(borrow)]
    comment: Text<'a>,
    #[serde(default)]
    empty_layer: bool,
}

/// Whether a document is called the configuration of an image, or has the members that each has to have.
pub fn claims(input: &Input<'_>) -> bool {
    let shape = input.shape();
    // Not its artifact type, which is the same for the layers beside it.
    let is_called = |part| input.document.media_type.contains(part);
    shape.has("rootfs") && shape.has("architecture") && shape.has("os")
        || is_called("oci.image.config") && input.bytes.trim_ascii() != b"{}"
        || is_called("docker.container.image")
}

/// Lays out how an image is run and how it was made.
pub fn read(input: &Input<'_>) -> Result<Inspection, ReadError> {
    let document: Document<'_> = json(input.bytes)?;
    let mut inspection = Inspection::of(if input.is_called("docker") { "Docker image" } else { "OCI image" });
    inspection.report.sections.push(Section::facts(say!("Image"), facts(&document)));
    if let Some(config) = &document.config {
        let env = config.env.iter().flatten().map(|text| plain(text).split_once('=').unwrap_or((plain(text), "")));
        inspection.table(say!("Environment"), pairs(env));
        let labels = config.labels.iter().flatten().map(|(name, value)| (name.as_str(), value.as_str()));
        inspection.table(say!("Labels"), pairs(labels));
    }
    inspection.table(say!("History"), history(document.history.as_deref().unwrap_or_default()));
    Ok(inspection)
}

fn facts(document: &Document<'_>) -> Vec<Fact> {
    let mut facts = Vec::new();
    let platform = [&document.os, &document.architecture, &document.variant].map(plain);
    let platform: Vec<&str> = platform.into_iter().filter(|part| !part.is_empty()).collect();
    code(&mut facts, say!("Platform"), &platform.join("/"));
    code(&mut facts, say!("Operating system version"), plain(&document.os_version));
    time(&mut facts, say!("Created"), plain(&document.created));
    code(&mut facts, say!("Author"), plain(&document.author));
    if let Some(layers) = document.rootfs.as_ref().and_then(|layers| layers.diff_ids.as_ref()) {
        facts.push(Fact::new(say!("Layers"), layers.len()));
    }
    if let Some(config) = &document.config {
        run(config, &mut facts);
    }
    facts
}

fn run(config: &Config<'_>, facts: &mut Vec<Fact>) {
    match plain(&config.user) {
        "" => facts.push(Fact::new(say!("User"), say!("root, as none is stated"))),
        user => code(facts, say!("User"), user),
    }
    let list = |words: &Option<Vec<Text<'_>>>| {
        Value::List(words.iter().flatten().map(|word| Value::Code(plain(word).to_owned())).collect())
    };
    let names = |names: &Option<BTreeMap<String, _>>| {
        Value::List(
            names
                .iter()
                .flatten()
                .map(|(name, _): (&String, &serde::de::IgnoredAny)| Value::Code(name.clone()))
                .collect(),
        )
    };
    let lists = [
        (say!("Entry point"), list(&config.entrypoint)),
        (say!("Command"), list(&config.cmd)),
        (say!("Ports"), names(&config.exposed_ports)),
        (say!("Volumes"), names(&config.volumes)),
    ];
    for (name, value) in lists {
        if !matches!(&value, Value::List(all) if all.is_empty()) {
            facts.push(Fact { name: Value::Words(name), value });
        }
    }
    code(facts, say!("Working directory"), plain(&config.working_dir));
    code(facts, say!("Stop signal"), plain(&config.stop_signal));
}

fn pairs<'a>(pairs: impl Iterator<Item = (&'a str, &'a str)>) -> Grid {
    let mut grid = Grid::new([(say!("Name"), ColumnKind::Code), (say!("Value"), ColumnKind::Code)]);
    pairs.for_each(|(name, value)| grid.push(&[name, value]));
    grid
}

/// The steps in their order; the number is that of the layer that a step made.
fn history(steps: &[Step<'_>]) -> Grid {
    let mut grid = Grid::new([
        (say!("Layer"), ColumnKind::Number),
        (say!("Created"), ColumnKind::Time),
        (say!("Step"), ColumnKind::Code),
        (say!("Comment"), ColumnKind::Word),
    ]);
    let mut layer = 0_u64;
    for step in steps {
        layer = layer.saturating_add(u64::from(!step.empty_layer));
        let number = if step.empty_layer { String::new() } else { layer.to_string() };
        grid.push(&[&number, plain(&step.created), plain(&step.created_by), plain(&step.comment)]);
    }
    grid
}
