//! Archives: which files are in a tar, packed with gzip or not. None of them is unpacked further than it takes to list them.

use super::gzip::{Gzip, is_gzip};
use super::tar::{self, Entry, is_tar};
use crate::grid::Grid;
use crate::input::{Input, Inspection, ReadError};
use report::report::ColumnKind;
use report::{Fact, Section, Value, say};
use std::io::{Read, Take};

/// The most bytes that are unpacked: a thousandth of what a bomb of a few megabytes would come to.
const UNPACKED_LIMIT: u64 = 512 << 20;
/// The most entries that are listed.
const ENTRY_LIMIT: u32 = 100_000;
/// The most bytes of names that are kept.
const NAMES_LIMIT: usize = 32 << 20;

/// Whether a document is a tar (POSIX.1-2001, `ustar`), or is packed with gzip (RFC 1952) and a tar within.
pub fn claims(input: &Input<'_>) -> bool {
    if !is_gzip(input.bytes) {
        return is_tar(input.bytes);
    }
    let mut first = Vec::new();
    let _ = Gzip::new(input.bytes).take(512).read_to_end(&mut first);
    is_tar(&first) || input.is_called("tar")
}

/// Lists the entries of an archive.
pub fn read(input: &Input<'_>) -> Result<Inspection, ReadError> {
    let is_packed = is_gzip(input.bytes);
    let mut inspection = Inspection::of(if is_packed { "tar, gzip" } else { "tar" });
    let (mut packed, mut plain) = (Gzip::new(input.bytes), input.bytes);
    // Through a pointer: one copy of what reads archives serves both.
    let bytes: &mut dyn Read = if is_packed { &mut packed } else { &mut plain };
    let listing = list(bytes.take(UNPACKED_LIMIT), &mut inspection)?;
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

fn list(mut reader: Take<&mut dyn Read>, inspection: &mut Inspection) -> Result<Listing, ReadError> {
    let mut listing = Listing {
        grid: Grid::new([
            (say!("Name"), ColumnKind::Code),
            (say!("Size"), ColumnKind::Size),
            (say!("Mode"), ColumnKind::Code),
            (say!("Modified"), ColumnKind::Time),
            (say!("Link target"), ColumnKind::Code),
        ]),
        size: 0,
        names: 0,
    };
    let remark = walk(&mut reader, &mut listing);
    let is_spent = reader.limit() == 0;
    match remark {
        _ if is_spent => {
            inspection.report.remarks.push(say!(
                "Unpacked, it is larger than {size}: what comes after that is not listed.",
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
fn walk(reader: &mut dyn Read, listing: &mut Listing) -> Result<bool, ReadError> {
    while let Some(entry) = tar::next(reader)? {
        if listing.grid.len() >= ENTRY_LIMIT || listing.names >= NAMES_LIMIT {
            return Ok(false);
        }
        row(&entry, listing);
    }
    Ok(true)
}

fn row(entry: &Entry, listing: &mut Listing) {
    let time = entry.time.and_then(|time| jiff::Timestamp::from_second(i64::try_from(time).ok()?).ok());
    let time = time.map(|time| time.to_string()).unwrap_or_default();
    let mode = entry.mode.map(|mode| format!("{:04o}", mode & 0o7777)).unwrap_or_default();
    let size = entry.size.map(|size| size.to_string()).unwrap_or_default();
    listing.size = listing.size.saturating_add(entry.size.unwrap_or_default());
    listing.names = listing.names.saturating_add(entry.name.len()).saturating_add(entry.link.len());
    listing.grid.push(&[&entry.name, &size, &mode, &time, &entry.link]);
}
