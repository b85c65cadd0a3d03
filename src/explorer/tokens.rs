//! A JSON text in its parts, for colours: names, strings, digests, numbers. Meant for text that is JSON and was laid
//! out by `oci::json`; of any other text all bytes come back too, in some parts.

/// What a part of the text is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Part {
    /// Brackets, commas, white space.
    Plain,
    /// The name of a member.
    Name,
    /// A string.
    String,
    /// A string that is a digest, with its quotes.
    Digest,
    /// A number, `true`, `false` or `null`.
    Literal,
}

/// The parts of a text, in their order; together they are the text.
#[must_use]
pub fn parts(text: &str) -> Vec<(Part, &str)> {
    let mut parts = Vec::new();
    let mut rest = text;
    while let Some(first) = rest.as_bytes().first() {
        let (part, length) = match first {
            b'"' => string(rest),
            b'-' | b'0'..=b'9' | b'a'..=b'z' => {
                (Part::Literal, run(rest, |b| b.is_ascii_alphanumeric() || b"+-.".contains(&b)))
            }
            _ => {
                (Part::Plain, run(rest, |b| !(b == b'"' || b == b'-' || b.is_ascii_digit() || b.is_ascii_lowercase())))
            }
        };
        let (here, after) = rest.split_at(length);
        parts.push((part, here));
        rest = after;
    }
    parts
}

fn run(text: &str, belongs: impl Fn(u8) -> bool) -> usize {
    text.bytes().position(|byte| !belongs(byte)).unwrap_or(text.len()).max(1)
}

fn string(text: &str) -> (Part, usize) {
    let length = length_of_string(text);
    let is_name = text[length..].trim_start().starts_with(':');
    let inside = text[1..length].trim_end_matches('"');
    match (is_name, crate::oci::digest::parse(inside)) {
        (true, _) => (Part::Name, length),
        (false, Ok(_)) => (Part::Digest, length),
        (false, Err(_)) => (Part::String, length),
    }
}

/// From the quote that it begins with to the one that ends it, or to the end of the text.
fn length_of_string(text: &str) -> usize {
    let mut is_escaped = false;
    for (at, byte) in text.bytes().enumerate().skip(1) {
        match byte {
            _ if is_escaped => is_escaped = false,
            b'\\' => is_escaped = true,
            b'"' => return at + 1,
            _ => {}
        }
    }
    text.len()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_manifest_falls_into_its_parts() {
        let digest = format!("\"sha256:{}\"", "a".repeat(64));
        let text = format!("{{\n  \"digest\": {digest},\n  \"size\": -7.5e+3,\n  \"a\\\"b\": [\"é\", true]\n}}");
        let parts = parts(&text);
        assert_eq!(parts.iter().map(|(_, part)| *part).collect::<String>(), text);
        let of = |wanted| parts.iter().filter(|(part, _)| *part == wanted).map(|(_, text)| *text).collect::<Vec<_>>();
        assert_eq!(of(Part::Name), ["\"digest\"", "\"size\"", "\"a\\\"b\""]);
        assert_eq!(of(Part::Digest), [&*digest]);
        assert_eq!(of(Part::String), ["\"é\""]);
        assert_eq!(of(Part::Literal), ["-7.5e+3", "true"]);
    }

    #[test]
    fn of_a_text_that_is_no_json_nothing_is_lost() {
        for text in ["", "\"", "\"a\\", "é\"", "{{{", "nul", "\u{feff}\"x\":", "Ünter \"a\" b", "\"\\"] {
            assert_eq!(parts(text).iter().map(|(_, part)| *part).collect::<String>(), text);
        }
    }
}
