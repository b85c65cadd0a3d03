//! The running registry.

use crate::auth::Lockout;
use crate::content::{self, Content};
use crate::dialect::{self, Dialect};
use crate::push::PushError;
use crate::requests::{Recorded, Requests};
use crate::token::{KeyError, Tokens};
use axum::Router;
use axum::http::{HeaderName, Method, header};
use ferro_blob_store::InMemoryBlobStore;
use ferro_oci_server::{AppState, InMemoryRegistryMeta};
use std::net::{Ipv4Addr, SocketAddr};
use std::sync::{Arc, Mutex};
use std::time::Duration;
use thiserror::Error;
use tokio::net::TcpListener;
use tokio::sync::oneshot;
use tokio::task::JoinHandle;
use tower_http::cors::{Any, CorsLayer};

/// Which pages of other origins may read the answers.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Cors {
    /// All: like a Quay behind a proxy that adds the headers.
    #[default]
    Any,
    /// None, but what Quay's `abort()` makes: like Quay itself.
    Quay,
}

/// How the registry is to be.
#[derive(Clone, Debug)]
pub struct Options {
    /// Where to listen. Port 0 takes a free one.
    pub addr: SocketAddr,
    /// Who may read the answers.
    pub cors: Cors,
    /// Whether there is a referrers API; without, clients fall back to the referrers tag schema.
    pub referrers_api: bool,
    /// Whether to begin with [`Content`].
    pub fill: bool,
    /// For how long a name is locked out after three wrong passwords.
    pub cool_down: Duration,
    /// For how long a token is valid.
    pub token_lifetime: Duration,
}

impl Default for Options {
    fn default() -> Self {
        Self {
            addr: SocketAddr::from((Ipv4Addr::LOCALHOST, 0)),
            cors: Cors::Any,
            referrers_api: true,
            fill: true,
            cool_down: Duration::from_secs(30),
            token_lifetime: Duration::from_secs(3600),
        }
    }
}

/// Why the registry does not run.
#[derive(Debug, Error)]
pub enum DemoError {
    /// The address is taken, or may not be listened at.
    #[error("cannot listen on {addr}: {source}. Choose another port, or end what listens there.")]
    Bind {
        /// The address.
        addr: SocketAddr,
        /// What the system says.
        source: std::io::Error,
    },
    /// No key for the tokens.
    #[error(transparent)]
    Key(#[from] KeyError),
    /// The content could not be pushed.
    #[error("the demo content could not be pushed: {0}")]
    Push(#[from] PushError),
}

/// A running registry. It ends when it is stopped or dropped.
#[derive(Debug)]
pub struct Demo {
    addr: SocketAddr,
    content: Content,
    requests: Requests,
    stop: Option<oneshot::Sender<()>>,
    server: JoinHandle<()>,
}

impl Demo {
    /// Starts a registry and fills it.
    ///
    /// # Errors
    /// [`DemoError`].
    pub async fn start(options: Options) -> Result<Self, DemoError> {
        let failed = |source| DemoError::Bind { addr: options.addr, source };
        let listener = TcpListener::bind(options.addr).await.map_err(failed)?;
        let addr = listener.local_addr().map_err(failed)?;
        let host = addr.to_string();
        let requests = Requests::default();
        let dialect = Dialect {
            host: host.clone(),
            referrers_api: options.referrers_api,
            registry: registry(),
            tokens: Tokens::new(host.clone(), options.token_lifetime)?,
            lockout: Lockout::new(options.cool_down),
            requests: requests.clone(),
            created: Mutex::default(),
        };
        let mut app = Router::new().fallback(dialect::respond).with_state(Arc::new(dialect));
        if options.cors == Cors::Any {
            app = app.layer(cors());
        }
        let (stop, stopped) = oneshot::channel::<()>();
        let server = tokio::spawn(async move {
            let until = async {
                // Ends with the message, or with the `Demo` that would send it.
                let _ = stopped.await;
            };
            // Fails only if the listener does, which ends the demo as well.
            let _ = axum::serve(listener, app).with_graceful_shutdown(until).await;
        });
        let mut demo = Self { addr, content: Content::default(), requests, stop: Some(stop), server };
        if options.fill {
            demo.content = content::fill(&host).await?;
            demo.requests.clear();
        }
        Ok(demo)
    }

    /// The address it listens at.
    #[must_use]
    pub const fn addr(&self) -> SocketAddr {
        self.addr
    }

    /// `host:port`: what a person enters as registry.
    #[must_use]
    pub fn host(&self) -> String {
        self.addr.to_string()
    }

    /// What it was filled with.
    #[must_use]
    pub const fn content(&self) -> &Content {
        &self.content
    }

    /// The requests since it was filled; those of the last 10,000 at most. A preflight that the CORS layer
    /// answers is not among them.
    #[must_use]
    pub fn requests(&self) -> Vec<Recorded> {
        self.requests.all()
    }

    /// Ends it, and waits until it has ended. Connections that a browser keeps open are cut.
    pub async fn stop(mut self) {
        drop(self.stop.take());
        self.server.abort();
        let _ = (&mut self.server).await;
    }
}

impl Drop for Demo {
    fn drop(&mut self) {
        self.server.abort();
    }
}

fn registry() -> Router {
    ferro_oci_server::router(AppState::new(Arc::new(InMemoryBlobStore::new()), Arc::new(InMemoryRegistryMeta::new())))
}

/// What a proxy in front of Quay has to add for the page to work from another origin.
fn cors() -> CorsLayer {
    let exposed = [
        header::WWW_AUTHENTICATE,
        header::LINK,
        header::CONTENT_LENGTH,
        header::CONTENT_RANGE,
        header::RETRY_AFTER,
        HeaderName::from_static("docker-content-digest"),
        HeaderName::from_static("oci-filters-applied"),
        HeaderName::from_static("oci-subject"),
    ];
    CorsLayer::new()
        .allow_origin(Any)
        .allow_methods([Method::GET, Method::HEAD])
        .allow_headers([header::AUTHORIZATION, header::ACCEPT, header::RANGE])
        .expose_headers(exposed)
        .max_age(Duration::from_secs(600))
}
