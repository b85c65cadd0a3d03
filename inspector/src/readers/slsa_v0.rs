//! SLSA provenance 0.2 (slsa.dev, `provenance/v0.2`).

use super::slsa::{Build, Resource};
use report::{Value, say};
use serde::Deserialize;
use serde_json::value::RawValue;

/// The predicate.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Provenance<'a> {
    builder: Option<Builder>,
    build_type: Option<String>,
    #[serde(borrow)]
    invocation: Option<Invocation<'a>>,
    #[serde(borrow)]
    build_config: Option<&'a RawValue>,
    metadata: Option<Metadata>,
    materials: Option<Vec<Resource>>,
}

#[derive(Deserialize)]
struct Builder {
    id: Option<String>,
}

#[derive(Default, Deserialize)]
#[serde(rename_all = "camelCase")]
struct Invocation<'a> {
    config_source: Option<Resource>,
    #[serde(borrow)]
    parameters: Option<&'a RawValue>,
    #[serde(borrow)]
    environment: Option<&'a RawValue>,
}

#[derive(Default, Deserialize)]
#[serde(rename_all = "camelCase")]
struct Metadata {
    build_invocation_id: Option<String>,
    build_started_on: Option<String>,
    build_finished_on: Option<String>,
    completeness: Option<Completeness>,
    reproducible: Option<bool>,
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct Completeness {
    parameters: bool,
    environment: bool,
    materials: bool,
}

/// What it says of the build.
pub fn read(provenance: Provenance<'_>) -> Build<'_> {
    let invocation = provenance.invocation.unwrap_or_default();
    let config = invocation.config_source.unwrap_or_default();
    let metadata = provenance.metadata.unwrap_or_default();
    let materials = provenance.materials.unwrap_or_default();
    // Builders that have no description outside of the build, as Tekton's tasks, name the source as a material alone.
    let git = materials.iter().find_map(Resource::git);
    let (source, commit) = match config.uri().filter(|uri| !uri.is_empty()) {
        Some(uri) => (Some(uri), config.commit().map(|(_, commit)| commit.to_owned())),
        None => git.unzip(),
    };
    Build {
        version: "0.2",
        builder: provenance.builder.and_then(|builder| builder.id),
        kind: provenance.build_type,
        source,
        commit,
        entry_point: config.entry_point,
        invocation: metadata.build_invocation_id,
        started: metadata.build_started_on,
        finished: metadata.build_finished_on,
        is_reproducible: metadata.reproducible,
        complete: complete(&metadata.completeness.unwrap_or_default()),
        parameters: vec![
            (say!("Parameters"), invocation.parameters),
            (say!("Environment"), invocation.environment),
            (say!("Build steps"), provenance.build_config),
        ],
        resources: vec![(say!("Materials"), materials)],
        ..Build::default()
    }
}

fn complete(completeness: &Completeness) -> Vec<Value> {
    let parts = [
        (completeness.parameters, say!("Parameters")),
        (completeness.environment, say!("Environment")),
        (completeness.materials, say!("Materials")),
    ];
    parts.into_iter().filter(|(is, _)| *is).map(|(_, name)| Value::Words(name)).collect()
}
