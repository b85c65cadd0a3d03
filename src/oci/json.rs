//! JSON as registries send it: read once into a value, whose fields are then asked for by name.
//!
//! Not by derived readers: each would be a copy of the parser in the page (25 kB of wasm for all that is
//! read here), and they stop at the first field at fault without saying which it is.

use super::digest::{self, DigestError};
use super::lookup::Lookup;
use base64ct::{Base64, Encoding as _};
use oci_spec::image::{Descriptor, MediaType};
use serde_json::Value;
use std::collections::HashMap;
use thiserror::Error;

/// Why a value is not a descriptor (image specification, "OCI Content Descriptors").
#[derive(Clone, Debug, Error, PartialEq, Eq)]
pub enum DescriptorError {
    /// Not an object.
    #[error("it is not an object")]
    NotAnObject,
    /// No media type, or one that is not text.
    #[error("its mediaType is missing or is no text")]
    MediaType,
    /// No size, or one that is not a whole number from 0 on, below 2^63.
    #[error("its size is missing or is not a number of bytes")]
    Size,
    /// No digest, or one that is not text.
    #[error("its digest is missing or is no text")]
    NoDigest,
    /// A digest that is none.
    #[error("{0}")]
    Digest(#[from] DigestError),
}

/// Reads a document. Nesting deeper than 128 is an error, not a full stack.
///
/// # Errors
/// The parser's, with line and column.
pub fn parse(bytes: &[u8]) -> Result<Value, serde_json::Error> {
    serde_json::from_slice(bytes)
}

/// A field that is text.
#[must_use]
pub fn text(value: &Value, key: &str) -> Option<String> {
    value.get(key)?.as_str().map(str::to_owned)
}

/// A field that is a list; empty where it is not there, or `null` as Quay has it for an empty one.
#[must_use]
pub fn list<'a>(value: &'a Value, key: &str) -> &'a [Value] {
    value.get(key).and_then(Value::as_array).map(Vec::as_slice).unwrap_or_default()
}

/// Reads a descriptor.
///
/// # Errors
/// [`DescriptorError`], for the fields without which it points nowhere. What else is of a wrong type is
/// held to be absent.
pub fn descriptor(value: &Value) -> Result<Descriptor, DescriptorError> {
    if !value.is_object() {
        return Err(DescriptorError::NotAnObject);
    }
    let media_type = value.get("mediaType").and_then(Value::as_str).ok_or(DescriptorError::MediaType)?;
    let size = size(value.get("size")).ok_or(DescriptorError::Size)?;
    let digest = digest::parse(value.get("digest").and_then(Value::as_str).ok_or(DescriptorError::NoDigest)?)?;
    let mut descriptor = Descriptor::new(MediaType::from(media_type), size, digest);
    descriptor.set_artifact_type(value.get("artifactType").and_then(Value::as_str).map(MediaType::from));
    descriptor.set_annotations(value.get("annotations").and_then(annotations));
    descriptor.set_data(text(value, "data"));
    Ok(descriptor)
}

/// A size, where it is a whole number from 0 on, below 2^63.
pub(super) fn size(value: Option<&Value>) -> Option<u64> {
    value?.as_u64().filter(|size| i64::try_from(*size).is_ok())
}

/// The bytes that a descriptor's `data` field holds, in Base64 (image specification, "Embedded Content"); none
/// where it is no Base64. They are to be checked against size and digest like any others.
#[must_use]
pub fn embedded(data: &str) -> Vec<u8> {
    Base64::decode_vec(data).unwrap_or_default()
}

/// Annotations; what is no text among them is left out. `None` where the value is no object.
#[must_use]
pub fn annotations(value: &Value) -> Option<HashMap<String, String>> {
    let mut annotations = HashMap::new();
    for (key, value) in value.as_object()? {
        if let Some(value) = value.as_str() {
            annotations.insert(key.clone(), value.to_owned());
        }
    }
    Some(annotations)
}

/// Names, each with a number. Of the parser's own type of map, which is in the page anyway: another would add
/// some kilobytes.
#[derive(Clone, Debug, Default)]
pub struct Numbers(serde_json::Map<String, Value>);

impl Numbers {
    /// The number of a name.
    #[must_use]
    pub fn get(&self, name: &str) -> Option<usize> {
        self.0.get(name)?.as_u64().and_then(|number| usize::try_from(number).ok())
    }

    /// Gives a name its number; `false` where it has one, which it then keeps.
    pub fn add(&mut self, name: &str, number: usize) -> bool {
        let is_new = !self.0.contains_key(name);
        if is_new {
            self.0.insert(name.to_owned(), Value::from(number));
        }
        is_new
    }
}

/// Annotations by key.
#[must_use]
pub fn sorted(annotations: &HashMap<String, String>) -> Vec<(&str, &str)> {
    let pairs: Vec<(&str, &str)> = annotations.iter().map(|(key, value)| (key.as_str(), value.as_str())).collect();
    // A sorting function would cost the page more bytes; and a hostile manifest has hundreds of thousands.
    let mut lookup = Lookup::default();
    for (number, (key, _)) in (0_u32..).zip(&pairs) {
        lookup.add(key, number, &|number| pairs[number as usize].0);
    }
    lookup.sorted().map(|number| pairs[number as usize]).collect()
}

/// A document as it came, one field a line. Order, numbers and escapes stay as they are written: a reader
/// sees what was said, not what a parser made of it. For text that [`parse`] took.
#[must_use]
pub fn pretty(text: &str) -> String {
    let mut pretty = String::with_capacity(2 * text.len());
    let mut depth = 0;
    let mut in_text = false;
    let mut is_escaped = false;
    for c in text.chars() {
        if in_text {
            in_text = is_escaped || c != '"';
            is_escaped = !is_escaped && c == '\\';
            pretty.push(c);
            continue;
        }
        match c {
            '{' | '[' => depth += 1,
            '}' | ']' => {
                depth -= 1;
                // Nothing between the brackets: they stay on one line.
                if pretty.trim_end().ends_with(['{', '[']) {
                    pretty.truncate(pretty.trim_end().len());
                } else {
                    new_line(&mut pretty, depth);
                }
            }
            '"' => in_text = true,
            c if c.is_ascii_whitespace() => continue,
            _ => {}
        }
        pretty.push(c);
        match c {
            '{' | '[' | ',' => new_line(&mut pretty, depth),
            ':' => pretty.push(' '),
            _ => {}
        }
    }
    pretty
}

fn new_line(text: &mut String, depth: usize) {
    text.push('\n');
    for _ in 0..depth {
        text.push_str("  ");
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn entry() -> Value {
        json!({"mediaType": "a/b", "size": 7, "digest": format!("sha256:{}", "0".repeat(64))})
    }

    #[test]
    fn the_field_at_fault_is_named() {
        for (key, value, error) in [
            ("mediaType", Value::Null, DescriptorError::MediaType),
            ("size", json!(-7), DescriptorError::Size),
            ("size", json!(1.5), DescriptorError::Size),
            ("size", json!(u64::MAX), DescriptorError::Size),
            ("size", json!("7"), DescriptorError::Size),
            ("digest", Value::Null, DescriptorError::NoDigest),
            ("digest", json!("sha256:zz"), DescriptorError::Digest(DigestError::Grammar("sha256:zz".into()))),
        ] {
            let mut bad = entry();
            bad[key] = value;
            assert_eq!(descriptor(&bad), Err(error), "{bad}");
        }
        assert_eq!(descriptor(&json!(7)), Err(DescriptorError::NotAnObject));
    }

    #[test]
    fn what_need_not_be_there_may_be_of_any_type() {
        let mut odd = entry();
        odd["annotations"] = json!({"a": "1", "b": 2});
        odd["artifactType"] = json!(false);
        let read = descriptor(&odd).unwrap();
        assert_eq!(read.annotations().as_ref().unwrap(), &HashMap::from([("a".to_owned(), "1".to_owned())]));
        assert_eq!(read.artifact_type(), &None);
        let whole = r#"{"mediaType":"a/b","size":7,"artifactType":"c/d","digest":"sha512:"#;
        let whole = format!("{whole}{}\"}}", "0".repeat(128));
        let expected: Descriptor = serde_json::from_str(&whole).unwrap();
        assert_eq!(descriptor(&parse(whole.as_bytes()).unwrap()), Ok(expected), "as oci-spec reads it");
    }

    #[test]
    fn a_document_is_laid_out_and_not_changed() {
        for value in [
            json!({"a": [1, {"b": "x\\\"{,:"}], "c": {}, "d": [], "e": null, "f": -1.5e3}),
            json!([]),
            json!("a\\"),
            json!({"a": [[]]}),
        ] {
            assert_eq!(pretty(&value.to_string()), serde_json::to_string_pretty(&value).unwrap());
            assert_eq!(pretty(&pretty(&value.to_string())), pretty(&value.to_string()));
        }
        let written = r#"{"z":1,"a":12345678901234567890.0,"\u00e9":1}"#;
        assert_eq!(pretty(written).split_whitespace().collect::<String>(), written);
    }
}
