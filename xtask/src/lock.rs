//! The one fact read from `Cargo.lock`: the version of a package.

use serde::Deserialize;

use crate::error::Error;

#[derive(Deserialize)]
struct LockFile {
    #[serde(default)]
    package: Vec<Package>,
}

#[derive(Deserialize)]
struct Package {
    name: String,
    version: String,
}

/// The version of `package` in the text of a `Cargo.lock`.
///
/// # Errors
/// [`Error::LockFile`] when the text is no lock file; [`Error::LockVersions`] when the package is missing,
/// or there in several versions, so that no single tool could serve them all.
pub fn version_of(package: &'static str, lock_file: &str) -> Result<String, Error> {
    let lock: LockFile = toml::from_str(lock_file)?;
    let mut found: Vec<_> = lock.package.into_iter().filter(|entry| entry.name == package).collect();
    match (found.pop(), found.len()) {
        (Some(only), 0) => Ok(only.version),
        (last, others) => Err(Error::LockVersions { package, found: others + usize::from(last.is_some()) }),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::workspace::Workspace;

    const LOCK: &str = r#"
version = 4

[[package]]
name = "wasm-bindgen-futures"
version = "0.4.60"
dependencies = ["wasm-bindgen"]

[[package]]
name = "wasm-bindgen"
version = "0.2.130"
"#;

    #[test]
    fn the_version_is_that_of_the_package_of_exactly_this_name() {
        assert_eq!(version_of("wasm-bindgen", LOCK).unwrap(), "0.2.130");
        assert_eq!(version_of("wasm-bindgen-futures", LOCK).unwrap(), "0.4.60");
    }

    #[test]
    fn none_or_two_versions_are_refused() {
        let twice = format!("{LOCK}\n[[package]]\nname = \"wasm-bindgen\"\nversion = \"0.3.0\"\n");
        assert!(matches!(version_of("wasm-bindgen", &twice), Err(Error::LockVersions { found: 2, .. })));
        assert!(matches!(version_of("leptos", LOCK), Err(Error::LockVersions { found: 0, .. })));
        assert!(matches!(version_of("leptos", "<html>"), Err(Error::LockFile(_))));
    }

    #[test]
    fn this_projects_own_lock_file_is_understood() {
        let text = Workspace::here().lock_file().unwrap();
        let version = version_of("wasm-bindgen", &text).unwrap();
        assert!(version.starts_with("0.2."), "{version}");
    }
}
