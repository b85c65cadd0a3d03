//! Why the browser could not read an answer.
//!
//! `fetch` tells a page nothing but "failed", so that no page can explore a network by it. What can
//! still be observed narrows the cause down.

use super::transport::{Transport, TransportError};
use crate::oci::Address;
use crate::oci::address::Scheme;

/// The most likely cause, from what was observed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// The browser says that there is no network.
    Offline,
    /// A page that came by https may not ask an http address.
    MixedContent,
    /// Nothing answers at all: wrong host or port, no route, or a certificate that the browser does
    /// not trust. A page cannot tell these apart.
    Unreachable,
    /// Something answers, but does not let this page read it.
    NoCors {
        /// The origin that the registry would have to allow.
        page: Option<String>,
    },
    /// The answer itself was at fault, not the way to it.
    Answer,
}

/// Finds the cause of `error`, met at an address of `registry`.
pub async fn diagnose<T: Transport>(transport: &T, registry: &Address, error: &TransportError) -> Verdict {
    if *error != TransportError::Unreadable {
        return Verdict::Answer;
    }
    let page = transport.page_origin();
    // A request to one's own machine may work offline, so that is asked first there.
    if !transport.is_online() && !registry.is_this_machine() {
        return Verdict::Offline;
    }
    let page_is_https = page.as_deref().is_some_and(|origin| origin.starts_with("https:"));
    if page_is_https && registry.scheme() == Scheme::Http && !registry.is_this_machine() {
        return Verdict::MixedContent;
    }
    // One's own origin needs no permission: what fails there is not reachable.
    if page.as_deref() == Some(registry.origin().as_str()) {
        return Verdict::Unreachable;
    }
    if transport.answers_at_all(&format!("{}/v2/", registry.origin())).await {
        Verdict::NoCors { page }
    } else {
        Verdict::Unreachable
    }
}
