//! A check under way: whom it asks, and whom it tells.

use super::recorder::Recorder;
use super::scrub::Scrub;
use super::{Event, Finding, StepName, Subject};
use crate::auth::{Actions, BasicCredentials, Scope, Token};
use crate::oci::{Reference, RepositoryName};
use crate::registry::problem::{Circumstances, Problem};
use crate::registry::{Client, ClientError, Transport};
use std::cell::RefCell;

/// What every step is handed.
pub(super) struct Course<'a, T> {
    pub subject: &'a Subject,
    pub recorder: &'a Recorder<'a, T>,
    pub client: Client<&'a Recorder<'a, T>>,
    tell: &'a dyn Fn(Event),
    scrub: RefCell<Scrub>,
    told: RefCell<Vec<StepName>>,
}

impl<'a, T: Transport> Course<'a, T> {
    pub fn new(subject: &'a Subject, recorder: &'a Recorder<'a, T>, tell: &'a dyn Fn(Event)) -> Self {
        Self {
            subject,
            recorder,
            client: Client::new(recorder, subject.registry.clone()),
            tell,
            scrub: RefCell::new(Scrub::of(subject)),
            told: RefCell::default(),
        }
    }

    /// A step begins.
    pub fn ask(&self, step: StepName) {
        (self.tell)(Event::Asking(step));
    }

    /// A step has ended.
    pub fn tell(&self, finding: Finding) {
        self.told.borrow_mut().push(finding.step);
        let finding = finding.without(&self.scrub.borrow());
        (self.tell)(Event::Found(Box::new(finding)));
    }

    /// Whether a step has ended.
    pub fn has_told(&self, step: StepName) -> bool {
        self.told.borrow().contains(&step)
    }

    /// There is one more secret that must not be told.
    pub fn hide(&self, token: &Token) {
        self.scrub.borrow_mut().add_token(token);
    }

    /// What a token is asked for; `None` without a repository.
    pub fn scope(&self) -> Option<Scope> {
        let repository = self.subject.repository.clone()?;
        Some(Scope { repository, actions: Actions { push: false } })
    }

    /// An error in words; where no repository was given, as if it were about the one that is probed.
    pub fn explain(&self, error: &ClientError, granted: Option<&[String]>) -> Problem {
        let (repository, reference) = probe(self.subject);
        let around = Circumstances {
            registry: &self.subject.registry,
            repository: &repository,
            reference: &reference,
            user: self.subject.credentials.as_ref().map(BasicCredentials::user),
            granted,
        };
        Problem::explain(error, &around)
    }

    /// What was asked just now, with the status of the answer.
    pub fn answered(&self, asked: &str) -> String {
        match self.recorder.last().status {
            0 => format!("{asked}: no readable answer"),
            status => format!("{asked}: {status}"),
        }
    }

    /// The address of something at the registry, by its path.
    pub fn at(&self, path: &str) -> String {
        format!("{}{path}", self.subject.registry.origin())
    }
}

/// What is asked for to see how a route answers: what the form names, else what no registry has.
pub(super) fn probe(subject: &Subject) -> (RepositoryName, Reference) {
    // Both are names by the grammar, which a test of this module sees to.
    let repository = || RepositoryName::parse("refscope/check").expect("a repository's name");
    let reference = || Reference::parse("latest").expect("a tag");
    (subject.repository.clone().unwrap_or_else(repository), subject.reference.clone().unwrap_or_else(reference))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::oci::Address;

    #[test]
    fn what_is_probed_without_a_repository() {
        let subject = Subject {
            registry: Address::parse("quay.example").unwrap(),
            repository: None,
            reference: None,
            credentials: None,
            service: None,
            endpoint: None,
            allowed: Vec::new(),
            page: None,
            policy: String::new(),
        };
        let (repository, reference) = probe(&subject);
        assert_eq!(format!("{repository}:{reference}"), "refscope/check:latest");
    }
}
