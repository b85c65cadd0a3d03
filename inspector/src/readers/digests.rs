//! Digests as in-toto writes them, by the names of their algorithms (in-toto attestation, `spec/v1/digest_set.md`).

use std::collections::BTreeMap;

/// An algorithm's name, and the digest in hexadecimal.
pub type DigestSet = BTreeMap<String, String>;

/// All digests of a set, as `sha256:…`, one after the other.
pub fn text(set: Option<&DigestSet>) -> String {
    let digests = set.into_iter().flatten().map(|(algorithm, digest)| format!("{algorithm}:{digest}"));
    digests.collect::<Vec<_>>().join(" ")
}
