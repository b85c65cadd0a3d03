//! The images that were looked at on this device: what they are called and what was found, nothing of who looked.

use super::{Link, Named};
use crate::oci::{Kind, digest, json};
use serde_json::{Map, Value, json};

/// The most images that are kept.
const ENTRIES: usize = 50;
/// The longest text that is read, in bytes: fifty entries are a tenth of it.
const TEXT: usize = 200_000;
/// The longest point in time, in bytes.
const TIME: usize = 40;

/// One image that was looked at.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    /// What it is called.
    pub image: Named,
    /// The digest that it had then.
    pub digest: String,
    /// When, as RFC 3339.
    pub time: String,
    /// How many referrers of which kind were found.
    pub counts: Vec<(Kind, u64)>,
}

/// All of them, the newest first.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct History(Vec<Entry>);

impl History {
    /// Reads what [`History::json`] wrote, or what became of it. `None` where it is nothing of the kind; an entry that
    /// means nothing is left out.
    #[must_use]
    pub fn read(text: &str) -> Option<Self> {
        let value = if text.len() <= TEXT { json::parse(text.as_bytes()).ok()? } else { return None };
        Some(Self(value.as_array()?.iter().filter_map(entry).take(ENTRIES).collect()))
    }

    /// As it is kept.
    #[must_use]
    pub fn json(&self) -> String {
        Value::from_iter(self.0.iter().map(value)).to_string()
    }

    /// The newest first.
    #[must_use]
    pub fn entries(&self) -> &[Entry] {
        &self.0
    }

    /// Puts an image in front, in the place of what was known of it before. The oldest goes where there are too many.
    pub fn add(&mut self, entry: Entry) {
        self.remove(&entry.image);
        self.0.insert(0, entry);
        self.0.truncate(ENTRIES);
    }

    /// Leaves the newest so many, and of them those that are not older than a point in time (RFC 3339 in UTC, as they
    /// are noted); an empty one is no bound.
    pub fn keep(&mut self, entries: usize, since: &str) {
        self.0.retain(|entry| *entry.time >= *since);
        self.0.truncate(entries);
    }

    /// Takes an image out.
    pub fn remove(&mut self, image: &Named) {
        self.0.retain(|other| other.image != *image);
    }
}

impl Entry {
    /// The link by which it is looked at again.
    #[must_use]
    pub fn link(&self) -> Link {
        Link { image: self.image.clone(), ..Link::default() }
    }
}

fn value(entry: &Entry) -> Value {
    let Entry { image, digest, time, counts } = entry;
    let counts: Map<String, Value> = counts.iter().map(|(kind, n)| (kind.slug().to_owned(), (*n).into())).collect();
    json!({
        "registry": image.registry, "repository": image.repository, "reference": image.reference,
        "digest": digest, "time": time, "counts": counts,
    })
}

fn entry(value: &Value) -> Option<Entry> {
    let text = |name| json::text(value, name);
    let named = Named { registry: text("registry")?, repository: text("repository")?, reference: text("reference")? };
    let count = |kind: Kind| Some((kind, value.get("counts")?.get(kind.slug())?.as_u64()?));
    Some(Entry {
        image: Named::of(&named.image()?),
        digest: digest::parse(&text("digest")?).ok()?.to_string(),
        time: text("time").filter(|time| time.len() <= TIME)?,
        counts: Kind::ALL.into_iter().filter_map(count).collect(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn seen(tag: &str, time: &str) -> Entry {
        let digest = digest::of(tag.as_bytes()).to_string();
        let image =
            Named { registry: "quay.io".to_owned(), repository: "org/app".to_owned(), reference: tag.to_owned() };
        let counts = vec![(Kind::Signature, 2), (Kind::Sbom, 1)];
        Entry { image, digest, time: time.to_owned(), counts }
    }

    fn tags(history: &History) -> Vec<&str> {
        history.entries().iter().map(|entry| &*entry.image.reference).collect()
    }

    #[test]
    fn what_is_written_is_read_again() {
        let mut history = History::default();
        assert_eq!(History::read(&history.json()), Some(history.clone()));
        history.add(seen("1.0", "2026-11-25T03:00:00Z"));
        history.add(seen("2.0", "2026-11-25T04:00:00Z"));
        assert_eq!(History::read(&history.json()), Some(history));
    }

    #[test]
    fn the_newest_is_first_and_each_is_there_once() {
        let mut history = History::default();
        for (tag, time) in [("1", "a"), ("2", "b"), ("3", "c"), ("1", "d")] {
            history.add(seen(tag, time));
        }
        assert_eq!(tags(&history), ["1", "3", "2"]);
        assert_eq!(history.entries()[0].time, "d");
        history.remove(&seen("3", "").image);
        assert_eq!(tags(&history), ["1", "2"]);
        (0..ENTRIES).for_each(|n| history.add(seen(&format!("n{n}"), "e")));
        assert_eq!((history.entries().len(), tags(&history)[0]), (ENTRIES, "n49"));
        assert!(!tags(&history).contains(&"1"), "the oldest is gone");
    }

    #[test]
    fn no_more_is_left_than_is_to_be_kept() {
        let all = || {
            let mut history = History::default();
            ["2026-10-01T00:00:00.000Z", "2026-11-01T00:00:00.000Z", "2026-11-25T00:00:00.000Z"]
                .into_iter()
                .for_each(|time| history.add(seen(&time[5..7].replace("11", &time[8..10]), time)));
            history
        };
        for (entries, since, left) in [
            (50, "", &["25", "01", "10"][..]),
            (2, "", &["25", "01"]),
            (50, "2026-10-26T12:00:00.000Z", &["25", "01"]),
            (1, "2026-10-26T12:00:00.000Z", &["25"]),
            (0, "", &[]),
        ] {
            let mut history = all();
            history.keep(entries, since);
            assert_eq!(tags(&history), left, "{entries} since {since}");
        }
    }

    #[test]
    fn what_became_of_it_does_no_harm() {
        for corrupt in ["", "{", "null", "{}", "7", "\"[]\"", &"[".repeat(100_000), &format!("[{}]", " ".repeat(TEXT))]
        {
            assert_eq!(History::read(corrupt), None, "{}", &corrupt[..corrupt.len().min(20)]);
        }
        let mut good = value(&seen("1.0", "t"));
        good["counts"] = json!({"signature": -1, "sbom": "x", "nonsense": 3, "vex": 4});
        let with = |name: &str, bad: Value| {
            let mut entry = good.clone();
            entry[name] = bad;
            entry
        };
        let text = Value::from(vec![
            Value::Null,
            with("registry", "eve:hunter2@quay.io".into()),
            with("repository", "<img src=x>".into()),
            with("reference", Value::Null),
            with("digest", "sha256:zz".into()),
            with("time", "x".repeat(TIME + 1).into()),
            good.clone(),
        ]);
        let history = History::read(&text.to_string()).unwrap();
        assert_eq!(tags(&history), ["1.0"]);
        assert_eq!(history.entries()[0].counts, [(Kind::Vex, 4)]);
    }

    #[test]
    fn a_link_names_the_image_alone() {
        assert_eq!(seen("1.0", "t").link().address(), "?registry=quay.io&repository=org/app&tag=1.0");
    }

    #[test]
    fn nothing_of_who_looked_is_kept() {
        let mut kept: Vec<String> = value(&seen("1.0", "t")).as_object().unwrap().keys().cloned().collect();
        kept.sort();
        assert_eq!(kept, ["counts", "digest", "reference", "registry", "repository", "time"]);
    }
}
