//! An image with all that refers to it, downloaded as an OCI image layout and read by another reader.

use super::wire::Wire;
use super::{demo, inquiry, look};
use refscope::export::layout::{LAYOUT_FILE, LayoutError, Plan, Progress, REF_NAME, download};
use refscope::oci::referrers::Referrer;
use refscope::oci::{Address, Descriptor, Reference, RepositoryName, digest};
use refscope::registry::ClientError;
use refscope::registry::client::{Client, Fetched};
use refscope::registry::tree::{Tree, What};
use refscope::session::{self, Event};
use refscope_demo::{Demo, Options};
use serde_json::Value;
use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet};
use std::io::Read as _;
use std::sync::Arc;

const ACCOUNT: Option<(&str, &str)> = Some(("demo", "demo"));

/// A looked-at image, and a client that is in.
struct Looked {
    client: Client<Wire>,
    wire: Wire,
    name: RepositoryName,
    reference: String,
    image: Fetched,
    tree: Tree,
}

async fn looked_at(demo: &Demo, name: &str, reference: &str) -> Looked {
    let host = demo.host();
    let asking = inquiry(&host, name, reference, ACCOUNT);
    let wire = Wire::new();
    let client = Client::new(wire.clone(), Address::parse(&host).unwrap());
    let image = RefCell::new(None);
    let tell = |event| {
        if let Event::Image(fetched) = event {
            *image.borrow_mut() = Some(*fetched);
        }
    };
    session::find(&client, asking.clone(), &tell).await.unwrap();
    let session = look(Wire::new(), asking).await;
    Looked {
        client,
        wire,
        name: RepositoryName::parse(name).unwrap(),
        reference: reference.to_owned(),
        image: image.into_inner().unwrap(),
        tree: session.referrers.result.as_deref().unwrap().clone(),
    }
}

impl Looked {
    fn plan(&self, with_layers: bool) -> Plan {
        let reference = Reference::parse(&self.reference).unwrap();
        Plan::new(&self.image, &reference, &self.tree, with_layers).unwrap()
    }

    /// The archive, and what was told on the way.
    async fn download(&self, with_layers: bool) -> Result<(Vec<u8>, Vec<Progress>), LayoutError> {
        let mut bytes = Vec::new();
        let told = RefCell::new(Vec::new());
        let plan = self.plan(with_layers);
        let mut take = |piece: &[u8]| bytes.extend_from_slice(piece);
        let tell = |progress| told.borrow_mut().push(progress);
        download(&self.client, &self.name, &self.image.bytes, plan, &mut take, &tell).await?;
        Ok((bytes, told.into_inner()))
    }
}

/// The files of an archive. None of them is there twice.
fn files(archive: &[u8]) -> BTreeMap<String, Vec<u8>> {
    let mut files = BTreeMap::new();
    for entry in tar::Archive::new(archive).entries().unwrap() {
        let mut entry = entry.unwrap();
        let mut content = Vec::new();
        entry.read_to_end(&mut content).unwrap();
        let name = entry.path().unwrap().to_str().unwrap().to_owned();
        assert_eq!(files.insert(name.clone(), content), None, "{name} is there once");
    }
    files
}

fn document(bytes: &[u8]) -> Value {
    serde_json::from_slice(bytes).unwrap()
}

/// What the image specification asks of a layout. Gives the digests that are named, but not there.
fn check(files: &BTreeMap<String, Vec<u8>>) -> BTreeSet<String> {
    assert_eq!(files["oci-layout"], LAYOUT_FILE.as_bytes());
    let index = document(&files["index.json"]);
    assert_eq!(
        (&index["schemaVersion"], &index["mediaType"]),
        (&2.into(), &"application/vnd.oci.image.index.v1+json".into())
    );
    for (name, content) in files.iter().filter(|(name, _)| !["oci-layout", "index.json"].contains(&name.as_str())) {
        let named = name.strip_prefix("blobs/").unwrap().replacen('/', ":", 1);
        digest::verify(&digest::parse(&named).unwrap(), content).unwrap();
    }
    let (mut missing, mut met) = (BTreeSet::new(), BTreeSet::new());
    let mut waiting: Vec<Value> = index["manifests"].as_array().unwrap().clone();
    while let Some(descriptor) = waiting.pop() {
        let digest = descriptor["digest"].as_str().unwrap().to_owned();
        let Some(content) = files.get(&format!("blobs/{}", digest.replacen(':', "/", 1))) else {
            missing.insert(digest);
            continue;
        };
        assert_eq!(content.len() as u64, descriptor["size"].as_u64().unwrap(), "{digest}");
        let media_type = descriptor["mediaType"].as_str().unwrap();
        if met.insert(digest) && (media_type.contains(".manifest.") || media_type.contains(".index.")) {
            let manifest = document(content);
            for key in ["manifests", "layers"] {
                waiting.extend(manifest[key].as_array().into_iter().flatten().cloned());
            }
            waiting.extend(["config", "subject"].into_iter().filter_map(|key| manifest.get(key).cloned()));
        }
    }
    assert_eq!(met.len() + 2, files.len(), "nothing is there that is not named");
    missing
}

fn named(files: &BTreeMap<String, Vec<u8>>) -> Vec<(String, Option<String>)> {
    let index = document(&files["index.json"]);
    let text = |value: &Value| value.as_str().map(str::to_owned);
    let entries = index["manifests"].as_array().unwrap().iter();
    entries.map(|entry| (text(&entry["digest"]).unwrap(), text(&entry["annotations"][REF_NAME]))).collect()
}

#[tokio::test]
async fn a_layout_holds_the_image_and_all_that_refers_to_it() {
    let demo = demo(Options::default()).await;
    // Those that the account may read.
    let images = demo.content().images.iter().filter(|image| image.repository.starts_with("demo/"));
    for image in images {
        let (name, reference) = (&image.repository, &image.tag);
        let looked = looked_at(&demo, name, reference).await;
        let (archive, told) = looked.download(true).await.unwrap();
        let files = files(&archive);
        assert_eq!(check(&files), BTreeSet::new(), "{name}: nothing is missing");
        // The image has its name; each artifact is named, or listed by the image's own index.
        let entries = named(&files);
        assert_eq!(entries[0], (looked.image.digest.to_string(), Some(reference.clone())));
        let children: BTreeSet<_> =
            looked.image.manifest.children().iter().map(|child| child.descriptor.digest().to_string()).collect();
        for found in looked.tree.artifacts() {
            let digest = found.referrer.digest().to_string();
            assert!(children.contains(&digest) || entries.iter().any(|(other, _)| *other == digest), "{digest}");
        }
        let last = told.last().unwrap();
        let content: usize = files.iter().filter(|(name, _)| name.starts_with("blobs/")).map(|(_, c)| c.len()).sum();
        assert_eq!((last.bytes, last.bytes_known), (content as u64, content as u64));
        assert_eq!(last.manifests, last.manifests_known);
        assert!(told.is_sorted_by_key(|progress| progress.bytes));
    }
    demo.stop().await;
}

#[tokio::test]
async fn the_images_own_layers_can_be_left_out() {
    let demo = demo(Options::default()).await;
    let looked = looked_at(&demo, "demo/app", "1.0").await;
    let (whole, _) = looked.download(true).await.unwrap();
    let (slim, told) = looked.download(false).await.unwrap();
    let (whole, slim) = (files(&whole), files(&slim));
    let missing = check(&slim);
    assert!(!missing.is_empty() && whole.len() == slim.len() + missing.len(), "{missing:?}");
    let mut own = BTreeSet::new();
    for child in looked.image.manifest.children() {
        let digest = child.descriptor.digest().to_string();
        let manifest = document(&whole[&format!("blobs/{}", digest.replacen(':', "/", 1))]);
        let layers = manifest["layers"].as_array().unwrap().iter();
        own.extend(layers.map(|layer| layer["digest"].as_str().unwrap().to_owned()));
    }
    assert_eq!(missing, own, "nothing but layers of the image");
    assert_eq!(named(&slim), named(&whole));
    let content: usize = slim.iter().filter(|(name, _)| name.starts_with("blobs/")).map(|(_, c)| c.len()).sum();
    assert_eq!(told.last().unwrap().bytes_known, content as u64, "what is left out is not counted");
    demo.stop().await;
}

#[tokio::test]
async fn many_manifests_are_asked_for_side_by_side_and_each_once() {
    let demo = demo(Options { fill: false, ..Options::default() }).await;
    let pushed = demo.push_tree("demo/tree", &[5, 4]).await.unwrap();
    let looked = looked_at(&demo, "demo/tree", "1.0").await;
    looked.wire.seen.asked.borrow_mut().clear();
    looked.wire.seen.most.set(0);
    let (archive, _) = looked.download(true).await.unwrap();
    let files = files(&archive);
    assert_eq!(check(&files), BTreeSet::new());
    let entries: BTreeSet<_> = named(&files).into_iter().map(|(digest, _)| digest).collect();
    let expected: BTreeSet<_> = pushed.levels.concat().into_iter().chain([pushed.digest.clone()]).collect();
    assert_eq!(entries, expected);
    let asked = looked.wire.seen.asked.take();
    let once: BTreeSet<_> = asked.iter().collect();
    // 25 referrers; the image's config and layer, and the empty config that all referrers share.
    assert_eq!((asked.len(), once.len(), looked.wire.seen.most.get()), (28, 28, 6));
    demo.stop().await;
}

#[tokio::test]
async fn the_first_thing_that_cannot_be_had_ends_it_with_its_digest() {
    let demo = demo(Options { fill: false, ..Options::default() }).await;
    demo.push_tree("demo/tree", &[3]).await.unwrap();
    let mut looked = looked_at(&demo, "demo/tree", "1.0").await;
    let absent = digest::of(b"absent");
    let tampered = |change: &dyn Fn(&mut Descriptor)| {
        let mut tree = looked.tree.clone();
        let What::Artifact(found) = &mut tree.nodes[2].what else { panic!("a referrer") };
        let mut descriptor = found.referrer.descriptor();
        change(&mut descriptor);
        Arc::make_mut(found).referrer = Referrer::new(&descriptor);
        tree
    };
    let gone = tampered(&|descriptor| {
        descriptor.set_digest(absent.clone());
    });
    let larger = tampered(&|descriptor| {
        descriptor.set_size(descriptor.size() + 1);
    });
    let of_second = looked.tree.nodes[2].digest.clone();
    looked.tree = gone;
    match looked.download(true).await.unwrap_err() {
        LayoutError::Fetch { digest, error: ClientError::Refused { status: 404, .. } } => assert_eq!(digest, absent),
        other => panic!("{other:?}"),
    }
    looked.tree = larger;
    match looked.download(true).await.unwrap_err() {
        LayoutError::Fetch { digest, error: ClientError::Size { .. } } => assert_eq!(digest, of_second),
        other => panic!("{other:?}"),
    }
    demo.stop().await;
}
