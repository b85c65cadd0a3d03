//! An image whose signature, attestation and SBOM are found by cosign's tags, and by nothing else.

use super::app::{self, CONFIG};
use super::referrer::{Artifact, Raw, object};
use super::{Image, Older, Way, documents};
use crate::push::{MANIFEST, PushError, Pusher, digest};
use serde_json::json;

const NAME: &str = "demo/legacy";
const SIGNATURE: &str = "dev.cosignproject.cosign/signature";

/// Pushes `demo/legacy:1.0` and its three tags.
///
/// # Errors
/// [`PushError`].
pub async fn push(pusher: &Pusher) -> Result<Image, PushError> {
    let image = app::platform(pusher, "amd64", None, Some("1.0")).await?;
    let mut older = Vec::new();
    for (ending, artifact) in [
        ("sig", documents::cosign("quay.example/demo/legacy", &image.digest)),
        ("att", attestation(&image.digest)),
        ("sbom", sbom()),
    ] {
        let tag = format!("{}.{ending}", image.digest.replace(':', "-"));
        let types = vec![artifact.content_type.to_owned()];
        let digest = attach(pusher, artifact.into(), &tag).await?;
        older.push(Older { way: Way::CosignTag, digest, subject: image.digest.clone(), tag: Some(tag), types });
    }
    Ok(Image {
        repository: NAME.to_owned(),
        tag: "1.0".to_owned(),
        about: "signed, attested and described by cosign's tags alone",
        digest: image.digest,
        referrers: Vec::new(),
        older,
    })
}

/// How cosign keeps what it attaches: as the layer of an image that has no subject. Gives its digest.
///
/// # Errors
/// [`PushError`].
pub async fn attach(pusher: &Pusher, artifact: Raw, tag: &str) -> Result<String, PushError> {
    let config = json!({
        "architecture": "",
        "created": "0001-01-01T00:00:00Z",
        "history": [{"created": "0001-01-01T00:00:00Z"}],
        "os": "",
        "rootfs": {"type": "layers", "diff_ids": [digest(&artifact.bytes)]},
        "config": {},
    });
    let config = pusher.blob(CONFIG, config.to_string().into_bytes()).await?;
    let mut layer = pusher.blob(artifact.content_type, artifact.bytes).await?.descriptor();
    if !artifact.layer_annotations.is_empty() {
        layer["annotations"] = object(&artifact.layer_annotations);
    }
    let document = json!({
        "schemaVersion": 2,
        "mediaType": MANIFEST,
        "config": config.descriptor(),
        "layers": [layer],
    });
    Ok(pusher.manifest(&document, Some(tag)).await?.digest)
}

fn attestation(subject: &str) -> Artifact {
    let statement = documents::statement(NAME, subject, documents::SLSA, documents::slsa());
    Artifact {
        artifact_type: "application/vnd.dsse.envelope.v1+json",
        content_type: "application/vnd.dsse.envelope.v1+json",
        content: documents::envelope(&statement),
        annotations: Vec::new(),
        // An attestation is signed inside of its envelope; cosign writes the annotation all the same.
        layer_annotations: vec![(SIGNATURE, String::new()), ("predicateType", documents::SLSA.to_owned())],
    }
}

fn sbom() -> Artifact {
    Artifact {
        artifact_type: "text/spdx+json",
        content_type: "text/spdx+json",
        content: documents::spdx_document(NAME),
        annotations: Vec::new(),
        layer_annotations: Vec::new(),
    }
}
