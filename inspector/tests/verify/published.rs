//! The signatures that `sigstore-verify` and the crates beside it are tested with, those meant to pass and those meant
//! to fail. `cases.json` holds them for the browser's test too; `README.md` says what is right and by whose word.

use crate::ask::{Layer, assert_sound, failed, told, verdict};
use crate::rows::{case, rows};
use crate::support::published;
use report::Outcome;

#[test]
fn every_published_signature_gets_its_verdict() {
    let mut wrong = Vec::new();
    for row in rows() {
        let layer = Layer::new("application/vnd.dev.sigstore.bundle.v0.3+json", published(&row.bundle));
        let verdict = verdict(&case(&row), &[layer]);
        assert_sound(&verdict);
        let told = told(&verdict);
        if format!("{:?}", verdict.outcome) != row.outcome || failed(&verdict) != row.failed {
            wrong.push(format!("{} ({}), expected {} {:?}: {told}", row.name, row.bundle, row.outcome, row.failed));
        }
        assert!(!told.contains('{'), "a place was left open: {told}");
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn no_published_bundle_is_left_out() {
    let rows = rows();
    let folder = crate::support::folder("sigstore-verify").join("test_data");
    let bundles = walk(&folder).into_iter().filter(|path| {
        let text = std::fs::read_to_string(path).unwrap_or_default();
        text.contains("\"verificationMaterial\"")
    });
    let mut count = 0;
    for path in bundles {
        count += 1;
        let name = path.strip_prefix(&folder).unwrap().to_str().unwrap().to_owned();
        assert!(rows.iter().any(|row| row.bundle == name), "{name} is in no row");
    }
    assert!(count >= 20, "{count} bundles");
    for outcome in [Outcome::Verified, Outcome::NotTrusted, Outcome::Broken, Outcome::NotChecked] {
        assert!(rows.iter().any(|row| row.outcome == format!("{outcome:?}")), "{outcome:?}");
    }
}

fn walk(folder: &std::path::Path) -> Vec<std::path::PathBuf> {
    let mut files = Vec::new();
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() { files.extend(walk(&path)) } else { files.push(path) }
    }
    files
}
