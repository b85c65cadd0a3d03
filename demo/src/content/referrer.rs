//! Pushes something that refers to something else.

use super::Referrer;
use crate::push::{MANIFEST, PushError, Pushed, Pusher};
use serde_json::{Map, Value, json};

/// What is to refer to something.
pub struct Artifact {
    /// Its artifact type.
    pub artifact_type: &'static str,
    /// The media type of its content.
    pub content_type: &'static str,
    /// Its content.
    pub content: Value,
    /// Its annotations.
    pub annotations: Vec<(&'static str, String)>,
    /// The annotations of its one layer, where formats keep their signatures.
    pub layer_annotations: Vec<(&'static str, String)>,
}

/// The same, whatever its content is written in.
pub struct Raw {
    /// Its artifact type.
    pub artifact_type: &'static str,
    /// The media type of its content.
    pub content_type: &'static str,
    /// Its content.
    pub bytes: Vec<u8>,
    /// Its annotations.
    pub annotations: Vec<(&'static str, String)>,
    /// The annotations of its one layer.
    pub layer_annotations: Vec<(&'static str, String)>,
}

impl From<Artifact> for Raw {
    fn from(artifact: Artifact) -> Self {
        let Artifact { artifact_type, content_type, content, annotations, layer_annotations } = artifact;
        Self { artifact_type, content_type, bytes: content.to_string().into_bytes(), annotations, layer_annotations }
    }
}

/// Pushes an artifact that names `subject` (image specification, "Guidelines for Artifact Usage").
///
/// # Errors
/// [`PushError`].
pub async fn push(
    pusher: &Pusher,
    subject: &Pushed,
    artifact: impl Into<Raw>,
) -> Result<(Pushed, Referrer), PushError> {
    let artifact: Raw = artifact.into();
    let config = pusher.empty().await?;
    let layer = pusher.blob(artifact.content_type, artifact.bytes).await?;
    let mut layer = layer.descriptor();
    if !artifact.layer_annotations.is_empty() {
        layer["annotations"] = object(&artifact.layer_annotations);
    }
    let mut document = json!({
        "schemaVersion": 2,
        "mediaType": MANIFEST,
        "artifactType": artifact.artifact_type,
        "config": config.descriptor(),
        "layers": [layer],
        "subject": subject.descriptor(),
    });
    if !artifact.annotations.is_empty() {
        document["annotations"] = object(&artifact.annotations);
    }
    let pushed = pusher.manifest(&document, None).await?;
    let referrer = Referrer {
        digest: pushed.digest.clone(),
        size: pushed.size,
        artifact_type: artifact.artifact_type.to_owned(),
        annotations: artifact.annotations.into_iter().map(|(key, value)| (key.to_owned(), value)).collect(),
        referrers: Vec::new(),
    };
    Ok((pushed, referrer))
}

/// Annotations as JSON.
pub fn object(pairs: &[(&'static str, String)]) -> Value {
    Value::Object(pairs.iter().map(|(key, value)| ((*key).to_owned(), json!(value))).collect::<Map<_, _>>())
}
