//! Certificates and PEM. What is right is what `openssl x509 -text` prints.

use crate::keys;
use crate::laid::{base64, file, read, read_as};
use crate::support::published;
use serde_json::Value;

#[test]
fn fulcio_for_a_pipeline_of_circleci() {
    let laid = read(&file("circleci-oidc.pem"));
    assert_eq!((laid.format(), laid.remarks()), ("PEM", Vec::new()));
    let fact = |name: &str| laid.fact("Certificate", name).unwrap_or_default();
    assert_eq!(fact("Issuer"), "CN=sigstore-intermediate,O=sigstore.dev");
    assert_eq!(fact("Subject"), "", "Fulcio names nobody there");
    let project = "https://circleci.com/api/v2/projects/fdd9283f-e619-46af-8f9c-851f7d3e8b2b";
    let pipeline = format!("{project}/pipeline-definitions/8e4f8ab2-8d7c-4827-9f15-de076d6d647f");
    assert_eq!(fact("Alternative names"), pipeline);
    assert_eq!(
        (fact("Valid from"), fact("Valid until")),
        ("2026-02-05T22:59:42Z".into(), "2026-02-05T23:09:42Z".into())
    );
    assert_eq!(fact("Serial number"), "2e9f53d4d629daedd5ec14acdfdfec8f5a805f62");
    assert_eq!((fact("Public key"), fact("Purposes")), ("ECDSA P-256".into(), "code signing".into()));
    assert_eq!(fact("SHA-256 fingerprint"), "94c69b647a2d3c4c86a862cd97119118c9965cf48690e19c813d9068f70799ca");
    let stated = |name: &str| laid.fact("Stated by the authority", name);
    assert_eq!(stated("Issuer").as_deref(), Some("https://oidc.circleci.com"));
    assert_eq!(stated("Issuer (V2)").as_deref(), Some("https://oidc.circleci.com"));
    assert_eq!(stated("Build Signer URI"), Some(pipeline));
    let source = "github.com/CircleCI-Public/sign-and-publish-examples";
    assert_eq!(stated("Source Repository URI").as_deref(), Some(source));
    assert_eq!(stated("Source Repository Ref").as_deref(), Some("refs/heads/pypi"));
    assert_eq!(stated("Source Repository Digest"), None);
}

#[test]
fn fulcio_for_an_account_and_for_a_workflow_without_a_ref() {
    let laid = read(&file("200170367.pem"));
    let account = "919436158236-compute@developer.gserviceaccount.com";
    assert_eq!(laid.fact("Certificate", "Alternative names").as_deref(), Some(account));
    let issuer = laid.fact("Stated by the authority", "Issuer (V2)");
    assert_eq!(issuer.as_deref(), Some("https://accounts.google.com"));

    let laid = read(&file("no-source-repository-ref-extension.pem"));
    let stated = |name: &str| laid.fact("Stated by the authority", name);
    assert_eq!(stated("GitHub Workflow Trigger").as_deref(), Some("release"));
    assert_eq!(stated("GitHub Workflow Ref"), None, "it is not in it");
    assert_eq!(stated("Source Repository Ref"), None, "it is not in it");
    assert_eq!(stated("Source Repository Identifier").as_deref(), Some("488271795"));
    assert_eq!(stated("Source Repository Owner URI").as_deref(), Some("https://github.com/SWIFTSIM"));
    assert_eq!(stated("Build Trigger").as_deref(), Some("release"));
    assert_eq!(stated("Source Repository Visibility At Signing").as_deref(), Some("public"));
}

#[test]
fn another_authority_with_rsa() {
    let laid = read(&published("x509/bogus-leaf.pem"));
    let fact = |name: &str| laid.fact("Certificate", name).unwrap_or_default();
    assert_eq!(
        (fact("Subject"), fact("Alternative names")),
        ("CN=sigstore-python-bogus-cert".into(), "bogus.example.com".into())
    );
    assert_eq!((fact("Serial number"), fact("Public key")), ("029a".into(), "RSA 2048".into()));
    assert_eq!(fact("Valid until"), "3022-05-04T00:00:00Z");
    assert_eq!(fact("Certificate authority"), "");
    let root = read(&published("x509/bogus-root.pem"));
    assert!(root.fact("Certificate", "Certificate authority").is_some(), "a root may issue");
}

#[test]
fn der_is_read_with_and_without_its_type() {
    let bundle: Value = serde_json::from_slice(&published("bundles/cosign-v3-blob.sigstore.json")).unwrap();
    let der = base64(bundle["verificationMaterial"]["certificate"]["rawBytes"].as_str().unwrap());
    for kind in ["", "application/pkix-cert"] {
        let laid = read_as(kind, &der);
        assert_eq!(laid.format(), "X.509");
        assert_eq!(laid.fact("Certificate", "Alternative names").as_deref(), Some("w.vollprecht@gmail.com"));
        let fingerprint = "a5959f9002314d46f7b895dfaec235b4b40bab204de56ba123875a97c4aabbcc";
        assert_eq!(laid.fact("Certificate", "SHA-256 fingerprint").as_deref(), Some(fingerprint));
    }
    assert!(read_as("application/pkix-cert", &der[..der.len() / 2]).is_refused());
}

#[test]
fn many_certificates_are_a_table() {
    let mut text = Vec::new();
    let names = ["leaf", "leaf-invalid-eku", "leaf-invalid-ku", "leaf-missing-eku", "root", "root-invalid-ku"];
    for name in names.iter().chain(&["root-missing-ku", "root-noncritical-bc", "intermediate"]) {
        text.extend(published(&format!("x509/bogus-{name}.pem")));
    }
    let mut laid = read(&text);
    assert_eq!(laid.titles(), ["Certificates"]);
    let rows = laid.rows("Certificates");
    assert_eq!(rows.len(), 9);
    assert_eq!(rows[0][0], "CN=sigstore-python-bogus-cert");
    assert_eq!(rows[0][5], "aec7fdc8bd42719766358ddd9e58e9e70505ef12e753f7e8d0bc2cc6b706dddc");
}

#[test]
fn public_keys_of_every_kind() {
    let kinds = ["ECDSA P-256", "ECDSA P-384", "ECDSA P-384", "Ed25519", "RSA 2048", "RSA 2048"];
    for ((name, pair), kind) in keys::every().into_iter().zip(kinds) {
        let laid = read(pair.pem().as_bytes());
        assert_eq!(laid.fact("Public key", "Algorithm").as_deref(), Some(kind), "{name}");
    }
    let laid = read(&published("managed-key/key.pub"));
    let fingerprint = "4cb32c4837c6dda8cfb1681efb3fef5f94ffce5b979e6bdb9139302c857af139";
    assert_eq!(laid.fact("Public key", "SHA-256 fingerprint").as_deref(), Some(fingerprint));
}

#[test]
fn a_private_key_is_never_shown_whole_or_cut() {
    let key = published("x509/root-privkey.pem");
    let text = String::from_utf8(key.clone()).unwrap();
    let lines: Vec<&str> = text.lines().filter(|line| !line.starts_with('-') && line.len() > 8).collect();
    assert!(lines.len() > 20);
    for end in (60..=key.len()).step_by(7).chain([key.len()]) {
        let laid = read(&key[..end]);
        assert!(laid.remarks()[0].contains("private key"), "cut at {end}: {:?}", laid.remarks());
        let all = laid.all();
        assert!(!lines.iter().any(|line| all.contains(line)), "cut at {end}");
    }
    let mut beside = published("x509/bogus-root.pem");
    beside.extend(&key);
    let laid = read(&beside);
    assert_eq!(laid.titles(), ["Certificate", "Private key"]);
    assert_eq!(laid.fact("Private key", "Kind").as_deref(), Some("PRIVATE KEY"));
    assert!(!lines.iter().any(|line| laid.all().contains(line)));
}

#[test]
fn a_block_that_is_cut_off_is_told_of() {
    let mut two = published("x509/bogus-root.pem");
    let second = published("x509/bogus-leaf.pem");
    two.extend(&second[..second.len() / 2]);
    let laid = read(&two);
    assert_eq!(laid.titles(), ["Certificate"]);
    assert!(laid.remarks()[0].contains("without an end: 1"), "{:?}", laid.remarks());
}

#[test]
fn words_before_the_blocks_do_no_harm() {
    let mut text = b"Bag Attributes\n    friendlyName: release\n".to_vec();
    text.extend(published("x509/bogus-leaf.pem"));
    assert_eq!(read(&text).fact("Certificate", "Serial number").as_deref(), Some("029a"));
    let prose = b"# How to\n\n-----BEGIN CERTIFICATE-----\n...\n-----END CERTIFICATE-----\n\nThen sign with it.\n";
    assert_eq!(read(prose).format(), "", "a text about certificates is a text");
}
