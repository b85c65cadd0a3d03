//! An index of referrers as it is read: entry by entry, none of which stays as a JSON value. With a value for each, a
//! list of 25 MB would take four times as much, which a page never gives back.

use super::annotations::{self, Annotations, Shared};
use super::artifact::{Claim, Kind, Meaning};
use super::digest::{self, DigestError};
use super::json::{self, DescriptorError};
use super::lookup::Lookup;
use super::referrers::{Referrer, Referrers};
use oci_spec::image::Digest;
use serde::de::{DeserializeSeed, Deserializer, Error, MapAccess, SeqAccess, Visitor};
use serde_json::Value;
use std::fmt;
use std::sync::Arc;

/// What is known of an index. As with any JSON, of a field that is there twice the last counts.
#[derive(Default)]
pub(super) struct Index {
    /// Its `schemaVersion`.
    pub(super) version: Option<Value>,
    /// Whether it has a list of `manifests`, or `null` in its place.
    pub(super) is_list: bool,
    /// What is in the list.
    pub(super) referrers: Referrers,
    known: Lookup,
    shared: Shared,
    claims: Claims,
    entries: usize,
}

impl Index {
    /// Reads it.
    pub(super) fn read(bytes: &[u8]) -> Result<Self, serde_json::Error> {
        let mut index = Self::default();
        let mut json = serde_json::Deserializer::from_slice(bytes);
        json.deserialize_map(&mut index)?;
        json.end()?;
        index.referrers.items.shrink_to_fit();
        Ok(index)
    }

    fn take(&mut self, entry: Entry) {
        self.entries += 1;
        match entry.referrer(&mut self.claims) {
            Ok(referrer) => {
                let items = &mut self.referrers.items;
                let digest_of = |at: u32| items.get(at as usize).map_or("", |item| item.digest.as_ref());
                let number = u32::try_from(items.len()).unwrap_or(u32::MAX);
                if self.known.add(referrer.digest.as_ref(), number, &digest_of) {
                    items.push(referrer);
                }
            }
            Err(error) => self.referrers.unreadable.push(format!("entry {}: {error}", self.entries)),
        }
    }
}

impl<'de> Visitor<'de> for &mut Index {
    type Value = ();

    fn expecting(&self, to: &mut fmt::Formatter<'_>) -> fmt::Result {
        to.write_str("an image index")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut fields: A) -> Result<(), A::Error> {
        while let Some(key) = fields.next_key::<String>()? {
            match &*key {
                "manifests" => {
                    *self = Index { version: self.version.take(), is_list: true, ..Index::default() };
                    fields.next_value_seed(List(&mut *self))?;
                }
                "schemaVersion" => self.version = Some(fields.next_value()?),
                // Read like all else, so that what is no JSON is none here either.
                _ => drop(fields.next_value::<Value>()?),
            }
        }
        Ok(())
    }
}

/// The list in it.
struct List<'a>(&'a mut Index);

impl<'de> DeserializeSeed<'de> for List<'_> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, json: D) -> Result<(), D::Error> {
        json.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for List<'_> {
    type Value = ();

    fn expecting(&self, to: &mut fmt::Formatter<'_>) -> fmt::Result {
        to.write_str("a list of “manifests”")
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut entries: A) -> Result<(), A::Error> {
        while let Some(entry) = entries.next_element_seed(Object(Entry::default(), &mut self.0.shared))? {
            self.0.take(entry.unwrap_or_default());
        }
        Ok(())
    }

    fn visit_unit<E: Error>(self) -> Result<(), E> {
        Ok(())
    }
}

/// An entry of the list, as far as it is what it should be.
#[derive(Default)]
struct Entry {
    is_object: bool,
    media_type: Option<Arc<str>>,
    size: Option<u64>,
    digest: Option<Result<Digest, DigestError>>,
    artifact_type: Option<Arc<str>>,
    annotations: Option<Annotations>,
    data: Option<Box<str>>,
}

impl Entry {
    /// In the order in which [`json::descriptor`] asks.
    fn referrer(self, claims: &mut Claims) -> Result<Referrer, DescriptorError> {
        let Self { is_object, media_type, size, digest, artifact_type, annotations, data } = self;
        if !is_object {
            return Err(DescriptorError::NotAnObject);
        }
        let media_type = media_type.ok_or(DescriptorError::MediaType)?;
        let size = size.ok_or(DescriptorError::Size)?;
        let digest = digest.ok_or(DescriptorError::NoDigest)??;
        let claim = artifact_type.as_ref().map_or_else(|| Claim::of(""), |name| claims.of(name));
        let meaning = Meaning { kind: Kind::Other, format: "" };
        Ok(Referrer { digest, size, media_type, artifact_type, annotations, data, meaning }.claiming(claim))
    }
}

/// What the types in a list say, each worked out once: to look for two dozen words in 50,000 of them takes a while.
#[derive(Default)]
struct Claims(Vec<(Arc<str>, Claim)>);

impl Claims {
    fn of(&mut self, artifact_type: &Arc<str>) -> Claim {
        if let Some((_, claim)) = self.0.iter().find(|(known, _)| Arc::ptr_eq(known, artifact_type)) {
            return *claim;
        }
        let claim = Claim::of(artifact_type);
        // Those that come again are few.
        if self.0.len() < annotations::MOST {
            self.0.push((artifact_type.clone(), claim));
        }
        claim
    }
}

/// What takes the fields of an object.
trait Take: Sized {
    /// What is made of them.
    type Made;

    /// Takes one.
    fn take<'de, A: MapAccess<'de>>(&mut self, key: &str, fields: &mut A, shared: &mut Shared) -> Result<(), A::Error>;

    /// All were taken.
    fn made(self) -> Self::Made;
}

/// Reads an object by whatever takes its fields; `None` where it is none.
struct Object<'a, T>(T, &'a mut Shared);

impl Take for Entry {
    type Made = Self;

    fn take<'de, A: MapAccess<'de>>(&mut self, key: &str, fields: &mut A, shared: &mut Shared) -> Result<(), A::Error> {
        if key == "annotations" {
            self.annotations = fields.next_value_seed(Object(Notes::default(), shared))?;
            return Ok(());
        }
        let value: Value = fields.next_value()?;
        match key {
            "mediaType" => self.media_type = value.as_str().map(|text| shared.share(text)),
            "artifactType" => self.artifact_type = value.as_str().map(|text| shared.share(text)),
            "size" => self.size = json::size(Some(&value)),
            "digest" => self.digest = value.as_str().map(digest::parse),
            "data" => self.data = text(value),
            _ => {}
        }
        Ok(())
    }

    fn made(self) -> Self {
        Self { is_object: true, ..self }
    }
}

/// Annotations; what is no text among them is left out.
#[derive(Default)]
struct Notes(Vec<(Arc<str>, Option<Box<str>>)>);

impl Take for Notes {
    type Made = Annotations;

    fn take<'de, A: MapAccess<'de>>(&mut self, key: &str, fields: &mut A, shared: &mut Shared) -> Result<(), A::Error> {
        self.0.push((shared.share(key), text(fields.next_value()?)));
        Ok(())
    }

    fn made(self) -> Annotations {
        Annotations::new(self.0)
    }
}

fn text(value: Value) -> Option<Box<str>> {
    match value {
        Value::String(text) => Some(text.into_boxed_str()),
        _ => None,
    }
}

impl<'de, T: Take> DeserializeSeed<'de> for Object<'_, T> {
    type Value = Option<T::Made>;

    fn deserialize<D: Deserializer<'de>>(self, json: D) -> Result<Self::Value, D::Error> {
        json.deserialize_any(self)
    }
}

impl<'de, T: Take> Visitor<'de> for Object<'_, T> {
    type Value = Option<T::Made>;

    fn expecting(&self, to: &mut fmt::Formatter<'_>) -> fmt::Result {
        to.write_str("any value")
    }

    fn visit_map<A: MapAccess<'de>>(mut self, mut fields: A) -> Result<Self::Value, A::Error> {
        while let Some(key) = fields.next_key::<String>()? {
            self.0.take(&key, &mut fields, self.1)?;
        }
        Ok(Some(self.0.made()))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<Self::Value, A::Error> {
        while items.next_element::<Value>()?.is_some() {}
        Ok(None)
    }

    fn visit_unit<E: Error>(self) -> Result<Self::Value, E> {
        Ok(None)
    }

    fn visit_bool<E: Error>(self, _: bool) -> Result<Self::Value, E> {
        Ok(None)
    }

    fn visit_u64<E: Error>(self, _: u64) -> Result<Self::Value, E> {
        Ok(None)
    }

    fn visit_i64<E: Error>(self, _: i64) -> Result<Self::Value, E> {
        Ok(None)
    }

    fn visit_f64<E: Error>(self, _: f64) -> Result<Self::Value, E> {
        Ok(None)
    }

    fn visit_str<E: Error>(self, _: &str) -> Result<Self::Value, E> {
        Ok(None)
    }
}
