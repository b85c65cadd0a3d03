//! The tree of referrers, prepared for being looked through. It follows the session when it is asked, and works a
//! query out once.

use crate::explorer::{self, Facets, Index, Matches, Query};
use crate::oci::Kind;
use crate::session::{Session, StepName};
use std::rc::Rc;

/// What is kept between two questions.
#[derive(Default)]
pub struct Lens {
    /// Which tree this is of: how often there has been a new one.
    tree: u64,
    index: Index,
    found: Option<Found>,
}

struct Found {
    query: Query,
    len: usize,
    matches: Rc<Matches>,
    kinds: Option<Rc<Vec<(Kind, usize)>>>,
    facets: Option<Rc<Facets>>,
}

impl Lens {
    /// The rows of the tree that is on screen.
    pub fn index(&mut self, session: &Session) -> &Index {
        let (_, tree) = session.counts(StepName::Referrers);
        if self.tree != tree {
            *self = Self { tree, ..Self::default() };
        }
        if let Some(tree) = session.referrers.result.as_deref() {
            self.index.update(tree);
        }
        &self.index
    }

    /// What a query finds among them.
    pub fn matches(&mut self, session: &Session, query: &Query) -> Rc<Matches> {
        let len = self.index(session).len();
        if let Some(found) = self.found.as_ref().filter(|found| found.len == len && found.query == *query) {
            return found.matches.clone();
        }
        let before = self.found.take();
        let before = before.as_ref().map(|found| &*found.matches);
        let matches = Rc::new(Matches::of(&self.index, query, before));
        self.found = Some(Found { query: query.clone(), len, matches: matches.clone(), kinds: None, facets: None });
        matches
    }

    /// How many of each kind there are, over what a query leaves.
    pub fn kinds(&mut self, session: &Session, query: &Query) -> Rc<Vec<(Kind, usize)>> {
        let matches = self.matches(session, query);
        let count = || Rc::new(explorer::kinds(&self.index, &matches));
        self.found.as_mut().map_or_else(Rc::default, |found| found.kinds.get_or_insert_with(count).clone())
    }

    /// How many of what else there is, over what a query leaves.
    pub fn facets(&mut self, session: &Session, query: &Query) -> Rc<Facets> {
        let matches = self.matches(session, query);
        let count = || Rc::new(Facets::of(&self.index, &matches));
        self.found.as_mut().map_or_else(Rc::default, |found| found.facets.get_or_insert_with(count).clone())
    }
}
