//! Why the browser could not read an answer.
//!
//! `fetch` tells a page nothing but "failed", so that no page can explore a network by it. What can
//! still be observed narrows the cause down: whether anything answers a request that asks for nothing in
//! return (`no-cors`), and which of several requests are answered readably (Fetch standard, "CORS protocol").

use super::transport::{Request, Transport, TransportError};
use crate::auth::Secret;
use crate::oci::Address;
use crate::oci::address::Scheme;
use crate::oci::manifest;
use std::time::Duration;

/// How long a question of a diagnosis may take.
const TIMEOUT: Duration = Duration::from_secs(10);
/// The bytes read of an answer that nobody reads.
const LIMIT: usize = 64 * 1024;

/// The most likely cause, from what was observed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// The browser says that there is no network.
    Offline,
    /// A page that came by https may not ask an http address.
    MixedContent,
    /// The browser asks before a page reaches into the local network, and was told no.
    LocalNetwork,
    /// Nothing answers at all: wrong host or port, no route, or a certificate that the browser does
    /// not trust. A page cannot tell these apart.
    Unreachable,
    /// Something answers, but does not let this page read it.
    NoCors {
        /// The origin that the registry would have to allow.
        page: Option<String>,
    },
    /// Plain answers may be read, but the browser's question before a request with headers of its own (the
    /// preflight, `OPTIONS`) is refused.
    NoPreflight {
        /// As above.
        page: Option<String>,
    },
    /// Preflights are answered, but do not allow a header that is needed.
    HeaderNotAllowed {
        /// As above.
        page: Option<String>,
        /// Which header.
        header: &'static str,
    },
    /// The answer is sent on to an address where it cannot be read, or may not be asked for.
    Redirected,
    /// The answer itself was at fault, not the way to it.
    Answer,
}

/// Finds the cause of `error`, met by `request` to an address of `host`.
pub async fn diagnose<T: Transport>(
    transport: &T,
    host: &Address,
    error: &TransportError,
    request: &Request,
) -> Verdict {
    if *error != TransportError::Unreadable {
        return Verdict::Answer;
    }
    let page = transport.page_origin();
    // A request to one's own machine may work offline, so that is asked first there.
    if !transport.is_online() && !host.is_this_machine() {
        return Verdict::Offline;
    }
    let page_is_https = page.as_deref().is_some_and(|origin| origin.starts_with("https:"));
    if page_is_https && host.scheme() == Scheme::Http && !host.is_this_machine() {
        return Verdict::MixedContent;
    }
    let base = format!("{}/v2/", host.origin());
    // One's own origin needs no permission: what fails there is not reachable, or leads elsewhere.
    if page.as_deref() == Some(host.origin().as_str()) {
        return if transport.answers_at_all(&base).await { Verdict::Redirected } else { Verdict::Unreachable };
    }
    if !transport.answers_at_all(&base).await {
        let is_refused = is_kept_from_local_network(transport, host, page.as_deref()).await;
        return if is_refused { Verdict::LocalNetwork } else { Verdict::Unreachable };
    }
    if !is_readable(transport, &base, None).await {
        return Verdict::NoCors { page };
    }
    preflights(transport, &base, request, page).await
}

/// Whether the browser itself may have kept the page from asking: the person said no, or was not asked yet and the
/// address is plainly a local one. A page of this machine needs no permission.
async fn is_kept_from_local_network<T: Transport>(transport: &T, host: &Address, page: Option<&str>) -> bool {
    let is_page_here = page.and_then(|page| Address::parse(page).ok()).is_some_and(|page| page.is_this_machine());
    match transport.local_network_permission().await.as_deref() {
        Some("denied") => !is_page_here,
        Some("prompt") => !is_page_here && host.is_local_network(),
        _ => false,
    }
}

/// What a preflight allows. Each question has one header that makes the browser ask first; none has a secret.
async fn preflights<T: Transport>(transport: &T, base: &str, request: &Request, page: Option<String>) -> Verdict {
    let sends = |name: &str| request.headers.iter().any(|(header, _)| *header == name);
    // `Accept` is asked for too where it is as long as the one for manifests (more than 128 bytes).
    let accept = is_readable(transport, base, Some(("Accept", manifest::ACCEPT))).await;
    // Without a token that anyone would take, so that nothing is given away; the answer is a 401 or none.
    let authorization = is_readable(transport, base, Some(("Authorization", "Bearer refscope"))).await;
    match (accept, authorization) {
        (false, false) => Verdict::NoPreflight { page },
        (true, false) if sends("Authorization") => Verdict::HeaderNotAllowed { page, header: "Authorization" },
        (false, true) if sends("Accept") => Verdict::HeaderNotAllowed { page, header: "Accept" },
        _ => Verdict::Redirected,
    }
}

/// Whether an answer of that address can be read, whatever it is: to a request without a header, or with one that
/// makes a browser ask first.
pub async fn is_readable<T: Transport>(transport: &T, url: &str, header: Option<(&'static str, &str)>) -> bool {
    let headers = header.map(|(name, value)| (name, Secret::new(value))).into_iter().collect();
    let request = Request { url: url.to_owned(), headers, limit: LIMIT, timeout: TIMEOUT, follow_redirects: true };
    !matches!(transport.send(&request).await, Err(TransportError::Unreadable | TransportError::Timeout(_)))
}
