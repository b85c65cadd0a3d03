//! Headers of a tar (POSIX.1-2001, pax and ustar Interchange Format; the GNU manual, "Basic Tar Format").

use crate::input::ReadError;
use report::say;
use std::io::{ErrorKind, Read, copy, sink};
use std::ops::Range;

/// Headers and what follows them are in blocks of so many bytes.
const BLOCK: usize = 512;
/// Longer extension headers are no names that anybody gave.
const EXTENSION_LIMIT: u64 = 1 << 20;

const NAME: Range<usize> = 0..100;
const MODE: Range<usize> = 100..108;
const SIZE: Range<usize> = 124..136;
const TIME: Range<usize> = 136..148;
const CHECKSUM: Range<usize> = 148..156;
const KIND: usize = 156;
const LINK: Range<usize> = 157..257;
const MAGIC: Range<usize> = 257..262;
const USTAR: Range<usize> = 257..263;
const PREFIX: Range<usize> = 345..500;
/// Whether a sparse file of GNU's has another block of its map, in the header and in such a block; and how large the file is.
const IS_LONGER: [usize; 2] = [482, 504];
const REAL_SIZE: Range<usize> = 483..495;

/// An entry.
#[derive(Debug, Default)]
pub struct Entry {
    /// Its name.
    pub name: String,
    /// What it links to; empty where it is no link.
    pub link: String,
    /// Its permissions.
    pub mode: Option<u64>,
    /// When it was changed, in seconds since 1970.
    pub time: Option<u64>,
    /// How large it is, in bytes; `None` where it is no file.
    pub size: Option<u64>,
}

/// What extension headers say of the entry after them.
#[derive(Default)]
struct Next {
    name: Option<String>,
    link: Option<String>,
    size: Option<u64>,
}

/// Whether bytes begin as a tar does.
pub fn is_tar(bytes: &[u8]) -> bool {
    bytes.get(MAGIC) == Some(b"ustar")
}

/// The next entry; `None` at the end.
pub fn next(reader: &mut dyn Read) -> Result<Option<Entry>, ReadError> {
    let mut told = Next::default();
    loop {
        let Some(header) = block(reader)? else { return Ok(None) };
        if header.iter().all(|byte| *byte == 0) {
            return Ok(None);
        }
        let stored = number(&header, SIZE).ok_or_else(|| malformed("size"))?;
        if !is_sound(&header) {
            return Err(malformed("checksum"));
        }
        match header[KIND] {
            b'L' => told.name = Some(lossy(&extension(reader, stored)?)),
            b'K' => told.link = Some(lossy(&extension(reader, stored)?)),
            b'x' => pax(&extension(reader, stored)?, &mut told),
            b'g' => skip(reader, stored)?,
            kind => {
                let entry = entry(&header, kind, stored, told);
                return skip_content(reader, &header, kind, stored, &entry).map(|()| Some(entry));
            }
        }
    }
}

fn malformed(part: &'static str) -> ReadError {
    ReadError::malformed(say!("archive"), format!("a header without a {part}"))
}

fn broken(error: std::io::Error) -> ReadError {
    if error.kind() == ErrorKind::UnexpectedEof {
        ReadError::CutOff
    } else {
        ReadError::malformed(say!("archive"), error)
    }
}

/// A block; `None` where there is nothing more: some tools leave the two empty blocks at the end away.
fn block(reader: &mut dyn Read) -> Result<Option<[u8; BLOCK]>, ReadError> {
    let mut block = [0; BLOCK];
    let mut filled = 0;
    while let Some(rest) = block.get_mut(filled..).filter(|rest| !rest.is_empty()) {
        match reader.read(rest).map_err(broken)? {
            0 if filled == 0 => return Ok(None),
            0 => return Err(ReadError::CutOff),
            count => filled = filled.saturating_add(count),
        }
    }
    Ok(Some(block))
}

/// Whether the sum of the header's bytes is what it says, its own place counted as spaces.
fn is_sound(header: &[u8; BLOCK]) -> bool {
    let own = header.get(CHECKSUM).unwrap_or_default().iter().map(|byte| u64::from(*byte)).sum::<u64>();
    let all: u64 = header.iter().map(|byte| u64::from(*byte)).sum();
    number(header, CHECKSUM) == Some(all - own + CHECKSUM.len() as u64 * u64::from(b' '))
}

/// A number in octal digits, or in bytes where the first bit is set (GNU's, for large ones); an empty field is zero.
fn number(header: &[u8; BLOCK], place: Range<usize>) -> Option<u64> {
    let field = header.get(place)?;
    if let Some((first, rest)) = field.split_first()
        && first & 0x80 != 0
    {
        let start = u64::from(first & 0x7f);
        return rest.iter().try_fold(start, |number, byte| number.checked_mul(256)?.checked_add(u64::from(*byte)));
    }
    let text = std::str::from_utf8(field).ok()?.trim_matches([' ', '\0']);
    if text.is_empty() { Some(0) } else { u64::from_str_radix(text, 8).ok() }
}

fn entry(header: &[u8; BLOCK], kind: u8, stored: u64, told: Next) -> Entry {
    let of = |place: Range<usize>| lossy(header.get(place).unwrap_or_default());
    let name = match of(PREFIX) {
        prefix if header.get(USTAR) == Some(b"ustar\0") && !prefix.is_empty() => format!("{prefix}/{}", of(NAME)),
        _ => of(NAME),
    };
    let size = match kind {
        b'S' => number(header, REAL_SIZE),
        0 | b'0' | b'7' => Some(told.size.unwrap_or(stored)),
        _ => None,
    };
    Entry {
        name: told.name.unwrap_or(name),
        link: told.link.unwrap_or_else(|| of(LINK)),
        mode: number(header, MODE),
        time: number(header, TIME),
        size,
    }
}

/// Goes past what follows the header: of a file its bytes, of a sparse one the rest of its map before.
fn skip_content(
    reader: &mut dyn Read,
    header: &[u8; BLOCK],
    kind: u8,
    stored: u64,
    entry: &Entry,
) -> Result<(), ReadError> {
    let mut is_longer = kind == b'S' && header[IS_LONGER[0]] != 0;
    while is_longer {
        let map = block(reader)?.ok_or(ReadError::CutOff)?;
        is_longer = map[IS_LONGER[1]] != 0;
    }
    // Symbolic links and devices have no bytes, whatever size they state.
    match kind {
        b'S' => skip(reader, stored),
        b'2'..=b'6' => Ok(()),
        _ => skip(reader, entry.size.unwrap_or(stored)),
    }
}

/// Goes past so many bytes, and to the end of their block.
fn skip(reader: &mut dyn Read, size: u64) -> Result<(), ReadError> {
    let whole = size.checked_next_multiple_of(BLOCK as u64).ok_or(ReadError::CutOff)?;
    let skipped = copy(&mut reader.take(whole), &mut sink()).map_err(broken)?;
    if skipped < whole { Err(ReadError::CutOff) } else { Ok(()) }
}

fn extension(reader: &mut dyn Read, size: u64) -> Result<Vec<u8>, ReadError> {
    if size > EXTENSION_LIMIT {
        return Err(ReadError::TooMuch("name"));
    }
    let (mut bytes, whole) = (Vec::new(), size.next_multiple_of(BLOCK as u64));
    reader.take(whole).read_to_end(&mut bytes).map_err(broken)?;
    if (bytes.len() as u64) < whole {
        return Err(ReadError::CutOff);
    }
    bytes.truncate(usize::try_from(size).unwrap_or(usize::MAX));
    Ok(bytes)
}

/// Records of `length key=value\n` (POSIX.1-2001, pax Extended Header).
fn pax(mut records: &[u8], next: &mut Next) {
    while let Some(space) = records.iter().position(|byte| *byte == b' ') {
        let length = records.get(..space).and_then(|digits| std::str::from_utf8(digits).ok()?.parse::<usize>().ok());
        let Some(record) = length.and_then(|length| records.get(space + 1..length.saturating_sub(1))) else { return };
        if let Some(path) = record.strip_prefix(b"path=") {
            next.name = Some(lossy(path));
        } else if let Some(link) = record.strip_prefix(b"linkpath=") {
            next.link = Some(lossy(link));
        } else if let Some(size) = record.strip_prefix(b"size=") {
            next.size = lossy(size).parse().ok();
        }
        records = length.and_then(|length| records.get(length..)).unwrap_or_default();
    }
}

fn lossy(name: &[u8]) -> String {
    let end = name.iter().position(|byte| *byte == 0).unwrap_or(name.len());
    String::from_utf8_lossy(name.get(..end).unwrap_or_default()).into_owned()
}
