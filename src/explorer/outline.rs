//! The rows of the tree view: depth first, without what is folded away or not found.

use super::bits::Bits;
use super::index::{Index, Role};
use super::matches::Matches;
use crate::registry::tree::NodeId;

/// A row of a list on screen.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Line {
    /// The node.
    pub id: NodeId,
    /// How deep it stands, from 1; 0 in a list without levels.
    pub level: usize,
    /// Its place among those that stand below the same, from 1.
    pub place: usize,
    /// How many those are.
    pub of: usize,
    /// Whether what stands below it is seen; `None` where nothing does.
    pub is_open: Option<bool>,
}

/// The rows of the tree view. The image and its platforms stand at the top, side by side.
#[must_use]
pub fn outline(index: &Index, matches: &Matches, folded: &Bits) -> Vec<Line> {
    let is_shown = |id: NodeId| matches.shows(id);
    let (mut below, mut top) = (vec![0_usize; index.len()], 0);
    for (id, row) in index.rows().iter().enumerate().filter(|(id, _)| is_shown(*id)) {
        match row.parent {
            Some(parent) if row.role != Role::Subject => below[parent] += 1,
            _ => top += usize::from(leads(index, matches, id)),
        }
    }
    let mut lines = Vec::new();
    // Where to go on at each level, and the place that comes there.
    let mut levels: Vec<(Option<NodeId>, usize)> = Vec::new();
    let subjects = index.rows().iter().enumerate().filter(|(_, row)| row.role == Role::Subject).map(|(id, _)| id);
    for (at, subject) in subjects.filter(|id| leads(index, matches, *id)).enumerate() {
        let mut next = Some((subject, at + 1, top));
        while let Some((id, place, of)) = next {
            let is_open = (below[id] > 0).then(|| !folded.has(id));
            lines.push(Line { id, level: levels.len() + 1, place, of, is_open });
            if is_open == Some(true) {
                levels.push((index.children(id).next(), 1));
            }
            next = step(index, matches, &mut levels).map(|(id, place)| {
                let of = index.get(id).and_then(|row| row.parent).map_or(0, |parent| below[parent]);
                (id, place, of)
            });
        }
    }
    lines
}

/// The next row that is shown, with its place; `None` where the levels come to their end.
fn step(index: &Index, matches: &Matches, levels: &mut Vec<(Option<NodeId>, usize)>) -> Option<(NodeId, usize)> {
    loop {
        let (next, place) = levels.last_mut()?;
        let Some(id) = *next else {
            levels.pop();
            continue;
        };
        *next = index.next(id);
        if matches.shows(id) {
            *place += 1;
            return Some((id, *place - 1));
        }
    }
}

/// Whether the image or a platform is found itself, or something that refers to it: a match at a platform is none at
/// the image.
fn leads(index: &Index, matches: &Matches, id: NodeId) -> bool {
    matches.has(id) || (matches.is_path(id) && index.children(id).any(|child| matches.shows(child)))
}

#[cfg(test)]
mod tests {
    use super::super::query::Query;
    use super::super::sample;
    use super::*;

    fn lines(text: &str, folded: &[NodeId]) -> Vec<(NodeId, usize, usize, usize, Option<bool>)> {
        let mut index = Index::default();
        index.update(&sample::tree());
        let matches = Matches::of(&index, &Query { text: text.to_owned(), ..Query::default() }, None);
        let mut bits = Bits::default();
        folded.iter().for_each(|id| {
            bits.add(*id);
        });
        let lines = outline(&index, &matches, &bits);
        lines.into_iter().map(|line| (line.id, line.level, line.place, line.of, line.is_open)).collect()
    }

    #[test]
    fn rows_come_depth_first_with_their_places() {
        let expected = [
            (0, 1, 1, 2, Some(true)),
            (2, 2, 1, 2, Some(true)),
            (6, 3, 1, 2, None),
            (7, 3, 2, 2, None),
            (3, 2, 2, 2, None),
            (1, 1, 2, 2, Some(true)),
            (4, 2, 1, 2, None),
            (5, 2, 2, 2, None),
        ];
        assert_eq!(lines("", &[]), expected);
    }

    #[test]
    fn what_is_folded_hides_what_is_below_it() {
        let ids = |folded: &[NodeId]| lines("", folded).iter().map(|line| line.0).collect::<Vec<_>>();
        assert_eq!(ids(&[2]), [0, 2, 3, 1, 4, 5]);
        assert_eq!(ids(&[0]), [0, 1, 4, 5]);
        assert_eq!(ids(&[0, 1, 2]), [0, 1]);
        assert_eq!(lines("", &[2])[1].4, Some(false));
        assert_eq!(lines("", &[3])[4].4, None, "nothing is below it");
    }

    #[test]
    fn a_query_leaves_what_is_found_and_what_leads_there() {
        assert_eq!(lines("notary", &[]), [(0, 1, 1, 1, Some(true)), (2, 2, 1, 1, Some(true)), (6, 3, 1, 1, None)]);
        assert_eq!(lines("trivy", &[]), [(1, 1, 1, 1, Some(true)), (4, 2, 1, 1, None)], "the image has no part in it");
        assert_eq!(lines("arm64", &[]), [(1, 1, 1, 1, None)]);
        assert_eq!(lines("nowhere", &[]), []);
    }
}
