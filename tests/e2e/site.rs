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

/// Files that are served in the place of those in `dist/`, by their names: how those begin and end.
#[derive(Clone, Default)]
pub struct Edited(Arc<Mutex<HashMap<[&'static str; 2], Served>>>);

/// What is served in the place of a file.
#[derive(Clone, Debug)]
pub enum Served {
    /// A text, as JSON.
    Text(String),
    /// Nothing: 404.
    Missing,
    /// The first half of it.
    Half,
    /// The whole of it, as something else than it is: a content type.
    As(&'static str),
}

impl Edited {
    /// Serves a text under that name from now on.
    pub fn put(&self, name: &'static str, text: &str) {
        self.spoil([name, ""], Served::Text(text.to_owned()));
    }

    /// Serves no such file from now on.
    pub fn remove(&self, name: &'static str) {
        self.spoil([name, ""], Served::Missing);
    }

    /// Serves this, from now on, in the place of every file whose name begins and ends so.
    pub fn spoil(&self, name: [&'static str; 2], served: Served) {
        self.0.lock().unwrap().insert(name, served);
    }

    /// Serves all files as they are again.
    pub fn mend(&self) {
        self.0.lock().unwrap().clear();
    }

    /// The answer for a path; `None` where it is that of the file in `dist/`.
    fn answer(&self, path: &str) -> Option<Response> {
        let file = path.rsplit('/').next()?;
        let is_meant = |[begin, end]: &[&str; 2]| file.starts_with(begin) && file.ends_with(end);
        let files = self.0.lock().unwrap();
        let (_, served) = files.iter().find(|(name, _)| is_meant(name))?;
        let whole = || std::fs::read(dist().join(file)).unwrap_or_default();
        Some(match served {
            Served::Text(text) => ([(header::CONTENT_TYPE, "application/json")], text.clone()).into_response(),
            Served::Missing => StatusCode::NOT_FOUND.into_response(),
            Served::Half => {
                let kind = if file.ends_with(".wasm") { "application/wasm" } else { "text/javascript" };
                let bytes = whole();
                ([(header::CONTENT_TYPE, kind)], bytes[..bytes.len() / 2].to_vec()).into_response()
            }
            Served::As(kind) => ([(header::CONTENT_TYPE, *kind)], whole()).into_response(),
        })
    }
}

async fn edit(State(edited): State<Edited>, request: Request, next: Next) -> Response {
    match edited.answer(request.uri().path()) {
        Some(answer) => answer,
        None => next.run(request).await,
    }
}

/// The released page.
fn dist() -> PathBuf {
    PathBuf::from(std::env::var_os("REFSCOPE_DIST").expect("REFSCOPE_DIST: run by `cargo xtask test`"))
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
        let dist = dist();
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
