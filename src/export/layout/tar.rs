//! A tar archive, written as it goes (POSIX.1-2017, pax, "ustar Interchange Format").
//!
//! By hand, because it is a header and some zeros; the crate brings file systems along. Every file is of mode 0644, of
//! nobody, and of 1970: the same content makes the same archive.

/// Everything in an archive is a multiple of this long, in bytes.
const BLOCK: usize = 512;
/// The longest name that a header has room for.
const NAME_LIMIT: usize = 100;
/// From this size on, eleven octal digits do not hold it: 8 GiB.
const OCTAL_LIMIT: u64 = 1 << 33;

/// An archive under construction.
pub struct Archive<'a> {
    take: &'a mut dyn FnMut(&[u8]),
    /// The bytes of the file under way that go beyond its last full block.
    rest: usize,
}

impl<'a> Archive<'a> {
    /// Begins an archive, whose bytes `take` gets.
    pub fn new(take: &'a mut dyn FnMut(&[u8])) -> Self {
        Self { take, rest: 0 }
    }

    /// Writes a file.
    pub fn file(&mut self, name: &str, bytes: &[u8]) {
        self.begin(name, bytes.len() as u64);
        self.write(bytes);
        self.end();
    }

    /// Begins a file, of which `size` bytes are to follow.
    pub fn begin(&mut self, name: &str, size: u64) {
        if name.len() > NAME_LIMIT {
            // An extended header gives the name of the file after it; that one's own is cut.
            let record = record("path", name);
            (self.take)(&header("PaxHeaders/name", record.len() as u64, b'x'));
            self.write(record.as_bytes());
            self.end();
        }
        (self.take)(&header(name, size, b'0'));
    }

    /// Writes the next bytes of the file that was begun.
    pub fn write(&mut self, bytes: &[u8]) {
        self.rest = (self.rest + bytes.len()) % BLOCK;
        (self.take)(bytes);
    }

    /// Ends the file that was begun.
    pub fn end(&mut self) {
        if self.rest > 0 {
            (self.take)(&[0; BLOCK][self.rest..]);
        }
        self.rest = 0;
    }

    /// Ends the archive: two empty blocks.
    pub fn finish(self) {
        (self.take)(&[0; 2 * BLOCK]);
    }
}

/// A record of an extended header: its own length in decimal, a blank, `key=value`, and a line break.
fn record(key: &str, value: &str) -> String {
    let bare = key.len() + value.len() + " =\n".len();
    let mut length = bare;
    // The digits count, too.
    while length != bare + length.to_string().len() {
        length = bare + length.to_string().len();
    }
    format!("{length} {key}={value}\n")
}

fn header(name: &str, size: u64, kind: u8) -> [u8; BLOCK] {
    let mut header = [0; BLOCK];
    let mut put = |at: usize, bytes: &[u8]| header[at..at + bytes.len()].copy_from_slice(bytes);
    put(0, &name.as_bytes()[..name.len().min(NAME_LIMIT)]);
    put(100, b"0000644\0");
    put(108, b"0000000\0");
    put(116, b"0000000\0");
    put(124, &number(size));
    put(136, b"00000000000\0");
    // The sum is taken with blanks in its own place.
    put(148, b"        ");
    put(156, &[kind]);
    put(257, b"ustar\x0000");
    let sum: u32 = header.iter().map(|byte| u32::from(*byte)).sum();
    header[148..156].copy_from_slice(format!("{sum:06o}\0 ").as_bytes());
    header
}

/// A size: in octal digits, or, where those do not hold it, in base 256 as GNU tar began to write it.
fn number(size: u64) -> [u8; 12] {
    let mut field = [0; 12];
    if size < OCTAL_LIMIT {
        field[..11].copy_from_slice(format!("{size:011o}").as_bytes());
    } else {
        field[4..].copy_from_slice(&size.to_be_bytes());
        field[0] = 0x80;
    }
    field
}

#[cfg(test)]
#[cfg(not(target_arch = "wasm32"))]
mod tests {
    use super::*;
    use std::io::Read as _;

    #[test]
    fn another_reader_finds_the_files() {
        let long = format!("blobs/sha512/{}", "0123456789abcdef".repeat(8));
        let files = [
            ("oci-layout", b"{}".to_vec()),
            ("empty", Vec::new()),
            ("one-block", vec![7; 512]),
            ("a-byte-more", vec![8; 513]),
            (long.as_str(), vec![9; 100_000]),
        ];
        let mut bytes = Vec::new();
        let mut take = |piece: &[u8]| bytes.extend_from_slice(piece);
        let mut archive = Archive::new(&mut take);
        for (name, content) in &files {
            archive.begin(name, content.len() as u64);
            content.chunks(100).for_each(|piece| archive.write(piece));
            archive.end();
        }
        archive.finish();
        assert_eq!(bytes.len() % 512, 0);
        let mut reader = ::tar::Archive::new(bytes.as_slice());
        let read = reader.entries().unwrap().map(|entry| {
            let mut entry = entry.unwrap();
            let header = entry.header();
            assert_eq!((header.mode().unwrap(), header.mtime().unwrap()), (0o644, 0));
            assert!(header.entry_type().is_file());
            let mut content = Vec::new();
            entry.read_to_end(&mut content).unwrap();
            (entry.path().unwrap().to_str().unwrap().to_owned(), content)
        });
        let expected = files.map(|(name, content)| (name.to_owned(), content));
        assert_eq!(read.collect::<Vec<_>>(), expected);
    }

    #[test]
    fn sizes_of_all_orders_are_read_as_they_were_written() {
        for size in [0, 1, 511, OCTAL_LIMIT - 1, OCTAL_LIMIT, OCTAL_LIMIT + 1, 1 << 40, u64::MAX >> 1] {
            let mut read = ::tar::Header::new_old();
            read.as_mut_bytes().copy_from_slice(&header("name", size, b'0'));
            assert_eq!(read.entry_size().unwrap(), size);
        }
    }

    #[test]
    fn a_record_counts_itself() {
        for length in 1..1_200 {
            let record = record("path", &"x".repeat(length));
            let (said, _) = record.split_once(' ').unwrap();
            assert_eq!(said.parse::<usize>().unwrap(), record.len());
        }
    }
}
