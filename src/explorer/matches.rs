//! Which rows a query finds.

use super::bits::Bits;
use super::index::{Index, NO_WORD, Role, Row, Word, bit};
use super::query::Query;
use super::search::Needle;
use super::time::{self, DAY};
use crate::registry::tree::NodeId;

/// What a query finds in an index of so many rows. Made anew for each query and each growth of the index; from the
/// one before where that is quicker.
#[derive(Clone, Debug, Default)]
pub struct Matches {
    wanted: Wanted,
    /// The query's text, in lower case.
    text: String,
    len: usize,
    is_everything: bool,
    /// The rows that the text finds; `None` where there is no text.
    by_text: Option<Bits>,
    rows: Bits,
    paths: Bits,
    count: usize,
}

/// A query in the index's own numbers.
#[derive(Clone, Debug, Default)]
pub(super) struct Wanted {
    kinds: u16,
    artifact_types: Option<Vec<Word>>,
    pub(super) key: Option<Word>,
    value: Option<Word>,
    from: Option<i64>,
    before: Option<i64>,
}

/// The fields of a query, a bit each.
pub(super) const TEXT: u8 = 1;
pub(super) const KINDS: u8 = 2;
pub(super) const TYPES: u8 = 4;
pub(super) const NOTE: u8 = 8;
pub(super) const CREATED: u8 = 16;

/// A word that no row has.
const UNKNOWN: Word = Word::MAX;

impl Wanted {
    fn new(index: &Index, query: &Query) -> Self {
        let word = |text: &String| if text.is_empty() { NO_WORD } else { index.word(text).unwrap_or(UNKNOWN) };
        let types: Vec<Word> = query.artifact_types.iter().map(word).collect();
        let (key, value) = match &query.annotation {
            Some((key, value)) => (Some(index.word(key).unwrap_or(UNKNOWN)), value),
            None => (None, &None),
        };
        Self {
            kinds: query.kinds.iter().fold(0, |kinds, kind| kinds | bit(*kind)),
            artifact_types: (!types.is_empty()).then_some(types),
            key,
            value: value.as_ref().map(|value| index.word(value).unwrap_or(UNKNOWN)),
            from: time::day(&query.created.from),
            before: time::day(&query.created.to).map(|day| day + DAY),
        }
    }

    /// The fields in which a row is not as it is wanted. What does not refer to anything has none of them.
    fn misses(&self, index: &Index, row: &Row) -> u8 {
        let is_subject = row.role == Role::Subject;
        let mut misses = 0;
        if self.kinds != 0 && self.kinds & row.kinds == 0 {
            misses |= KINDS;
        }
        if self.artifact_types.as_ref().is_some_and(|types| is_subject || !types.contains(&row.artifact_type)) {
            misses |= TYPES;
        }
        if let Some(key) = self.key {
            let has = index.note(row, key).is_some_and(|value| self.value.is_none_or(|wanted| wanted == value));
            misses |= if has { 0 } else { NOTE };
        }
        if self.from.is_some() || self.before.is_some() {
            let is_within = |at: i64| self.from.is_none_or(|from| from <= at) && self.before.is_none_or(|end| at < end);
            misses |= if row.created.is_some_and(is_within) { 0 } else { CREATED };
        }
        misses
    }
}

impl Matches {
    /// What a query finds; `before` is what another one found in the same index, where there is such a one.
    #[must_use]
    pub fn of(index: &Index, query: &Query, before: Option<&Self>) -> Self {
        let text = query.text.trim().to_ascii_lowercase();
        let before = before.filter(|before| before.len == index.len() && text.contains(&before.text));
        let by_text = Needle::new(&text).map(|needle| by_text(index, &needle, before.and_then(|m| m.by_text.as_ref())));
        let mut matches = Self {
            wanted: Wanted::new(index, query),
            text,
            len: index.len(),
            is_everything: query.is_empty(),
            rows: Bits::none(index.len()),
            paths: Bits::none(index.len()),
            ..Self::default()
        };
        each(index, by_text.as_ref(), |id| matches.try_row(index, id));
        Self { by_text, ..matches }
    }

    /// Takes in a row that the text finds, if it is as wanted in the other fields.
    fn try_row(&mut self, index: &Index, id: NodeId) {
        if let Some(row) = index.get(id)
            && self.wanted.misses(index, row) == 0
        {
            self.take(index, id, row);
        }
    }

    fn take(&mut self, index: &Index, id: NodeId, row: &Row) {
        self.rows.add(id);
        self.count += usize::from(row.role == Role::Artifact);
        let mut above = row.parent;
        while let Some(parent) = above
            && self.paths.add(parent)
        {
            above = index.get(parent).and_then(|row| row.parent);
        }
    }

    /// The fields of the query in which a row is not as it is wanted.
    pub(super) fn misses(&self, index: &Index, id: NodeId, row: &Row) -> u8 {
        let has_text = self.by_text.as_ref().is_none_or(|rows| rows.has(id));
        self.wanted.misses(index, row) | if has_text { 0 } else { TEXT }
    }

    /// The key that an annotation is wanted of.
    pub(super) const fn key(&self) -> Option<Word> {
        self.wanted.key
    }

    /// Whether a row is found.
    #[must_use]
    pub fn has(&self, id: NodeId) -> bool {
        self.rows.has(id)
    }

    /// Whether something below a row is found.
    #[must_use]
    pub fn is_path(&self, id: NodeId) -> bool {
        self.paths.has(id)
    }

    /// Whether a row is found, or leads to one that is.
    #[must_use]
    pub fn shows(&self, id: NodeId) -> bool {
        self.has(id) || self.is_path(id)
    }

    /// Whether nothing in particular is looked for.
    #[must_use]
    pub const fn is_everything(&self) -> bool {
        self.is_everything
    }

    /// How many things that refer to something are found, each counted once.
    #[must_use]
    pub const fn count(&self) -> usize {
        self.count
    }
}

/// The rows that hold a text; only those of `among` are looked at, where there are such.
fn by_text(index: &Index, needle: &Needle, among: Option<&Bits>) -> Bits {
    let mut found = by_word(index, needle, among);
    // A leap through all digests is quicker than one look at each of many.
    let left = among.map_or(index.len(), Bits::count) - found.count();
    if left > index.len() / 8 {
        index.digests().find(needle, |row| {
            found.add(row);
        });
    } else if index.digests().may_hold(needle) {
        each(index, among, |id| {
            if !found.has(id) && index.digests().holds(id, needle) {
                found.add(id);
            }
        });
    }
    found
}

/// The rows that hold a text in what is not their digest.
fn by_word(index: &Index, needle: &Needle, among: Option<&Bits>) -> Bits {
    let mut words = Bits::none(index.word_count());
    index.folded().find(needle, |word| {
        words.add(word);
    });
    let mut found = Bits::none(index.len());
    if words.is_empty() {
        return found;
    }
    let has = |word: Word| words.has(word as usize);
    each(index, among, |id| {
        let Some(row) = index.get(id) else { return };
        let by_note = || index.notes(row).iter().any(|(key, value)| has(*key) || has(*value));
        if has(row.artifact_type) || has(row.platform) || by_note() {
            found.add(id);
        }
    });
    found
}

/// Goes through some of the rows, or through all.
fn each(index: &Index, among: Option<&Bits>, act: impl FnMut(NodeId)) {
    match among {
        Some(among) => among.ids().for_each(act),
        None => (0..index.len()).for_each(act),
    }
}

#[cfg(test)]
mod tests {
    use super::super::query::Dates;
    use super::super::sample;
    use super::*;
    use crate::oci::Kind;

    fn found(query: &Query) -> Vec<NodeId> {
        let mut index = Index::default();
        index.update(&sample::tree());
        let matches = Matches::of(&index, query, None);
        (0..index.len()).filter(|id| matches.has(*id)).collect()
    }

    fn text(text: &str) -> Query {
        Query { text: text.to_owned(), ..Query::default() }
    }

    fn created(from: &str, to: &str) -> Query {
        Query { created: Dates { from: from.to_owned(), to: to.to_owned() }, ..Query::default() }
    }

    #[test]
    fn a_text_is_looked_for_wherever_a_row_has_one() {
        for (words, expected) in [
            ("", &[0, 1, 2, 3, 4, 5, 6, 7][..]),
            ("sha256:", &[0, 1, 2, 3, 4, 5, 6, 7]),
            ("3ABC", &[3, 7]),
            ("spdx", &[2, 4]),
            ("syft", &[2]),
            ("TOOL", &[2, 3, 4, 7]),
            ("arm64", &[1]),
            ("notary", &[6]),
            ("2026-01-0", &[2, 3, 7]),
            ("nowhere", &[]),
        ] {
            assert_eq!(found(&text(words)), expected, "{words}");
        }
    }

    #[test]
    fn every_field_has_to_hold() {
        let kinds = |kinds: &[Kind]| Query { kinds: kinds.to_vec(), ..Query::default() };
        let types = |types: &[&str]| Query {
            artifact_types: types.iter().map(|t| (*t).to_owned()).collect(),
            ..Query::default()
        };
        let note = |key: &str, value: Option<&str>| Query {
            annotation: Some((key.to_owned(), value.map(str::to_owned))),
            ..Query::default()
        };
        for (query, expected) in [
            (kinds(&[Kind::Signature]), &[3, 6, 7][..]),
            (kinds(&[Kind::Signature, Kind::Other]), &[3, 5, 6, 7]),
            (kinds(&[Kind::Vex]), &[]),
            (types(&["application/spdx+json"]), &[2, 4]),
            (types(&[""]), &[5]),
            (types(&["application/unknown"]), &[]),
            (note("tool", None), &[2, 3, 4, 7]),
            (note("tool", Some("Syft")), &[2]),
            (note("tool", Some("unknown")), &[]),
            (note("unknown", None), &[]),
            (created("2026-01-02", ""), &[2, 3, 7]),
            (created("", "2026-01-02"), &[2, 5]),
            (created("2026-01-02", "2026-01-02"), &[2]),
            (created("2026-01-03", "2026-01-01"), &[]),
            (created("no day", ""), &[0, 1, 2, 3, 4, 5, 6, 7]),
            (Query { text: "spdx".to_owned(), ..note("tool", Some("Trivy")) }, &[4]),
            (Query { kinds: vec![Kind::Sbom], ..created("2026-01-01", "") }, &[2]),
        ] {
            assert_eq!(found(&query), expected, "{query:?}");
        }
    }

    #[test]
    fn what_leads_to_a_match_is_known_and_each_thing_counts_once() {
        let mut index = Index::default();
        index.update(&sample::tree());
        let matches = Matches::of(&index, &text("3abc"), None);
        let paths: Vec<NodeId> = (0..index.len()).filter(|id| matches.is_path(*id)).collect();
        assert_eq!(paths, [0, 2]);
        assert_eq!(matches.count(), 1, "the second is the first again");
        assert!(matches.shows(0) && matches.shows(7) && !matches.shows(1));
        let matches = Matches::of(&index, &Query::default(), None);
        assert!(matches.is_everything());
        assert_eq!(matches.count(), 5);
    }

    #[test]
    fn narrowing_finds_the_same() {
        let mut index = Index::default();
        index.update(&sample::large(3_000));
        for typed in ["sha256:00f", "spdx+json", "tool 7", "ffff", "2026"] {
            let mut before: Option<Matches> = None;
            for end in 1..=typed.len() {
                let query = text(&typed[..end]);
                let narrowed = Matches::of(&index, &query, before.as_ref());
                let anew = Matches::of(&index, &query, None);
                assert_eq!((&narrowed.rows, narrowed.count), (&anew.rows, anew.count), "{}", &typed[..end]);
                before = Some(narrowed);
            }
        }
    }

    #[test]
    fn what_another_index_held_is_not_taken_for_this_one() {
        let mut index = Index::default();
        let mut tree = sample::large(100);
        index.update(&tree);
        let before = Matches::of(&index, &text("s"), None);
        tree.apply(crate::registry::tree::Turn::Added(sample::large(40).nodes.split_off(1)));
        index.update(&tree);
        assert_eq!(Matches::of(&index, &text("sp"), Some(&before)).rows, Matches::of(&index, &text("sp"), None).rows);
    }
}
