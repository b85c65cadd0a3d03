//! `cargo xtask dist`: the page as visitors get it, and whether it is fit for them.

use std::{fs, io};

use crate::{error::Error, process::run_well, tools, weigh::Weights, workspace::Workspace};

/// Builds the page into `dist/`, unless `check_only`, and judges what lies there.
///
/// # Errors
/// Those of [`build`] and [`check`].
pub fn run(workspace: &Workspace, check_only: bool) -> Result<(), Error> {
    if !check_only {
        build(workspace)?;
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
    run_well(workspace.command(workspace.tool("trunk")).args(["build", "--release", "--dist"]).arg(dist))
}

/// Prints the weight of every file of `dist/`.
///
/// # Errors
/// [`Error::Page`] when the page is incomplete or not fit; [`Error::TooHeavy`].
pub fn check(workspace: &Workspace) -> Result<(), Error> {
    let weights = Weights::of(&workspace.dist())?;
    println!("\n{weights}");
    weights.ensure_light()
}
