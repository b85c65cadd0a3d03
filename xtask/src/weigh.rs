//! The bytes of a built page: as they lie in `dist/`, and as a server sends them in brotli.

use std::{
    fmt::{self, Display},
    fs, io,
    path::Path,
};

use crate::{
    error::Error,
    pack,
    page::{self, Fault, Page},
};

/// Bytes of brotli that a visitor may download before the page works, with all that the page can do.
pub const LIMIT: u64 = 140_000;
/// What it weighed with the main path alone, and is to come back to.
pub const AIM: u64 = 110_000;

/// Bytes of brotli that the inspector's program may weigh: it is fetched when a document is first opened.
pub const INSPECTOR_LIMIT: u64 = 550_000;
/// What its file's name begins with.
const INSPECTOR: &str = "inspector_bg";

/// When a file is downloaded.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Group {
    Needed,
    Icon,
    Later,
}

/// One file of the page.
#[derive(Debug)]
struct File {
    name: String,
    group: Group,
    raw: u64,
    brotli: u64,
}

/// All files of a built page with their weight. Its `Display` is the table.
#[derive(Debug)]
pub struct Weights {
    files: Vec<File>,
}

impl Weights {
    /// Weighs the page in a folder.
    ///
    /// # Errors
    /// [`Error::Page`] when the page is not fit to be delivered or not complete; [`Error::Io`].
    pub fn of(dist: &Path) -> Result<Self, Error> {
        let html = String::from_utf8_lossy(&read(dist, "index.html")?).into_owned();
        let Page { needed, icons, .. } = Page::read(&html)?;
        let mut names = vec![("index.html".to_owned(), Group::Needed)];
        names.extend(needed.into_iter().map(|name| (name, Group::Needed)));
        names.extend(icons.into_iter().map(|name| (name, Group::Icon)));
        let mut weights = Self { files: Vec::new() };
        for (name, group) in names {
            weights.add(dist, name, group)?;
        }
        let mut rest = Vec::new();
        list(dist, "", &mut rest)?;
        for name in rest.into_iter().filter(|name| !pack::is_packed(name)) {
            weights.add(dist, name, Group::Later)?;
        }
        Ok(weights)
    }

    /// Weighs a file that was not yet, and those which it imports before it can run.
    fn add(&mut self, dist: &Path, name: String, group: Group) -> Result<(), Error> {
        if self.files.iter().any(|file| file.name == name) {
            return Ok(());
        }
        let bytes = read(dist, &name)?;
        let is_module = has_ending(&name, "js");
        let imports = if is_module { page::imports(&name, &String::from_utf8_lossy(&bytes)) } else { Vec::new() };
        let brotli = sent_bytes(dist, &name, &bytes)?;
        self.files.push(File { name, group, raw: bytes.len() as u64, brotli });
        imports.into_iter().try_for_each(|import| self.add(dist, import, group))
    }

    /// The files that are downloaded before the page works: their names, bytes, and bytes of brotli.
    pub fn needed(&self) -> impl Iterator<Item = (&str, u64, u64)> {
        self.of_group(Group::Needed).map(|file| (file.name.as_str(), file.raw, file.brotli))
    }

    /// Bytes of brotli before the page works.
    #[must_use]
    pub fn total(&self) -> u64 {
        self.of_group(Group::Needed).map(|file| file.brotli).sum()
    }

    /// Bytes of brotli of the inspector's program.
    #[must_use]
    pub fn inspector(&self) -> u64 {
        self.files.iter().filter(|file| file.name.starts_with(INSPECTOR)).map(|file| file.brotli).sum()
    }

    /// Fails when either is above its limit.
    ///
    /// # Errors
    /// [`Error::TooHeavy`], [`Error::InspectorTooHeavy`].
    pub fn ensure_light(&self) -> Result<(), Error> {
        let (total, inspector) = (self.total(), self.inspector());
        if total > LIMIT {
            return Err(Error::TooHeavy { total, limit: LIMIT });
        }
        if inspector > INSPECTOR_LIMIT {
            return Err(Error::InspectorTooHeavy { total: inspector, limit: INSPECTOR_LIMIT });
        }
        Ok(())
    }

    fn of_group(&self, group: Group) -> impl Iterator<Item = &File> {
        self.files.iter().filter(move |file| file.group == group)
    }
}

impl Display for Weights {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let width = self.files.iter().map(|file| file.name.len()).max().unwrap_or_default().max(32);
        let row = |f: &mut fmt::Formatter<'_>, name: &str, raw: &str, brotli: &str| {
            writeln!(f, "  {name:width$}  {raw:>12}  {brotli:>12}")
        };
        row(f, "downloaded before the page works", "bytes", "brotli 11")?;
        for file in self.of_group(Group::Needed) {
            row(f, &file.name, &spaced(file.raw), &spaced(file.brotli))?;
        }
        let raw = self.of_group(Group::Needed).map(|file| file.raw).sum();
        row(f, "total", &spaced(raw), &spaced(self.total()))?;
        row(f, "limit", "", &spaced(LIMIT))?;
        for (group, heading) in [(Group::Icon, "not needed to start"), (Group::Later, "loaded when needed")] {
            if self.of_group(group).next().is_some() {
                writeln!(f, "\n  {heading}")?;
            }
            for file in self.of_group(group) {
                row(f, &file.name, &spaced(file.raw), &spaced(file.brotli))?;
            }
        }
        row(f, "the inspector's program", "", &spaced(self.inspector()))?;
        row(f, "limit of that", "", &spaced(INSPECTOR_LIMIT))?;
        Ok(())
    }
}

/// `1234567` as `1 234 567`.
fn spaced(number: u64) -> String {
    let digits = number.to_string();
    let spaced = digits.char_indices().flat_map(|(at, digit)| {
        let gap = at > 0 && (digits.len() - at).is_multiple_of(3);
        gap.then_some(' ').into_iter().chain([digit])
    });
    spaced.collect()
}

fn has_ending(name: &str, ending: &str) -> bool {
    Path::new(name).extension().is_some_and(|found| found.eq_ignore_ascii_case(ending))
}

fn read(dist: &Path, name: &str) -> Result<Vec<u8>, Error> {
    let path = dist.join(name);
    fs::read(&path).map_err(|error| match error.kind() {
        io::ErrorKind::NotFound => Fault::Missing(name.to_owned()).into(),
        _ => Error::file("reading", path)(error),
    })
}

/// The names of all files, with `/` between folders on every system, sorted.
///
/// # Errors
/// [`Error::Io`].
pub fn list(dist: &Path, folder: &str, names: &mut Vec<String>) -> Result<(), Error> {
    let path = dist.join(folder);
    let entries = fs::read_dir(&path).and_then(Iterator::collect::<io::Result<Vec<_>>>);
    let mut entries = entries.map_err(Error::file("reading", path))?;
    entries.sort_by_key(fs::DirEntry::file_name);
    for entry in entries {
        let name = entry.file_name().to_string_lossy().into_owned();
        let name = if folder.is_empty() { name } else { format!("{folder}/{name}") };
        if entry.path().is_dir() { list(dist, &name, names)? } else { names.push(name) }
    }
    Ok(())
}

/// The size in brotli, as servers send files that were compressed beforehand; compressed now where it was not.
fn sent_bytes(dist: &Path, name: &str, bytes: &[u8]) -> Result<u64, Error> {
    match fs::metadata(dist.join(format!("{name}.br"))) {
        Ok(packed) => Ok(packed.len()),
        Err(_) => brotli_bytes(bytes),
    }
}

fn brotli_bytes(bytes: &[u8]) -> Result<u64, Error> {
    Ok(pack::brotli(bytes)?.len() as u64)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn weights(needed: u64) -> Weights {
        let file = |name: &str, group, brotli| File { name: name.to_owned(), group, raw: brotli * 4, brotli };
        let icon = file("icon.svg", Group::Icon, 900_000);
        Weights { files: vec![file("index.html", Group::Needed, 1000), file("a.wasm", Group::Needed, needed), icon] }
    }

    #[test]
    fn only_what_is_needed_to_start_counts_towards_the_limit() {
        assert!(weights(LIMIT - 1000).ensure_light().is_ok());
        let error = weights(LIMIT - 999).ensure_light().unwrap_err();
        assert_eq!(
            error.to_string(),
            "a visitor downloads 140001 bytes of brotli before the page works and 140000 is the limit: take 1 away"
        );
    }

    #[test]
    fn the_inspector_has_a_limit_of_its_own() {
        let with = |brotli| {
            let mut weights = weights(1000);
            weights.files.push(File { name: "inspector_bg-1.wasm".to_owned(), group: Group::Later, raw: 1, brotli });
            weights
        };
        assert!(with(INSPECTOR_LIMIT).ensure_light().is_ok());
        let error = with(INSPECTOR_LIMIT + 1).ensure_light().unwrap_err();
        assert!(error.to_string().contains("550001 bytes of brotli"), "{error}");
        assert_eq!(with(INSPECTOR_LIMIT).total(), weights(1000).total());
    }

    #[test]
    fn the_table_names_every_file_the_total_and_the_limit() {
        let table = weights(99_000).to_string();
        let squeezed: Vec<_> =
            table.lines().map(|line| line.split_whitespace().collect::<Vec<_>>().join(" ")).collect();
        for row in ["a.wasm 396 000 99 000", "total 400 000 100 000", "limit 140 000", "not needed to start"] {
            assert!(squeezed.iter().any(|line| line == row), "{row} is missing in\n{table}");
        }
    }

    #[test]
    fn brotli_makes_repetition_small_and_noise_no_smaller() {
        assert!(brotli_bytes(&[b'a'; 10_000]).unwrap() < 30);
        let mut state = 1_u32;
        let noise: Vec<u8> = std::iter::repeat_with(|| {
            state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
            state.to_be_bytes()[0]
        })
        .take(10_000)
        .collect();
        assert!(brotli_bytes(&noise).unwrap() > 9_900);
    }

    #[test]
    fn a_page_that_is_not_there_is_missing() {
        let error = Weights::of(Path::new("no-such-folder")).unwrap_err();
        assert_eq!(error.to_string(), "dist/index.html is missing: build the page with `cargo xtask dist`");
    }
}
