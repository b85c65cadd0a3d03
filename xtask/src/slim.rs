//! Makes what wasm-bindgen writes smaller: short names between the program and its module, which are told apart by
//! hashes otherwise, and a module without what only people read.

use std::fmt::Write as _;

use wasmparser::{Parser, Payload, TypeRef};

use crate::{error::Error, split::replaced};

/// The module from which the program imports what its own module gives it.
const GLUE: &str = "./refscope_bg.js";
/// The number of the import section.
const IMPORTS: u8 = 2;

/// A program and its module with short names for what the one has from the other.
///
/// # Errors
/// [`Error::Split`] when either is not as wasm-bindgen writes it.
pub fn shorten(wasm: &[u8], module: &str) -> Result<(Vec<u8>, String), Error> {
    let broken = |error: wasmparser::BinaryReaderError| Error::Split(error.to_string());
    let mut module = module.to_owned();
    let mut short = wasm.get(..8).unwrap_or_default().to_vec();
    let mut from = short.len();
    for payload in Parser::new(0).parse_all(wasm) {
        let payload = payload.map_err(broken)?;
        let Some((_, range)) = payload.as_section() else { continue };
        let end = usize::try_from(range.end).unwrap_or(wasm.len());
        match payload {
            Payload::ImportSection(section) => {
                let mut entries = Vec::new();
                let mut count = 0;
                for import in section.into_imports() {
                    let import = import.map_err(broken)?;
                    let TypeRef::Func(of) = import.ty else {
                        return Err(Error::Split(format!(
                            "the program imports “{}”, which is no function",
                            import.name
                        )));
                    };
                    let name = if import.module == GLUE { name_of(count) } else { import.name.to_owned() };
                    if import.module == GLUE {
                        // A key of the object that holds all of them, each on a line of its own.
                        module = replaced(&module, &format!("\n{}: ", import.name), &format!("\n{name}: "))?;
                    }
                    text(&mut entries, import.module);
                    text(&mut entries, &name);
                    entries.push(0);
                    number(&mut entries, of);
                    count += 1;
                }
                let mut content = Vec::new();
                number(&mut content, count);
                content.extend(entries);
                short.push(IMPORTS);
                number(&mut short, u32::try_from(content.len()).unwrap_or(u32::MAX));
                short.extend(content);
            }
            _ => short.extend_from_slice(&wasm[from..end]),
        }
        from = end;
    }
    Ok((short, module))
}

/// A module without comments and indentation. One in which a text may go over several lines is left as it is.
#[must_use]
pub fn without_words(module: &str) -> String {
    let mut slim = String::new();
    let mut is_comment = false;
    for line in module.lines().map(str::trim) {
        is_comment |= line.starts_with("/*");
        if !(is_comment || line.is_empty() || line.starts_with("//")) {
            let _ = writeln!(slim, "{line}");
        }
        is_comment &= !line.ends_with("*/");
    }
    let is_whole = |line: &str| line.matches('`').count().is_multiple_of(2);
    if slim.lines().all(is_whole) { slim } else { module.to_owned() }
}

/// The shortest names there are, none of which is a word of JavaScript.
fn name_of(mut number: u32) -> String {
    const LETTERS: &[u8; 26] = b"abcdefghijklmnopqrstuvwxyz";
    let mut name = String::new();
    loop {
        name.push(char::from(LETTERS[(number % 26) as usize]));
        number /= 26;
        if number == 0 {
            return name + "_";
        }
    }
}

/// A name as it stands in a program: its length, and its bytes.
fn text(bytes: &mut Vec<u8>, text: &str) {
    number(bytes, u32::try_from(text.len()).unwrap_or(u32::MAX));
    bytes.extend_from_slice(text.as_bytes());
}

/// A number as it stands there: seven bits a byte (LEB128).
fn number(bytes: &mut Vec<u8>, mut number: u32) {
    while number > 0x7f {
        bytes.push((number & 0x7f) as u8 | 0x80);
        number >>= 7;
    }
    bytes.push(number as u8);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_imported_has_a_short_name_on_both_sides() {
        let mut imports = vec![2];
        for (module, name) in [(GLUE, "__wbg_a_0123456789abcdef"), ("./other.js", "load")] {
            text(&mut imports, module);
            text(&mut imports, name);
            imports.extend([0, 0]);
        }
        let section = [&[IMPORTS, imports.len() as u8][..], &imports].concat();
        let wasm = [&b"\0asm\x01\0\0\0"[..], &[1, 4, 1, 0x60, 0, 0], &section, &[5, 3, 1, 0, 1]].concat();
        let module = "{\n__wbg_a_0123456789abcdef: function() {},\n__wbg_b_0: f\n}";
        let (short, module) = shorten(&wasm, module).unwrap();
        assert_eq!(module, "{\na_: function() {},\n__wbg_b_0: f\n}");
        let names: Vec<_> = Parser::new(0)
            .parse_all(&short)
            .filter_map(|payload| match payload.unwrap() {
                Payload::ImportSection(section) => Some(section),
                _ => None,
            })
            .flat_map(|section| section.into_imports().map(|import| import.unwrap().name.to_owned()))
            .collect();
        assert_eq!(names, ["a_", "load"]);
        assert!(short.ends_with(&[5, 3, 1, 0, 1]), "the other sections are as they were");
        assert!(matches!(shorten(&wasm, "{}"), Err(Error::Split(_))), "what the module does not have is an error");
    }

    #[test]
    fn names_are_all_different() {
        let names: std::collections::BTreeSet<_> = (0..2_000).map(name_of).collect();
        assert_eq!(names.len(), 2_000);
    }

    #[test]
    fn only_what_people_read_is_taken_away() {
        let module = "/**\n * Says `a.\n */\n  const a = 'x // y'; // kept\n\n    // gone\n  f(`b`);\n";
        assert_eq!(without_words(module), "const a = 'x // y'; // kept\nf(`b`);\n");
        let module = "f(`a\n  // b`);\n";
        assert_eq!(without_words(module), module);
    }
}
