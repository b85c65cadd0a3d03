//! Payloads of simple signing.

use crate::laid::{base64, file, read};
use serde_json::Value;

/// The payload in a signature as containers/image stores it: a line that says so, then JSON.
fn payload(name: &str) -> Vec<u8> {
    let bytes = file(name);
    let json = bytes.strip_prefix(b"\0sigstore-json\n").unwrap();
    let signature: Value = serde_json::from_slice(json).unwrap();
    base64(signature["payload"].as_str().unwrap())
}

const IMAGE: &str = "sha256:634a8f35b5f16dcf4aaa0822adc0b1964bb786fca12f6831de8ddc45e5986a00";

#[test]
fn of_cosign() {
    let laid = read(&payload("podman.signature"));
    assert_eq!((laid.format(), laid.remarks()), ("simple signing", Vec::new()));
    assert_eq!(laid.fact("Signed image", "Digest").as_deref(), Some(IMAGE));
    assert_eq!(
        laid.fact("Signed image", "Reference").as_deref(),
        Some("192.168.64.2:5000/cosign-signed-single-sample")
    );
    assert_eq!(laid.fact("Signed image", "Kind").as_deref(), Some("cosign container image signature"));
    assert!(!laid.titles().contains(&"Annotations".to_owned()), "there are none in it");
}

#[test]
fn of_skopeo_with_a_tag_and_annotations() {
    let laid = read(&payload("podman-with-tag.signature"));
    assert_eq!(laid.fact("Signed image", "Digest").as_deref(), Some(IMAGE));
    assert_eq!(laid.fact("Signed image", "Reference").as_deref(), Some("192.168.64.2:5000/skopeo-signed:tag"));
    assert_eq!(laid.fact("Annotations", "creator").as_deref(), Some("containers/image 5.21.2-dev"));
    assert_eq!(laid.fact("Annotations", "timestamp").as_deref(), Some("1657296609"));
}

#[test]
fn of_the_open_build_service() {
    let laid = read(&file("obs.json"));
    let image = "sha256:356631f7603526a0af827741f5fe005acf19b7ef7705a34241a91c2d47a6db5e";
    assert_eq!(laid.fact("Signed image", "Digest").as_deref(), Some(image));
    assert_eq!(laid.fact("Signed image", "Reference").as_deref(), Some("registry.suse.com/suse/sle-micro/5.0/toolbox"));
    assert_eq!(laid.fact("Annotations", "creator").as_deref(), Some("OBS"));
}

#[test]
fn without_a_digest_it_is_none() {
    let laid =
        read(br#"{"critical":{"identity":{},"image":{},"type":"cosign container image signature"},"optional":{}}"#);
    assert!(laid.is_refused());
    assert!(laid.remarks()[0].contains("“docker-manifest-digest”"), "{:?}", laid.remarks());
}
