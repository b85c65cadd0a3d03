//! Names for the files that the page fetches when it needs them.
//!
//! Trunk copies them as they are called. Here each gets a name that changes with it, so that a host may let browsers
//! keep it for ever; where the page can have it checked, its hash is noted beside the name.

use std::{fs, path::Path};

use crate::{
    error::Error,
    split::{integrity, replaced, short_hash},
};

/// Style sheets, and the names of the metas in which the page finds them.
const SHEETS: [&str; 4] = ["check", "explorer", "report", "take-away"];
/// The inspector's module, as wasm-bindgen names it, and its program.
const MODULE: &str = "inspector.js";
const PROGRAM: &str = "inspector_bg.wasm";
/// The worker, which starts them.
const WORKER: &str = "worker.js";

/// Names all of them, in the folder and in the page's text.
///
/// # Errors
/// [`Error::Split`] where a file or its place in the page is not as expected; [`Error::Io`].
pub fn name(dist: &Path, page: String) -> Result<String, Error> {
    let page = SHEETS.into_iter().try_fold(page, |page, sheet| {
        let (name, bytes) = rename(dist, &format!("{sheet}.css"), |bytes| bytes)?;
        replaced(&page, &format!("content=./{sheet}.css"), &format!("content=\"./{name} {}\"", integrity(&bytes)))
    })?;
    let (program, bytes) = rename(dist, PROGRAM, |bytes| bytes)?;
    let (module, module_bytes) = rename(dist, MODULE, |bytes| bytes)?;
    let worker = dist.join(WORKER);
    let text = fs::read_to_string(&worker).map_err(Error::file("reading", &worker))?;
    let text = replaced(&text, &format!("./{MODULE}"), &format!("./{module}"))?;
    let (worker, worker_bytes) = rename(dist, WORKER, |_| text.into_bytes())?;
    // The page fetches the program itself, so that the browser checks it. Of a worker's modules it checks none: the page
    // has them checked before it starts the worker.
    let hash = integrity(&bytes);
    let (worker_hash, module_hash) = (integrity(&worker_bytes), integrity(&module_bytes));
    let places = format!("./{worker} ./{program} {hash} {worker_hash} ./{module} {module_hash}");
    replaced(&page, &format!("./{WORKER} ./{PROGRAM}"), &places)
}

/// Gives a file a name with its hash, and what is to be in it.
fn rename(dist: &Path, name: &str, change: impl FnOnce(Vec<u8>) -> Vec<u8>) -> Result<(String, Vec<u8>), Error> {
    let old = dist.join(name);
    let bytes = change(fs::read(&old).map_err(Error::file("reading", &old))?);
    let (stem, ending) = name.rsplit_once('.').unwrap_or((name, ""));
    let new = format!("{stem}-{}.{ending}", short_hash(&[&bytes]));
    let path = dist.join(&new);
    fs::write(&path, &bytes).map_err(Error::file("writing", &path))?;
    fs::remove_file(&old).map_err(Error::file("removing", &old))?;
    Ok((new, bytes))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_file_has_a_name_of_its_own_and_the_page_knows_it() {
        let folder = tempfile::tempdir().unwrap();
        let files = [
            ("check.css", "d {}"),
            ("explorer.css", "a {}"),
            ("report.css", "b {}"),
            ("take-away.css", "c {}"),
            (PROGRAM, "wasm"),
            (MODULE, "export default () => {}"),
            (WORKER, "import start from \"./inspector.js\";"),
        ];
        files.iter().for_each(|(name, text)| fs::write(folder.path().join(name), text).unwrap());
        let page = "content=./check.css content=./explorer.css content=./report.css content=./take-away.css \"./worker.js ./inspector_bg.wasm\"";
        let page = name(folder.path(), page.to_owned()).unwrap();
        let names: Vec<String> = fs::read_dir(folder.path())
            .unwrap()
            .map(|entry| entry.unwrap().file_name().into_string().unwrap())
            .collect();
        assert_eq!(names.len(), files.len(), "{names:?}");
        let module = names.iter().find(|name| name.starts_with("inspector-")).unwrap();
        for name in &names {
            assert!(files.iter().all(|(old, _)| old != name), "{name} has its old name");
            assert!(page.contains(&format!("./{name}")), "{name} is not in {page}");
        }
        let worker = names.iter().find(|name| name.starts_with("worker-")).unwrap();
        let worker = fs::read_to_string(folder.path().join(worker)).unwrap();
        assert!(worker.contains(&format!("./{module}")), "{worker}");
        assert_eq!(page.matches("sha384-").count(), 7, "{page}");
    }
}
