//! DSSE envelopes and in-toto statements. What is right was read with `jq` and `base64 -d`.

use crate::laid::{Laid, file, read, read_as, statement};
use base64ct::{Base64, Base64Url, Encoding};
use serde_json::{Value, json};

#[test]
fn links_of_in_toto_in_envelopes() {
    for (name, key) in [
        ("package.2f89b927.link", "2f89b9272acfc8f4a0a0f094d789fdb0ba798b0fe41f2f5f417c12f0085ff498"),
        ("write-code.776a00e2.link", "776a00e29f3559e0141b3b096f696abc6cfb0c657ab40f441132b345b08453f5"),
    ] {
        let mut laid = read(&file(name));
        assert!(laid.format().starts_with("DSSE"), "{}", laid.format());
        assert_eq!(laid.remarks(), Vec::<String>::new());
        assert_eq!(laid.fact("Envelope", "Payload type").as_deref(), Some("application/vnd.in-toto+json"));
        let rows = laid.rows("Signatures");
        assert_eq!((rows.len(), rows[0][0].as_str()), (1, key));
        assert!(laid.all().contains("74dc3727c6e89308b39e4dfedf787e37841198b1fa165a27c013544a60502549"), "its payload");
    }
}

/// An envelope around a payload.
fn envelope(kind: &str, payload: String, signatures: &Value) -> Laid {
    read(json!({ "payloadType": kind, "payload": payload, "signatures": signatures }).to_string().as_bytes())
}

#[test]
fn both_alphabets_of_base64_and_no_padding() {
    let text = "{\"_type\":\"https://in-toto.io/Statement/v1\",\"predicateType\":\"https://a/???>>>\",\"subject\":[]}";
    assert!(Base64::encode_string(text.as_bytes()).contains('/'), "the alphabets differ in it");
    let padded = Base64::encode_string(text.as_bytes());
    for payload in [padded.clone(), Base64Url::encode_string(text.as_bytes()), padded.trim_end_matches('=').to_owned()]
    {
        let laid = envelope("application/vnd.in-toto+json", payload, &json!([{ "sig": "AA==" }]));
        assert_eq!(laid.format(), "DSSE · in-toto v1");
        assert_eq!(laid.fact("Statement", "Predicate type").as_deref(), Some("https://a/???>>>"));
    }
}

#[test]
fn an_envelope_that_nobody_signed_or_that_holds_nothing() {
    let laid = envelope("text/plain", Base64::encode_string(b"hello"), &json!([]));
    assert!(laid.remarks()[0].contains("Nobody signed it"), "{:?}", laid.remarks());
    assert!(laid.all().contains("hello"));
    for payload in [String::new(), "?".to_owned()] {
        let laid = envelope("text/plain", payload, &json!([{ "sig": "AA==" }]));
        assert!(laid.is_refused() && laid.remarks()[0].contains("“payload”"), "{:?}", laid.remarks());
    }
}

#[test]
fn envelopes_within_envelopes_come_to_an_end() {
    let mut text = "at last".to_owned();
    for _ in 0..50 {
        text = json!({
            "payloadType": "application/vnd.dsse.envelope.v1+json",
            "payload": Base64::encode_string(text.as_bytes()),
            "signatures": [{ "sig": "AA==" }],
        })
        .to_string();
        if text.len() > 1_000_000 {
            break;
        }
    }
    let laid = read(text.as_bytes());
    assert!(laid.titles().len() < 20);
    assert!(laid.remarks().iter().any(|remark| remark.contains("go no deeper")), "{:?}", laid.remarks());
}

#[test]
fn statements_that_pypi_holds() {
    for (name, file, sha256) in [
        (
            "gitlab_oidc_project-0.0.3.tar.gz",
            "gitlab_oidc_project-0.0.3.tar.gz.publish.attestation",
            "c1ca9b0d85df1606451098233018534497bf584362e10e4a8c21dfaea92c02a8",
        ),
        (
            "rfc8785-0.1.2-py3-none-any.whl",
            "rfc8785-0.1.2-py3-none-any.whl.publish.attestation",
            "c4e92e9ecc828bef2aa7dba1de8ac983511f7532a0df11c770d39099a25cf201",
        ),
    ] {
        let mut laid = read(&statement(file));
        assert_eq!((laid.format(), laid.remarks()), ("in-toto v1", Vec::new()));
        let kind = laid.fact("Statement", "Predicate type");
        assert_eq!(kind.as_deref(), Some("https://docs.pypi.org/attestations/publish/v1"));
        assert_eq!(laid.rows("Subjects"), [[name.to_owned(), format!("sha256:{sha256}")]]);
    }
}

/// A statement about an image with a predicate.
fn stating(kind: &str, predicate: &Value) -> Laid {
    let statement = json!({
        "_type": "https://in-toto.io/Statement/v0.1",
        "subject": [{ "name": "registry.example/app", "digest": { "sha256": "00ff" } }],
        "predicateType": kind,
        "predicate": predicate,
    });
    read(statement.to_string().as_bytes())
}

#[test]
fn what_cosign_wraps_is_taken_out() {
    // specs/COSIGN_PREDICATE_SPEC.md: any text, and when it was made.
    let wrapped = json!({ "Data": "a text of mine\n", "Timestamp": "2024-05-06T07:08:09Z" });
    let laid = stating("cosign.sigstore.dev/attestation/v1", &wrapped);
    assert!(laid.all().contains("Text(\"a text of mine\\n\")"), "{}", laid.all());
    assert_eq!(laid.fact("Predicate", "Created").as_deref(), Some("2024-05-06T07:08:09Z"));
    // specs/COSIGN_VULN_ATTESTATION_SPEC.md
    let scan = json!({
        "invocation": { "uri": "", "event_id": "" },
        "scanner": { "uri": "pkg:github/aquasecurity/trivy@0.50.1", "version": "0.50.1",
            "result": { "critical": {}, "optional": {} } },
        "metadata": { "scanStartedOn": "2024-05-06T07:08:09Z", "scanFinishedOn": "2024-05-06T07:09:09Z" },
    });
    let laid = stating("https://cosign.sigstore.dev/attestation/vuln/v1", &scan);
    assert_eq!(laid.fact("Scan", "Scanner").as_deref(), Some("pkg:github/aquasecurity/trivy@0.50.1"));
    assert_eq!(laid.fact("Scan", "Finished").as_deref(), Some("2024-05-06T07:09:09Z"));
    assert!(laid.remarks()[0].contains("docker-manifest-digest"), "the result is read by its own reader");
}

#[test]
fn a_predicate_of_text_and_one_of_numbers_stay_as_they_are() {
    let laid = stating("https://spdx.example/tag-value", &json!("SPDXVersion: SPDX-2.3\n"));
    assert!(laid.all().contains("SPDXVersion: SPDX-2.3"));
    let text = "{\"_type\":\"https://in-toto.io/Statement/v1\",\"subject\":[],\"predicateType\":\"https://a.example\",\
        \"predicate\":{\"z\":1.10,\"a\":12345678901234567890123}}";
    let laid = read(text.as_bytes());
    assert!(laid.all().contains("12345678901234567890123"), "{}", laid.all());
    assert!(laid.all().contains("1.10"), "{}", laid.all());
}

#[test]
fn versions_and_parts_that_are_not_there() {
    let statement =
        |version: &str| format!("{{\"_type\":\"https://in-toto.io/Statement/{version}\",\"predicateType\":\"a\"}}");
    let laid = read(statement("v2").as_bytes());
    assert!(laid.is_refused() && laid.remarks()[0].contains("v2"), "{:?}", laid.remarks());
    let laid = read(statement("v1").as_bytes());
    assert!(laid.remarks()[0].contains("names nothing"), "{:?}", laid.remarks());
    let laid = read(br#"{"_type":"https://in-toto.io/Statement/v1","subject":null,"predicate":{}}"#);
    assert!(laid.is_refused() && laid.remarks()[0].contains("predicateType"), "{:?}", laid.remarks());
    let laid = read_as("application/vnd.in-toto+json", b"{\"_type\":1}");
    assert!(!laid.all().is_empty());
}
