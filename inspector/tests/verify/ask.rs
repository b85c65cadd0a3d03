//! The page's question, made of what a test has.

use inspector::service::Inspector;
use report::message::{Answer, Case, Question};
use report::{Outcome, State, Verdict};
use serde_json::{Map, Value, json};
use sha2::{Digest, Sha256};

/// A layer of an artifact.
#[derive(Clone, Debug)]
pub struct Layer {
    pub media_type: String,
    pub annotations: Vec<(String, String)>,
    pub bytes: Vec<u8>,
}

impl Layer {
    pub fn new(media_type: &str, bytes: impl Into<Vec<u8>>) -> Self {
        Self { media_type: media_type.to_owned(), annotations: Vec::new(), bytes: bytes.into() }
    }

    pub fn with(mut self, key: &str, value: impl Into<String>) -> Self {
        self.annotations.push((key.to_owned(), value.into()));
        self
    }
}

/// `sha256:…` of bytes.
pub fn digest(bytes: &[u8]) -> String {
    let digits: String = Sha256::digest(bytes).iter().map(|byte| format!("{byte:02x}")).collect();
    format!("sha256:{digits}")
}

/// The manifest of an artifact with these layers.
pub fn manifest(layers: &[Layer]) -> Vec<u8> {
    let descriptor = |layer: &Layer| {
        let annotations: Map<String, Value> =
            layer.annotations.iter().map(|(key, value)| (key.clone(), json!(value))).collect();
        json!({
            "mediaType": layer.media_type,
            "digest": digest(&layer.bytes),
            "size": layer.bytes.len(),
            "annotations": annotations,
        })
    };
    let layers: Vec<Value> = layers.iter().map(descriptor).collect();
    serde_json::to_vec(&json!({ "schemaVersion": 2, "layers": layers })).unwrap()
}

/// What the inspector answers.
pub fn ask(case: &Case, manifest: Vec<u8>, layers: Vec<Vec<u8>>) -> Result<Vec<Verdict>, String> {
    let buffers: Vec<Vec<u8>> = std::iter::once(manifest).chain(layers).collect();
    match Inspector::default().answer(&Question::Verify(case.clone()), &buffers) {
        Answer::Verdicts(verdicts) => Ok(verdicts),
        Answer::Failed(words) => Err(words.english()),
        other => panic!("no answer to a question about signatures: {other:?}"),
    }
}

/// The one verdict about an artifact with these layers.
pub fn verdict(case: &Case, layers: &[Layer]) -> Verdict {
    let bytes = layers.iter().map(|layer| layer.bytes.clone()).collect();
    let mut verdicts = ask(case, manifest(layers), bytes).unwrap();
    assert_eq!(verdicts.len(), 1, "{verdicts:#?}");
    verdicts.remove(0)
}

/// The name of the first step that does not hold.
pub fn failed(verdict: &Verdict) -> Option<String> {
    verdict.steps.iter().find(|step| step.state == State::Failed).map(|step| step.name.english())
}

/// Every step on a line, for a message.
pub fn told(verdict: &Verdict) -> String {
    let mut text = format!("{:?}: {}\n", verdict.outcome, verdict.sentence.english());
    for step in &verdict.steps {
        let detail = step.detail.as_ref().map(report::Words::english).unwrap_or_default();
        text.push_str(&format!("  {:?} {}: {detail}\n", step.state, step.name.english()));
    }
    text
}

/// What has to hold of every verdict, whatever was asked.
pub fn assert_sound(verdict: &Verdict) {
    let holds = |state| matches!(state, State::Passed | State::NotAsked);
    match verdict.outcome {
        Outcome::Verified => {
            assert!(verdict.steps.iter().all(|step| holds(step.state)), "{}", told(verdict));
            assert!(verdict.signer.is_some(), "{}", told(verdict));
        }
        Outcome::Broken | Outcome::NotTrusted => assert!(failed(verdict).is_some(), "{}", told(verdict)),
        Outcome::NotChecked => assert!(verdict.signer.is_none(), "{}", told(verdict)),
    }
    if verdict.outcome == Outcome::Broken {
        assert!(verdict.signer.is_none(), "nobody is named for what is broken: {}", told(verdict));
    }
}

/// What was expected of a verdict: what it is, and which step is the first that does not hold.
pub fn assert_outcome(verdict: &Verdict, outcome: Outcome, step: Option<&str>) {
    assert_sound(verdict);
    assert_eq!(verdict.outcome, outcome, "{}", told(verdict));
    assert_eq!(failed(verdict).as_deref(), step, "{}", told(verdict));
}
