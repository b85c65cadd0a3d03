//! From JSON to [`Config`], place by place.

use super::{Config, Link, MOST_DAYS, MOST_ENTRIES, Reach, Registry, Retention, Trusted, trust};
use crate::oci::{Address, RepositoryName};
use crate::registry::TokenEndpoint;
use crate::settings::Tongue;
use crate::text;
use crate::words::Text;
use serde_json::{Map, Value};

/// The keys of the whole. Editors look for the schema under the first.
pub(super) const KEYS: &[&str] =
    &["$schema", "title", "logo", "registries", "others", "actions", "history", "language", "links", "trust"];
/// Those of a registry.
pub(super) const REGISTRY: &[&str] = &["name", "address", "reachedAt", "service", "tokenPath", "repository"];
/// Those of what is done by itself. Asking for push is never among them: in Quay it creates repositories.
pub(super) const ACTIONS: &[&str] = &["check"];
/// Those of what is kept.
pub(super) const HISTORY: &[&str] = &["entries", "days"];
/// Those of a link.
pub(super) const LINK: &[&str] = &["name", "address"];

/// An object of the file, where it stands, and what was found wrong with the file so far.
pub(super) struct Place<'a> {
    fields: &'a Map<String, Value>,
    path: String,
    faults: &'a mut Vec<Text>,
    /// How many faults there were before it.
    before: usize,
}

/// The whole.
pub(super) fn config(text: &str) -> (Config, Vec<Text>) {
    let mut config = Config::default();
    let mut faults = Vec::new();
    match serde_json::from_str::<Value>(text) {
        Ok(value) => {
            if let Some(mut place) = Place::of(&value, String::new(), KEYS, &mut faults) {
                fill(&mut config, &mut place);
            }
        }
        Err(error) => faults.push(text!("It is not JSON: {reason}.", reason = error.to_string())),
    }
    (config, faults)
}

fn fill(config: &mut Config, place: &mut Place<'_>) {
    // Read for its type alone.
    place.text("$schema");
    if let Some(title) = place.text("title").filter(|title| !title.trim().is_empty()) {
        config.title = title;
    }
    config.logo = place.text("logo").unwrap_or_default();
    config.registries = place.list("registries", REGISTRY, registry);
    config.others = place.flag("others").unwrap_or(true);
    if !config.others && config.registries.is_empty() {
        place.wrong("others", text!("true where no registry is named"));
        config.others = true;
    }
    config.check = place.object("actions", ACTIONS).and_then(|mut actions| actions.flag("check")).unwrap_or_default();
    if let Some(mut history) = place.object("history", HISTORY) {
        let entries = history.number("entries", MOST_ENTRIES).unwrap_or(MOST_ENTRIES);
        config.history = Retention { entries, days: history.number("days", MOST_DAYS).unwrap_or_default() };
    }
    let is_known = |slug: &str| Tongue::ALL.iter().any(|tongue| tongue.slug() == slug);
    let slugs = || text!("one of {list}", list = Text::names(&Tongue::ALL.map(Tongue::slug)));
    if let Some(slug) = place.checked("language", |slug| is_known(slug), slugs) {
        config.language = Tongue::of(&slug);
    }
    config.links = place.list("links", LINK, link);
    if let Some(mut trust) = place.object("trust", trust::KEYS) {
        config.trust = Trusted::read(&mut trust);
    }
}

fn registry(place: &mut Place<'_>) -> Option<Registry> {
    let expected = || text!("the address of a registry, such as quay.example.com");
    let address = place.checked("address", |text| Address::parse(text).is_ok(), expected);
    let address = address.and_then(|text| Address::parse(&text).ok());
    let name = place.text("name");
    let reached_at = reach(place);
    let service = place.text("service").unwrap_or_default();
    let is_path = |text: &str| {
        // What the path is taken for does not depend on the host before it.
        let any = Address::parse("localhost");
        text.is_empty() || (text.starts_with('/') && any.is_ok_and(|any| TokenEndpoint::parse(text, &any).is_ok()))
    };
    let token_path = place.checked("tokenPath", is_path, || text!("a path such as /v2/auth")).unwrap_or_default();
    let is_name = |text: &str| text.is_empty() || RepositoryName::parse(text).is_ok();
    let repository =
        place.checked("repository", is_name, || text!("a repository such as organisation/image")).unwrap_or_default();
    let Some(address) = address else {
        place.ensure("address");
        return None;
    };
    let name = name.filter(|name| !name.trim().is_empty()).unwrap_or_else(|| address.short());
    Some(Registry { name, address, reached_at, service, token_path, repository })
}

/// Where it is reached: an empty text is no other place.
fn reach(place: &mut Place<'_>) -> Option<Reach> {
    let is_place = |text: &str| matches!(text, "" | ".") || (text.contains("://") && Address::parse(text).is_ok());
    let expected = || text!("“.” for the page's own origin, or another one such as https://proxy.example.com");
    match &*place.checked("reachedAt", is_place, expected)? {
        "." => Some(Reach::Page),
        other => Address::parse(other).ok().map(Reach::At),
    }
}

fn link(place: &mut Place<'_>) -> Option<Link> {
    let is_web = |text: &str| Address::split(text).is_some();
    let expected = || text!("an address that begins with https:// or http://");
    let address = place.checked("address", is_web, expected);
    let name = place.text("name");
    place.ensure("address");
    place.ensure("name");
    Some(Link { name: name?, address: address? })
}

impl<'a> Place<'a> {
    /// An object with these keys; others are named as unknown, and passed over.
    fn of(value: &'a Value, path: String, keys: &[&str], faults: &'a mut Vec<Text>) -> Option<Self> {
        let before = faults.len();
        let Some(fields) = value.as_object() else {
            let path = if path.is_empty() { "config.json".to_owned() } else { path };
            faults.push(text!("“{path}” has to be {expected}.", path, expected = text!("an object, in braces")));
            return None;
        };
        let place = Self { fields, path, faults, before };
        for key in fields.keys().filter(|key| !keys.contains(&key.as_str())) {
            let (path, names) = (place.path_of(key), Text::names(keys));
            place.faults.push(text!("“{path}” is no setting of this page; those there are {names}.", path, names));
        }
        Some(place)
    }

    fn path_of(&self, key: &str) -> String {
        if self.path.is_empty() { key.to_owned() } else { format!("{}.{key}", self.path) }
    }

    /// Whether nothing was found wrong with it so far.
    pub(super) fn is_sound(&self) -> bool {
        self.faults.len() == self.before
    }

    /// Whether a key is there, whatever it holds.
    pub(super) fn has(&self, key: &str) -> bool {
        self.fields.contains_key(key)
    }

    fn wrong(&mut self, key: &str, expected: Text) {
        self.faults.push(text!("“{path}” has to be {expected}.", path = self.path_of(key), expected));
    }

    /// Names a key that has to be there. One that is there and wrong is named already.
    fn ensure(&mut self, key: &str) {
        if !self.has(key) {
            self.faults.push(text!("“{path}” is missing.", path = self.path_of(key)));
        }
    }

    fn get<T>(
        &mut self,
        key: &str,
        read: impl FnOnce(&Value) -> Option<T>,
        expected: impl FnOnce() -> Text,
    ) -> Option<T> {
        let found = read(self.fields.get(key)?);
        if found.is_none() {
            self.wrong(key, expected());
        }
        found
    }

    /// A text.
    pub(super) fn text(&mut self, key: &str) -> Option<String> {
        self.get(key, |value| value.as_str().map(str::to_owned), || text!("a text"))
    }

    /// A text that means something.
    fn checked(&mut self, key: &str, means: impl Fn(&str) -> bool, expected: impl FnOnce() -> Text) -> Option<String> {
        self.get(key, |value| value.as_str().filter(|text| means(text)).map(str::to_owned), expected)
    }

    /// Yes or no.
    pub(super) fn flag(&mut self, key: &str) -> Option<bool> {
        self.get(key, Value::as_bool, || text!("true or false"))
    }

    fn number(&mut self, key: &str, most: u64) -> Option<u64> {
        self.get(
            key,
            |value| value.as_u64().filter(|number| *number <= most),
            || text!("a whole number from 0 to {most}", most),
        )
    }

    fn object(&mut self, key: &str, keys: &[&str]) -> Option<Place<'_>> {
        let path = self.path_of(key);
        Place::of(self.fields.get(key)?, path, keys, self.faults)
    }

    /// A list of objects, of which those that mean nothing are left out.
    pub(super) fn list<T>(&mut self, key: &str, keys: &[&str], read: impl Fn(&mut Place<'_>) -> Option<T>) -> Vec<T> {
        let fields = self.fields;
        let is_list = self.get(key, |value| value.as_array().map(drop), || text!("a list, in square brackets"));
        let values = is_list.and_then(|()| fields.get(key)?.as_array()).map(Vec::as_slice).unwrap_or_default();
        let mut found = Vec::new();
        for (at, value) in values.iter().enumerate() {
            let path = format!("{}[{at}]", self.path_of(key));
            found.extend(Place::of(value, path, keys, self.faults).as_mut().and_then(&read));
        }
        found
    }
}
