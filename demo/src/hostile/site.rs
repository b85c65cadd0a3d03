//! What is answered where nothing is wrong: a Quay with one image, four referrers on two pages.

use super::reply::Reply;
use crate::push::{EMPTY, INDEX, MANIFEST, digest};
use crate::requests::Recorded;
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde_json::{Value, json};
use std::collections::BTreeMap;
use std::time::{SystemTime, UNIX_EPOCH};

/// The repository of the one image.
pub const REPOSITORY: &str = "demo/app";
/// Its tag.
pub const TAG: &str = "1.0";

/// The types of the referrers, two to a page.
const TYPES: [&str; 4] = [
    "application/spdx+json",
    "application/vnd.dev.cosign.artifact.sig.v1+json",
    "application/vnd.cyclonedx+json",
    "application/sarif+json",
];

/// What is asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Question {
    /// `/v2/`.
    Base,
    /// `/v2/auth`.
    Token,
    /// The image's manifest, by tag or by any digest that is not a referrer's.
    Manifest,
    /// The manifest under the referrers tag.
    ReferrersTag,
    /// The referrers of the image, or rather of any digest that is not a referrer's.
    Referrers,
    /// A blob.
    Blob,
    /// Something that no fault concerns.
    Other,
}

/// The documents.
pub struct Site {
    host: String,
    is_by_tag: bool,
    image: (String, Vec<u8>),
    /// By their digests, in the order of the index.
    referrers: Vec<(String, Vec<u8>, &'static str)>,
    blobs: BTreeMap<String, Vec<u8>>,
}

impl Site {
    /// A site at `host`; `is_by_tag` is one without a referrers API.
    pub fn new(host: String, is_by_tag: bool) -> Self {
        let mut blobs = BTreeMap::new();
        let mut blob = |media_type: &str, bytes: &[u8]| {
            blobs.insert(digest(bytes), bytes.to_vec());
            json!({"mediaType": media_type, "digest": digest(bytes), "size": bytes.len()})
        };
        let config = json!({"architecture": "amd64", "os": "linux", "rootfs": {"type": "layers", "diff_ids": []}});
        let image = json!({
            "schemaVersion": 2,
            "mediaType": MANIFEST,
            "config": blob("application/vnd.oci.image.config.v1+json", config.to_string().as_bytes()),
            "layers": [blob("application/vnd.oci.image.layer.v1.tar", b"not much of a layer")],
            "annotations": {"org.opencontainers.image.title": "an image"},
        })
        .to_string()
        .into_bytes();
        let subject = json!({"mediaType": MANIFEST, "digest": digest(&image), "size": image.len()});
        let referrers = TYPES.map(|artifact_type| {
            let document = json!({
                "schemaVersion": 2,
                "mediaType": MANIFEST,
                "artifactType": artifact_type,
                "config": blob(EMPTY, b"{}"),
                "layers": [blob(artifact_type, format!("{{\"type\":\"{artifact_type}\"}}").as_bytes())],
                "subject": subject,
            });
            let bytes = document.to_string().into_bytes();
            (digest(&bytes), bytes, artifact_type)
        });
        Self { host, is_by_tag, image: (digest(&image), image), referrers: referrers.into(), blobs }
    }

    /// The image's digest.
    pub fn image(&self) -> &str {
        &self.image.0
    }

    /// What a request asks for.
    pub fn question(&self, request: &Recorded) -> Question {
        let path = request.path.split('?').next().unwrap_or_default();
        let Some(rest) = path.strip_prefix("/v2/") else { return Question::Other };
        let is_referrer = self.referrers.iter().any(|(digest, ..)| path.ends_with(digest.as_str()));
        if rest.is_empty() {
            Question::Base
        } else if rest == "auth" {
            Question::Token
        } else if rest.contains("/blobs/") {
            Question::Blob
        } else if rest.contains("/manifests/sha256-") && !rest.contains('.') {
            Question::ReferrersTag
        } else if rest.contains("/manifests/sha256-") || is_referrer {
            Question::Other
        } else if rest.contains("/manifests/") {
            Question::Manifest
        } else if rest.contains("/referrers/") {
            Question::Referrers
        } else {
            Question::Other
        }
    }

    /// The right answer. Any token is a valid one: what a token is like is the client's affair here.
    pub fn answer(&self, question: Question, request: &Recorded) -> Reply {
        let has_token = request.header("authorization").is_some_and(|value| value.starts_with("Bearer "));
        if question == Question::Token {
            return self.token();
        }
        if !has_token {
            let challenge = format!("Bearer realm=\"http://{0}/v2/auth\",service=\"{0}\"", self.host);
            return Reply::error(401, "UNAUTHORIZED", "access to the requested resource is not authorized")
                .header("WWW-Authenticate", challenge);
        }
        let last = request.path.split('?').next().and_then(|path| path.rsplit('/').next()).unwrap_or_default();
        match question {
            Question::Base => Reply::json(200, &json!({})),
            Question::Manifest => self.manifest(&self.image.1),
            Question::ReferrersTag if self.is_by_tag => self.manifest(self.index(0, 4).to_string().as_bytes()),
            Question::Referrers if self.is_by_tag => Reply::new(404, "text/html", "{\"error\": \"Not Found\"}"),
            Question::Referrers => self.page(request, last),
            Question::Blob => match self.blobs.get(last) {
                Some(bytes) => Reply::new(200, "application/octet-stream", bytes.clone()),
                None => Reply::error(404, "BLOB_UNKNOWN", "blob unknown to registry"),
            },
            _ => self.other(request, last),
        }
    }

    fn token(&self) -> Reply {
        let now = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default().as_secs();
        Reply::json(200, &json!({"token": jwt(&claims(&self.host, now))}))
    }

    fn manifest(&self, bytes: &[u8]) -> Reply {
        let document: Value = serde_json::from_slice(bytes).unwrap_or_default();
        let media_type = document["mediaType"].as_str().unwrap_or_default();
        Reply::new(200, media_type, bytes).header("Docker-Content-Digest", digest(bytes))
    }

    fn index(&self, from: usize, to: usize) -> Value {
        let entry = |(digest, bytes, artifact_type): &(String, Vec<u8>, &str)| json!({"mediaType": MANIFEST, "digest": digest, "size": bytes.len(), "artifactType": artifact_type});
        let entries: Vec<Value> = self.referrers[from..to].iter().map(entry).collect();
        json!({"schemaVersion": 2, "mediaType": INDEX, "manifests": entries})
    }

    fn page(&self, request: &Recorded, subject: &str) -> Reply {
        if request.path.split(['?', '&']).any(|pair| pair == "page=2") {
            return Reply::new(200, INDEX, self.index(2, 4).to_string());
        }
        let next = format!("</v2/{REPOSITORY}/referrers/{subject}?page=2>; rel=\"next\"");
        Reply::new(200, INDEX, self.index(0, 2).to_string()).header("Link", next)
    }

    fn other(&self, request: &Recorded, last: &str) -> Reply {
        let referrer = self.referrers.iter().find(|(digest, ..)| digest == last);
        match referrer {
            Some((_, bytes, _)) if request.path.contains("/manifests/") => self.manifest(bytes),
            Some(_) => Reply::new(200, INDEX, self.index(0, 0).to_string()),
            None if request.path.contains("/tags/list") => {
                Reply::json(200, &json!({"name": REPOSITORY, "tags": [TAG]}))
            }
            None => Reply::error(404, "MANIFEST_UNKNOWN", "manifest unknown"),
        }
    }
}

/// The claims of a good token.
pub fn claims(service: &str, now: u64) -> Value {
    json!({
        "iss": "quay",
        "aud": service,
        "nbf": now,
        "iat": now,
        "exp": now + 3600,
        "sub": "demo",
        "access": [{"type": "repository", "name": REPOSITORY, "actions": ["pull"]}],
        "context": {"kind": "user", "user": "demo"},
    })
}

/// A JSON Web Token whose signature is none: no client of a registry can check it.
pub fn jwt(claims: &Value) -> String {
    let part = |text: &str| URL_SAFE_NO_PAD.encode(text);
    format!("{}.{}.{}", part("{\"alg\":\"RS256\",\"typ\":\"JWT\"}"), part(&claims.to_string()), part("signature"))
}

/// What the foreign origin gives to everyone: something that passes for a token, for an index, for anything.
pub fn lure() -> Reply {
    let document = json!({"token": "foreign", "schemaVersion": 2, "mediaType": INDEX, "manifests": []});
    Reply::new(200, INDEX, document.to_string())
}
