//! Sets of nodes.

use crate::registry::tree::NodeId;

/// A set of nodes, a bit each.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Bits(Vec<u64>);

impl Bits {
    /// A set of none of `len` nodes.
    #[must_use]
    pub fn none(len: usize) -> Self {
        Self(vec![0; len.div_ceil(64)])
    }

    /// Whether a node is in it.
    #[must_use]
    pub fn has(&self, id: NodeId) -> bool {
        self.0.get(id / 64).is_some_and(|word| word >> (id % 64) & 1 == 1)
    }

    /// Puts a node in; `false` where it was in already.
    pub fn add(&mut self, id: NodeId) -> bool {
        if id / 64 >= self.0.len() {
            self.0.resize(id / 64 + 1, 0);
        }
        let (word, bit) = (&mut self.0[id / 64], 1 << (id % 64));
        let is_new = *word & bit == 0;
        *word |= bit;
        is_new
    }

    /// Takes a node out.
    pub fn remove(&mut self, id: NodeId) {
        if let Some(word) = self.0.get_mut(id / 64) {
            *word &= !(1 << (id % 64));
        }
    }

    /// Those that are in it, in their order.
    pub fn ids(&self) -> impl Iterator<Item = NodeId> {
        self.0.iter().enumerate().flat_map(|(at, word)| {
            let mut left = *word;
            std::iter::from_fn(move || {
                let lowest = (left != 0).then(|| left.trailing_zeros() as usize)?;
                left &= left - 1;
                Some(at * 64 + lowest)
            })
        })
    }

    /// How many are in it.
    #[must_use]
    pub fn count(&self) -> usize {
        self.0.iter().map(|word| word.count_ones() as usize).sum()
    }

    /// Whether there is none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.iter().all(|word| *word == 0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nodes_are_put_in_and_taken_out() {
        let mut bits = Bits::none(10);
        assert!(bits.is_empty() && !bits.has(3) && !bits.has(1_000));
        assert!(bits.add(3) && bits.add(63) && bits.add(64) && bits.add(200));
        assert!(!bits.add(3), "it is in already");
        assert_eq!((bits.count(), bits.has(64), bits.has(65)), (4, true, false));
        assert_eq!(bits.ids().collect::<Vec<_>>(), [3, 63, 64, 200]);
        bits.remove(64);
        bits.remove(9_999);
        assert_eq!((bits.count(), bits.has(64)), (3, false));
    }
}
