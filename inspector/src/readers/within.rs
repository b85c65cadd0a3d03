//! What readers of documents that hold documents share.

use crate::input::{Input, Inspection, ReadError};
use report::message::Document;
use report::{Value, say};
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

/// A point in time, if the text is one; a stranger may have written anything there.
pub fn time(text: &str) -> Value {
    match text.parse::<jiff::Timestamp>() {
        Ok(_) => Value::Time(text.to_owned()),
        Err(_) => Value::Code(text.to_owned()),
    }
}

/// Says how many of something are left out, if any are.
pub fn left_out(inspection: &mut Inspection, all: usize, shown: usize) {
    let left = all.saturating_sub(shown);
    if left > 0 {
        let remark = say!("{count} more parts of the same kind are not shown.", count = left);
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
