//! What a reader made of a document, to be asked by the words that a person sees.

use base64ct::Encoding;
use inspector::input::{Input, Inspection};
use inspector::readers;
use report::message::Document;
use report::{Body, Window};
use serde_json::Value;

/// A document that was read.
pub struct Laid(pub Inspection);

/// Reads a document of which nothing is known.
pub fn read(bytes: &[u8]) -> Laid {
    read_as("", bytes)
}

/// Reads a document of a media type.
pub fn read_as(media_type: &str, bytes: &[u8]) -> Laid {
    let document = Document { media_type: media_type.to_owned(), ..Document::default() };
    Laid(readers::read(&Input::new(&document, bytes)))
}

/// A file of `tests/data/signatures`.
pub fn file(name: &str) -> Vec<u8> {
    let path = format!("{}/tests/data/signatures/{name}", env!("CARGO_MANIFEST_DIR"));
    std::fs::read(&path).unwrap_or_else(|error| panic!("{path}: {error}"))
}

/// The statement in an attestation of PyPI (PEP 740).
pub fn statement(name: &str) -> Vec<u8> {
    let attestation: Value = serde_json::from_slice(&file(name)).unwrap();
    base64(attestation["envelope"]["statement"].as_str().unwrap())
}

/// The bytes of a text in Base64.
pub fn base64(text: &str) -> Vec<u8> {
    base64ct::Base64::decode_vec(text).unwrap()
}

impl Laid {
    /// The format's name.
    pub fn format(&self) -> &str {
        &self.0.report.format
    }

    /// What is wrong with the document.
    pub fn remarks(&self) -> Vec<String> {
        self.0.report.remarks.iter().map(report::Words::english).collect()
    }

    /// The headings.
    pub fn titles(&self) -> Vec<String> {
        self.0.report.sections.iter().map(|section| section.title.english()).collect()
    }

    /// The values of a fact in all sections of a heading.
    pub fn facts(&self, title: &str, name: &str) -> Vec<String> {
        let sections = self.0.report.sections.iter().filter(|section| section.title.english() == title);
        let facts = sections.filter_map(|section| match &section.body {
            Body::Facts(facts) => Some(facts),
            _ => None,
        });
        facts.flatten().filter(|fact| fact.name.english() == name).map(|fact| fact.value.english()).collect()
    }

    /// The value of a fact that stands once.
    pub fn fact(&self, title: &str, name: &str) -> Option<String> {
        let mut facts = self.facts(title, name);
        assert!(facts.len() <= 1, "{title}, {name}: {facts:?}");
        facts.pop()
    }

    /// The rows of a table.
    pub fn rows(&mut self, title: &str) -> Vec<Vec<String>> {
        let window = Window { count: 100, ..Window::default() };
        match self.table(title) {
            Some(number) => self.0.grids[number].rows(&window).rows,
            None => Vec::new(),
        }
    }

    /// How many rows a table has.
    pub fn count(&self, title: &str) -> u32 {
        self.table(title).map(|number| self.0.grids[number].len()).unwrap_or_default()
    }

    fn table(&self, title: &str) -> Option<usize> {
        self.0.report.sections.iter().find_map(|section| match &section.body {
            Body::Table(table) if section.title.english() == title => Some(usize::try_from(table.number).unwrap()),
            _ => None,
        })
    }

    /// Whether the document is shown as it is, with a reason.
    pub fn is_refused(&self) -> bool {
        // As what can be read of anything: text, JSON or YAML, else bytes.
        let is_raw = matches!(self.format(), "" | "JSON" | "YAML") && !self.titles().is_empty();
        is_raw && self.remarks().first().is_some_and(|remark| remark.starts_with("This cannot be read as "))
    }

    /// All that it says, for what must not be in it.
    pub fn all(&self) -> String {
        format!("{:?} {:?}", self.0.report, self.0.grids)
    }
}
