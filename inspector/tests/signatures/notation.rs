//! Notation signatures, made as `notation` makes them.

use crate::keys;
use crate::laid::{Laid, read, read_as};
use crate::notary::{Attributes, Chain, Form, Key, Made, NOW};
use sha2::{Digest, Sha256};

const IMAGE: &str = "sha256:634a8f35b5f16dcf4aaa0822adc0b1964bb786fca12f6831de8ddc45e5986a00";

fn text(seconds: i64) -> String {
    jiff::Timestamp::from_second(seconds).unwrap().to_string()
}

fn both(chain: &Chain, attributes: &Attributes) -> [(Laid, &'static str); 2] {
    [(Form::Jws, "Notation JWS"), (Form::Cose, "Notation COSE")].map(|(form, format)| {
        let layer = Made::with(form, IMAGE, chain, attributes.clone()).layer();
        (read_as(&layer.media_type, &layer.bytes), format)
    })
}

#[test]
fn what_is_signed_when_and_by_whom() {
    let chain = Chain::through_another(keys::p384().into());
    let attributes = Attributes { expiry: Some(NOW + 86_400), ..Attributes::default() };
    for (laid, format) in both(&chain, &attributes) {
        assert_eq!((laid.format(), laid.remarks()), (format, Vec::new()));
        assert_eq!(laid.fact("Signed artifact", "Digest").as_deref(), Some(IMAGE));
        let kind = laid.fact("Signed artifact", "Media type");
        assert_eq!(kind.as_deref(), Some("application/vnd.oci.image.manifest.v1+json"));
        assert_eq!(laid.fact("Signed artifact", "Size").as_deref(), Some("528 bytes"));
        assert_eq!(laid.fact("Signature", "Signed at"), Some(text(NOW)));
        assert_eq!(laid.fact("Signature", "Expires"), Some(text(NOW + 86_400)));
        assert_eq!(laid.fact("Signature", "Signing scheme").as_deref(), Some("notary.x509"));
        assert_eq!(laid.fact("Signature", "Algorithm").as_deref(), Some("ES384"));
        assert_eq!(laid.fact("Signer's certificate", "Subject").as_deref(), Some("CN=Release,O=Acme"));
        assert_eq!(laid.fact("Signer's certificate", "Public key").as_deref(), Some("ECDSA P-384"));
        assert_eq!(laid.fact("Signer's certificate", "Valid until"), Some(text(Chain::UNTIL)));
        let fingerprint: String = Sha256::digest(&chain.ders()[0]).iter().map(|byte| format!("{byte:02x}")).collect();
        assert_eq!(laid.fact("Signer's certificate", "SHA-256 fingerprint"), Some(fingerprint));
        assert_eq!(laid.facts("Certificate of its issuer", "Subject"), ["CN=Team,O=Acme", "CN=Root,O=Acme"]);
    }
}

#[test]
fn a_signing_authority_and_other_keys() {
    let keys: [(Key, &str); 2] = [(keys::p256().into(), "ES256"), (keys::rsa().into(), "PS256")];
    for (key, algorithm) in keys {
        let attributes = Attributes { authentic_time: Some(NOW - 60), ..Attributes::default() };
        for (laid, _) in both(&Chain::issue(key), &attributes) {
            assert_eq!(laid.fact("Signature", "Algorithm").as_deref(), Some(algorithm));
            assert_eq!(laid.fact("Signature", "Signing scheme").as_deref(), Some("notary.x509.signingAuthority"));
            assert_eq!(laid.fact("Signature", "Signed at, as the authority says"), Some(text(NOW - 60)));
            assert_eq!(laid.fact("Signature", "Signed at"), None);
        }
    }
}

#[test]
fn the_agent_is_told() {
    let layer = Made::new(Form::Jws, IMAGE, &Chain::issue(keys::p256().into())).layer();
    let laid = read_as(&layer.media_type, &layer.bytes);
    assert_eq!(laid.fact("Signature", "Signing agent").as_deref(), Some("a test"));
}

#[test]
fn they_are_known_without_their_types() {
    let chain = Chain::self_signed(keys::p256());
    assert_eq!(read(&Made::new(Form::Jws, IMAGE, &chain).layer().bytes).format(), "Notation JWS");
    assert_eq!(read(&Made::new(Form::Cose, IMAGE, &chain).layer().bytes).format(), "Notation COSE");
}

#[test]
fn what_is_wrong_is_told() {
    let chain = Chain::issue(keys::p256().into());
    for form in [Form::Jws, Form::Cose] {
        let mut made = Made::new(form, IMAGE, &chain);
        made.stamp = Some(b"no time stamp".to_vec());
        let laid = read(&made.layer().bytes);
        assert!(laid.remarks()[0].contains("time stamp"), "{:?}", laid.remarks());
        made.stamp = None;
        made.chain.clear();
        let laid = read(&made.layer().bytes);
        assert!(laid.remarks()[0].contains("no certificate"), "{:?}", laid.remarks());
        made.payload = b"{}".to_vec();
        let layer = made.layer();
        let laid = read_as(&layer.media_type, &layer.bytes);
        assert!(laid.is_refused() && laid.remarks()[0].contains("targetArtifact"), "{:?}", laid.remarks());
    }
}
