//! A static web server, as plain as the ones that will host the page.

use axum::Router;
use axum::extract::{Request, State};
use axum::http::{StatusCode, header};
use axum::middleware::{Next, from_fn_with_state};
use axum::response::{IntoResponse, Response};
use std::collections::HashMap;
use std::net::{Ipv4Addr, SocketAddr};
use std::path::PathBuf;
use std::sync::{Arc, Mutex};
use tokio::net::TcpListener;
use tokio::task::JoinHandle;
use tower_http::services::ServeDir;

/// The path under which the page lies, too: it must work under any.
pub const SUB_PATH: &str = "/tools/refscope/";

/// Files that are served in the place of those in `dist/`, by the end of their path.
#[derive(Clone, Default)]
pub struct Edited(Arc<Mutex<HashMap<&'static str, Option<String>>>>);

impl Edited {
    /// Serves a text under that name from now on.
    pub fn put(&self, name: &'static str, text: &str) {
        self.0.lock().unwrap().insert(name, Some(text.to_owned()));
    }

    /// Serves no such file from now on.
    pub fn remove(&self, name: &'static str) {
        self.0.lock().unwrap().insert(name, None);
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
        let app = Router::new().nest_service(SUB_PATH, ServeDir::new(&dist)).fallback_service(ServeDir::new(&dist));
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
