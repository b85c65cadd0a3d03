//! What all views share: the form's content, the session, and the look under way.

use crate::auth::{Actions, BasicCredentials, Secret, basic::BasicError};
use crate::browser;
use crate::oci::paste::Pasted;
use crate::oci::reference::ImageReference;
use crate::oci::{Address, Reference, RepositoryName};
use crate::registry::fetch::Fetch;
use crate::registry::{Client, TokenEndpoint};
use crate::session::{self, Event, Inquiry, Session, StepName};
use crate::settings::Prefill;
use futures::future::{AbortHandle, abortable};
use leptos::prelude::*;

/// What stands in the form's fields.
#[derive(Clone, Copy)]
pub struct Form {
    pub registry: RwSignal<String>,
    pub repository: RwSignal<String>,
    pub reference: RwSignal<String>,
    pub user: RwSignal<String>,
    pub password: RwSignal<Secret>,
    pub push: RwSignal<bool>,
    pub service: RwSignal<String>,
    pub endpoint: RwSignal<String>,
    /// Whether the button was pressed: from then on every field says what is wrong with it.
    pub pressed: RwSignal<bool>,
}

/// The page's state, handed to every view.
#[derive(Clone, Copy)]
pub struct Look {
    pub form: Form,
    pub session: RwSignal<Session>,
    /// When the token arrived, by this machine's clock, in seconds since 1970.
    pub token_arrived: RwSignal<u64>,
    /// How often each step, and each step's result, has changed: what a view follows, so that one step
    /// does not redraw another, and a stage does not redraw a result.
    changes: [RwSignal<u64>; StepName::ALL.len()],
    results: [RwSignal<u64>; StepName::ALL.len()],
    running: StoredValue<Option<AbortHandle>>,
}

impl Form {
    fn new(prefill: Prefill) -> Self {
        let (user, password) = prefill.demo_account.unwrap_or_default();
        Self {
            registry: RwSignal::new(prefill.registry),
            repository: RwSignal::new(prefill.repository),
            reference: RwSignal::new(prefill.reference),
            user: RwSignal::new(user.to_owned()),
            password: RwSignal::new(Secret::new(password)),
            push: RwSignal::new(false),
            service: RwSignal::new(String::new()),
            endpoint: RwSignal::new(String::new()),
            pressed: RwSignal::new(false),
        }
    }

    /// What the registry's field means, or why it means nothing; as the next four.
    pub fn registry(self) -> Result<Address, String> {
        self.registry.with(|text| Address::parse(text)).map_err(|error| error.to_string())
    }

    pub fn repository(self) -> Result<RepositoryName, String> {
        self.repository.with(|text| RepositoryName::parse(text)).map_err(|error| error.to_string())
    }

    pub fn reference(self) -> Result<Reference, String> {
        self.reference.with(|text| Reference::parse(text)).map_err(|error| error.to_string())
    }

    pub fn credentials(self) -> Result<Option<BasicCredentials>, BasicError> {
        self.user.with(|user| self.password.with(|password| BasicCredentials::parse(user, password.expose())))
    }

    pub fn endpoint(self) -> Result<Option<TokenEndpoint>, String> {
        let text = self.endpoint.get();
        match self.registry() {
            Ok(registry) if !text.trim().is_empty() => {
                TokenEndpoint::parse(&text, &registry).map(Some).map_err(|error| error.to_string())
            }
            _ => Ok(None),
        }
    }

    /// Fills the fields from a pasted reference; what the text does not name stays.
    pub fn fill(self, pasted: Pasted) {
        if let Some(registry) = pasted.registry {
            self.registry.set(registry.short());
        }
        self.repository.set(pasted.repository.to_string());
        if let Some(reference) = pasted.reference {
            self.reference.set(reference.to_string());
        }
    }
}

impl Look {
    /// The state of a page that begins with `prefill`.
    pub fn new(prefill: Prefill) -> Self {
        Self {
            form: Form::new(prefill),
            session: RwSignal::new(Session::default()),
            changes: StepName::ALL.map(|_| RwSignal::new(0)),
            results: StepName::ALL.map(|_| RwSignal::new(0)),
            token_arrived: RwSignal::new(0),
            running: StoredValue::new(None),
        }
    }

    /// Reads the session, to be done again when `step` has changed in any way.
    pub fn read<R>(self, step: StepName, read: impl FnOnce(&Session) -> R) -> R {
        self.changes[step as usize].track();
        self.session.with_untracked(read)
    }

    /// Reads the session, to be done again when `step` has another result.
    pub fn read_result<R>(self, step: StepName, read: impl FnOnce(&Session) -> R) -> R {
        self.results[step as usize].track();
        self.session.with_untracked(read)
    }

    /// What the form asks for; the id of the first field that is at fault otherwise.
    fn inquiry(self) -> Result<Inquiry, &'static str> {
        untrack(|| {
            let form = self.form;
            let image = ImageReference {
                registry: form.registry().map_err(|_| "registry")?,
                repository: form.repository().map_err(|_| "repository")?,
                reference: form.reference().map_err(|_| "reference")?,
            };
            let service = form.service.get().trim().to_owned();
            Ok(Inquiry {
                image,
                credentials: form.credentials().map_err(|_| "user")?,
                actions: Actions { push: form.push.get() },
                service: (!service.is_empty()).then_some(service),
                endpoint: form.endpoint().map_err(|_| "token-endpoint")?,
            })
        })
    }

    /// Begins a look, in the place of one that is under way.
    ///
    /// # Errors
    /// The id of the field that has to be corrected first.
    pub fn start(self) -> Result<(), &'static str> {
        let inquiry = self.inquiry()?;
        self.cancel();
        let client = Client::new(Fetch, inquiry.image.registry.clone());
        let (look, handle) = abortable(async move {
            session::look(&client, inquiry, |event| self.note(event)).await;
        });
        self.running.set_value(Some(handle));
        leptos::task::spawn_local(async move {
            let _ = look.await;
        });
        Ok(())
    }

    fn note(self, event: Event) {
        if matches!(event, Event::Granted(_)) {
            self.token_arrived.set(browser::now());
        }
        self.session.update(|session| session.apply(event));
        for step in StepName::ALL {
            let (changes, results) = self.session.with_untracked(|session| session.counts(step));
            announce(self.results[step as usize], results);
            announce(self.changes[step as usize], changes);
        }
    }

    /// Ends the look under way, if there is one.
    pub fn cancel(self) {
        if let Some(handle) = self.running.try_update_value(Option::take).flatten() {
            handle.abort();
            self.note(Event::Cancelled);
        }
    }

    /// Forgets password, header and token.
    pub fn forget(self) {
        self.cancel();
        self.form.password.set(Secret::default());
        self.note(Event::Forgotten);
    }
}

/// Sets a signal where that changes it.
fn announce(signal: RwSignal<u64>, count: u64) {
    if signal.get_untracked() != count {
        signal.set(count);
    }
}
