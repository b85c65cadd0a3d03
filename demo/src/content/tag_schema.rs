//! An image whose referrers are listed by an index under the referrers tag, as clients write it where
//! there is no referrers API (distribution specification, "Referrers Tag Schema").

use super::{Image, Older, Way, app, documents, referrer};
use crate::push::{EMPTY, INDEX, PushError, Pusher};
use serde_json::{Value, json};

const NAME: &str = "demo/tagschema";
const BUNDLE: &str = "application/vnd.dev.sigstore.bundle.v0.3+json";

/// Pushes `demo/tagschema:1.0`. Two things about its index are as they are met: the bundle's entry states
/// the type of its configuration only, and the SBOM is listed twice.
///
/// # Errors
/// [`PushError`].
pub async fn push(pusher: &Pusher) -> Result<Image, PushError> {
    let image = app::platform(pusher, "amd64", None, Some("1.0")).await?;
    let tag = image.digest.replace(':', "-");
    let (mut entries, mut older): (Vec<Value>, _) = (Vec::new(), Vec::new());
    for (artifact, stated) in [
        (bundle(&image.digest), EMPTY),
        (documents::spdx(NAME), "application/spdx+json"),
        (documents::spdx(NAME), "application/spdx+json"),
    ] {
        let (pushed, known) = referrer::push(pusher, &image, artifact).await?;
        let mut entry = pushed.descriptor();
        entry["artifactType"] = json!(stated);
        if !known.annotations.is_empty() {
            entry["annotations"] = known.annotations.iter().map(|(key, value)| (key.clone(), json!(value))).collect();
        }
        let is_repeated = entries.contains(&entry);
        entries.push(entry);
        if !is_repeated {
            older.push(Older {
                way: Way::ReferrersTag,
                digest: pushed.digest,
                subject: image.digest.clone(),
                tag: Some(tag.clone()),
                types: vec![known.artifact_type],
            });
        }
    }
    let index = json!({"schemaVersion": 2, "mediaType": INDEX, "manifests": entries});
    pusher.manifest(&index, Some(&tag)).await?;
    Ok(Image {
        repository: NAME.to_owned(),
        tag: "1.0".to_owned(),
        about: "its referrers are listed under the referrers tag",
        digest: image.digest,
        referrers: Vec::new(),
        older,
    })
}

/// A sigstore bundle around a statement about how the image was built.
fn bundle(subject: &str) -> referrer::Artifact {
    let statement = documents::statement(NAME, subject, documents::SLSA, documents::slsa());
    referrer::Artifact {
        artifact_type: BUNDLE,
        content_type: BUNDLE,
        content: json!({
            "mediaType": BUNDLE,
            "verificationMaterial": {"publicKey": {"hint": "a placeholder, not a key"}, "tlogEntries": []},
            "dsseEnvelope": documents::envelope(&statement),
        }),
        annotations: vec![
            ("dev.sigstore.bundle.content", "dsse-envelope".to_owned()),
            ("dev.sigstore.bundle.predicateType", documents::SLSA.to_owned()),
        ],
        layer_annotations: Vec::new(),
    }
}
