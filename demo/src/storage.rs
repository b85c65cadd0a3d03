//! The object storage behind the registry: another origin, which has the blobs and asks for no credential.

use crate::cors;
use crate::options::Cors;
use crate::requests::{Recorded, Requests};
use axum::body::Body;
use axum::extract::State;
use axum::http::{Method, Request, Response, StatusCode, Uri};
use axum::routing::Router;
use std::io;
use std::net::{Ipv4Addr, SocketAddr};
use tokio::net::TcpListener;
use tokio::task::JoinHandle;
use tower::ServiceExt as _;

/// A running storage. It ends when it is dropped.
#[derive(Debug)]
pub struct Storage {
    addr: SocketAddr,
    requests: Requests,
    server: JoinHandle<()>,
}

impl Storage {
    /// Starts one that has the blobs of `registry`.
    pub async fn start(registry: Router, policy: Cors) -> io::Result<Self> {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await?;
        let addr = listener.local_addr()?;
        let requests = Requests::default();
        let app = cors::add(Router::new().fallback(respond).with_state((registry, requests.clone())), policy);
        let server = tokio::spawn(async move {
            // Fails only if the listener does.
            let _ = axum::serve(listener, app).await;
        });
        Ok(Self { addr, requests, server })
    }

    /// Where it listens.
    pub const fn addr(&self) -> SocketAddr {
        self.addr
    }

    /// What it received.
    pub fn requests(&self) -> Vec<Recorded> {
        self.requests.all()
    }
}

impl Drop for Storage {
    fn drop(&mut self) {
        self.server.abort();
    }
}

/// Where the storage at `addr` has a blob.
pub fn place(addr: SocketAddr, digest: &str) -> String {
    format!("http://{addr}/storage/{digest}")
}

async fn respond(State((registry, requests)): State<(Router, Requests)>, mut request: Request<Body>) -> Response<Body> {
    requests.record(&request);
    // The registry keeps blobs by digest alone: any repository's name will do.
    let place = request.uri().path().strip_prefix("/storage/").map(|digest| format!("/v2/storage/blobs/{digest}"));
    let is_read = matches!(*request.method(), Method::GET | Method::HEAD);
    match place.and_then(|place| place.parse::<Uri>().ok()) {
        Some(uri) if is_read => {
            *request.uri_mut() = uri;
            match registry.oneshot(request).await {
                Ok(response) => response,
                Err(never) => match never {},
            }
        }
        _ => {
            let mut response = Response::new(Body::empty());
            *response.status_mut() = StatusCode::NOT_FOUND;
            response
        }
    }
}
