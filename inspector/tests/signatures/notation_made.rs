//! Signatures that `notation` and its library made. What is right was read with `base64 -d`, `openssl x509 -text`,
//! `openssl ts -text` and a parser of CBOR.

use crate::laid::{Laid, file, read};

const CLI: [(&str, &str, &str); 2] = [
    ("notation.jws", "Notation JWS", "2026-11-25T13:57:25Z"),
    ("notation.cose", "Notation COSE", "2026-11-25T13:57:26Z"),
];

const STAMPED: [(&str, &str, [&str; 2]); 2] = [
    ("jwsWithTimestamp.sig", "Notation JWS", ["2024-06-18T06:29:33Z", "2024-06-18T06:29:37Z"]),
    ("coseWithTimestamp.sig", "Notation COSE", ["2024-06-18T06:27:11Z", "2024-06-18T06:27:16Z"]),
];

/// The same point in time, in whatever zone it is written.
fn instant(text: Option<String>) -> jiff::Timestamp {
    text.expect("a time").parse().expect("a point in time")
}

fn is_at(laid: &Laid, title: &str, name: &str, expected: &str) -> bool {
    instant(laid.fact(title, name)) == instant(Some(expected.to_owned()))
}

#[test]
fn by_the_command_line_with_an_expiry_and_metadata() {
    for (name, format, signed) in CLI {
        let laid = read(&file(name));
        assert_eq!((laid.format(), laid.remarks()), (format, Vec::new()));
        let digest = "sha256:23a37168c5477f891eaea4793c81422955cc5c8a0e6b2ba4f335b9cd206ddc21";
        assert_eq!(laid.fact("Signed artifact", "Digest").as_deref(), Some(digest));
        assert_eq!(laid.fact("Signed artifact", "Size").as_deref(), Some("697 bytes"));
        assert_eq!(laid.fact("Annotations", "stage").as_deref(), Some("test"));
        assert!(is_at(&laid, "Signature", "Signed at", signed), "{name}");
        assert!(is_at(&laid, "Signature", "Expires", &signed.replace("2026", "2027")), "{name}");
        assert_eq!(laid.fact("Signature", "Algorithm").as_deref(), Some("PS256"));
        assert_eq!(laid.fact("Signature", "Signing agent").as_deref(), Some("notation-go/1.3.2"));
        let subject = laid.fact("Signer's certificate", "Subject");
        assert_eq!(subject.as_deref(), Some("CN=refscope.example,O=Notary,L=Seattle,ST=WA,C=US"));
        assert!(is_at(&laid, "Signer's certificate", "Valid until", "2026-11-26T13:57:25Z"), "{name}");
    }
}

#[test]
fn with_the_time_stamp_of_an_authority() {
    for (name, format, [signed, stamped]) in STAMPED {
        let laid = read(&file(name));
        assert_eq!((laid.format(), laid.remarks()), (format, Vec::new()));
        assert!(is_at(&laid, "Signature", "Signed at", signed), "{name}");
        assert!(is_at(&laid, "Time stamp", "Time", stamped), "{name}");
        let authority = laid.fact("Time stamp", "Authority").unwrap_or_default();
        assert!(authority.contains("Globalsign TSA for Advanced - G4 - 202311"), "{authority}");
        let subject = laid.fact("Signer's certificate", "Subject");
        assert_eq!(subject.as_deref(), Some("CN=alpine,O=Notary,L=Seattle,ST=WA,C=US"));
    }
}

#[test]
fn by_a_signing_authority() {
    let laid = read(&file("sa_valid_sig_env.json"));
    assert_eq!((laid.format(), laid.remarks()), ("Notation JWS", Vec::new()));
    assert_eq!(laid.fact("Signature", "Signing scheme").as_deref(), Some("notary.x509.signingAuthority"));
    assert_eq!(laid.fact("Signature", "Algorithm").as_deref(), Some("PS384"));
    assert!(is_at(&laid, "Signature", "Signed at, as the authority says", "2020-11-09T07:00:00Z"));
    assert!(is_at(&laid, "Signature", "Expires", "2120-11-09T07:00:00Z"));
    assert_eq!(laid.facts("Certificate of its issuer", "Subject").len(), 1);
}

#[test]
fn what_is_cut_off_is_refused() {
    for name in CLI.map(|(name, ..)| name).into_iter().chain(STAMPED.map(|(name, ..)| name)) {
        let bytes = file(name);
        let media_type = if name.contains("jws") { "application/jose+json" } else { "application/cose" };
        for end in (1..bytes.len() - 1).step_by(bytes.len() / 100) {
            let laid = crate::laid::read_as(media_type, &bytes[..end]);
            assert!(laid.is_refused(), "{name} up to {end}: {:?}", laid.remarks());
        }
    }
}
