//! Content in quantity, for tests that need more than a person would look at.

use crate::content::files;
use crate::push::{EMPTY, MANIFEST, PushError, Pushed, Pusher};
use crate::server::Demo;
use futures_util::stream::{self, StreamExt as _, TryStreamExt as _};
use serde_json::{Value, json};

/// How many manifests are on their way at once.
const AT_ONCE: usize = 16;

/// The artifact types that referrers have in turn: of five in a row, each has another.
pub const TYPES: [&str; 5] = [
    "application/spdx+json",
    "application/vnd.cyclonedx+json",
    "application/vnd.in-toto+json",
    "application/vnd.dev.cosign.artifact.sig.v1+json",
    "application/sarif+json",
];

/// An image and all that refers to it, and to that, and so on.
#[derive(Clone, Debug)]
pub struct Tree {
    /// The image's digest. It has the tag `1.0`.
    pub digest: String,
    /// The digests of its referrers, of theirs, and so on: each subject's lie together, in its order.
    pub levels: Vec<Vec<String>>,
}

impl Tree {
    /// The number of referrers at all levels; the image is not counted.
    #[must_use]
    pub fn nodes(&self) -> usize {
        self.levels.iter().map(Vec::len).sum()
    }
}

impl Demo {
    /// Pushes `<repository>:1.0` with `levels[0]` referrers, each of which has `levels[1]` of its own, and
    /// so on: `[10, 10, 9]` are 1,010 manifests. The repository must be in one of the
    /// [`NAMESPACES`](crate::users::NAMESPACES).
    ///
    /// # Errors
    /// [`PushError`].
    pub async fn push_tree(&self, repository: &str, levels: &[usize]) -> Result<Tree, PushError> {
        let pusher = Pusher::new(self.door(), repository).await?;
        let config = pusher.blob(EMPTY, b"{}".to_vec()).await?;
        let image = pusher.manifest(&image(&pusher).await?, Some("1.0")).await?;
        let mut tree = Tree { digest: image.digest.clone(), levels: Vec::new() };
        let mut subjects = vec![image];
        for (depth, count) in levels.iter().enumerate() {
            let documents = subjects
                .iter()
                .flat_map(|subject| (0..*count).map(move |number| (subject, number)))
                .map(|(subject, number)| referrer(&config, subject, depth + 1, number));
            let pushed: Vec<Pushed> = stream::iter(documents.collect::<Vec<_>>())
                .map(|document| {
                    let pusher = pusher.clone();
                    async move { pusher.manifest(&document, None).await }
                })
                .buffered(AT_ONCE)
                .try_collect()
                .await?;
            tree.levels.push(pushed.iter().map(|pushed| pushed.digest.clone()).collect());
            subjects = pushed;
        }
        Ok(tree)
    }

    /// Pushes `<repository>:1.0` with so many referrers, their types being [`TYPES`] in turn.
    ///
    /// # Errors
    /// [`PushError`].
    pub async fn push_many(&self, repository: &str, count: usize) -> Result<Tree, PushError> {
        self.push_tree(repository, &[count]).await
    }

    /// Gives one image so many tags, `v1.0`, `v1.1` … `v1.9`, `v2.0` …, and gives them in that order.
    ///
    /// # Errors
    /// [`PushError`].
    pub async fn push_tags(&self, repository: &str, count: usize) -> Result<Vec<String>, PushError> {
        let pusher = Pusher::new(self.door(), repository).await?;
        let document = image(&pusher).await?;
        let tags: Vec<String> = (0..count).map(|number| format!("v{}.{}", number / 10 + 1, number % 10)).collect();
        stream::iter(tags.clone())
            .map(|tag| {
                let (pusher, document) = (pusher.clone(), document.clone());
                async move { pusher.manifest(&document, Some(&tag)).await }
            })
            .buffered(AT_ONCE)
            .try_collect::<Vec<_>>()
            .await?;
        Ok(tags)
    }

    /// Pushes a blob of any size up to 512 MiB.
    ///
    /// # Errors
    /// [`PushError`].
    pub async fn push_blob(
        &self,
        repository: &str,
        media_type: &'static str,
        bytes: Vec<u8>,
    ) -> Result<Pushed, PushError> {
        Pusher::new(self.door(), repository).await?.blob(media_type, bytes).await
    }

    /// Pushes a manifest or index as it is, under a tag or its digest. What it points to must be there.
    ///
    /// # Errors
    /// [`PushError`].
    pub async fn push_manifest(
        &self,
        repository: &str,
        document: &Value,
        tag: Option<&str>,
    ) -> Result<Pushed, PushError> {
        Pusher::new(self.door(), repository).await?.manifest(document, tag).await
    }
}

/// An image with nothing in it.
pub async fn image(pusher: &Pusher) -> Result<Value, PushError> {
    let config = files::config("amd64", None, &crate::push::digest(b""));
    let config = pusher.blob("application/vnd.oci.image.config.v1+json", config.to_string().into_bytes()).await?;
    let layer = pusher.blob("application/vnd.oci.image.layer.v1.tar", Vec::new()).await?;
    Ok(json!({
        "schemaVersion": 2,
        "mediaType": MANIFEST,
        "config": config.descriptor(),
        "layers": [layer.descriptor()],
    }))
}

fn referrer(config: &Pushed, subject: &Pushed, depth: usize, number: usize) -> Value {
    let title = format!("number {} at depth {depth}", number + 1);
    let annotations = json!({"org.opencontainers.image.title": title});
    referrer_of(config, subject, TYPES[number % TYPES.len()], annotations)
}

/// A referrer without content: the empty configuration is its one layer, too (image specification,
/// "Guidance for an Empty Descriptor").
pub fn referrer_of(config: &Pushed, subject: &Pushed, artifact_type: &str, annotations: Value) -> Value {
    json!({
        "schemaVersion": 2,
        "mediaType": MANIFEST,
        "artifactType": artifact_type,
        "config": config.descriptor(),
        "layers": [config.descriptor()],
        "subject": subject.descriptor(),
        "annotations": annotations,
    })
}
