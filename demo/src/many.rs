//! Referrers in such numbers that a page has to be built for them.

use crate::generate::{Tree, image, referrer_of};
use crate::push::{EMPTY, MANIFEST, PushError, Pusher, digest};
use crate::server::Demo;
use axum::body::{Body, to_bytes};
use axum::http::header::CONTENT_TYPE;
use axum::http::{HeaderValue, Method, Request};
use serde_json::{Value, json};
use std::ops::Range;
use std::time::{Duration, UNIX_EPOCH};
use tower::ServiceExt as _;

/// The artifact types that many referrers have in turn.
pub const KINDS: [&str; 10] = [
    "application/vnd.dev.cosign.artifact.sig.v1+json",
    "application/spdx+json",
    "application/vnd.cyclonedx+json",
    "application/vnd.in-toto+json",
    "application/sarif+json",
    "application/vnd.dev.sigstore.bundle.v0.3+json",
    "application/vnd.cncf.notary.signature",
    "application/vnd.openvex+json",
    "application/vnd.aquasec.trivy.report+json",
    "application/vnd.example.licences.v1+json",
];

/// Between which moments they claim to be made, in seconds since 1970: 2024-09-01 and two years later.
pub const SPAN: Range<u64> = 1_725_148_800..1_788_220_800;

const MAKERS: [&str; 7] = ["builder", "nightly", "release", "scanner", "security-team", "audit", "mirror"];
const STAGES: [&str; 4] = ["development", "staging", "production", "archive"];

impl Demo {
    /// Pushes `<repository>:1.0` with so many referrers, no two alike: of [`KINDS`], made at any time of [`SPAN`], with
    /// three to five annotations. They go into the registry by themselves, not over HTTP: 50,000 take seconds.
    ///
    /// # Errors
    /// [`PushError`].
    pub async fn push_varied(&self, repository: &str, count: usize) -> Result<Tree, PushError> {
        let pusher = Pusher::new(self.door(), repository).await?;
        let config = pusher.blob(EMPTY, b"{}".to_vec()).await?;
        let image = pusher.manifest(&image(&pusher).await?, Some("1.0")).await?;
        let mut digests = Vec::with_capacity(count);
        for number in 0..count {
            let document = referrer_of(&config, &image, KINDS[number % KINDS.len()], annotations(number));
            digests.push(self.put(repository, document.to_string().into_bytes()).await?);
        }
        self.listings().forget();
        Ok(Tree { digest: image.digest, levels: vec![digests] })
    }

    /// Puts a manifest into the registry; gives its digest.
    async fn put(&self, repository: &str, bytes: Vec<u8>) -> Result<String, PushError> {
        let digest = digest(&bytes);
        let path = format!("/v2/{repository}/manifests/{digest}");
        let mut request = Request::new(Body::from(bytes));
        *request.method_mut() = Method::PUT;
        request.headers_mut().insert(CONTENT_TYPE, HeaderValue::from_static(MANIFEST));
        let refused = |status, body| PushError::Refused { method: Method::PUT, path: path.clone(), status, body };
        *request.uri_mut() = path.parse().map_err(|_| refused(400, "this is no name of a repository".to_owned()))?;
        let answer = match self.registry().clone().oneshot(request).await {
            Ok(answer) => answer,
            Err(never) => match never {},
        };
        if answer.status().is_success() {
            return Ok(digest);
        }
        let status = answer.status().as_u16();
        let body = to_bytes(answer.into_body(), 64 * 1024).await.unwrap_or_default();
        Err(refused(status, String::from_utf8_lossy(&body).into_owned()))
    }
}

/// What is said of the referrer of this number. The numbers by which it is multiplied share no divisor with what they
/// are taken of, so that dates and names come in another order than the types.
fn annotations(number: usize) -> Value {
    let at = SPAN.start + (number as u64).wrapping_mul(48_271 * 61) % (SPAN.end - SPAN.start);
    let created = humantime::format_rfc3339_seconds(UNIX_EPOCH + Duration::from_secs(at)).to_string();
    let mut annotations = json!({
        "org.opencontainers.image.created": created,
        "org.opencontainers.image.title": format!("artifact {}", number + 1),
        "com.example.made-by": MAKERS[number * 3 % MAKERS.len()],
    });
    if number.is_multiple_of(3) {
        annotations["com.example.stage"] = json!(STAGES[number / 3 % STAGES.len()]);
    }
    if number.is_multiple_of(5) {
        annotations["com.example.run"] = json!(format!("{:08x}", number.wrapping_mul(2_654_435_761) % (1 << 32)));
    }
    annotations
}
