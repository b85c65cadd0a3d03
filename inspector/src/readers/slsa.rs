//! SLSA provenance, version 0.2 and 1 (slsa.dev, `provenance/v0.2`, `provenance/v1`): who built it, from what, and how.

use super::digests::{self, DigestSet};
use super::{members, slsa_v0, slsa_v1, within};
use crate::grid::Grid;
use crate::input::{Input, Inspection, ReadError};
use report::report::ColumnKind;
use report::{Value, Words, say};
use serde::Deserialize;
use serde_json::value::RawValue;

/// What the type of such a predicate has in it; the version follows.
const TYPE: &str = "slsa.dev/provenance/v";

/// What a build is made from, or has made: a material of version 0.2, a resource descriptor of version 1.
#[derive(Default, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Resource {
    /// Where in it the build is described, in version 0.2.
    pub entry_point: Option<String>,
    name: Option<String>,
    uri: Option<String>,
    digest: Option<DigestSet>,
}

/// What both versions say of a build.
#[derive(Default)]
pub struct Build<'a> {
    /// Its format, with the version.
    pub version: &'static str,
    /// Who built it.
    pub builder: Option<String>,
    /// Of which version the builder is.
    pub builder_version: Option<String>,
    /// How it was built.
    pub kind: Option<String>,
    /// From where.
    pub source: Option<String>,
    /// From which commit.
    pub commit: Option<String>,
    /// Where in the source the build is described.
    pub entry_point: Option<String>,
    /// Which of the builds it was.
    pub invocation: Option<String>,
    /// When it began.
    pub started: Option<String>,
    /// When it ended.
    pub finished: Option<String>,
    /// Whether another build from the same comes to the same.
    pub is_reproducible: Option<bool>,
    /// Of what the builder says that it is all there is.
    pub complete: Vec<Value>,
    /// What else is said, each under its heading.
    pub parameters: Vec<(Words, Option<&'a RawValue>)>,
    /// Things that went in and came out, each kind under its heading.
    pub resources: Vec<(Words, Vec<Resource>)>,
}

/// Whether a document is provenance.
pub fn claims(input: &Input<'_>) -> bool {
    let has = |names: [&str; 2]| names.iter().all(|name| input.shape().has(name));
    input.is_called(TYPE) || has(["buildDefinition", "runDetails"]) || has(["buildType", "builder"])
}

/// Lays out provenance.
///
/// # Errors
/// That it is none, or of a version that is not known.
pub fn read(input: &Input<'_>) -> Result<Inspection, ReadError> {
    let kind = input.document.media_type.as_str();
    let stated = kind.split_once(TYPE).map(|(_, version)| version);
    let build = match stated {
        Some("0.2") => slsa_v0::read(within::json(input.bytes)?),
        Some(version) if version == "1" || version.starts_with("1.") => slsa_v1::read(within::json(input.bytes)?),
        Some(version) => return Err(ReadError::Version { format: "SLSA provenance", version: version.to_owned() }),
        None if input.shape().has("buildDefinition") => slsa_v1::read(within::json(input.bytes)?),
        None => slsa_v0::read(within::json(input.bytes)?),
    };
    Ok(lay_out(build))
}

fn lay_out(build: Build<'_>) -> Inspection {
    let mut inspection = Inspection::of(format!("SLSA provenance {}", build.version));
    if build.builder.as_deref().is_none_or(str::is_empty) {
        inspection.report.remarks.push(say!("It does not say who built it."));
    }
    let reproducible = |is: bool| Value::Words(if is { say!("yes, says the builder") } else { say!("not claimed") });
    let facts = vec![
        (say!("Builder"), within::code(build.builder)),
        (say!("Builder's version"), within::code(build.builder_version)),
        (say!("Build type"), within::code(build.kind)),
        (say!("Source"), within::code(build.source)),
        (say!("Commit"), within::code(build.commit)),
        (say!("Entry point"), within::code(build.entry_point)),
        (say!("Run"), within::code(build.invocation)),
        (say!("Started"), within::time(build.started)),
        (say!("Finished"), within::time(build.finished)),
        (say!("Reproducible"), build.is_reproducible.map(reproducible)),
        (say!("Complete"), Some(build.complete).filter(|all| !all.is_empty()).map(Value::List)),
    ];
    inspection.section(say!("Build"), within::stated(facts));
    for (title, raw) in build.parameters {
        members::append(&mut inspection, title, raw);
    }
    for (title, resources) in build.resources {
        inspection.table(title, table(&resources));
    }
    inspection
}

fn table(resources: &[Resource]) -> Grid {
    let mut grid = Grid::new([
        (say!("Name"), ColumnKind::Word),
        (say!("Address"), ColumnKind::Code),
        (say!("Digest"), ColumnKind::Code),
    ]);
    for resource in resources {
        let [name, uri] = [&resource.name, &resource.uri].map(|text| text.as_deref().unwrap_or_default());
        grid.push(&[name, uri, &digests::text(resource.digest.as_ref())]);
    }
    grid
}

impl Resource {
    /// The address of a repository of git and a commit in it, if it is one.
    pub fn git(&self) -> Option<(String, String)> {
        let uri = self.uri.as_ref()?;
        let is_git = uri.starts_with("git+") || uri.starts_with("git://");
        let commit = self.commit().filter(|(name, _)| is_git || *name == "gitCommit")?;
        Some((uri.clone(), commit.1.to_owned()))
    }

    /// The address.
    pub fn uri(&self) -> Option<String> {
        self.uri.clone()
    }

    /// A commit among the digests, and as what it is stated.
    pub fn commit(&self) -> Option<(&'static str, &str)> {
        let digests = self.digest.as_ref()?;
        ["gitCommit", "sha1"].into_iter().find_map(|name| Some((name, digests.get(name)?.as_str())))
    }
}
