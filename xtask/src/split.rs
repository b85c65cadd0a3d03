//! Cuts the built program into what the page needs to start and what is loaded later.

use std::{fs, path::PathBuf};

use wasm_split_cli_support::{Options, transform};

use crate::{error::Error, process::run_well, workspace::Workspace};

/// Spike.
pub fn split(workspace: &Workspace) -> Result<(), Error> {
    let folder = workspace.path("target/split");
    let original = workspace.path("target/wasm32-unknown-unknown/release/refscope.wasm");
    let bytes = fs::read(&original).map_err(Error::file("reading", &original))?;
    let cut = folder.join("cut");
    let main: PathBuf = cut.join("refscope.wasm");
    let mut options = Options::new(&bytes);
    options.output_dir = &cut;
    options.main_out_path = &main;
    options.main_module = "./refscope.js";
    let done = transform(options).unwrap();
    println!("{:?}", done.split_modules);
    let mut bindgen = workspace.command(workspace.tool("wasm-bindgen"));
    bindgen.arg(&main).args([
        "--target",
        "web",
        "--no-typescript",
        "--remove-name-section",
        "--remove-producers-section",
        "--out-name",
        "refscope",
        "--out-dir",
    ]);
    bindgen.arg(folder.join("out"));
    run_well(&mut bindgen)
}
