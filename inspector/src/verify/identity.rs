//! Who may have signed.

use report::Identity;

/// Whether an identity that is trusted is that of the signer.
///
/// No omission trusts everybody: an identity that leaves out the issuer is of certificates that state none, and one that
/// leaves out the subject is of nobody; `*` alone stands for anyone. A signer without a name is nobody's.
pub fn is_trusted(trusted: &[Identity], repository: &str, issuer: &str, subject: &str) -> bool {
    let is = |identity: &Identity| {
        is_within(repository, &identity.repository)
            && matches(&identity.issuer, issuer)
            && matches(&identity.subject, subject)
    };
    !subject.is_empty() && trusted.iter().any(is)
}

/// Whether a repository is one that begins so, at a slash.
fn is_within(repository: &str, prefix: &str) -> bool {
    let stem = prefix.trim_end_matches('/');
    match repository.strip_prefix(stem) {
        Some(rest) => prefix.is_empty() || (!stem.is_empty() && (rest.is_empty() || rest.starts_with('/'))),
        None => false,
    }
}

/// Whether a text is what a pattern says; `*` in the pattern stands for any characters, none among them.
///
/// Each piece between stars is taken at its first place after the one before: no step is ever taken back, and the time
/// is at most the product of both lengths.
fn matches(pattern: &str, text: &str) -> bool {
    let mut pieces = pattern.split('*');
    let first = pieces.next().unwrap_or_default();
    let Some(last) = pieces.next_back() else { return pattern == text };
    let Some(rest) = text.strip_prefix(first) else { return false };
    let Some(mut middle) = rest.strip_suffix(last) else { return false };
    for piece in pieces {
        let Some(at) = middle.find(piece) else { return false };
        middle = middle.get(at.saturating_add(piece.len())..).unwrap_or_default();
    }
    true
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_pattern_means_what_it_looks_like() {
        let github = "https://github.com/acme/app/.github/workflows/release.yaml@refs/tags/v1";
        let yes = [
            ("https://github.com/acme/*", github),
            ("*", github),
            ("*@refs/tags/v1", github),
            ("https://github.com/acme/*/release.yaml@refs/tags/*", github),
            ("**acme**", github),
            ("joe@example.com", "joe@example.com"),
            ("*@example.com", "joe@example.com"),
            ("aXa*", "aXa"),
            ("*", ""),
            ("", ""),
        ];
        for (pattern, text) in yes {
            assert!(matches(pattern, text), "{pattern} is {text}");
        }
        let no = [
            ("https://github.com/acme/*", "https://github.com/acme-evil/app"),
            ("https://github.com/acme/*", "xhttps://github.com/acme/app"),
            ("*@example.com", "joe@example.com.evil.org"),
            ("joe@example.com", "Joe@example.com"),
            ("a*a", "a"),
            ("*ab*ba*", "aba"),
            ("", "joe@example.com"),
        ];
        for (pattern, text) in no {
            assert!(!matches(pattern, text), "{pattern} is not {text}");
        }
    }

    #[test]
    fn many_stars_over_a_long_text_take_no_time() {
        let pattern = format!("{}b", "a*".repeat(2_000));
        assert!(!matches(&pattern, &"a".repeat(100_000)));
    }

    #[test]
    fn a_repository_is_within_at_a_slash() {
        assert!(is_within("quay.io/acme/app", ""));
        assert!(is_within("quay.io/acme/app", "quay.io/acme"));
        assert!(is_within("quay.io/acme/app", "quay.io/acme/"));
        assert!(is_within("quay.io/acme/app", "quay.io/acme/app"));
        assert!(!is_within("quay.io/acme/app", "/"));
        assert!(!is_within("quay.io/acme-evil/app", "quay.io/acme"));
        assert!(!is_within("quay.io/acme", "quay.io/acme/app"));
        assert!(!is_within("evil.io/quay.io/acme", "quay.io/acme"));
    }

    #[test]
    fn an_identity_trusts_only_by_issuer_and_subject_both() {
        let identity = |repository: &str, issuer: &str, subject: &str| Identity {
            repository: repository.to_owned(),
            issuer: issuer.to_owned(),
            subject: subject.to_owned(),
        };
        let by =
            |identity: Identity| is_trusted(&[identity], "quay.io/acme/app", "https://id.example", "joe@example.com");
        assert!(by(identity("", "https://id.example", "joe@example.com")));
        assert!(by(identity("quay.io/acme", "https://id.example", "*@example.com")));
        assert!(!by(identity("quay.io/other", "https://id.example", "*@example.com")));
        assert!(!by(identity("", "", "joe@example.com")));
        assert!(!by(identity("", "https://id.example", "")));
        assert!(!by(identity("", "https://other.example", "*")));
        let star = [identity("", "*", "*")];
        assert!(is_trusted(&star, "quay.io/acme/app", "", "https://dotcom.releases.github.com"));
        assert!(!is_trusted(&star, "quay.io/acme/app", "https://id.example", ""), "a signer without a name");
        let none = [identity("", "", "*")];
        assert!(is_trusted(&none, "quay.io/acme/app", "", "https://dotcom.releases.github.com"));
        assert!(!is_trusted(&[], "quay.io/acme/app", "https://id.example", "joe@example.com"));
    }
}
