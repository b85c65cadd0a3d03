//! As whom each registry was looked at in this tab: Back can look again. In memory, until it is forgotten.

use super::look::Form;
use crate::auth::Secret;
use crate::oci::Address;
use leptos::prelude::*;

/// What the form held for a registry. None of it may go to another one.
#[derive(Clone)]
pub struct Account {
    registry: Address,
    user: String,
    password: Secret,
    push: bool,
    service: String,
    endpoint: String,
}

/// One for each registry.
#[derive(Default)]
pub struct Accounts(Vec<Account>);

impl Account {
    /// What the form holds now, for a registry.
    pub fn of(registry: &Address, form: Form) -> Self {
        Self {
            registry: registry.clone(),
            user: form.user.get_untracked(),
            password: form.password.get_untracked(),
            push: form.push.get_untracked(),
            service: form.service.get_untracked(),
            endpoint: form.endpoint.get_untracked(),
        }
    }

    /// What the form holds for a registry at which nobody looked yet: nothing.
    pub fn unknown(registry: Address) -> Self {
        let (user, service, endpoint) = (String::new(), String::new(), String::new());
        Self { registry, user, password: Secret::default(), push: false, service, endpoint }
    }

    /// Fills the form.
    pub fn fill(self, form: Form) {
        form.user.set(self.user);
        form.password.set(self.password);
        form.push.set(self.push);
        form.service.set(self.service);
        form.endpoint.set(self.endpoint);
    }
}

impl Accounts {
    /// Keeps an account, in the place of the one before for its registry.
    pub fn keep(&mut self, account: Account) {
        self.0.retain(|other| other.registry != account.registry);
        self.0.push(account);
    }

    /// The account for a registry.
    pub fn of(&self, registry: &Address) -> Option<Account> {
        self.0.iter().find(|account| account.registry == *registry).cloned()
    }

    /// Forgets all that have a secret.
    pub fn forget(&mut self) {
        self.0.retain(|account| account.password.is_empty() && account.user.is_empty());
    }
}
