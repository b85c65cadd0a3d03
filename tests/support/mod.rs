//! What the tests of the client share: what a person types, a whole look, what it found, and a carrier of requests.

pub mod native;

use refscope::auth::{Actions, BasicCredentials};
use refscope::oci::reference::ImageReference;
use refscope::oci::{Address, Reference, RepositoryName};
use refscope::registry::found::{Found, Outcome, Way};
use refscope::registry::tree::Tree;
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
        allowed: Vec::new(),
        filter: String::new(),
    }
}

/// A whole look, and what the page knows at its end.
pub async fn look<T: Transport>(transport: T, inquiry: Inquiry) -> Session {
    let client = Client::new(transport, inquiry.image.registry.clone());
    let session = RefCell::new(Session::default());
    session::look(&client, inquiry, |event| session.borrow_mut().apply(event)).await;
    session.into_inner()
}

/// What refers to the image itself.
pub fn direct(tree: &Tree) -> impl Iterator<Item = &Found> {
    tree.children(0).filter_map(|(_, node)| node.found())
}

/// By which ways the image's own referrers were looked for, and how that ended.
pub fn ends(tree: &Tree) -> Vec<(Way, Outcome)> {
    tree.nodes[0].attempts.iter().map(|attempt| (attempt.way, attempt.end.clone().unwrap())).collect()
}
