//! Documents that are cut off, changed, or nothing at all: an answer each, and never more than it says.

use crate::keys;
use crate::laid::{file, read_as, statement};
use crate::notary::{Chain, Form, Made};
use crate::support::published;
use proptest::prelude::*;

/// A document of every format, with the media type it is stored as.
fn documents() -> Vec<(&'static str, Vec<u8>)> {
    let chain = Chain::issue(keys::p256().into());
    let envelope = |form| Made::new(form, "sha256:00", &chain).layer().bytes;
    vec![
        ("application/vnd.dev.sigstore.bundle.v0.3+json", published("bundles/cosign-v3-blob.sigstore.json")),
        ("application/vnd.dev.sigstore.bundle+json;version=0.1", published("bundles/dsse.sigstore.json")),
        ("application/vnd.dsse.envelope.v1+json", file("package.2f89b927.link")),
        ("application/vnd.in-toto+json", statement("pypi_attestations-0.0.19.tar.gz.slsa.attestation")),
        ("https://slsa.dev/provenance/v0.2", br#"{"builder":{"id":"a"},"buildType":"b","materials":[]}"#.to_vec()),
        ("https://slsa.dev/provenance/v1", br#"{"buildDefinition":{"buildType":"b"},"runDetails":{}}"#.to_vec()),
        ("application/vnd.dev.cosign.simplesigning.v1+json", file("obs.json")),
        ("application/jose+json", envelope(Form::Jws)),
        ("application/cose", envelope(Form::Cose)),
        ("application/x-pem-file", file("circleci-oidc.pem")),
        ("application/pkix-cert", chain.ders().remove(0)),
    ]
}

#[test]
fn cut_off_anywhere_it_is_refused_with_a_reason() {
    for (kind, whole) in documents() {
        assert!(!read_as(kind, &whole).is_refused(), "{kind} is read whole");
        let end = whole.trim_ascii_end().len();
        let step = (end / 97).max(1);
        for at in (1..end).step_by(step).chain([end - 1]) {
            let laid = read_as(kind, &whole[..at]);
            // A statement is known by what it says, not by its type, which envelopes have too.
            let is_claimed = at > 60 || kind != "application/vnd.in-toto+json" && kind != "application/x-pem-file";
            assert!(!is_claimed || laid.is_refused(), "{kind} cut at {at}: {:?} {:?}", laid.format(), laid.remarks());
        }
    }
}

#[test]
fn changed_in_any_byte_it_is_still_answered() {
    for (kind, whole) in documents() {
        let step = (whole.len() / 499).max(1);
        for at in (0..whole.len()).step_by(step) {
            for value in [0, b'"', b'9', whole[at] ^ 1, 0xff] {
                let mut changed = whole.clone();
                changed[at] = value;
                let laid = read_as(kind, &changed);
                assert!(!laid.titles().is_empty(), "{kind} changed at {at}");
            }
        }
    }
}

#[test]
fn nothing_and_nonsense() {
    let nested = [b"{\"payload\":".repeat(100_000), b"[".repeat(100_000), b"\xd2\x84".repeat(100_000)];
    let small =
        [b"".to_vec(), b"{}".to_vec(), b"null".to_vec(), b"[]".to_vec(), b"-----BEGIN ".to_vec(), vec![0x30, 0x84]];
    for (kind, _) in documents() {
        for bytes in nested.iter().chain(&small) {
            let laid = read_as(kind, bytes);
            assert!(laid.format().is_empty() || !laid.remarks().is_empty() || !laid.titles().is_empty(), "{kind}");
        }
    }
}

proptest! {
    #[test]
    fn whatever_the_bytes_are(
        which in 0..11_usize,
        bytes in proptest::collection::vec(any::<u8>(), 0..300),
        at in any::<prop::sample::Index>(),
    ) {
        let (kind, mut whole) = documents().swap_remove(which);
        read_as(kind, &bytes);
        let at = at.index(whole.len());
        whole.splice(at..at, bytes);
        prop_assert!(!read_as(kind, &whole).titles().is_empty());
    }
}
