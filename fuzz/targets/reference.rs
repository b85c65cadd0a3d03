//! What people type and paste: names, tags, digests, addresses and whole references read the same when they
//! are written again, and an address is the origin that a browser makes of it.
#![no_main]

use libfuzzer_sys::fuzz_target;
use refscope::oci::conventions::{MachineTag, machine_tag};
use refscope::oci::{Address, Reference, RepositoryName, Tag, digest, paste};
use url::Url;

fuzz_target!(|text: &str| {
    if let Ok(name) = RepositoryName::parse(text) {
        assert!(text.contains(name.as_str()) && name.as_str().len() <= 255);
        assert_eq!(RepositoryName::parse(name.as_str()), Ok(name));
    }
    if let Ok(tag) = Tag::parse(text) {
        assert_eq!(tag.as_str(), text);
    }
    match Reference::parse(text) {
        Ok(reference) => {
            assert_eq!(Reference::parse(&reference.to_string()).as_ref(), Ok(&reference));
            assert_eq!(Reference::parse(&reference.suffix()), Ok(reference));
        }
        Err(error) => assert!(!error.to_string().is_empty()),
    }
    if let Ok(digest) = digest::parse(text) {
        assert_eq!(digest.to_string(), text);
        let tag = Tag::parse(&digest::referrers_tag(&digest)).expect("a tag");
        assert!(!text.starts_with("sha256:") || machine_tag(tag.as_str()) == Some(MachineTag::Referrers));
    }
    check_address(text);
    if let Some((address, rest)) = Address::split(text) {
        assert!(rest.is_empty() || rest.starts_with(['/', '?', '#']));
        same_origin(text, &address);
    }
    check_pasted(text);
});

fn check_address(text: &str) {
    match Address::parse(text) {
        Ok(address) => {
            for written in [address.origin(), address.short()] {
                assert_eq!(Address::parse(&written).as_ref(), Ok(&address), "{written}");
            }
            same_origin(&address.origin(), &address);
        }
        Err(error) => assert!(!error.to_string().is_empty()),
    }
}

/// An IPv6 address may have several notations; what is no Punycode is no address for a browser.
fn same_origin(url: &str, address: &Address) {
    if let Ok(url) = Url::parse(url) {
        assert_eq!((url.username(), url.password()), ("", None));
        let host = address.host();
        assert!(host.starts_with('[') || url.origin().ascii_serialization() == address.origin(), "{url} {address}");
    }
}

fn check_pasted(text: &str) {
    let Some(found) = paste::parse(text) else { return };
    assert!(text.contains(found.repository.as_str()));
    let (Some(registry), Some(reference)) = (&found.registry, &found.reference) else { return };
    let api = format!("{registry}/v2/{}/manifests/{reference}", found.repository);
    assert_eq!(paste::parse(&api).as_ref(), Some(&found), "{api}");
    if registry.short() == registry.host() && registry.host().contains(['.', ':']) {
        let short = format!("{}/{}{}", registry.host(), found.repository, reference.suffix());
        assert_eq!(paste::parse(&short).as_ref(), Some(&found), "{short}");
    }
}
