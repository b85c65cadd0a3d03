//! Sigstore bundles. What is right was read with `jq`, `openssl x509` and `openssl ts`.

use crate::laid::{Laid, read, read_as};
use crate::support::published;
use serde_json::{Value, json};

fn bundle(name: &str) -> Laid {
    read(&published(&format!("bundles/{name}")))
}

/// The log of the public-good Sigstore.
const REKOR: &str = "c0d23d6ad406973f9559f3ba2d1ca01f84147d8ffc5b8445c224f98b9591801d";

fn entry(laid: &Laid) -> Vec<String> {
    let names = ["Log index", "Time", "Kind", "Log", "Inclusion promise", "Inclusion proof", "Checkpoint's origin"];
    names.iter().map(|name| laid.fact("Log entry", name).unwrap_or_default()).collect()
}

#[test]
fn version_0_1_with_a_chain() {
    let laid = bundle("dsse.sigstore.json");
    assert_eq!(laid.format(), "Sigstore bundle 0.1 · DSSE · in-toto v0.1 · SLSA provenance 0.2");
    assert_eq!(laid.remarks(), Vec::<String>::new());
    assert_eq!(laid.fact("Signer's certificate", "Alternative names").as_deref(), Some("brian@dehamer.com"));
    let issuers = laid.facts("Certificate of its issuer", "Subject");
    assert_eq!(issuers, ["CN=sigstore-intermediate,O=sigstore.dev", "CN=sigstore,O=sigstore.dev"]);
    assert_eq!(entry(&laid), ["6800908", "2022-11-09T23:00:36Z", "intoto 0.0.2", REKOR, "present", "absent", ""]);
}

#[test]
fn version_0_2_of_a_message() {
    let laid = bundle("bundle_v3_github.whl.sigstore");
    assert_eq!(laid.format(), "Sigstore bundle 0.2");
    let digest = "sha256:c4e92e9ecc828bef2aa7dba1de8ac983511f7532a0df11c770d39099a25cf201";
    assert_eq!(laid.fact("Signed content", "Digest").as_deref(), Some(digest));
    let workflow = "https://github.com/trailofbits/rfc8785.py/.github/workflows/release.yml@refs/tags/v0.1.2";
    assert_eq!(laid.fact("Signer's certificate", "Alternative names").as_deref(), Some(workflow));
    let serial = laid.fact("Signer's certificate", "Serial number");
    assert_eq!(serial.as_deref(), Some("336f5bbd892b0ca9c15599957a5a1350c959a8d6"));
    let origin = "rekor.sigstore.dev - 2605736670972794746";
    assert_eq!(
        entry(&laid),
        ["79605083", "2024-03-19T22:41:16Z", "hashedrekord 0.0.1", REKOR, "present", "present", origin]
    );
    assert_eq!(laid.fact("Log entry", "Index in the tree").as_deref(), Some("75441652"));
    assert_eq!(laid.fact("Log entry", "Size of the tree").as_deref(), Some("75441653"));
}

#[test]
fn version_0_3_with_a_time_stamp() {
    let laid = bundle("cosign-v3-blob.sigstore.json");
    assert_eq!((laid.format(), laid.remarks()), ("Sigstore bundle 0.3", Vec::new()));
    let digest = "sha256:e194b99df6639501325c5f44da79fe3a8efae6f239bd79443a19787e06fb1764";
    assert_eq!(laid.fact("Signed content", "Digest").as_deref(), Some(digest));
    assert_eq!(laid.fact("Signer's certificate", "Valid from").as_deref(), Some("2025-12-03T18:36:42Z"));
    assert_eq!(laid.fact("Time stamp", "Time").as_deref(), Some("2025-12-03T18:36:42Z"));
    assert_eq!(laid.fact("Time stamp", "Authority").as_deref(), Some("CN=sigstore-tsa,O=sigstore.dev"));
}

#[test]
fn version_0_3_by_a_key() {
    let laid = read(&published("managed-key/bundle.sigstore.json"));
    let hint = "TLMsSDfG3ajPsWge+z/vX5T/zluXnmvbkTkwLIV68Tk=";
    assert_eq!(laid.fact("Signer's key", "Key hint").as_deref(), Some(hint));
    assert!(!laid.titles().contains(&"Signer's certificate".to_owned()));
    assert_eq!(laid.fact("Log entry", "Time").as_deref(), Some("2025-12-18T17:04:39Z"));
}

#[test]
fn github_without_a_log() {
    let laid = read(&published("timestamps/github_sha384_bundle.json"));
    assert!(laid.format().starts_with("Sigstore bundle 0.3 · DSSE · in-toto v1"), "{}", laid.format());
    assert_eq!(laid.fact("Time stamp", "Time").as_deref(), Some("2026-03-02T09:52:15Z"));
    assert_eq!(laid.fact("Time stamp", "Authority").as_deref(), Some("CN=TSA Timestamping,O=GitHub\\, Inc."));
    assert!(
        laid.remarks().iter().any(|remark| remark.contains("no entry in a transparency log")),
        "{:?}",
        laid.remarks()
    );
}

#[test]
fn a_log_of_the_second_generation_states_no_time() {
    let laid = read(&published("upstream/sigstore-python/staging-rekor-v2.txt.sigstore.json"));
    let [_, time, kind, _, promise, proof, _] = &entry(&laid)[..] else { panic!("seven facts") };
    assert_eq!([time, kind, promise, proof], ["", "hashedrekord 0.0.2", "absent", "present"]);
}

#[test]
fn several_signatures_and_other_names() {
    let mut laid = bundle("dsse-2sigs.sigstore.json");
    assert_eq!(laid.rows("Signatures").len(), 2, "what checks refuse is read all the same");
    let laid = bundle("othername.sigstore.json");
    assert_eq!(laid.fact("Signer's certificate", "Alternative names").as_deref(), Some("foo!oidc.local"));
}

#[test]
fn a_version_that_is_not_known_is_shown_as_it_is() {
    let laid = bundle("bundle_invalid_version.txt.sigstore");
    assert!(laid.is_refused());
    assert!(laid.remarks()[0].contains("this is completely wrong"), "{:?}", laid.remarks());
}

#[test]
fn every_published_bundle_is_read() {
    let folder = crate::support::folder("sigstore-verify").join("test_data/bundles");
    let mut count = 0;
    for file in std::fs::read_dir(folder).unwrap() {
        let path = file.unwrap().path();
        let bytes = std::fs::read(&path).unwrap();
        if !String::from_utf8_lossy(&bytes).contains("verificationMaterial")
            || path.to_string_lossy().contains("_invalid_")
        {
            continue;
        }
        count += 1;
        let laid = read(&bytes);
        assert!(laid.format().starts_with("Sigstore bundle 0."), "{}: {:?}", path.display(), laid.remarks());
    }
    assert!(count >= 12, "{count}");
}

#[test]
fn parts_that_are_missing_or_wrong_are_named() {
    let whole: Value = serde_json::from_slice(&published("bundles/cosign-v3-blob.sigstore.json")).unwrap();
    let without = |name: &str| {
        let mut bundle = whole.clone();
        bundle.as_object_mut().unwrap().remove(name);
        read_as("application/vnd.dev.sigstore.bundle.v0.3+json", bundle.to_string().as_bytes())
    };
    for name in ["mediaType", "verificationMaterial", "messageSignature"] {
        let laid = without(name);
        assert!(laid.is_refused() && laid.remarks()[0].contains(name), "{name}: {:?}", laid.remarks());
    }
    let with = |pointer: &str, value: Value| {
        let mut bundle = whole.clone();
        *bundle.pointer_mut(pointer).unwrap() = value;
        read(bundle.to_string().as_bytes())
    };
    let laid = with("/verificationMaterial/certificate/rawBytes", json!("AAAA"));
    assert!(laid.remarks()[0].contains("certificate cannot be read"), "{:?}", laid.remarks());
    let laid = with("/verificationMaterial/certificate/rawBytes", json!("%"));
    assert!(laid.is_refused() && laid.remarks()[0].contains("rawBytes"), "{:?}", laid.remarks());
    let laid =
        with("/verificationMaterial/timestampVerificationData/rfc3161Timestamps/0/signedTimestamp", json!("MAA="));
    assert!(laid.remarks()[0].contains("time stamp"), "{:?}", laid.remarks());
    let laid = with("/verificationMaterial/tlogEntries/0/integratedTime", json!("99999999999999999999"));
    assert_eq!(laid.fact("Log entry", "Time"), None, "a time that is none is not shown");
}

#[test]
fn more_than_anybody_reads_is_cut_and_told_of() {
    let mut bundle: Value = serde_json::from_slice(&published("bundles/dsse.sigstore.json")).unwrap();
    let repeat = |value: &mut Value| {
        let entry = value[0].clone();
        *value = Value::Array(vec![entry; 1_000]);
    };
    repeat(bundle.pointer_mut("/verificationMaterial/tlogEntries").unwrap());
    repeat(bundle.pointer_mut("/verificationMaterial/x509CertificateChain/certificates").unwrap());
    let laid = read(bundle.to_string().as_bytes());
    let count = |title: &str| laid.titles().iter().filter(|it| *it == title).count();
    assert_eq!((count("Log entry"), count("Certificate of its issuer")), (16, 15));
    assert_eq!(
        laid.remarks().iter().filter(|remark| remark.ends_with("not shown: 984")).count(),
        2,
        "{:?}",
        laid.remarks()
    );
}
