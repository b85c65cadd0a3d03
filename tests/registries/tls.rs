//! TLS with certificates of a test: who has one, who ends it, and who asks through it.

use refscope_demo::ServerCertificate;
use std::net::{Ipv4Addr, SocketAddr};
use std::sync::{Arc, LazyLock};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _, copy_bidirectional};
use tokio::net::{TcpListener, TcpStream};
use tokio::task::JoinHandle;
use tokio_rustls::rustls::pki_types::pem::PemObject as _;
use tokio_rustls::rustls::pki_types::{CertificateDer, PrivateKeyDer, ServerName};
use tokio_rustls::rustls::{ClientConfig, RootCertStore, ServerConfig};
use tokio_rustls::{TlsAcceptor, TlsConnector};

/// The name by which a server of this machine is asked for where its certificate is checked by name.
pub const NAME: &str = "localhost";

/// One for all tests of a run, for this machine by name and by number.
pub static CERTIFICATE: LazyLock<ServerCertificate> =
    LazyLock::new(|| ServerCertificate::new(&[NAME, "127.0.0.1"]).unwrap());

/// A server's certificate in front of one that speaks no TLS. It ends when it is dropped.
pub struct Terminator {
    listener: Option<TcpListener>,
    addr: SocketAddr,
    server: Option<JoinHandle<()>>,
}

impl Terminator {
    /// Takes a port, so that what comes behind can be told its address.
    pub async fn bind() -> Self {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await.unwrap();
        Self { addr: listener.local_addr().unwrap(), listener: Some(listener), server: None }
    }

    /// `localhost:port`.
    pub fn host(&self) -> String {
        format!("{NAME}:{}", self.addr.port())
    }

    /// Passes all that comes on to `behind`.
    pub fn pass_to(&mut self, behind: SocketAddr) {
        let chain = vec![CertificateDer::from_pem_slice(CERTIFICATE.certificate_pem().as_bytes()).unwrap()];
        let key = PrivateKeyDer::from_pem_slice(CERTIFICATE.key_pem().unwrap().as_bytes()).unwrap();
        let config = ServerConfig::builder().with_no_client_auth().with_single_cert(chain, key).unwrap();
        let acceptor = TlsAcceptor::from(Arc::new(config));
        let listener = self.listener.take().unwrap();
        self.server = Some(tokio::spawn(async move {
            loop {
                let (stream, _) = listener.accept().await.unwrap();
                tokio::spawn(pass(acceptor.clone(), stream, behind));
            }
        }));
    }
}

impl Drop for Terminator {
    fn drop(&mut self) {
        if let Some(server) = &self.server {
            server.abort();
        }
    }
}

/// One connection, until either side ends it.
async fn pass(acceptor: TlsAcceptor, stream: TcpStream, behind: SocketAddr) -> std::io::Result<()> {
    let mut from = acceptor.accept(stream).await?;
    let mut to = TcpStream::connect(behind).await?;
    copy_bidirectional(&mut from, &mut to).await?;
    Ok(())
}

/// An answer, header by header.
#[derive(Debug)]
pub struct Answer {
    pub status: u16,
    /// Names in lower case.
    pub headers: Vec<(String, String)>,
    pub body: String,
}

impl Answer {
    /// All values of a header: a second one would spoil the first.
    pub fn all(&self, name: &str) -> Vec<&str> {
        self.headers.iter().filter(|(found, _)| found == name).map(|(_, value)| value.as_str()).collect()
    }
}

/// Asks once, by HTTP/1.1 over TLS; the server's certificate has to be the test's, and for this machine's number.
pub async fn get(addr: SocketAddr, path: &str, headers: &[(&str, &str)]) -> Answer {
    let mut roots = RootCertStore::empty();
    roots.add(CertificateDer::from_pem_slice(CERTIFICATE.authority_pem().as_bytes()).unwrap()).unwrap();
    let config = ClientConfig::builder().with_root_certificates(roots).with_no_client_auth();
    let stream = TcpStream::connect(addr).await.unwrap();
    let name = ServerName::from(addr.ip());
    let stream = TlsConnector::from(Arc::new(config)).connect(name, stream).await.unwrap();
    ask(stream, &addr.to_string(), path, headers).await
}

/// The same without TLS.
pub async fn get_plain(addr: SocketAddr, path: &str, headers: &[(&str, &str)]) -> Answer {
    ask(TcpStream::connect(addr).await.unwrap(), &addr.to_string(), path, headers).await
}

async fn ask<S>(mut stream: S, host: &str, path: &str, headers: &[(&str, &str)]) -> Answer
where
    S: tokio::io::AsyncRead + tokio::io::AsyncWrite + Unpin,
{
    let headers: String = headers.iter().map(|(name, value)| format!("{name}: {value}\r\n")).collect();
    let request = format!("GET {path} HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\n{headers}\r\n");
    stream.write_all(request.as_bytes()).await.unwrap();
    let mut answer = Vec::new();
    // Some close the connection without closing TLS.
    let _ = stream.read_to_end(&mut answer).await;
    let answer = String::from_utf8_lossy(&answer).into_owned();
    let (head, body) = answer.split_once("\r\n\r\n").unwrap_or_else(|| panic!("no answer: {answer}"));
    let mut lines = head.lines();
    let status = lines.next().and_then(|line| line.split(' ').nth(1)).unwrap().parse().unwrap();
    let pairs = lines.filter_map(|line| line.split_once(':'));
    let headers = pairs.map(|(name, value)| (name.to_ascii_lowercase(), value.trim().to_owned())).collect();
    Answer { status, headers, body: body.to_owned() }
}
