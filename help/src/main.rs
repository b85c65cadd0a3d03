//! Makes the pages of `docs/` into HTML beside the page, in `help/`: whoever hosts the page hosts its help too, and an
//! error can point to its entry where nothing else of the internet is reached.
//!
//! Trunk runs it after each build (`Trunk.toml`) and says in `TRUNK_STAGING_DIR` where to.

mod link;
mod render;

use std::{
    env, fs,
    path::{Path, PathBuf},
    process::ExitCode,
};

use base64ct::{Base64, Encoding as _};
use sha2::{Digest, Sha256, Sha384};

use render::{Fault, File, Help};

/// The colours and sizes of the page itself.
const TOKENS: &str = include_str!("../../style/tokens.css");
/// What a page of text needs beside them.
const STYLE: &str = include_str!("../style.css");

/// Why there is no help.
#[derive(Debug, thiserror::Error)]
enum Error {
    #[error("TRUNK_STAGING_DIR is not set: Trunk runs this program after a build")]
    NoTarget,
    #[error("{what} {path}: {source}")]
    Io { what: &'static str, path: PathBuf, source: std::io::Error },
    #[error("docs/{name}.md: {fault}")]
    Page { name: String, fault: Fault },
}

fn main() -> ExitCode {
    match run() {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("The help was not made: {error}");
            ExitCode::FAILURE
        }
    }
}

fn run() -> Result<(), Error> {
    let target = PathBuf::from(env::var_os("TRUNK_STAGING_DIR").ok_or(Error::NoTarget)?);
    let docs = Path::new(env!("CARGO_MANIFEST_DIR")).join("../docs");
    let pages = pages(&docs)?;
    let style = format!("{TOKENS}\n{STYLE}");
    let style_file = File { name: format!("help-{}.css", hash(&style)), integrity: integrity(style.as_bytes()) };
    let folder = target.join("help");
    fs::create_dir_all(&folder).map_err(io("making", &folder))?;
    write(&folder.join(&style_file.name), &style)?;
    let titles = pages.iter().map(|(name, text)| (name.clone(), render::title(text).to_owned())).collect();
    let help = Help { titles, style: style_file, theme: theme(&target)? };
    for (name, text) in &pages {
        let html = help.page(name, text).map_err(|fault| Error::Page { name: name.clone(), fault })?;
        write(&folder.join(link::file(name)), &html)?;
    }
    Ok(())
}

/// Every page by its name, in the order of their names.
fn pages(docs: &Path) -> Result<Vec<(String, String)>, Error> {
    let mut pages = Vec::new();
    for entry in fs::read_dir(docs).map_err(io("reading", docs))? {
        let path = entry.map_err(io("reading", docs))?.path();
        if let (Some("md"), Some(name)) = (path.extension().and_then(|end| end.to_str()), path.file_stem()) {
            let text = fs::read_to_string(&path).map_err(io("reading", &path))?;
            pages.push((name.to_string_lossy().into_owned(), text));
        }
    }
    pages.sort_unstable();
    Ok(pages)
}

/// The script that sets a chosen theme, by the name that Trunk gave it.
fn theme(target: &Path) -> Result<Option<File>, Error> {
    let mut names = Vec::new();
    for entry in fs::read_dir(target).map_err(io("reading", target))? {
        names.push(entry.map_err(io("reading", target))?.file_name().to_string_lossy().into_owned());
    }
    let Some(name) = names.into_iter().find(|name| name.starts_with("theme") && name.ends_with(".js")) else {
        return Ok(None);
    };
    let path = target.join(&name);
    let bytes = fs::read(&path).map_err(io("reading", &path))?;
    Ok(Some(File { name, integrity: integrity(&bytes) }))
}

/// What a browser checks a file by.
fn integrity(bytes: &[u8]) -> String {
    format!("sha384-{}", Base64::encode_string(&Sha384::digest(bytes)))
}

/// Sixteen hexadecimal digits.
fn hash(text: &str) -> String {
    Sha256::digest(text).iter().take(8).map(|byte| format!("{byte:02x}")).collect()
}

fn write(path: &Path, text: &str) -> Result<(), Error> {
    fs::write(path, text).map_err(io("writing", path))
}

fn io(what: &'static str, path: &Path) -> impl FnOnce(std::io::Error) -> Error {
    let path = path.to_owned();
    move |source| Error::Io { what, path, source }
}
