//! `cases.json`, for the tests here and for the one in a browser.

use crate::support::published;
use report::Identity;
use report::message::Case;
use report::trust::{Named, Trust};
use serde::Deserialize;

/// A row of `cases.json`.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Row {
    pub name: String,
    pub bundle: String,
    pub subject: String,
    pub trust: Trusted,
    pub outcome: String,
    pub failed: Option<String>,
}

/// What is trusted, by the names of files.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Trusted {
    public_good: bool,
    roots: Vec<String>,
    keys: Vec<String>,
    identities: Vec<Identity>,
}

/// All rows.
pub fn rows() -> Vec<Row> {
    serde_json::from_str(include_str!("cases.json")).unwrap()
}

/// What is asked of a row.
pub fn case(row: &Row) -> Case {
    let named = |name: &String| Named { name: name.clone(), text: String::from_utf8(published(name)).unwrap() };
    Case {
        subject: row.subject.clone(),
        repository: "registry.example/acme/app".to_owned(),
        trust: Trust {
            public_good: row.trust.public_good,
            roots: row.trust.roots.iter().map(named).collect(),
            keys: row.trust.keys.iter().map(named).collect(),
            certificates: Vec::new(),
            identities: row.trust.identities.clone(),
        },
        now: 1_790_000_000,
        ..Case::default()
    }
}
