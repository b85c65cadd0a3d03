//! One request per connection, read and answered byte by byte.

use super::reply::{Delivery, Reply};
use crate::requests::{Recorded, Requests};
use std::io;
use std::net::{Ipv4Addr, SocketAddr};
use std::sync::Arc;
use std::time::Duration;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::{TcpListener, TcpStream};
use tokio::task::{JoinHandle, JoinSet};

/// The most bytes of a request's head: a token of a megabyte is sent back in it.
const HEAD_LIMIT: usize = 4 * 1024 * 1024;
/// The bytes that are written at once where many are.
const CHUNK: usize = 64 * 1024;
/// The pause between two drops.
const DRIP: Duration = Duration::from_millis(200);

/// A running server. It ends, with all of its connections, when it is dropped.
#[derive(Debug)]
pub struct Server {
    addr: SocketAddr,
    requests: Requests,
    task: JoinHandle<()>,
}

/// A free port of 127.0.0.1.
pub async fn bind() -> io::Result<TcpListener> {
    TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await
}

impl Server {
    /// Answers what arrives at `listener`.
    pub fn run(
        listener: TcpListener,
        respond: impl Fn(&Recorded) -> Reply + Send + Sync + 'static,
    ) -> io::Result<Self> {
        let (addr, requests, respond) = (listener.local_addr()?, Requests::default(), Arc::new(respond));
        let known = requests.clone();
        let task = tokio::spawn(async move {
            // Connections end with the set, and the set with this task.
            let mut connections = JoinSet::new();
            while let Ok((stream, _)) = listener.accept().await {
                let (respond, known) = (respond.clone(), known.clone());
                connections.spawn(async move {
                    // A client that hangs up is no error here: many of these answers make it.
                    let _ = serve(stream, &known, &*respond).await;
                });
                while connections.try_join_next().is_some() {}
            }
        });
        Ok(Self { addr, requests, task })
    }

    /// Where it listens.
    pub const fn addr(&self) -> SocketAddr {
        self.addr
    }

    /// What it received.
    pub fn requests(&self) -> Vec<Recorded> {
        self.requests.all()
    }

    /// Ends it, and waits until it has ended.
    pub async fn stop(mut self) {
        self.task.abort();
        let _ = (&mut self.task).await;
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        self.task.abort();
    }
}

async fn serve(mut stream: TcpStream, known: &Requests, respond: &impl Fn(&Recorded) -> Reply) -> io::Result<()> {
    let Some(request) = read(&mut stream).await? else { return Ok(()) };
    known.push(request.clone());
    let reply = respond(&request);
    let is_head = request.method == "HEAD";
    let half = &reply.body[..reply.body.len() / 2];
    match reply.delivery {
        Delivery::Silent => return wait_for_end(&mut stream).await,
        Delivery::Reset => return stream.set_zero_linger(),
        Delivery::Raw => stream.write_all(&reply.body).await?,
        _ => stream.write_all(&head(&reply)).await?,
    }
    if is_head {
        return stream.shutdown().await;
    }
    match reply.delivery {
        Delivery::Whole => stream.write_all(&reply.body).await?,
        Delivery::CutOff => stream.write_all(half).await?,
        Delivery::ResetHalfway => {
            stream.write_all(half).await?;
            return stream.set_zero_linger();
        }
        Delivery::Stalled => {
            stream.write_all(half).await?;
            return wait_for_end(&mut stream).await;
        }
        Delivery::ByteByByte => {
            stream.set_nodelay(true)?;
            for byte in &reply.body {
                stream.write_all(&[*byte]).await?;
                // So that the next byte makes a packet of its own.
                tokio::task::yield_now().await;
            }
        }
        Delivery::Zeros(count) => zeros(&mut stream, count).await?,
        Delivery::Endless => zeros(&mut stream, u64::MAX).await?,
        Delivery::Drip => loop {
            stream.write_all(b" ").await?;
            tokio::time::sleep(DRIP).await;
        },
        Delivery::Silent | Delivery::Reset | Delivery::Raw => {}
    }
    stream.shutdown().await
}

/// Reads a request's head; requests here have no bodies. `None` where it is no request.
async fn read(stream: &mut TcpStream) -> io::Result<Option<Recorded>> {
    let mut bytes = Vec::new();
    let mut searched = 0;
    let end = loop {
        let found = bytes[searched..].windows(4).position(|window| window == b"\r\n\r\n");
        if let Some(at) = found {
            break searched + at;
        }
        searched = bytes.len().saturating_sub(3);
        if bytes.len() > HEAD_LIMIT || stream.read_buf(&mut bytes).await? == 0 {
            return Ok(None);
        }
    };
    let text = String::from_utf8_lossy(&bytes[..end]);
    let mut lines = text.split("\r\n");
    let mut words = lines.next().unwrap_or_default().split(' ');
    let (Some(method), Some(path)) = (words.next(), words.next()) else { return Ok(None) };
    let header = |line: &str| line.split_once(':').map(|(name, value)| (name.to_lowercase(), value.trim().to_owned()));
    Ok(Some(Recorded { method: method.to_owned(), path: path.to_owned(), headers: lines.filter_map(header).collect() }))
}

fn head(reply: &Reply) -> Vec<u8> {
    let mut head = format!("HTTP/1.1 {} Hostile\r\nConnection: close\r\n", reply.status).into_bytes();
    for (name, value) in &reply.headers {
        head.extend_from_slice(name.as_bytes());
        head.extend_from_slice(b": ");
        head.extend_from_slice(value);
        head.extend_from_slice(b"\r\n");
    }
    let length = match reply.delivery {
        Delivery::Zeros(count) => Some(count),
        Delivery::Endless | Delivery::Drip => None,
        _ if matches!(reply.status, 204 | 304) => None,
        _ => Some(reply.body.len() as u64),
    };
    if let Some(length) = length {
        head.extend_from_slice(format!("Content-Length: {length}\r\n").as_bytes());
    }
    head.extend_from_slice(b"\r\n");
    head
}

async fn zeros(stream: &mut TcpStream, count: u64) -> io::Result<()> {
    let chunk = vec![0; CHUNK];
    let mut left = count;
    while left > 0 {
        let next = left.min(CHUNK as u64);
        // No longer than a chunk, hence a usize.
        stream.write_all(&chunk[..usize::try_from(next).unwrap_or(CHUNK)]).await?;
        left -= next;
    }
    Ok(())
}

/// Returns when the client hangs up.
async fn wait_for_end(stream: &mut TcpStream) -> io::Result<()> {
    let mut rest = [0; 64];
    while stream.read(&mut rest).await? > 0 {}
    Ok(())
}
