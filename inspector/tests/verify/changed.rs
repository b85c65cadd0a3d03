//! Published bundles, changed in one part after the other.

use crate::ask::{Layer, assert_outcome, assert_sound, told, verdict};
use crate::support::published;
use base64ct::{Base64, Encoding};
use report::message::Case;
use report::trust::{Named, Trust};
use report::{Identity, Outcome};
use serde_json::{Value, json};

const KIND: &str = "application/vnd.dev.sigstore.bundle.v0.3+json";
const CONDA: &str = "bundles/conda-attestation.sigstore.json";
const BLOB: &str = "bundles/cosign-v3-blob.sigstore.json";
const SECOND: &str = "bundles/conda-attestation-rekor2.sigstore.json";
const STAGING: &str = "sigstore-trust-root:src/trusted_root_staging.json";

const MATERIAL: &str = "/verificationMaterial";
const ENTRY: &str = "/verificationMaterial/tlogEntries/0";
const TIME: &str = "Signing time";
const CHAIN: &str = "Certificate issued under a trusted root";
const LOG: &str = "Entry in a transparency log";
const OF_THIS: &str = "The log's entry is of this signature";
const SIGNED_OVER: &str = "Signature over the content";

fn bundle(name: &str) -> Value {
    serde_json::from_slice(&published(name)).unwrap()
}

fn case(name: &str) -> Case {
    let subject = match name {
        BLOB => "sha256:e194b99df6639501325c5f44da79fe3a8efae6f239bd79443a19787e06fb1764",
        _ => "sha256:54303491a8418fbed24344b513546182c29b43bf282ceb433af65e2299f9271f",
    };
    let root = Named { name: "staging".to_owned(), text: String::from_utf8(published(STAGING)).unwrap() };
    let anyone = Identity { issuer: "*".to_owned(), subject: "*".to_owned(), ..Identity::default() };
    let trust = Trust { public_good: true, roots: vec![root], identities: vec![anyone], ..Trust::default() };
    Case { subject: subject.to_owned(), trust, now: 1_790_000_000, ..Case::default() }
}

fn layer(bundle: &Value) -> Layer {
    Layer::new(KIND, bundle.to_string())
}

/// The bundle with one change is broken at this step.
fn broken(name: &str, step: &str, change: impl FnOnce(&mut Value)) {
    let mut bundle = bundle(name);
    change(&mut bundle);
    let found = verdict(&case(name), &[layer(&bundle)]);
    assert_outcome(&found, Outcome::Broken, Some(step));
}

/// Changes one bit of Base64 at a place, at a byte of what it stands for.
fn bend(bundle: &mut Value, place: &str, at: usize) {
    let value = bundle.pointer_mut(place).unwrap_or_else(|| panic!("{place}"));
    let mut bytes = Base64::decode_vec(value.as_str().unwrap()).unwrap();
    bytes[at] ^= 1;
    *value = json!(Base64::encode_string(&bytes));
}

fn set(bundle: &mut Value, place: &str, value: Value) {
    *bundle.pointer_mut(place).unwrap_or_else(|| panic!("{place}")) = value;
}

fn remove(bundle: &mut Value, parent: &str, name: &str) {
    assert!(bundle.pointer_mut(parent).unwrap().as_object_mut().unwrap().remove(name).is_some(), "{parent}/{name}");
}

#[test]
fn they_are_verified_as_they_are() {
    for name in [CONDA, BLOB, SECOND] {
        assert_outcome(&verdict(&case(name), &[layer(&bundle(name))]), Outcome::Verified, None);
    }
}

#[test]
fn the_content_and_its_signature() {
    for name in [CONDA, SECOND] {
        broken(name, SIGNED_OVER, |it| {
            // A space behind the statement changes nothing of what it says.
            let payload = it.pointer("/dsseEnvelope/payload").unwrap().as_str().unwrap();
            let mut payload = Base64::decode_vec(payload).unwrap();
            payload.push(b' ');
            set(it, "/dsseEnvelope/payload", json!(Base64::encode_string(&payload)));
        });
        broken(name, SIGNED_OVER, |it| bend(it, "/dsseEnvelope/signatures/0/sig", 20));
        broken(name, "Form of the signature", |it| set(it, "/dsseEnvelope/signatures", json!([])));
    }
    broken(BLOB, SIGNED_OVER, |it| bend(it, "/messageSignature/signature", 20));
    broken(BLOB, "It signs this image", |it| bend(it, "/messageSignature/messageDigest/digest", 0));
}

#[test]
fn the_certificate() {
    let place = "/verificationMaterial/certificate/rawBytes";
    for name in [CONDA, BLOB, SECOND] {
        let der = bundle(name).pointer(place).unwrap().as_str().map(|text| Base64::decode_vec(text).unwrap()).unwrap();
        // In the signature of the issuer, which nothing else covers but the chain.
        broken(name, CHAIN, |it| bend(it, place, der.len() - 9));
        broken(name, "Form of the signature", |it| bend(it, place, 0));
        let identity = der.windows(11).position(|window| window == b"github.com/").unwrap();
        broken(name, CHAIN, |it| bend(it, place, identity));
    }
    let other = bundle(BLOB).pointer(place).unwrap().clone();
    broken(CONDA, SIGNED_OVER, |it| set(it, place, other));
}

#[test]
fn the_entry_and_its_times() {
    for name in [CONDA, BLOB] {
        broken(name, TIME, |it| set(it, &format!("{ENTRY}/integratedTime"), json!("1700000000")));
        broken(name, TIME, |it| set(it, &format!("{ENTRY}/logIndex"), json!("1")));
        broken(name, TIME, |it| bend(it, &format!("{ENTRY}/inclusionPromise/signedEntryTimestamp"), 20));
        broken(name, TIME, |it| bend(it, &format!("{ENTRY}/canonicalizedBody"), 30));
        broken(name, TIME, |it| bend(it, &format!("{ENTRY}/logId/keyId"), 0));
    }
    broken(SECOND, LOG, |it| bend(it, &format!("{ENTRY}/canonicalizedBody"), 30));
    broken(SECOND, LOG, |it| set(it, &format!("{ENTRY}/logIndex"), json!("1")));
    broken(CONDA, TIME, |it| remove(it, ENTRY, "inclusionPromise"));
    let stamp = "/verificationMaterial/timestampVerificationData/rfc3161Timestamps/0/signedTimestamp";
    for name in [BLOB, SECOND] {
        let length = Base64::decode_vec(bundle(name).pointer(stamp).unwrap().as_str().unwrap()).unwrap().len();
        broken(name, TIME, |it| bend(it, stamp, length - 9));
    }
    broken(SECOND, TIME, |it| set(it, "/verificationMaterial/timestampVerificationData", json!({})));
}

#[test]
fn the_proof_and_the_checkpoint() {
    for name in [CONDA, BLOB, SECOND] {
        let proof = format!("{ENTRY}/inclusionProof");
        broken(name, LOG, |it| bend(it, &format!("{proof}/hashes/0"), 0));
        broken(name, LOG, |it| set(it, &format!("{proof}/hashes"), json!([])));
        broken(name, LOG, |it| remove(it, &proof, "checkpoint"));
        broken(name, LOG, |it| remove(it, ENTRY, "inclusionProof"));
        broken(name, LOG, |it| set(it, &format!("{MATERIAL}/tlogEntries"), json!([])));
        broken(name, LOG, |it| {
            let place = format!("{proof}/checkpoint/envelope");
            let text = it.pointer(&place).unwrap().as_str().unwrap();
            // The last signature stands behind the last space; its end is left, so that it stays one of Base64.
            let (note, mark) = text.trim_end().rsplit_once(' ').unwrap();
            let mut bytes = Base64::decode_vec(mark).unwrap();
            bytes[20] ^= 1;
            let first = text.lines().position(|line| line.starts_with('\u{2014}')).unwrap();
            let body: Vec<&str> = text.lines().take(first).collect();
            let name = note.lines().last().unwrap();
            set(it, &place, json!(format!("{}\n{name} {}\n", body.join("\n"), Base64::encode_string(&bytes))));
        });
    }
    for name in [CONDA, BLOB] {
        broken(name, LOG, |it| bend(it, &format!("{ENTRY}/inclusionProof/rootHash"), 0));
        broken(name, LOG, |it| set(it, &format!("{ENTRY}/inclusionProof/treeSize"), json!("1")));
    }
}

#[test]
fn an_entry_of_another_signature() {
    let wheel = bundle("bundles/bundle_v3_github.whl.sigstore");
    let other = wheel.pointer(ENTRY).unwrap().clone();
    // A second entry that is sound, but years away and of another file.
    broken(BLOB, CHAIN, |it| {
        it.pointer_mut(&format!("{MATERIAL}/tlogEntries")).unwrap().as_array_mut().unwrap().push(other)
    });
    let conda = bundle(CONDA).pointer(ENTRY).unwrap().clone();
    broken(BLOB, OF_THIS, |it| set(it, ENTRY, conda));
    // Entries of the other version of the log have no time of their own; these two are of one kind of signature.
    let second = bundle("upstream/sigstore-python/a.dsse.staging-rekor-v2.txt.sigstore.json");
    let second = second.pointer(ENTRY).unwrap().clone();
    broken(SECOND, OF_THIS, |it| set(it, ENTRY, second));
}

#[test]
fn a_bundle_that_is_cut_off_or_huge_is_no_harm() {
    let text = bundle(CONDA).to_string();
    for end in (0..text.len()).step_by(211) {
        let found = verdict(&case(CONDA), &[Layer::new(KIND, &text.as_bytes()[..end])]);
        assert_outcome(&found, Outcome::Broken, Some("Form of the signature"));
    }
    let deep = format!("{}{}", "[".repeat(100_000), "]".repeat(100_000));
    let mut many = bundle(CONDA);
    let hashes = many.pointer(&format!("{ENTRY}/inclusionProof/hashes/0")).unwrap().clone();
    set(&mut many, &format!("{ENTRY}/inclusionProof/hashes"), json!(vec![hashes; 20_000]));
    let mut far = bundle(CONDA);
    set(&mut far, &format!("{ENTRY}/integratedTime"), json!(i64::MAX.to_string()));
    let mut early = bundle(CONDA);
    set(&mut early, &format!("{ENTRY}/integratedTime"), json!("-9223372036854775808"));
    for bytes in [deep, many.to_string(), far.to_string(), early.to_string()] {
        let found = verdict(&case(CONDA), &[Layer::new(KIND, bytes)]);
        assert_sound(&found);
        assert_eq!(found.outcome, Outcome::Broken, "{}", told(&found));
    }
}
