//! The answer of `tags/list` (distribution specification, "Listing Tags").

use super::json;
use super::reference::Tag;
use serde_json::Value;
use thiserror::Error;

/// Why an answer is not a list of tags.
#[derive(Clone, Debug, Error, PartialEq, Eq)]
#[error("the answer is not a list of tags: {0}")]
pub struct TagsError(pub String);

/// Reads `{"name": …, "tags": […]}`; `tags` may be `null`. What is no tag is left out, for it could not be asked for
/// anyway, and counted.
///
/// # Errors
/// [`TagsError`] where the document is of another shape.
pub fn parse(bytes: &[u8]) -> Result<(Vec<Tag>, usize), TagsError> {
    let document = json::parse(bytes).map_err(|error| TagsError(error.to_string()))?;
    match document.get("tags") {
        Some(Value::Array(entries)) => {
            let tags: Vec<Tag> = entries.iter().filter_map(Value::as_str).flat_map(Tag::parse).collect();
            let odd = entries.len() - tags.len();
            Ok((tags, odd))
        }
        Some(Value::Null) => Ok((Vec::new(), 0)),
        _ => Err(TagsError("it has no list “tags”".to_owned())),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lists_and_what_is_none() {
        let read = |text: &str| {
            parse(text.as_bytes()).map(|(tags, odd)| (tags.iter().map(|t| t.as_str().to_owned()).collect(), odd))
        };
        let all = vec!["1.0".to_owned(), "latest".to_owned()];
        assert_eq!(read(r#"{"name":"a","tags":["1.0","latest"]}"#), Ok((all, 0)));
        assert_eq!(read("{\"tags\":[\"1.0\",7,\"a b\",\"-\",\"1.\u{43e}\"]}"), Ok((vec!["1.0".to_owned()], 4)));
        assert_eq!(read(r#"{"name":"a","tags":null}"#), Ok((Vec::new(), 0)));
        for bad in ["", "[]", "{}", r#"{"tags":{}}"#, r#"{"tags":"1.0"}"#, "<html>"] {
            assert!(read(bad).is_err(), "{bad}");
        }
    }
}
