//! A static web server, as plain as the ones that will host the page.

use axum::Router;
use axum::extract::{Request, State};
use axum::http::{StatusCode, header};
use axum::middleware::{Next, from_fn_with_state};
use axum::response::{IntoResponse, Response};
use std::collections::HashMap;
use std::net::{Ipv4Addr, SocketAddr};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex};
use tokio::net::TcpListener;
use tokio::sync::Notify;
use tokio::task::JoinHandle;
use tower_http::services::ServeDir;

/// The path under which the page lies, too: it must work under any.
pub const SUB_PATH: &str = "/tools/refscope/";

/// Where the pages lie that Refscope is measured beside, once `tests/bench/bare.rs` has put them there.
pub const BARE: &str = concat!(env!("CARGO_TARGET_TMPDIR"), "/bare");

/// Files that are served in the place of those in `dist/`, by the end of their path; and what is held back.
#[derive(Clone, Default)]
pub struct Edited(Arc<Mutex<HashMap<&'static str, Option<String>>>>, Arc<Held>);

/// The end of the names of files that are not served for now.
#[derive(Default)]
struct Held {
    ending: Mutex<Option<&'static str>>,
    released: Notify,
}

impl Edited {
    /// Serves a text under that name from now on.
    pub fn put(&self, name: &'static str, text: &str) {
        self.0.lock().unwrap().insert(name, Some(text.to_owned()));
    }

    /// Serves no such file from now on.
    pub fn remove(&self, name: &'static str) {
        self.0.lock().unwrap().insert(name, None);
    }

    /// Serves no file of that ending until it is released.
    pub fn hold(&self, ending: &'static str) {
        *self.1.ending.lock().unwrap() = Some(ending);
    }

    /// Serves what was held back.
    pub fn release(&self) {
        *self.1.ending.lock().unwrap() = None;
        self.1.released.notify_waiters();
    }

    async fn wait(&self, path: &str) {
        loop {
            let released = self.1.released.notified();
            let is_held = self.1.ending.lock().unwrap().is_some_and(|ending| path.ends_with(ending));
            if !is_held {
                return;
            }
            released.await;
        }
    }

    /// The answer for a path; `None` where it is that of the file in `dist/`.
    fn answer(&self, path: &str) -> Option<Response> {
        let files = self.0.lock().unwrap();
        match files.get(path.rsplit('/').next()?)? {
            Some(text) => Some(([(header::CONTENT_TYPE, "application/json")], text.clone()).into_response()),
            None => Some(StatusCode::NOT_FOUND.into_response()),
        }
    }
}

async fn edit(State(edited): State<Edited>, request: Request, next: Next) -> Response {
    edited.wait(request.uri().path()).await;
    match edited.answer(request.uri().path()) {
        Some(answer) => answer,
        None => next.run(request).await,
    }
}

/// The page, served.
pub struct Site {
    /// What is served in the place of the page's own files.
    pub edited: Edited,
    addr: SocketAddr,
    server: JoinHandle<()>,
}

impl Site {
    /// Serves the released page on a free port.
    pub async fn start() -> Self {
        let dist = PathBuf::from(std::env::var_os("REFSCOPE_DIST").expect("REFSCOPE_DIST: run by `cargo xtask test`"));
        assert!(dist.join("index.html").is_file(), "{} holds no page: cargo xtask dist", dist.display());
        // Compressed beforehand, as `deploy/` has servers send them.
        let folder = |path: &Path| ServeDir::new(path).precompressed_br().precompressed_gzip();
        let app = Router::new()
            .nest_service(SUB_PATH, folder(&dist))
            .nest_service("/bare", folder(Path::new(BARE)))
            .fallback_service(folder(&dist));
        let edited = Edited::default();
        let app = app.layer(from_fn_with_state(edited.clone(), edit));
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await.unwrap();
        let addr = listener.local_addr().unwrap();
        let server = tokio::spawn(async move { axum::serve(listener, app).await.unwrap() });
        Self { edited, addr, server }
    }

    /// Where the page comes from.
    pub fn origin(&self) -> String {
        format!("http://{}", self.addr)
    }
}

impl Drop for Site {
    fn drop(&mut self) {
        self.server.abort();
    }
}
