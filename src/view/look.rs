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
}

/// What the form's fields mean, or why they mean nothing.
#[derive(Clone, Copy)]
pub struct Meaning {
    pub registry: Memo<Result<Address, String>>,
    pub repository: Memo<Result<RepositoryName, String>>,
    pub reference: Memo<Result<Reference, String>>,
    pub credentials: Memo<Result<Option<BasicCredentials>, BasicError>>,
    pub endpoint: Memo<Result<Option<TokenEndpoint>, String>>,
    /// The user name of usable credentials; changes less often than they do.
    pub user: Memo<Option<String>>,
}

/// The page's state, handed to every view by context.
#[derive(Clone, Copy)]
pub struct Look {
    pub form: Form,
    pub meaning: Meaning,
    pub session: RwSignal<Session>,
    /// When the token arrived, by this machine's clock, in seconds since 1970.
    pub token_arrived: RwSignal<u64>,
    /// How often each step has changed: what a view follows, so that one step does not redraw another.
    changes: [Memo<u32>; StepName::ALL.len()],
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

impl Meaning {
    fn of(form: Form) -> Self {
        let registry =
            Memo::new(move |_| form.registry.with(|text| Address::parse(text).map_err(|error| error.to_string())));
        let credentials = Memo::new(move |_| {
            form.user.with(|user| form.password.with(|password| BasicCredentials::parse(user, password.expose())))
        });
        let endpoint = move |_: Option<&_>| {
            let text = form.endpoint.get();
            match registry.get() {
                Ok(registry) if !text.trim().is_empty() => {
                    TokenEndpoint::parse(&text, &registry).map(Some).map_err(|error| error.to_string())
                }
                _ => Ok(None),
            }
        };
        Self {
            registry,
            repository: Memo::new(move |_| {
                form.repository.with(|text| RepositoryName::parse(text).map_err(|error| error.to_string()))
            }),
            reference: Memo::new(move |_| {
                form.reference.with(|text| Reference::parse(text).map_err(|error| error.to_string()))
            }),
            endpoint: Memo::new(endpoint),
            user: Memo::new(move |_| credentials.with(|found| Some(found.as_ref().ok()?.as_ref()?.user().to_owned()))),
            credentials,
        }
    }
}

impl Look {
    /// The state of a page that begins with `prefill`.
    pub fn new(prefill: Prefill) -> Self {
        let form = Form::new(prefill);
        let session = RwSignal::new(Session::default());
        let changes = StepName::ALL.map(|step| Memo::new(move |_| session.with(|session| session.changes(step))));
        Self {
            form,
            meaning: Meaning::of(form),
            session,
            changes,
            token_arrived: RwSignal::new(0),
            running: StoredValue::new(None),
        }
    }

    /// Reads the session, to be done again when `step` has changed.
    pub fn read<R>(self, step: StepName, read: impl FnOnce(&Session) -> R) -> R {
        self.changes[step as usize].track();
        self.session.with_untracked(read)
    }

    /// What the form asks for; the id of the first field that is at fault otherwise.
    fn inquiry(self) -> Result<Inquiry, &'static str> {
        let meaning = self.meaning;
        let image = ImageReference {
            registry: meaning.registry.get_untracked().map_err(|_| "registry")?,
            repository: meaning.repository.get_untracked().map_err(|_| "repository")?,
            reference: meaning.reference.get_untracked().map_err(|_| "reference")?,
        };
        let service = self.form.service.get_untracked().trim().to_owned();
        Ok(Inquiry {
            image,
            credentials: meaning.credentials.get_untracked().map_err(|_| "user")?,
            actions: Actions { push: self.form.push.get_untracked() },
            service: (!service.is_empty()).then_some(service),
            endpoint: meaning.endpoint.get_untracked().map_err(|_| "token-endpoint")?,
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

/// The page's state, for a component.
pub fn use_look() -> Look {
    expect_context()
}
