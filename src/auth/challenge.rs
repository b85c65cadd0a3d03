//! `WWW-Authenticate` (RFC 9110 §11.6.1) and what the distribution token specification puts into it.

use crate::oci::header::Reader;

/// One challenge of a `WWW-Authenticate` header.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Challenge {
    /// The authentication scheme in lower case: `bearer`, `basic`, …
    pub scheme: String,
    /// Its parameters, names in lower case, in their order.
    pub parameters: Vec<(String, String)>,
}

impl Challenge {
    /// Reads all challenges of a header's value, also of several headers joined by commas. Text that
    /// follows no grammar is passed over: a registry that writes nonsense is treated as one that said
    /// nothing.
    #[must_use]
    pub fn parse_all(header: &str) -> Vec<Self> {
        let mut reader = Reader::new(header);
        let mut challenges: Vec<Self> = Vec::new();
        while reader.next_element() {
            let word = reader.token().to_ascii_lowercase();
            // What follows a word tells what it is. A scheme stands alone, or with a space behind it.
            let is_alone = reader.is_at_word_end();
            match reader.value(|c| c == ',') {
                _ if word.is_empty() => reader.skip_element(),
                Some(value) => {
                    if let Some(challenge) = challenges.last_mut() {
                        challenge.parameters.push((word, value));
                    }
                }
                None if is_alone => {
                    // Such as in `Negotiate YWJj==`; no scheme that has one is spoken here.
                    reader.take_token68();
                    challenges.push(Self { scheme: word, parameters: Vec::new() });
                }
                None => reader.skip_element(),
            }
        }
        challenges
    }

    /// The value of a parameter, the first if it was given twice.
    #[must_use]
    pub fn parameter(&self, name: &str) -> Option<&str> {
        self.parameters.iter().find(|(key, _)| key == name).map(|(_, value)| value.as_str())
    }

    /// The address at which a token is asked for.
    #[must_use]
    pub fn realm(&self) -> Option<&str> {
        self.parameter("realm")
    }

    /// The name by which the token server knows this registry.
    #[must_use]
    pub fn service(&self) -> Option<&str> {
        self.parameter("service")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn one(header: &str) -> Challenge {
        let all = Challenge::parse_all(header);
        assert_eq!(all.len(), 1, "{header}: {all:?}");
        all.into_iter().next().unwrap()
    }

    #[test]
    fn quays_challenge() {
        let challenge = one(
            r#"Bearer realm="http://127.0.0.1:8090/v2/auth",service="127.0.0.1:8090",scope="repository:a/b:pull,push""#,
        );
        assert_eq!(challenge.scheme, "bearer");
        assert_eq!(challenge.realm(), Some("http://127.0.0.1:8090/v2/auth"));
        assert_eq!(challenge.service(), Some("127.0.0.1:8090"));
        assert_eq!(challenge.parameter("scope"), Some("repository:a/b:pull,push"));
    }

    #[test]
    fn odd_spacing_case_escapes_and_bare_values() {
        let challenge = one(r#"  BEARER   Realm = "https://a/\"b\\c" ,, SERVICE=reg.example ,error="x""#);
        assert_eq!(challenge.realm(), Some(r#"https://a/"b\c"#));
        assert_eq!(challenge.service(), Some("reg.example"));
        assert_eq!(challenge.parameter("error"), Some("x"));
    }

    #[test]
    fn several_challenges_in_one_header() {
        for header in [
            r#"Basic realm="a, b", Negotiate YWJj==, Bearer realm="https://t/x",service="s""#,
            r#"Basic realm="a, b",Negotiate,Bearer realm="https://t/x",service="s""#,
            r#"Basic realm="a, b" , Negotiate a/b+c~= , Bearer service="s" , realm="https://t/x""#,
            // Two headers of the same name, joined as browsers join them; the first ends in a comma.
            "Basic realm=\"a, b\",, NEGOTIATE\tYWJj, BEARER realm = https://t/x , service\t=\ts",
        ] {
            let all = Challenge::parse_all(header);
            let schemes: Vec<_> = all.iter().map(|c| c.scheme.as_str()).collect();
            assert_eq!(schemes, ["basic", "negotiate", "bearer"], "{header}");
            assert_eq!(all[0].realm(), Some("a, b"), "{header}");
            assert_eq!(all[1].parameters, [], "{header}");
            assert_eq!((all[2].realm(), all[2].service()), (Some("https://t/x"), Some("s")), "{header}");
        }
    }

    #[test]
    fn a_quoted_challenge_is_none() {
        let all = Challenge::parse_all(r#"Basic realm="x, Bearer realm=\"https://evil/\"", charset="UTF-8""#);
        assert_eq!(all.len(), 1, "{all:?}");
        assert_eq!(all[0].realm(), Some(r#"x, Bearer realm="https://evil/""#));
        assert_eq!(all[0].parameter("charset"), Some("UTF-8"));
        let all =
            Challenge::parse_all(r#""Bearer realm=x, Bearer realm=y", ("Bearer realm=z", ) Basic, Bearer realm=t"#);
        assert_eq!(all.len(), 1, "{all:?}");
        assert_eq!((all[0].scheme.as_str(), all[0].realm()), ("bearer", Some("t")));
    }

    #[test]
    fn the_first_of_two_values_counts() {
        assert_eq!(one("Bearer realm=a, realm=b, REALM=c").realm(), Some("a"));
    }

    #[test]
    fn nonsense_is_read_as_silence() {
        for header in
            ["", " , ,", "\"", "=", "é=1", "\\", "realm=\"x\"", "Bearer/1", "Bearer =\"x\"", "a\"b\"", "(x) y"]
        {
            assert_eq!(Challenge::parse_all(header), [], "{header}");
        }
        assert_eq!(one("Bearer realm=\"never closed").realm(), Some("never closed"));
    }
}
