//! The real programs: found, started on a free port of this machine, and ended by their own process.

use std::fs::{self, File};
use std::net::{Ipv4Addr, SocketAddr, TcpListener};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::{Duration, Instant};
use tokio::net::TcpStream;

/// After so long without an answer a program is taken for broken; a machine may be busy.
const PATIENCE: Duration = Duration::from_secs(60);

/// A program of a Debian package.
pub struct Program {
    /// The variable by which `cargo xtask test` names it.
    variable: &'static str,
    /// Its name, and the package's.
    name: &'static str,
}

pub const NGINX: Program = Program { variable: "NGINX", name: "nginx" };
pub const CADDY: Program = Program { variable: "CADDY", name: "caddy" };
pub const HAPROXY: Program = Program { variable: "HAPROXY", name: "haproxy" };
pub const DOCKER_REGISTRY: Program = Program { variable: "DOCKER_REGISTRY", name: "docker-registry" };

impl Program {
    /// A command that runs it. Where it is not installed, says what to install and gives none; in CI it has
    /// to be there.
    pub fn command(&self) -> Option<Command> {
        let unpacked = Path::new(env!("CARGO_MANIFEST_DIR")).join("target/tools/debian");
        let named = std::env::var_os(self.variable).filter(|named| !named.is_empty()).map(PathBuf::from);
        let on_path = std::env::split_paths(&std::env::var_os("PATH").unwrap_or_default()).collect::<Vec<_>>();
        // Debian keeps servers where a person's PATH does not lead.
        let usual = [PathBuf::from("/usr/sbin"), unpacked.join("usr/bin"), unpacked.join("usr/sbin")];
        let found = named.or_else(|| {
            on_path.into_iter().chain(usual).map(|folder| folder.join(self.name)).find(|path| path.is_file())
        });
        let Some(path) = found else {
            let missing = format!("install {0} (on Debian the package {0}), or run `cargo xtask test`", self.name);
            assert!(std::env::var_os("CI").is_none(), "{missing}");
            eprintln!("skipped: {missing}");
            return None;
        };
        let mut command = Command::new(&path);
        if path.starts_with(&unpacked) {
            // Its libraries were unpacked beside it, not installed.
            let entries =
                ["usr/lib", "lib"].map(|lib| fs::read_dir(unpacked.join(lib)).into_iter().flatten().flatten());
            let folders = entries.into_iter().flatten().map(|entry| entry.path()).filter(|path| path.is_dir());
            command.env("LD_LIBRARY_PATH", std::env::join_paths(folders).unwrap());
        }
        Some(command)
    }
}

/// A folder that is gone when the test is over.
pub struct Folder(PathBuf);

impl Folder {
    pub fn new() -> Self {
        static NEXT: AtomicU32 = AtomicU32::new(0);
        let name = format!("registries-{}-{}", std::process::id(), NEXT.fetch_add(1, Ordering::Relaxed));
        let path = Path::new(env!("CARGO_TARGET_TMPDIR")).join(name);
        fs::create_dir_all(&path).unwrap();
        Self(path)
    }

    pub fn path(&self) -> &Path {
        &self.0
    }

    /// Writes a file, and tells where it is.
    pub fn write(&self, name: &str, text: &str) -> String {
        let path = self.0.join(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(&path, text).unwrap();
        path.to_str().unwrap().to_owned()
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        // What is left lies under `target`.
        let _ = fs::remove_dir_all(&self.0);
    }
}

/// A program that runs.
pub struct Running {
    child: Child,
    addr: SocketAddr,
    // After the child, which writes into it.
    folder: Folder,
}

impl Running {
    /// Starts a program that `prepare` gives for a folder and an address to listen at; it runs when it answers.
    pub async fn start(prepare: impl Fn(&Folder, SocketAddr) -> Command) -> Self {
        let mut said = String::new();
        // A free port may be someone else's a moment later.
        for _ in 0..3 {
            match Self::start_at(free_address(), &prepare).await {
                Ok(running) => return running,
                Err(log) => said = log,
            }
        }
        panic!("the program does not run: {said}");
    }

    /// The same at an address that others have been told of.
    ///
    /// # Errors
    /// What the program said where it does not run.
    pub async fn start_at(addr: SocketAddr, prepare: impl Fn(&Folder, SocketAddr) -> Command) -> Result<Self, String> {
        let folder = Folder::new();
        let log = File::create(folder.path().join("log")).unwrap();
        let mut command = prepare(&folder, addr);
        command.stdin(Stdio::null()).stdout(log.try_clone().unwrap()).stderr(log).current_dir(folder.path());
        let mut running = Self { child: command.spawn().unwrap(), addr, folder };
        if running.answers().await {
            return Ok(running);
        }
        Err(fs::read_to_string(running.folder.path().join("log")).unwrap())
    }

    async fn answers(&mut self) -> bool {
        let start = Instant::now();
        while self.child.try_wait().unwrap().is_none() && start.elapsed() < PATIENCE {
            // With TLS or without: an address that is listened at.
            if TcpStream::connect(self.addr).await.is_ok() {
                return true;
            }
            tokio::time::sleep(Duration::from_millis(10)).await;
        }
        false
    }

    /// The text of a file that was made for it.
    pub fn read(&self, name: &str) -> String {
        fs::read_to_string(self.folder.path().join(name)).unwrap()
    }

    /// Where it listens.
    pub const fn addr(&self) -> SocketAddr {
        self.addr
    }

    /// `host:port`.
    pub fn host(&self) -> String {
        self.addr.to_string()
    }

    /// `http://host:port`, as a page's origin lives as long as the test.
    pub fn origin(&self) -> &'static str {
        format!("http://{}", self.addr).leak()
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// An address of this machine that nobody listens at.
pub fn free_address() -> SocketAddr {
    TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).unwrap().local_addr().unwrap()
}

/// Runs a program's own check of its configuration.
pub fn check(command: &mut Command) {
    let output = command.output().unwrap();
    let said = String::from_utf8_lossy(&output.stderr).into_owned() + &*String::from_utf8_lossy(&output.stdout);
    assert!(output.status.success(), "{said}");
}
