//! Images: one for two platforms with all that can refer to it, and simple ones.

use super::{Image, Referrer, documents, files, referrer};
use crate::push::{INDEX, MANIFEST, PushError, Pushed, Pusher, digest};
use serde_json::{Value, json};

/// The media type of an image's configuration.
pub const CONFIG: &str = "application/vnd.oci.image.config.v1+json";
const LAYER: &str = "application/vnd.oci.image.layer.v1.tar+gzip";
const NAME: &str = "demo/app";
/// What the signatures name; not where the registry happens to listen, so that digests stay the same.
const REFERENCE: &str = "quay.example/demo/app";

/// Pushes `demo/app:1.0`, also as `latest`, and what it was before, `0.9`, with less beside it.
///
/// # Errors
/// [`PushError`].
pub async fn push(pusher: &Pusher) -> Result<Vec<Image>, PushError> {
    let mut platforms = Vec::new();
    for (architecture, variant) in [("amd64", None), ("arm64", Some("v8"))] {
        let manifest = platform(pusher, architecture, variant, None).await?;
        let sbom = documents::cyclonedx(NAME, &format!("SBOM of linux/{architecture}"));
        referrer::push(pusher, &manifest, sbom).await?;
        let mut descriptor = manifest.descriptor();
        descriptor["platform"] = json!({"architecture": architecture, "os": "linux"});
        if let Some(variant) = variant {
            descriptor["platform"]["variant"] = json!(variant);
        }
        platforms.push(descriptor);
    }
    let index = json!({"schemaVersion": 2, "mediaType": INDEX, "manifests": platforms});
    let image = pusher.manifest(&index, Some("1.0")).await?;
    pusher.manifest(&index, Some("latest")).await?;
    let referrers = refer(pusher, &image).await?;
    let before = before(pusher, &platforms).await?;
    let named = |tag: &str, about| Image {
        repository: NAME.to_owned(),
        tag: tag.to_owned(),
        about,
        digest: image.digest.clone(),
        referrers: referrers.clone(),
        older: Vec::new(),
    };
    Ok(vec![
        named("1.0", "two platforms, with signature, SBOMs, provenance and a scan report"),
        named("latest", "the same image by another tag"),
        before,
    ])
}

/// The release before: one platform, a signature and one SBOM.
async fn before(pusher: &Pusher, platforms: &[Value]) -> Result<Image, PushError> {
    let index = json!({"schemaVersion": 2, "mediaType": INDEX, "manifests": &platforms[..1]});
    let image = pusher.manifest(&index, Some("0.9")).await?;
    let mut referrers = Vec::new();
    for artifact in [documents::spdx(NAME), documents::cosign(REFERENCE, &image.digest)] {
        referrers.push(referrer::push(pusher, &image, artifact).await?.1);
    }
    Ok(Image {
        repository: NAME.to_owned(),
        tag: "0.9".to_owned(),
        about: "the release before: one platform, a signature and an SBOM, to be compared with 1.0",
        digest: image.digest,
        referrers,
        older: Vec::new(),
    })
}

async fn refer(pusher: &Pusher, image: &Pushed) -> Result<Vec<Referrer>, PushError> {
    let (sbom, mut spdx) = referrer::push(pusher, image, documents::spdx(NAME)).await?;
    let (_, signature) = referrer::push(pusher, &sbom, documents::cosign(REFERENCE, &sbom.digest)).await?;
    spdx.referrers.push(signature);
    let mut referrers = vec![spdx];
    for artifact in [
        documents::cyclonedx(NAME, "SBOM of the index"),
        documents::provenance(NAME, &image.digest),
        documents::cosign(REFERENCE, &image.digest),
        documents::sarif(),
    ] {
        referrers.push(referrer::push(pusher, image, artifact).await?.1);
    }
    Ok(referrers)
}

/// Pushes an image of one platform as `<repository>:1.0`, with or without an SBOM.
///
/// # Errors
/// [`PushError`].
pub async fn push_single(
    pusher: &Pusher,
    repository: &str,
    about: &'static str,
    has_sbom: bool,
) -> Result<Image, PushError> {
    let image = platform(pusher, "amd64", None, Some("1.0")).await?;
    let mut referrers = Vec::new();
    if has_sbom {
        referrers.push(referrer::push(pusher, &image, documents::spdx(repository)).await?.1);
    }
    Ok(Image {
        repository: repository.to_owned(),
        tag: "1.0".to_owned(),
        about,
        digest: image.digest,
        referrers,
        older: Vec::new(),
    })
}

/// Pushes an image of one platform, under a tag or its digest.
///
/// # Errors
/// [`PushError`].
pub async fn platform(
    pusher: &Pusher,
    architecture: &str,
    variant: Option<&str>,
    tag: Option<&str>,
) -> Result<Pushed, PushError> {
    let program = format!("#!/bin/sh\n# Stands for a program built for {architecture}.\nexec sleep infinity\n");
    let content =
        files::tar(&[("app/serve", &program), ("etc/os-release", "ID=demo\nVERSION_ID=1.0\n")]).unwrap_or_default();
    let layer = pusher.blob(LAYER, files::gzip(&content).unwrap_or_default()).await?;
    let config: Value = files::config(architecture, variant, &digest(&content));
    let config = pusher.blob(CONFIG, config.to_string().into_bytes()).await?;
    let document = json!({
        "schemaVersion": 2,
        "mediaType": MANIFEST,
        "config": config.descriptor(),
        "layers": [layer.descriptor()],
    });
    pusher.manifest(&document, tag).await
}
