//! A check under way, or ended: what is known of each step.

use crate::browser::place;
use crate::check::{self, Event, Finding, Head, StepName, Subject};
use crate::oci::{Address, Reference, RepositoryName};
use crate::registry::fetch::Fetch;
use crate::view::house;
use crate::view::look::Look;
use futures::future::abortable;
use leptos::prelude::*;

/// Where a check stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stage {
    /// None was made yet.
    Idle,
    /// That step runs.
    Asking(StepName),
    /// It has ended.
    Ended,
    /// The person ended it.
    Cancelled,
}

/// The newest check.
#[derive(Clone, Copy)]
pub struct Checked {
    pub look: Look,
    pub stage: RwSignal<Stage>,
    /// What was checked, for the head of the text.
    pub head: StoredValue<Head>,
    /// Which registry.
    pub registry: StoredValue<Option<Address>>,
    /// A signal for each step: one that ends does not draw the others anew.
    findings: [RwSignal<Option<Finding>>; StepName::ALL.len()],
}

impl Checked {
    /// None yet.
    pub fn new(look: Look) -> Self {
        Self {
            look,
            stage: RwSignal::new(Stage::Idle),
            head: StoredValue::new(Head::default()),
            registry: StoredValue::new(None),
            findings: StepName::ALL.map(|_| RwSignal::new(None)),
        }
    }

    /// What a step found; to be drawn again when it has changed.
    pub fn of(self, step: StepName) -> Option<Finding> {
        self.findings[step as usize].get()
    }

    /// What all steps found by now.
    pub fn found(self) -> Vec<Finding> {
        StepName::ALL.into_iter().filter_map(|step| self.of(step)).collect()
    }

    /// Checks what stands in the form, from the beginning.
    ///
    /// # Errors
    /// The id of the field that has to be corrected first.
    pub fn start(self) -> Result<(), &'static str> {
        let subject = self.subject().inspect_err(|_| self.look.form.pressed.set(true))?;
        self.look.cancel_check();
        self.head.set_value(head(&subject));
        self.registry.set_value(Some(subject.registry.clone()));
        self.findings.iter().for_each(|finding| finding.set(None));
        self.stage.set(Stage::Asking(StepName::ALL[0]));
        let (work, handle) = abortable(async move {
            // Where registries are asked is set there.
            house::settled().await;
            check::run(&Fetch, &subject, &|event| self.note(event)).await;
        });
        self.look.kept.get_value().check.replace(Some(handle));
        leptos::task::spawn_local(async move {
            let is_ended = work.await.is_ok();
            // One that was put in the place of this says itself where it stands.
            let is_newest = is_ended || self.look.kept.get_value().check.borrow().is_none();
            if is_newest {
                self.look.kept.get_value().check.take();
                self.stage.set(if is_ended { Stage::Ended } else { Stage::Cancelled });
            }
        });
        Ok(())
    }

    fn note(self, event: Event) {
        match event {
            Event::Asking(step) => self.stage.set(Stage::Asking(step)),
            Event::Found(finding) => self.findings[finding.step as usize].set(Some(*finding)),
        }
    }

    /// What the form says. Repository and tag may be left empty here.
    fn subject(self) -> Result<Subject, &'static str> {
        let (look, form) = (self.look, self.look.form);
        untrack(|| {
            let registry = form.registry().map_err(|_| "registry")?;
            let (repository, reference) = (form.repository.get(), form.reference.get());
            let service = form.service.get().trim().to_owned();
            Ok(Subject {
                repository: given(&repository, |text| RepositoryName::parse(text).map_err(|_| "repository"))?,
                reference: given(&reference, |text| Reference::parse(text).map_err(|_| "reference"))?,
                credentials: form.credentials().map_err(|_| "user")?,
                service: (!service.is_empty()).then_some(service),
                endpoint: form.endpoint().map_err(|_| "token-endpoint")?,
                allowed: look.allowed_for(&registry),
                page: Some(place::page_address()),
                policy: policy(),
                registry,
            })
        })
    }
}

/// What a field means, where there is something in it.
fn given<T>(text: &str, parse: impl Fn(&str) -> Result<T, &'static str>) -> Result<Option<T>, &'static str> {
    if text.trim().is_empty() { Ok(None) } else { parse(text).map(Some) }
}

fn head(subject: &Subject) -> Head {
    let reference = subject.reference.as_ref().map(Reference::suffix).unwrap_or_default();
    let image = subject.repository.as_ref().map(|name| format!("{name}{reference}")).unwrap_or_default();
    Head {
        registry: subject.registry.origin(),
        image,
        user: subject.credentials.as_ref().map(|account| account.user().to_owned()).unwrap_or_default(),
        page: place::page_address(),
        time: place::time(0),
    }
}

/// The policy that stands in the document.
fn policy() -> String {
    let meta = document().query_selector("meta[http-equiv=Content-Security-Policy]").ok().flatten();
    meta.and_then(|meta| meta.get_attribute("content")).unwrap_or_default()
}
