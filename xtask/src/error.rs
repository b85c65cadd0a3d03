//! Everything that can stop a command: one sentence each, what happened and what to do.

use std::{io, path::PathBuf, process::ExitStatus};

/// Why a command ended before its work was done.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// Somebody else listens on the port.
    #[error("port {port} is in use by another program: end that one, or choose another port with {flag} {free}")]
    PortInUse {
        /// The port asked for.
        port: u16,
        /// The flag that chooses another.
        flag: &'static str,
        /// A port that was free a moment ago.
        free: u16,
    },
    /// The system does not let this person listen on the port.
    #[error("the system does not let you listen on port {port} ({source}): choose another with {flag}")]
    PortRefused {
        /// The port asked for.
        port: u16,
        /// The flag that chooses another.
        flag: &'static str,
        /// The system's own words.
        source: io::Error,
    },
    /// The page and the registry were given the same port.
    #[error("the page and the registry cannot both use port {0}: give --port and --registry-port different numbers")]
    OnePortForTwo(u16),

    /// Rust cannot link without it.
    #[error(
        "no C compiler ({0}) was found, and Rust links with it: install one, on Debian `apt-get install build-essential`"
    )]
    NoCompiler(&'static str),
    /// The wasm target is missing, and so is the program that adds it.
    #[error(
        "the compiler cannot build for {0} and rustup is not there to add it: install rustup, or your system's package of that target"
    )]
    NoRustup(&'static str),
    /// `rustup target add` failed.
    #[error("rustup could not add the target {0}; its own message is above: correct that and run this again")]
    Target(&'static str),
    /// A download found no network.
    #[error(
        "{what} has to be downloaded and the network did not answer: connect this machine (or set HTTPS_PROXY) and run this again"
    )]
    Offline {
        /// What was to be downloaded.
        what: String,
    },
    /// The program could not be cut into its parts.
    #[error("the page could not be cut into its parts ({0}): the versions of wasm-split and wasm-bindgen may not fit")]
    Split(String),
    /// `cargo install` failed for another reason.
    #[error("{tool} {version} could not be installed; cargo's own message is above: correct that and run this again")]
    Install {
        /// The package.
        tool: &'static str,
        /// Its version.
        version: String,
    },
    /// `cargo fetch` failed for another reason than the network.
    #[error("the page's libraries could not be fetched; cargo's own message is above: correct that and run this again")]
    Fetch,
    /// No browser to run the browser tests in, and no way to install one here.
    #[error(
        "the browser tests need {missing}: install Chromium and its chromedriver, or name them in CHROME and CHROMEDRIVER"
    )]
    NoChrome {
        /// What was not found.
        missing: &'static str,
    },
    /// The other browser is missing as well.
    #[error(
        "the browser tests need {missing}: install Firefox and geckodriver, or name them in FIREFOX and GECKODRIVER"
    )]
    NoFirefox {
        /// What was not found.
        missing: &'static str,
    },
    /// npm is missing, or did not bring what it should.
    #[error(
        "the browser tests need axe-core, which npm brings: {0}; install Node.js with its npm, or name npm in NPM, and run this again"
    )]
    NoAxe(&'static str),
    /// Not all the servers that tests start, and no way to unpack them here.
    #[error(
        "the tests against other registries need {missing}: install what is missing, or name it in NGINX, CADDY, HAPROXY and DOCKER_REGISTRY"
    )]
    NoServers {
        /// What was not found.
        missing: String,
    },

    /// `Cargo.lock` cannot be understood.
    #[error("Cargo.lock cannot be read as a lock file ({0}): restore it with `git checkout Cargo.lock`")]
    LockFile(#[from] toml::de::Error),
    /// `Cargo.lock` does not name exactly one version of the package.
    #[error("Cargo.lock names {found} versions of {package} where one is needed: run `cargo update {package}`")]
    LockVersions {
        /// The package looked for.
        package: &'static str,
        /// How many versions were found.
        found: usize,
    },
    /// `cargo metadata` was not understood.
    #[error(
        "the answer of `cargo metadata` cannot be read ({0}): does `cargo --version` name the toolchain of this project?"
    )]
    Metadata(#[from] serde_json::Error),

    /// A part of the bench has written something else than figures.
    #[error(
        "what the part {part} of the bench has written cannot be read ({source}): is it by tests/bench/figures.rs?"
    )]
    Figures {
        /// The part.
        part: String,
        /// What is wrong with it.
        source: serde_json::Error,
    },

    /// A program could not be started.
    #[error("{program} could not be started ({source}): is it installed and on the PATH?")]
    Start {
        /// The program's name.
        program: String,
        /// The system's own words.
        source: io::Error,
    },
    /// A program ended badly, having said why.
    #[error("`{program}` failed ({status}); its own message is above")]
    Failed {
        /// The program and what it was asked for.
        program: String,
        /// How it ended.
        status: ExitStatus,
    },
    /// A file, a pipe or a signal could not be used.
    #[error("{doing} failed ({source}): correct that and run this again")]
    Io {
        /// What was being done.
        doing: String,
        /// The system's own words.
        source: io::Error,
    },

    /// Tests ran and some failed, or their program did not build.
    #[error("not all tests passed; those that failed, or the compiler's message, are above")]
    TestsFailed,
    /// A step that should run tests ran none.
    #[error("no test ran where some should: is the test target there, and are its tests compiled?")]
    NoTests,

    /// The embedded registry did not start.
    #[error("the embedded registry did not start: {0}")]
    Registry(#[source] refscope_demo::DemoError),
    /// Trunk ended though nobody asked it to.
    #[error("Trunk ended by itself ({0}); its own message is above: correct that and run this again")]
    TrunkEnded(ExitStatus),
    /// Trunk runs, but has no page to serve.
    #[error("the page did not build; the compiler's message is above: correct that and run this again")]
    PageNotBuilt,

    /// No file of `deploy/` can be filled in.
    #[error(transparent)]
    Deploy(#[from] crate::deploy::Fault),

    /// The released page does not hold what it must.
    #[error(transparent)]
    Page(#[from] crate::page::Fault),
    /// The visitor would download too much.
    #[error("a visitor downloads {total} bytes of brotli before the page works and {limit} is the limit: take {} away", total - limit)]
    TooHeavy {
        /// Bytes of brotli of all files needed to start.
        total: u64,
        /// Bytes allowed.
        limit: u64,
    },
    /// The inspector would take too long to come.
    #[error("the inspector weighs {total} bytes of brotli and {limit} is the limit: take {} away", total - limit)]
    InspectorTooHeavy {
        /// Bytes of brotli of its program.
        total: u64,
        /// Bytes allowed.
        limit: u64,
    },
}

impl Error {
    /// An input or output error, with what was being done.
    pub fn io(doing: impl Into<String>) -> impl FnOnce(io::Error) -> Self {
        move |source| Self::Io { doing: doing.into(), source }
    }

    /// The same for a file: `reading`, `writing`, …
    pub fn file(doing: &str, path: impl Into<PathBuf>) -> impl FnOnce(io::Error) -> Self {
        Self::io(format!("{doing} {}", path.into().display()))
    }
}
