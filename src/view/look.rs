//! What all views share: the form's content, the session, and the look under way.

use super::account::{Account, Accounts};
use super::house::Configured;
use super::lens::Lens;
use crate::auth::{BasicCredentials, Secret, basic::BasicError};
use crate::explorer::{Facets, Index, Matches, Query, ViewName};
use crate::oci::paste::Pasted;
use crate::oci::{Address, Kind, Reference, RepositoryName};
use crate::proof::Proof;
use crate::registry::crawl::Frontier;
use crate::registry::fetch::Fetch;
use crate::registry::tree::{NodeId, Tree};
use crate::registry::{Client, TokenEndpoint};
use crate::session::{Inquiry, Session, StepName};
use crate::settings::{Named, Prefill};
use crate::text;
use crate::words::Text;
use futures::future::AbortHandle;
use leptos::prelude::*;
use std::cell::{Cell, RefCell};
use std::rc::Rc;

/// What stands in the form's fields.
#[derive(Clone, Copy)]
pub struct Form {
    pub registry: RwSignal<String>,
    pub repository: RwSignal<String>,
    pub reference: RwSignal<String>,
    pub user: RwSignal<String>,
    pub password: RwSignal<Secret>,
    /// How often the secrets were forgotten.
    pub forgotten: RwSignal<u64>,
    pub push: RwSignal<bool>,
    pub service: RwSignal<String>,
    pub endpoint: RwSignal<String>,
    pub filter: RwSignal<String>,
    /// Whether the button was pressed: from then on every field says what is wrong with it.
    pub pressed: RwSignal<bool>,
    /// What the people who host the page have set.
    pub config: Configured,
}

/// How the person looks through the tree of referrers.
#[derive(Clone, Copy)]
pub struct Explorer {
    /// The view on screen.
    pub view: RwSignal<ViewName>,
    /// What is looked for.
    pub query: RwSignal<Query>,
    /// What is looked at closely: the node of that place in the tree.
    pub selected: RwSignal<Option<NodeId>>,
    /// The digest of what is to be selected once it has come; empty for nothing.
    pub sought: RwSignal<String>,
    /// The tag or digest that the image is compared with; empty for none.
    pub compare: RwSignal<String>,
}

/// The page's state, handed to every view.
#[derive(Clone, Copy)]
pub struct Look {
    pub form: Form,
    pub explorer: Explorer,
    /// The image that the address bar names.
    pub named: RwSignal<Named>,
    /// The registry whose password a link waits for; empty for none.
    pub missing: RwSignal<String>,
    pub session: RwSignal<Session>,
    /// Whether a look is under way: from the press of the button on, before there is anything to be told of it.
    pub is_busy: RwSignal<bool>,
    /// Whether all is loaded that draws the list: where it will stand is drawn ahead then.
    pub is_ready: RwSignal<bool>,
    /// When the token arrived, by this machine's clock, in seconds since 1970.
    pub token_arrived: RwSignal<u64>,
    /// How often each step, and each step's result, has changed: what a view follows, so that one step
    /// does not redraw another, and a stage does not redraw a result.
    pub(super) changes: [RwSignal<u64>; StepName::ALL.len()],
    pub(super) results: [RwSignal<u64>; StepName::ALL.len()],
    /// How often the tree of referrers has changed.
    pub(super) turns: RwSignal<u64>,
    /// The same for its rows in a list, which come a picture before what is said of them all.
    pub(super) rows: RwSignal<u64>,
    /// How often what is proven has changed.
    pub(super) proofs: RwSignal<u64>,
    pub(super) kept: StoredValue<Rc<Kept>, LocalStorage>,
}

/// What no view follows.
#[derive(Default)]
pub(super) struct Kept {
    /// Token endpoints on other hosts that the person allows, each for one registry.
    pub(super) allowed: RefCell<Vec<(Address, TokenEndpoint)>>,
    pub(super) running: RefCell<Option<AbortHandle>>,
    /// As whom the registries were looked at in this tab.
    pub(super) accounts: RefCell<Accounts>,
    /// The client of this look, which knows its way in, and how far it has come.
    pub(super) trail: RefCell<Option<Trail>>,
    /// The tree, prepared for being looked through.
    lens: RefCell<Lens>,
    /// Whether the tree will be drawn anew without being asked once more.
    pub(super) is_draw_due: Cell<bool>,
    /// The image that the address bar will name with the first news of the look.
    pub(super) arriving: RefCell<Option<Named>>,
    /// Since when there is news that will be told without being asked once more, and when the newest came; in milliseconds,
    /// as `Date.now()`.
    pub(super) untold_since: Cell<Option<f64>>,
    pub(super) news: Cell<f64>,
    /// Whether something that refers to the image has been drawn of this tree.
    pub(super) has_drawn: Cell<bool>,
    /// How long the newest drawing took, in milliseconds.
    pub(super) drawing: Cell<f64>,
    /// Whether what is proven will be drawn anew without being asked once more.
    pub(super) is_proof_due: Cell<bool>,
    /// What is proven of the tree.
    pub(super) proof: RefCell<Proof>,
    /// The checking under way.
    pub(super) checking: RefCell<Option<AbortHandle>>,
    /// The check for administrators under way.
    pub(super) check: RefCell<Option<AbortHandle>>,
}

/// What a look can be gone on with.
#[derive(Clone)]
pub struct Trail {
    pub client: Rc<Client<Fetch>>,
    pub place: Rc<Place>,
    pub inquiry: Rc<Inquiry>,
    pub frontier: Option<Rc<RefCell<Frontier>>>,
}

/// Where the things on screen are: what stands there from an earlier look may be elsewhere than the newest.
#[derive(PartialEq)]
pub struct Place {
    pub registry: Address,
    pub repository: RepositoryName,
}

impl Place {
    /// As `config.json` names it in an identity: `registry/repository`.
    pub fn name(&self) -> String {
        format!("{}/{}", self.registry.host(), self.repository)
    }
}

impl Trail {
    /// Whether what another inquiry asks of the repository can be asked with this client too.
    pub fn is_for(&self, inquiry: &Inquiry) -> bool {
        let own = &*self.inquiry;
        self.client.is_in()
            && Inquiry { image: own.image.clone(), filter: own.filter.clone(), ..inquiry.clone() } == *own
            && inquiry.image.registry == own.image.registry
            && inquiry.image.repository == own.image.repository
    }
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
            forgotten: RwSignal::new(0),
            push: RwSignal::new(false),
            service: RwSignal::new(String::new()),
            endpoint: RwSignal::new(String::new()),
            filter: RwSignal::new(String::new()),
            pressed: RwSignal::new(false),
            config: Configured::new(),
        }
    }

    /// What the registry's field means, or why it means nothing; as the next four.
    pub fn registry(self) -> Result<Address, Text> {
        let registry = self.registry.with(|text| Address::parse(text)).map_err(|error| error.text())?;
        self.config.with(|config| match config.allows(&registry) {
            true => Ok(registry),
            false => Err(text!("This page is set up for the registries in the list above, and for no other.")),
        })
    }

    pub fn repository(self) -> Result<RepositoryName, Text> {
        self.repository.with(|text| RepositoryName::parse(text)).map_err(|error| error.text())
    }

    pub fn reference(self) -> Result<Reference, Text> {
        self.reference.with(|text| Reference::parse(text)).map_err(|error| error.text())
    }

    pub fn credentials(self) -> Result<Option<BasicCredentials>, BasicError> {
        self.user.with(|user| self.password.with(|password| BasicCredentials::parse(user, password.expose())))
    }

    pub fn endpoint(self) -> Result<Option<TokenEndpoint>, Text> {
        let text = self.endpoint.get();
        match self.registry() {
            Ok(registry) if !text.trim().is_empty() => {
                TokenEndpoint::parse(&text, &registry).map(Some).map_err(|error| error.text())
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
            explorer: Explorer {
                view: RwSignal::new(ViewName::default()),
                query: RwSignal::new(Query::default()),
                selected: RwSignal::new(None),
                sought: RwSignal::new(String::new()),
                compare: RwSignal::new(String::new()),
            },
            named: RwSignal::new(Named::default()),
            missing: RwSignal::new(String::new()),
            session: RwSignal::new(Session::default()),
            is_busy: RwSignal::new(false),
            changes: StepName::ALL.map(|_| RwSignal::new(0)),
            results: StepName::ALL.map(|_| RwSignal::new(0)),
            is_ready: RwSignal::new(false),
            token_arrived: RwSignal::new(0),
            turns: RwSignal::new(0),
            rows: RwSignal::new(0),
            proofs: RwSignal::new(0),
            kept: StoredValue::new_local(Rc::default()),
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

    /// How far the crawl of this look has come: questions answered, questions known, and whether bounds keep it
    /// from going on; to be done again when that has changed.
    pub fn progress(self) -> (usize, usize, bool) {
        self.turns.track();
        let progress = |tree: &Tree| (tree.answered, tree.known, tree.is_bounded);
        self.session.with_untracked(|session| session.newest().map(progress).unwrap_or_default())
    }

    /// Reads the tree of referrers, to be done again when it has changed.
    pub fn read_tree<R: Default>(self, read: impl FnOnce(&Tree) -> R) -> R {
        self.turns.track();
        self.session.with_untracked(|session| session.referrers.result.as_deref().map(read).unwrap_or_default())
    }

    /// Reads the rows of the tree, to be done again when it has changed.
    pub fn read_index<R>(self, read: impl FnOnce(&Index) -> R) -> R {
        self.turns.track();
        let kept = self.kept.get_value();
        let mut lens = kept.lens.borrow_mut();
        self.session.with_untracked(|session| read(lens.index(session)))
    }

    /// Reads what a list shows: the rows of the tree, and what the query finds among them; to be done again when either has
    /// changed.
    pub fn read_rows<R>(self, read: impl FnOnce(&Index, &Matches) -> R) -> R {
        self.rows.track();
        self.explorer.query.track();
        untrack(|| {
            let matches = self.matches();
            self.read_index(|index| read(index, &matches))
        })
    }

    /// What the query finds in the tree, to be asked again when either has changed. It is worked out once a change,
    /// however many ask.
    pub fn matches(self) -> Rc<Matches> {
        self.ask(Lens::matches)
    }

    /// How many of each kind there are, over what the query leaves; as [`Look::matches`].
    pub fn kinds(self) -> Rc<Vec<(Kind, usize)>> {
        self.ask(Lens::kinds)
    }

    /// How many of what else there is, over what the query leaves; as [`Look::matches`].
    pub fn facets(self) -> Rc<Facets> {
        self.ask(Lens::facets)
    }

    fn ask<R>(self, question: fn(&mut Lens, &Session, &Query) -> R) -> R {
        self.turns.track();
        let kept = self.kept.get_value();
        let mut lens = kept.lens.borrow_mut();
        self.session.with_untracked(|session| self.explorer.query.with(|query| question(&mut lens, session, query)))
    }

    /// The client of the newest look; `None` where there was none, or its secrets are forgotten.
    pub fn trail(self) -> Option<Trail> {
        self.kept.get_value().trail.borrow().clone()
    }

    /// Where the newest look is.
    pub fn place(self) -> Option<Rc<Place>> {
        self.kept.get_value().trail.borrow().as_ref().map(|trail| trail.place.clone())
    }

    /// The client for what stands on screen at `place`; else why there is none, in words.
    pub fn client_for(self, place: Option<&Rc<Place>>) -> Result<Trail, &'static str> {
        match self.trail() {
            None => Err("Password and token are forgotten. Look up the image again to have this."),
            Some(trail) if place.is_none_or(|place| *place != trail.place) => {
                Err("This is of an earlier look, at another repository. Look that up again to have it.")
            }
            Some(trail) => Ok(trail),
        }
    }

    /// Notes what the newest look can be gone on with.
    pub fn leave(self, trail: Trail) {
        self.kept.get_value().trail.replace(Some(trail));
    }

    /// As whom a registry was looked at in this tab, unless that is forgotten.
    pub fn account(self, registry: &Address) -> Option<Account> {
        self.kept.get_value().accounts.borrow().of(registry)
    }
}
