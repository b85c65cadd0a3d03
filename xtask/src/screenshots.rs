//! `cargo xtask screenshots`: pictures of each view of the page, for people to look at.

use crate::{dist, error::Error, process::run_well, steps, workspace::Workspace};

/// Where the pictures lie. The test names it as well.
const FOLDER: &str = "target/screenshots";

/// Builds the page, unless `no_build`, and photographs each of its views: light and dark, wide and on a phone.
///
/// # Errors
/// Those of [`dist::build`] and of finding a browser; [`Error::Failed`] when a view cannot be reached or does not fit.
pub fn run(workspace: &Workspace, no_build: bool) -> Result<(), Error> {
    if !no_build {
        dist::build(workspace)?;
    }
    let arguments = ["test", "-p", "refscope", "--test", "e2e", "--", "screenshots::"];
    run_well(&mut steps::page_in_chromium(workspace, &arguments)?)?;
    println!("The pictures are in {FOLDER}/: <view>-<wide or phone>-<light or dark>.png");
    Ok(())
}
