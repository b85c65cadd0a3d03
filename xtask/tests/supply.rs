//! What the project takes from others: from where, under which licences, and what of it runs on the machine that builds
//! or ends up in the page.
//!
//! The rules stand in `deny.toml`, in the form that `cargo deny` reads. Advisories are not looked at here: their
//! database is a git repository, to be had by the network alone; who has it runs `cargo deny check advisories`.

use std::{
    collections::{BTreeMap, BTreeSet},
    path::{Path, PathBuf},
    process::Command,
};

use serde_json::Value;
use spdx::{Expression, ParseMode};

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("..").canonicalize().unwrap()
}

fn cargo(arguments: &[&str]) -> String {
    let cargo = std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    let output = Command::new(cargo).args(arguments).arg("--locked").current_dir(root()).output().unwrap();
    assert!(output.status.success(), "cargo {arguments:?}: {}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).unwrap()
}

/// Every package that anything in `Cargo.lock` stands for, on any system.
fn packages() -> Vec<Value> {
    let mut metadata: Value =
        serde_json::from_str(&cargo(&["metadata", "--format-version", "1", "--all-features"])).unwrap();
    let Value::Array(packages) = metadata["packages"].take() else { panic!("cargo tells of packages") };
    assert!(packages.len() > 300, "{}", packages.len());
    packages
}

fn name(package: &Value) -> &str {
    package["name"].as_str().unwrap()
}

fn rules() -> toml::Table {
    std::fs::read_to_string(root().join("deny.toml")).unwrap().parse().unwrap()
}

/// The texts of a list of the rules: those of its entries, or of one field of each.
fn listed(section: &str, list: &str, field: Option<&str>) -> BTreeSet<String> {
    let rules = rules();
    let entries = rules[section][list].as_array().unwrap();
    let text = |entry: &toml::Value| field.map_or(entry, |field| &entry[field]).as_str().unwrap().to_owned();
    entries.iter().map(text).collect()
}

/// Whether the terms of a package can be met by licences of these alone.
fn is_allowed(terms: &str, allowed: &BTreeSet<String>) -> bool {
    let terms = Expression::parse_mode(terms, ParseMode::LAX).unwrap_or_else(|error| panic!("{terms}: {error}"));
    // An exception allows more than the licence does alone.
    terms.evaluate(|term| term.license.id().is_some_and(|id| allowed.contains(id.name)))
}

#[test]
fn every_licence_is_one_of_those_that_are_allowed() {
    let allowed = listed("licenses", "allow", None);
    let others: Vec<_> = packages()
        .iter()
        .filter(|package| !package["license"].as_str().is_some_and(|terms| is_allowed(terms, &allowed)))
        .map(|package| format!("{}: {}", name(package), package["license"]))
        .collect();
    assert!(others.is_empty(), "not allowed by deny.toml: {others:?}");
}

#[test]
fn terms_are_read_as_they_are_meant() {
    let allowed: BTreeSet<String> = ["MIT", "Zlib"].map(str::to_owned).into();
    for (terms, expected) in [
        ("MIT", true),
        ("GPL-3.0-only", false),
        ("GPL-3.0-only OR MIT", true),
        ("GPL-3.0-only/MIT", true),
        ("GPL-3.0-only AND MIT", false),
        ("(GPL-3.0-only OR Zlib) AND MIT", true),
        ("(GPL-3.0-only AND Zlib) OR Apache-2.0", false),
    ] {
        assert_eq!(is_allowed(terms, &allowed), expected, "{terms}");
    }
}

#[test]
fn every_package_is_of_this_repository_or_of_the_one_registry() {
    let root = root();
    let mut registries = BTreeSet::new();
    for package in packages() {
        match package["source"].as_str() {
            Some(source) => {
                assert!(source.starts_with("registry+"), "{}: {source}", name(&package));
                registries.insert(source.to_owned());
            }
            None => {
                let path = Path::new(package["manifest_path"].as_str().unwrap());
                assert!(path.starts_with(&root), "{}: {}", name(&package), path.display());
            }
        }
    }
    assert_eq!(registries.len(), 1, "{registries:?}");
}

#[test]
fn nothing_is_banned_and_no_version_left_open() {
    let banned = listed("bans", "deny", Some("crate"));
    for package in packages() {
        assert!(!banned.contains(name(&package)), "{}", name(&package));
        let is_own = package["source"].is_null();
        let is_any = |dependency: &&Value| dependency["req"] == "*" && dependency["path"].is_null();
        let wild = package["dependencies"].as_array().unwrap().iter().find(is_any);
        assert!(!is_own || wild.is_none(), "{}: {}", name(&package), wild.unwrap()["name"]);
    }
}

/// Of `Cargo.lock`: name and version of all that comes from the registry.
fn locked() -> Vec<(String, String)> {
    let lock: toml::Table = std::fs::read_to_string(root().join("Cargo.lock")).unwrap().parse().unwrap();
    let text = |package: &toml::Value, key: &str| package[key].as_str().unwrap().to_owned();
    let packages = lock["package"].as_array().unwrap().iter();
    let packages = packages.filter(|package| package.get("source").is_some());
    packages.map(|package| (text(package, "name"), text(package, "version"))).collect()
}

/// What cargo has noted of a package when it last asked the registry: a line of JSON for each version.
fn noted(package: &str) -> Vec<Value> {
    let home = std::env::var_os("CARGO_HOME").map(PathBuf::from);
    let home = home.or_else(|| Some(std::env::home_dir()?.join(".cargo"))).expect("cargo's folder");
    let folder = match package.len() {
        length @ 1..=2 => length.to_string(),
        3 => format!("3/{}", &package[..1]),
        _ => format!("{}/{}", &package[..2], &package[2..4]),
    };
    let registries = std::fs::read_dir(home.join("registry/index")).into_iter().flatten().flatten();
    let files = registries.map(|registry| registry.path().join(".cache").join(&folder).join(package));
    let notes = files.filter_map(|file| std::fs::read(file).ok()).flat_map(|bytes| {
        let lines = bytes.split(|byte| *byte == 0).map(|line| serde_json::from_slice(line).ok());
        lines.flatten().collect::<Vec<Value>>()
    });
    notes.filter(|note| note["name"] == *package).collect()
}

/// Cargo does not speak of it while `Cargo.lock` names the version. It asks the registry of every package before it
/// builds for the first time, so what it has noted on a fresh machine is of that day.
#[test]
fn no_version_was_yanked() {
    let mut unknown = Vec::new();
    for (package, version) in locked() {
        let is_yanked = noted(&package).iter().find(|note| note["vers"] == *version).map(|note| note["yanked"] == true);
        assert_ne!(is_yanked, Some(true), "{package} {version} was taken back by its authors");
        unknown.extend(is_yanked.is_none().then_some(package));
    }
    assert!(unknown.is_empty(), "cargo has no note of {unknown:?}: cargo fetch");
}

/// Compares with a list that people have agreed to.
fn assert_agreed(file: &str, found: &BTreeSet<String>, what: &str) {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/supply").join(file);
    let agreed: BTreeSet<String> = std::fs::read_to_string(&path).unwrap().lines().map(str::to_owned).collect();
    let new: Vec<_> = found.difference(&agreed).collect();
    let gone: Vec<_> = agreed.difference(found).collect();
    let path = path.display();
    assert!(new.is_empty(), "{what}, and nobody has agreed to it: {new:?}. Look at it, and add a line to {path}");
    assert!(gone.is_empty(), "not here any more: {gone:?}. Take the lines out of {path}");
}

#[test]
fn nothing_new_runs_where_the_page_is_built() {
    let mut found = BTreeMap::<String, BTreeSet<&str>>::new();
    let packages = packages();
    for package in &packages {
        for target in package["targets"].as_array().unwrap() {
            let kinds = target["kind"].as_array().unwrap().iter().filter_map(Value::as_str);
            let runs = kinds.filter(|kind| ["custom-build", "proc-macro"].contains(kind));
            found.entry(name(package).to_owned()).or_default().extend(runs);
        }
    }
    found.retain(|_, kinds| !kinds.is_empty());
    let line = |(name, kinds): (&String, &BTreeSet<&str>)| {
        format!("{name}: {}", kinds.iter().copied().collect::<Vec<_>>().join(", "))
    };
    assert_agreed("runs-at-build.txt", &found.iter().map(line).collect(), "this runs on the machine that builds");
}

#[test]
fn nothing_new_is_in_the_page() {
    let mut found = BTreeSet::new();
    for (package, features) in [("refscope", "split"), ("refscope-inspector", "")] {
        let tree = cargo(&[
            "tree",
            "-p",
            package,
            "--features",
            features,
            "--target",
            "wasm32-unknown-unknown",
            "--edges",
            "normal,no-proc-macro",
            "--prefix",
            "none",
            "--format",
            "{p}",
        ]);
        let names = tree.lines().filter_map(|line| line.split_whitespace().next());
        found.extend(names.map(|name| format!("{package}: {name}")));
    }
    assert_agreed("in-the-page.txt", &found, "this is in what visitors run");
}
