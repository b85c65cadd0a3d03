//! What the registry begins with is there, for whom it is meant, and readable across origins.

mod common;

use common::{ask, token};
use refscope_demo::{Cors, Demo, Options, Referrer, TYPES, Way};
use serde_json::Value;
use sha2::{Digest as _, Sha256};

async fn get(demo: &Demo, repository: &str, path: &str) -> (String, Value) {
    let host = demo.host();
    let scope = format!("repository:{repository}:pull");
    let bearer = format!("Bearer {}", token(&host, "admin:admin", &scope, &host).await);
    let answer = ask("GET", &format!("http://{host}/v2/{repository}/{path}"), Some(&bearer)).await;
    assert_eq!(answer.status, 200, "{repository}/{path}: {}", answer.body);
    let hash: String = Sha256::digest(&answer.body).iter().map(|byte| format!("{byte:02x}")).collect();
    (format!("sha256:{hash}"), serde_json::from_str(&answer.body).unwrap())
}

/// The registry lists precisely what was pushed, at every depth.
async fn lists(demo: &Demo, repository: &str, subject: &str, expected: &[Referrer]) {
    let (_, index) = get(demo, repository, &format!("referrers/{subject}")).await;
    let mut found: Vec<_> = index["manifests"].as_array().unwrap().iter().collect();
    assert_eq!(found.len(), expected.len(), "{repository}@{subject}");
    for referrer in expected {
        let at = found.iter().position(|entry| entry["digest"] == referrer.digest.as_str()).expect(&referrer.digest);
        let entry = found.remove(at);
        assert_eq!(
            (&entry["artifactType"], &entry["size"]),
            (&referrer.artifact_type.as_str().into(), &referrer.size.into())
        );
        for (key, value) in &referrer.annotations {
            assert_eq!(entry["annotations"][key], value.as_str(), "{key}");
        }
        Box::pin(lists(demo, repository, &referrer.digest, &referrer.referrers)).await;
    }
}

#[tokio::test]
async fn everything_that_was_pushed_is_there() {
    let demo = Demo::start(Options::default()).await.unwrap();
    let content = demo.content().clone();
    for image in &content.images {
        let (digest, _) = get(&demo, &image.repository, &format!("manifests/{}", image.tag)).await;
        assert_eq!(digest, image.digest, "{}:{}", image.repository, image.tag);
        lists(&demo, &image.repository, &image.digest, &image.referrers).await;
    }
    let app = content.image("demo/app", "1.0").unwrap();
    let types: Vec<_> = app.referrers.iter().map(|referrer| referrer.artifact_type.as_str()).collect();
    assert_eq!(
        types,
        [
            "application/spdx+json",
            "application/vnd.cyclonedx+json",
            "application/vnd.in-toto+json",
            "application/vnd.dev.cosign.artifact.sig.v1+json",
            "application/sarif+json"
        ]
    );
    assert_eq!(app.referrers[0].referrers.len(), 1, "the SPDX SBOM is signed");
    assert!(content.image("demo/plain", "1.0").unwrap().referrers.is_empty());

    let (_, index) = get(&demo, "demo/app", "manifests/1.0").await;
    for platform in index["manifests"].as_array().unwrap() {
        let digest = platform["digest"].as_str().unwrap();
        let (actual, manifest) = get(&demo, "demo/app", &format!("manifests/{digest}")).await;
        assert_eq!(actual, digest);
        let (_, config) =
            get(&demo, "demo/app", &format!("blobs/{}", manifest["config"]["digest"].as_str().unwrap())).await;
        assert_eq!(config["architecture"], platform["platform"]["architecture"]);
        let (_, referrers) = get(&demo, "demo/app", &format!("referrers/{digest}")).await;
        assert_eq!(referrers["manifests"][0]["artifactType"], "application/vnd.cyclonedx+json");
    }
    demo.stop().await;
}

#[tokio::test]
async fn attestations_are_beside_the_platforms_that_they_are_about() {
    let demo = Demo::start(Options::default()).await.unwrap();
    let image = demo.content().image("demo/buildkit", "1.0").unwrap().clone();
    let (_, index) = get(&demo, "demo/buildkit", "manifests/1.0").await;
    let entries = index["manifests"].as_array().unwrap();
    let (attestations, platforms): (Vec<_>, Vec<_>) =
        entries.iter().partition(|entry| entry["platform"]["os"] == "unknown");
    assert_eq!((platforms.len(), attestations.len()), (2, 2));
    for (attestation, platform) in attestations.iter().zip(&platforms) {
        assert_eq!(attestation["platform"]["architecture"], "unknown");
        assert_eq!(attestation["annotations"]["vnd.docker.reference.type"], "attestation-manifest");
        assert_eq!(attestation["annotations"]["vnd.docker.reference.digest"], platform["digest"]);
        let digest = attestation["digest"].as_str().unwrap();
        let (_, manifest) = get(&demo, "demo/buildkit", &format!("manifests/{digest}")).await;
        let layers = manifest["layers"].as_array().unwrap();
        let expected = image.older.iter().find(|older| older.digest == digest).unwrap();
        assert_eq!((expected.way, expected.subject.as_str().into()), (Way::Attestation, platform["digest"].clone()));
        assert_eq!(expected.types, ["https://spdx.dev/Document", "https://slsa.dev/provenance/v1"]);
        for (layer, predicate_type) in layers.iter().zip(&expected.types) {
            assert_eq!(layer["mediaType"], "application/vnd.in-toto+json");
            assert_eq!(layer["annotations"]["in-toto.io/predicate-type"], predicate_type.as_str());
            let path = format!("blobs/{}", layer["digest"].as_str().unwrap());
            let (_, statement) = get(&demo, "demo/buildkit", &path).await;
            assert_eq!(statement["predicateType"], predicate_type.as_str());
            let subject = format!("sha256:{}", statement["subject"][0]["digest"]["sha256"].as_str().unwrap());
            assert_eq!(subject, expected.subject);
        }
    }
    demo.stop().await;
}

#[tokio::test]
async fn cosigns_tags_hold_what_cosign_puts_there() {
    let demo = Demo::start(Options::default()).await.unwrap();
    let image = demo.content().image("demo/legacy", "1.0").unwrap().clone();
    let base = image.digest.replace(':', "-");
    for (ending, media_type, annotation) in [
        ("sig", "application/vnd.dev.cosign.simplesigning.v1+json", Some("dev.cosignproject.cosign/signature")),
        ("att", "application/vnd.dsse.envelope.v1+json", Some("predicateType")),
        ("sbom", "text/spdx+json", None),
    ] {
        let tag = format!("{base}.{ending}");
        let (digest, manifest) = get(&demo, "demo/legacy", &format!("manifests/{tag}")).await;
        let layer = &manifest["layers"][0];
        assert_eq!(layer["mediaType"], media_type);
        if let Some(key) = annotation {
            assert!(layer["annotations"][key].as_str().is_some_and(|value| !value.is_empty()), "{ending}: {key}");
        }
        assert_eq!(manifest.get("subject"), None);
        let expected = image.older.iter().find(|older| older.tag.as_deref() == Some(&tag)).unwrap();
        assert_eq!((expected.way, &expected.digest, &expected.subject), (Way::CosignTag, &digest, &image.digest));
        assert_eq!(expected.types, [media_type]);
    }
    demo.stop().await;
}

#[tokio::test]
async fn the_referrers_tag_lists_one_twice_and_one_by_the_type_of_its_configuration() {
    let with = Demo::start(Options::default()).await.unwrap();
    assert!(with.content().image("demo/tagschema", "1.0").is_none(), "there is no need where the API is");
    with.stop().await;
    let demo = Demo::start(Options { referrers_api: false, ..Options::default() }).await.unwrap();
    let image = demo.content().image("demo/tagschema", "1.0").unwrap().clone();
    let (_, index) = get(&demo, "demo/tagschema", &format!("manifests/{}", image.digest.replace(':', "-"))).await;
    let entries = index["manifests"].as_array().unwrap();
    assert_eq!((entries.len(), image.older.len()), (3, 2));
    assert_eq!(entries[1], entries[2]);
    assert_eq!(entries[0]["artifactType"], "application/vnd.oci.empty.v1+json");
    for older in &image.older {
        assert!(entries.iter().any(|entry| entry["digest"] == older.digest.as_str()));
        let (_, manifest) = get(&demo, "demo/tagschema", &format!("manifests/{}", older.digest)).await;
        assert_eq!(manifest["artifactType"], older.types[0].as_str(), "the manifest states the true type");
        assert_eq!((&manifest["subject"]["digest"], older.way), (&image.digest.as_str().into(), Way::ReferrersTag));
    }
    demo.stop().await;
}

#[tokio::test]
async fn a_tree_has_as_many_nodes_as_were_asked_for() {
    let demo = Demo::start(Options { fill: false, ..Options::default() }).await.unwrap();
    let tree = demo.push_tree("demo/tree", &[10, 10, 9]).await.unwrap();
    assert_eq!(tree.levels.iter().map(Vec::len).collect::<Vec<_>>(), [10, 100, 900]);
    let all: std::collections::BTreeSet<_> = tree.levels.iter().flatten().collect();
    assert_eq!((all.len(), tree.nodes()), (1010, 1010), "no two are the same");
    let (digest, _) = get(&demo, "demo/tree", "manifests/1.0").await;
    assert_eq!(digest, tree.digest);
    for (subject, expected) in [
        (&tree.digest, &tree.levels[0][..]),
        (&tree.levels[0][3], &tree.levels[1][30..40]),
        (&tree.levels[1][99], &tree.levels[2][891..900]),
        (&tree.levels[2][0], &[]),
    ] {
        let (_, index) = get(&demo, "demo/tree", &format!("referrers/{subject}")).await;
        let mut found: Vec<_> =
            index["manifests"].as_array().unwrap().iter().map(|entry| entry["digest"].as_str().unwrap()).collect();
        let mut expected: Vec<_> = expected.iter().map(String::as_str).collect();
        found.sort_unstable();
        expected.sort_unstable();
        assert_eq!(found, expected);
    }
    demo.stop().await;
}

#[tokio::test]
async fn many_referrers_many_tags_and_large_blobs_are_made_when_asked_for() {
    let demo = Demo::start(Options { fill: false, ..Options::default() }).await.unwrap();
    let many = demo.push_many("demo/many", 12).await.unwrap();
    let (_, index) = get(&demo, "demo/many", &format!("referrers/{}", many.digest)).await;
    let entries = index["manifests"].as_array().unwrap();
    assert_eq!(entries.len(), 12);
    for artifact_type in TYPES {
        assert!(entries.iter().any(|entry| entry["artifactType"] == artifact_type), "{artifact_type}");
    }
    let tags = demo.push_tags("demo/tags", 300).await.unwrap();
    let (_, list) = get(&demo, "demo/tags", "tags/list").await;
    let listed = list["tags"].as_array().unwrap();
    assert_eq!((listed.len(), tags.len()), (300, 300));
    assert!(tags.iter().all(|tag| listed.contains(&tag.as_str().into())));
    let blob = demo.push_blob("demo/tags", "application/octet-stream", vec![b' '; 8 * 1024 * 1024]).await.unwrap();
    let host = demo.host();
    let bearer = format!("Bearer {}", token(&host, "admin:admin", "repository:demo/tags:pull", &host).await);
    let answer = ask("GET", &format!("http://{host}/v2/demo/tags/blobs/{}", blob.digest), Some(&bearer)).await;
    assert_eq!((answer.status, answer.body.len()), (200, blob.size));
    demo.stop().await;
}

#[tokio::test]
async fn the_bytes_are_the_same_every_time() {
    let digests = async || {
        let demo = Demo::start(Options::default()).await.unwrap();
        let digests: Vec<_> = demo.content().images.iter().map(|image| image.digest.clone()).collect();
        let nested = demo.content().images[0].referrers[0].referrers[0].digest.clone();
        demo.stop().await;
        (digests, nested)
    };
    assert_eq!(digests().await, digests().await);
}

#[tokio::test]
async fn everyone_sees_what_is_meant_for_them() {
    let demo = Demo::start(Options::default()).await.unwrap();
    let host = demo.host();
    for (pair, repository, expected) in [
        ("", "public/hello", 200),
        ("", "demo/app", 401),
        ("demo:demo", "demo/app", 200),
        ("demo:demo", "internal/vault", 401),
        ("demo+robot:robot-secret", "demo/app", 200),
        ("müller:pässwörd-密码", "demo/app", 200),
        ("admin:admin", "internal/vault", 200),
    ] {
        let bearer = format!("Bearer {}", token(&host, pair, &format!("repository:{repository}:pull"), &host).await);
        let tags = format!("http://{host}/v2/{repository}/tags/list");
        assert_eq!(ask("GET", &tags, Some(&bearer)).await.status, expected, "{pair} {repository}");
        let manifest = format!("http://{host}/v2/{repository}/manifests/1.0");
        assert_eq!(ask("DELETE", &manifest, Some(&bearer)).await.status, 401, "no one deletes with a pull token");
    }
    demo.stop().await;
}

#[tokio::test]
async fn other_origins_may_read_all_of_it_or_none() {
    for (cors, expected) in [(Cors::Any, Some("*")), (Cors::Quay, None)] {
        let demo = Demo::start(Options { cors, ..Options::default() }).await.unwrap();
        let url = format!("http://{}/v2/", demo.host());
        let answer = ask("GET", &url, None).await;
        assert_eq!(answer.status, 401);
        assert_eq!(answer.header("access-control-allow-origin").as_deref(), expected);
        let exposed = answer.header("access-control-expose-headers").unwrap_or_default();
        assert_eq!(exposed.contains("www-authenticate"), expected.is_some(), "{exposed}");
        let preflight = reqwest::Client::new()
            .request(reqwest::Method::OPTIONS, &url)
            .header("Origin", "http://page.example")
            .header("Access-Control-Request-Method", "GET")
            .header("Access-Control-Request-Headers", "authorization")
            .send()
            .await
            .unwrap();
        assert_eq!(preflight.status().as_u16(), 200);
        let allowed = preflight.headers().get("access-control-allow-headers").map(|value| value.to_str().unwrap());
        assert_eq!(allowed.is_some_and(|names| names.contains("authorization")), expected.is_some());
        demo.stop().await;
    }
}

#[tokio::test]
async fn a_port_in_use_is_said_in_a_sentence() {
    let demo = Demo::start(Options { fill: false, ..Options::default() }).await.unwrap();
    let taken = Demo::start(Options { addr: demo.addr(), ..Options::default() }).await.unwrap_err();
    assert!(taken.to_string().starts_with(&format!("cannot listen on {}", demo.addr())), "{taken}");
    let addr = demo.addr();
    demo.stop().await;
    // The port is free again at once.
    Demo::start(Options { addr, fill: false, ..Options::default() }).await.unwrap().stop().await;
}

#[tokio::test]
async fn requests_are_kept_for_tests_to_read() {
    let demo = Demo::start(Options::default()).await.unwrap();
    assert_eq!(demo.requests(), [], "filling is not among them");
    ask("GET", &format!("http://{}/v2/?x=1", demo.host()), Some("Bearer abc")).await;
    let [request] = demo.requests().try_into().unwrap();
    assert_eq!((request.method.as_str(), request.path.as_str()), ("GET", "/v2/?x=1"));
    assert_eq!(
        (request.header("authorization"), request.header("origin")),
        (Some("Bearer abc"), Some("http://page.example"))
    );
    demo.stop().await;
}
