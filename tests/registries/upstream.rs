//! A server in Quay's place that does what the embedded registry does not: it redirects, and takes its time.

use super::program::Running;
use reqwest::redirect::Policy;
use reqwest::{Client, Response};
use std::net::{Ipv4Addr, SocketAddr};
use std::sync::Arc;
use std::time::Duration;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::Notify;
use tokio::task::JoinHandle;

/// Where a Quay with object storage sends whoever asks for a blob.
const STORAGE: &str = "https://storage.example.com/blob?signature=a%2Bb";
/// When a test gives up waiting for what should come at once.
const PATIENCE: Duration = Duration::from_secs(60);

pub struct Upstream {
    addr: SocketAddr,
    go_on: Arc<Notify>,
    server: JoinHandle<()>,
}

impl Upstream {
    pub async fn start() -> Self {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await.unwrap();
        let addr = listener.local_addr().unwrap();
        let go_on = Arc::new(Notify::new());
        let notify = go_on.clone();
        let server = tokio::spawn(async move {
            loop {
                let (connection, _) = listener.accept().await.unwrap();
                tokio::spawn(answer(connection, addr, notify.clone()));
            }
        });
        Self { addr, go_on, server }
    }

    pub const fn addr(&self) -> SocketAddr {
        self.addr
    }
}

impl Drop for Upstream {
    fn drop(&mut self) {
        self.server.abort();
    }
}

/// Answers one request. Whoever goes away meanwhile misses the rest.
async fn answer(mut connection: TcpStream, addr: SocketAddr, go_on: Arc<Notify>) -> Option<()> {
    let mut request = Vec::new();
    while !request.ends_with(b"\r\n\r\n") {
        request.push(connection.read_u8().await.ok()?);
    }
    let request = String::from_utf8(request).ok()?;
    let redirect =
        |to: &str| format!("HTTP/1.1 302 Found\r\nLocation: {to}\r\nContent-Length: 0\r\nConnection: close\r\n\r\n");
    let (at_once, later) = match request.split(' ').nth(1)? {
        "/v2/stored" => (redirect(STORAGE), ""),
        "/v2/moved" => (redirect(&format!("http://{addr}/v2/here?x=%2F")), ""),
        _ => ("HTTP/1.1 200 OK\r\nContent-Length: 12\r\nConnection: close\r\n\r\nfirst ".to_owned(), "second"),
    };
    connection.write_all(at_once.as_bytes()).await.ok()?;
    if !later.is_empty() {
        go_on.notified().await;
        connection.write_all(later.as_bytes()).await.ok()?;
    }
    Some(())
}

async fn get(proxy: &Running, path: &str) -> Response {
    let client = Client::builder().redirect(Policy::none()).timeout(PATIENCE).build().unwrap();
    client.get(format!("{}{path}", proxy.origin())).send().await.unwrap()
}

/// Through a proxy that has page and Quay under one origin, a redirect to the storage comes as it is, so that the
/// browser knows it for another origin, and one to Quay itself leads back to the proxy.
async fn passes_redirects(proxy: &Running) {
    let location = |answer: Response| answer.headers()["location"].to_str().unwrap().to_owned();
    assert_eq!(location(get(proxy, "/v2/stored").await), STORAGE);
    let moved = location(get(proxy, "/v2/moved").await);
    assert_eq!(moved.strip_prefix(proxy.origin()).unwrap_or(&moved), "/v2/here?x=%2F");
}

/// What has arrived is passed on before the rest is there: a layer has many times the size of any buffer.
async fn streams(proxy: &Running, upstream: &Upstream) {
    let mut layer = get(proxy, "/v2/layer").await;
    assert_eq!(layer.chunk().await.unwrap().as_deref(), Some(&b"first "[..]));
    upstream.go_on.notify_one();
    assert_eq!(layer.chunk().await.unwrap().as_deref(), Some(&b"second"[..]));
}

/// All of it.
pub async fn same_origin(proxy: &Running, upstream: &Upstream) {
    passes_redirects(proxy).await;
    streams(proxy, upstream).await;
}
