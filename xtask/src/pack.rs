//! Makes `dist/` ready to be copied to a server: compressed beforehand, with a file of headers, and judged.
//!
//! Whatever is written here depends on the page's files alone: no time, no order of a folder's listing. Two builds of
//! the same source are the same bytes.

use std::{fs, io::Write, path::Path};

use brotli::enc::BrotliEncoderParams;
use flate2::{Compression, GzBuilder};

use crate::{
    error::Error,
    page::{Fault, Page},
    weigh::list,
};

/// The endings of files that were compressed beforehand.
pub const PACKED: [&str; 2] = ["br", "gz"];
/// Headers, as Netlify and Cloudflare Pages read them.
const HEADERS: &str = "_headers";
/// What the people who host the page edit.
const CONFIG: &str = "config.json";
/// Files that have to be there. They are called the same in each version, so a browser has to ask for them again.
const FRESH: [&str; 4] = ["index.html", CONFIG, "config.schema.json", "help/index.html"];

/// What every answer is to have beside the page's own policy. A page cannot forbid frames around itself in a `meta`.
const ALWAYS: [(&str, &str); 7] = [
    ("X-Content-Type-Options", "nosniff"),
    ("X-Frame-Options", "DENY"),
    ("Referrer-Policy", "no-referrer"),
    ("Permissions-Policy", "camera=(), geolocation=(), microphone=(), payment=(), usb=()"),
    ("Cross-Origin-Opener-Policy", "same-origin"),
    ("Cross-Origin-Resource-Policy", "same-origin"),
    ("Strict-Transport-Security", "max-age=31536000"),
];

/// Writes the headers and the compressed files.
///
/// # Errors
/// [`Error::Page`] when `index.html` has no policy; [`Error::Io`].
pub fn pack(dist: &Path) -> Result<(), Error> {
    let names = names(dist)?;
    let html = String::from_utf8_lossy(&read(dist, "index.html")?).into_owned();
    let policy = Page::read(&html)?.policy.ok_or(Fault::NoPolicy)?;
    write(dist, HEADERS, headers(&policy, &names).as_bytes())?;
    for name in names.iter().filter(|name| *name != CONFIG) {
        let bytes = read(dist, name)?;
        for (ending, packed) in PACKED.into_iter().zip([brotli(&bytes)?, gzip(&bytes)?]) {
            if packed.len() < bytes.len() {
                write(dist, &format!("{name}.{ending}"), &packed)?;
            }
        }
    }
    Ok(())
}

/// Judges what lies there: nothing names an absolute path, every file that browsers may keep has its hash in its name,
/// and what is compressed is what it says.
///
/// # Errors
/// [`Error::Page`] with the first fault found; [`Error::Io`].
pub fn check(dist: &Path) -> Result<(), Error> {
    let all = all(dist)?;
    for name in &all {
        let bytes = read(dist, name)?;
        match name.rsplit_once('.') {
            Some((of, "br")) => ensure_same(name, read(dist, of)?, unbrotli(&bytes))?,
            Some((of, "gz")) => ensure_same(name, read(dist, of)?, gunzip(&bytes))?,
            ending => {
                let text = String::from_utf8_lossy(&bytes);
                let path = match ending {
                    Some((_, "js")) => absolute_in(&text, &["\"/", "'/", "`/"]),
                    Some((_, "css")) => absolute_in(&text, &["url(/", "url(\"/", "url('/", "import\"/", "import \"/"]),
                    _ => None,
                };
                if let Some(path) = path {
                    return Err(Fault::AbsolutePath(format!("{path} (in {name})")).into());
                }
                if name != HEADERS && !is_fresh(name) && !has_hash(name) {
                    return Err(Fault::NoHash(name.clone()).into());
                }
            }
        }
    }
    let missing = FRESH.into_iter().chain([HEADERS]).find(|name| !all.iter().any(|found| found == name));
    missing.map_or(Ok(()), |name| Err(Fault::Missing(name.to_owned()).into()))
}

/// The path that begins with a slash after one of these: a letter follows, as in no comment and no division.
fn absolute_in(text: &str, openings: &[&str]) -> Option<String> {
    openings.iter().find_map(|opening| {
        let mut parts = text.split(opening).skip(1);
        let path = parts.find(|rest| rest.starts_with(|c: char| c.is_ascii_alphanumeric() || c == '/'))?;
        let end = path.find(['"', '\'', '`', ')', '\n']).unwrap_or(path.len());
        Some(format!("/{}", &path[..end]))
    })
}

/// Whether a browser has to ask for it again: it is called the same in each version.
fn is_fresh(name: &str) -> bool {
    FRESH.contains(&name) || name.ends_with(".html")
}

/// Whether it has at least twelve hexadecimal digits after a hyphen: hashes are printed without leading zeros.
fn has_hash(name: &str) -> bool {
    name.split('-').skip(1).any(|part| part.bytes().take_while(u8::is_ascii_hexdigit).count() >= 12)
}

fn ensure_same(name: &str, bytes: Vec<u8>, unpacked: std::io::Result<Vec<u8>>) -> Result<(), Error> {
    match unpacked {
        Ok(unpacked) if unpacked == bytes => Ok(()),
        _ => Err(Fault::Packed(name.to_owned()).into()),
    }
}

/// The file of headers. Cache rules stand at each file by itself: hosts that read it join rules that meet.
fn headers(policy: &str, names: &[String]) -> String {
    let mut text = String::from(
        "# What Netlify and Cloudflare Pages send with each file. It has to lie at the root of the site.\n/*\n",
    );
    text.push_str(&format!("  Content-Security-Policy: {policy}; frame-ancestors 'none'\n"));
    ALWAYS.iter().for_each(|(name, value)| text.push_str(&format!("  {name}: {value}\n")));
    let fresh = names.iter().map(String::as_str).filter(|name| is_fresh(name));
    ["", "help/"]
        .into_iter()
        .chain(fresh)
        .for_each(|name| text.push_str(&format!("/{name}\n  Cache-Control: no-cache\n")));
    let kept = names.iter().filter(|name| has_hash(name));
    kept.for_each(|name| text.push_str(&format!("/{name}\n  Cache-Control: public, max-age=31536000, immutable\n")));
    text
}

/// All files, sorted.
fn all(dist: &Path) -> Result<Vec<String>, Error> {
    let mut names = Vec::new();
    list(dist, "", &mut names)?;
    Ok(names)
}

/// The page's own files, sorted.
fn names(dist: &Path) -> Result<Vec<String>, Error> {
    let is_own = |name: &String| name != HEADERS && !is_packed(name);
    Ok(all(dist)?.into_iter().filter(is_own).collect())
}

/// Whether a name is that of a file that was compressed beforehand.
#[must_use]
pub fn is_packed(name: &str) -> bool {
    name.rsplit_once('.').is_some_and(|(_, ending)| PACKED.contains(&ending))
}

/// In brotli at the best quality (11) and the usual window (2^22 bytes).
///
/// # Errors
/// [`Error::Io`].
pub fn brotli(bytes: &[u8]) -> Result<Vec<u8>, Error> {
    let params = BrotliEncoderParams { quality: 11, lgwin: 22, size_hint: bytes.len(), ..Default::default() };
    let mut packed = Vec::new();
    brotli::BrotliCompress(&mut &bytes[..], &mut packed, &params).map_err(Error::io("compressing"))?;
    Ok(packed)
}

/// In gzip at its best, without name and time.
fn gzip(bytes: &[u8]) -> Result<Vec<u8>, Error> {
    let mut encoder = GzBuilder::new().mtime(0).write(Vec::new(), Compression::best());
    encoder.write_all(bytes).and_then(|()| encoder.finish()).map_err(Error::io("compressing"))
}

fn unbrotli(packed: &[u8]) -> std::io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    brotli::BrotliDecompress(&mut &packed[..], &mut bytes)?;
    Ok(bytes)
}

fn gunzip(packed: &[u8]) -> std::io::Result<Vec<u8>> {
    let mut decoder = flate2::write::GzDecoder::new(Vec::new());
    decoder.write_all(packed)?;
    decoder.finish()
}

fn read(dist: &Path, name: &str) -> Result<Vec<u8>, Error> {
    let path = dist.join(name);
    fs::read(&path).map_err(Error::file("reading", path))
}

fn write(dist: &Path, name: &str, bytes: &[u8]) -> Result<(), Error> {
    let path = dist.join(name);
    fs::write(&path, bytes).map_err(Error::file("writing", path))
}

#[cfg(test)]
mod tests {
    use super::*;

    const HTML: &str = "<!DOCTYPE html><meta http-equiv=Content-Security-Policy content=\"default-src 'none'\">\
        <link rel=stylesheet href=./a-0123456789abcdef.css><p>aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa";

    /// A page of a few files, which need not be in this order in the folder.
    fn page(names: &[&str]) -> tempfile::TempDir {
        let folder = tempfile::tempdir().unwrap();
        for name in names {
            fs::create_dir_all(folder.path().join(name).parent().unwrap()).unwrap();
            let text = if *name == "index.html" { HTML.to_owned() } else { "a { b: c } ".repeat(40) };
            write(folder.path(), name, text.as_bytes()).unwrap();
        }
        folder
    }

    const NAMES: [&str; 6] = [
        "index.html",
        "config.json",
        "config.schema.json",
        "help/index.html",
        "a-0123456789abcdef.css",
        "b-123456789abcdef_bg.wasm",
    ];

    fn contents(dist: &Path) -> Vec<(String, Vec<u8>)> {
        all(dist).unwrap().into_iter().map(|name| (name.clone(), read(dist, &name).unwrap())).collect()
    }

    fn fault(dist: &Path) -> String {
        check(dist).unwrap_err().to_string()
    }

    #[test]
    fn every_file_but_the_configuration_is_there_compressed_too() {
        let folder = page(&NAMES);
        pack(folder.path()).unwrap();
        check(folder.path()).unwrap();
        let all = all(folder.path()).unwrap();
        for name in NAMES {
            for ending in PACKED {
                assert_eq!(all.contains(&format!("{name}.{ending}")), name != CONFIG, "{name}.{ending}");
            }
        }
        let noise = page(&NAMES);
        write(noise.path(), "icon-0123456789abcdef.svg", b"x").unwrap();
        pack(noise.path()).unwrap();
        assert!(!noise.path().join("icon-0123456789abcdef.svg.br").exists(), "it gains nothing");
    }

    #[test]
    fn the_same_files_are_packed_into_the_same_bytes() {
        let backwards: Vec<&str> = NAMES.into_iter().rev().collect();
        let (one, other) = (page(&NAMES), page(&backwards));
        pack(one.path()).unwrap();
        pack(other.path()).unwrap();
        assert_eq!(contents(one.path()), contents(other.path()));
        // Packed once more, nothing is packed that was packed before.
        pack(one.path()).unwrap();
        assert_eq!(contents(one.path()), contents(other.path()));
        let packed = read(one.path(), "index.html.gz").unwrap();
        assert_eq!(packed[3..8], [0; 5], "neither name nor time (RFC 1952, section 2.3)");
    }

    #[test]
    fn the_headers_have_the_pages_policy_and_more() {
        let folder = page(&NAMES);
        pack(folder.path()).unwrap();
        let headers = String::from_utf8(read(folder.path(), HEADERS).unwrap()).unwrap();
        assert!(headers.contains("\n/*\n  Content-Security-Policy: default-src 'none'; frame-ancestors 'none'\n"));
        assert!(headers.contains("\n/config.json\n  Cache-Control: no-cache\n"), "{headers}");
        assert!(headers.contains("\n/help/index.html\n  Cache-Control: no-cache\n"), "{headers}");
        assert!(headers.contains("\n/b-123456789abcdef_bg.wasm\n  Cache-Control: public, max-age=31536000, immutable"));
        ALWAYS.iter().for_each(|(name, _)| assert!(headers.contains(&format!("\n  {name}: ")), "{name}"));
    }

    #[test]
    fn what_is_not_fit_is_named() {
        for (name, text, words) in [
            ("a-0123456789abcdef.css", "a { src: url(/font.woff) }", "/font.woff (in a-0123456789abcdef.css)"),
            ("c-0123456789abcdef.js", "import(\"/x.js\") // \"/* */", "/x.js (in c-0123456789abcdef.js)"),
            ("c-0123456789abcdef.js", "fetch('//cdn.example/x')", "//cdn.example/x"),
            ("plain.js", "1 / 2 / 3", "plain.js"),
            ("index.html.br", "not brotli", "index.html.br"),
            ("index.html.gz", "not gzip", "index.html.gz"),
        ] {
            let folder = page(&NAMES);
            pack(folder.path()).unwrap();
            write(folder.path(), name, text.as_bytes()).unwrap();
            let fault = fault(folder.path());
            assert!(fault.contains(words), "{name}: {fault}");
        }
        let folder = page(&NAMES);
        assert!(fault(folder.path()).contains("_headers is missing"));
        fs::write(folder.path().join("index.html"), "<p>").unwrap();
        assert!(matches!(pack(folder.path()), Err(Error::Page(Fault::NoPolicy))));
    }
}
