//! Trunk as a child process: the page's server while one works on it.

use std::{ffi::OsString, fs, io, net::SocketAddr, process::ExitStatus, time::Duration};

use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpStream,
    process::Child,
    time,
};

use crate::{error::Error, process::not_started, registry, workspace::Workspace};

/// How often a page that does not answer yet is asked again.
const ASK_AGAIN: Duration = Duration::from_millis(250);
/// How long Trunk may take to end when it is asked to.
const PATIENCE: Duration = Duration::from_secs(10);
/// Where the page of `serve` is built: not `dist/`, as it holds the demo's account.
const OUT: &str = "target/serve";
/// The folders whose files make the page; a change elsewhere does not build it again.
const SOURCES: [&str; 4] = ["src", "style", "inspector", "report"];

/// Trunk, building and serving the page. Ended with this value at the latest.
#[derive(Debug)]
pub struct Trunk {
    child: Child,
    address: SocketAddr,
}

impl Trunk {
    /// Starts Trunk with the demo's account compiled into the page, and the `config.json` of the embedded registry at
    /// `registry` beside it.
    ///
    /// # Errors
    /// [`Error::Start`] when it cannot be started; [`Error::Io`] when an earlier page cannot be removed.
    pub fn start(
        workspace: &Workspace,
        address: SocketAddr,
        registry: SocketAddr,
        release: bool,
    ) -> Result<Self, Error> {
        let out = workspace.path(OUT);
        // A page of an earlier time would answer before this one is built.
        match fs::remove_dir_all(&out) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(Error::file("removing", out)(error)),
            _ => {}
        }
        fs::create_dir_all(&out).map_err(Error::file("creating", &out))?;
        let mut command = workspace.command(workspace.tool("trunk"));
        command.arg("serve").arg("--dist").arg(out);
        command.args(["--address", &address.ip().to_string(), "--port", &address.port().to_string()]);
        command.args(release.then_some("--release"));
        command.args(["--proxy-backend", &format!("http://{registry}/config.json"), "--proxy-no-system-proxy"]);
        for folder in ignored(workspace)? {
            command.arg("--ignore").arg(folder);
        }
        let (user, password) = registry::ACCOUNT;
        command.env("REFSCOPE_TRY_USER", user).env("REFSCOPE_TRY_PASSWORD", password);
        command.stdin(std::process::Stdio::null());
        // A process group of its own, so that ending Trunk ends the compiler it may be running.
        #[cfg(unix)]
        std::os::unix::process::CommandExt::process_group(&mut command, 0);
        let mut command = tokio::process::Command::from(command);
        let child = command.kill_on_drop(true).spawn().map_err(|source| not_started(command.as_std(), source))?;
        Ok(Self { child, address })
    }

    /// Comes back when the page can be opened.
    ///
    /// # Errors
    /// [`Error::PageNotBuilt`] when Trunk answers and has no page: it serves even after a failed build.
    pub async fn answers(address: SocketAddr) -> Result<(), Error> {
        let mut clock = time::interval(ASK_AGAIN);
        loop {
            clock.tick().await;
            match status_of_page(address).await {
                Ok(Some(200)) => return Ok(()),
                Ok(Some(_)) => return Err(Error::PageNotBuilt),
                // Nobody listens yet, or the answer broke off.
                Ok(None) | Err(_) => {}
            }
        }
    }

    /// The page's address.
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// Comes back when Trunk has ended by itself.
    ///
    /// # Errors
    /// [`Error::Io`] when the system does not tell.
    pub async fn ended(&mut self) -> Result<ExitStatus, Error> {
        self.child.wait().await.map_err(Error::io("waiting for Trunk"))
    }

    /// Asks Trunk to end, by its own process id, and waits until it has.
    ///
    /// # Errors
    /// [`Error::Io`] when it cannot be ended.
    pub async fn stop(mut self) -> Result<(), Error> {
        if self.ask_to_end() && time::timeout(PATIENCE, self.child.wait()).await.is_ok() {
            return Ok(());
        }
        self.end_at_once();
        self.child.kill().await.map_err(Error::io("ending Trunk"))
    }

    /// Whether it could be asked.
    #[cfg(unix)]
    fn ask_to_end(&self) -> bool {
        self.signal(rustix::process::Signal::INT)
    }

    #[cfg(unix)]
    fn end_at_once(&self) {
        self.signal(rustix::process::Signal::KILL);
    }

    /// Sends to the group that Trunk leads, which bears Trunk's process id.
    #[cfg(unix)]
    fn signal(&self, signal: rustix::process::Signal) -> bool {
        // No id: it has ended and was waited for; the number may be somebody else's by now.
        let id = self.child.id().and_then(|id| i32::try_from(id).ok()).and_then(rustix::process::Pid::from_raw);
        id.is_some_and(|id| rustix::process::kill_process_group(id, signal).is_ok())
    }

    /// There is no signal to ask with.
    #[cfg(not(unix))]
    fn ask_to_end(&self) -> bool {
        false
    }

    #[cfg(not(unix))]
    fn end_at_once(&self) {}
}

/// The folders of the repository that are not the page's. Told by name of what is there: Trunk ends at one
/// that is not, and in a fresh clone `dist/` is not.
fn ignored(workspace: &Workspace) -> Result<Vec<OsString>, Error> {
    let root = workspace.path("");
    let entries = fs::read_dir(&root).and_then(Iterator::collect::<io::Result<Vec<_>>>);
    let folders = entries.map_err(Error::file("reading", root))?.into_iter().filter(|entry| entry.path().is_dir());
    Ok(folders.map(|folder| folder.file_name()).filter(|name| !SOURCES.iter().any(|source| name == source)).collect())
}

/// The status with which the page's own address is answered.
async fn status_of_page(address: SocketAddr) -> io::Result<Option<u16>> {
    let mut connection = TcpStream::connect(address).await?;
    let request = format!("GET / HTTP/1.1\r\nHost: {address}\r\nAccept: text/html\r\nConnection: close\r\n\r\n");
    connection.write_all(request.as_bytes()).await?;
    let mut answer = Vec::new();
    connection.take(64).read_to_end(&mut answer).await?;
    Ok(status_in(&answer))
}

/// The status in `HTTP/1.1 200 OK`.
fn status_in(answer: &[u8]) -> Option<u16> {
    let text = std::str::from_utf8(answer.get(.."HTTP/1.1 200".len())?).ok()?;
    text.strip_prefix("HTTP/1.")?.split_once(' ')?.1.parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;
    use tokio::net::TcpListener;

    /// Answers one request with `answer`.
    async fn server(answer: &'static str) -> SocketAddr {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        tokio::spawn(async move {
            let (mut connection, _) = listener.accept().await.unwrap();
            let mut request = [0; 256];
            let read = connection.read(&mut request).await.unwrap();
            assert!(request[..read].starts_with(b"GET / HTTP/1.1\r\nHost: 127.0.0.1:"));
            connection.write_all(answer.as_bytes()).await.unwrap();
        });
        address
    }

    #[tokio::test]
    async fn a_served_page_is_told_from_a_server_without_one() {
        let page = server("HTTP/1.1 200 OK\r\n\r\n<!DOCTYPE html>").await;
        assert!(Trunk::answers(page).await.is_ok());
        let none = server("HTTP/1.1 404 Not Found\r\n\r\n").await;
        assert!(matches!(Trunk::answers(none).await, Err(Error::PageNotBuilt)));
    }

    #[test]
    fn changes_of_the_page_and_of_nothing_else_are_watched() {
        let ignored = ignored(&Workspace::here()).unwrap();
        let is_ignored = |name: &str| ignored.iter().any(|folder| folder == name);
        assert!(is_ignored("xtask") && is_ignored("demo"), "{ignored:?}");
        assert!(!is_ignored("src") && !is_ignored("style") && !is_ignored("no-such-folder"), "{ignored:?}");
    }

    #[test]
    fn only_a_status_line_has_a_status() {
        assert_eq!(status_in(b"HTTP/1.0 204 No Content"), Some(204));
        for other in ["", "HTTP/1.1", "SSH-2.0-OpenSSH_9.9", "HTTP/1.1 abc OK"] {
            assert_eq!(status_in(other.as_bytes()), None, "{other}");
        }
    }
}
