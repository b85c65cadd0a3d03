//! Every recorded exchange with a real Quay, replayed: what a person sees of it, worked out from the recording
//! itself. A file that is dropped into the folder is replayed with the others.

mod exchange;
mod outcome;
mod replay;

use exchange::{Exchange, Kind};
use std::path::{Path, PathBuf};

/// What is no exchange: a table for people of what the tokens of other files hold.
const NO_EXCHANGE: [&str; 1] = ["decoded-tokens"];

/// The recordings. Where they are not at hand, says so and gives none; in CI they have to be.
fn exchanges() -> Vec<Exchange> {
    let folder = Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/../shared/quay-wire"));
    let entries = match std::fs::read_dir(folder) {
        Ok(entries) => entries,
        Err(error) => {
            assert!(std::env::var_os("CI").is_none(), "{}: {error}", folder.display());
            eprintln!("skipped: the recordings of Quay are not beside this project ({})", folder.display());
            return Vec::new();
        }
    };
    let is_exchange = |path: &PathBuf| {
        path.extension().is_some_and(|extension| extension == "json")
            && !NO_EXCHANGE.iter().any(|name| path.file_stem().is_some_and(|stem| stem == *name))
    };
    let mut paths: Vec<_> = entries.map(|entry| entry.unwrap().path()).filter(is_exchange).collect();
    paths.sort();
    assert!(!paths.is_empty(), "{} is empty", folder.display());
    paths.iter().map(|path| Exchange::read(path)).collect()
}

#[tokio::test]
async fn every_recording_is_what_a_person_should_see_of_it() {
    let exchanges = exchanges();
    for exchange in &exchanges {
        println!("{}: {:?}", exchange.name, exchange.kind());
        match exchange.kind() {
            Kind::Challenge => outcome::challenge(exchange).await,
            Kind::Token => outcome::token(exchange).await,
            Kind::Manifest(name, reference) => outcome::manifest(exchange, &name, &reference).await,
            Kind::Head(name, reference) => outcome::head(exchange, &exchanges, &name, &reference).await,
            Kind::Referrers(name, digest) => outcome::referrers(exchange, &name, &digest).await,
            Kind::Page(name) => outcome::page(exchange, &name).await,
            Kind::Blob(name, digest) => outcome::blob(exchange, &name, &digest).await,
            Kind::Tags(name) => outcome::tags(exchange, &name).await,
            Kind::Preflight => outcome::preflight(exchange).await,
        }
    }
}

#[test]
fn requests_are_told_apart() {
    let of = |method, path| Kind::of(method, path);
    let [name, digest] = ["a/b", "sha256:0"].map(str::to_owned);
    for (method, path, kind) in [
        ("GET", "/v2/", Some(Kind::Challenge)),
        ("GET", "/v2/auth?service=x", Some(Kind::Token)),
        ("GET", "/v2/a/b/tags/list?n=2", Some(Kind::Tags(name.clone()))),
        ("GET", "/v2/a/b/referrers/sha256:0", Some(Kind::Referrers(name.clone(), digest.clone()))),
        ("GET", "/v2/a/b/referrers/sha256:0?artifactType=x", Some(Kind::Referrers(name.clone(), digest.clone()))),
        ("GET", "/v2/a/b/referrers/sha256:0?last=x&n=2", Some(Kind::Page(name.clone()))),
        ("GET", "/v2/a/b/blobs/sha256:0", Some(Kind::Blob(name.clone(), digest.clone()))),
        ("HEAD", "/v2/a/b/manifests/sha256:0", Some(Kind::Head(name.clone(), digest.clone()))),
        ("GET", "/v2/a/b/manifests/sha256:0", Some(Kind::Manifest(name, digest))),
        ("OPTIONS", "/v2/whatever", Some(Kind::Preflight)),
        ("PUT", "/v2/a/b/manifests/1.0", None),
        ("GET", "/api/v1/repository", None),
        ("GET", "/v2/_catalog", None),
    ] {
        assert_eq!(of(method, path), kind, "{method} {path}");
    }
}
