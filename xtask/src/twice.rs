//! Two builds of one source, compared byte by byte: whoever doubts a page can build it and compare.

use std::{collections::BTreeMap, path::Path};

use sha2::{Digest, Sha256};

use crate::{dist, error::Error, pack, page::Fault, process::run_well, tools::WASM, workspace::Workspace};

/// The packages of this repository that are in the page; the libraries need not be built once more.
const OWN: [&str; 3] = ["refscope", "refscope-inspector", "refscope-report"];

/// A hash by the name of its file.
type Hashes = BTreeMap<String, [u8; 32]>;

/// Builds the page, builds it once more from nothing of its own, and compares.
///
/// # Errors
/// Those of [`dist::build`]; [`Error::Page`] with the first file that differs.
pub fn build(workspace: &Workspace) -> Result<(), Error> {
    dist::build(workspace)?;
    let first = hashes(&workspace.dist())?;
    let mut cargo = workspace.cargo();
    cargo.args(["clean", "--quiet", "--release", "--target", WASM]);
    OWN.iter().for_each(|package| {
        cargo.args(["--package", package]);
    });
    run_well(&mut cargo)?;
    dist::build(workspace)?;
    let second = hashes(&workspace.dist())?;
    match difference(&first, &second) {
        Some(name) => Err(Fault::Differs(name.to_owned()).into()),
        None => {
            println!("Two builds are the same: {} files", first.len());
            Ok(())
        }
    }
}

fn hashes(dist: &Path) -> Result<Hashes, Error> {
    let hash = |(name, bytes): (String, Vec<u8>)| (name, Sha256::digest(bytes).into());
    Ok(pack::contents(dist)?.into_iter().map(hash).collect())
}

/// The first file that is not the same in both, or not in both.
fn difference<'a>(first: &'a Hashes, second: &'a Hashes) -> Option<&'a str> {
    let differs = |name: &&String| first.get(*name) != second.get(*name);
    first.keys().chain(second.keys()).filter(differs).map(String::as_str).min()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn build(files: &[(&str, u8)]) -> Hashes {
        files.iter().map(|(name, hash)| ((*name).to_owned(), [*hash; 32])).collect()
    }

    #[test]
    fn a_file_that_changed_came_or_went_is_named() {
        let first = build(&[("a.js", 1), ("b.css", 2)]);
        assert_eq!(difference(&first, &first.clone()), None);
        for (second, name) in [
            (build(&[("a.js", 1), ("b.css", 3)]), "b.css"),
            (build(&[("a.js", 1)]), "b.css"),
            (build(&[("a.js", 1), ("b.css", 2), ("c.js", 1)]), "c.js"),
            (build(&[("a-2.js", 1), ("b.css", 2)]), "a-2.js"),
        ] {
            assert_eq!(difference(&first, &second), Some(name));
        }
    }
}
