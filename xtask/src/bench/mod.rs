//! `cargo xtask bench`: figures of the released page in a real browser, as ratios within one run.
//!
//! The measuring is done by the test target `bench` (`tests/bench/`), each part of which writes its figures into a file.
//! Here the parts become one report, a table and a chart; what the page weighs is measured here as well.

mod chart;
mod report;
mod size;
mod table;

use std::{fs, io, path::PathBuf};

use clap::Args;

use crate::{
    chrome::Chrome,
    dist,
    error::Error,
    process::{self, answer},
    steps,
    weigh::Weights,
    workspace::Workspace,
};
use report::{Figure, Report};

/// Where all of it is written.
const FOLDER: &str = "target/bench";
/// Where the chart is for readers of the documentation.
const DOCS: &str = "docs/bench.svg";
/// The part that needs no browser.
const DOWNLOAD: &str = "download";

/// What the person wishes for.
#[derive(Args)]
pub struct Wishes {
    /// Measure this part alone: download, or a module of tests/bench/ such as start or job
    #[arg(long, value_name = "NAME")]
    only: Option<String>,
    /// Write the chart to docs/bench.svg as well
    #[arg(long)]
    docs: bool,
    /// Fail when a figure is over its limit
    #[arg(long)]
    strict: bool,
    /// Measure the dist/ that is there, without building it
    #[arg(long)]
    no_build: bool,
}

/// Builds the page, measures it, and writes the report; `false` when a figure is over its limit and that was asked for.
///
/// # Errors
/// Those of [`dist::build`] and of finding a browser; [`Error::TestsFailed`] when a measurement does not end well, after
/// what the others have found is written.
pub fn run(workspace: &Workspace, wishes: &Wishes) -> Result<bool, Error> {
    if !wishes.no_build {
        dist::build(workspace)?;
    }
    let parts = workspace.path(FOLDER).join("parts");
    // What an earlier run has measured is no part of this one.
    match fs::remove_dir_all(&parts) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(Error::file("removing", parts)(error)),
        _ => {}
    }
    let only = wishes.only.as_deref();
    let mut figures = Vec::new();
    if only.is_none_or(|only| only == DOWNLOAD) {
        figures.push(download(workspace)?);
    }
    let is_well = only == Some(DOWNLOAD) || measure(workspace, only)?;
    figures.extend(report::parts(&parts)?);
    let is_within = tell(workspace, wishes, figures)?;
    if is_well { Ok(is_within || !wishes.strict) } else { Err(Error::TestsFailed) }
}

/// Weighs the page, says what it is made of, and gives its figure.
fn download(workspace: &Workspace) -> Result<Figure, Error> {
    let weights = Weights::of(&workspace.dist())?;
    let size = size::Size::of(workspace, &weights)?;
    write(workspace, "size.json", &serde_json::to_string_pretty(&size)?)?;
    println!("{size}");
    Ok(size.figure())
}

/// Runs the measurements in a browser, one after the other; `false` when one of them did not end well.
fn measure(workspace: &Workspace, only: Option<&str>) -> Result<bool, Error> {
    let filter = only.map(|only| format!("{only}::"));
    let mut arguments = vec!["test", "-p", "refscope", "--test", steps::BENCH, "--"];
    // Side by side they would measure each other.
    arguments.extend(["--test-threads=1", "--nocapture"]);
    arguments.extend(filter.as_deref());
    Ok(process::run(&mut steps::page_in_chromium(workspace, &arguments)?)?.success())
}

/// Writes and prints what was measured; whether all of it is within its limits.
fn tell(workspace: &Workspace, wishes: &Wishes, figures: Vec<Figure>) -> Result<bool, Error> {
    let report = Report::new(figures, browser(workspace), commit(workspace));
    write(workspace, "report.json", &serde_json::to_string_pretty(&report)?)?;
    let chart = chart::svg(&report);
    write(workspace, "chart.svg", &chart)?;
    if wishes.docs {
        let path = workspace.path(DOCS);
        fs::write(&path, chart).map_err(Error::file("writing", path))?;
    }
    println!("\n{}", table::table(&report));
    Ok(report.over().next().is_none())
}

/// The browser, by its own word.
fn browser(workspace: &Workspace) -> String {
    let version = |chrome: Chrome| answer(workspace.command(chrome.browser).arg("--version"));
    Chrome::ensure(workspace).map(version).unwrap_or_default()
}

/// The commit that is checked out, and whether it is what was measured.
fn commit(workspace: &Workspace) -> String {
    let git = |arguments: &[&str]| answer(workspace.command("git").args(arguments));
    let changed = git(&["status", "--porcelain", "--untracked-files=no"]);
    let commit = git(&["rev-parse", "--short=12", "HEAD"]);
    if changed.is_empty() { commit } else { format!("{commit}, with changes") }
}

fn write(workspace: &Workspace, name: &str, text: &str) -> Result<(), Error> {
    let folder: PathBuf = workspace.path(FOLDER);
    fs::create_dir_all(&folder).map_err(Error::file("creating", &folder))?;
    let path = folder.join(name);
    fs::write(&path, text).map_err(Error::file("writing", &path))
}
