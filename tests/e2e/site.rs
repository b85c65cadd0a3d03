//! A static web server, as plain as the ones that will host the page.

use axum::Router;
use axum::body::Body;
use axum::extract::{Request, State};
use axum::http::{HeaderMap, HeaderName, HeaderValue, StatusCode, header};
use axum::middleware::{Next, from_fn_with_state, map_response};
use axum::response::{IntoResponse, Response};
use std::collections::HashMap;
use std::future::ready;
use std::net::{Ipv4Addr, SocketAddr};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex};
use tokio::net::TcpListener;
use tokio::task::JoinHandle;
use tower_http::services::ServeDir;

/// The path under which the page lies, too: it must work under any.
pub const SUB_PATH: &str = "/tools/refscope/";

/// What is served in the place of a file.
#[derive(Clone)]
enum Instead {
    /// A text, of that media type.
    Text(String, &'static str),
    Nothing,
    /// The file with more at its end: as valid as before, and another one.
    Longer(Vec<u8>),
}

/// Files that are served in the place of those in `dist/`, by the end of their path.
#[derive(Clone, Default)]
pub struct Edited {
    files: Arc<Mutex<HashMap<String, Instead>>>,
    is_kept_by_nobody: Arc<AtomicBool>,
}

impl Edited {
    /// Serves a text under that name from now on.
    pub fn put(&self, name: &str, text: &str) {
        self.instead(name, Instead::Text(text.to_owned(), "application/json"));
    }

    /// Serves a document under that name from now on.
    pub fn put_page(&self, name: &str, html: &str) {
        self.instead(name, Instead::Text(html.to_owned(), "text/html"));
    }

    /// Serves no such file from now on.
    pub fn remove(&self, name: &str) {
        self.instead(name, Instead::Nothing);
    }

    /// Serves the file with something at its end from now on.
    pub fn lengthen(&self, name: &str, end: &[u8]) {
        self.instead(name, Instead::Longer(end.to_vec()));
    }

    /// Lets browsers keep nothing of what they get from now on.
    pub fn forbid_keeping(&self) {
        self.is_kept_by_nobody.store(true, Ordering::Relaxed);
    }

    /// Serves all files as they are from now on.
    pub fn restore(&self) {
        self.files.lock().unwrap().clear();
    }

    fn instead(&self, name: &str, instead: Instead) {
        self.files.lock().unwrap().insert(name.to_owned(), instead);
    }

    fn of(&self, path: &str) -> Option<Instead> {
        self.files.lock().unwrap().get(path.rsplit('/').next()?).cloned()
    }
}

async fn edit(State(edited): State<Edited>, request: Request, next: Next) -> Response {
    let mut answer = answer(&edited, request, next).await;
    if edited.is_kept_by_nobody.load(Ordering::Relaxed) {
        answer.headers_mut().insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    }
    answer
}

async fn answer(edited: &Edited, mut request: Request, next: Next) -> Response {
    match edited.of(request.uri().path()) {
        Some(Instead::Text(text, kind)) => ([(header::CONTENT_TYPE, kind)], text).into_response(),
        Some(Instead::Nothing) => StatusCode::NOT_FOUND.into_response(),
        Some(Instead::Longer(end)) => {
            // Whole, and not as of an earlier time.
            request.headers_mut().clear();
            let (mut parts, body) = next.run(request).await.into_parts();
            assert_eq!(parts.status, StatusCode::OK, "the file is there");
            let bytes = axum::body::to_bytes(body, usize::MAX).await.unwrap();
            parts.headers.remove(header::CONTENT_LENGTH);
            Response::from_parts(parts, Body::from([&bytes[..], &end].concat()))
        }
        None => next.run(request).await,
    }
}

/// What `_headers` says for every file, as a host that reads it sends it.
fn headers(dist: &Path) -> HeaderMap {
    let text = std::fs::read_to_string(dist.join("_headers")).unwrap();
    let (_, rules) = text.split_once("\n/*\n").expect("a rule for all files");
    let lines = rules.lines().take_while(|line| line.starts_with("  "));
    let header = |line: &str| {
        let (name, value) = line.trim().split_once(": ").unwrap();
        (HeaderName::try_from(name).unwrap(), HeaderValue::try_from(value).unwrap())
    };
    lines.map(header).collect()
}

/// The folder of the released page.
pub fn dist() -> PathBuf {
    let dist = PathBuf::from(std::env::var_os("REFSCOPE_DIST").expect("REFSCOPE_DIST: run by `cargo xtask test`"));
    assert!(dist.join("index.html").is_file(), "{} holds no page: cargo xtask dist", dist.display());
    dist
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
        Self::sending(HeaderMap::new()).await
    }

    /// The same with the headers that the page is delivered with, in `_headers`.
    pub async fn with_headers() -> Self {
        Self::sending(headers(&dist())).await
    }

    async fn sending(headers: HeaderMap) -> Self {
        let dist = dist();
        let app = Router::new().nest_service(SUB_PATH, ServeDir::new(&dist)).fallback_service(ServeDir::new(&dist));
        let edited = Edited::default();
        let app = app.layer(from_fn_with_state(edited.clone(), edit));
        let app = app.layer(map_response(move |mut answer: Response| {
            answer.headers_mut().extend(headers.clone());
            ready(answer)
        }));
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
