//! `cargo xtask bench`: figures of the released page in a real browser, as ratios within one run.

use crate::{dist, error::Error, process::run_well, steps, workspace::Workspace};

/// Builds the page and measures it; the figures are printed, and written to `target/bench/`.
///
/// # Errors
/// Those of [`dist::build`] and of finding a browser; [`Error::Failed`] when a look does not end well.
pub fn run(workspace: &Workspace) -> Result<(), Error> {
    dist::build(workspace)?;
    let arguments = ["test", "-p", "refscope", "--test", steps::BENCH, "--", "--nocapture"];
    run_well(&mut steps::page_in_chromium(workspace, &arguments)?)
}
