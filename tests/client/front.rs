//! A server in front of another, which passes on what it is told to, and writes down what came.

use axum::Router;
use axum::body::Body;
use axum::extract::Request;
use axum::http::{HeaderMap, Response, StatusCode};
use std::sync::{Arc, Mutex};
use tokio::net::TcpListener;
use tokio::task::JoinHandle;

/// A request that came: path with query, and the value of `Authorization`.
pub type Came = (String, Option<String>);

/// What it does with what comes.
#[derive(Clone)]
pub struct Rules {
    /// The server behind it, `host:port`.
    pub behind: String,
    /// The path behind it for a path; `None` for one that is not there.
    pub path: fn(&str) -> Option<String>,
    /// What it says in the place of the other's `WWW-Authenticate`.
    pub challenge: Option<String>,
}

/// The server. It ends with its value.
pub struct Front {
    /// `host:port`.
    pub host: String,
    came: Arc<Mutex<Vec<Came>>>,
    server: JoinHandle<()>,
}

impl Front {
    /// Starts one on a free port of 127.0.0.1.
    pub async fn start(rules: Rules) -> Self {
        let listener = TcpListener::bind(("127.0.0.1", 0)).await.unwrap();
        let host = listener.local_addr().unwrap().to_string();
        let came = Arc::<Mutex<Vec<Came>>>::default();
        let known = came.clone();
        let app = Router::new().fallback(move |request: Request| {
            let (rules, known) = (rules.clone(), known.clone());
            let asked = request.uri().path_and_query().unwrap().as_str().to_owned();
            let headers = request.headers().clone();
            async move { answer(&rules, &known, &asked, &headers).await }
        });
        let server = tokio::spawn(async move { axum::serve(listener, app).await.unwrap() });
        Self { host, came, server }
    }

    /// What came.
    pub fn came(&self) -> Vec<Came> {
        self.came.lock().unwrap().clone()
    }
}

impl Drop for Front {
    fn drop(&mut self) {
        self.server.abort();
    }
}

async fn answer(rules: &Rules, known: &Mutex<Vec<Came>>, asked: &str, headers: &HeaderMap) -> Response<Body> {
    let authorization = headers.get("authorization").map(|value| value.to_str().unwrap().to_owned());
    known.lock().unwrap().push((asked.to_owned(), authorization));
    let Some(path) = (rules.path)(asked) else {
        let missing = Response::builder().status(StatusCode::NOT_FOUND).header("Access-Control-Allow-Origin", "*");
        return missing.body(Body::from("not here")).unwrap();
    };
    let mut builder = reqwest::Client::new().get(format!("http://{}{path}", rules.behind));
    for name in ["accept", "origin", "authorization"] {
        if let Some(value) = headers.get(name) {
            builder = builder.header(name, value.as_bytes());
        }
    }
    let behind = builder.send().await.unwrap();
    let mut response = Response::builder().status(behind.status().as_u16());
    for (name, value) in behind.headers() {
        if *name == "www-authenticate" && rules.challenge.is_some() {
            continue;
        }
        response = response.header(name.as_str(), value.as_bytes());
    }
    if let (401, Some(challenge)) = (behind.status().as_u16(), &rules.challenge) {
        response = response.header("WWW-Authenticate", challenge);
    }
    response.body(Body::from(behind.bytes().await.unwrap())).unwrap()
}
