//! Where things lie in this repository, and the environment in which its commands start other programs.

use std::{
    env,
    ffi::{OsStr, OsString},
    path::{Path, PathBuf},
    process::Command,
};

use crate::error::Error;

/// Variables of the outside that must not reach a program started here.
const NOT_INHERITED: [&str; 9] = [
    // Of the `cargo run` that started this program: they describe this package, not the one built next.
    "CARGO_MANIFEST_DIR",
    "CARGO_MANIFEST_PATH",
    "CARGO_BIN_NAME",
    "CARGO_CRATE_NAME",
    "CARGO_PRIMARY_PACKAGE",
    // Every command here names its target itself.
    "CARGO_BUILD_TARGET",
    // Compiled into the page when set; only `serve` does so, on purpose.
    "REFSCOPE_TRY_USER",
    "REFSCOPE_TRY_PASSWORD",
    // Trunk 0.21 takes only "true" and "false" and stops at the usual "1"; put back below.
    "NO_COLOR",
];

/// The repository this program was built in.
#[derive(Clone, Debug)]
pub struct Workspace {
    root: PathBuf,
}

impl Workspace {
    /// The workspace of this very crate.
    #[must_use]
    pub fn here() -> Self {
        let crate_root = Path::new(env!("CARGO_MANIFEST_DIR"));
        Self { root: crate_root.parent().unwrap_or(crate_root).to_owned() }
    }

    /// A path inside the repository.
    pub fn path(&self, inside: impl AsRef<Path>) -> PathBuf {
        self.root.join(inside)
    }

    /// The released page.
    #[must_use]
    pub fn dist(&self) -> PathBuf {
        self.path("dist")
    }

    /// A program of `target/tools`, whether it is there or not.
    #[must_use]
    pub fn tool(&self, name: &str) -> PathBuf {
        self.path("target/tools/bin").join(format!("{name}{}", env::consts::EXE_SUFFIX))
    }

    /// `Cargo.lock` as text.
    ///
    /// # Errors
    /// [`Error::Io`] when it cannot be read.
    pub fn lock_file(&self) -> Result<String, Error> {
        let path = self.path("Cargo.lock");
        std::fs::read_to_string(&path).map_err(Error::file("reading", path))
    }

    /// A program to be started in the repository's root, with the project's own tools first on its PATH.
    pub fn command(&self, program: impl AsRef<OsStr>) -> Command {
        let mut command = Command::new(program);
        command.current_dir(&self.root).env("PATH", self.search_path()).env("TRUNK_SKIP_VERSION_CHECK", "true");
        for name in NOT_INHERITED {
            command.env_remove(name);
        }
        for (name, _) in env::vars_os() {
            if name.to_str().is_some_and(|name| name.starts_with("CARGO_PKG_")) {
                command.env_remove(name);
            }
        }
        if env::var_os("NO_COLOR").is_some_and(|value| !value.is_empty()) {
            command.env("NO_COLOR", "true");
        }
        command
    }

    /// Cargo, the one that started this program where it did.
    #[must_use]
    pub fn cargo(&self) -> Command {
        self.command(env::var_os("CARGO").unwrap_or_else(|| "cargo".into()))
    }

    fn search_path(&self) -> OsString {
        let inherited = env::var_os("PATH").unwrap_or_default();
        let tools = self.path("target/tools/bin");
        // Joining fails only if the root's own path holds a separator; then the tools are not found first.
        env::join_paths(std::iter::once(tools).chain(env::split_paths(&inherited))).unwrap_or(inherited)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_started_program_finds_the_projects_tools_first() {
        let workspace = Workspace::here();
        let command = workspace.command("x");
        let path = command.get_envs().find(|(name, _)| *name == "PATH").and_then(|(_, value)| value).unwrap();
        assert_eq!(env::split_paths(path).next(), Some(workspace.path("target/tools/bin")));
    }

    #[test]
    fn a_released_page_never_inherits_the_demo_account() {
        let command = Workspace::here().command("x");
        for name in ["REFSCOPE_TRY_USER", "REFSCOPE_TRY_PASSWORD"] {
            assert!(command.get_envs().any(|(found, value)| found == name && value.is_none()), "{name} is inherited");
        }
    }
}
