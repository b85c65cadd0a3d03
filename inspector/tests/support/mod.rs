//! What the tests of the inspector share: files out of published packages.

use std::collections::HashMap;
use std::path::PathBuf;
use std::process::Command;
use std::sync::OnceLock;

/// A file of a published package: of the test data of `sigstore-verify`, or of the package before a colon, as
/// `sigstore-trust-root:src/trusted_root_staging.json`.
pub fn published(name: &str) -> Vec<u8> {
    let (package, path) = name.split_once(':').unwrap_or(("sigstore-verify", name));
    let mut file = folder(package);
    if !name.contains(':') {
        file.push("test_data");
    }
    file.push(path);
    std::fs::read(&file).unwrap_or_else(|error| panic!("{}: {error}", file.display()))
}

/// Where a package is that this one depends on.
pub fn folder(package: &str) -> PathBuf {
    folders().get(package).unwrap_or_else(|| panic!("{package} is no dependency")).clone()
}

/// Where the packages are that this one depends on.
fn folders() -> &'static HashMap<String, PathBuf> {
    static FOLDERS: OnceLock<HashMap<String, PathBuf>> = OnceLock::new();
    FOLDERS.get_or_init(|| {
        let manifest = concat!(env!("CARGO_MANIFEST_DIR"), "/Cargo.toml");
        let arguments = ["metadata", "--format-version", "1", "--manifest-path", manifest];
        let metadata = Command::new(env!("CARGO")).args(arguments).output().unwrap();
        let metadata: serde_json::Value = serde_json::from_slice(&metadata.stdout).unwrap();
        let packages = metadata["packages"].as_array().unwrap().iter();
        let folder = |package: &serde_json::Value| {
            let manifest = PathBuf::from(package["manifest_path"].as_str()?);
            Some((package["name"].as_str()?.to_owned(), manifest.parent()?.to_owned()))
        };
        packages.filter_map(folder).collect()
    })
}
