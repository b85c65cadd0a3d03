//! What building the page needs, checked and, where it is missing, installed into `target/tools`.

use std::{fs, path::Path};

use crate::{
    error::Error,
    lock,
    process::{answer, run_reading_errors},
    workspace::Workspace,
};

/// The page's target.
pub const WASM: &str = "wasm32-unknown-unknown";

/// The linker that rustc calls, which is the C compiler.
const C_COMPILER: &str = "cc";

/// A program of `target/tools`.
struct Tool {
    /// The package it comes from, which is its name as well.
    package: &'static str,
    /// The version it has to have: no other is known to work.
    version: String,
    /// The programs of the package, each of which must answer with that version.
    programs: &'static [&'static str],
    /// Whether the package's own lock file is used.
    locked: bool,
    /// How long installing takes on two cores, for the person who waits.
    duration: &'static str,
}

/// Makes sure that the page can be built here: compiler, target, Trunk, wasm-bindgen, libraries.
///
/// # Errors
/// The first thing missing that cannot be installed: [`Error::NoCompiler`], [`Error::NoRustup`],
/// [`Error::Target`], [`Error::Offline`], [`Error::Install`] or [`Error::Fetch`].
pub fn ensure(workspace: &Workspace) -> Result<(), Error> {
    ensure_compiler()?;
    ensure_target(workspace)?;
    for tool in [trunk(), wasm_bindgen(workspace)?] {
        if !tool.is_installed(workspace) {
            tool.install(workspace)?;
        }
    }
    fetch_libraries(workspace)
}

/// Makes sure that geckodriver, which drives Firefox, is in `target/tools`. Only tests need it, and Debian does not
/// have it.
///
/// # Errors
/// [`Error::Offline`] and [`Error::Install`].
pub fn ensure_geckodriver(workspace: &Workspace) -> Result<(), Error> {
    let tool = geckodriver();
    if tool.is_installed(workspace) { Ok(()) } else { tool.install(workspace) }
}

fn geckodriver() -> Tool {
    Tool {
        package: "geckodriver",
        version: "0.37.1".to_owned(),
        programs: &["geckodriver"],
        locked: true,
        duration: "about two minutes",
    }
}

fn trunk() -> Tool {
    Tool {
        package: "trunk",
        version: "0.21.14".to_owned(),
        programs: &["trunk"],
        locked: true,
        duration: "about seven minutes",
    }
}

/// Its version is that of the library in the page, to the last digit: the two share an unstable format.
fn wasm_bindgen(workspace: &Workspace) -> Result<Tool, Error> {
    Ok(Tool {
        package: "wasm-bindgen-cli",
        version: lock::version_of("wasm-bindgen", &workspace.lock_file()?)?,
        programs: &["wasm-bindgen", "wasm-bindgen-test-runner"],
        // The package comes without a lock file.
        locked: false,
        duration: "about three minutes",
    })
}

/// Windows' own linker is found in other ways than the PATH; there, cargo says itself if it is missing.
fn ensure_compiler() -> Result<(), Error> {
    if cfg!(windows) || which::which(C_COMPILER).is_ok() { Ok(()) } else { Err(Error::NoCompiler(C_COMPILER)) }
}

/// Asks the compiler, not rustup: it may come from elsewhere, and rustup may be told to install nothing
/// by itself.
pub fn ensure_target(workspace: &Workspace) -> Result<(), Error> {
    let libraries = answer(workspace.command("rustc").args(["--print", "target-libdir", "--target", WASM]));
    if !libraries.is_empty() && Path::new(&libraries).is_dir() {
        return Ok(());
    }
    if which::which("rustup").is_err() {
        return Err(Error::NoRustup(WASM));
    }
    println!("Adding the target {WASM} to Rust: once, some seconds");
    let mut offline = false;
    let mut rustup = workspace.command("rustup");
    rustup.args(["target", "add", WASM]);
    let status = run_reading_errors(&mut rustup, |line| offline |= tells_of_no_network(line))?;
    match (status.success(), offline) {
        (true, _) => Ok(()),
        (false, true) => Err(Error::Offline { what: format!("the target {WASM}") }),
        (false, false) => Err(Error::Target(WASM)),
    }
}

impl Tool {
    fn is_installed(&self, workspace: &Workspace) -> bool {
        self.programs.iter().all(|program| {
            let said = answer(workspace.command(workspace.tool(program)).arg("--version"));
            self.is_version(program, &said)
        })
    }

    /// geckodriver says more behind its version, and on more lines.
    fn is_version(&self, program: &str, said: &str) -> bool {
        let mut words = said.split_whitespace();
        words.next() == Some(program) && words.next() == Some(&self.version)
    }

    fn install(&self, workspace: &Workspace) -> Result<(), Error> {
        let Self { package, version, duration, .. } = self;
        println!("Installing {package} {version} into target/tools: once, {duration}");
        let build = workspace.path("target/tools-build");
        let mut cargo = workspace.cargo();
        cargo.args(["install", package, "--version", version, "--force"]);
        cargo.arg("--root").arg(workspace.path("target/tools")).arg("--target-dir").arg(&build);
        if self.locked {
            cargo.arg("--locked");
        }
        let mut offline = false;
        let status = run_reading_errors(&mut cargo, |line| offline |= tells_of_no_network(line))?;
        if !status.success() && offline {
            return Err(Error::Offline { what: format!("{package} {version}") });
        }
        if !status.success() || !self.is_installed(workspace) {
            return Err(Error::Install { tool: package, version: version.clone() });
        }
        // A gigabyte that nothing reads again.
        fs::remove_dir_all(&build).map_err(Error::file("removing", build))
    }
}

/// Trunk would fetch them too, but its words for a missing network are not plain ones. Takes no time and
/// no network when all are there.
fn fetch_libraries(workspace: &Workspace) -> Result<(), Error> {
    let mut offline = false;
    let mut cargo = workspace.cargo();
    cargo.args(["fetch", "--quiet", "--target", WASM]);
    let status = run_reading_errors(&mut cargo, |line| offline |= tells_of_no_network(line))?;
    match (status.success(), offline) {
        (true, _) => Ok(()),
        (false, true) => Err(Error::Offline { what: "a library of the page".to_owned() }),
        (false, false) => Err(Error::Fetch),
    }
}

/// Cargo's and rustup's ways to say that a download did not get through.
fn tells_of_no_network(line: &str) -> bool {
    const SIGNS: [&str; 9] = [
        "Could not resolve host",
        "Couldn't resolve host",
        "Could not connect to server",
        "Couldn't connect to server",
        "failed to lookup address",
        "network failure",
        "spurious network error",
        "could not download file",
        "Timeout was reached",
    ];
    SIGNS.iter().any(|sign| line.to_lowercase().contains(&sign.to_lowercase()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_words_of_cargo_and_rustup_for_no_network_are_known() {
        for line in [
            "  [6] Could not resolve hostname (Could not resolve host: example.test)",
            "warning: spurious network error (3 tries remaining): [7] Couldn't connect to server",
            "error: could not download file from 'https://example.test/x' to '/tmp/x'",
        ] {
            assert!(tells_of_no_network(line), "{line}");
        }
    }

    #[test]
    fn a_compile_error_is_not_taken_for_a_missing_network() {
        assert!(!tells_of_no_network("error[E0433]: failed to resolve: use of undeclared type `Network`"));
        assert!(!tells_of_no_network("error: could not compile `trunk` (bin \"trunk\")"));
    }

    #[test]
    fn a_version_is_told_from_another_whatever_stands_behind_it() {
        let tool = Tool { version: "0.37.1".to_owned(), ..geckodriver() };
        for (said, expected) in [
            ("geckodriver 0.37.1 (a1b2c3 2026-01-01 10:00 +0000)\n\nThe source code …", true),
            ("geckodriver 0.37.1", true),
            ("geckodriver 0.37.10", false),
            ("trunk 0.37.1", false),
            ("", false),
        ] {
            assert_eq!(tool.is_version("geckodriver", said), expected, "{said}");
        }
    }

    #[test]
    fn a_tool_of_another_version_does_not_count_as_installed() {
        let tool = Tool { version: "0.0.1".to_owned(), ..trunk() };
        assert!(!tool.is_installed(&Workspace::here()));
    }
}
