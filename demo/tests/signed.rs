//! The signed content gets the verdicts that it is meant to get, of what the page asks.

mod common;

use common::{ask, token};
use inspector::verify::{Remembered, verify};
use refscope_demo::{Demo, Expected, Options};
use report::message::Case;
use report::trust::Trust;
use report::{Outcome, State, Verdict};
use serde_json::Value;
use std::collections::BTreeSet;
use std::time::{SystemTime, UNIX_EPOCH};

const REPOSITORY: &str = "acme/signed";

/// An artifact, as it is to be had over HTTP.
struct Artifact {
    expected: Expected,
    manifest: Vec<u8>,
    layers: Vec<Vec<u8>>,
}

/// Fetches, as somebody with an account.
struct Visitor {
    origin: String,
    bearer: String,
}

impl Visitor {
    async fn of(demo: &Demo) -> Self {
        let host = demo.host();
        let scope = format!("repository:{REPOSITORY}:pull");
        let bearer = format!("Bearer {}", token(&host, "demo:demo", &scope, &host).await);
        Self { origin: format!("http://{host}/v2/{REPOSITORY}"), bearer }
    }

    async fn get(&self, path: &str) -> Vec<u8> {
        let request = reqwest::Client::new().get(format!("{}/{path}", self.origin));
        let answer = request.header("Authorization", &self.bearer).send().await.unwrap();
        assert_eq!(answer.status().as_u16(), 200, "{path}");
        answer.bytes().await.unwrap().to_vec()
    }

    async fn artifact(&self, digest: &str, expected: &Expected) -> Artifact {
        let manifest = self.get(&format!("manifests/{digest}")).await;
        let document: Value = serde_json::from_slice(&manifest).unwrap();
        let mut layers = Vec::new();
        for layer in document["layers"].as_array().unwrap() {
            layers.push(self.get(&format!("blobs/{}", layer["digest"].as_str().unwrap())).await);
        }
        Artifact { expected: expected.clone(), manifest, layers }
    }
}

async fn artifacts(demo: &Demo) -> Vec<Artifact> {
    let visitor = Visitor::of(demo).await;
    let mut artifacts = Vec::new();
    for (digest, expected) in demo.verdicts() {
        artifacts.push(visitor.artifact(digest, expected).await);
    }
    artifacts
}

/// The one verdict about an artifact.
fn verdict(demo: &Demo, artifact: &Artifact, trust: &Trust) -> Verdict {
    let case = Case {
        subject: artifact.expected.subject.clone(),
        repository: format!("{}/{}", demo.host(), artifact.expected.repository),
        trust: trust.clone(),
        now: SystemTime::now().duration_since(UNIX_EPOCH).unwrap().as_secs(),
        ..Case::default()
    };
    let mut verdicts = verify(&case, &artifact.manifest, &artifact.layers, &mut Remembered::default()).unwrap();
    assert_eq!(verdicts.len(), 1, "{}", artifact.expected.about);
    verdicts.remove(0)
}

fn told(verdict: &Verdict) -> String {
    let step = |step: &report::Step| {
        let detail = step.detail.as_ref().map(report::Words::english).unwrap_or_default();
        format!("\n  {:?} {}: {detail}", step.state, step.name.english())
    };
    verdict.steps.iter().map(step).collect()
}

#[tokio::test]
async fn every_signature_gets_its_verdict() {
    let demo = Demo::start(Options::default()).await.unwrap();
    let mut outcomes = BTreeSet::new();
    let mut formats = BTreeSet::new();
    for artifact in artifacts(&demo).await {
        let found = verdict(&demo, &artifact, demo.trust());
        assert_eq!(found.outcome, artifact.expected.outcome, "{}{}", artifact.expected.about, told(&found));
        outcomes.insert(found.outcome);
        if found.outcome == Outcome::Verified {
            formats.insert(found.format);
        }
    }
    let all = [Outcome::Verified, Outcome::NotTrusted, Outcome::Broken, Outcome::NotChecked];
    assert_eq!(outcomes, BTreeSet::from(all));
    assert!(formats.len() >= 5, "a verified one of every kind: {formats:?}");
    demo.stop().await;
}

/// What is broken is so by what its words say, not by an oversight of whoever made it.
#[tokio::test]
async fn what_is_broken_breaks_where_it_was_broken() {
    let demo = Demo::start(Options::default()).await.unwrap();
    for artifact in artifacts(&demo).await.iter().filter(|it| it.expected.outcome == Outcome::Broken) {
        let about = artifact.expected.about;
        let step = match about {
            _ if about.contains("another image") => "It signs this image",
            _ if about.contains("expired") => "Signature has not expired",
            _ if about.contains("time was changed") => "Signing time",
            _ => "Signature over the content",
        };
        let found = verdict(&demo, artifact, demo.trust());
        let failed = found.steps.iter().find(|step| step.state == State::Failed).map(|step| step.name.english());
        assert_eq!(failed.as_deref(), Some(step), "{about}{}", told(&found));
    }
    demo.stop().await;
}

#[tokio::test]
async fn a_log_and_a_time_stand_behind_what_is_keyless() {
    let demo = Demo::start(Options::default()).await.unwrap();
    let mut keyless = 0;
    for artifact in artifacts(&demo).await.iter().filter(|it| it.expected.outcome == Outcome::Verified) {
        let found = verdict(&demo, artifact, demo.trust());
        let signer = found.signer.as_ref().unwrap();
        if signer.issuer.is_some() {
            keyless += 1;
            assert!(found.steps.iter().all(|step| step.state == State::Passed), "nothing is spared{}", told(&found));
            assert!(signer.time.is_some() && signer.trust == "Acme Sigstore", "{signer:?}");
        }
    }
    assert!(keyless >= 4, "{keyless}");
    demo.stop().await;
}

#[tokio::test]
async fn without_the_demos_trust_nothing_is_verified() {
    let (demo, other) =
        (Demo::start(Options::default()).await.unwrap(), Demo::start(Options::default()).await.unwrap());
    assert_ne!(demo.trust().roots, other.trust().roots, "each has keys of its own");
    assert_ne!(demo.trust().keys, other.trust().keys);
    assert_ne!(demo.trust().certificates, other.trust().certificates);
    let without_roots = Trust { roots: Vec::new(), ..demo.trust().clone() };
    for artifact in artifacts(&demo).await {
        for trust in [&Trust::default(), other.trust()] {
            let found = verdict(&demo, &artifact, trust);
            assert_ne!(found.outcome, Outcome::Verified, "{}{}", artifact.expected.about, told(&found));
        }
        let found = verdict(&demo, &artifact, &without_roots);
        let is_keyless = found.signer.as_ref().is_some_and(|signer| signer.issuer.is_some());
        assert!(!is_keyless, "{}{}", artifact.expected.about, told(&found));
    }
    other.stop().await;
    demo.stop().await;
}

#[tokio::test]
async fn every_artifact_with_a_verdict_is_found_from_its_image() {
    let demo = Demo::start(Options::default()).await.unwrap();
    let images: Vec<_> = demo.content().images.iter().filter(|image| image.repository == REPOSITORY).collect();
    let digests: BTreeSet<_> = images.iter().map(|image| &image.digest).collect();
    assert_eq!(digests.len(), images.len(), "each tag is another image");
    for (digest, expected) in demo.verdicts() {
        let image = images.iter().find(|image| image.digest == expected.subject).unwrap();
        let is_referrer = image.referrers.iter().any(|referrer| referrer.digest == *digest);
        let is_older = image.older.iter().any(|older| older.digest == *digest);
        assert!(is_referrer || is_older, "{}", expected.about);
    }
    let visitor = Visitor::of(&demo).await;
    for older in images.iter().flat_map(|image| &image.older) {
        let by_tag = visitor.get(&format!("manifests/{}", older.tag.as_deref().unwrap())).await;
        assert_eq!(by_tag, visitor.get(&format!("manifests/{}", older.digest)).await);
    }
    demo.stop().await;
}

#[tokio::test]
async fn a_page_beside_the_registry_learns_whom_to_trust() {
    let demo = Demo::start(Options::default()).await.unwrap();
    let answer = ask("GET", &format!("http://{}/config.json", demo.host()), None).await;
    assert_eq!((answer.status, answer.header("content-type").as_deref()), (200, Some("application/json")));
    assert_eq!(answer.header("access-control-allow-origin").as_deref(), Some("*"));
    let config: Value = serde_json::from_str(&answer.body).unwrap();
    assert_eq!(config["trust"], serde_json::to_value(demo.trust()).unwrap());
    assert!(!answer.body.contains("PRIVATE KEY"));
    demo.stop().await;
    let bare = Demo::start(Options { fill: false, ..Options::default() }).await.unwrap();
    assert_eq!((bare.trust(), bare.verdicts().len()), (&Trust::default(), 0), "nothing is there to be trusted");
    bare.stop().await;
}
