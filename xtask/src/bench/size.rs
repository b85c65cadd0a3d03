//! What a visitor downloads before the page works, and what the program in it is made of.
//!
//! The program that is delivered has no names. It is written once more with them (`split::named`), and each function's
//! bytes are counted for the crate and the module that it is from.

use std::{
    collections::BTreeMap,
    fmt::{self, Display},
};

use serde::Serialize;
use wasmparser::{KnownCustom, Name, Parser, Payload};

use super::{report::Figure, table::number};
use crate::{
    error::Error,
    split,
    weigh::{AIM, LIMIT, Weights},
    workspace::Workspace,
};

/// How many lines of each list are printed.
const PRINTED: usize = 15;

/// All of it.
#[derive(Debug, Serialize)]
pub struct Size {
    /// Bytes of brotli of all files.
    total: u64,
    /// At most so many.
    limit: u64,
    /// So many would be good.
    aim: u64,
    files: Vec<File>,
    /// Bytes of the program's code, not compressed, and of its data.
    code: usize,
    data: usize,
    crates: Vec<Part>,
    modules: Vec<Part>,
    functions: Vec<Part>,
}

#[derive(Debug, Serialize)]
struct File {
    name: String,
    raw: u64,
    brotli: u64,
}

/// A part of the code, with its bytes before compression.
#[derive(Debug, Serialize)]
struct Part {
    name: String,
    bytes: usize,
    functions: usize,
}

impl Size {
    /// Weighs the page, and takes its program apart.
    ///
    /// # Errors
    /// [`Error::Io`]; [`Error::Split`] when the program cannot be read.
    pub fn of(workspace: &Workspace, weights: &Weights) -> Result<Self, Error> {
        let program = Program::read(&split::named(workspace)?).map_err(|error| Error::Split(error.to_string()))?;
        let files = weights.needed().map(|(name, raw, brotli)| File { name: name.to_owned(), raw, brotli }).collect();
        Ok(Self {
            total: weights.total(),
            limit: LIMIT,
            aim: AIM,
            files,
            code: program.functions.iter().map(|function| function.1).sum(),
            data: program.data,
            crates: program.by(crate_of),
            modules: program.by(module_of),
            functions: program.by(str::to_owned).into_iter().take(200).collect(),
        })
    }

    /// The figure of the report.
    #[must_use]
    pub fn figure(&self) -> Figure {
        Figure {
            part: super::DOWNLOAD.to_owned(),
            name: super::DOWNLOAD.to_owned(),
            what: format!("bytes of brotli before the page works; {} would be good", self.aim),
            unit: "B".to_owned(),
            value: self.total as f64,
            runs: vec![self.total as f64],
            beside: None,
            limit: Some(self.limit as f64),
        }
    }
}

impl Display for Size {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut line =
            |name: &str, bytes: u64, words: &str| writeln!(f, "  {:>9}  {name}{words}", number(bytes as f64));
        for File { name, brotli, .. } in &self.files {
            line(name, *brotli, "")?;
        }
        line("bytes of brotli before the page works", self.total, "")?;
        line("limit", self.limit, "")?;
        line("aim", self.aim, "")?;
        for (heading, parts) in [("crates", &self.crates), ("modules", &self.modules)] {
            writeln!(f, "\n  the first program's code, by {heading}: bytes before compression, functions")?;
            for Part { name, bytes, functions } in parts.iter().take(PRINTED) {
                writeln!(f, "  {:>9}  {functions:>5}  {name}", number(*bytes as f64))?;
            }
        }
        writeln!(f, "  {:>9}  {:>5}  all code; {} of data", number(self.code as f64), "", number(self.data as f64))
    }
}

/// Functions by their names, with their bytes.
struct Program {
    functions: Vec<(String, usize)>,
    data: usize,
}

impl Program {
    fn read(wasm: &[u8]) -> wasmparser::Result<Self> {
        let (mut bodies, mut names, mut imported, mut data) = (Vec::new(), BTreeMap::new(), 0, 0);
        for payload in Parser::new(0).parse_all(wasm) {
            match payload? {
                Payload::ImportSection(imports) => {
                    for import in imports.into_imports() {
                        imported += u32::from(matches!(import?.ty, wasmparser::TypeRef::Func(_)));
                    }
                }
                Payload::CodeSectionEntry(body) => bodies.push(body.as_bytes().len()),
                Payload::DataSection(section) => {
                    for segment in section {
                        data += segment?.data.len();
                    }
                }
                Payload::CustomSection(section) => {
                    let KnownCustom::Name(section) = section.as_known() else { continue };
                    for part in section {
                        let Name::Function(map) = part? else { continue };
                        for naming in map {
                            let naming = naming?;
                            names.insert(naming.index, naming.name);
                        }
                    }
                }
                _ => {}
            }
        }
        let name = |at: u32| names.get(&at).map_or_else(|| "?".to_owned(), |name| plain(name));
        let functions = bodies.into_iter().zip(imported..).map(|(bytes, at)| (name(at), bytes)).collect();
        Ok(Self { functions, data })
    }

    /// Sums the functions up, the most first.
    fn by(&self, part: impl Fn(&str) -> String) -> Vec<Part> {
        let mut sums: BTreeMap<String, (usize, usize)> = BTreeMap::new();
        for (name, bytes) in &self.functions {
            let sum = sums.entry(part(name)).or_default();
            *sum = (sum.0 + bytes, sum.1 + 1);
        }
        let mut parts: Vec<_> =
            sums.into_iter().map(|(name, (bytes, functions))| Part { name, bytes, functions }).collect();
        parts.sort_by(|a, b| b.bytes.cmp(&a.bytes).then_with(|| a.name.cmp(&b.name)));
        parts
    }
}

/// A name as it stands in the source, without the hash that the compiler adds.
fn plain(name: &str) -> String {
    // wasm-bindgen has made names of most symbols already, with the hashes still in them: `a[0123456789abcdef]::b::h…`.
    let name = format!("{:#}", rustc_demangle::demangle(name));
    let name = match name.rsplit_once("::h") {
        Some((name, hash)) if hash.len() == 16 && hash.bytes().all(|byte| byte.is_ascii_hexdigit()) => name,
        _ => &name,
    };
    let is_hash = |word: &str| word.len() >= 8 && word.bytes().all(|byte| byte.is_ascii_hexdigit());
    let mut pieces = name.split('[');
    let first = pieces.next().unwrap_or_default().to_owned();
    pieces.fold(first, |text, piece| match piece.split_once(']') {
        Some((word, rest)) if is_hash(word) => text + rest,
        _ => text + "[" + piece,
    })
}

/// The crate that a function is from. What the standard library's generics make of another crate's type counts for that
/// type's crate where the name tells it: without the type they would not be there.
fn crate_of(name: &str) -> String {
    source(name).split("::").next().unwrap_or_default().to_owned()
}

/// The same with the module in it.
fn module_of(name: &str) -> String {
    let path: Vec<&str> = source(name).split("::").collect();
    let modules = path.iter().take(3).take_while(|part| part.starts_with(|c: char| c.is_ascii_lowercase()));
    // The last one is the function itself, or its type.
    let count = modules.count().min(path.len().saturating_sub(1)).max(1);
    path[..count].join("::")
}

/// The first path in a name that is of a crate; of the standard library's only where there is no other.
fn source(name: &str) -> &str {
    let words = || {
        let words = name.split(|c: char| !(c.is_alphanumeric() || c == '_' || c == ':'));
        let words = words.map(|word| word.trim_start_matches(':'));
        words.filter(|word| word.contains("::") && word.starts_with(|c: char| c.is_ascii_lowercase()))
    };
    let is_common = |path: &&str| ["core", "alloc", "std"].contains(&path.split("::").next().unwrap_or_default());
    words().find(|word| !is_common(word)).or_else(|| words().next()).unwrap_or("no crate")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_function_belongs_to_the_crate_that_it_is_there_for() {
        for (name, of, module) in [
            ("refscope::view::form::inquiry_form", "refscope", "refscope::view::form"),
            ("<refscope::view::element::El>::with", "refscope", "refscope::view::element"),
            ("<refscope::auth::secret::Secret as core::ops::drop::Drop>::drop", "refscope", "refscope::auth::secret"),
            ("core::ptr::drop_in_place::<refscope::session::Event>", "refscope", "refscope::session"),
            ("<&serde_json::value::Value as core::fmt::Debug>::fmt", "serde_json", "serde_json::value"),
            ("alloc::raw_vec::finish_grow", "alloc", "alloc::raw_vec"),
            ("<alloc::vec::Vec<u8> as core::clone::Clone>::clone", "alloc", "alloc::vec"),
            ("memcpy", "no crate", "no crate"),
            ("<char>::escape_debug_ext", "no crate", "no crate"),
            ("<T as base64ct::encoding::Encoding>::encode", "base64ct", "base64ct::encoding"),
        ] {
            assert_eq!((crate_of(name).as_str(), module_of(name).as_str()), (of, module), "{name}");
        }
    }

    #[test]
    fn names_are_told_without_hashes() {
        for (symbol, name) in [
            ("_ZN4core3fmt5write17h0123456789abcdefE", "core::fmt::write"),
            ("a::b::h0123456789abcdef", "a::b"),
            ("<a[0123456789abcdef]::B as c[0123456789abcdef]::D>::e", "<a::B as c::D>::e"),
            ("<[u8]>::len", "<[u8]>::len"),
            ("main", "main"),
        ] {
            assert_eq!(plain(symbol), name);
        }
    }

    #[test]
    fn bytes_are_counted_for_names() {
        // One type, two functions of it, their names, their code.
        let name_section = [&[0, 15, 4][..], b"name", &[1, 8, 2, 0, 2], b"a1", &[1, 1], b"b"].concat();
        let wasm = [
            &b"\0asm\x01\0\0\0"[..],
            &[1, 4, 1, 0x60, 0, 0],
            &[3, 3, 2, 0, 0],
            &[10, 8, 2, 2, 0, 0x0b, 3, 0, 1, 0x0b],
            &name_section,
        ]
        .concat();
        let program = Program::read(&wasm).unwrap();
        assert_eq!(program.functions, [("a1".to_owned(), 2), ("b".to_owned(), 3)]);
        let parts = program.by(str::to_owned);
        assert_eq!(parts.iter().map(|part| (&*part.name, part.bytes)).collect::<Vec<_>>(), [("b", 3), ("a1", 2)]);
        assert!(Program::read(b"no wasm").is_err());
    }
}
