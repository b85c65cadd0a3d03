//! Names, tags, digests, addresses, and whole references.

use crate::cases;
use crate::grammar::{address, address_text, any_text, digest_text, image, reference, repository};
use proptest::prelude::*;
use refscope::oci::conventions::{MachineTag, cosign_tags, machine_tag};
use refscope::oci::{Address, Reference, RepositoryName, Tag, digest, paste};
use regex::Regex;
use std::net::Ipv6Addr;
use std::sync::LazyLock;
use url::Url;

/// The pieces that names and references are made of.
const PIECES: &[&str] = &[
    "a",
    "b0",
    "Org",
    "/",
    ".",
    "_",
    "__",
    "-",
    ":",
    "@",
    "sha256",
    "sha256:",
    "latest",
    " ",
    "\t",
    "v2/",
    "/manifests/",
    "/referrers/",
    "repository/",
    "?tag=",
    "docker://",
    "oci://",
    "https://",
    "quay.io",
    "localhost",
    ":5000",
    "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef",
    ".sig",
    "#",
];

/// The pieces that addresses are made of.
const ADDRESS_PIECES: &[&str] = &[
    "http",
    "https",
    "://",
    ":",
    "/",
    "//",
    "\\",
    "@",
    "?",
    "#",
    "quay",
    ".",
    "io",
    "localhost",
    "127",
    "0x7f",
    "0",
    "[",
    "]",
    "::1",
    "5000",
    ":443",
    "-",
    "_",
    "xn--",
    "%2e",
    " ",
    "\n",
    "\u{ad}",
    "。",
    "Ｑ",
    "ß",
];

/// The distribution specification's own expressions, "Pulling manifests".
fn specified(expression: &str) -> Regex {
    Regex::new(&format!(r"\A(?:{expression})\z")).unwrap()
}
static NAME: LazyLock<Regex> =
    LazyLock::new(|| specified(r"[a-z0-9]+((\.|_|__|-+)[a-z0-9]+)*(\/[a-z0-9]+((\.|_|__|-+)[a-z0-9]+)*)*"));
static TAG: LazyLock<Regex> = LazyLock::new(|| specified(r"[a-zA-Z0-9_][a-zA-Z0-9._-]{0,127}"));
/// The image specification's, "Digests".
static DIGEST: LazyLock<Regex> = LazyLock::new(|| specified(r"[a-z0-9]+([+._-][a-z0-9]+)*:[a-zA-Z0-9=_-]+"));
/// Its registered algorithms have a stricter form.
static REGISTERED: LazyLock<Regex> =
    LazyLock::new(|| specified(r"sha256:[a-f0-9]{64}|sha384:[a-f0-9]{96}|sha512:[a-f0-9]{128}"));

fn is_digest(text: &str) -> bool {
    let is_registered = ["sha256:", "sha384:", "sha512:"].iter().any(|algorithm| text.starts_with(algorithm));
    text.len() <= 255 && if is_registered { REGISTERED.is_match(text) } else { DIGEST.is_match(text) }
}

proptest! {
    #![proptest_config(cases(512))]

    #[test]
    fn a_repository_name_is_what_the_specification_matches(
        text in prop_oneof![any_text(PIECES), "[ab0._/-]{0,10}", "a{250,260}"],
    ) {
        let inner = text.trim().trim_matches('/');
        let expected = (NAME.is_match(inner) && inner.len() <= 255).then_some(inner);
        let found = RepositoryName::parse(&text);
        prop_assert_eq!(found.as_ref().ok().map(RepositoryName::as_str), expected);
        if let Err(error) = found {
            prop_assert!(!error.to_string().is_empty());
        }
    }

    #[test]
    fn a_repository_name_reads_as_it_is_written(name in repository()) {
        prop_assert!(NAME.is_match(name.as_str()));
        prop_assert_eq!(RepositoryName::parse(&name.to_string()), Ok(name));
    }

    #[test]
    fn a_tag_is_what_the_specification_matches(text in prop_oneof![any_text(PIECES), "[a-zA-Z0-9._-]{0,140}"]) {
        let expected = TAG.is_match(&text).then_some(text.as_str());
        let found = Tag::parse(&text).ok();
        prop_assert_eq!(found.as_ref().map(Tag::as_str), expected);
    }

    #[test]
    fn a_digest_is_what_the_specification_matches(
        text in prop_oneof![
            any_text(PIECES),
            digest_text(),
            "sha(256:[0-9a-g]{63,65}|512:[0-9A-f]{128}|384:[0-9a-f]{96})",
            "x[+.]{0,2}y:[a-z]{248,254}",
        ],
    ) {
        let found = digest::parse(&text);
        prop_assert_eq!(found.is_ok(), is_digest(&text), "{:?}", found);
        if let Ok(found) = found {
            prop_assert_eq!(found.to_string(), text);
        }
    }

    #[test]
    fn bytes_have_their_own_digest_and_no_other(bytes in any::<Vec<u8>>(), other in any::<Vec<u8>>()) {
        let own = digest::of(&bytes);
        prop_assert_eq!(digest::verify(&own, &bytes), Ok(()));
        prop_assert_eq!(digest::verify(&own, &other).is_ok(), bytes == other);
    }

    #[test]
    fn tags_made_of_digests_are_tags_and_known_as_machines(text in digest_text()) {
        let subject = digest::parse(&text).unwrap();
        let referrers = digest::referrers_tag(&subject);
        prop_assert!(Tag::parse(&referrers).is_ok(), "{}", referrers);
        let is_known = ["sha256", "sha384", "sha512"].contains(&subject.algorithm().as_ref());
        prop_assert_eq!(machine_tag(&referrers), is_known.then_some(MachineTag::Referrers));
        for (tag, kind) in cosign_tags(&subject) {
            prop_assert_eq!(machine_tag(tag.as_str()), is_known.then_some(MachineTag::Cosign(kind)));
        }
    }

    #[test]
    fn no_text_is_folded_away_that_holds_no_digest(
        text in prop_oneof![any_text(PIECES), "(sha256|sha512|sha1)-[0-9a-f]{62}[0-9a-gA-G]{1,3}(\\.(sig|att|sbom|json))?"],
    ) {
        if machine_tag(&text).is_some() {
            let hex = text.split(['-', '.']).nth(1).unwrap_or_default();
            prop_assert!(hex.len() >= 64 && hex.bytes().all(|b| b"0123456789abcdef".contains(&b)), "{}", text);
            prop_assert!(Tag::parse(&text).is_ok() || hex.len() == 128, "{}", text);
        }
    }

    #[test]
    fn a_reference_reads_as_it_is_written(reference in reference()) {
        prop_assert_eq!(Reference::parse(&reference.to_string()), Ok(reference.clone()));
        prop_assert_eq!(Reference::parse(&reference.suffix()), Ok(reference));
    }

    #[test]
    fn a_text_is_a_tag_or_a_digest_or_refused_in_words(text in any_text(PIECES)) {
        match Reference::parse(&text) {
            Ok(Reference::Tag(tag)) => prop_assert!(TAG.is_match(tag.as_str()) && text.contains(tag.as_str())),
            Ok(Reference::Digest(digest)) => prop_assert!(is_digest(digest.as_ref()) && text.contains(digest.as_ref())),
            Err(error) => prop_assert!(!error.to_string().is_empty()),
        }
    }

    #[test]
    fn an_address_reads_as_it_is_written(address in address()) {
        for text in [address.origin(), address.short(), address.to_string(), address.origin().to_uppercase()] {
            prop_assert_eq!(Address::parse(&text), Ok(address.clone()), "{}", text);
        }
    }

    #[test]
    fn an_address_is_the_origin_that_a_browser_makes_of_it(
        text in prop_oneof![address_text(), any_text(ADDRESS_PIECES)],
    ) {
        match Address::parse(&text) {
            // A label that pretends to be Punycode is an address for which the browser has no request.
            Ok(address) => match Url::parse(&address.origin()) {
                Ok(url) => {
                    // An IPv6 address stays as it is written.
                    if !address.host().starts_with('[') {
                        prop_assert_eq!(url.origin().ascii_serialization(), address.origin());
                    }
                    prop_assert_eq!((url.path(), url.username(), url.password()), ("/", "", None));
                }
                Err(error) => prop_assert!(address.host().contains("xn--"), "{}: {}", address, error),
            },
            Err(error) => prop_assert!(!error.to_string().is_empty()),
        }
    }

    #[test]
    fn an_ipv6_address_is_what_the_standard_library_reads(text in "[0-9a-f]{0,5}(:[0-9a-f]{0,4}){1,9}") {
        let expected = text.parse::<Ipv6Addr>().ok();
        let found = Address::parse(&format!("[{text}]")).ok().map(|address| address.host());
        let found = found.map(|host| host.trim_matches(['[', ']']).parse::<Ipv6Addr>().unwrap());
        prop_assert_eq!(found, expected);
    }

    #[test]
    fn an_absolute_address_is_split_where_a_browser_splits_it(
        origin in address_text(), path in any_text(ADDRESS_PIECES),
    ) {
        let whole = format!("{origin}{path}");
        if let Some((address, rest)) = Address::split(&whole) {
            prop_assert!(whole.ends_with(rest));
            prop_assert!(rest.is_empty() || rest.starts_with(['/', '?', '#']));
            if let Ok(url) = Url::parse(&whole) && !address.host().starts_with('[') {
                prop_assert_eq!(url.origin().ascii_serialization(), address.origin());
                prop_assert_eq!((url.username(), url.password()), ("", None));
            }
        }
    }

    #[test]
    fn a_whole_reference_is_found_again_when_it_is_pasted(image in image(), tag in "[a-z]{1,5}") {
        let (registry, repository, reference) = (&image.registry, &image.repository, &image.reference);
        let mut texts = vec![
            format!("{registry}/v2/{repository}/manifests/{reference}"),
            format!("{registry}/v2/{repository}/referrers/{reference}?artifactType=a/b"),
        ];
        // A host of one word is told from a namespace by its port only, and the scheme is not written there.
        if registry.short() == registry.host() && registry.host().contains(['.', ':']) {
            texts.extend([image.to_string(), format!(" docker://{image}\n"), format!("oci://{image}")]);
            if let Reference::Digest(digest) = reference {
                texts.push(format!("{}/{repository}:{tag}@{digest}", registry.host()));
            }
        }
        for text in texts {
            let Some(found) = paste::parse(&text) else { return Err(TestCaseError::fail(text)) };
            prop_assert_eq!(found.registry.as_ref(), Some(registry), "{}", &text);
            prop_assert_eq!((&found.repository, found.reference.as_ref()), (repository, Some(reference)), "{}", text);
        }
    }

    #[test]
    fn what_is_pasted_is_taken_from_the_text(text in any_text(PIECES)) {
        if let Some(found) = paste::parse(&text) {
            prop_assert!(text.contains(found.repository.as_str()));
            if let Some(reference) = found.reference {
                prop_assert!(text.contains(&reference.to_string()));
            }
            if let Some(registry) = found.registry {
                prop_assert!(text.to_lowercase().contains(registry.host().trim_start_matches("http://")));
            }
        }
    }
}
