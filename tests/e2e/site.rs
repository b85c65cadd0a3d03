//! A static web server, as plain as the ones that will host the page.

use axum::Router;
use std::net::{Ipv4Addr, SocketAddr};
use std::path::PathBuf;
use tokio::net::TcpListener;
use tokio::task::JoinHandle;
use tower_http::services::ServeDir;

/// The path under which the page lies, too: it must work under any.
pub const SUB_PATH: &str = "/tools/refscope/";

/// The page, served.
pub struct Site {
    addr: SocketAddr,
    server: JoinHandle<()>,
}

impl Site {
    /// Serves the released page on a free port.
    pub async fn start() -> Self {
        let dist = PathBuf::from(std::env::var_os("REFSCOPE_DIST").expect("REFSCOPE_DIST: run by `cargo xtask test`"));
        assert!(dist.join("index.html").is_file(), "{} holds no page: cargo xtask dist", dist.display());
        let app = Router::new().nest_service(SUB_PATH, ServeDir::new(&dist)).fallback_service(ServeDir::new(&dist));
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await.unwrap();
        let addr = listener.local_addr().unwrap();
        let server = tokio::spawn(async move { axum::serve(listener, app).await.unwrap() });
        Self { addr, server }
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
