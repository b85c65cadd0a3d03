//! `cargo xtask soak`: the released page in a browser for a long time, and against everything that may go wrong.

use crate::{dist, error::Error, process::run_well, steps, workspace::Workspace};

/// Builds the page and tries it: every fault of the hostile registry, and so many lookups in one tab,
/// for so many minutes at the most (0 for any). Progress and figures are printed.
///
/// # Errors
/// Those of [`dist::build`] and of finding a browser; [`Error::Failed`] when something is not as it should be.
pub fn run(workspace: &Workspace, lookups: u32, minutes: u32) -> Result<(), Error> {
    dist::build(workspace)?;
    let arguments = ["test", "-p", "refscope", "--no-fail-fast", "--test", steps::SOAK, "--"];
    // One after the other: what is measured is not to be disturbed.
    let arguments = [&arguments[..], &["--nocapture", "--test-threads=1"]].concat();
    let mut cargo = steps::page_in_chromium(workspace, &arguments)?;
    cargo.env("REFSCOPE_SOAK_LOOKUPS", lookups.to_string()).env("REFSCOPE_SOAK_MINUTES", minutes.to_string());
    run_well(&mut cargo)
}
