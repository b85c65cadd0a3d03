//! Annotations of very many descriptors, in little room.

use super::lookup::Lookup;
use std::sync::Arc;

/// Annotations by their keys, which those of one list share.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Annotations(Box<[(Arc<str>, Box<str>)]>);

/// Texts that come again and again in a list: media types, artifact types, the keys of annotations.
#[derive(Debug, Default)]
pub struct Shared(Vec<Arc<str>>);

/// As many texts are looked through. A list of ten thousand types gains nothing by being looked through, and a hostile
/// one would cost.
pub(super) const MOST: usize = 64;

impl Shared {
    /// The text, in one piece of memory with all that are alike.
    pub fn share(&mut self, text: &str) -> Arc<str> {
        if let Some(known) = self.0.iter().find(|known| &***known == text) {
            return known.clone();
        }
        let new: Arc<str> = text.into();
        if self.0.len() < MOST {
            self.0.push(new.clone());
        }
        new
    }
}

impl Annotations {
    /// Of pairs in any order; of a key that comes twice the last counts. One without a value is none.
    #[must_use]
    pub fn new(mut pairs: Vec<(Arc<str>, Option<Box<str>>)>) -> Self {
        // As a rule they come sorted.
        if pairs.is_sorted_by(|(before, _), (key, _)| before < key) {
            return Self(pairs.into_iter().filter_map(|(key, value)| Some((key, value?))).collect());
        }
        let mut lookup = Lookup::default();
        let name_of = |number: u32| pairs.get(number as usize).map_or("", |(key, _)| &**key);
        for (number, (key, _)) in (0_u32..).zip(&pairs).collect::<Vec<_>>().into_iter().rev() {
            lookup.add(key, number, &name_of);
        }
        let taken = lookup.sorted().filter_map(|number| {
            let (key, value) = &mut pairs[number as usize];
            Some((key.clone(), value.take()?))
        });
        Self(taken.collect())
    }

    /// The value of a key.
    #[must_use]
    pub fn get(&self, key: &str) -> Option<&str> {
        let at = self.0.partition_point(|(before, _)| &**before < key);
        self.0.get(at).filter(|(known, _)| &**known == key).map(|(_, value)| &**value)
    }

    /// All of them, by their keys.
    pub fn iter(&self) -> impl ExactSizeIterator<Item = (&str, &str)> {
        self.0.iter().map(|(key, value)| (&**key, &**value))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pairs_are_found_by_their_keys_in_whatever_order_they_came() {
        let mut shared = Shared::default();
        let pairs =
            [("b", Some("2")), ("a", Some("1")), ("c", Some("")), ("d", Some("4")), ("b", Some("3")), ("d", None)];
        let pairs = pairs.iter().map(|(key, value)| (shared.share(key), value.map(Box::from))).collect();
        let annotations = Annotations::new(pairs);
        assert_eq!(annotations.iter().collect::<Vec<_>>(), [("a", "1"), ("b", "3"), ("c", "")]);
        assert_eq!(
            ["a", "b", "c", "", "d"].map(|key| annotations.get(key)),
            [Some("1"), Some("3"), Some(""), None, None]
        );
    }

    #[test]
    fn alike_texts_are_one_as_long_as_there_are_few() {
        let mut shared = Shared::default();
        let first = shared.share("a/b");
        assert!(Arc::ptr_eq(&first, &shared.share("a/b")));
        let many: Vec<_> = (0..1_000).map(|n| shared.share(&n.to_string())).collect();
        assert_eq!((&*many[7], &*many[999], shared.0.len()), ("7", "999", MOST));
        assert!(Arc::ptr_eq(&first, &shared.share("a/b")));
    }
}
