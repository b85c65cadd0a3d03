//! Pictures, by their first bytes: whatever a media type says, only a real picture is handed on as one.
//!
//! SVG is none here. It is a document that can hold scripts and addresses, and is shown as text.

use crate::input::{Input, Inspection, ReadError};
use report::{Body, Fact, Section, Value, say};

/// A kind of picture, and its width and height in pixels where its first bytes say so.
struct Kind {
    name: &'static str,
    media_type: &'static str,
    magic: fn(&[u8]) -> bool,
    size: fn(&[u8]) -> Option<(u64, u64)>,
}

const KINDS: &[Kind] = &[
    // Portable Network Graphics, third edition, 5.2 and 11.2.1.
    Kind { name: "PNG", media_type: "image/png", magic: |bytes| bytes.starts_with(b"\x89PNG\r\n\x1a\n"), size: png },
    // ITU-T T.81, B.1.1.3.
    Kind { name: "JPEG", media_type: "image/jpeg", magic: |bytes| bytes.starts_with(b"\xff\xd8\xff"), size: jpeg },
    // GIF89a, 17 and 18.
    Kind {
        name: "GIF",
        media_type: "image/gif",
        magic: |bytes| bytes.starts_with(b"GIF87a") || bytes.starts_with(b"GIF89a"),
        size: |bytes| Some((little(bytes, 6, 2)?, little(bytes, 8, 2)?)),
    },
    // RFC 9649, 2.4.
    Kind {
        name: "WebP",
        media_type: "image/webp",
        magic: |bytes| bytes.starts_with(b"RIFF") && bytes.get(8..12) == Some(b"WEBP"),
        size: webp,
    },
];

/// Whether a document begins as a picture does.
pub fn claims(input: &Input<'_>) -> bool {
    KINDS.iter().any(|kind| (kind.magic)(input.bytes))
}

/// Hands a picture on, with its size.
pub fn read(input: &Input<'_>) -> Result<Inspection, ReadError> {
    let kind = KINDS.iter().find(|kind| (kind.magic)(input.bytes)).ok_or(ReadError::Missing("picture"))?;
    let (width, height) = (kind.size)(input.bytes).ok_or(ReadError::CutOff)?;
    let mut inspection = Inspection::of(kind.name);
    let facts = vec![
        Fact::new(say!("Width"), width),
        Fact::new(say!("Height"), height),
        Fact::new(say!("Size"), Value::Size(input.bytes.len() as u64)),
    ];
    inspection.section(say!("Picture"), Body::Picture(kind.media_type.to_owned()));
    inspection.report.sections.push(Section::facts(say!("Properties"), facts));
    Ok(inspection)
}

fn big(bytes: &[u8], at: usize, count: usize) -> Option<u64> {
    let bytes = bytes.get(at..at.checked_add(count)?)?;
    Some(bytes.iter().fold(0, |number, byte| number << 8 | u64::from(*byte)))
}

fn little(bytes: &[u8], at: usize, count: usize) -> Option<u64> {
    let bytes = bytes.get(at..at.checked_add(count)?)?;
    Some(bytes.iter().rev().fold(0, |number, byte| number << 8 | u64::from(*byte)))
}

fn png(bytes: &[u8]) -> Option<(u64, u64)> {
    (bytes.get(12..16)? == b"IHDR").then_some(())?;
    Some((big(bytes, 16, 4)?, big(bytes, 20, 4)?))
}

/// The size is in the frame header, before which any number of segments may stand.
fn jpeg(bytes: &[u8]) -> Option<(u64, u64)> {
    let mut at = 2_usize;
    loop {
        let marker = *bytes.get(at.checked_add(1)?)?;
        (bytes.get(at) == Some(&0xff)).then_some(())?;
        match marker {
            // A byte that fills.
            0xff => at += 1,
            0x01 | 0xd0..=0xd8 => at += 2,
            0xc0..=0xc3 | 0xc5..=0xc7 | 0xc9..=0xcb | 0xcd..=0xcf => {
                return Some((big(bytes, at.checked_add(7)?, 2)?, big(bytes, at.checked_add(5)?, 2)?));
            }
            _ => at = at.checked_add(2)?.checked_add(usize::try_from(big(bytes, at + 2, 2)?).ok()?)?,
        }
    }
}

fn webp(bytes: &[u8]) -> Option<(u64, u64)> {
    match bytes.get(12..16)? {
        b"VP8 " => Some((little(bytes, 26, 2)? & 0x3fff, little(bytes, 28, 2)? & 0x3fff)),
        b"VP8L" => {
            let bits = little(bytes, 21, 4)?;
            Some(((bits & 0x3fff) + 1, (bits >> 14 & 0x3fff) + 1))
        }
        b"VP8X" => Some((little(bytes, 24, 3)? + 1, little(bytes, 27, 3)? + 1)),
        _ => None,
    }
}
