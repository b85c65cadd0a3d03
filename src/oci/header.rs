//! What the header fields of HTTP are made of (RFC 9110 §5.6): lists, tokens, quoted strings.

/// Reads a header's value from left to right.
pub(crate) struct Reader<'a> {
    rest: &'a str,
}

impl<'a> Reader<'a> {
    pub(crate) const fn new(header: &'a str) -> Self {
        Self { rest: header }
    }

    /// Goes to the next element of a list; `false` at the header's end.
    pub(crate) fn next_element(&mut self) -> bool {
        self.rest = self.rest.trim_start_matches(|c: char| c == ',' || c.is_ascii_whitespace());
        !self.rest.is_empty()
    }

    /// Passes over what is left of an element, up to the comma that ends it. Commas within quotes end none.
    pub(crate) fn skip_element(&mut self) {
        while let Some(at) = self.rest.find([',', '"']) {
            let found = &self.rest[at..];
            match found.strip_prefix('"') {
                Some(rest) => {
                    self.rest = rest;
                    self.quoted();
                }
                None => {
                    self.rest = found;
                    return;
                }
            }
        }
        self.rest = "";
    }

    pub(crate) fn skip_space(&mut self) {
        self.rest = self.rest.trim_start_matches(|c: char| c.is_ascii_whitespace());
    }

    /// Whether the next character is none that could belong to a word before it.
    pub(crate) fn is_at_word_end(&self) -> bool {
        self.rest.chars().next().is_none_or(|c| c == ',' || c.is_ascii_whitespace())
    }

    /// Reads one character, if it is the next.
    pub(crate) fn take(&mut self, expected: char) -> bool {
        let rest = self.rest.strip_prefix(expected);
        self.rest = rest.unwrap_or(self.rest);
        rest.is_some()
    }

    /// Reads up to the first character that ends it, or else to the header's end.
    pub(crate) fn until(&mut self, ends: impl Fn(char) -> bool) -> &'a str {
        let (text, rest) = self.rest.split_at(self.rest.find(ends).unwrap_or(self.rest.len()));
        self.rest = rest;
        text
    }

    /// RFC 9110 §5.6.2 `token`; empty where none stands here.
    pub(crate) fn token(&mut self) -> &'a str {
        self.until(|c| !c.is_ascii_alphanumeric() && !"!#$%&'*+-.^_`|~".contains(c))
    }

    /// RFC 9110 §11.2 `token68`, a whole element or the rest of one; nothing is read where none stands here.
    pub(crate) fn take_token68(&mut self) -> bool {
        let mut ahead = Self { rest: self.rest };
        let word = ahead.until(|c| !c.is_ascii_alphanumeric() && !"-._~+/".contains(c));
        ahead.until(|c| c != '=');
        ahead.skip_space();
        let is_whole = !word.is_empty() && (ahead.rest.is_empty() || ahead.rest.starts_with(','));
        if is_whole {
            self.rest = ahead.rest;
        }
        is_whole
    }

    /// `= value` after a parameter's name, with or without quotes and with white space around the sign, as
    /// RFC 9110 §5.6.3 has it for bad senders. `None`, and nothing but white space read, where no value follows.
    pub(crate) fn value(&mut self, ends: impl Fn(char) -> bool) -> Option<String> {
        self.skip_space();
        if !self.take('=') {
            return None;
        }
        self.skip_space();
        if self.take('"') {
            return Some(self.quoted());
        }
        Some(self.until(|c| ends(c) || c.is_ascii_whitespace()).to_owned())
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
}
