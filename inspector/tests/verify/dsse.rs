//! DSSE envelopes by key, as Tekton Chains makes them, and cosign's older attestations by certificate.

use crate::ask::{Layer, assert_outcome, digest, verdict};
use crate::keys::{Pair, every, p256};
use crate::support::published;
use base64ct::{Base64, Encoding};
use report::message::Case;
use report::trust::{Named, Trust};
use report::{Identity, Outcome};
use serde_json::{Value, json};
use sha2::{Digest, Sha256};

const DSSE: &str = "application/vnd.dsse.envelope.v1+json";
const IN_TOTO: &str = "application/vnd.in-toto+json";
const SIGNED_OVER: &str = "Signature over the content";
const SUBJECT: &str = "It signs this image";

fn image() -> String {
    digest(b"an image")
}

fn statement(image: &str) -> Vec<u8> {
    let statement = json!({
        "_type": "https://in-toto.io/Statement/v1",
        "subject": [{ "name": "app", "digest": { "sha256": image.trim_start_matches("sha256:") } }],
        "predicateType": "https://slsa.dev/provenance/v1",
        "predicate": {},
    });
    statement.to_string().into_bytes()
}

/// Pre-authentication encoding (DSSE, `protocol.md`).
fn pae(kind: &str, payload: &[u8]) -> Vec<u8> {
    let mut message = format!("DSSEv1 {} {kind} {} ", kind.len(), payload.len()).into_bytes();
    message.extend_from_slice(payload);
    message
}

fn envelope(payload: &[u8], signatures: &[(Option<&str>, Vec<u8>)]) -> Value {
    let signature = |(keyid, signature): &(Option<&str>, Vec<u8>)| match keyid {
        Some(keyid) => json!({ "keyid": keyid, "sig": Base64::encode_string(signature) }),
        None => json!({ "sig": Base64::encode_string(signature) }),
    };
    let signatures: Vec<Value> = signatures.iter().map(signature).collect();
    json!({ "payloadType": IN_TOTO, "payload": Base64::encode_string(payload), "signatures": signatures })
}

fn layer(envelope: &Value) -> Layer {
    Layer::new(DSSE, envelope.to_string())
}

fn case(keys: Vec<Named>) -> Case {
    Case { subject: image(), trust: Trust { keys, ..Trust::default() }, now: 1_790_000_000, ..Case::default() }
}

#[test]
fn an_envelope_that_a_trusted_key_signed_is_verified() {
    for (name, pair) in every() {
        let payload = statement(&image());
        let signature = pair.sign(&pae(IN_TOTO, &payload));
        let trusted = case(vec![pair.named(name)]);
        for kind in [DSSE, IN_TOTO] {
            let layer = Layer::new(kind, envelope(&payload, &[(None, signature.clone())]).to_string());
            let found = verdict(&trusted, &[layer]);
            assert_outcome(&found, Outcome::Verified, None);
            assert_eq!(found.signer.unwrap().name, name);
        }
        let other = Pair::P256(p256()).sign(&pae(IN_TOTO, &payload));
        let both = layer(&envelope(&payload, &[(Some("other"), other), (None, signature)]));
        assert_outcome(&verdict(&trusted, &[both]), Outcome::Verified, None);
    }
}

#[test]
fn an_envelope_that_was_changed_is_caught() {
    for (name, pair) in every() {
        let payload = statement(&image());
        let signature = pair.sign(&pae(IN_TOTO, &payload));
        let fingerprint: String = Sha256::digest(pair.der()).iter().map(|byte| format!("{byte:02x}")).collect();
        let trusted = case(vec![pair.named(name)]);
        let mut spaced = payload.clone();
        spaced.push(b' ');
        let mut bent = signature.clone();
        bent[9] ^= 1;
        // With a hint at the trusted key it is broken; without one it may be of another key.
        for (hint, outcome) in [(Some(fingerprint.as_str()), Outcome::Broken), (None, Outcome::NotTrusted)] {
            for (payload, signature) in [(&spaced, &signature), (&payload, &bent), (&payload, &Vec::new())] {
                let changed = layer(&envelope(payload, &[(hint, signature.clone())]));
                assert_outcome(&verdict(&trusted, &[changed]), outcome, Some(SIGNED_OVER));
            }
        }
        let other = layer(&envelope(&statement(&digest(b"another image")), &[(None, signature.clone())]));
        assert_outcome(&verdict(&trusted, &[other]), Outcome::Broken, Some(SUBJECT));
        let mut kind = envelope(&payload, &[(None, signature)]);
        kind["payloadType"] = json!("text/plain");
        assert_outcome(&verdict(&trusted, &[layer(&kind)]), Outcome::NotChecked, None);
    }
}

#[test]
fn what_nobody_signed_is_never_verified() {
    let trusted = case(vec![Pair::P256(p256()).named("mine")]);
    let payload = statement(&image());
    let bare = Layer::new(IN_TOTO, payload.clone());
    assert_outcome(&verdict(&trusted, &[bare]), Outcome::NotChecked, None);
    assert_outcome(&verdict(&trusted, &[layer(&envelope(&payload, &[]))]), Outcome::Broken, Some(SIGNED_OVER));
    for broken in ["", "{", "[]", "null", "{\"payload\":1}"] {
        let found = verdict(&trusted, &[Layer::new(DSSE, broken)]);
        assert_outcome(&found, Outcome::Broken, Some("Form of the signature"));
    }
}

/// The published attestation of a conda package, in the form in which cosign kept them before there were bundles.
struct Attestation {
    envelope: Value,
    certificate: String,
    promise: Value,
}

impl Attestation {
    fn new() -> Self {
        let bundle: Value = serde_json::from_slice(&published("bundles/conda-attestation.sigstore.json")).unwrap();
        let material = &bundle["verificationMaterial"];
        let certificate = Base64::decode_vec(material["certificate"]["rawBytes"].as_str().unwrap()).unwrap();
        let entry = &material["tlogEntries"][0];
        let number = |name: &str| entry[name].as_str().unwrap().parse::<u64>().unwrap();
        let id = Base64::decode_vec(entry["logId"]["keyId"].as_str().unwrap()).unwrap();
        let id: String = id.iter().map(|byte| format!("{byte:02x}")).collect();
        let promise = json!({
            "SignedEntryTimestamp": entry["inclusionPromise"]["signedEntryTimestamp"],
            "Payload": {
                "body": entry["canonicalizedBody"],
                "integratedTime": number("integratedTime"),
                "logIndex": number("logIndex"),
                "logID": id,
            },
        });
        let certificate = pem::encode(&pem::Pem::new("CERTIFICATE", certificate));
        Self { envelope: bundle["dsseEnvelope"].clone(), certificate, promise }
    }

    fn layer(&self) -> Layer {
        layer(&self.envelope)
            .with("dev.cosignproject.cosign/signature", "")
            .with("dev.sigstore.cosign/certificate", self.certificate.clone())
            .with("dev.sigstore.cosign/bundle", self.promise.to_string())
    }
}

fn public_good() -> Case {
    let anyone = Identity { issuer: "*".to_owned(), subject: "*".to_owned(), ..Identity::default() };
    let trust = Trust { public_good: true, identities: vec![anyone], ..Trust::default() };
    let subject = "sha256:54303491a8418fbed24344b513546182c29b43bf282ceb433af65e2299f9271f".to_owned();
    Case { subject, trust, now: 1_790_000_000, ..Case::default() }
}

#[test]
fn an_attestation_by_certificate_is_verified_and_caught_when_changed() {
    let found = verdict(&public_good(), &[Attestation::new().layer()]);
    assert_outcome(&found, Outcome::Verified, None);
    let github = "https://token.actions.githubusercontent.com";
    assert_eq!(found.signer.unwrap().issuer.as_deref(), Some(github));

    let broken = |change: &dyn Fn(&mut Attestation), step: &str| {
        let mut attestation = Attestation::new();
        change(&mut attestation);
        assert_outcome(&verdict(&public_good(), &[attestation.layer()]), Outcome::Broken, Some(step));
    };
    let other = statement(&image());
    broken(&|it| it.envelope["payload"] = json!(Base64::encode_string(&other)), SUBJECT);
    broken(&|it| it.envelope["signatures"][0]["sig"] = json!("MEUCIQ=="), SIGNED_OVER);
    broken(&|it| it.envelope["signatures"] = json!([]), "Form of the signature");
    broken(
        &|it| it.certificate = "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----".to_owned(),
        "Form of the signature",
    );
    broken(&|it| it.promise["Payload"]["integratedTime"] = json!(1_756_728_840), "Signing time");
    broken(&|it| it.promise["SignedEntryTimestamp"] = json!("MEUCIQ=="), "Signing time");
    broken(&|it| it.promise["Payload"]["logIndex"] = json!(1), "Signing time");
    broken(&|it| it.promise["Payload"]["body"] = json!("e30="), "Entry in a transparency log");
    broken(&|it| it.promise = json!({}), "Entry in a transparency log");
}

#[test]
fn what_is_not_known_of_an_attestation_is_not_checked() {
    let mut attestation = Attestation::new();
    let body = attestation.promise["Payload"]["body"].as_str().unwrap();
    let body = String::from_utf8(Base64::decode_vec(body).unwrap()).unwrap().replace("\"dsse\"", "\"alpine\"");
    attestation.promise["Payload"]["body"] = json!(Base64::encode_string(body.as_bytes()));
    assert_outcome(&verdict(&public_good(), &[attestation.layer()]), Outcome::NotChecked, None);
    let stamped = Attestation::new().layer().with("dev.sigstore.cosign/rfc3161timestamp", "{}");
    assert_outcome(&verdict(&public_good(), &[stamped]), Outcome::NotChecked, None);
}
