//! Pushes content as any client does (distribution specification, "Push"): over HTTP, or to the embedded registry by
//! the same requests without a connection, so that tests which start one after the other need not wait.

use crate::options::WayIn;
use axum::Router;
use axum::body::{Body, to_bytes};
use axum::http::Request;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use reqwest::header::{AUTHORIZATION, CONTENT_TYPE, LOCATION, USER_AGENT};
use reqwest::{Client, Method, RequestBuilder, Response};
use serde_json::{Value, json};
use sha2::{Digest as _, Sha256};
use std::sync::Arc;
use thiserror::Error;
use tokio::sync::OnceCell;
use tower::ServiceExt as _;

/// How what is pushed here is told from other requests.
pub const AGENT: &str = "refscope-demo";

/// The media type of a single manifest.
pub const MANIFEST: &str = "application/vnd.oci.image.manifest.v1+json";
/// The media type of an index.
pub const INDEX: &str = "application/vnd.oci.image.index.v1+json";
/// The media type of an empty configuration.
pub const EMPTY: &str = "application/vnd.oci.empty.v1+json";

/// Why something could not be pushed.
#[derive(Debug, Error)]
pub enum PushError {
    /// No answer.
    #[error(transparent)]
    Http(#[from] reqwest::Error),
    /// An answer that is not the expected one.
    #[error("{method} {path}: {status}: {body}")]
    Refused {
        /// The request's method.
        method: Method,
        /// The request's path.
        path: String,
        /// The answer's status.
        status: u16,
        /// The answer's words.
        body: String,
    },
}

/// The digest of bytes.
#[must_use]
pub fn digest(bytes: &[u8]) -> String {
    let hex: String = Sha256::digest(bytes).iter().map(|byte| format!("{byte:02x}")).collect();
    format!("sha256:{hex}")
}

/// Something that was pushed, as a descriptor points to it.
#[derive(Clone, Debug)]
pub struct Pushed {
    /// Its media type.
    pub media_type: &'static str,
    /// Its digest.
    pub digest: String,
    /// Its size in bytes.
    pub size: usize,
}

impl Pushed {
    /// The descriptor.
    #[must_use]
    pub fn descriptor(&self) -> Value {
        json!({"mediaType": self.media_type, "digest": self.digest, "size": self.size})
    }
}

/// Where and how the demo pushes.
#[derive(Clone, Debug)]
pub struct Door {
    /// `host:port`.
    pub host: String,
    /// The name by which tokens are asked for.
    pub service: String,
    /// How one gets in.
    pub way_in: WayIn,
    /// What answers there.
    pub app: Router,
}

/// Someone who may push to one repository.
#[derive(Clone)]
pub struct Pusher {
    client: Client,
    origin: String,
    repository: String,
    authorization: String,
    /// The embedded registry, if it is that one. It takes a blob in one request, too; others need not.
    app: Option<Router>,
    /// [`Self::empty`], once it is there.
    empty: Arc<OnceCell<Pushed>>,
}

impl Pusher {
    /// Gets in as the administrator: with a token for `pull` and `push` where there are tokens.
    ///
    /// # Errors
    /// [`PushError`].
    pub async fn new(door: &Door, repository: &str) -> Result<Self, PushError> {
        let pusher = if door.way_in == WayIn::Bearer {
            Self::with_tokens_of(&door.host, &door.host, &door.service, repository).await?
        } else {
            Self::with(client()?, &door.host, repository, basic())
        };
        Ok(Self { app: Some(door.app.clone()), ..pusher })
    }

    /// The same for another registry at `host`, called `service`, that trusts the tokens of the embedded one
    /// at `issuer`.
    ///
    /// # Errors
    /// [`PushError`].
    pub async fn with_tokens_of(issuer: &str, host: &str, service: &str, repository: &str) -> Result<Self, PushError> {
        let client = client()?;
        let url = format!("http://{issuer}/v2/auth?service={service}&scope=repository:{repository}:pull,push");
        let answer = send(client.get(url).header(AUTHORIZATION, basic())).await?;
        let answer: Value = serde_json::from_slice(&answer.bytes().await?).unwrap_or_default();
        let token = answer["token"].as_str().or(answer["access_token"].as_str());
        let authorization = format!("Bearer {}", token.unwrap_or_default());
        Ok(Self::with(client, host, repository, authorization))
    }

    fn with(client: Client, host: &str, repository: &str, authorization: String) -> Self {
        Self {
            client,
            origin: format!("http://{host}"),
            repository: repository.to_owned(),
            authorization,
            app: None,
            empty: Arc::default(),
        }
    }

    fn request(&self, method: Method, url: &str) -> RequestBuilder {
        let url = if url.starts_with('/') { format!("{}{url}", self.origin) } else { url.to_owned() };
        self.client.request(method, url).header(AUTHORIZATION, &self.authorization)
    }

    /// Pushes a blob: `POST`, then `PUT` to where the answer points, or all in the `POST`.
    ///
    /// # Errors
    /// [`PushError`].
    pub async fn blob(&self, media_type: &'static str, bytes: Vec<u8>) -> Result<Pushed, PushError> {
        let pushed = Pushed { media_type, digest: digest(&bytes), size: bytes.len() };
        let uploads = format!("/v2/{}/blobs/uploads/", self.repository);
        if let Some(app) = &self.app {
            let place = format!("{uploads}?digest={}", pushed.digest);
            self.hand(app, Method::POST, &place, "application/octet-stream", bytes).await?;
            return Ok(pushed);
        }
        let start = send(self.request(Method::POST, &uploads)).await?;
        let place = start.headers().get(LOCATION).and_then(|value| value.to_str().ok()).unwrap_or_default();
        let joint = if place.contains('?') { '&' } else { '?' };
        let place = format!("{place}{joint}digest={}", pushed.digest);
        send(self.request(Method::PUT, &place).header(CONTENT_TYPE, "application/octet-stream").body(bytes)).await?;
        Ok(pushed)
    }

    /// Pushes the empty configuration, unless it did before (image specification, "Guidance for an Empty Descriptor").
    ///
    /// # Errors
    /// [`PushError`].
    pub async fn empty(&self) -> Result<Pushed, PushError> {
        self.empty.get_or_try_init(|| self.blob(EMPTY, b"{}".to_vec())).await.cloned()
    }

    /// Pushes a manifest or index under a tag, or under its digest.
    ///
    /// # Errors
    /// [`PushError`].
    pub async fn manifest(&self, document: &Value, tag: Option<&str>) -> Result<Pushed, PushError> {
        let media_type = if document["mediaType"] == INDEX { INDEX } else { MANIFEST };
        let bytes = document.to_string().into_bytes();
        let pushed = Pushed { media_type, digest: digest(&bytes), size: bytes.len() };
        let path = format!("/v2/{}/manifests/{}", self.repository, tag.unwrap_or(&pushed.digest));
        match &self.app {
            Some(app) => self.hand(app, Method::PUT, &path, media_type, bytes).await?,
            None => drop(send(self.request(Method::PUT, &path).header(CONTENT_TYPE, media_type).body(bytes)).await?),
        }
        Ok(pushed)
    }

    /// Asks the embedded registry without a connection.
    async fn hand(
        &self,
        app: &Router,
        method: Method,
        path: &str,
        media_type: &str,
        bytes: Vec<u8>,
    ) -> Result<(), PushError> {
        let refused = |status, body| {
            let (method, path) = (method.clone(), path.to_owned());
            PushError::Refused { method, path, status, body }
        };
        let request = Request::builder()
            .method(method.clone())
            .uri(path)
            .header(AUTHORIZATION, &self.authorization)
            .header(USER_AGENT, AGENT)
            .header(CONTENT_TYPE, media_type)
            .body(Body::from(bytes))
            .map_err(|error| refused(400, error.to_string()))?;
        let answer = match app.clone().oneshot(request).await {
            Ok(answer) => answer,
            Err(never) => match never {},
        };
        let status = answer.status();
        if status.is_success() {
            return Ok(());
        }
        let body = to_bytes(answer.into_body(), 64 * 1024).await.unwrap_or_default();
        Err(refused(status.as_u16(), String::from_utf8_lossy(&body).into_owned()))
    }
}

fn client() -> Result<Client, PushError> {
    Ok(Client::builder().user_agent(AGENT).build()?)
}

/// The administrator's account.
fn basic() -> String {
    format!("Basic {}", STANDARD.encode("admin:admin"))
}

async fn send(request: RequestBuilder) -> Result<Response, PushError> {
    let (client, request) = request.build_split();
    let request = request?;
    let (method, path) = (request.method().clone(), request.url().path().to_owned());
    let answer = client.execute(request).await?;
    if answer.status().is_success() {
        return Ok(answer);
    }
    let status = answer.status().as_u16();
    Err(PushError::Refused { method, path, status, body: answer.text().await.unwrap_or_default() })
}
