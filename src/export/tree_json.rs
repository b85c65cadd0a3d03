//! The tree as JSON, in the shape of `oras discover --format json` (oras 1.3): the image's descriptor with a
//! `reference`, and in `referrers` those that refer to it, each in the same shape.
//!
//! What oras does not say stands in members of other names, which its readers pass over:
//!
//! - `foundBy`: the ways by which it was found. oras knows `referrers-api` and `referrers-tag` alone.
//! - `complete`: `false` where not all that refers to it is known, because a question failed or was not asked; on the
//!   image: where that is so anywhere.
//! - `repeated`: `true` where it stands elsewhere in the document with its own referrers.
//! - `platforms` on the image: the manifests of its index, with the referrers of each. oras shows those of the image
//!   alone, and so does `referrers`.
//! - `artifactTypeFilter` on the image: the type that was asked for, where it was one.

use super::outline::{self, Outline};
use crate::oci::json;
use crate::oci::manifest::Platform;
use crate::oci::{Address, Descriptor, Digest, RepositoryName};
use crate::registry::client::Fetched;
use crate::registry::tree::{Node, NodeId, Tree, What};
use serde_json::Value;

/// Deeper than this, lines begin no further to the right: a long chain would be blanks for the most part.
const INDENT_LIMIT: usize = 32;

/// Writes the tree of `image`, piece by piece.
pub fn write(
    registry: &Address,
    repository: &RepositoryName,
    image: &Fetched,
    tree: &Tree,
    take: &mut dyn FnMut(&str),
) {
    let outline = Outline::of(tree);
    let name = format!("{}/{repository}", registry.host());
    let mut document = Document { name: &name, tree, outline: &outline, text: String::new(), level: 0, take };
    document.image(image);
    document.flush();
}

struct Document<'a> {
    name: &'a str,
    tree: &'a Tree,
    outline: &'a Outline,
    text: String,
    level: usize,
    take: &'a mut dyn FnMut(&str),
}

impl Document<'_> {
    fn image(&mut self, image: &Fetched) {
        self.open('{');
        self.reference(&image.digest);
        self.field("mediaType", &Value::from(image.manifest.media_type.as_str()));
        self.field("digest", &Value::from(image.digest.as_ref()));
        self.field("size", &Value::from(image.bytes.len()));
        if !self.tree.filter.is_empty() {
            self.field("artifactTypeFilter", &Value::from(self.tree.filter.as_str()));
        }
        if self.tree.is_bounded || !self.tree.nodes.iter().all(Node::is_whole) {
            self.field("complete", &Value::from(false));
        }
        self.referrers(0);
        let platforms: Vec<NodeId> = self.children(0, true).collect();
        if !platforms.is_empty() {
            self.key("platforms");
            self.open('[');
            for (at, id) in platforms.into_iter().enumerate() {
                self.item(at == 0);
                self.platform(id);
            }
            self.close(']');
        }
        self.close('}');
        self.text.push('\n');
    }

    /// The children of a node that are platforms, or those that are not.
    fn children(&self, id: NodeId, are_platforms: bool) -> impl Iterator<Item = NodeId> {
        let (tree, outline) = (self.tree, self.outline);
        outline.children(id).filter(move |id| matches!(tree.nodes[*id].what, What::Platform(..)) == are_platforms)
    }

    fn platform(&mut self, id: NodeId) {
        let tree = self.tree;
        let What::Platform(descriptor, platform) = &tree.nodes[id].what else { return };
        self.open('{');
        self.descriptor(descriptor);
        if let Some(Platform { os, architecture, variant }) = platform {
            self.key("platform");
            self.open('{');
            self.first_field("architecture", &Value::from(architecture.as_str()));
            self.field("os", &Value::from(os.as_str()));
            if let Some(variant) = variant {
                self.field("variant", &Value::from(variant.as_str()));
            }
            self.close('}');
        }
        self.completeness(id);
        self.referrers(id);
        self.close('}');
    }

    /// All that refers to a node, with all that refers to that.
    fn referrers(&mut self, id: NodeId) {
        self.key("referrers");
        self.open('[');
        let mut open = 0;
        let children: Vec<NodeId> = self.children(id, false).collect();
        for child in children {
            for (id, depth) in self.outline.below(child) {
                // The first of its list is what nothing has to be closed before.
                let is_first = depth == open;
                while open > depth {
                    self.close(']');
                    self.close('}');
                    open -= 1;
                }
                self.item(is_first);
                self.artifact(id);
                open = depth + 1;
            }
        }
        while open > 0 {
            self.close(']');
            self.close('}');
            open -= 1;
        }
        self.close(']');
        self.flush();
    }

    /// A referrer, up to where its own are listed.
    fn artifact(&mut self, id: NodeId) {
        let tree = self.tree;
        let node = &tree.nodes[id];
        self.open('{');
        if let Some(found) = node.found() {
            self.descriptor(&found.referrer.descriptor());
            let ways = found.ways.iter().map(|way| Value::from(outline::way(*way)));
            self.field("foundBy", &Value::Array(ways.collect()));
        }
        if matches!(node.what, What::Repeat(..)) {
            self.field("repeated", &Value::from(true));
        }
        self.completeness(id);
        self.key("referrers");
        self.open('[');
        self.flush();
    }

    fn completeness(&mut self, id: NodeId) {
        if !self.tree.nodes[id].is_whole() {
            self.field("complete", &Value::from(false));
        }
    }

    /// The members of a descriptor, in the order in which oras has them.
    fn descriptor(&mut self, descriptor: &Descriptor) {
        self.reference(descriptor.digest());
        self.field("mediaType", &Value::from(descriptor.media_type().as_ref()));
        self.field("digest", &Value::from(descriptor.digest().as_ref()));
        self.field("size", &Value::from(descriptor.size()));
        if let Some(annotations) = descriptor.annotations().as_ref().filter(|all| !all.is_empty()) {
            self.key("annotations");
            self.open('{');
            for (at, (key, value)) in json::sorted(annotations).into_iter().enumerate() {
                self.item(at == 0);
                self.text.push_str(&format!("{}: {}", Value::from(key), Value::from(value)));
            }
            self.close('}');
        }
        if let Some(artifact_type) = descriptor.artifact_type() {
            self.field("artifactType", &Value::from(artifact_type.as_ref()));
        }
    }

    fn reference(&mut self, digest: &Digest) {
        let reference = format!("{}@{digest}", self.name);
        self.first_field("reference", &Value::from(reference));
    }

    fn first_field(&mut self, key: &str, value: &Value) {
        self.item(true);
        self.text.push_str(&format!("\"{key}\": {value}"));
    }

    fn field(&mut self, key: &str, value: &Value) {
        self.item(false);
        self.text.push_str(&format!("\"{key}\": {value}"));
    }

    fn key(&mut self, key: &str) {
        self.item(false);
        self.text.push_str(&format!("\"{key}\": "));
    }

    fn open(&mut self, bracket: char) {
        self.text.push(bracket);
        self.level += 1;
    }

    /// Ends a list or an object: on its own line, unless it is empty.
    fn close(&mut self, bracket: char) {
        self.level -= 1;
        if !self.text.ends_with(['[', '{']) {
            self.line();
        }
        self.text.push(bracket);
    }

    fn item(&mut self, is_first: bool) {
        if !is_first {
            self.text.push(',');
        }
        self.line();
    }

    fn line(&mut self) {
        self.text.push('\n');
        self.text.push_str(&"  ".repeat(self.level.min(INDENT_LIMIT)));
    }

    /// Hands on what is written but for its last character, by which the next one is told.
    fn flush(&mut self) {
        let Some((at, _)) = self.text.char_indices().next_back() else { return };
        let last = self.text.split_off(if self.level == 0 { self.text.len() } else { at });
        (self.take)(&self.text);
        self.text = last;
    }
}

#[cfg(test)]
mod tests {
    use super::super::sample;
    use super::*;
    use std::time::Instant;

    fn written(tree: &Tree) -> String {
        let mut text = String::new();
        write(&sample::registry(), &sample::repository(), &sample::image(), tree, &mut |piece| text.push_str(piece));
        text
    }

    fn value(tree: &Tree) -> Value {
        serde_json::from_str(&written(tree)).unwrap()
    }

    /// What `oras discover --format json` of oras 1.3 prints, by its documentation: these members, in this order.
    #[test]
    fn a_referrer_is_as_oras_prints_it() {
        let mut tree = sample::tree();
        tree.nodes.truncate(4);
        let (image, sbom) = (sample::digest_of(0), sample::digest_of(3));
        let size = sample::image().bytes.len();
        let hostile = Value::from(sample::HOSTILE);
        let expected = format!(
            r#"{{
  "reference": "quay.example:8443/org/app@{image}",
  "mediaType": "application/vnd.oci.image.index.v1+json",
  "digest": "{image}",
  "size": {size},
  "referrers": [
    {{
      "reference": "quay.example:8443/org/app@{sbom}",
      "mediaType": "application/vnd.oci.image.manifest.v1+json",
      "digest": "{sbom}",
      "size": 703,
      "annotations": {{
        "note": {hostile},
        "org.opencontainers.image.created": "2026-01-02T03:04:05Z"
      }},
      "artifactType": "application/spdx+json",
      "foundBy": ["referrers-api"],
      "referrers": []
    }}
  ],
  "platforms": ["#
        );
        let text = written(&tree);
        assert!(text.starts_with(&expected), "{text}");
        assert!(text.ends_with("\n}\n"), "{text}");
    }

    #[test]
    fn referrers_of_platforms_and_of_referrers_are_nested() {
        let value = value(&sample::tree());
        let digest = |number| Value::from(sample::digest_of(number).as_ref());
        assert_eq!(value["referrers"].as_array().unwrap().len(), 1);
        assert_eq!(value["referrers"][0]["digest"], digest(3));
        assert_eq!(value["referrers"][0]["referrers"], Value::Array(Vec::new()));
        let [amd64, arm64] = value["platforms"].as_array().unwrap().as_slice() else { panic!("{value}") };
        assert_eq!(amd64["platform"]["architecture"], "amd64");
        assert_eq!((&arm64["platform"]["variant"], &arm64["size"]), (&Value::from("v8"), &Value::from(500)));
        let signature = &amd64["referrers"][0];
        assert_eq!(signature["digest"], digest(4));
        assert_eq!(signature["referrers"][0]["digest"], digest(6));
        assert_eq!(signature["referrers"][0]["foundBy"][0], "referrers-tag");
        assert_eq!(signature["referrers"][0].get("repeated"), None);
        assert_eq!(signature["referrers"][1]["digest"], digest(3));
        assert_eq!(signature["referrers"][1]["repeated"], true);
        let cosign = &arm64["referrers"][0];
        assert_eq!((cosign.get("artifactType"), &cosign["foundBy"][0]), (None, &Value::from("cosign-tag")));
    }

    #[test]
    fn what_is_not_known_whole_says_so_on_itself_and_on_the_image() {
        let complete = |value: &Value| value.get("complete").cloned();
        let mut tree = sample::tree();
        assert_eq!(complete(&value(&tree)), None);
        tree.nodes[4].unreadable.push("entry 1".to_owned());
        let partial = value(&tree);
        let signature = &partial["platforms"][0]["referrers"][0];
        assert_eq!((complete(&partial), complete(signature)), (Some(false.into()), Some(false.into())));
        assert_eq!(complete(&partial["platforms"][0]), None);
        let mut tree = sample::tree();
        (tree.is_bounded, tree.filter) = (true, "x/y".to_owned());
        let bounded = value(&tree);
        assert_eq!((complete(&bounded), &bounded["artifactTypeFilter"]), (Some(false.into()), &Value::from("x/y")));
    }

    #[test]
    fn fifty_thousand_take_a_time_that_grows_with_their_number() {
        for make in [sample::flat, sample::chain] {
            let time = |count| {
                let tree = make(count);
                let begun = Instant::now();
                let mut size = 0;
                write(&sample::registry(), &sample::repository(), &sample::image(), &tree, &mut |piece| {
                    size += piece.len();
                });
                (begun.elapsed().as_secs_f64(), size)
            };
            let ((_, small), (seconds, large)) = (time(5_000), time(50_000));
            assert!(large > 9 * small && large < 11 * small, "{small} {large} bytes");
            assert!(seconds < 20.0, "{seconds} s");
        }
    }
}
