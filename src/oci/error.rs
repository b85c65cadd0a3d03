//! What a registry says when it refuses (distribution specification, "Error Codes").
//!
//! The specification's envelope is `{"errors": [{"code", "message", "detail"}]}`, and "any 4xx body may
//! be something else". Quay also answers `{"error": "…"}` as `text/html`, plain text, and HTML pages.

use super::json;
use serde_json::Value;

/// The most of a registry's own words that is kept, in characters.
const LIMIT: usize = 400;

/// A registry's own words about a request that it did not grant.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Refusal {
    /// The specification's code, such as `MANIFEST_UNKNOWN`; empty where none was given.
    pub code: String,
    /// The message for people; empty where none was given.
    pub message: String,
}

impl Refusal {
    /// Reads the body of an error answer, whatever it is. Never fails: what is no known form, or has no
    /// words where they belong, is quoted as text, without markup. Code and message are one line each, cut
    /// to 400 characters.
    #[must_use]
    pub fn parse(body: &[u8]) -> Self {
        json::parse(body)
            .ok()
            .and_then(|envelope| Self::from_envelope(&envelope))
            .unwrap_or_else(|| Self { code: String::new(), message: plain(&String::from_utf8_lossy(body)) })
    }

    fn from_envelope(envelope: &Value) -> Option<Self> {
        let said = |value: &Value, key| json::text(value, key).map(|words| line(&words)).unwrap_or_default();
        let (code, message) = match json::list(envelope, "errors").first() {
            Some(first) => (said(first, "code"), said(first, "message")),
            None => {
                let words = ["error", "message", "details"].map(|key| said(envelope, key));
                (String::new(), words.into_iter().find(|words| !words.is_empty())?)
            }
        };
        (!code.is_empty() || !message.is_empty()).then_some(Self { code, message })
    }

    /// The words to quote, on one line; `None` where the registry said nothing.
    #[must_use]
    pub fn quote(&self) -> Option<String> {
        match (self.code.is_empty(), self.message.is_empty()) {
            (true, true) => None,
            (true, false) => Some(self.message.clone()),
            (false, true) => Some(self.code.clone()),
            (false, false) => Some(format!("{}: {}", self.code, self.message)),
        }
    }
}

/// Text on one line, cut to the limit.
fn line(text: &str) -> String {
    let mut line = String::new();
    for word in text.split(|c: char| c.is_whitespace() || c.is_control()).filter(|word| !word.is_empty()) {
        if !line.is_empty() {
            line.push(' ');
        }
        line.push_str(word);
    }
    line.chars().take(LIMIT).collect::<String>().trim_end().to_owned()
}

/// Text without tags, on one line. For quoting a page's words, not for understanding HTML.
fn plain(text: &str) -> String {
    let is_page = text.trim_start().starts_with('<');
    let mut words = String::new();
    let mut in_tag = false;
    // A 100 MB body is capped before it comes here; a page's first 20,000 characters say enough.
    for c in text.chars().take(20_000) {
        match c {
            '<' if is_page => {
                in_tag = true;
                words.push(' ');
            }
            '>' if in_tag => in_tag = false,
            c if !in_tag => words.push(c),
            _ => {}
        }
    }
    line(&words)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn quote(body: &str) -> Option<String> {
        Refusal::parse(body.as_bytes()).quote()
    }

    #[test]
    fn every_form_of_error_body_is_quoted() {
        for (body, said) in [
            (
                r#"{"errors":[{"code":"MANIFEST_UNKNOWN","detail":{},"message":"manifest unknown"}]}"#,
                Some("MANIFEST_UNKNOWN: manifest unknown"),
            ),
            (r#"{"errors":[{"code":"DENIED"}]}"#, Some("DENIED")),
            (r#"{"errors":[{"message":"only words"}]}"#, Some("only words")),
            (r#"{"error": "Invalid bearer token format"}"#, Some("Invalid bearer token format")),
            (r#"{"details":"incorrect username or password"}"#, Some("incorrect username or password")),
            ("Too many login attempts. \nPlease reset.", Some("Too many login attempts. Please reset.")),
            ("<!doctype html>\n<title>404 Not Found</title><h1>Not Found</h1>", Some("404 Not Found Not Found")),
            ("{\"errors\":[{\"code\":\" \",\"message\":\"two\\n\\u0007lines\"}]}", Some("two lines")),
            (r#"{"error":"","message":"the second says it"}"#, Some("the second says it")),
            ("true", Some("true")),
            ("", None),
            ("{}", Some("{}")),
            (r#"{"errors":[{"detail":"why"}]}"#, Some(r#"{"errors":[{"detail":"why"}]}"#)),
            (r#"{"errors":["why"]}"#, Some(r#"{"errors":["why"]}"#)),
            (r#"{"error":""}"#, Some(r#"{"error":""}"#)),
        ] {
            assert_eq!(quote(body).as_deref(), said, "{body}");
        }
    }

    #[test]
    fn long_and_strange_bodies_stay_short_and_printable() {
        assert_eq!(quote(&"x".repeat(100_000)).map(|q| q.len()), Some(400));
        assert_eq!(quote("a\u{1b}[31mred\u{7}").as_deref(), Some("a [31mred"));
        assert!(Refusal::parse(&[0xff, 0xfe, b'{']).quote().is_some());
    }
}
