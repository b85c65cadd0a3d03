//! An image as BuildKit makes it: its attestations are entries of the image's own index, each beside the
//! platform that it is about.

use super::app::{self, CONFIG};
use super::{Image, Older, Way, documents};
use crate::push::{INDEX, MANIFEST, PushError, Pushed, Pusher, digest};
use serde_json::{Value, json};

const NAME: &str = "demo/buildkit";
const IN_TOTO: &str = "application/vnd.in-toto+json";

/// Pushes `demo/buildkit:1.0`.
///
/// # Errors
/// [`PushError`].
pub async fn push(pusher: &Pusher) -> Result<Image, PushError> {
    let (mut platforms, mut attestations, mut older) = (Vec::new(), Vec::new(), Vec::new());
    for architecture in ["amd64", "arm64"] {
        let manifest = app::platform(pusher, architecture, None, None).await?;
        let attestation = attest(pusher, &manifest).await?;
        let mut entry = manifest.descriptor();
        entry["platform"] = json!({"architecture": architecture, "os": "linux"});
        platforms.push(entry);
        let mut entry = attestation.descriptor();
        entry["annotations"] = json!({
            "vnd.docker.reference.digest": manifest.digest,
            "vnd.docker.reference.type": "attestation-manifest",
        });
        entry["platform"] = json!({"architecture": "unknown", "os": "unknown"});
        attestations.push(entry);
        older.push(Older {
            way: Way::Attestation,
            digest: attestation.digest,
            subject: manifest.digest,
            tag: None,
            types: vec![documents::SPDX.to_owned(), documents::SLSA.to_owned()],
        });
    }
    platforms.append(&mut attestations);
    let index = json!({"schemaVersion": 2, "mediaType": INDEX, "manifests": platforms});
    let image = pusher.manifest(&index, Some("1.0")).await?;
    Ok(Image {
        repository: NAME.to_owned(),
        tag: "1.0".to_owned(),
        about: "two platforms, each with BuildKit's attestations in the index",
        digest: image.digest,
        referrers: Vec::new(),
        older,
    })
}

/// Pushes an attestation manifest: a layer for each statement, and a configuration of no platform.
async fn attest(pusher: &Pusher, subject: &Pushed) -> Result<Pushed, PushError> {
    let name = format!("pkg:docker/{NAME}@1.0");
    let (mut layers, mut diff_ids) = (Vec::new(), Vec::new());
    for (predicate_type, predicate) in
        [(documents::SPDX, documents::spdx_document(NAME)), (documents::SLSA, documents::slsa())]
    {
        let statement = documents::statement(&name, &subject.digest, predicate_type, predicate).to_string();
        diff_ids.push(digest(statement.as_bytes()));
        let mut layer = pusher.blob(IN_TOTO, statement.into_bytes()).await?.descriptor();
        layer["annotations"] = json!({"in-toto.io/predicate-type": predicate_type});
        layers.push(layer);
    }
    let config: Value = json!({
        "architecture": "unknown",
        "os": "unknown",
        "config": {},
        "rootfs": {"type": "layers", "diff_ids": diff_ids},
    });
    let config = pusher.blob(CONFIG, config.to_string().into_bytes()).await?;
    let document = json!({
        "schemaVersion": 2,
        "mediaType": MANIFEST,
        "config": config.descriptor(),
        "layers": layers,
    });
    pusher.manifest(&document, None).await
}
