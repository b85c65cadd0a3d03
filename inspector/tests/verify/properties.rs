//! What has to hold for whatever comes: no panic, and no change to a signature leaves it verified, but one that changes
//! nothing of what is proven.

use crate::ask::{Layer, ask, assert_sound, digest, manifest, told, verdict};
use crate::keys::p256;
use crate::notary::{Chain, Form, Made, NOW};
use crate::support::published;
use base64ct::{Base64, Base64UrlUnpadded, Encoding};
use proptest::prelude::*;
use proptest::sample::Index;
use report::message::Case;
use report::trust::Trust;
use report::{Identity, Outcome};
use serde_json::{Value, json};
use std::sync::OnceLock;

const BUNDLE: &str = "application/vnd.dev.sigstore.bundle.v0.3+json";
const KINDS: [&str; 8] = [
    BUNDLE,
    "application/vnd.dev.cosign.simplesigning.v1+json",
    "application/vnd.dsse.envelope.v1+json",
    "application/vnd.in-toto+json",
    "application/jose+json",
    "application/cose",
    "application/pgp-signature",
    "application/octet-stream",
];

/// A change to one value of a document.
#[derive(Clone, Debug)]
enum Change {
    /// One bit of what Base64 stands for.
    Bend(Index, u8),
    /// What Base64 stands for ends earlier.
    Cut(Index),
    /// It is another text.
    Text(String),
    /// It is a number.
    Number(i64),
    /// It is gone.
    Null,
    /// It is the value of another place.
    Copy(Index),
}

fn change() -> impl Strategy<Value = Change> {
    prop_oneof![
        6 => (any::<Index>(), 0..8_u8).prop_map(|(at, bit)| Change::Bend(at, bit)),
        1 => any::<Index>().prop_map(Change::Cut),
        1 => ".{0,20}".prop_map(Change::Text),
        1 => any::<i64>().prop_map(Change::Number),
        1 => Just(Change::Null),
        2 => any::<Index>().prop_map(Change::Copy),
    ]
}

/// The places of all texts and numbers.
fn places(value: &Value) -> Vec<String> {
    let within = |name: String, value: &Value| places(value).into_iter().map(move |place| format!("/{name}{place}"));
    match value {
        Value::Object(members) => members.iter().flat_map(|(name, value)| within(name.clone(), value)).collect(),
        Value::Array(values) => {
            values.iter().enumerate().flat_map(|(at, value)| within(at.to_string(), value)).collect()
        }
        _ => vec![String::new()],
    }
}

fn apply(document: &mut Value, place: &Index, change: &Change) {
    let places = places(document);
    let other = match change {
        Change::Copy(from) => document.pointer(from.get::<String>(&places)).cloned(),
        _ => None,
    };
    let value = document.pointer_mut(place.get::<String>(&places)).unwrap();
    let bytes = value.as_str().and_then(|text| Base64::decode_vec(text).ok()).filter(|bytes| !bytes.is_empty());
    *value = match (change, bytes, other) {
        (Change::Bend(at, bit), Some(mut bytes), _) => {
            let at = at.index(bytes.len());
            bytes[at] ^= 1 << bit;
            json!(Base64::encode_string(&bytes))
        }
        (Change::Cut(at), Some(bytes), _) => json!(Base64::encode_string(&bytes[..at.index(bytes.len())])),
        (Change::Text(text), _, _) => json!(text),
        (Change::Number(number), _, _) => json!(number),
        (Change::Copy(_), _, Some(other)) => other,
        (Change::Bend(..) | Change::Cut(_), None, _) => json!(format!("{}x", value.as_str().unwrap_or_default())),
        _ => Value::Null,
    };
}

fn conda() -> &'static Value {
    static CONDA: OnceLock<Value> = OnceLock::new();
    CONDA.get_or_init(|| serde_json::from_slice(&published("bundles/conda-attestation.sigstore.json")).unwrap())
}

fn trusted() -> Case {
    let anyone = Identity { issuer: "*".to_owned(), subject: "*".to_owned(), ..Identity::default() };
    let trust = Trust { public_good: true, identities: vec![anyone], ..Trust::default() };
    let subject = "sha256:54303491a8418fbed24344b513546182c29b43bf282ceb433af65e2299f9271f".to_owned();
    Case { subject, trust, now: u64::try_from(NOW).unwrap(), ..Case::default() }
}

/// What a bundle proves: without the hint at a key, which is only a hint, without the name of the log before its
/// signature, which stands in what is signed, and with what may be left out as if it were.
fn essence(bundle: &Value) -> Value {
    let mut bundle = bundle.clone();
    bundle["dsseEnvelope"]["signatures"][0]["keyid"] = json!("");
    let stamps = bundle.pointer_mut("/verificationMaterial").unwrap();
    if stamps["timestampVerificationData"].is_null() || stamps["timestampVerificationData"] == json!({}) {
        stamps["timestampVerificationData"] = json!({ "rfc3161Timestamps": [] });
    }
    let entry = &mut bundle["verificationMaterial"]["tlogEntries"][0];
    let checkpoint = &mut entry["inclusionProof"]["checkpoint"]["envelope"];
    let text = checkpoint.as_str().unwrap_or_default();
    let line = |line: &str| match line.strip_prefix('\u{2014}') {
        Some(signature) => signature.trim().rsplit(' ').next().unwrap_or_default().to_owned(),
        None => line.to_owned(),
    };
    *checkpoint = json!(text.lines().map(line).collect::<Vec<_>>());
    bundle
}

fn notary() -> &'static (Case, Value) {
    static NOTARY: OnceLock<(Case, Value)> = OnceLock::new();
    NOTARY.get_or_init(|| {
        let chain = Chain::issue(p256().into());
        let image = digest(b"an image");
        let layer = Made::new(Form::Jws, &image, &chain).layer();
        let trust = Trust { certificates: vec![chain.root("acme")], ..Trust::default() };
        let case = Case { subject: image, trust, now: u64::try_from(NOW).unwrap(), ..Case::default() };
        (case, serde_json::from_slice(&layer.bytes).unwrap())
    })
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 96, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn no_change_of_a_bundle_leaves_it_verified(place in any::<Index>(), change in change()) {
        let mut bundle = conda().clone();
        apply(&mut bundle, &place, &change);
        let found = verdict(&trusted(), &[Layer::new(BUNDLE, bundle.to_string())]);
        assert_sound(&found);
        if found.outcome == Outcome::Verified {
            prop_assert_eq!(essence(&bundle), essence(conda()), "{}", told(&found));
        }
    }

    #[test]
    fn no_change_of_a_jws_leaves_it_verified(place in any::<Index>(), change in change()) {
        let (case, whole) = notary();
        let mut jws = whole.clone();
        apply(&mut jws, &place, &change);
        let found = verdict(case, &[Layer::new("application/jose+json", jws.to_string())]);
        assert_sound(&found);
        if found.outcome == Outcome::Verified {
            for part in ["payload", "protected", "signature"] {
                prop_assert_eq!(&jws[part], &whole[part], "{}", told(&found));
            }
            prop_assert_eq!(&jws["header"]["x5c"], &whole["header"]["x5c"], "{}", told(&found));
        }
    }

    #[test]
    fn no_bit_of_a_signed_part_of_a_jws_can_be_changed(at in any::<Index>(), bit in 0..8_u8, part in 0..3_usize) {
        let (case, whole) = notary();
        let part = ["payload", "protected", "signature"][part];
        let mut jws = whole.clone();
        let mut bytes = Base64UrlUnpadded::decode_vec(whole[part].as_str().unwrap()).unwrap();
        let at = at.index(bytes.len());
        bytes[at] ^= 1 << bit;
        jws[part] = json!(Base64UrlUnpadded::encode_string(&bytes));
        let found = verdict(case, &[Layer::new("application/jose+json", jws.to_string())]);
        assert_sound(&found);
        prop_assert_ne!(found.outcome, Outcome::Verified, "{}", told(&found));
    }

    #[test]
    fn no_bytes_of_any_kind_do_harm(
        kind in 0..KINDS.len(),
        bytes in prop::collection::vec(any::<u8>(), 0..300),
        annotations in prop::collection::vec(("[a-z]{0,9}", ".{0,40}"), 0..4),
    ) {
        let mut layer = Layer::new(KINDS[kind], bytes.clone());
        for ((_, value), key) in annotations.into_iter().zip([
            "dev.cosignproject.cosign/signature",
            "dev.sigstore.cosign/certificate",
            "dev.sigstore.cosign/bundle",
            "dev.sigstore.cosign/rfc3161timestamp",
        ]) {
            layer = layer.with(key, value);
        }
        let found = verdict(&trusted(), &[layer]);
        assert_sound(&found);
        prop_assert!(matches!(found.outcome, Outcome::Broken | Outcome::NotChecked), "{}", told(&found));
        let _ = ask(&trusted(), bytes.clone(), vec![bytes]);
    }

    #[test]
    fn no_change_of_the_bytes_of_a_bundle_or_an_envelope_does_harm(
        at in any::<Index>(),
        byte in any::<u8>(),
        length in 0..4_usize,
    ) {
        let bundle = conda().to_string().into_bytes();
        let cose = {
            let chain = Chain::self_signed(p256());
            Made::new(Form::Cose, &digest(b"an image"), &chain).layer()
        };
        for mut layer in [Layer::new(BUNDLE, bundle), cose] {
            let at = at.index(layer.bytes.len());
            let end = layer.bytes.len().min(at + length);
            layer.bytes.splice(at..end, [byte]);
            let bytes = vec![layer.bytes.clone()];
            for found in ask(&trusted(), manifest(&[layer]), bytes).unwrap() {
                assert_sound(&found);
            }
        }
    }
}
