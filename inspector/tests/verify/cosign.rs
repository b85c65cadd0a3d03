//! cosign's older form: by key and by certificate, in annotations of a layer.

use crate::ask::{Layer, assert_outcome, digest, verdict};
use crate::keys::{Pair, every, p256};
use crate::log::{ISSUER, SIGNED, SUBJECT, Sigstore};
use base64ct::{Base64, Encoding};
use report::message::Case;
use report::trust::{Named, Trust};
use report::{Identity, Outcome};
use serde_json::{Value, json};

const KIND: &str = "application/vnd.dev.cosign.simplesigning.v1+json";
const SIGNATURE: &str = "dev.cosignproject.cosign/signature";
const CERTIFICATE: &str = "dev.sigstore.cosign/certificate";
const BUNDLE: &str = "dev.sigstore.cosign/bundle";

const SIGNED_OVER: &str = "Signature over the content";
const SUBJECT_STEP: &str = "It signs this image";

/// The image.
fn image() -> String {
    digest(b"an image")
}

fn payload(image: &str) -> Vec<u8> {
    let payload = json!({
        "critical": {
            "identity": { "docker-reference": "registry.example/acme/app" },
            "image": { "docker-manifest-digest": image },
            "type": "cosign container image signature",
        },
        "optional": { "build": 7 },
    });
    payload.to_string().into_bytes()
}

fn case(trust: Trust) -> Case {
    Case {
        subject: image(),
        repository: "registry.example/acme/app".to_owned(),
        trust,
        now: 1_790_000_000,
        ..Case::default()
    }
}

fn keys(keys: Vec<Named>) -> Trust {
    Trust { keys, ..Trust::default() }
}

fn layer(bytes: Vec<u8>, signature: &[u8]) -> Layer {
    Layer::new(KIND, bytes).with(SIGNATURE, Base64::encode_string(signature))
}

#[test]
fn a_signature_by_a_trusted_key_of_any_kind_is_verified() {
    for (name, pair) in every() {
        let bytes = payload(&image());
        let signed = layer(bytes.clone(), &pair.sign(&bytes));
        let found = verdict(&case(keys(vec![Pair::P256(p256()).named("other"), pair.named(name)])), &[signed]);
        assert_outcome(&found, Outcome::Verified, None);
        assert_eq!(found.signer.unwrap().name, name);
    }
}

#[test]
fn a_signature_by_key_that_was_changed_is_caught() {
    for (name, pair) in every() {
        let bytes = payload(&image());
        let signature = pair.sign(&bytes);
        let trusted = case(keys(vec![pair.named(name)]));

        let elsewhere = Case { subject: digest(b"another image"), ..trusted.clone() };
        assert_outcome(&verdict(&elsewhere, &[layer(bytes.clone(), &signature)]), Outcome::Broken, Some(SUBJECT_STEP));
        let replaced = payload(&digest(b"another image"));
        assert_outcome(&verdict(&trusted, &[layer(replaced, &signature)]), Outcome::Broken, Some(SUBJECT_STEP));

        // Nothing in these says whose key it was: it may as well be another one.
        let mut other = bytes.clone();
        other.push(b' ');
        assert_outcome(&verdict(&trusted, &[layer(other, &signature)]), Outcome::NotTrusted, Some(SIGNED_OVER));
        for place in (0..signature.len()).step_by(9) {
            let mut changed = signature.clone();
            changed[place] ^= 1;
            let found = verdict(&trusted, &[layer(bytes.clone(), &changed)]);
            assert_outcome(&found, Outcome::NotTrusted, Some(SIGNED_OVER));
        }
        let stranger = case(keys(vec![Pair::P256(p256()).named("other")]));
        assert_outcome(
            &verdict(&stranger, &[layer(bytes.clone(), &signature)]),
            Outcome::NotTrusted,
            Some(SIGNED_OVER),
        );
        let nobody = case(Trust::default());
        assert_outcome(&verdict(&nobody, &[layer(bytes, &signature)]), Outcome::NotTrusted, Some(SIGNED_OVER));
    }
}

#[test]
fn what_is_no_signature_of_an_image_is_broken() {
    let pair = Pair::P256(p256());
    let trusted = case(keys(vec![pair.named("mine")]));
    let sign = |text: String| layer(text.clone().into_bytes(), &pair.sign(text.as_bytes()));
    let text = String::from_utf8(payload(&image())).unwrap();
    let found = verdict(&trusted, &[sign(text.replace("cosign container image signature", "something else"))]);
    assert_outcome(&found, Outcome::Broken, Some(SUBJECT_STEP));
    for broken in [text[..text.len() - 1].to_owned(), "{}".to_owned(), String::new()] {
        assert_outcome(&verdict(&trusted, &[sign(broken)]), Outcome::Broken, Some("Form of the signature"));
    }
    let unsigned = Layer::new(KIND, text.into_bytes());
    assert_outcome(&verdict(&trusted, &[unsigned]), Outcome::Broken, Some("Form of the signature"));
}

/// A signature by a key that the log promises to have.
fn logged(sigstore: &Sigstore, pair: &Pair, bytes: &[u8]) -> (Vec<u8>, Value) {
    let signature = pair.sign(bytes);
    let promise = sigstore.promise(bytes, &signature, &pair.pem());
    (signature, promise)
}

#[test]
fn a_log_entry_beside_a_signature_by_key_has_to_hold() {
    let sigstore = Sigstore::new();
    for (name, pair) in every().into_iter().filter(|(name, _)| *name != "RSA-PSS") {
        let bytes = payload(&image());
        let (signature, promise) = logged(&sigstore, &pair, &bytes);
        let trust = Trust { roots: vec![sigstore.trusted_root()], ..keys(vec![pair.named(name)]) };
        let with = |promise: &Value| layer(bytes.clone(), &signature).with(BUNDLE, promise.to_string());

        let found = verdict(&case(trust.clone()), &[with(&promise)]);
        assert_outcome(&found, Outcome::Verified, None);
        assert_eq!(found.signer.unwrap().time.as_deref(), Some("2023-11-13T18:26:40Z"), "{name}");

        let mut later = promise.clone();
        later["Payload"]["integratedTime"] = json!(SIGNED + 1);
        assert_outcome(&verdict(&case(trust.clone()), &[with(&later)]), Outcome::Broken, Some("Signing time"));
        let other = Sigstore::new();
        let mut forged = promise.clone();
        forged["SignedEntryTimestamp"] = logged(&other, &pair, &bytes).1["SignedEntryTimestamp"].clone();
        assert_outcome(&verdict(&case(trust.clone()), &[with(&forged)]), Outcome::Broken, Some("Signing time"));
        let foreign = sigstore.promise(b"something else", &pair.sign(b"something else"), &pair.pem());
        let found = verdict(&case(trust.clone()), &[with(&foreign)]);
        assert_outcome(&found, Outcome::Broken, Some("The log's entry is of this signature"));
        let unknown = logged(&other, &pair, &bytes).1;
        let found = verdict(&case(trust.clone()), &[with(&unknown)]);
        assert_outcome(&found, Outcome::NotTrusted, Some("Entry in a transparency log"));

        // The entry says that the trusted key made it: what does not fit is broken, not somebody else's.
        let mut spaced = bytes.clone();
        spaced.push(b' ');
        let changed = layer(spaced, &signature).with(BUNDLE, promise.to_string());
        assert_outcome(&verdict(&case(trust), &[changed]), Outcome::Broken, Some(SIGNED_OVER));
    }
}

fn by_certificate(sigstore: &Sigstore) -> Trust {
    let identity = Identity {
        repository: "registry.example/acme".to_owned(),
        issuer: ISSUER.to_owned(),
        subject: SUBJECT.to_owned(),
    };
    Trust { roots: vec![sigstore.trusted_root()], identities: vec![identity], ..Trust::default() }
}

/// A signature by certificate, in parts.
struct Keyless {
    bytes: Vec<u8>,
    signature: Vec<u8>,
    certificate: String,
    promise: Value,
}

impl Keyless {
    fn new(sigstore: &Sigstore) -> Self {
        let bytes = payload(&image());
        let signer = sigstore.issue();
        let signature = signer.pair.sign(&bytes);
        let promise = sigstore.promise(&bytes, &signature, &signer.certificate);
        Self { bytes, signature, certificate: signer.certificate, promise }
    }

    fn layer(&self) -> Layer {
        layer(self.bytes.clone(), &self.signature)
            .with(CERTIFICATE, self.certificate.clone())
            .with(BUNDLE, self.promise.to_string())
    }
}

#[test]
fn a_signature_by_certificate_is_verified_for_whom_is_trusted() {
    let sigstore = Sigstore::new();
    let keyless = Keyless::new(&sigstore);
    let found = verdict(&case(by_certificate(&sigstore)), &[keyless.layer()]);
    assert_outcome(&found, Outcome::Verified, None);
    let signer = found.signer.unwrap();
    assert_eq!((signer.name.as_str(), signer.issuer.as_deref()), (SUBJECT, Some(ISSUER)));
    assert_eq!(signer.trust, "acme");

    let elsewhere = Case { repository: "registry.example/other/app".to_owned(), ..case(by_certificate(&sigstore)) };
    let found = verdict(&elsewhere, &[keyless.layer()]);
    assert_outcome(&found, Outcome::NotTrusted, Some("Signer is trusted"));
    assert_eq!(found.signer.unwrap().name, SUBJECT, "who signed is proven");
    let found = verdict(&case(by_certificate(&Sigstore::new())), &[keyless.layer()]);
    assert_outcome(&found, Outcome::NotTrusted, Some("Certificate issued under a trusted root"));
    assert!(found.signer.is_none(), "who signed is not proven");
}

#[test]
fn a_signature_by_certificate_that_was_changed_is_broken() {
    let sigstore = Sigstore::new();
    let trusted = case(by_certificate(&sigstore));
    let broken = |change: &dyn Fn(&mut Keyless), step: &str| {
        let mut keyless = Keyless::new(&sigstore);
        change(&mut keyless);
        assert_outcome(&verdict(&trusted, &[keyless.layer()]), Outcome::Broken, Some(step));
    };
    broken(&|it| it.bytes = payload(&digest(b"another image")), SUBJECT_STEP);
    broken(&|it| it.bytes.push(b' '), SIGNED_OVER);
    broken(&|it| it.signature[20] ^= 1, SIGNED_OVER);
    broken(&|it| it.certificate = sigstore.issue().certificate, SIGNED_OVER);
    broken(&|it| it.promise["Payload"]["integratedTime"] = json!(SIGNED + 1), "Signing time");
    broken(&|it| it.promise["Payload"]["logIndex"] = json!(8), "Signing time");
    broken(&|it| it.promise["SignedEntryTimestamp"] = json!(Base64::encode_string(&it.signature)), "Signing time");
    broken(&|it| it.promise = Keyless::new(&sigstore).promise, "The log's entry is of this signature");
    // A certificate that an unknown authority of the same name issued, and an entry for it in the trusted log.
    let other = Sigstore::new();
    let mut forged = Keyless::new(&other);
    forged.promise = sigstore.promise(&forged.bytes, &forged.signature, &forged.certificate);
    let found = verdict(&trusted, &[forged.layer()]);
    assert_outcome(&found, Outcome::NotTrusted, Some("Certificate issued under a trusted root"));
}

#[test]
fn a_certificate_that_had_run_out_when_the_log_saw_it_is_broken() {
    let sigstore = Sigstore::new();
    let mut keyless = Keyless::new(&sigstore);
    let body = keyless.promise["Payload"]["body"].as_str().unwrap();
    let body: Value = serde_json::from_slice(&Base64::decode_vec(body).unwrap()).unwrap();
    keyless.promise = sigstore.promise_of(&body, SIGNED + 3_600);
    let found = verdict(&case(by_certificate(&sigstore)), &[keyless.layer()]);
    assert_outcome(&found, Outcome::Broken, Some("Certificate issued under a trusted root"));
}

#[test]
fn a_certificate_without_an_entry_in_the_log_is_broken() {
    let sigstore = Sigstore::new();
    let keyless = Keyless::new(&sigstore);
    let bare = layer(keyless.bytes, &keyless.signature).with(CERTIFICATE, keyless.certificate);
    let found = verdict(&case(by_certificate(&sigstore)), &[bare]);
    assert_outcome(&found, Outcome::Broken, Some("Entry in a transparency log"));
}
