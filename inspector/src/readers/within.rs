//! What readers of documents that hold documents share.

use crate::input::{Input, Inspection, ReadError};
use report::message::Document;
use report::{Body, Fact, Value, Words, say};
use serde::Deserialize;
use sigstore_verify::types::PayloadBytes;

/// Reads JSON, before which a byte order mark may stand.
///
/// # Errors
/// The parser's own.
pub fn json<'a, T: Deserialize<'a>>(bytes: &'a [u8]) -> Result<T, ReadError> {
    Ok(serde_json::from_slice(bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes))?)
}

/// Bytes in Base64, of either alphabet, with padding or without (RFC 4648, sections 4 and 5).
///
/// # Errors
/// That they are not, naming the part.
pub fn base64(part: &'static str, text: &str) -> Result<Vec<u8>, ReadError> {
    let bytes = PayloadBytes::from_base64(text).map_err(|error| ReadError::malformed(part, error))?;
    Ok(bytes.into_bytes())
}

/// The facts that are stated, of all that could be.
pub fn stated(facts: Vec<(Words, Option<Value>)>) -> Body {
    Body::Facts(facts.into_iter().filter_map(|(name, value)| Some(Fact::new(name, value?))).collect())
}

/// What is read letter by letter, if it is stated.
pub fn code(text: Option<String>) -> Option<Value> {
    text.filter(|text| !text.is_empty()).map(Value::Code)
}

/// A point in time, if it is stated; a text where it is none, since a stranger may have written anything there.
pub fn time(text: Option<String>) -> Option<Value> {
    let text = text.filter(|text| !text.is_empty())?;
    let is_time = text.parse::<jiff::Timestamp>().is_ok();
    Some(if is_time { Value::Time(text) } else { Value::Code(text) })
}

/// Says how many of something are left out, if any are.
pub fn left_out(inspection: &mut Inspection, all: usize, shown: usize) {
    let left = all.saturating_sub(shown);
    if left > 0 {
        let remark = say!("Further parts of the same kind, not shown: {count}", count = left);
        inspection.report.remarks.push(remark);
    }
}

/// Reads a document within another and appends it: its format beside that of the outer one, its sections below.
pub fn append(outer: &mut Inspection, input: &Input<'_>, media_type: &str, bytes: &[u8]) {
    if input.depth == 0 {
        let remark = say!("There is a document in it that is not read: documents within documents go no deeper here.");
        outer.report.remarks.push(remark);
        return;
    }
    let document = Document { media_type: media_type.to_owned(), ..Document::default() };
    let inner = super::read(&input.inner(&document, bytes));
    if !inner.report.format.is_empty() {
        outer.report.format.push_str(" · ");
        outer.report.format.push_str(&inner.report.format);
    }
    outer.append(inner);
}
