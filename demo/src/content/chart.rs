//! A Helm chart with a Notation signature.

use super::{CREATED, Image, documents, files, referrer};
use crate::push::{MANIFEST, PushError, Pusher};
use serde_json::json;

const CONFIG: &str = "application/vnd.cncf.helm.config.v1+json";
const LAYER: &str = "application/vnd.cncf.helm.chart.content.v1.tar+gzip";

const CHART: &str =
    "apiVersion: v2\nname: chart\ndescription: Runs demo/app\ntype: application\nversion: 2.3.1\nappVersion: \"1.0\"\n";
const VALUES: &str = "replicas: 2\nimage:\n  repository: demo/app\n  tag: \"1.0\"\n";
const DEPLOYMENT: &str = "apiVersion: apps/v1\nkind: Deployment\nmetadata:\n  name: {{ .Release.Name }}\nspec:\n  replicas: {{ .Values.replicas }}\n";

/// Pushes `demo/chart:2.3.1`.
///
/// # Errors
/// [`PushError`].
pub async fn push(pusher: &Pusher) -> Result<Image, PushError> {
    let config = json!({
        "apiVersion": "v2",
        "name": "chart",
        "description": "Runs demo/app",
        "type": "application",
        "version": "2.3.1",
        "appVersion": "1.0"
    });
    let content = files::tar(&[
        ("chart/Chart.yaml", CHART),
        ("chart/values.yaml", VALUES),
        ("chart/templates/deployment.yaml", DEPLOYMENT),
    ])
    .unwrap_or_default();
    let config = pusher.blob(CONFIG, config.to_string().into_bytes()).await?;
    let layer = pusher.blob(LAYER, files::gzip(&content).unwrap_or_default()).await?;
    let document = json!({
        "schemaVersion": 2,
        "mediaType": MANIFEST,
        "config": config.descriptor(),
        "layers": [layer.descriptor()],
        "annotations": {
            "org.opencontainers.image.created": CREATED,
            "org.opencontainers.image.title": "chart",
            "org.opencontainers.image.version": "2.3.1"
        },
    });
    let chart = pusher.manifest(&document, Some("2.3.1")).await?;
    let (_, signature) = referrer::push(pusher, &chart, documents::notation(&chart.descriptor())).await?;
    Ok(Image {
        repository: "demo/chart".to_owned(),
        tag: "2.3.1".to_owned(),
        about: "a Helm chart with a Notation signature",
        digest: chart.digest,
        referrers: vec![signature],
        older: Vec::new(),
    })
}
