//! Cuts the built program into what the page needs to start and what is loaded when it is needed.
//!
//! Trunk builds the page in one piece. The attributes `wasm_split` in `src/view/parts.rs` say where it can be cut;
//! here that is done, wasm-bindgen makes its module for what is left, and both take the places of Trunk's files in
//! `dist/`, under names and hashes of their own.

use std::{
    fs, io,
    path::{Path, PathBuf},
    process::Command,
};

use base64::{Engine as _, engine::general_purpose::STANDARD};
use sha2::{Digest, Sha256, Sha384};
use wasm_split_cli_support::{Options, transform};
use wasmparser::{Parser, Payload};

use crate::{early, error::Error, later, process::run_well, sheets, slim, tools::WASM, workspace::Workspace};

/// Where it is cut.
const FOLDER: &str = "target/split";
/// The module that loads the parts, as the splitter names it.
const LOADER: &str = "__wasm_split.js";
/// What a part's file is called before it has its hash.
const PREFIX: &str = "split_";

/// A part, before it has its name.
struct Part {
    /// What the loader calls it.
    called: String,
    /// What its name begins with.
    stem: String,
    bytes: Vec<u8>,
}

/// Cuts the program that Trunk has built, and puts its parts into `dist/`.
///
/// # Errors
/// [`Error::Split`] when the program or what is made of it is not as expected; [`Error::Failed`] when wasm-bindgen
/// fails; [`Error::Io`].
pub fn split(workspace: &Workspace) -> Result<(), Error> {
    let folder = workspace.path(FOLDER);
    match fs::remove_dir_all(&folder) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(Error::file("removing", folder)(error)),
        _ => {}
    }
    let parts = cut(workspace, &folder)?;
    run_well(bindgen(workspace, &folder.join("page")).arg("--remove-name-section"))?;
    put(workspace, &folder, &parts)
}

/// Writes the first program once more as it is delivered, but with the names of its functions; gives its bytes.
///
/// # Errors
/// [`Error::Failed`] when wasm-bindgen fails, as where the page was not built before; [`Error::Io`].
pub fn named(workspace: &Workspace) -> Result<Vec<u8>, Error> {
    let folder = workspace.path(FOLDER).join("named");
    run_well(&mut bindgen(workspace, &folder))?;
    read(&folder.join("refscope_bg.wasm"))
}

/// wasm-bindgen, for the program that is left where it was cut.
fn bindgen(workspace: &Workspace, to: &Path) -> Command {
    let mut bindgen = workspace.command(workspace.tool("wasm-bindgen"));
    bindgen.arg(workspace.path(FOLDER).join("refscope.wasm")).arg("--out-dir").arg(to);
    bindgen.args(["--target", "web", "--no-typescript", "--keep-lld-exports", "--remove-producers-section"]);
    bindgen
}

/// Writes the main part and the others into the folder, and names the others.
fn cut(workspace: &Workspace, folder: &Path) -> Result<Vec<PathBuf>, Error> {
    let program = workspace.path("target").join(WASM).join("release/refscope.wasm");
    let bytes = read(&program)?;
    let main = folder.join("refscope.wasm");
    let mut options = Options::new(&bytes);
    options.output_dir = folder;
    options.main_out_path = &main;
    options.main_module = "./refscope.js";
    let mut parts = transform(options).map_err(|error| Error::Split(format!("{error:#}")))?.split_modules;
    parts.sort();
    Ok(parts)
}

/// Gives the files their names and puts them into `dist/`, in the place of Trunk's.
fn put(workspace: &Workspace, folder: &Path, parts: &[PathBuf]) -> Result<(), Error> {
    let dist = &workspace.dist();
    let mut loader = text(&folder.join(LOADER))?;
    let mut files = Vec::new();
    for part in parts {
        let name = part.file_stem().unwrap_or_default().to_string_lossy().into_owned();
        let stem = name.trim_start_matches(PREFIX).to_owned();
        files.push(Part { called: format!("{name}.wasm"), stem, bytes: without_names(&read(part)?)? });
    }
    for file in &files {
        // Checked by the browser before it runs, as all that index.html names; and read as bytes, whatever type a
        // server gives it.
        let fetch = format!("fetch(new URL(\"./{}\", import.meta.url))", file.called);
        let checked = format!(
            "fetch(new URL(\"./{}\", import.meta.url), {{ integrity: \"{}\" }}).then(answer => answer.ok ? answer.arrayBuffer() : Promise.reject(answer.status))",
            file.name(),
            integrity(&file.bytes),
        );
        loader = replaced(&loader, &fetch, &checked)?;
    }
    let loader = replaced(
        &loader,
        "WebAssembly.instantiateStreaming(src, imports)",
        "WebAssembly.instantiate(await src, imports)",
    )?;

    let loader = slim::without_words(&loader);
    let wasm = read(&folder.join("page/refscope_bg.wasm"))?;
    let module = slim::without_words(&text(&folder.join("page/refscope.js"))?);
    let (wasm, module) = slim::shorten(&wasm, &module)?;
    // The two modules name each other, so their hash is of both, and of the program.
    let stem = format!("refscope-{}", short_hash(&[module.as_bytes(), loader.as_bytes(), &wasm]));
    let loader = replaced(&loader, "./refscope.js", &format!("./{stem}.js"))?;
    // Not everywhere: by its old name the program asks for it.
    let from = |name: &str| format!("from \"./{name}\"");
    let module = replaced(&module, &from(LOADER), &from(&format!("{stem}-parts.js")))?;
    let module = replaced(&module, "refscope_bg.wasm", &format!("{stem}_bg.wasm"))?;

    let html = dist.join("index.html");
    let mut page = text(&html)?;
    for (selector, name, bytes) in
        [(".js", format!("{stem}.js"), module.as_bytes()), ("_bg.wasm", format!("{stem}_bg.wasm"), wasm.as_slice())]
    {
        page = take_place(dist, page, ["refscope-", selector], |_| (name, bytes.to_vec()))?;
    }
    // Trunk leaves what it cannot make smaller as it is.
    page = take_place(dist, page, ["boot-", ".js"], |bytes| {
        let boot = slim::without_words(&String::from_utf8_lossy(&bytes));
        (format!("boot-{}.js", short_hash(&[boot.as_bytes()])), boot.into_bytes())
    })?;
    write(&dist.join(format!("{stem}-parts.js")), loader.as_bytes())?;
    for file in &files {
        write(&dist.join(file.name()), &file.bytes)?;
    }
    // A module that another one imports is checked only where the page preloads it.
    let preload = format!(
        "<link crossorigin href=./{stem}-parts.js integrity={} rel=modulepreload></head>",
        integrity(loader.as_bytes())
    );
    let page = later::name(dist, replaced(&page, "</head>", &preload)?)?;
    let page = early::translate(workspace, dist, &after_the_form(&sheets::ask_at_once(&sheets::join(dist, page)?)?)?)?;
    write(&html, page.as_bytes())
}

/// Lets what the form does not wait for come after what it does: on a slow network they would share it, at whatever
/// priority. `boot.js` runs when the form is there, and makes these links what they were.
fn after_the_form(page: &str) -> Result<String, Error> {
    let page = replaced(page, " rel=preload ", " rel=later-preload ")?;
    replaced(&page, " rel=modulepreload>", " rel=later-modulepreload>")
}

/// Puts a file into `dist/` in the place of Trunk's whose name begins and ends so, and into the page: by its name and
/// what is to be in it, from what is in Trunk's.
fn take_place(
    dist: &Path,
    page: String,
    [begin, end]: [&str; 2],
    change: impl FnOnce(Vec<u8>) -> (String, Vec<u8>),
) -> Result<String, Error> {
    let is_trunks = |found: &str| found.starts_with(begin) && found.ends_with(end);
    let entries = fs::read_dir(dist).and_then(Iterator::collect::<io::Result<Vec<_>>>);
    let entries = entries.map_err(Error::file("reading", dist))?;
    let mut names = entries.iter().map(|entry| entry.file_name().to_string_lossy().into_owned());
    let Some(old) = names.find(|found| is_trunks(found) && page.contains(&**found)) else {
        return Err(Error::Split(format!("Trunk wrote no {begin}*{end} that index.html names")));
    };
    let path = dist.join(&old);
    let before = read(&path)?;
    fs::remove_file(&path).map_err(Error::file("removing", &path))?;
    let hash = integrity(&before);
    let (name, bytes) = change(before);
    write(&dist.join(&name), &bytes)?;
    let page = replaced(&page, &hash, &integrity(&bytes))?;
    replaced(&page, &old, &name)
}

impl Part {
    fn name(&self) -> String {
        format!("{}-{}.wasm", self.stem, short_hash(&[&self.bytes]))
    }
}

/// A program without the sections that no browser reads: names, and how it was linked.
fn without_names(wasm: &[u8]) -> Result<Vec<u8>, Error> {
    let broken = |error: wasmparser::BinaryReaderError| Error::Split(error.to_string());
    let mut kept = wasm.get(..8).unwrap_or_default().to_vec();
    let mut from = kept.len();
    for payload in Parser::new(0).parse_all(wasm) {
        let payload = payload.map_err(broken)?;
        let Some((_, range)) = payload.as_section() else { continue };
        let end = usize::try_from(range.end).unwrap_or(wasm.len());
        // A section is its number, the length of what is in it, and that.
        if !matches!(payload, Payload::CustomSection(_)) {
            kept.extend_from_slice(&wasm[from..end]);
        }
        from = end;
    }
    Ok(kept)
}

/// The text with other words in the place of some that have to be there: where they are not, a tool has changed.
///
/// # Errors
/// [`Error::Split`].
pub fn replaced(text: &str, from: &str, to: &str) -> Result<String, Error> {
    if text.contains(from) {
        Ok(text.replace(from, to))
    } else {
        Err(Error::Split(format!("“{from}” was expected")))
    }
}

/// What a browser checks a file by (Subresource Integrity, section 3.5).
#[must_use]
pub fn integrity(bytes: &[u8]) -> String {
    format!("sha384-{}", STANDARD.encode(Sha384::digest(bytes)))
}

/// What a file's name has of its content.
#[must_use]
pub fn short_hash(parts: &[&[u8]]) -> String {
    let mut hash = Sha256::new();
    parts.iter().for_each(|part| hash.update(part));
    hash.finalize()[..8].iter().map(|byte| format!("{byte:02x}")).collect()
}

fn read(path: &Path) -> Result<Vec<u8>, Error> {
    fs::read(path).map_err(Error::file("reading", path))
}

fn text(path: &Path) -> Result<String, Error> {
    fs::read_to_string(path).map_err(Error::file("reading", path))
}

fn write(path: &Path, bytes: &[u8]) -> Result<(), Error> {
    fs::write(path, bytes).map_err(Error::file("writing", path))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_a_browser_reads_is_kept() {
        // An empty type section between two custom ones, "name" and "x".
        let custom = |name: &str| [&[0, name.len() as u8 + 2, name.len() as u8], name.as_bytes(), &[7]].concat();
        let head = b"\0asm\x01\0\0\0";
        let wasm = [head.as_slice(), &custom("name"), &[1, 1, 0], &custom("x")].concat();
        assert_eq!(without_names(&wasm).unwrap(), [head.as_slice(), &[1, 1, 0]].concat());
        assert!(matches!(without_names(b"\0asm\x01\0\0\0\x01\x7f"), Err(Error::Split(_))));
    }

    #[test]
    fn words_that_a_tool_no_longer_writes_are_an_error() {
        assert_eq!(replaced("a b a", "a", "c").unwrap(), "c b c");
        assert!(matches!(replaced("a", "b", "c"), Err(Error::Split(_))));
    }
}
