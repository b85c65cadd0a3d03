//! A look begins, ends, and is begun again.

use super::account::Account;
use super::engine;
use super::house;
use super::look::Look;
use crate::auth::{Actions, Secret};
use crate::oci::reference::ImageReference;
use crate::oci::{Address, Reference};
use crate::registry::{Problem, TokenEndpoint};
use crate::session::{Event, Inquiry, StepName};
use crate::settings::Named;
use crate::text;
use futures::future::abortable;
use leptos::prelude::*;

impl Look {
    /// What the form asks for; the id of the first field that is at fault otherwise.
    fn inquiry(self) -> Result<Inquiry, &'static str> {
        self.inquiry_about(untrack(|| self.form.reference()).map_err(|_| "reference"))
    }

    /// What the form asks for but for the tag, which is about to be typed.
    pub fn inquiry_for_tags(self) -> Option<Inquiry> {
        self.inquiry_about(Reference::parse("latest").map_err(|_| "reference")).ok()
    }

    fn inquiry_about(self, reference: Result<Reference, &'static str>) -> Result<Inquiry, &'static str> {
        untrack(|| {
            let form = self.form;
            let image = ImageReference {
                registry: form.registry().map_err(|_| "registry")?,
                repository: form.repository().map_err(|_| "repository")?,
                reference: reference?,
            };
            let service = form.service.get().trim().to_owned();
            Ok(Inquiry {
                image,
                credentials: form.credentials().map_err(|_| "user")?,
                actions: Actions { push: form.push.get() },
                service: (!service.is_empty()).then_some(service),
                endpoint: form.endpoint().map_err(|_| "token-endpoint")?,
                allowed: self.allowed_for(&form.registry().map_err(|_| "registry")?),
                filter: form.filter.get().trim().to_owned(),
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
        let named = Named::of(&inquiry.image);
        self.kept.get_value().accounts.borrow_mut().keep(Account::of(&inquiry.image.registry, self.form));
        // Nothing of the look before is gone on with, even if this one gets nowhere.
        self.kept.get_value().trail.take();
        if let Some(engine) = engine::here().filter(|_| house::is_settled()) {
            self.run((engine.look)(self, inquiry));
            self.arrive_soon(named);
            return Ok(());
        }
        self.arrive(named);
        self.note(Event::Begun(Box::new(inquiry.clone())));
        self.note(Event::Asking(StepName::Challenge));
        self.run(async move {
            house::settled().await;
            match engine::engine().await {
                Ok(engine) => (engine.look)(self, inquiry).await,
                Err(_) => self.note(Event::Failed(StepName::Challenge, not_loaded())),
            }
        });
        Ok(())
    }

    /// Goes on with a look that was cancelled among the referrers, or that has reached its bounds.
    pub fn go_on(self) {
        let engine = engine::here().filter(|_| self.trail().is_some_and(|trail| trail.frontier.is_some()));
        let Some(engine) = engine else {
            // The secrets are forgotten: all begins anew.
            let _ = self.start();
            return;
        };
        self.cancel();
        self.run((engine.go_on)(self));
    }

    /// Lets a registry name a token endpoint on another host, until the page is closed, and looks again.
    pub fn allow(self, endpoint: TokenEndpoint) {
        let asked = self.session.with_untracked(|session| session.inquiry.as_ref().map(|i| i.image.registry.clone()));
        if let Some(registry) = asked {
            self.kept.get_value().allowed.borrow_mut().push((registry, endpoint));
            let _ = self.start();
        }
    }

    pub(super) fn allowed_for(self, registry: &Address) -> Vec<TokenEndpoint> {
        let kept = self.kept.get_value();
        let allowed = kept.allowed.borrow();
        allowed.iter().filter(|(asked, _)| asked == registry).map(|(_, endpoint)| endpoint.clone()).collect()
    }

    fn run(self, work: impl Future<Output = ()> + 'static) {
        let (work, handle) = abortable(work);
        self.kept.get_value().running.replace(Some(handle));
        leptos::task::spawn_local(async move {
            let _ = work.await;
        });
        self.is_busy.set(true);
    }

    /// Ends the look under way, if there is one.
    pub fn cancel(self) {
        if let Some(handle) = self.kept.get_value().running.take() {
            handle.abort();
            self.note(Event::Cancelled);
        }
    }

    /// Ends the check for administrators, if one is under way.
    pub fn cancel_check(self) {
        if let Some(handle) = self.kept.get_value().check.take() {
            handle.abort();
        }
    }

    /// Forgets password, header and token.
    pub fn forget(self) {
        self.cancel();
        self.cancel_check();
        self.form.password.set(Secret::default());
        self.form.forgotten.update(|times| *times += 1);
        self.kept.get_value().trail.take();
        self.kept.get_value().accounts.borrow_mut().forget();
        self.note(Event::Forgotten);
    }
}

fn not_loaded() -> Problem {
    Problem::new(
        "not-loaded",
        text!("A part of this page could not be loaded. Nothing was asked of the registry."),
        text!("The page's own server was not reached, or has another version of the page by now."),
        text!("Check the connection and try again; if that does not help, reload the page."),
    )
}
