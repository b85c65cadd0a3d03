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
use tokio::sync::Notify;
use tokio::task::JoinHandle;
use tower_http::services::ServeDir;

/// The path under which the page lies, too: it must work under any.
pub const SUB_PATH: &str = "/tools/refscope/";

/// Where the pages lie that Refscope is measured beside, once `tests/bench/bare.rs` has put them there.
pub const BARE: &str = concat!(env!("CARGO_TARGET_TMPDIR"), "/bare");

/// What is served in the place of a file.
#[derive(Clone, Debug)]
pub enum Served {
    /// A text, of that media type.
    Text(String, &'static str),
    /// Nothing: 404.
    Missing,
    /// The first half of it.
    Half,
    /// The whole of it, as something else than it is: a content type.
    As(&'static str),
    /// The file with more at its end: as valid as before, and another one.
    Longer(Vec<u8>),
}

/// Files that are served in the place of those in `dist/`, by how their names begin and end; and what is held back.
#[derive(Clone, Default)]
pub struct Edited {
    files: Arc<Mutex<HashMap<[String; 2], Served>>>,
    held: Arc<Held>,
    is_kept_by_nobody: Arc<AtomicBool>,
}

/// How the names of files begin and end that are not served for now.
#[derive(Default)]
struct Held {
    name: Mutex<Option<[&'static str; 2]>>,
    released: Notify,
}

impl Edited {
    /// Serves a text under that name from now on.
    pub fn put(&self, name: &str, text: &str) {
        self.spoil([name, ""], Served::Text(text.to_owned(), "application/json"));
    }

    /// Serves a document under that name from now on.
    pub fn put_page(&self, name: &str, html: &str) {
        self.spoil([name, ""], Served::Text(html.to_owned(), "text/html"));
    }

    /// Serves no such file from now on.
    pub fn remove(&self, name: &str) {
        self.spoil([name, ""], Served::Missing);
    }

    /// Serves the file with something at its end from now on.
    pub fn lengthen(&self, name: &str, end: &[u8]) {
        self.spoil([name, ""], Served::Longer(end.to_vec()));
    }

    /// Serves this, from now on, in the place of every file whose name begins and ends so.
    pub fn spoil(&self, name: [&str; 2], served: Served) {
        self.files.lock().unwrap().insert(name.map(str::to_owned), served);
    }

    /// Lets browsers keep nothing of what they get from now on.
    pub fn forbid_keeping(&self) {
        self.is_kept_by_nobody.store(true, Ordering::Relaxed);
    }

    /// Serves all files as they are again.
    pub fn mend(&self) {
        self.files.lock().unwrap().clear();
    }

    /// Serves no file whose name begins and ends so until it is released.
    pub fn hold(&self, name: [&'static str; 2]) {
        *self.held.name.lock().unwrap() = Some(name);
    }

    /// Serves what was held back.
    pub fn release(&self) {
        *self.held.name.lock().unwrap() = None;
        self.held.released.notify_waiters();
    }

    async fn wait(&self, path: &str) {
        let file = path.rsplit('/').next().unwrap_or_default();
        loop {
            let released = self.held.released.notified();
            let name = *self.held.name.lock().unwrap();
            let is_held = name.is_some_and(|[begin, end]| file.starts_with(begin) && file.ends_with(end));
            if !is_held {
                return;
            }
            released.await;
        }
    }

    fn of(&self, path: &str) -> Option<Served> {
        let file = path.rsplit('/').next()?;
        let is_meant = |[begin, end]: &[String; 2]| file.starts_with(&**begin) && file.ends_with(&**end);
        let files = self.files.lock().unwrap();
        files.iter().find(|(name, _)| is_meant(name)).map(|(_, served)| served.clone())
    }
}

async fn edit(State(edited): State<Edited>, request: Request, next: Next) -> Response {
    edited.wait(request.uri().path()).await;
    let mut answer = answer(&edited, request, next).await;
    if edited.is_kept_by_nobody.load(Ordering::Relaxed) {
        answer.headers_mut().insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    }
    answer
}

async fn answer(edited: &Edited, mut request: Request, next: Next) -> Response {
    let change: Box<dyn Fn(Vec<u8>) -> Vec<u8> + Send> = match edited.of(request.uri().path()) {
        Some(Served::Text(text, kind)) => return ([(header::CONTENT_TYPE, kind)], text).into_response(),
        Some(Served::Missing) => return StatusCode::NOT_FOUND.into_response(),
        Some(Served::Half) => Box::new(|bytes| bytes[..bytes.len() / 2].to_vec()),
        Some(Served::Longer(end)) => Box::new(move |bytes| [&bytes[..], &end].concat()),
        Some(Served::As(kind)) => {
            let mut answer = next.run(request).await;
            answer.headers_mut().insert(header::CONTENT_TYPE, HeaderValue::from_static(kind));
            return answer;
        }
        None => return next.run(request).await,
    };
    // Whole, and not as of an earlier time.
    request.headers_mut().clear();
    let (mut parts, body) = next.run(request).await.into_parts();
    assert_eq!(parts.status, StatusCode::OK, "the file is there");
    let bytes = axum::body::to_bytes(body, usize::MAX).await.unwrap();
    parts.headers.remove(header::CONTENT_LENGTH);
    Response::from_parts(parts, Body::from(change(bytes.into())))
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
        // Compressed beforehand, as `deploy/` has servers send them.
        let folder = |path: &Path| ServeDir::new(path).precompressed_br().precompressed_gzip();
        let app = Router::new()
            .nest_service(SUB_PATH, folder(&dist))
            .nest_service("/bare", folder(Path::new(BARE)))
            .fallback_service(folder(&dist));
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
