//! Manifests, indexes, descriptors, error bodies, and JSON laid out.

use crate::cases;
use crate::grammar::{any_text, digest_text, json};
use oci_spec::image::{Descriptor, ImageIndex, ImageManifest};
use proptest::collection::{hash_map, vec};
use proptest::prelude::*;
use proptest::{option, sample::select};
use refscope::oci::conventions::{attestations, images};
use refscope::oci::error::Refusal;
use refscope::oci::json::{descriptor, parse, pretty};
use refscope::oci::manifest::{Body, Manifest, ManifestError};
use refscope::oci::referrers::Referrers;
use serde_json::{Value, json};
use std::collections::HashSet;

const NAMES: &[&str] = &[
    "schemaVersion",
    "mediaType",
    "artifactType",
    "config",
    "layers",
    "manifests",
    "digest",
    "size",
    "annotations",
    "platform",
    "os",
    "architecture",
    "variant",
    "subject",
    "application/vnd.oci.image.index.v1+json",
    "application/vnd.oci.image.manifest.v1+json",
    "vnd.docker.reference.type",
    "attestation-manifest",
    "vnd.docker.reference.digest",
    "unknown",
];

const ERROR_NAMES: &[&str] =
    &["errors", "error", "message", "details", "code", "detail", "MANIFEST_UNKNOWN", "<p>", "a\nb"];

const JSON_PIECES: &[&str] = &[
    "{", "}", "[", "]", ",", ":", "\"", "\\", "\\\"", "a", "\"a\"", "1", "-0.0", "1e9", "null", "true", " ", "\n",
    "\\u0041", "é",
];

const PAGE_PIECES: &[&str] = &[
    "<html>",
    "<",
    ">",
    "</p>",
    "Not Found",
    " ",
    "\n",
    "\u{1b}[31m",
    "\0",
    "é",
    "{",
    "\"error\":",
    "\"x\"",
    "}",
    "&lt;",
];

/// A descriptor as registries write them.
fn descriptor_value() -> impl Strategy<Value = Value> {
    let media_type = select(vec![
        "application/vnd.oci.image.manifest.v1+json",
        "application/vnd.oci.image.index.v1+json",
        "application/spdx+json",
        "text/plain",
    ]);
    let artifact_type = option::of(select(vec!["application/spdx+json", "application/vnd.in-toto+json", "x/y", ""]));
    let annotations = option::of(hash_map("[a-z.]{1,6}", any::<String>(), 0..4));
    (media_type, digest_text(), 0..=i64::MAX, artifact_type, annotations).prop_map(
        |(media_type, digest, size, artifact_type, annotations)| {
            let mut value = json!({"mediaType": media_type, "digest": digest, "size": size});
            if let Some(text) = artifact_type {
                value["artifactType"] = text.into();
            }
            if let Some(map) = annotations {
                value["annotations"] = json!(map);
            }
            value
        },
    )
}

/// A descriptor, or what should have been one.
fn entry() -> impl Strategy<Value = Value> {
    prop_oneof![4 => descriptor_value(), 1 => json(NAMES), 1 => (descriptor_value(), select(NAMES), json(NAMES)).prop_map(
        |(mut value, name, other)| {
            value[name] = other;
            value
        },
    )]
}

/// A manifest or index in which something may be wrong.
fn document() -> impl Strategy<Value = Value> {
    let whole = (vec(entry(), 0..4), entry(), any::<bool>(), option::weighted(0.3, (select(NAMES), json(NAMES))));
    whole.prop_map(|(entries, config, is_index, change)| {
        let mut document = match is_index {
            true => json!({"schemaVersion": 2, "manifests": entries}),
            false => json!({"schemaVersion": 2, "config": config, "layers": entries}),
        };
        if let Some((name, value)) = change {
            document[name] = value;
        }
        document
    })
}

/// Whether it can be of anything: a size is an `int64` (image specification, "Descriptors"), and no digest is that long.
fn is_possible(descriptor: &Descriptor) -> bool {
    i64::try_from(descriptor.size()).is_ok() && descriptor.digest().as_ref().len() <= 255
}

proptest! {
    #![proptest_config(cases(256))]

    #[test]
    fn a_descriptor_is_what_oci_spec_reads(value in entry()) {
        let found = descriptor(&value);
        // Ours takes more: what is not needed to find the content may be of a wrong type.
        if let Ok(theirs) = serde_json::from_value::<Descriptor>(value.clone())
            && is_possible(&theirs)
        {
            let ours = found.clone().map_err(|error| TestCaseError::fail(format!("{value}: {error}")))?;
            prop_assert_eq!((ours.media_type(), ours.size()), (theirs.media_type(), theirs.size()));
            prop_assert_eq!((ours.digest(), ours.artifact_type()), (theirs.digest(), theirs.artifact_type()));
            prop_assert_eq!(ours.annotations(), theirs.annotations());
        }
        match found {
            Ok(found) => {
                prop_assert_eq!(value["digest"].as_str(), Some(found.digest().as_ref()));
                prop_assert_eq!(value["size"].as_u64(), Some(found.size()));
                let again = serde_json::to_value(&found).unwrap();
                prop_assert_eq!(descriptor(&again), Ok(found));
            }
            Err(error) => prop_assert!(!error.to_string().is_empty()),
        }
    }

    #[test]
    fn a_manifest_is_what_oci_spec_reads(document in document()) {
        let bytes = document.to_string().into_bytes();
        let found = Manifest::parse(&bytes, None);
        if document.get("manifests").is_none() && document.get("mediaType").is_none()
            && let Ok(theirs) = ImageManifest::from_reader(bytes.as_slice())
            && theirs.layers().iter().chain([theirs.config()]).chain(theirs.subject()).all(is_possible)
        {
            let Ok(Manifest { body: Body::Image { config, layers }, .. }) = &found else {
                return Err(TestCaseError::fail(format!("{document}: {found:?}")));
            };
            let digests = |list: &[Descriptor]| list.iter().map(|item| item.digest().clone()).collect::<Vec<_>>();
            prop_assert_eq!(config.digest(), theirs.config().digest());
            prop_assert_eq!(digests(layers), digests(theirs.layers()));
        }
        if document.get("manifests").is_some() && document.get("mediaType").is_none()
            && let Ok(theirs) = ImageIndex::from_reader(bytes.as_slice())
            && theirs.manifests().iter().chain(theirs.subject()).all(is_possible)
        {
            let ours = found.clone().map_err(|error| TestCaseError::fail(format!("{document}: {error}")))?;
            let ours: Vec<_> = ours.children().iter().map(|child| child.descriptor.digest().clone()).collect();
            let theirs: Vec<_> = theirs.manifests().iter().map(|item| item.digest().clone()).collect();
            prop_assert_eq!(ours, theirs);
        }
    }

    #[test]
    fn a_manifest_that_is_read_is_whole(
        document in prop_oneof![3 => document(), 1 => json(NAMES)],
        content_type in option::of(any_text(&["application/vnd.oci.image.index.v1+json", ";", " ", "charset=utf-8", "text/html"])),
    ) {
        match Manifest::parse(document.to_string().as_bytes(), content_type.as_deref()) {
            Ok(manifest) => {
                prop_assert_eq!(document["schemaVersion"].as_u64(), Some(2));
                let listed = |name: &str| document[name].as_array().map_or(0, Vec::len);
                match &manifest.body {
                    Body::Index(children) => {
                        prop_assert_eq!(children.len(), listed("manifests"));
                        let others = children.len() - images(children).count();
                        prop_assert!(attestations(children).count() <= others, "none is image and attestation");
                    }
                    Body::Image { layers, .. } => {
                        prop_assert_eq!(layers.len(), listed("layers"));
                        prop_assert!(manifest.artifact_type().is_some());
                    }
                }
                prop_assert!(!manifest.media_type.is_empty() || document["mediaType"] == "");
            }
            Err(ManifestError::Schema1) => prop_assert_eq!(document["schemaVersion"].as_u64(), Some(1)),
            Err(error) => prop_assert!(!error.to_string().is_empty()),
        }
    }

    #[test]
    fn no_entry_of_an_index_is_lost(entries in vec(entry(), 0..6), twice in any::<bool>()) {
        let mut entries = entries;
        if twice {
            entries.extend(entries.clone());
        }
        let bytes = json!({"schemaVersion": 2, "manifests": entries}).to_string();
        let referrers = Referrers::parse(bytes.as_bytes()).unwrap();
        let (good, bad): (Vec<_>, Vec<_>) = entries.iter().map(descriptor).partition(Result::is_ok);
        let mut known = HashSet::new();
        let good = good.into_iter().flatten().filter(|item| known.insert(item.digest().clone()));
        let found: Vec<_> = referrers.items.iter().map(|item| item.descriptor()).collect();
        prop_assert_eq!(found, good.collect::<Vec<_>>(), "each digest once, in the registry's order");
        prop_assert_eq!(referrers.unreadable.len(), bad.len());
        let counted: usize = referrers.count_by_kind().iter().map(|(_, count)| count).sum();
        prop_assert_eq!(counted, referrers.items.len(), "everything is of some kind");
        for item in &referrers.items {
            prop_assert!(item.annotations().is_sorted());
            prop_assert_eq!(item.annotations().len(), item.descriptor().annotations().iter().flatten().count());
        }
    }

    #[test]
    fn bytes_that_are_no_document_are_refused(bytes in prop_oneof![any::<Vec<u8>>(), any_text(JSON_PIECES).prop_map(String::into_bytes)]) {
        for refused in [
            Manifest::parse(&bytes, None).map(drop).map_err(|error| error.to_string()),
            Referrers::parse(&bytes).map(drop).map_err(|error| error.to_string()),
        ] {
            prop_assert!(refused.is_err_and(|words| !words.is_empty()));
        }
    }

    #[test]
    fn a_document_that_is_cut_off_is_refused(document in document(), at in any::<prop::sample::Index>()) {
        let text = document.to_string();
        let cut = &text.as_bytes()[..at.index(text.len())];
        prop_assert!(Manifest::parse(cut, None).is_err());
        prop_assert!(Referrers::parse(cut).is_err());
    }

    #[test]
    fn the_first_error_of_an_envelope_is_quoted(code in "[A-Z_]{1,20}", message in "[!-;=-~]{1,20}( [!-~]{1,5}){0,3}", rest in vec(json(ERROR_NAMES), 0..3)) {
        let mut errors = vec![json!({"code": code, "message": message, "detail": null})];
        errors.extend(rest);
        let refusal = Refusal::parse(json!({"errors": errors}).to_string().as_bytes());
        prop_assert_eq!(refusal.quote(), Some(format!("{code}: {message}")));
    }

    #[test]
    fn a_quotation_is_one_short_line(
        body in prop_oneof![
            json(ERROR_NAMES).prop_map(|value| value.to_string().into_bytes()),
            any_text(PAGE_PIECES).prop_map(String::into_bytes),
            "<?[a-z >]{390,420}".prop_map(String::into_bytes),
            any::<Vec<u8>>(),
        ],
    ) {
        let refusal = Refusal::parse(&body);
        for words in [&refusal.code, &refusal.message] {
            prop_assert!(words.chars().count() <= 400);
            prop_assert!(!words.chars().any(char::is_control), "{:?}", words);
            prop_assert_eq!(words.trim(), words);
        }
        if parse(&body).is_ok_and(|value| value.is_object()) {
            prop_assert!(refusal.quote().is_some(), "something was said");
        }
    }

    #[test]
    fn a_document_laid_out_is_the_same_document(value in json(NAMES)) {
        let expected = serde_json::to_string_pretty(&value).unwrap();
        prop_assert_eq!(&pretty(&value.to_string()), &expected);
        prop_assert_eq!(&pretty(&expected), &expected, "laid out already");
    }

    #[test]
    fn text_that_is_json_keeps_every_character_but_white_space(text in any_text(JSON_PIECES)) {
        if let Ok(value) = parse(text.as_bytes()) {
            let laid_out = pretty(&text);
            prop_assert_eq!(parse(laid_out.as_bytes()).unwrap(), value);
            let bare = |text: &str| text.split_ascii_whitespace().collect::<String>();
            prop_assert_eq!(bare(&laid_out), bare(&text));
        }
    }
}
