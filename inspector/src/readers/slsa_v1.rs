//! SLSA provenance 1 (slsa.dev, `provenance/v1`).

use super::slsa::{Build, Resource};
use report::say;
use serde::Deserialize;
use serde_json::value::RawValue;
use std::collections::BTreeMap;

/// The predicate.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Provenance<'a> {
    #[serde(borrow)]
    build_definition: Option<Definition<'a>>,
    run_details: Option<Run>,
}

#[derive(Default, Deserialize)]
#[serde(rename_all = "camelCase")]
struct Definition<'a> {
    build_type: Option<String>,
    #[serde(borrow)]
    external_parameters: Option<&'a RawValue>,
    #[serde(borrow)]
    internal_parameters: Option<&'a RawValue>,
    resolved_dependencies: Option<Vec<Resource>>,
}

#[derive(Default, Deserialize)]
struct Run {
    builder: Option<Builder>,
    metadata: Option<Metadata>,
    byproducts: Option<Vec<Resource>>,
}

#[derive(Default, Deserialize)]
#[serde(rename_all = "camelCase")]
struct Builder {
    id: Option<String>,
    version: Option<BTreeMap<String, String>>,
    builder_dependencies: Option<Vec<Resource>>,
}

#[derive(Default, Deserialize)]
#[serde(rename_all = "camelCase")]
struct Metadata {
    invocation_id: Option<String>,
    started_on: Option<String>,
    finished_on: Option<String>,
}

/// As much of the parameters of common build types as names the source.
#[derive(Default, Deserialize)]
struct Parameters<'a> {
    workflow: Option<Workflow>,
    #[serde(borrow)]
    source: Option<&'a RawValue>,
}

/// Of GitHub's workflows (slsa-framework, `github-actions-buildtypes/workflow/v1`).
#[derive(Deserialize)]
struct Workflow {
    repository: Option<String>,
    path: Option<String>,
}

/// What it says of the build.
pub fn read(provenance: Provenance<'_>) -> Build<'_> {
    let definition = provenance.build_definition.unwrap_or_default();
    let run = provenance.run_details.unwrap_or_default();
    let builder = run.builder.unwrap_or_default();
    let metadata = run.metadata.unwrap_or_default();
    let dependencies = definition.resolved_dependencies.unwrap_or_default();
    let parameters =
        definition.external_parameters.and_then(|raw| serde_json::from_str::<Parameters<'_>>(raw.get()).ok());
    let Parameters { workflow, source } = parameters.unwrap_or_default();
    let (named, entry_point) = named(workflow, source);
    let (source, commit) = dependencies.iter().find_map(Resource::git).unzip();
    let version = builder.version.unwrap_or_default();
    let version = version.iter().map(|(name, version)| format!("{name} {version}")).collect::<Vec<_>>();
    Build {
        version: "1",
        builder: builder.id,
        builder_version: Some(version.join(", ")),
        kind: definition.build_type,
        source: source.or(named),
        commit,
        entry_point,
        invocation: metadata.invocation_id,
        started: metadata.started_on,
        finished: metadata.finished_on,
        parameters: vec![
            (say!("Parameters"), definition.external_parameters),
            (say!("Parameters of the builder"), definition.internal_parameters),
        ],
        resources: vec![
            (say!("Resolved dependencies"), dependencies),
            (say!("By-products"), run.byproducts.unwrap_or_default()),
            (say!("Dependencies of the builder"), builder.builder_dependencies.unwrap_or_default()),
        ],
        ..Build::default()
    }
}

/// The source and the description of the build in it, as parameters name them: those of a workflow, the address of
/// slsa-github-generator, or the resource of Google's builds.
fn named(workflow: Option<Workflow>, source: Option<&RawValue>) -> (Option<String>, Option<String>) {
    if let Some(workflow) = workflow {
        return (workflow.repository, workflow.path);
    }
    let text = source.map(RawValue::get).unwrap_or_default();
    let resource = || serde_json::from_str::<Resource>(text).ok().and_then(|resource| resource.uri());
    (serde_json::from_str(text).ok().or_else(resource), None)
}
