//! SLSA provenance. What is right was read with `jq` and `base64 -d`.

use crate::laid::{Laid, read, read_as, statement};
use crate::support::published;
use serde_json::{Value, json};

fn build(laid: &Laid) -> Vec<String> {
    let names = ["Builder", "Build type", "Source", "Commit", "Entry point", "Run"];
    names.iter().map(|name| laid.fact("Build", name).unwrap_or_default()).collect()
}

#[test]
fn version_0_2_by_npm() {
    let mut laid = read(&published("bundles/dsse.sigstore.json"));
    let commit = "29cff3dd65f780c3601bd457acb6fe4e5931c825";
    let expected = [
        "https://github.com/npm/slsa-provenance@0.0.1",
        "https://github.com/npm/slsa-provenance/gha@v0",
        "git+https://github.com/github/slsa-provenance@refs/heads/demo",
        commit,
        "demo",
        "3024091546-4",
    ];
    assert_eq!(build(&laid), expected);
    assert_eq!(laid.fact("Build", "Reproducible").as_deref(), Some("not claimed"));
    assert_eq!(laid.fact("Build", "Complete"), None, "nothing is said to be complete");
    assert_eq!(laid.fact("Environment", "IMAGE_VERSION").as_deref(), Some("20220905.1"));
    let material = ["", "git+https://github.com/github/slsa-provenance", &format!("sha1:{commit}")];
    assert_eq!(laid.rows("Materials"), [material.map(str::to_owned)]);
    let digest = "bbfd372fc9beeb777fe35d05bb10c0c70a9733d366a75fed7dd18866c7391de3ee7e88ba74dd47abf3e15c845e547fcf0e5c3da80854c751554224d3a6d4e55f";
    assert_eq!(laid.rows("Subjects"), [["slsa-provenance-0.0.7.tgz".to_owned(), format!("sha512:{digest}")]]);
}

#[test]
fn version_1_by_npm() {
    let mut laid = read(&published("bundles/sigstore.js@2.0.0-provenance.sigstore.json"));
    assert_eq!(laid.format(), "Sigstore bundle 0.1 · DSSE · in-toto v1 · SLSA provenance 1");
    let (commit, source) =
        ("f0b49a04e5a62250e0f60fb128004a73110fe311", "git+https://github.com/sigstore/sigstore-js@refs/heads/main");
    let expected = [
        "https://github.com/actions/runner/github-hosted",
        "https://slsa-framework.github.io/github-actions-buildtypes/workflow/v1",
        source,
        commit,
        ".github/workflows/release.yml",
        "https://github.com/sigstore/sigstore-js/actions/runs/5904696764/attempts/1",
    ];
    assert_eq!(build(&laid), expected);
    assert_eq!(laid.fact("Parameters", "workflow.ref").as_deref(), Some("refs/heads/main"));
    assert_eq!(laid.fact("Parameters of the builder", "github.repository_id").as_deref(), Some("495574555"));
    let dependency = ["".to_owned(), source.to_owned(), format!("gitCommit:{commit}")];
    assert_eq!(laid.rows("Resolved dependencies"), [dependency]);
}

#[test]
fn version_1_by_github() {
    let laid = read(&statement("pypi_attestations-0.0.19.tar.gz.slsa.attestation"));
    assert_eq!((laid.format(), laid.remarks()), ("in-toto v1 · SLSA provenance 1", Vec::new()));
    let workflow = ".github/workflows/release.yml";
    let expected = [
        "https://github.com/trailofbits/pypi-attestations/.github/workflows/release.yml@refs/tags/v0.0.19",
        "https://actions.github.io/buildtypes/workflow/v1",
        "git+https://github.com/trailofbits/pypi-attestations@refs/tags/v0.0.19",
        "08802efe1f8e5fec4ad842d6b8ce97656092ee72",
        workflow,
        "https://github.com/trailofbits/pypi-attestations/actions/runs/12169989787/attempts/1",
    ];
    assert_eq!(build(&laid), expected);
    let hosted = laid.fact("Parameters of the builder", "github.runner_environment");
    assert_eq!(hosted.as_deref(), Some("github-hosted"));
}

#[test]
fn version_1_with_hardly_anything() {
    let laid = read(&published("upstream/sigstore-python/a.dsse.staging-rekor-v2.txt.sigstore.json"));
    let maker = "https://github.com/sigstore-conformance/rekor2-dsse-hashedrekord-regen";
    assert_eq!(build(&laid), [maker, maker, "", "", "", ""]);
}

/// As Tekton Chains writes it (its documentation, "SLSA provenance", format `slsa/v1`): the source is a material alone.
#[test]
fn the_source_is_found_among_the_materials() {
    let provenance = json!({
        "builder": { "id": "https://tekton.dev/chains/v2" },
        "buildType": "tekton.dev/v1beta1/TaskRun",
        "invocation": { "configSource": {}, "parameters": { "IMAGE": "registry.example/app", "DEPTH": 1 } },
        "buildConfig": { "steps": [{ "entryPoint": "set -e\n", "arguments": null }] },
        "metadata": {
            "buildStartedOn": "2023-05-06T07:08:09Z", "buildFinishedOn": "2023-05-06T07:09:09Z",
            "completeness": { "parameters": true, "environment": false, "materials": true }, "reproducible": true
        },
        "materials": [
            { "uri": "oci://registry.example/git-init", "digest": { "sha256": "aa" } },
            { "uri": "git+https://git.example/app.git", "digest": { "sha1": "7fcbf635be78ba0dd25a4e7a6a2ec3c5b3f1b4b8" } }
        ]
    });
    let laid = read(provenance.to_string().as_bytes());
    assert_eq!(laid.format(), "SLSA provenance 0.2");
    assert_eq!(laid.fact("Build", "Source").as_deref(), Some("git+https://git.example/app.git"));
    assert_eq!(laid.fact("Build", "Commit").as_deref(), Some("7fcbf635be78ba0dd25a4e7a6a2ec3c5b3f1b4b8"));
    assert_eq!(laid.fact("Build", "Started").as_deref(), Some("2023-05-06T07:08:09Z"));
    assert_eq!(laid.fact("Build", "Finished").as_deref(), Some("2023-05-06T07:09:09Z"));
    assert_eq!(laid.fact("Build", "Reproducible").as_deref(), Some("yes, says the builder"));
    assert_eq!(laid.fact("Build", "Complete").as_deref(), Some("Parameters, Materials"));
    assert_eq!(laid.fact("Parameters", "DEPTH").as_deref(), Some("1"));
    assert_eq!(laid.fact("Build steps", "steps[0].entryPoint").as_deref(), Some("set -e\n"));
    assert_eq!(laid.count("Materials"), 2);
}

/// The fields of version 1 that none of the real files has (slsa.dev, `provenance/v1`, section "Schema").
#[test]
fn by_products_and_versions_of_the_builder() {
    let provenance = |source: Value| {
        json!({
            "buildDefinition": { "buildType": "https://example.com/build", "externalParameters": { "source": source } },
            "runDetails": {
                "builder": {
                    "id": "https://example.com/builder", "version": { "tekton": "0.60" },
                    "builderDependencies": [{ "name": "image", "digest": { "sha256": "bb" } }]
                },
                "metadata": { "startedOn": "2024-05-06T07:08:09Z", "finishedOn": "2024-05-06T07:09:09Z" },
                "byproducts": [{ "name": "log", "uri": "https://example.com/log", "digest": { "sha512": "cc", "sha256": "dd" } }]
            }
        })
    };
    for source in [json!("https://git.example/app"), json!({ "uri": "https://git.example/app" })] {
        let mut laid = read(provenance(source).to_string().as_bytes());
        assert_eq!(laid.fact("Build", "Source").as_deref(), Some("https://git.example/app"));
        assert_eq!(laid.fact("Build", "Builder's version").as_deref(), Some("tekton 0.60"));
        assert_eq!(laid.fact("Build", "Started").as_deref(), Some("2024-05-06T07:08:09Z"));
        assert_eq!(laid.rows("By-products"), [["log", "https://example.com/log", "sha256:dd sha512:cc"]]);
        assert_eq!(laid.rows("Dependencies of the builder"), [["image", "", "sha256:bb"]]);
    }
}

#[test]
fn versions_that_are_not_known_and_builders_that_are_not_named() {
    let laid = read_as("https://slsa.dev/provenance/v0.1", b"{\"builder\":{\"id\":\"a\"}}");
    assert!(laid.is_refused() && laid.remarks()[0].contains("0.1"), "{:?}", laid.remarks());
    let laid = read(br#"{"builder":{},"buildType":"a"}"#);
    assert!(laid.remarks()[0].contains("who built it"), "{:?}", laid.remarks());
    let laid = read(br#"{"builder":{"id":"a"},"buildType":7}"#);
    assert!(laid.is_refused() && laid.remarks()[0].contains("line 1"), "{:?}", laid.remarks());
}

#[test]
fn parameters_without_end_are_cut_and_told_of() {
    let mut deep = json!("bottom");
    for _ in 0..50 {
        deep = json!({ "a": deep });
    }
    let many: serde_json::Map<String, Value> = (0..5_000).map(|number| (format!("p{number}"), json!(number))).collect();
    let provenance = |parameters: Value| {
        let text = json!({ "builder": { "id": "a" }, "buildType": "b", "invocation": { "parameters": parameters } });
        read(text.to_string().as_bytes())
    };
    let laid = provenance(deep);
    assert!(laid.fact("Parameters", "a.a.a.a.a.a").unwrap().contains("bottom"), "what is deeper stands as JSON");
    let laid = provenance(Value::Object(many));
    assert_eq!(laid.fact("Parameters", "p0").as_deref(), Some("0"));
    assert!(laid.remarks().iter().any(|remark| remark.contains("only the beginning")), "{:?}", laid.remarks());
}

#[test]
fn a_time_that_is_none_stays_a_text() {
    let text = br#"{"builder":{"id":"a"},"buildType":"b","metadata":{"buildStartedOn":"last night"}}"#;
    let all = read(text).all();
    assert!(all.contains("Code(\"last night\")"), "{all}");
}
