//! Signatures of every kind that is known. Nobody is trusted here and no key is, so whatever comes is never verified;
//! and a verdict that says that something does not hold names the step.

#![no_main]

use inspector::service::Inspector;
use libfuzzer_sys::fuzz_target;
use report::message::{Answer, Case, Question};
use report::trust::Trust;
use report::{Outcome, State};
use serde_json::{Map, Value, json};
use sha2::{Digest, Sha256};

const KINDS: [&str; 8] = [
    "application/vnd.dev.sigstore.bundle.v0.3+json",
    "application/vnd.dev.cosign.simplesigning.v1+json",
    "application/vnd.dsse.envelope.v1+json",
    "application/vnd.in-toto+json",
    "application/jose+json",
    "application/cose",
    "application/pgp-signature",
    "application/octet-stream",
];

// The number of a kind; annotations, a line each as `key=value` with `\n` for a line’s end; an empty line; the layer.
fuzz_target!(|data: &[u8]| {
    let Some((kind, rest)) = data.split_first() else { return };
    let Some(kind) = KINDS.get(usize::from(kind.wrapping_sub(b'0'))) else { return };
    let end = rest.windows(2).position(|pair| pair == b"\n\n").unwrap_or(rest.len());
    let head = String::from_utf8_lossy(&rest[..end]);
    let layer = rest.get(end + 2..).unwrap_or_default().to_vec();
    let annotations: Map<String, Value> = head
        .lines()
        .filter_map(|line| line.split_once('='))
        .map(|(key, value)| (key.to_owned(), json!(value.replace("\\n", "\n"))))
        .collect();
    let digits: String = Sha256::digest(&layer).iter().map(|byte| format!("{byte:02x}")).collect();
    let descriptor = json!({
        "mediaType": kind, "digest": format!("sha256:{digits}"), "size": layer.len(), "annotations": annotations,
    });
    let manifest = json!({ "schemaVersion": 2, "layers": [descriptor] }).to_string().into_bytes();
    let case = Case {
        subject: "sha256:54303491a8418fbed24344b513546182c29b43bf282ceb433af65e2299f9271f".to_owned(),
        trust: Trust { public_good: true, ..Trust::default() },
        now: 1_790_000_000,
        ..Case::default()
    };
    let answer = Inspector::default().answer(&Question::Verify(case), &[manifest, layer]);
    let Answer::Verdicts(verdicts) = answer else { panic!("no verdict on a layer that is there: {answer:?}") };
    for verdict in verdicts {
        assert_ne!(verdict.outcome, Outcome::Verified, "{verdict:?}");
        if verdict.outcome != Outcome::NotChecked {
            assert!(verdict.steps.iter().any(|step| step.state == State::Failed), "{verdict:?}");
        }
    }
});
