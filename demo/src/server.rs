//! The running registry.

use crate::answer::Challenge;
use crate::auth::{Endpoint, Lockout};
use crate::certificate::KeyError;
use crate::content::signed::Hands;
use crate::content::{self, Content, Expected};
use crate::cors;
use crate::dialect::{self, Dialect};
use crate::listing::Listings;
use crate::options::Options;
use crate::pages::Pages;
use crate::push::{Door, PushError};
use crate::requests::{Recorded, Requests};
use crate::sigstore::SignError;
use crate::storage::Storage;
use crate::token::{Keys, Tokens};
use axum::Router;
use axum::extract::Request;
use axum::http::Method;
use axum::middleware::{self, Next};
use ferro_blob_store::InMemoryBlobStore;
use ferro_oci_server::{AppState, InMemoryRegistryMeta};
use report::trust::Trust;
use serde_json::json;
use std::net::SocketAddr;
use std::sync::{Arc, Mutex};
use thiserror::Error;
use tokio::net::TcpListener;
use tokio::sync::oneshot;
use tokio::task::JoinHandle;

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
    /// The storage has no address to listen at.
    #[error("the storage of blobs cannot listen: {0}")]
    Storage(#[source] std::io::Error),
    /// No key for the tokens.
    #[error(transparent)]
    Key(#[from] KeyError),
    /// The content could not be pushed.
    #[error("the demo content could not be pushed: {0}")]
    Push(#[from] PushError),
    /// The content could not be signed.
    #[error("the demo content could not be signed: {0}")]
    Sign(#[from] SignError),
}

/// A running registry. It ends when it is stopped or dropped.
#[derive(Debug)]
pub struct Demo {
    addr: SocketAddr,
    content: Content,
    trust: Trust,
    verdicts: Vec<(String, Expected)>,
    requests: Requests,
    keys: Keys,
    door: Door,
    registry: Router,
    listings: Listings,
    storage: Option<Storage>,
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
        let registry = registry();
        let storage = if options.blob_redirect {
            Some(Storage::start(registry.clone(), options.cors).await.map_err(DemoError::Storage)?)
        } else {
            None
        };
        let mut hands = if options.fill { Some(Hands::new()?) } else { None };
        let trust = hands.as_ref().map(Hands::trust).transpose()?.unwrap_or_default();
        let keys = options.keys.clone().map_or_else(Keys::new, Ok)?;
        let service = options.service.clone().unwrap_or_else(|| addr.to_string());
        let requests = Requests::default();
        let listings = Listings::default();
        let dialect = Dialect {
            way_in: options.way_in,
            challenge: Challenge {
                realm: options.realm.clone().unwrap_or_else(|| format!("http://{addr}/v2/auth")),
                service: service.clone(),
            },
            referrers_api: options.referrers_api,
            filter: options.filter,
            pages: Pages { size: options.page_size, form: options.link, host: addr.to_string() },
            listings: listings.clone(),
            storage: storage.as_ref().map(Storage::addr),
            latency: options.latency,
            latency_of: options.latency_of,
            registry: registry.clone(),
            auth: Endpoint {
                tokens: Tokens::new(keys.clone(), service.clone(), options.token_lifetime),
                form: options.token_answer,
                lockout: Lockout::new(options.cool_down),
                password: options.password.clone(),
            },
            requests: requests.clone(),
            created: Mutex::default(),
            config: json!({"trust": trust}),
        };
        let app = app(dialect, &options);
        let door = Door { host: addr.to_string(), service, way_in: options.way_in, app: app.clone() };
        let (stop, server) = serve(listener, app);
        let (content, verdicts) = (Content::default(), Vec::new());
        let mut demo =
            Self { addr, content, trust, verdicts, requests, keys, door, registry, listings, storage, stop, server };
        if let Some(hands) = &mut hands {
            (demo.content, demo.verdicts) = content::fill(&demo.door, options.referrers_api, hands).await?;
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

    /// Whom to trust, so that what is signed in the content gets the verdicts that it is meant to get. It is also in
    /// the registry's `/config.json`, as a page beside it would read it. Nobody, where there is no content.
    #[must_use]
    pub const fn trust(&self) -> &Trust {
        &self.trust
    }

    /// What signatures in the content have to come to, by the digests of the artifacts that hold them. Those that are
    /// only for looking at are not among them.
    #[must_use]
    pub fn verdicts(&self) -> &[(String, Expected)] {
        &self.verdicts
    }

    /// The certificate of the keys that sign the tokens, in PEM: what another registry has to trust to accept
    /// them (in the distribution registry: `auth.token.rootcertbundle`, with `quay` as issuer).
    #[must_use]
    pub fn certificate_pem(&self) -> &str {
        self.keys.certificate_pem()
    }

    /// The requests so far; those of the last 10,000 at most. What the demo pushed itself is not among them,
    /// nor is a preflight that the CORS layer answers.
    #[must_use]
    pub fn requests(&self) -> Vec<Recorded> {
        self.requests.all()
    }

    pub(crate) const fn door(&self) -> &Door {
        &self.door
    }

    /// The registry itself, behind its manners.
    pub(crate) const fn registry(&self) -> &Router {
        &self.registry
    }

    pub(crate) const fn listings(&self) -> &Listings {
        &self.listings
    }

    /// The keys that sign its tokens, for another registry's [`Options::keys`].
    #[must_use]
    pub const fn keys(&self) -> &Keys {
        &self.keys
    }

    /// Makes every token that was given out so far one that has expired.
    pub fn expire_tokens(&self) {
        self.keys.expire();
    }

    /// `host:port` of the storage that blobs are redirected to, where [`Options::blob_redirect`] is set.
    #[must_use]
    pub fn storage_host(&self) -> Option<String> {
        self.storage.as_ref().map(|storage| storage.addr().to_string())
    }

    /// What that storage received.
    #[must_use]
    pub fn storage_requests(&self) -> Vec<Recorded> {
        self.storage.as_ref().map(Storage::requests).unwrap_or_default()
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

fn app(dialect: Dialect, options: &Options) -> Router {
    let app = cors::add(Router::new().fallback(dialect::respond).with_state(Arc::new(dialect)), options.cors);
    let latency = options.preflight_latency;
    if latency.is_zero() {
        return app;
    }
    app.layer(middleware::from_fn(move |request: Request, next: Next| async move {
        if request.method() == Method::OPTIONS {
            tokio::time::sleep(latency).await;
        }
        next.run(request).await
    }))
}

fn serve(listener: TcpListener, app: Router) -> (Option<oneshot::Sender<()>>, JoinHandle<()>) {
    let (stop, stopped) = oneshot::channel::<()>();
    let server = tokio::spawn(async move {
        let until = async {
            // Ends with the message, or with the `Demo` that would send it.
            let _ = stopped.await;
        };
        // Fails only if the listener does, which ends the demo as well.
        let _ = axum::serve(listener, app).with_graceful_shutdown(until).await;
    });
    (Some(stop), server)
}
