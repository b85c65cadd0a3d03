//! What belongs into a layout: from the tree, and from what each manifest names once it is there.

use super::Entry;
use crate::oci::json::{self, DescriptorError, Numbers};
use crate::oci::manifest::Child;
use crate::oci::{Descriptor, Digest, MediaType, Reference, conventions};
use crate::registry::client::Fetched;
use crate::registry::found::{Found, Way};
use crate::registry::tree::{Node, Tree, What};
use serde_json::Value;
use thiserror::Error;

/// The most manifests of a layout. Indexes of indexes could go on for longer than anybody waits.
const LIMIT: usize = 100_000;

/// Why it cannot be told what belongs into a layout.
#[derive(Clone, Debug, Error, PartialEq, Eq)]
pub enum PlanError {
    /// A manifest is no JSON.
    #[error("{0} is not a manifest: it is no JSON document")]
    NoDocument(Digest),
    /// A manifest names something that is no descriptor.
    #[error("{digest} is not a manifest: {key}, entry {at}: {error}")]
    Descriptor {
        /// Which manifest.
        digest: Digest,
        /// In which of its lists.
        key: &'static str,
        /// Which entry, counted from 1.
        at: usize,
        /// What is wrong with it.
        error: DescriptorError,
    },
    /// More manifests than any image has.
    #[error("there are more than {LIMIT} manifests to fetch")]
    TooMany,
}

/// Whose a manifest is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Role {
    /// The image itself, or a part of its index: its layers can be left out.
    Own,
    /// Something beside the image: it comes with all that is in it.
    Beside,
}

/// What belongs into a layout, as far as that is known.
#[derive(Debug)]
pub struct Plan {
    with_layers: bool,
    entries: Vec<Entry>,
    manifests: Vec<(Descriptor, Role)>,
    /// How many of the manifests were handed out to be fetched.
    handed: usize,
    blobs: Vec<Descriptor>,
    bytes: u64,
    left_out: usize,
    known: Numbers,
}

impl Plan {
    /// A plan for an image, by the name `reference`, and all that its tree holds; without the image's own layers
    /// where these are not wanted: a layout may lack blobs (image specification, "Blobs").
    ///
    /// # Errors
    /// [`PlanError`] where the image's manifest names something that is no descriptor.
    pub fn new(image: &Fetched, reference: &Reference, tree: &Tree, with_layers: bool) -> Result<Self, PlanError> {
        let media_type = MediaType::from(image.manifest.media_type.as_str());
        let root = Descriptor::new(media_type, image.bytes.len() as u64, image.digest.clone());
        let mut plan = Self {
            with_layers,
            entries: vec![Entry { descriptor: root.clone(), name: Some(reference.to_string()) }],
            manifests: vec![(root.clone(), Role::Own)],
            handed: 1,
            blobs: Vec::new(),
            bytes: root.size(),
            left_out: 0,
            known: Numbers::default(),
        };
        plan.known.add(root.digest().as_ref(), 0);
        plan.note(&root, &image.bytes)?;
        for node in &tree.nodes {
            if let What::Artifact(found) = &node.what {
                plan.referrer(tree, node, found)?;
            }
        }
        Ok(plan)
    }

    /// Something that refers to the image is named by the index, unless the image's own index lists it.
    fn referrer(&mut self, tree: &Tree, node: &Node, found: &Found) -> Result<(), PlanError> {
        let descriptor = found.referrer.descriptor();
        if self.add_manifest(&descriptor, Role::Beside)? {
            let subject = node.parent.and_then(|parent| tree.nodes.get(parent)).map(|node| &node.digest);
            let name = subject.and_then(|subject| tag_of(subject, found));
            self.entries.push(Entry { descriptor, name });
        }
        Ok(())
    }

    fn add_manifest(&mut self, descriptor: &Descriptor, role: Role) -> Result<bool, PlanError> {
        if self.manifests.len() >= LIMIT {
            return Err(PlanError::TooMany);
        }
        let is_new = self.known.add(descriptor.digest().as_ref(), 0);
        if is_new {
            self.manifests.push((descriptor.clone(), role));
            self.bytes = self.bytes.saturating_add(descriptor.size());
        }
        Ok(is_new)
    }

    fn add_blob(&mut self, blob: Descriptor) {
        // What may not be distributed is elsewhere than in the registry (image specification, "Non-Distributable
        // Layers").
        let media_type = blob.media_type().to_string();
        if media_type.contains("nondistributable") || media_type.contains("rootfs.foreign") {
            self.left_out += 1;
        } else if self.known.add(blob.digest().as_ref(), 0) {
            self.bytes = self.bytes.saturating_add(blob.size());
            self.blobs.push(blob);
        }
    }

    /// Up to `count` of the manifests that are still to be fetched. Each is handed out once.
    pub fn next_manifests(&mut self, count: usize) -> Vec<Descriptor> {
        let end = (self.handed + count).min(self.manifests.len());
        let next = self.manifests[self.handed..end].iter().map(|(descriptor, _)| descriptor.clone()).collect();
        self.handed = end;
        next
    }

    /// Takes note of what a manifest names, which has been fetched.
    ///
    /// # Errors
    /// [`PlanError`].
    pub fn note(&mut self, target: &Descriptor, bytes: &[u8]) -> Result<(), PlanError> {
        let digest = target.digest();
        let of_this = |(descriptor, _): &&(Descriptor, Role)| descriptor.digest() == digest;
        // Those that are noted were handed out last.
        let role = self.manifests[..self.handed].iter().rev().find(of_this).map_or(Role::Beside, |(_, role)| *role);
        let document = json::parse(bytes).map_err(|_| PlanError::NoDocument(digest.clone()))?;
        for child in listed(digest, &document, "manifests")? {
            let child = Child { descriptor: child, platform: None };
            let role = if conventions::is_attestation(&child) { Role::Beside } else { role };
            self.add_manifest(&child.descriptor, role)?;
        }
        if let Some(config) = document.get("config").filter(|config| !config.is_null()) {
            self.add_blob(read(digest, config, "config", 1)?);
        }
        // `blobs` are the layers of the artifact manifests that came before version 1.1 of the specification.
        for key in ["layers", "blobs"] {
            for layer in listed(digest, &document, key)? {
                if role == Role::Beside || self.with_layers {
                    self.add_blob(layer);
                } else {
                    self.left_out += 1;
                }
            }
        }
        Ok(())
    }

    /// What `index.json` is to name, the image first.
    #[must_use]
    pub fn entries(&self) -> &[Entry] {
        &self.entries
    }

    /// How many manifests there are, the image's included, as far as that is known.
    #[must_use]
    pub fn manifests(&self) -> usize {
        self.manifests.len()
    }

    /// The blobs of all manifests that were noted, each once.
    #[must_use]
    pub fn blobs(&self) -> &[Descriptor] {
        &self.blobs
    }

    /// How many bytes manifests and blobs have, as far as that is known.
    #[must_use]
    pub const fn bytes(&self) -> u64 {
        self.bytes
    }

    /// How many layers are left out: the image's own, where these are not wanted, and such as no registry has.
    #[must_use]
    pub const fn left_out(&self) -> usize {
        self.left_out
    }
}

/// The tag under which cosign keeps something: by that its readers find it, since it has no `subject`.
fn tag_of(subject: &Digest, found: &Found) -> Option<String> {
    let kind = found.ways.iter().find_map(|way| match way {
        Way::CosignTag(kind) => Some(*kind),
        _ => None,
    })?;
    let tag = conventions::cosign_tags(subject).find(|(_, other)| *other == kind);
    tag.map(|(tag, _)| tag.as_str().to_owned())
}

fn listed(digest: &Digest, document: &Value, key: &'static str) -> Result<Vec<Descriptor>, PlanError> {
    json::list(document, key).iter().enumerate().map(|(at, value)| read(digest, value, key, at + 1)).collect()
}

fn read(digest: &Digest, value: &Value, key: &'static str, at: usize) -> Result<Descriptor, PlanError> {
    json::descriptor(value).map_err(|error| PlanError::Descriptor { digest: digest.clone(), key, at, error })
}

#[cfg(test)]
mod tests {
    use super::super::super::sample::{self, MANIFEST, digest_of};
    use super::*;
    use crate::oci::manifest::Manifest;
    use serde_json::json;

    fn blob(number: usize, media_type: &str, size: u64) -> Value {
        json!({"mediaType": media_type, "digest": digest_of(number).to_string(), "size": size})
    }

    fn manifest(config: usize, layers: &[usize]) -> Vec<u8> {
        let layers: Vec<_> = layers.iter().map(|layer| blob(*layer, "x/layer", 1_000)).collect();
        json!({"schemaVersion": 2, "config": blob(config, "x/config", 10), "layers": layers}).to_string().into_bytes()
    }

    fn image() -> Fetched {
        let mut attestation = blob(5, MANIFEST, 20);
        attestation["annotations"] = json!({"vnd.docker.reference.type": "attestation-manifest"});
        let manifests = [blob(1, MANIFEST, 20), blob(2, MANIFEST, 20), attestation];
        let bytes = json!({"schemaVersion": 2, "manifests": manifests}).to_string().into_bytes();
        let manifest = Manifest::parse(&bytes, None).unwrap();
        Fetched { digest: digest_of(0), bytes, manifest, is_stated: true }
    }

    fn numbers<'a>(descriptors: impl IntoIterator<Item = &'a Descriptor>) -> Vec<usize> {
        let number = |digest: &Digest| (0..100).find(|number| digest_of(*number) == *digest).unwrap();
        descriptors.into_iter().map(|descriptor| number(descriptor.digest())).collect()
    }

    /// All manifests of the sample, noted; 1 and 2 share layer 20, 3 and 1 share layer 21.
    fn noted(with_layers: bool) -> Plan {
        let mut plan = Plan::new(&image(), &sample::reference(), &sample::tree(), with_layers).unwrap();
        let mut fetched = Vec::new();
        loop {
            let next = plan.next_manifests(2);
            if next.is_empty() {
                break;
            }
            for target in next {
                let bytes = match numbers([&target])[0] {
                    1 => manifest(10, &[20, 21]),
                    2 => manifest(11, &[20, 22]),
                    3 => manifest(12, &[21]),
                    4 => manifest(12, &[23]),
                    5 => manifest(12, &[24]),
                    6 => manifest(12, &[]),
                    other => panic!("{other}"),
                };
                plan.note(&target, &bytes).unwrap();
                fetched.push(target);
            }
        }
        assert_eq!(numbers(&fetched), [1, 2, 5, 3, 4, 6], "each once, the image's first");
        plan
    }

    #[test]
    fn all_that_is_named_is_there_once() {
        let plan = noted(true);
        assert_eq!(numbers(plan.blobs()), [10, 20, 21, 11, 22, 12, 24, 23]);
        let manifests = image().bytes.len() as u64 + 20 + 20 + 20 + 703 + 704 + 706;
        assert_eq!(plan.bytes(), manifests + 3 * 10 + 5 * 1_000);
        assert_eq!((plan.manifests(), plan.left_out()), (7, 0));
    }

    #[test]
    fn without_the_images_layers_those_of_others_stay() {
        let plan = noted(false);
        // 21 is a layer of the image, but of an artifact, too.
        assert_eq!(numbers(plan.blobs()), [10, 11, 12, 24, 21, 23]);
        assert_eq!(plan.left_out(), 4);
    }

    #[test]
    fn the_index_names_the_image_and_what_no_index_lists() {
        let plan = noted(true);
        let entries = plan.entries();
        assert_eq!(numbers(entries.iter().map(|entry| &entry.descriptor)), [0, 3, 4, 6]);
        let names: Vec<_> = entries.iter().map(|entry| entry.name.as_deref()).collect();
        assert_eq!(names, [Some("1.0"), None, None, None]);
    }

    #[test]
    fn what_cosign_finds_by_a_tag_keeps_its_tag() {
        let mut tree = sample::tree();
        tree.nodes[5].digest = digest_of(9);
        tree.nodes[5].what = What::Artifact(sample::found(9, None, &[], Way::CosignTag(crate::oci::Kind::Attestation)));
        let plan = Plan::new(&image(), &sample::reference(), &tree, true).unwrap();
        let entry = plan.entries().iter().find(|entry| *entry.descriptor.digest() == digest_of(9)).unwrap();
        let expected = format!("{}.att", digest_of(2).to_string().replace(':', "-"));
        assert_eq!(entry.name.as_deref(), Some(expected.as_str()));
    }

    #[test]
    fn older_artifact_manifests_and_layers_that_no_registry_has() {
        let mut plan = Plan::new(&image(), &sample::reference(), &sample::tree(), true).unwrap();
        let target = plan.next_manifests(6).pop().unwrap();
        let artifact =
            json!({"mediaType": "application/vnd.oci.artifact.manifest.v1+json", "blobs": [blob(30, "x/y", 1)]});
        plan.note(&target, artifact.to_string().as_bytes()).unwrap();
        assert_eq!(numbers(plan.blobs()), [30]);
        for media_type in [
            "application/vnd.oci.image.layer.nondistributable.v1.tar+gzip",
            "application/vnd.docker.image.rootfs.foreign.diff.tar.gzip",
        ] {
            let with_foreign = json!({"layers": [blob(31, media_type, 1)]});
            plan.note(&target, with_foreign.to_string().as_bytes()).unwrap();
        }
        assert_eq!((numbers(plan.blobs()), plan.left_out()), (vec![30], 2));
    }

    #[test]
    fn what_is_no_manifest_is_an_error_and_not_left_out() {
        let mut plan = Plan::new(&image(), &sample::reference(), &sample::tree(), true).unwrap();
        let target = plan.next_manifests(1).pop().unwrap();
        assert_eq!(plan.note(&target, b"{"), Err(PlanError::NoDocument(digest_of(1))));
        let bad = json!({"layers": [blob(1, "x/y", 1), {"mediaType": "x/y", "size": 1}]});
        let error = plan.note(&target, bad.to_string().as_bytes()).unwrap_err();
        assert_eq!(
            error.to_string(),
            format!("{} is not a manifest: layers, entry 2: its digest is missing or is no text", digest_of(1))
        );
    }
}
