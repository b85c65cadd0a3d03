//! `WWW-Authenticate` (RFC 9110 §11.6.1) and what the distribution token specification puts into it.

/// One challenge of a `WWW-Authenticate` header.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Challenge {
    /// The authentication scheme in lower case: `bearer`, `basic`, …
    pub scheme: String,
    /// Its parameters, names in lower case, in their order.
    pub parameters: Vec<(String, String)>,
}

impl Challenge {
    /// Reads all challenges of a header's value. Text that follows no grammar is passed over: a
    /// registry that writes nonsense is treated as one that said nothing.
    #[must_use]
    pub fn parse_all(header: &str) -> Vec<Self> {
        let mut reader = Reader { rest: header };
        let mut challenges: Vec<Self> = Vec::new();
        loop {
            reader.skip(|c| c == ',' || c.is_ascii_whitespace());
            if reader.rest.is_empty() {
                return challenges;
            }
            let Some(word) = reader.token() else {
                reader.skip_element();
                continue;
            };
            match reader.parameter_value() {
                Some(value) => {
                    if let Some(challenge) = challenges.last_mut() {
                        challenge.parameters.push((word.to_ascii_lowercase(), value));
                    }
                }
                None => challenges.push(Self { scheme: word.to_ascii_lowercase(), parameters: Vec::new() }),
            }
        }
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

struct Reader<'a> {
    rest: &'a str,
}

impl<'a> Reader<'a> {
    fn skip(&mut self, skipped: impl Fn(char) -> bool) {
        self.rest = self.rest.trim_start_matches(skipped);
    }

    /// RFC 9110 §5.6.2 `token`.
    fn token(&mut self) -> Option<&'a str> {
        let is_token = |c: char| c.is_ascii_alphanumeric() || "!#$%&'*+-.^_`|~".contains(c);
        let end = self.rest.find(|c| !is_token(c)).unwrap_or(self.rest.len());
        let (token, rest) = self.rest.split_at(end);
        self.rest = rest;
        (!token.is_empty()).then_some(token)
    }

    /// `= value` after a parameter's name, with or without quotes; `None` (and nothing read, but for
    /// white space) where what follows is no value, so that the word before was a scheme.
    fn parameter_value(&mut self) -> Option<String> {
        self.skip(|c| c.is_ascii_whitespace());
        // A `token68` such as `Negotiate YWJj==` begins where a value would; it has no use here.
        self.rest = self.rest.strip_prefix('=')?;
        self.skip(|c| c.is_ascii_whitespace());
        if let Some(rest) = self.rest.strip_prefix('"') {
            self.rest = rest;
            return Some(self.quoted());
        }
        let end = self.rest.find(|c: char| c == ',' || c.is_ascii_whitespace()).unwrap_or(self.rest.len());
        let (value, rest) = self.rest.split_at(end);
        self.rest = rest;
        Some(value.to_owned())
    }

    /// RFC 9110 §5.6.4 `quoted-string`, the opening quote read already. One that is never closed ends
    /// with the header.
    fn quoted(&mut self) -> String {
        let mut value = String::new();
        let mut characters = self.rest.char_indices();
        while let Some((at, c)) = characters.next() {
            match c {
                '"' => {
                    self.rest = &self.rest[at + 1..];
                    return value;
                }
                '\\' => value.extend(characters.next().map(|(_, escaped)| escaped)),
                c => value.push(c),
            }
        }
        self.rest = "";
        value
    }

    fn skip_element(&mut self) {
        self.rest = self.rest.find(',').map_or("", |comma| &self.rest[comma..]);
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
        let all =
            Challenge::parse_all(r#"Basic realm="a, b", Negotiate YWJj==, Bearer realm="https://t/x",service="s""#);
        let schemes: Vec<_> = all.iter().map(|c| c.scheme.as_str()).collect();
        assert_eq!(schemes.first(), Some(&"basic"));
        assert_eq!(all[0].realm(), Some("a, b"));
        let bearer = all.iter().find(|c| c.scheme == "bearer").unwrap();
        assert_eq!((bearer.realm(), bearer.service()), (Some("https://t/x"), Some("s")));
    }

    #[test]
    fn nonsense_is_read_as_silence() {
        for header in ["", " , ,", "\"", "=", "Bearer realm=\"never closed", "é=1", "Bearer =\"x\"", "\\"] {
            let all = Challenge::parse_all(header);
            assert!(all.len() <= 1, "{header}: {all:?}");
        }
    }
}
