//! Whole references as people copy them: from a terminal, a manifest, or the address bar of Quay.

use super::address::Address;
use super::reference::{Reference, RepositoryName};

/// The parts found in a pasted text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Pasted {
    /// The registry, where the text names one.
    pub registry: Option<Address>,
    /// The repository.
    pub repository: RepositoryName,
    /// The tag or digest, where the text names one. Of `name:tag@digest` it is the digest, which is
    /// what the tag meant when the text was written.
    pub reference: Option<Reference>,
}

/// Reads `registry/ns/repo:tag`, `…@sha256:…`, `ns/repo:tag`, with `docker://` or `oci://` before it,
/// an address of the registry API (`https://host/v2/ns/repo/manifests/tag`), or the address of Quay's
/// own page (`https://host/repository/ns/repo?tag=…`).
///
/// `None` for everything that is not clearly more than the content of one field.
#[must_use]
pub fn parse(text: &str) -> Option<Pasted> {
    let text = text.trim();
    if text.is_empty() || text.len() > 2000 || text.contains(char::is_whitespace) {
        return None;
    }
    match text.split_once("://") {
        Some(("http" | "https", rest)) => from_address(text, rest),
        Some(("docker" | "oci" | "docker-daemon", rest)) => from_reference(rest),
        Some(_) => None,
        None => from_reference(text),
    }
}

/// `rest` is `text` without its scheme.
fn from_address(text: &str, rest: &str) -> Option<Pasted> {
    let (host, path) = rest.split_once('/')?;
    let scheme = &text[..text.len() - rest.len()];
    let registry = Some(Address::parse(&format!("{scheme}{host}")).ok()?);
    let (path, query) = path.split_once(['?', '#']).unwrap_or((path, ""));
    if let Some(path) = path.strip_prefix("v2/") {
        // From the right: a part of the name may be called `manifests` as well.
        let (before, reference) = path.rsplit_once('/')?;
        let name = before.strip_suffix("/manifests").or_else(|| before.strip_suffix("/referrers"))?;
        return Some(Pasted {
            registry,
            repository: RepositoryName::parse(name).ok()?,
            reference: Some(Reference::parse(reference).ok()?),
        });
    }
    if let Some(path) = path.strip_prefix("repository/") {
        let name: Vec<_> = path.trim_matches('/').splitn(3, '/').take(2).collect();
        let tag = query.split('&').find_map(|pair| pair.strip_prefix("tag="));
        return Some(Pasted {
            registry,
            repository: RepositoryName::parse(&name.join("/")).ok()?,
            reference: tag.and_then(|tag| Reference::parse(tag).ok()),
        });
    }
    let (repository, reference) = split_name(path)?;
    Some(Pasted { registry, repository, reference })
}

fn from_reference(text: &str) -> Option<Pasted> {
    let (first, rest) = text.split_once('/')?;
    // As container tools tell them apart: a first part with a dot or a port is a host.
    let is_host = first.contains(['.', ':']) || first == "localhost";
    if is_host && let Ok(registry) = Address::parse(first) {
        let (repository, reference) = split_name(rest)?;
        return Some(Pasted { registry: Some(registry), repository, reference });
    }
    let (repository, reference) = split_name(text)?;
    // `ns/repo` alone is what belongs into the repository's field anyway.
    reference.is_some().then_some(Pasted { registry: None, repository, reference })
}

/// `ns/repo[:tag][@digest]`
fn split_name(text: &str) -> Option<(RepositoryName, Option<Reference>)> {
    let (name, digest) = match text.split_once('@') {
        Some((name, digest)) => (name, Some(digest)),
        None => (text, None),
    };
    let (name, tag) = match name.split_once(':') {
        Some((name, tag)) => (name, Some(tag)),
        None => (name, None),
    };
    let repository = RepositoryName::parse(name).ok()?;
    let reference = match digest.or(tag) {
        Some(text) => Some(Reference::parse(text).ok()?),
        None => None,
    };
    Some((repository, reference))
}

#[cfg(test)]
mod tests {
    use super::*;

    const DIGEST: &str = "sha256:b2321c739bca79bd5c9ce656d62655f43865663f9bae99389650338cb55110b0";

    fn parts(text: &str) -> Option<(String, String, String)> {
        parse(text).map(|pasted| {
            (
                pasted.registry.map(|r| r.origin()).unwrap_or_default(),
                pasted.repository.to_string(),
                pasted.reference.map(|r| r.to_string()).unwrap_or_default(),
            )
        })
    }

    #[test]
    fn whole_references_fill_all_fields() {
        let with_digest = format!("quay.io/org/app@{DIGEST}");
        let with_both = format!("quay.io/org/app:1.0@{DIGEST}");
        let referrers = format!("https://quay.example:8443/v2/org/app/referrers/{DIGEST}?artifactType=a/b");
        for (text, registry, name, reference) in [
            ("quay.io/org/app:1.0", "https://quay.io", "org/app", "1.0"),
            ("  quay.io/org/app:1.0\n", "https://quay.io", "org/app", "1.0"),
            ("quay.io/org/app", "https://quay.io", "org/app", ""),
            (&with_digest, "https://quay.io", "org/app", DIGEST),
            (&with_both, "https://quay.io", "org/app", DIGEST),
            ("127.0.0.1:5000/demo/app:1.0", "http://127.0.0.1:5000", "demo/app", "1.0"),
            ("localhost/demo/app:1.0", "http://localhost", "demo/app", "1.0"),
            ("docker://quay.io/org/app:1.0", "https://quay.io", "org/app", "1.0"),
            ("oci://quay.io/org/chart:2.0", "https://quay.io", "org/chart", "2.0"),
            ("http://quay.example/org/app:1.0", "http://quay.example", "org/app", "1.0"),
            (&referrers, "https://quay.example:8443", "org/app", DIGEST),
            ("https://quay.example/v2/a/b/c/manifests/1.0", "https://quay.example", "a/b/c", "1.0"),
            (
                "https://quay.example/v2/manifests/manifests/manifests/1.0",
                "https://quay.example",
                "manifests/manifests",
                "1.0",
            ),
            ("https://quay.io/repository/org/app?tab=tags&tag=1.0", "https://quay.io", "org/app", "1.0"),
            ("https://quay.io/repository/org/app/manifest/x", "https://quay.io", "org/app", ""),
            ("org/app:1.0", "", "org/app", "1.0"),
        ] {
            let expected = (registry.to_owned(), name.to_owned(), reference.to_owned());
            assert_eq!(parts(text), Some(expected), "{text}");
        }
    }

    #[test]
    fn the_content_of_one_field_is_left_alone() {
        for text in [
            "",
            "1.0",
            "latest",
            DIGEST,
            "quay.io",
            "https://quay.io",
            "https://quay.io/",
            "127.0.0.1:5000",
            "org/app",
            "org/sub/app",
            "p@ss/word:x y",
            "P@ss/w:rd",
            "demo+robot",
            "ftp://quay.io/a/b:1",
            "https://quay.io/",
            "good.example@evil.example/a/b",
            "/:",
            "a/b:",
            "a/b@",
        ] {
            assert_eq!(parts(text), None, "{text}");
        }
    }
}
