//! A tree of referrers as rows that can be searched, counted and sorted: it grows with the tree.

use super::search::Texts;
use super::time;
use crate::oci::Kind;
use crate::oci::lookup::Lookup;
use crate::registry::tree::{Node, NodeId, Tree, What};

/// A text that many rows share: an artifact type, or a key or value of annotations.
pub type Word = u32;

/// The word that stands for none; its text is empty.
pub const NO_WORD: Word = 0;

/// The rows of a tree, by the places of its nodes.
#[derive(Clone, Debug, Default)]
pub struct Index {
    rows: Vec<Row>,
    /// The annotations of all rows, one row's after another's.
    notes: Vec<(Word, Word)>,
    words: Words,
    digests: Texts,
    /// How many of the tree's changes are in here.
    cursor: usize,
    artifacts: usize,
}

/// What a row is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Role {
    /// The image, or a platform of it.
    Subject,
    /// Something that refers to another.
    Artifact,
    /// The same, but listed elsewhere already.
    Repeat,
}

/// One node.
#[derive(Clone, Debug)]
pub struct Row {
    /// What it refers to, or is a platform of.
    pub parent: Option<NodeId>,
    /// What it is.
    pub role: Role,
    /// Its kinds, a bit each, by their places in [`Kind::ALL`]; more than one where it holds several things.
    pub kinds: u16,
    /// Its artifact type; [`NO_WORD`] where none is stated.
    pub artifact_type: Word,
    /// The platform's name; [`NO_WORD`] for all that is none.
    pub platform: Word,
    /// When it says that it was made, in seconds since 1970; `None` where it does not say, or not as RFC 3339.
    pub created: Option<i64>,
    /// Its size, in bytes.
    pub size: u64,
    /// How many things refer to it.
    pub children: usize,
    notes: (u32, u32),
    first_child: Link,
    last_child: Link,
    next: Link,
}

/// The row of another node, or none, in the room of a number.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Link(u32);

impl Link {
    const NONE: Self = Self(u32::MAX);

    fn to(id: NodeId) -> Self {
        Self(u32::try_from(id).unwrap_or(u32::MAX))
    }

    fn node(self) -> Option<NodeId> {
        (self != Self::NONE).then_some(self.0 as NodeId)
    }
}

/// Words, each with a number.
#[derive(Clone, Debug, Default)]
struct Words {
    numbers: Lookup,
    /// Words that were asked for lately, by [`slot`]: most of a row's are those of rows before it.
    recent: Vec<Word>,
    written: String,
    ends: Vec<usize>,
    folded: Texts,
}

/// How many of them.
const RECENT: usize = 256;

/// Where a word is among them. One that takes another's place costs a search, and no more.
fn slot(text: &str) -> usize {
    let byte = |at: usize| text.as_bytes().get(at).map_or(0, |byte| usize::from(*byte));
    let (end, middle) = (text.len().saturating_sub(1), text.len() / 2);
    (text.len() + 7 * byte(0) + 31 * byte(middle) + 61 * byte(end)) % RECENT
}

impl Words {
    fn number(&mut self, text: &str) -> Word {
        if self.ends.is_empty() {
            self.add("");
            self.recent = vec![NO_WORD; RECENT];
        }
        let slot = slot(text);
        let recent = self.recent[slot];
        if self.text(recent) == text {
            return recent;
        }
        let word = self.get(text).unwrap_or_else(|| self.add(text));
        self.recent[slot] = word;
        word
    }

    fn get(&self, text: &str) -> Option<Word> {
        self.numbers.get(text, &|word| self.text(word))
    }

    fn add(&mut self, text: &str) -> Word {
        let number = Word::try_from(self.ends.len()).unwrap_or(NO_WORD);
        let mut numbers = std::mem::take(&mut self.numbers);
        numbers.add(text, number, &|word| self.text(word));
        self.numbers = numbers;
        self.written.push_str(text);
        self.ends.push(self.written.len());
        self.folded.add(text);
        number
    }

    fn text(&self, word: Word) -> &str {
        let at = word as usize;
        let start = if at == 0 { 0 } else { self.ends.get(at - 1).copied().unwrap_or_default() };
        self.ends.get(at).and_then(|end| self.written.get(start..*end)).unwrap_or_default()
    }
}

impl Index {
    /// Takes in what has come to the tree since; `true` where that is anything.
    pub fn update(&mut self, tree: &Tree) -> bool {
        let from = std::mem::replace(&mut self.cursor, tree.changes.len());
        let changes = tree.changes.get(from..).unwrap_or_default();
        for id in changes {
            if let Some(node) = tree.nodes.get(*id).filter(|_| *id == self.rows.len()) {
                self.add(node);
            }
        }
        !changes.is_empty()
    }

    fn add(&mut self, node: &Node) {
        let id = self.rows.len();
        let row = self.read(node);
        self.digests.add(node.digest.as_ref());
        self.artifacts += usize::from(row.role == Role::Artifact);
        // Platforms are no referrers of the image: they stand beside it.
        let parent = row.parent.filter(|_| row.role != Role::Subject);
        self.rows.push(row);
        let Some(parent) = parent.and_then(|parent| self.rows.get_mut(parent)) else { return };
        parent.children += 1;
        if parent.first_child == Link::NONE {
            parent.first_child = Link::to(id);
        }
        let before = std::mem::replace(&mut parent.last_child, Link::to(id));
        if let Some(before) = before.node().and_then(|before| self.rows.get_mut(before)) {
            before.next = Link::to(id);
        }
    }

    fn note_count(&self) -> u32 {
        u32::try_from(self.notes.len()).unwrap_or(u32::MAX)
    }

    fn read(&mut self, node: &Node) -> Row {
        let start = self.note_count();
        let mut row = Row {
            parent: node.parent,
            role: Role::Subject,
            kinds: 0,
            artifact_type: self.words.number(""),
            platform: NO_WORD,
            created: None,
            size: 0,
            children: 0,
            notes: (start, start),
            first_child: Link::NONE,
            last_child: Link::NONE,
            next: Link::NONE,
        };
        match &node.what {
            What::Image => {}
            What::Platform(descriptor, platform) => {
                row.size = descriptor.size();
                row.platform = platform.as_ref().map_or(NO_WORD, |platform| self.words.number(&platform.to_string()));
            }
            What::Artifact(found) | What::Repeat(_, found) => {
                row.role = if matches!(node.what, What::Artifact(_)) { Role::Artifact } else { Role::Repeat };
                row.kinds = found.kinds().fold(0, |kinds, kind| kinds | bit(kind));
                row.artifact_type = self.words.number(found.referrer.artifact_type().unwrap_or_default());
                row.created = found.referrer.created().and_then(time::seconds);
                row.size = found.referrer.size();
                for (key, value) in found.referrer.annotations() {
                    let note = (self.words.number(key), self.words.number(value));
                    self.notes.push(note);
                }
                row.notes.1 = self.note_count();
            }
        }
        row
    }

    /// How many rows there are.
    #[must_use]
    pub const fn len(&self) -> usize {
        self.rows.len()
    }

    /// Whether there is none.
    #[must_use]
    pub const fn is_empty(&self) -> bool {
        self.rows.is_empty()
    }

    /// How many things refer to something, each counted once.
    #[must_use]
    pub const fn artifacts(&self) -> usize {
        self.artifacts
    }

    /// A row.
    #[must_use]
    pub fn get(&self, id: NodeId) -> Option<&Row> {
        self.rows.get(id)
    }

    /// Whether a row is the image or a platform of it.
    #[must_use]
    pub fn is_subject(&self, id: NodeId) -> bool {
        self.get(id).is_some_and(|row| row.role == Role::Subject)
    }

    /// All rows.
    #[must_use]
    pub fn rows(&self) -> &[Row] {
        &self.rows
    }

    /// The annotations of a row, by their keys.
    #[must_use]
    pub fn notes(&self, row: &Row) -> &[(Word, Word)] {
        self.notes.get(row.notes.0 as usize..row.notes.1 as usize).unwrap_or_default()
    }

    /// The value of a row's annotation.
    #[must_use]
    pub fn note(&self, row: &Row, key: Word) -> Option<Word> {
        self.notes(row).iter().find(|(other, _)| *other == key).map(|(_, value)| *value)
    }

    /// What refers to a row, in the order in which it came.
    pub fn children(&self, id: NodeId) -> impl Iterator<Item = NodeId> {
        let next = |id: &NodeId| self.rows.get(*id).and_then(|row| row.next.node());
        std::iter::successors(self.rows.get(id).and_then(|row| row.first_child.node()), next)
    }

    /// What refers to the same as a row, and came after it.
    #[must_use]
    pub fn next(&self, id: NodeId) -> Option<NodeId> {
        self.rows.get(id)?.next.node()
    }

    /// How many words there are: all are smaller than this.
    #[must_use]
    pub const fn word_count(&self) -> usize {
        self.words.ends.len()
    }

    /// A word as it is written.
    #[must_use]
    pub fn text(&self, word: Word) -> &str {
        self.words.text(word)
    }

    /// The word of a text, where a row has it.
    #[must_use]
    pub fn word(&self, text: &str) -> Option<Word> {
        self.words.get(text)
    }

    /// The words, to be searched.
    pub(super) const fn folded(&self) -> &Texts {
        &self.words.folded
    }

    /// The digests of the rows, to be searched.
    pub(super) const fn digests(&self) -> &Texts {
        &self.digests
    }
}

/// The bit of a kind.
#[must_use]
pub const fn bit(kind: Kind) -> u16 {
    1 << kind as u16
}

#[cfg(test)]
mod tests {
    use super::super::sample::{self, DIGESTS};
    use super::*;
    use crate::registry::found::Way;
    use crate::registry::tree::Turn;

    #[test]
    fn a_tree_becomes_rows() {
        let tree = sample::tree();
        let mut index = Index::default();
        assert!(index.update(&tree));
        assert!(!index.update(&tree), "there is nothing more");
        assert_eq!((index.len(), index.artifacts()), (tree.nodes.len(), 5));
        assert_eq!(index.children(0).collect::<Vec<_>>(), [2, 3]);
        assert_eq!(index.children(1).collect::<Vec<_>>(), [4, 5]);
        assert_eq!(index.children(2).collect::<Vec<_>>(), [6, 7]);
        assert_eq!(index.get(2).unwrap().children, 2);
        let sbom = index.get(2).unwrap();
        assert_eq!((sbom.kinds, sbom.role), (bit(Kind::Sbom), Role::Artifact));
        assert_eq!(index.text(sbom.artifact_type), "application/spdx+json");
        assert_eq!(sbom.created, Some(1_767_312_000));
        assert_eq!(index.notes(sbom).len(), 2);
        let tool = index.word("tool").unwrap();
        assert_eq!(index.note(sbom, tool).map(|word| index.text(word)), Some("Syft"));
        assert_eq!(index.text(index.get(1).unwrap().platform), "linux/arm64");
        assert_eq!(index.get(7).unwrap().role, Role::Repeat);
        assert_eq!(index.digests().get(3), DIGESTS[3].as_bytes());
        assert_eq!(index.word("nobody says this"), None);
    }

    #[test]
    fn it_grows_as_the_tree_does() {
        let whole = sample::tree();
        let mut tree = Tree::default();
        let mut index = Index::default();
        for node in &whole.nodes {
            tree.apply(Turn::Added(vec![node.clone()]));
            index.update(&tree);
        }
        tree.apply(Turn::AlsoBy(3, Way::ReferrersTag));
        assert!(index.update(&tree));
        let mut at_once = Index::default();
        at_once.update(&whole);
        for id in 0..whole.nodes.len() {
            assert_eq!(index.children(id).collect::<Vec<_>>(), at_once.children(id).collect::<Vec<_>>());
            let words = |index: &Index| {
                let row = index.get(id).unwrap();
                index.notes(row).iter().map(|(k, v)| [*k, *v].map(|w| index.text(w).to_owned())).collect::<Vec<_>>()
            };
            assert_eq!(words(&index), words(&at_once));
        }
    }
}
