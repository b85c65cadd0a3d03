//! What is proven of what refers to an image: which signatures hold, and what the documents say.
//!
//! - [`plan`]: what there is to be checked, and of what it has to be the signature.
//! - [`tally`]: the results as they stand above the list.
//! - [`trust`]: whom the person trusts.

pub mod plan;
pub mod tally;
pub mod trust;

use crate::words::Text;
use report::{Outcome, Summary, Trust, Verdict};
use std::collections::HashMap;
use std::rc::Rc;

/// The bytes of an artifact: its manifest, then its layers. A layer that was not fetched is empty.
pub type Bytes = Rc<Vec<Vec<u8>>>;

/// What checking an artifact came to.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Checked {
    /// One verdict for each signature that it holds.
    pub verdicts: Vec<Verdict>,
    /// What its documents say.
    pub summary: Summary,
    /// Why it could not be checked.
    pub failed: Option<Text>,
    /// What was checked, where that is little enough to be kept: with another trust it is checked again.
    pub kept: Option<Bytes>,
}

impl Checked {
    /// What could not be checked, and why.
    #[must_use]
    pub fn failed(why: Text) -> Self {
        Self { failed: Some(why), ..Self::default() }
    }

    /// How many of its signatures came to an outcome. One that could not be fetched counts as not checked.
    #[must_use]
    pub fn count(&self, outcome: Outcome) -> usize {
        let unfetched = usize::from(self.failed.is_some() && outcome == Outcome::NotChecked);
        unfetched + self.verdicts.iter().filter(|verdict| verdict.outcome == outcome).count()
    }
}

/// All that was checked of one tree, and against what.
#[derive(Debug, Default)]
pub struct Proof {
    /// The tree by its number: what was checked of an earlier one says nothing of this.
    tree: u64,
    checked: HashMap<String, (usize, Rc<Checked>)>,
    /// How many results were noted.
    noted: usize,
    /// Whom the person trusts, once that is known.
    pub trust: Option<Trust>,
    /// How many of how many artifacts are checked by now; `None` when nothing is under way.
    pub progress: Option<(usize, usize)>,
    /// Whether all that there is was to be checked, and none was left out.
    pub is_whole: bool,
    /// Why nothing could be checked.
    pub refused: Option<Text>,
}

impl Proof {
    /// Begins with a tree, and tells whether it is another one than before. What was checked of the same stays.
    pub fn begin(&mut self, tree: u64) -> bool {
        let is_other = self.tree != tree;
        if is_other {
            let trust = self.trust.take();
            *self = Self { tree, trust, ..Self::default() };
        }
        is_other
    }

    /// What an artifact came to, by its digest.
    #[must_use]
    pub fn of(&self, digest: &str) -> Option<&Rc<Checked>> {
        self.checked.get(digest).map(|(_, checked)| checked)
    }

    /// Another number for each result of an artifact; none before the first.
    #[must_use]
    pub fn version(&self, digest: &str) -> usize {
        self.checked.get(digest).map_or(0, |(version, _)| *version)
    }

    /// Notes what an artifact came to.
    pub fn note(&mut self, digest: &str, checked: Checked) {
        self.noted += 1;
        self.checked.insert(digest.to_owned(), (self.noted, Rc::new(checked)));
    }

    /// Whether anything was checked.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.checked.is_empty()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn another_tree_knows_nothing_of_what_was_checked_before_but_the_trust_stays() {
        let mut proof = Proof::default();
        proof.begin(1);
        proof.trust = Some(Trust { public_good: true, ..Trust::default() });
        proof.note("sha256:a", Checked::default());
        proof.begin(1);
        assert!(proof.of("sha256:a").is_some());
        proof.begin(2);
        assert!(proof.is_empty());
        assert!(proof.trust.is_some());
    }

    #[test]
    fn what_could_not_be_fetched_is_not_checked() {
        let checked = Checked::failed(crate::text!("refused"));
        assert_eq!(checked.count(Outcome::NotChecked), 1);
        assert_eq!(checked.count(Outcome::Verified), 0);
    }
}
