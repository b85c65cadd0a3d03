//! The client and the session on the host: real HTTP against the embedded registry, and every recorded
//! exchange with a real Quay that concerns them.
#![cfg(not(target_arch = "wasm32"))]

mod embedded;
mod recorded;
mod transport;

use refscope::auth::{Actions, BasicCredentials};
use refscope::oci::reference::ImageReference;
use refscope::oci::{Address, Reference, RepositoryName};
use refscope::registry::{Client, Transport};
use refscope::session::{self, Inquiry, Session};
use std::cell::RefCell;

/// What a person would type.
pub fn inquiry(registry: &str, repository: &str, reference: &str, account: Option<(&str, &str)>) -> Inquiry {
    let (user, password) = account.unwrap_or_default();
    Inquiry {
        image: ImageReference {
            registry: Address::parse(registry).unwrap(),
            repository: RepositoryName::parse(repository).unwrap(),
            reference: Reference::parse(reference).unwrap(),
        },
        credentials: BasicCredentials::parse(user, password).unwrap(),
        actions: Actions { push: false },
        service: None,
        endpoint: None,
    }
}

/// A whole look, and what the page knows at its end.
pub async fn look<T: Transport>(transport: T, inquiry: Inquiry) -> Session {
    let client = Client::new(transport, inquiry.image.registry.clone());
    let session = RefCell::new(Session::default());
    session::look(&client, inquiry, |event| session.borrow_mut().apply(event)).await;
    session.into_inner()
}
