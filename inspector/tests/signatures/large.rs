//! Documents of 50 MB: read or refused, whichever is right, and what the page gets stays small.

use crate::keys;
use crate::laid::{Laid, file, read, read_as};
use crate::notary::{Chain, Form, Made};
use crate::support::published;
use base64ct::{Base64, Encoding};
use serde_json::{Value, json};

const LARGE: usize = 50_000_000;

/// What goes to the page at once is far below what was read.
fn assert_small(laid: &Laid) {
    let size = serde_json::to_vec(&laid.0.report).unwrap().len();
    assert!(size < 2_000_000, "{size} bytes");
}

/// A list with as many times an entry as fill a document.
fn list(entry: &str) -> (String, usize) {
    let count = LARGE / (entry.len() + 1);
    (format!("[{}]", vec![entry; count].join(",")), count)
}

fn u32_of(count: usize) -> u32 {
    u32::try_from(count).unwrap()
}

#[test]
fn a_statement_about_half_a_million_things_in_an_envelope_in_a_bundle() {
    let subject = r#"{"name":"registry.example/app","digest":{"sha256":"634a8f35b5f16dcf4aaa0822adc0b1964bb786fc"}}"#;
    let (subjects, count) = list(subject);
    let statement = format!(
        r#"{{"_type":"https://in-toto.io/Statement/v1","subject":{subjects},"predicateType":"https://slsa.dev/provenance/v1","predicate":{{"buildDefinition":{{}},"runDetails":{{"builder":{{"id":"me"}}}}}}}}"#
    );
    let payload = Base64::encode_string(statement.as_bytes());
    let mut bundle: Value = serde_json::from_slice(&published("bundles/dsse.sigstore.json")).unwrap();
    bundle["dsseEnvelope"]["payload"] = json!(payload);
    let laid = read(bundle.to_string().as_bytes());
    assert_eq!(laid.format(), "Sigstore bundle 0.1 · DSSE · in-toto v1 · SLSA provenance 1");
    assert_eq!(laid.count("Subjects"), u32_of(count));
    assert_eq!(laid.fact("Build", "Builder").as_deref(), Some("me"));
    assert_small(&laid);
}

#[test]
fn provenance_from_half_a_million_materials_and_with_as_many_parameters() {
    let (materials, count) =
        list(r#"{"uri":"pkg:npm/left-pad@1.3.0","digest":{"sha1":"5b8a3a7765dfe001261dde915589e782f8c94d1e"}}"#);
    let text = format!(r#"{{"builder":{{"id":"me"}},"buildType":"b","materials":{materials}}}"#);
    let laid = read(text.as_bytes());
    assert_eq!(laid.count("Materials"), u32_of(count));
    let text = format!(r#"{{"builder":{{"id":"me"}},"buildType":"b","invocation":{{"parameters":{materials}}}}}"#);
    let laid = read(text.as_bytes());
    assert!(laid.remarks()[0].contains("only the beginning"), "{:?}", laid.remarks());
    assert_small(&laid);
}

#[test]
fn pem_of_ten_thousands_of_certificates() {
    let block = file("circleci-oidc.pem");
    let count = LARGE / block.len();
    let laid = read(&block.repeat(count));
    assert_eq!(laid.count("Certificates"), u32_of(count));
    assert_small(&laid);
}

#[test]
fn simple_signing_with_large_annotations() {
    let text = format!(
        r#"{{"critical":{{"identity":{{"docker-reference":"a"}},"image":{{"docker-manifest-digest":"sha256:00"}},"type":"t"}},"optional":{{"note":"{}"}}}}"#,
        "x".repeat(LARGE)
    );
    let laid = read(text.as_bytes());
    assert_eq!(laid.fact("Signed image", "Digest").as_deref(), Some("sha256:00"));
    assert_small(&laid);
}

#[test]
fn notation_over_a_large_payload() {
    let chain = Chain::issue(keys::p256().into());
    for form in [Form::Jws, Form::Cose] {
        let mut made = Made::new(form, "sha256:00", &chain);
        let note = "x".repeat(LARGE / 2);
        made.payload =
            json!({ "targetArtifact": { "digest": "sha256:00", "annotations": { "note": note } } }).to_string().into();
        let layer = made.layer();
        let laid = read_as(&layer.media_type, &layer.bytes);
        assert_eq!(laid.fact("Signed artifact", "Digest").as_deref(), Some("sha256:00"));
        assert_small(&laid);
    }
}

#[test]
fn bytes_that_only_claim_to_be_something() {
    let junk = vec![0x30; LARGE];
    for kind in
        ["application/pkix-cert", "application/cose", "application/jose+json", "application/vnd.dsse.envelope.v1+json"]
    {
        let laid = read_as(kind, &junk);
        assert!(laid.is_refused(), "{kind}");
        assert_small(&laid);
    }
}
