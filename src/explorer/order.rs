//! The rows of a table in the order of a column.

use super::index::{Index, NO_WORD, Role, Row};
use super::matches::Matches;
use crate::registry::tree::NodeId;
use std::cmp::Ordering;

/// What a table shows of a row, and what it can be sorted by.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Column {
    /// Kind and format.
    Kind,
    /// The artifact type.
    ArtifactType,
    /// What it refers to.
    Subject,
    /// When it says that it was made.
    Created,
    /// Its size.
    Size,
    /// Its digest.
    Digest,
    /// The annotation of this key.
    Annotation(String),
}

impl Column {
    /// Those that every row has.
    pub const USUAL: [Self; 6] =
        [Self::Kind, Self::ArtifactType, Self::Subject, Self::Created, Self::Size, Self::Digest];
}

/// By which column a table is sorted.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sorting {
    /// The column.
    pub column: Column,
    /// Whether the greatest comes first.
    pub is_descending: bool,
}

impl Sorting {
    /// How it is sorted after a column's title was pressed: by that column, and the other way round if it was so
    /// already. Of times and sizes the greatest come first: that is what is looked for.
    #[must_use]
    pub fn after(before: Option<&Self>, column: &Column) -> Self {
        let is_descending = match before.filter(|before| before.column == *column) {
            Some(before) => !before.is_descending,
            None => matches!(column, Column::Created | Column::Size),
        };
        Self { column: column.clone(), is_descending }
    }
}

/// All that refers to something, in an order. Kept, so that a query does not sort again.
#[derive(Clone, Debug, Default)]
pub struct Order {
    ids: Vec<u32>,
    len: usize,
    sorting: Option<Sorting>,
}

impl Order {
    /// Brings it up to date with the index and a person's wish; nothing is done where it is.
    pub fn update(&mut self, index: &Index, sorting: Option<&Sorting>) {
        if self.len == index.len() && self.sorting.as_ref() == sorting {
            return;
        }
        let artifacts = (0_u32..).zip(index.rows()).filter(|(_, row)| row.role == Role::Artifact);
        *self = Self { ids: artifacts.map(|(id, _)| id).collect(), len: index.len(), sorting: sorting.cloned() };
        if let Some(sorting) = sorting {
            self.sort(index, sorting);
        }
    }

    fn sort(&mut self, index: &Index, sorting: &Sorting) {
        let turned = |order: Ordering| if sorting.is_descending { order.reverse() } else { order };
        let rows = index.rows();
        let compare = |a: u32, b: u32| {
            let (a, b) = (a as usize, b as usize);
            let (left, right) = (&rows[a], &rows[b]);
            match &sorting.column {
                Column::Kind => turned(left.kinds.trailing_zeros().cmp(&right.kinds.trailing_zeros())),
                Column::Subject => turned(left.parent.cmp(&right.parent)),
                Column::Size => turned(left.size.cmp(&right.size)),
                Column::Digest => turned(index.digests().get(a).cmp(index.digests().get(b))),
                Column::Created => known_first(left.created.is_some(), right.created.is_some())
                    .then_with(|| turned(left.created.cmp(&right.created))),
                Column::ArtifactType => by_text(index, left.artifact_type, right.artifact_type, &turned),
                Column::Annotation(key) => {
                    let value = |row: &Row| index.word(key).and_then(|key| index.note(row, key)).unwrap_or(NO_WORD);
                    by_text(index, value(left), value(right), &turned)
                }
            }
        };
        sort(&mut self.ids, &compare);
    }

    /// What a query finds of them, in their order.
    pub fn found<'a>(&'a self, matches: &'a Matches) -> impl Iterator<Item = NodeId> + 'a {
        self.ids.iter().map(|id| *id as usize).filter(|id| matches.has(*id))
    }
}

/// What says nothing comes last, whichever way is up.
fn known_first(left: bool, right: bool) -> Ordering {
    right.cmp(&left)
}

fn by_text(index: &Index, left: u32, right: u32, turned: &dyn Fn(Ordering) -> Ordering) -> Ordering {
    let text = |word: u32| index.folded().get(word as usize);
    known_first(left != NO_WORD, right != NO_WORD).then_with(|| turned(text(left).cmp(text(right))))
}

/// Sorts numbers, and leaves equal ones in their order: by merging ever longer runs. One for all that is sorted here;
/// the standard library's would be made anew for each use, at several kilobytes of the page.
pub(super) fn sort(ids: &mut Vec<u32>, compare: &dyn Fn(u32, u32) -> Ordering) {
    let mut merged = Vec::with_capacity(ids.len());
    let mut run = 1;
    while run < ids.len() {
        for pair in ids.chunks(2 * run) {
            let (mut left, mut right) = pair.split_at(run.min(pair.len()));
            while let (Some((a, rest_left)), Some((b, rest_right))) = (left.split_first(), right.split_first()) {
                if compare(*a, *b) == Ordering::Greater {
                    merged.push(*b);
                    right = rest_right;
                } else {
                    merged.push(*a);
                    left = rest_left;
                }
            }
            merged.extend_from_slice(left);
            merged.extend_from_slice(right);
        }
        std::mem::swap(ids, &mut merged);
        merged.clear();
        run *= 2;
    }
}

#[cfg(test)]
mod tests {
    use super::super::query::Query;
    use super::super::sample;
    use super::*;

    fn sorted(column: Column, is_descending: bool) -> Vec<NodeId> {
        let mut index = Index::default();
        index.update(&sample::tree());
        let mut order = Order::default();
        order.update(&index, Some(&Sorting { column, is_descending }));
        order.found(&Matches::of(&index, &Query::default(), None)).collect()
    }

    #[test]
    fn each_column_has_its_order_and_what_says_nothing_comes_last() {
        for (column, up, down) in [
            (Column::Kind, [3, 6, 2, 4, 5], [5, 2, 4, 3, 6]),
            (Column::ArtifactType, [2, 4, 6, 3, 5], [3, 6, 2, 4, 5]),
            (Column::Subject, [2, 3, 4, 5, 6], [6, 4, 5, 2, 3]),
            (Column::Created, [5, 2, 3, 4, 6], [3, 2, 5, 4, 6]),
            (Column::Size, [4, 2, 3, 5, 6], [6, 5, 3, 2, 4]),
            (Column::Digest, [2, 3, 4, 5, 6], [6, 5, 4, 3, 2]),
            // In any case of letters: cosign, Syft, Trivy.
            (Column::Annotation("tool".to_owned()), [3, 2, 4, 5, 6], [4, 2, 3, 5, 6]),
            (Column::Annotation("unknown".to_owned()), [2, 3, 4, 5, 6], [2, 3, 4, 5, 6]),
        ] {
            assert_eq!(sorted(column.clone(), false), up, "{column:?}");
            assert_eq!(sorted(column.clone(), true), down, "{column:?}, the other way");
        }
    }

    #[test]
    fn a_title_pressed_again_turns_the_order_round() {
        let mut sorting: Option<Sorting> = None;
        for (column, is_descending) in [
            (Column::Kind, false),
            (Column::Kind, true),
            (Column::Kind, false),
            (Column::Size, true),
            (Column::Size, false),
            (Column::Kind, false),
        ] {
            let after = Sorting::after(sorting.as_ref(), &column);
            assert_eq!(after, Sorting { column, is_descending });
            sorting = Some(after);
        }
    }

    #[test]
    fn a_query_leaves_some_out_and_growth_is_sorted_in() {
        let mut index = Index::default();
        let whole = sample::tree();
        let mut tree = crate::registry::tree::Tree::default();
        let mut order = Order::default();
        let by_size = Sorting { column: Column::Size, is_descending: true };
        for node in whole.nodes {
            tree.apply(crate::registry::tree::Turn::Added(vec![node]));
            index.update(&tree);
            order.update(&index, Some(&by_size));
        }
        let query = Query { text: "spdx".to_owned(), ..Query::default() };
        assert_eq!(order.found(&Matches::of(&index, &query, None)).collect::<Vec<_>>(), [2, 4]);
        order.update(&index, None);
        let all = Matches::of(&index, &Query::default(), None);
        assert_eq!(order.found(&all).collect::<Vec<_>>(), [2, 3, 4, 5, 6]);
    }

    #[test]
    fn sorting_is_stable_for_any_length() {
        for len in 0_u32..70 {
            let mut ids: Vec<u32> = (0..len).map(|n| (n * 7919) % 97).collect();
            let mut expected = ids.clone();
            expected.sort_by_key(|n| n % 5);
            sort(&mut ids, &|a, b| (a % 5).cmp(&(b % 5)));
            assert_eq!(ids, expected, "{len}");
        }
    }
}
