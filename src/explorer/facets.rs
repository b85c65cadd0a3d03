//! How many things there are of each kind, type and annotation, over what the other fields of a query leave.

use super::index::{Index, Role, Row, Word, bit};
use super::matches::{self, Matches};
use super::order::sort;
use crate::oci::Kind;

/// The counts beside what can be picked: of each, how many there would be if it were picked in the place of what
/// is picked in its own field.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Facets {
    /// By artifact type, the commonest first; [`NO_WORD`](super::index::NO_WORD) for those that state none.
    pub artifact_types: Vec<(Word, usize)>,
    /// By the key of an annotation, the commonest first.
    pub keys: Vec<(Word, usize)>,
    /// By the value of the annotation that is picked, the commonest first.
    pub values: Vec<(Word, usize)>,
}

/// The counts by kind, in the order of [`Kind`]: what occurs at all, with its number, which may be 0. Something that holds
/// several things counts for each. Apart from the other counts, which are of words by the thousand and seldom on screen.
#[must_use]
pub fn kinds(index: &Index, matches: &Matches) -> Vec<(Kind, usize)> {
    let (mut kinds, mut occurring) = ([0_usize; Kind::ALL.len()], 0);
    for (row, misses) in artifacts(index, matches) {
        occurring |= row.kinds;
        if misses & !matches::KINDS == 0 {
            let mut left = row.kinds;
            while left != 0 {
                kinds[left.trailing_zeros() as usize] += 1;
                left &= left - 1;
            }
        }
    }
    Kind::ALL.into_iter().zip(kinds).filter(|(kind, _)| occurring & bit(*kind) != 0).collect()
}

impl Facets {
    /// Counts in one pass.
    #[must_use]
    pub fn of(index: &Index, matches: &Matches) -> Self {
        let none = || vec![0_usize; index.word_count()];
        let (mut types, mut keys, mut values) = (none(), none(), none());
        for (row, misses) in artifacts(index, matches) {
            if misses & !matches::TYPES == 0 {
                add(&mut types, row.artifact_type);
            }
            if misses & !matches::NOTE == 0 {
                for (key, value) in index.notes(row) {
                    add(&mut keys, *key);
                    if matches.key() == Some(*key) {
                        add(&mut values, *value);
                    }
                }
            }
        }
        Self { artifact_types: ranked(&types), keys: ranked(&keys), values: ranked(&values) }
    }
}

/// What is counted, with the fields of the query that it does not fulfil.
fn artifacts<'a>(index: &'a Index, matches: &'a Matches) -> impl Iterator<Item = (&'a Row, u8)> {
    let rows = index.rows().iter().enumerate().filter(|(_, row)| row.role == Role::Artifact);
    rows.map(|(id, row)| (row, matches.misses(index, id, row)))
}

fn add(numbers: &mut [usize], word: Word) {
    if let Some(number) = numbers.get_mut(word as usize) {
        *number += 1;
    }
}

/// What occurs, the commonest first; of equals, what came first.
fn ranked(numbers: &[usize]) -> Vec<(Word, usize)> {
    let mut found: Vec<u32> = (0_u32..).zip(numbers).filter(|(_, number)| **number > 0).map(|(word, _)| word).collect();
    let number = |word: u32| numbers[word as usize];
    sort(&mut found, &|a, b| number(b).cmp(&number(a)));
    found.into_iter().map(|word| (word, number(word))).collect()
}

#[cfg(test)]
mod tests {
    use super::super::query::Query;
    use super::super::sample;
    use super::*;

    type Named = Vec<(String, usize)>;

    fn facets(query: &Query) -> (Vec<(Kind, usize)>, Named, Named, Named) {
        let mut index = Index::default();
        index.update(&sample::tree());
        let matches = Matches::of(&index, query, None);
        let facets = Facets::of(&index, &matches);
        let named = |words: &[(Word, usize)]| {
            words.iter().map(|(word, number)| (index.text(*word).to_owned(), *number)).collect()
        };
        (super::kinds(&index, &matches), named(&facets.artifact_types), named(&facets.keys), named(&facets.values))
    }

    fn named(names: &[(&str, usize)]) -> Named {
        names.iter().map(|(name, number)| ((*name).to_owned(), *number)).collect()
    }

    const SPDX: &str = "application/spdx+json";
    const COSIGN: &str = "application/vnd.dev.cosign.artifact.sig.v1+json";
    const NOTARY: &str = "application/vnd.cncf.notary.signature";
    const CREATED: &str = "org.opencontainers.image.created";

    #[test]
    fn all_is_counted_once_where_nothing_is_looked_for() {
        let (kinds, types, keys, values) = facets(&Query::default());
        assert_eq!(kinds, [(Kind::Signature, 2), (Kind::Sbom, 2), (Kind::Other, 1)]);
        assert_eq!(types, named(&[(SPDX, 2), ("", 1), (COSIGN, 1), (NOTARY, 1)]));
        assert_eq!(keys, named(&[(CREATED, 4), ("tool", 3)]));
        assert_eq!(values, []);
    }

    #[test]
    fn a_field_counts_what_the_others_leave() {
        let picked = Query {
            kinds: vec![Kind::Sbom],
            annotation: Some(("tool".to_owned(), Some("Syft".to_owned()))),
            ..Query::default()
        };
        let (kinds, types, keys, values) = facets(&picked);
        // Of Syft there is one SBOM; a signature by it would be counted though it is not picked.
        assert_eq!(kinds, [(Kind::Signature, 0), (Kind::Sbom, 1), (Kind::Other, 0)]);
        assert_eq!(types, named(&[(SPDX, 1)]));
        // Of all SBOMs, whichever tool made them.
        assert_eq!(keys, named(&[(CREATED, 2), ("tool", 2)]));
        assert_eq!(values, named(&[("Syft", 1), ("Trivy", 1)]));

        let typed = Query { text: "signature".to_owned(), ..Query::default() };
        assert_eq!(facets(&typed).0, [(Kind::Signature, 1), (Kind::Sbom, 0), (Kind::Other, 0)]);
        let typed = Query { artifact_types: vec![COSIGN.to_owned()], ..Query::default() };
        let (kinds, types, ..) = facets(&typed);
        assert_eq!(kinds, [(Kind::Signature, 1), (Kind::Sbom, 0), (Kind::Other, 0)]);
        assert_eq!(types.len(), 4, "another type can still be picked");
    }
}
