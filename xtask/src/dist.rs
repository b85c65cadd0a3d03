//! `cargo xtask dist`: the page as visitors get it, and whether it is fit for them.

use std::{env, fs, io, path::PathBuf};

use crate::{error::Error, pack, process::run_well, split, tools, twice, weigh::Weights, workspace::Workspace};

/// What is done before `dist/` is judged.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Build {
    /// Nothing.
    Not,
    /// The page is built.
    Once,
    /// It is built twice, and both are compared.
    Twice,
}

impl Build {
    /// By what the person asked for.
    #[must_use]
    pub const fn wished(not: bool, twice: bool) -> Self {
        match (not, twice) {
            (true, _) => Self::Not,
            (false, true) => Self::Twice,
            (false, false) => Self::Once,
        }
    }
}

/// Builds the page into `dist/`, and judges what lies there.
///
/// # Errors
/// Those of [`build`], [`twice::build`] and [`check`].
pub fn run(workspace: &Workspace, how: Build) -> Result<(), Error> {
    match how {
        Build::Not => {}
        Build::Once => build(workspace)?,
        Build::Twice => twice::build(workspace)?,
    }
    check(workspace)
}

/// Builds the page into an empty `dist/`: after a failed build none is there, rather than an old one.
///
/// # Errors
/// What [`tools::ensure`] misses; [`Error::Failed`] when Trunk fails.
pub fn build(workspace: &Workspace) -> Result<(), Error> {
    tools::ensure(workspace)?;
    let dist = workspace.dist();
    match fs::remove_dir_all(&dist) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(Error::file("removing", dist)(error)),
        _ => {}
    }
    let mut trunk = workspace.command(workspace.tool("trunk"));
    trunk.args(["build", "--release", "--features", "split", "--dist"]).arg(&dist);
    // The compiler's flags, joined as cargo wants them.
    trunk.env("CARGO_ENCODED_RUSTFLAGS", without_paths(workspace).join("\u{1f}"));
    run_well(&mut trunk)?;
    split::split(workspace)?;
    pack::pack(&dist)
}

/// Flags that take this machine's folders out of the page: every panic names a source file. They are of no use to
/// a visitor, weigh 2 kB, and would make the page another one on each machine.
fn without_paths(workspace: &Workspace) -> Vec<String> {
    let cargo = env::var_os("CARGO_HOME").map(PathBuf::from).or_else(|| Some(env::home_dir()?.join(".cargo")));
    let sources = cargo.map(|home| home.join("registry/src")).and_then(|folder| fs::read_dir(folder).ok());
    let registries = sources.into_iter().flatten().flatten().map(|entry| (entry.path(), ""));
    let own = (workspace.path(""), "");
    registries.chain([own]).map(|(from, to)| format!("--remap-path-prefix={}={to}", from.display())).collect()
}

/// Prints the weight of every file of `dist/`.
///
/// # Errors
/// [`Error::Page`] when the page is incomplete or not fit; [`Error::TooHeavy`].
pub fn check(workspace: &Workspace) -> Result<(), Error> {
    let dist = workspace.dist();
    let weights = Weights::of(&dist)?;
    println!("\n{weights}");
    pack::check(&dist)?;
    weights.ensure_light()
}
