//! What the browser would put on paper: the words of the PDF that it prints.

use flate2::read::ZlibDecoder;
use regex::bytes::Regex;
use std::collections::HashMap;
use std::io::Read as _;
use thirtyfour::common::print::PrintParameters;
use thirtyfour::prelude::*;

/// The words on paper, a line for each piece of text that the browser has set.
///
/// Chromium's PDFs (by Skia) are plain enough to be read here: a font is called `F` and its object's number, texts are
/// glyphs in hexadecimal, and each font says what its glyphs mean (PDF 1.7, 9.10.3, "ToUnicode CMaps").
pub async fn words(driver: &WebDriver) -> String {
    let pdf = driver.print_page(PrintParameters::default()).await.unwrap();
    assert!(pdf.starts_with(b"%PDF-"));
    let objects = objects(&pdf);
    let reference = Regex::new(r"/ToUnicode (\d+) 0 R").unwrap();
    let glyphs: HashMap<&[u8], HashMap<u16, String>> = objects
        .iter()
        .filter_map(|(number, object)| {
            let map = &reference.captures(object.head)?[1];
            Some((*number, meanings(&objects.get(map)?.text()?)))
        })
        .collect();
    let piece = Regex::new(r"(?s)/F(\d+) [\d.]+ Tf|<([0-9A-Fa-f]+)>|\bET\b").unwrap();
    let mut words = String::new();
    let mut streams: Vec<_> = objects.iter().collect();
    streams.sort_by_key(|(number, _)| std::str::from_utf8(number).unwrap().parse::<u32>().unwrap());
    for content in streams.into_iter().filter_map(|(_, object)| object.text()) {
        let mut font = None;
        for found in piece.captures_iter(&content) {
            match (found.get(1), found.get(2)) {
                (Some(name), _) => font = glyphs.get(name.as_bytes()),
                (_, Some(hex)) => {
                    let codes = hex.as_bytes().chunks(4).filter_map(code_of);
                    words.extend(codes.filter_map(|code| font?.get(&code)).map(String::as_str));
                }
                _ => words.push('\n'),
            }
        }
    }
    words
}

/// What stands before an object's stream, and the stream.
struct Object<'a> {
    head: &'a [u8],
    stream: Option<&'a [u8]>,
}

impl Object<'_> {
    /// The stream, unpacked.
    fn text(&self) -> Option<Vec<u8>> {
        let stream = self.stream?;
        let mut text = Vec::new();
        match self.head.windows(12).any(|part| part == b"/FlateDecode") {
            true => ZlibDecoder::new(stream).read_to_end(&mut text).ok().map(|_| text),
            false => Some(stream.to_vec()),
        }
    }
}

fn objects(pdf: &[u8]) -> HashMap<&[u8], Object<'_>> {
    let whole = Regex::new(r"(?s-u)\n(\d+) 0 obj\s(.*?)\nendobj").unwrap();
    let parts = Regex::new(r"(?s-u)^(.*?)\bstream\r?\n(.*)\nendstream").unwrap();
    let object = |body| match parts.captures(body) {
        Some(found) => {
            Object { head: found.get(1).unwrap().as_bytes(), stream: Some(found.get(2).unwrap().as_bytes()) }
        }
        None => Object { head: body, stream: None },
    };
    whole
        .captures_iter(pdf)
        .map(|found| (found.get(1).unwrap().as_bytes(), object(found.get(2).unwrap().as_bytes())))
        .collect()
}

fn code_of(hex: &[u8]) -> Option<u16> {
    u16::from_str_radix(std::str::from_utf8(hex).ok()?, 16).ok()
}

/// What the glyphs of a font mean.
fn meanings(map: &[u8]) -> HashMap<u16, String> {
    let map = String::from_utf8_lossy(map);
    let hex = regex::Regex::new(r"<([0-9A-Fa-f]+)>").unwrap();
    let mut meanings = HashMap::new();
    let (mut is_char, mut is_range) = (false, false);
    for line in map.lines() {
        match line.trim() {
            start if start.ends_with("beginbfchar") => is_char = true,
            start if start.ends_with("beginbfrange") => is_range = true,
            "endbfchar" => is_char = false,
            "endbfrange" => is_range = false,
            line if is_char || is_range => {
                let numbers: Vec<&str> = hex.captures_iter(line).map(|found| found.extract::<1>().1[0]).collect();
                let code = |at: usize| code_of(numbers[at].as_bytes()).unwrap();
                let (first, last) = (code(0), code(usize::from(is_range)));
                let text: Vec<u16> =
                    numbers[1 + usize::from(is_range)].as_bytes().chunks(4).map(|c| code_of(c).unwrap()).collect();
                for glyph in first..=last {
                    let mut text = text.clone();
                    *text.last_mut().unwrap() += glyph - first;
                    meanings.insert(glyph, String::from_utf16_lossy(&text));
                }
            }
            _ => {}
        }
    }
    meanings
}
