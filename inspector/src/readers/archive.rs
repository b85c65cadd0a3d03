//! Archives: which files are in a tar, packed with gzip or not. None of them is unpacked further than it takes to list them.

use crate::grid::Grid;
use crate::input::{Input, Inspection, ReadError};
use flate2::read::MultiGzDecoder;
use report::report::ColumnKind;
use report::{Fact, Section, Value, say};
use std::io::{ErrorKind, Read};
use tar::{Archive, Entry, EntryType};

/// The most bytes that are unpacked: a thousandth of what a bomb of a few megabytes would come to.
const UNPACKED_LIMIT: u64 = 512 << 20;
/// The most entries that are listed.
const ENTRY_LIMIT: u32 = 100_000;
/// The most bytes of names that are kept.
const NAMES_LIMIT: usize = 32 << 20;
/// Longer extension headers are no names that anybody gave.
const HEADER_LIMIT: u64 = 1 << 20;

/// Whether a document is a tar (POSIX.1-2001, `ustar`), or is packed with gzip (RFC 1952) and a tar within.
pub fn claims(input: &Input<'_>) -> bool {
    if !is_gzip(input.bytes) {
        return is_tar(input.bytes);
    }
    let mut first = Vec::new();
    let _ = MultiGzDecoder::new(input.bytes).take(512).read_to_end(&mut first);
    is_tar(&first) || input.is_called("tar")
}

fn is_gzip(bytes: &[u8]) -> bool {
    bytes.starts_with(b"\x1f\x8b\x08")
}

fn is_tar(bytes: &[u8]) -> bool {
    bytes.get(257..262) == Some(b"ustar")
}

/// Lists the entries of an archive.
pub fn read(input: &Input<'_>) -> Result<Inspection, ReadError> {
    let is_packed = is_gzip(input.bytes);
    let mut inspection = Inspection::of(if is_packed { "tar, gzip" } else { "tar" });
    let listing = if is_packed {
        list(MultiGzDecoder::new(input.bytes).take(UNPACKED_LIMIT), &mut inspection)?
    } else {
        list(input.bytes.take(UNPACKED_LIMIT), &mut inspection)?
    };
    let facts = vec![
        Fact::new(say!("Entries"), u64::from(listing.grid.len())),
        Fact::new(say!("Size of the files"), Value::Size(listing.size)),
        Fact::new(say!("Size of the archive"), Value::Size(input.bytes.len() as u64)),
    ];
    inspection.report.sections.push(Section::facts(say!("Archive"), facts));
    inspection.table(say!("Files"), listing.grid);
    Ok(inspection)
}

struct Listing {
    grid: Grid,
    size: u64,
    names: usize,
}

/// What extension headers say of the entry after them.
#[derive(Default)]
struct Next {
    name: Option<String>,
    link: Option<String>,
}

fn list<R: Read>(mut reader: std::io::Take<R>, inspection: &mut Inspection) -> Result<Listing, ReadError> {
    let mut listing = Listing {
        grid: Grid::new([
            (say!("Name"), ColumnKind::Code),
            (say!("Size"), ColumnKind::Size),
            (say!("Mode"), ColumnKind::Code),
            (say!("Changed"), ColumnKind::Time),
            (say!("Link to"), ColumnKind::Code),
        ]),
        size: 0,
        names: 0,
    };
    let remark = walk(&mut reader, &mut listing);
    let is_spent = reader.limit() == 0;
    match remark {
        _ if is_spent => {
            inspection.report.remarks.push(say!(
                "Unpacked it is larger than {size}: what comes after that is not listed.",
                size = Value::Size(UNPACKED_LIMIT)
            ));
        }
        Err(error) if listing.grid.is_empty() => return Err(error),
        Err(error) => inspection.report.remarks.push(say!("The list is not complete. {why}", why = error.words())),
        Ok(false) => inspection.report.remarks.push(say!(
            "It has more entries than are listed here: these are the first {count}.",
            count = u64::from(listing.grid.len())
        )),
        Ok(true) => {}
    }
    Ok(listing)
}

/// Lists what there is; false where it is too much.
fn walk(reader: &mut impl Read, listing: &mut Listing) -> Result<bool, ReadError> {
    let mut archive = Archive::new(reader);
    let mut next = Next::default();
    // Raw, so that no length in an extension header makes the crate set memory aside.
    for entry in archive.entries().map_err(broken)?.raw(true) {
        if listing.grid.len() >= ENTRY_LIMIT || listing.names >= NAMES_LIMIT {
            return Ok(false);
        }
        take(&mut entry.map_err(broken)?, listing, &mut next)?;
    }
    Ok(true)
}

fn broken(error: std::io::Error) -> ReadError {
    // The crate has no kind for an end within a header.
    let is_cut_off = error.kind() == ErrorKind::UnexpectedEof || error.to_string() == "failed to read entire block";
    if is_cut_off { ReadError::CutOff } else { ReadError::malformed("archive", error) }
}

/// Lists an entry, or keeps what an extension header says.
fn take<R: Read>(entry: &mut Entry<'_, R>, listing: &mut Listing, next: &mut Next) -> Result<(), ReadError> {
    let kind = entry.header().entry_type();
    match kind {
        EntryType::XGlobalHeader => return Ok(()),
        EntryType::GNULongName => next.name = Some(lossy(&extension(entry)?)),
        EntryType::GNULongLink => next.link = Some(lossy(&extension(entry)?)),
        EntryType::XHeader => pax(&extension(entry)?, next),
        _ => return row(entry, listing, std::mem::take(next)),
    }
    Ok(())
}

fn row<R: Read>(entry: &Entry<'_, R>, listing: &mut Listing, next: Next) -> Result<(), ReadError> {
    let header = entry.header();
    let name = next.name.unwrap_or_else(|| lossy(&entry.path_bytes()));
    let link = next.link.or_else(|| entry.link_name_bytes().map(|link| lossy(&link))).unwrap_or_default();
    let size = header.entry_size().map_err(broken)?;
    let time = header.mtime().ok().and_then(|time| i64::try_from(time).ok());
    let time = time.and_then(|time| jiff::Timestamp::from_second(time).ok()).map(|time| time.to_string());
    let mode = header.mode().map(|mode| format!("{:04o}", mode & 0o7777)).unwrap_or_default();
    let is_file = matches!(header.entry_type(), EntryType::Regular | EntryType::Continuous | EntryType::GNUSparse);
    let shown = if is_file { size.to_string() } else { String::new() };
    listing.size = listing.size.saturating_add(if is_file { size } else { 0 });
    listing.names = listing.names.saturating_add(name.len()).saturating_add(link.len());
    listing.grid.push(&[&name, &shown, &mode, &time.unwrap_or_default(), &link]);
    Ok(())
}

fn extension<R: Read>(entry: &mut Entry<'_, R>) -> Result<Vec<u8>, ReadError> {
    let mut bytes = Vec::new();
    entry.take(HEADER_LIMIT + 1).read_to_end(&mut bytes).map_err(broken)?;
    if bytes.len() as u64 > HEADER_LIMIT { Err(ReadError::TooMuch("name")) } else { Ok(bytes) }
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
        }
        records = length.and_then(|length| records.get(length..)).unwrap_or_default();
    }
}

fn lossy(name: &[u8]) -> String {
    let end = name.iter().position(|byte| *byte == 0).unwrap_or(name.len());
    String::from_utf8_lossy(name.get(..end).unwrap_or_default()).into_owned()
}
