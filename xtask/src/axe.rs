//! axe-core, which finds faults of accessibility in a page: brought by npm into `target/tools/npm`.

use std::{fs, path::PathBuf};

use serde::Deserialize;

use crate::{debian, error::Error, process::run, wanted::Wanted, workspace::Workspace};

/// What is to be installed, and by its hashes what exactly: npm takes nothing else.
const FILES: [(&str, &str); 2] = [
    ("package.json", include_str!("../npm/package.json")),
    ("package-lock.json", include_str!("../npm/package-lock.json")),
];

const NPM: Wanted = Wanted { variable: "NPM", names: &["npm"], usual_places: &[], title: "npm" };

/// Where it is installed, and its parts there.
const FOLDER: &str = "target/tools/npm";
const SCRIPT: &str = "target/tools/npm/node_modules/axe-core/axe.min.js";
const INSTALLED: &str = "target/tools/npm/node_modules/axe-core/package.json";

#[derive(Deserialize)]
struct Package {
    version: String,
}

#[derive(Deserialize)]
struct Wish {
    dependencies: Dependencies,
}

#[derive(Deserialize)]
struct Dependencies {
    #[serde(rename = "axe-core")]
    axe: String,
}

/// The script that a test runs inside the page. Installed first, with npm itself on Debian and its kin, where it is
/// missing or of another version.
///
/// # Errors
/// [`Error::NoAxe`]; [`Error::Io`].
pub fn ensure(workspace: &Workspace) -> Result<PathBuf, Error> {
    let script = workspace.path(SCRIPT);
    if is_there(workspace) {
        return Ok(script);
    }
    let npm = npm(workspace)?;
    println!("Installing axe-core into {FOLDER}: once, some seconds");
    let folder = workspace.path(FOLDER);
    fs::create_dir_all(&folder).map_err(Error::file("making", &folder))?;
    for (name, text) in FILES {
        let path = folder.join(name);
        fs::write(&path, text).map_err(Error::file("writing", &path))?;
    }
    let mut command = workspace.command(npm);
    // `ci` takes what the lock file names and checks its hashes; what is downloaded does not run here.
    command.current_dir(&folder).args(["ci", "--ignore-scripts", "--no-audit", "--no-fund", "--no-update-notifier"]);
    if run(&mut command)?.success() && is_there(workspace) {
        Ok(script)
    } else {
        Err(Error::NoAxe("npm did not install it, and says above why"))
    }
}

fn npm(workspace: &Workspace) -> Result<PathBuf, Error> {
    if let Some(npm) = NPM.find(workspace) {
        return Ok(npm);
    }
    // npm asks its registry by TLS, for which Debian's takes the system's certificates.
    if NPM.named().is_none() && debian::install(workspace, &["npm", "ca-certificates"])? {
        return NPM.find(workspace).ok_or(Error::NoAxe("npm was not found"));
    }
    Err(Error::NoAxe("npm was not found"))
}

/// Whether it is installed in the version that is wished for.
fn is_there(workspace: &Workspace) -> bool {
    let installed = fs::read_to_string(workspace.path(INSTALLED)).unwrap_or_default();
    let version = serde_json::from_str::<Package>(&installed).ok().map(|package| package.version);
    workspace.path(SCRIPT).is_file() && version.is_some() && version == wish()
}

fn wish() -> Option<String> {
    serde_json::from_str::<Wish>(FILES[0].1).ok().map(|wish| wish.dependencies.axe)
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::Value;

    #[test]
    fn the_wish_is_one_version_and_the_lock_file_has_its_hash() {
        let lock: Value = serde_json::from_str(FILES[1].1).unwrap();
        let locked = &lock["packages"]["node_modules/axe-core"];
        assert_eq!(wish().as_deref(), locked["version"].as_str());
        assert!(locked["integrity"].as_str().unwrap().starts_with("sha512-"), "{locked}");
    }

    /// npm knows where it downloads from; the address would tell of the machine where the file was written.
    #[test]
    fn the_lock_file_names_no_host() {
        assert!(!FILES[1].1.contains("://"), "{}", FILES[1].1);
    }
}
