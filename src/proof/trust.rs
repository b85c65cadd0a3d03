//! Whom the person trusts, changed piece by piece.

use crate::text;
use crate::words::{Text, counted};
use report::{Identity, Trust, Verdict};

/// One thing that is trusted, by its place.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Part {
    /// A root of one's own.
    Root(usize),
    /// A public key.
    Key(usize),
    /// A certificate.
    Certificate(usize),
    /// An identity.
    Identity(usize),
}

/// Adds what is not there yet.
pub fn add(trust: &mut Trust, more: Trust) {
    trust.public_good |= more.public_good;
    extend(&mut trust.roots, more.roots);
    extend(&mut trust.keys, more.keys);
    extend(&mut trust.certificates, more.certificates);
    extend(&mut trust.identities, more.identities);
}

fn extend<T: PartialEq>(list: &mut Vec<T>, more: Vec<T>) {
    for one in more {
        if !list.contains(&one) {
            list.push(one);
        }
    }
}

/// Takes one away.
pub fn remove(trust: &mut Trust, part: Part) {
    match part {
        Part::Root(at) => take(&mut trust.roots, at),
        Part::Key(at) => take(&mut trust.keys, at),
        Part::Certificate(at) => take(&mut trust.certificates, at),
        Part::Identity(at) => take(&mut trust.identities, at),
    }
}

fn take<T>(list: &mut Vec<T>, at: usize) {
    if at < list.len() {
        list.remove(at);
    }
}

/// The identity of a signature, to be trusted for a repository; `None` where none is proven.
#[must_use]
pub fn identity_of(verdict: &Verdict, repository: &str) -> Option<Identity> {
    let signer = verdict.signer.as_ref()?;
    let issuer = signer.issuer.clone()?;
    // A star in a name is a letter of it, not a pattern; there is no way to say so, so it is not offered.
    let is_plain = !signer.name.contains('*') && !issuer.contains('*');
    is_plain.then(|| Identity { repository: repository.to_owned(), issuer, subject: signer.name.clone() })
}

/// What is trusted, in a few words.
#[must_use]
pub fn summary(trust: &Trust) -> Text {
    let mut parts = Vec::new();
    if trust.public_good {
        parts.push(text!("the Sigstore public good"));
    }
    let numbers = [
        (trust.roots.len(), counted(trust.roots.len(), ["", "{n} root", "{n} roots"])),
        (trust.keys.len(), counted(trust.keys.len(), ["", "{n} key", "{n} keys"])),
        (trust.certificates.len(), counted(trust.certificates.len(), ["", "{n} certificate", "{n} certificates"])),
        (trust.identities.len(), counted(trust.identities.len(), ["", "{n} identity", "{n} identities"])),
    ];
    parts.extend(numbers.into_iter().filter(|(number, _)| *number > 0).map(|(_, words)| words));
    if parts.is_empty() {
        return text!("nobody");
    }
    text!("{parts}", parts)
}

#[cfg(test)]
mod tests {
    use super::*;
    use report::{Named, Outcome, Signer, say};

    fn named(name: &str) -> Vec<Named> {
        vec![Named { name: name.to_owned(), text: String::new() }]
    }

    #[test]
    fn what_is_there_is_not_added_twice_and_what_is_taken_away_is_gone() {
        let mut trust = Trust::default();
        let more = Trust { keys: named("a"), roots: named("b"), ..Trust::default() };
        add(&mut trust, more.clone());
        add(&mut trust, more.clone());
        assert_eq!(trust, more);
        remove(&mut trust, Part::Key(1));
        remove(&mut trust, Part::Certificate(0));
        assert_eq!(trust, more);
        remove(&mut trust, Part::Key(0));
        assert!(trust.keys.is_empty());
        assert_eq!(trust.roots, more.roots);
    }

    #[test]
    fn all_that_is_trusted_is_told() {
        assert_eq!(summary(&Trust::default()).to_string(), "nobody");
        let trust = Trust { public_good: true, keys: [named("a"), named("b")].concat(), ..Trust::default() };
        assert_eq!(summary(&trust).to_string(), "the Sigstore public good and 2 keys");
    }

    #[test]
    fn an_identity_is_offered_as_it_is_and_never_as_a_pattern() {
        let verdict = |name: &str, issuer: Option<&str>| Verdict {
            outcome: Outcome::NotTrusted,
            sentence: say!("so"),
            format: String::new(),
            signer: Some(Signer { name: name.to_owned(), issuer: issuer.map(ToOwned::to_owned), ..Signer::default() }),
            steps: Vec::new(),
        };
        let identity =
            identity_of(&verdict("me@acme.example", Some("https://issuer.example")), "r.example/app").unwrap();
        assert_eq!(
            (identity.repository.as_str(), identity.issuer.as_str(), identity.subject.as_str()),
            ("r.example/app", "https://issuer.example", "me@acme.example")
        );
        assert_eq!(identity_of(&verdict("*", Some("https://issuer.example")), ""), None);
        assert_eq!(identity_of(&verdict("a key", None), ""), None);
    }
}
