//! What is packed with gzip (RFC 1952), member after member, as some tools write an archive with one for each file.
//!
//! The checksums of the members are not compared: the digest of the whole was, before it came here. A decoder that
//! does it brings a table of 16 kB along.

use flate2::bufread::DeflateDecoder;
use std::io::{self, ErrorKind, Read};

/// Members begin so, with deflate as their method (RFC 1952, section 2.3.1).
const MAGIC: &[u8] = b"\x1f\x8b\x08";
/// Bytes of a header without what may follow it, and of the trailer.
const HEADER: usize = 10;
const TRAILER: usize = 8;

/// The bytes of all members, unpacked.
pub struct Gzip<'a> {
    member: Option<DeflateDecoder<&'a [u8]>>,
    rest: &'a [u8],
    is_begun: bool,
}

/// Whether bytes are packed with gzip.
pub fn is_gzip(bytes: &[u8]) -> bool {
    bytes.starts_with(MAGIC)
}

impl<'a> Gzip<'a> {
    /// Packed bytes.
    pub const fn new(bytes: &'a [u8]) -> Self {
        Self { member: None, rest: bytes, is_begun: false }
    }

    /// Goes to the next member; false where there is none. What is no member after the last is padding.
    fn next(&mut self) -> io::Result<bool> {
        if self.is_begun && !is_gzip(self.rest) {
            return Ok(false);
        }
        self.is_begun = true;
        let packed = after_header(self.rest).ok_or(ErrorKind::UnexpectedEof)?;
        self.member = Some(DeflateDecoder::new(packed));
        Ok(true)
    }
}

impl Read for Gzip<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        if buffer.is_empty() {
            return Ok(0);
        }
        loop {
            if let Some(member) = &mut self.member {
                let count = member.read(buffer)?;
                if count > 0 {
                    return Ok(count);
                }
            }
            if let Some(member) = self.member.take() {
                // The decoder says of a stream that is cut off that it has ended.
                self.rest = member.into_inner().get(TRAILER..).ok_or(ErrorKind::UnexpectedEof)?;
            }
            if !self.next()? {
                return Ok(0);
            }
        }
    }
}

/// What follows the header of a member (RFC 1952, section 2.3): as its flags say, an extra field, a name, a comment and
/// a checksum belong to it.
fn after_header(bytes: &[u8]) -> Option<&[u8]> {
    if !is_gzip(bytes) {
        return None;
    }
    let flags = *bytes.get(3)?;
    let mut rest = bytes.get(HEADER..)?;
    if flags & 4 != 0 {
        let length = usize::from(u16::from_le_bytes([*rest.first()?, *rest.get(1)?]));
        rest = rest.get(length.checked_add(2)?..)?;
    }
    for text in [8, 16] {
        if flags & text != 0 {
            let end = rest.iter().position(|byte| *byte == 0)?;
            rest = rest.get(end.checked_add(1)?..)?;
        }
    }
    if flags & 2 != 0 { rest.get(2..) } else { Some(rest) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use flate2::{Compression, GzBuilder, write::GzEncoder};
    use std::io::Write;

    fn unpacked(bytes: &[u8]) -> io::Result<Vec<u8>> {
        let mut all = Vec::new();
        Gzip::new(bytes).read_to_end(&mut all).map(|_| all)
    }

    fn member(builder: GzBuilder, text: &[u8]) -> Vec<u8> {
        let mut encoder: GzEncoder<Vec<u8>> = builder.write(Vec::new(), Compression::default());
        encoder.write_all(text).unwrap();
        encoder.finish().unwrap()
    }

    #[test]
    fn all_members_are_read_whatever_their_headers_have() {
        let full = GzBuilder::new().filename("a name").comment("a comment").extra(vec![1, 2, 3]);
        let bytes =
            [member(GzBuilder::new(), b"one, "), member(full, b"two, "), member(GzBuilder::new(), b"")].concat();
        assert_eq!(unpacked(&bytes).unwrap(), b"one, two, ");
        let padded = [member(GzBuilder::new(), b"one"), vec![0; 100]].concat();
        assert_eq!(unpacked(&padded).unwrap(), b"one");
    }

    #[test]
    fn what_is_cut_off_is_an_error_and_never_more_than_was_there() {
        let bytes = member(GzBuilder::new().filename("name"), &[b'x'; 1000]);
        for end in 0..bytes.len() {
            assert!(unpacked(&bytes[..end]).is_err(), "{end}");
        }
        assert!(unpacked(b"no gzip").is_err());
    }
}
