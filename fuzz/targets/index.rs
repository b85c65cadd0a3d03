//! Manifests, indexes and lists of referrers: nothing that is listed is lost or there twice, and what oci-spec
//! reads is read alike.
#![no_main]

use libfuzzer_sys::fuzz_target;
use oci_spec::image::{Descriptor, ImageIndex, ImageManifest};
use refscope::oci::conventions::{attestations, images};
use refscope::oci::manifest::{Body, Manifest};
use refscope::oci::referrers::{Referrer, Referrers};
use refscope::oci::{Digest, digest, json};
use serde_json::Value;
use std::collections::HashSet;

fuzz_target!(|data: &[u8]| {
    let document = json::parse(data).ok();
    if let (Some(document), Ok(text)) = (&document, std::str::from_utf8(data)) {
        let laid_out = json::pretty(text);
        assert_eq!(json::parse(laid_out.as_bytes()).ok().as_ref(), Some(document));
        assert_eq!(json::pretty(&laid_out), laid_out);
    }

    let manifest = Manifest::parse(data, None);
    if let Ok(manifest) = &manifest {
        let document = document.as_ref().expect("a manifest is JSON");
        assert_eq!(document["schemaVersion"].as_u64(), Some(2));
        let described: Vec<&Descriptor> = match &manifest.body {
            Body::Index(children) => {
                assert_eq!(children.len(), json::list(document, "manifests").len());
                assert!(images(children).count() + attestations(children).count() <= children.len());
                children.iter().map(|child| &child.descriptor).collect()
            }
            Body::Image { config, layers } => {
                assert_eq!(layers.len(), json::list(document, "layers").len());
                std::iter::once(&**config).chain(layers).collect()
            }
        };
        for descriptor in described {
            assert_eq!(digest::parse(descriptor.digest().as_ref()).as_ref(), Ok(descriptor.digest()));
            assert!(i64::try_from(descriptor.size()).is_ok());
        }
    }

    if let Ok(referrers) = Referrers::parse(data) {
        let document = document.as_ref().expect("an index is JSON");
        let listed: Vec<_> = json::list(document, "manifests").iter().map(json::descriptor).collect();
        let mut known = HashSet::new();
        let expected: Vec<_> =
            listed.iter().flatten().filter(|item| known.insert(item.digest().clone())).cloned().collect();
        assert_eq!(referrers.items.iter().map(Referrer::descriptor).collect::<Vec<_>>(), expected);
        assert_eq!(referrers.unreadable.len(), listed.iter().filter(|entry| entry.is_err()).count());
        let counted: usize = referrers.count_by_kind().iter().map(|(_, count)| count).sum();
        assert_eq!(counted, referrers.items.len());
        assert!(referrers.items.iter().all(|item| item.annotations().is_sorted()));
    }

    if let Some(document) = document {
        as_oci_spec_reads_it(data, &document, manifest.ok().as_ref());
    }
});

/// oci-spec is stricter in all but numbers and lengths, so what it takes has to be taken.
fn as_oci_spec_reads_it(data: &[u8], document: &Value, ours: Option<&Manifest>) {
    // A stated media type decides here, and not there.
    if document.get("mediaType").is_some() || document["schemaVersion"] != 2 {
        return;
    }
    let digests = |list: &[Descriptor]| list.iter().map(|item| item.digest().clone()).collect::<Vec<Digest>>();
    let are_in_bounds = |list: &[Descriptor]| {
        list.iter().all(|item| i64::try_from(item.size()).is_ok() && item.digest().as_ref().len() <= 255)
    };
    if document.get("manifests").is_some() {
        if let Ok(theirs) = ImageIndex::from_reader(data)
            && are_in_bounds(theirs.manifests())
        {
            let children = ours.expect("an index").children();
            let found: Vec<_> = children.iter().map(|child| child.descriptor.digest().clone()).collect();
            assert_eq!(found, digests(theirs.manifests()));
        }
    } else if let Ok(theirs) = ImageManifest::from_reader(data)
        && are_in_bounds(theirs.layers())
        && are_in_bounds(std::slice::from_ref(theirs.config()))
    {
        let Body::Image { config, layers } = &ours.expect("a manifest").body else { panic!("a single manifest") };
        assert_eq!(config.digest(), theirs.config().digest());
        assert_eq!(digests(layers), digests(theirs.layers()));
    }
}
