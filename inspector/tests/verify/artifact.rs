//! The artifact around the signatures: its manifest, its layers, and what is trusted.

use crate::ask::{Layer, ask, assert_outcome, digest, failed, manifest, verdict};
use crate::keys::{Pair, p256};
use crate::support::published;
use report::message::Case;
use report::trust::{Named, Trust};
use report::{Outcome, State};
use serde_json::json;

const BUNDLE: &str = "application/vnd.dev.sigstore.bundle.v0.3+json";
const CONDA: &str = "sha256:54303491a8418fbed24344b513546182c29b43bf282ceb433af65e2299f9271f";

fn case() -> Case {
    let trust = Trust { public_good: true, ..Trust::default() };
    Case { subject: CONDA.to_owned(), trust, now: 1_790_000_000, ..Case::default() }
}

fn conda() -> Layer {
    Layer::new(BUNDLE, published("bundles/conda-attestation.sigstore.json"))
}

#[test]
fn bytes_that_are_not_those_of_the_manifest_are_broken() {
    let layer = conda();
    let mut other = layer.bytes.clone();
    other.push(b' ');
    let found = ask(&case(), manifest(&[layer]), vec![other]).unwrap();
    assert_outcome(&found[0], Outcome::Broken, Some("Bytes as the manifest names them"));
}

#[test]
fn a_layer_that_was_not_fetched_is_not_checked() {
    let found = ask(&case(), manifest(&[conda(), conda()]), vec![conda().bytes]).unwrap();
    assert_eq!(found.len(), 2);
    assert_eq!(found[0].outcome, Outcome::NotTrusted);
    assert_outcome(&found[1], Outcome::NotChecked, None);
}

#[test]
fn every_signature_of_an_artifact_gets_its_own_verdict() {
    let broken = Layer::new(BUNDLE, "{}");
    let layers = [broken, Layer::new("application/vnd.oci.empty.v1+json", "{}"), conda()];
    let bytes = layers.iter().map(|layer| layer.bytes.clone()).collect();
    let found = ask(&case(), manifest(&layers), bytes).unwrap();
    let outcomes: Vec<Outcome> = found.iter().map(|verdict| verdict.outcome).collect();
    assert_eq!(outcomes, [Outcome::Broken, Outcome::NotTrusted], "what is no signature stands beside them unsaid");
}

#[test]
fn what_is_not_known_is_not_checked_and_says_why() {
    for kind in ["application/pgp-signature", "application/vnd.cncf.helm.chart.provenance.v1.prov"] {
        let found = verdict(&case(), &[Layer::new(kind, "-----BEGIN PGP SIGNATURE-----")]);
        assert_outcome(&found, Outcome::NotChecked, None);
        assert!(found.sentence.english().contains("PGP"), "{}", found.sentence.english());
    }
    let found = verdict(&case(), &[Layer::new("application/x-seal", "seal")]);
    assert_outcome(&found, Outcome::NotChecked, None);
    assert!(found.sentence.english().contains("application/x-seal"), "{}", found.sentence.english());
}

#[test]
fn what_is_no_artifact_with_layers_is_refused() {
    for broken in ["", "{", "[]", r#"{"layers":7}"#, r#"{"schemaVersion":2}"#, r#"{"layers":[]}"#] {
        assert!(ask(&case(), broken.as_bytes().to_vec(), Vec::new()).is_err(), "{broken}");
    }
    for subject in ["", "latest", "sha256:00", "sha1:da39a3ee5e6b4b0d3255bfef95601890afd80709"] {
        let case = Case { subject: subject.to_owned(), ..case() };
        let error = ask(&case, manifest(&[conda()]), vec![conda().bytes]).unwrap_err();
        assert!(error.contains(subject), "{error}");
    }
    let odd = json!({ "layers": [{ "mediaType": BUNDLE, "digest": "md5:00" }] }).to_string().into_bytes();
    let found = ask(&case(), odd, vec![conda().bytes]).unwrap();
    assert_outcome(&found[0], Outcome::NotChecked, None);
}

#[test]
fn what_cannot_be_read_of_the_trust_is_named_and_stops_nothing() {
    let pair = Pair::P256(p256());
    let payload = json!({
        "critical": {
            "identity": { "docker-reference": "" },
            "image": { "docker-manifest-digest": digest(b"an image") },
            "type": "cosign container image signature",
        },
    });
    let payload = payload.to_string().into_bytes();
    let signature = <base64ct::Base64 as base64ct::Encoding>::encode_string(&pair.sign(&payload));
    let layer = Layer::new("application/vnd.dev.cosign.simplesigning.v1+json", payload)
        .with("dev.cosignproject.cosign/signature", signature);
    let broken = |name: &str| Named { name: name.to_owned(), text: "{".to_owned() };
    let trust = Trust {
        roots: vec![broken("root.json")],
        keys: vec![broken("other.pem"), pair.named("mine")],
        certificates: vec![broken("store.pem")],
        ..Trust::default()
    };
    let found = verdict(&Case { subject: digest(b"an image"), trust, ..case() }, &[layer]);
    assert_outcome(&found, Outcome::Verified, None);
    assert_eq!(failed(&found), None);
    for name in ["root.json", "other.pem", "store.pem"] {
        let said = |step: &report::Step| step.detail.as_ref().is_some_and(|detail| detail.english().contains(name));
        let step = found.steps.iter().find(|step| said(step)).unwrap_or_else(|| panic!("{name} is not named"));
        assert_eq!(step.state, State::NotAsked);
    }
}
