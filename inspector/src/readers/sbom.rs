//! What readers of SBOMs share: text that borrows from the document, lists that are read item by item, the table of
//! packages.
//!
//! An SBOM of 20 MB is read in one pass: no tree of values is built, and an item is gone when the next one comes.

use crate::grid::Grid;
use crate::input::{Input, Inspection, ReadError};
use report::report::ColumnKind;
use report::{Fact, Section, Value, Words, say};
use serde::de::{Error, IgnoredAny, MapAccess, SeqAccess, Visitor};
use serde::{Deserialize, Deserializer};
use std::borrow::Cow;
use std::fmt;
use std::marker::PhantomData;
use std::ops::Deref;

/// The most bytes of a value among the facts.
const FACT_LIMIT: usize = 2_048;
/// The most values of one fact.
const VALUES_LIMIT: usize = 20;
/// Members by which one knows what only carries an SBOM: an envelope, a bundle, a statement.
const CARRIERS: [&str; 5] = ["payload", "payloadType", "_type", "dsseEnvelope", "mediaType"];

/// Whether a document says to be JSON of a format, and is no envelope around it.
pub fn is_called(input: &Input<'_>, format: &str) -> bool {
    input.is_called(format) && !input.is_called("xml") && !is_text(input) && {
        let shape = input.shape();
        !CARRIERS.iter().any(|name| shape.has(name))
    }
}

/// Whether it is in the tag-value form of SPDX (`text/spdx`), which has no reader.
fn is_text(input: &Input<'_>) -> bool {
    input.document.media_type.to_ascii_lowercase().starts_with("text/")
}

/// Reads a document of JSON from its first byte to its last.
pub fn parse<'a, T: Deserialize<'a>>(bytes: &'a [u8]) -> Result<T, ReadError> {
    let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
    // Once for all: to check each text by itself is slower.
    let text = std::str::from_utf8(bytes).map_err(|error| match error.error_len() {
        None => ReadError::CutOff,
        Some(_) => ReadError::malformed("UTF-8", error),
    })?;
    Ok(serde_json::from_str(text)?)
}

/// A text that borrows from the document where it can. `null` is an empty one, a number its digits.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct Text<'a>(pub Cow<'a, str>);

impl Deref for Text<'_> {
    type Target = str;

    fn deref(&self) -> &str {
        &self.0
    }
}

impl<'de: 'a, 'a> Deserialize<'de> for Text<'a> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(TextVisitor)
    }
}

struct TextVisitor;

impl<'de> Visitor<'de> for TextVisitor {
    type Value = Text<'de>;

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("a text")
    }

    fn visit_borrowed_str<E: Error>(self, text: &'de str) -> Result<Self::Value, E> {
        Ok(Text(Cow::Borrowed(text)))
    }

    fn visit_str<E: Error>(self, text: &str) -> Result<Self::Value, E> {
        Ok(Text(Cow::Owned(text.to_owned())))
    }

    fn visit_u64<E: Error>(self, number: u64) -> Result<Self::Value, E> {
        Ok(Text(Cow::Owned(number.to_string())))
    }

    fn visit_unit<E: Error>(self) -> Result<Self::Value, E> {
        Ok(Text::default())
    }
}

/// What is made of the items of a list, one after the other.
pub trait Collect<'de>: Default {
    /// An item.
    type Item: Deserialize<'de>;

    /// Takes the next one.
    fn take(&mut self, item: Self::Item);
}

impl<'de, T: Deserialize<'de>> Collect<'de> for Vec<T> {
    type Item = T;

    fn take(&mut self, item: T) {
        self.push(item);
    }
}

/// How many items a list has.
#[derive(Clone, Copy, Debug, Default)]
pub struct Count(pub usize);

impl<'de> Collect<'de> for Count {
    type Item = IgnoredAny;

    fn take(&mut self, _: IgnoredAny) {
        self.0 = self.0.saturating_add(1);
    }
}

/// A list; `null` is an empty one.
#[derive(Debug, Default)]
pub struct Each<C>(pub C);

impl<'de, C: Collect<'de>> Deserialize<'de> for Each<C> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(EachVisitor(PhantomData))
    }
}

struct EachVisitor<C>(PhantomData<C>);

impl<'de, C: Collect<'de>> Visitor<'de> for EachVisitor<C> {
    type Value = Each<C>;

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("a list")
    }

    fn visit_unit<E: Error>(self) -> Result<Self::Value, E> {
        Ok(Each(C::default()))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<Self::Value, A::Error> {
        let mut all = C::default();
        while let Some(item) = items.next_element()? {
            all.take(item);
        }
        Ok(Each(all))
    }
}

/// Names of other elements: one, several, or none. What stands there itself instead of its name is passed over.
#[derive(Clone, Debug, Default)]
pub struct Refs<'a> {
    first: Text<'a>,
    others: Vec<Text<'a>>,
}

impl<'a> Refs<'a> {
    /// All of them.
    pub fn iter(&self) -> impl Iterator<Item = &Text<'a>> {
        std::iter::once(&self.first).filter(|first| !first.is_empty()).chain(&self.others)
    }

    /// The first, or an empty text.
    pub const fn first(&self) -> &Text<'a> {
        &self.first
    }
}

impl<'de: 'a, 'a> Deserialize<'de> for Refs<'a> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(RefsVisitor)
    }
}

struct RefsVisitor;

impl<'de> Visitor<'de> for RefsVisitor {
    type Value = Refs<'de>;

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("the name of an element, or a list of them")
    }

    fn visit_borrowed_str<E: Error>(self, text: &'de str) -> Result<Self::Value, E> {
        Ok(Refs { first: Text(Cow::Borrowed(text)), others: Vec::new() })
    }

    fn visit_str<E: Error>(self, text: &str) -> Result<Self::Value, E> {
        Ok(Refs { first: Text(Cow::Owned(text.to_owned())), others: Vec::new() })
    }

    fn visit_unit<E: Error>(self) -> Result<Self::Value, E> {
        Ok(Refs::default())
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
        while map.next_entry::<IgnoredAny, IgnoredAny>()?.is_some() {}
        Ok(Refs::default())
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<Self::Value, A::Error> {
        let mut refs = Refs::default();
        while let Some(item) = items.next_element::<Refs<'de>>()? {
            if refs.first.is_empty() {
                refs.first = item.first;
            } else if !item.first.is_empty() {
                refs.others.push(item.first);
            }
        }
        Ok(refs)
    }
}

/// The table of packages, and what is counted of them.
#[derive(Debug)]
pub struct Packages {
    grid: Grid,
    count: u32,
    no_version: u32,
    no_licence: u32,
}

/// A package, as far as a table shows it; empty where the document does not state it.
#[derive(Clone, Copy, Debug, Default)]
pub struct Package<'a> {
    /// What it is called.
    pub name: &'a str,
    /// Its version.
    pub version: &'a str,
    /// Its licence, as an SPDX expression where it is one; `NONE` where it is stated that there is none.
    pub licence: &'a str,
    /// Its package URL.
    pub purl: &'a str,
    /// Its type or purpose, in the format's own word.
    pub kind: &'a str,
    /// What it is needed for, where the format has that.
    pub scope: Option<&'a str>,
}

impl Packages {
    /// None yet.
    pub fn new(has_scope: bool) -> Self {
        let name = (say!("Name"), ColumnKind::Word);
        let version = (say!("Version"), ColumnKind::Version);
        let licence = (say!("Licence"), ColumnKind::Word);
        let purl = (say!("Package URL"), ColumnKind::Code);
        let kind = (say!("Type"), ColumnKind::Word);
        let grid = if has_scope {
            Grid::new([name, version, licence, purl, kind, (say!("Scope"), ColumnKind::Word)])
        } else {
            Grid::new([name, version, licence, purl, kind])
        };
        Self { grid, count: 0, no_version: 0, no_licence: 0 }
    }

    /// Appends a row, and counts it unless it is a file or the like.
    pub fn push(&mut self, package: &Package<'_>, is_counted: bool) {
        let Package { name, version, licence, purl, kind, scope } = *package;
        match scope {
            Some(scope) => self.grid.push(&[name, version, licence, purl, kind, scope]),
            None => self.grid.push(&[name, version, licence, purl, kind]),
        }
        if is_counted {
            self.count += 1;
            self.no_version += u32::from(version.is_empty());
            self.no_licence += u32::from(licence.is_empty() || licence == "NONE");
        }
    }

    /// The name of the package in a row.
    pub fn name(&self, row: u32) -> &str {
        self.grid.cell(row, 0)
    }

    /// How many rows there are.
    pub fn len(&self) -> u32 {
        self.grid.len()
    }

    /// Lays them out: what is counted at the end of the facts, then the table.
    pub fn lay_out(self, inspection: &mut Inspection, mut facts: Facts) {
        facts.number(say!("Packages"), self.count);
        facts.number(say!("Without a version"), self.no_version);
        facts.number(say!("Without a licence"), self.no_licence);
        facts.lay_out(inspection);
        inspection.report.summary.packages = Some(self.count);
        inspection.table(say!("Packages"), self.grid);
    }
}

/// Facts, of which those that the document does not state are left out.
#[derive(Debug, Default)]
pub struct Facts(pub Vec<Fact>);

impl Facts {
    /// Appends them, as those of the document.
    pub fn lay_out(self, inspection: &mut Inspection) {
        inspection.report.sections.push(Section::facts(say!("Document"), self.0));
    }

    /// Somebody's words.
    pub fn word(&mut self, name: Words, text: &str) {
        self.values(name, std::iter::once(text));
    }

    /// Several words, those that are not empty.
    pub fn values<'a>(&mut self, name: Words, texts: impl Iterator<Item = &'a str>) {
        let texts = texts.filter(|text| !text.is_empty()).take(VALUES_LIMIT);
        let mut values: Vec<Value> = texts.map(|text| Value::Word(cut(text))).collect();
        match values.len() {
            0 => {}
            1 => self.0.extend(values.pop().map(|value| Fact::new(name, value))),
            _ => self.0.push(Fact::new(name, Value::List(values))),
        }
    }

    /// What is read letter by letter.
    pub fn code(&mut self, name: Words, text: &str) {
        if !text.is_empty() {
            self.0.push(Fact::code(name, cut(text)));
        }
    }

    /// A point in time.
    pub fn time(&mut self, name: Words, text: &str) {
        if !text.is_empty() {
            self.0.push(Fact::new(name, Value::Time(cut(text))));
        }
    }

    /// How many.
    pub fn number(&mut self, name: Words, number: u32) {
        self.0.push(Fact::new(name, u64::from(number)));
    }

    /// How many, unless there are none.
    pub fn some(&mut self, name: Words, number: usize) {
        if number > 0 {
            self.0.push(Fact::new(name, number));
        }
    }
}

fn cut(text: &str) -> String {
    text[..text.floor_char_boundary(FACT_LIMIT)].to_owned()
}
