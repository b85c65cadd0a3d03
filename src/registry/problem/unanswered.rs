//! What it means that there is no answer, or none that can be read.

use super::{Problem, remedy};
use crate::oci::Address;
use crate::registry::diagnose::Verdict;
use crate::registry::error::Question;
use crate::registry::transport::TransportError;
use crate::text;
use crate::words::Arg;

/// Explains why `host` gave no answer.
pub fn explain(question: Question, host: &Address, error: &TransportError, verdict: &Verdict) -> Problem {
    match error {
        TransportError::Unreadable => unreadable(host, verdict),
        TransportError::Timeout(limit) => Problem::new(
            "timeout",
            text!("{host} did not answer within {seconds} seconds.", host = host.host(), seconds = limit.as_secs()),
            text!("The registry is overloaded, or a firewall on the way drops the packets instead of refusing them."),
            text!("Try again; if it lasts, check whether this machine reaches the registry at all."),
        ),
        TransportError::TooLarge(limit) => {
            let (host, size) = (host.host(), Arg::Size(*limit as u64));
            let what = if question == Question::Blob {
                text!("{host} sent more than {size}, which is more than was announced.", host, size)
            } else {
                text!("{host} sent more than {size}, which is more than belongs here.", host, size)
            };
            Problem::new(
                "too-large",
                what,
                text!(
                    "Something other than a registry answered, or the registry misbehaves. The page stopped reading."
                ),
                text!("Check the registry's address."),
            )
        }
        TransportError::CutOff(bytes) => Problem::new(
            "cut-off",
            text!("The answer of {host} broke off after {bytes} bytes.", host = host.host(), bytes = *bytes),
            text!("The connection was lost on the way, or a proxy ended it."),
            text!("Try again."),
        ),
    }
}

fn unreadable(host: &Address, verdict: &Verdict) -> Problem {
    let name = host.host();
    match verdict {
        Verdict::Offline => Problem::new(
            "offline",
            text!("This machine is offline, says the browser."),
            text!("No network, or a VPN that is not connected."),
            text!("Connect and press “Look up referrers” again; all that you entered is still here."),
        ),
        Verdict::MixedContent => Problem::new(
            "mixed-content",
            text!(
                "The browser did not ask {name}: this page came by https, the registry's address begins with http.",
                name
            ),
            text!("Browsers do not let a secure page talk to an insecure address (mixed content)."),
            text!("Reach the registry by https, or open this page by http from a trusted host."),
        ),
        Verdict::LocalNetwork => Problem::new(
            "local-network",
            text!("The browser did not ask {name}: this page may not reach into the local network.", name),
            text!(
                "Browsers ask before a page from the internet reaches an address of the local network or of this machine, and this page was told no, or the question was passed over."
            ),
            text!(
                "Allow “local network access” for this page (the sign left of the address bar), reload it, and look again."
            ),
        ),
        Verdict::NoCors { page } => no_cors(page.as_deref(), host),
        Verdict::NoPreflight { page } => no_preflight(page.as_deref(), host),
        Verdict::HeaderNotAllowed { page, header } => header_not_allowed(page.as_deref(), host, header),
        Verdict::Redirected => Problem::new(
            "redirected",
            text!("{name} can be read, but not its answer to this request.", name),
            text!(
                "Mostly it sends the request on to where the page may not follow, or may not read the answer: a login page, another host name of the same registry, an object storage without CORS headers of its own. A page is not told where a redirect leads, nor that the connection broke just then."
            ),
            text!(
                "Try again. If it stays so, ask with “curl -i”, by the command shown, and look at “Location”: if that is the registry's true name, enter it as registry."
            ),
        ),
        Verdict::Unreachable | Verdict::Answer => Problem::new(
            "unreachable",
            text!("Nothing that this browser accepts answers at {address}.", address = host.origin()),
            text!(
                "The registry is down, the host name or port is wrong, no route leads there, or its certificate is not one that this browser trusts. A page is not told which: even a request that asks for nothing in return failed."
            ),
            text!(
                "Open {address}/v2/ in a new tab: the browser shows there what it hides from a page. For a private certificate authority, import its certificate into the browser or the system; that is what “curl -k” skips. For one host of a test, accepting the warning in that tab is enough until the browser is closed.",
                address = host.origin()
            ),
        ),
    }
}

fn no_cors(page: Option<&str>, host: &Address) -> Problem {
    let name = host.host();
    let problem = Problem::new(
        "no-cors",
        text!("{name} answers, but does not let this page read the answer (CORS).", name = &name),
        text!(
            "A browser shows a page from one host only those answers of another that carry Access-Control-Allow-Origin. Quay sends no such header under /v2/; curl does not care, which is why it works there. Seen here: a request that asks for nothing in return is answered, one that wants to read is not."
        ),
        text!(
            "Two ways, both for whoever runs the registry: serve this page from {name} itself, with /v2/ passed on to Quay; or let the proxy in front of Quay add the headers. The lines for both are below.",
            name
        ),
    );
    Problem { remedies: remedy::all(page, host), ..problem }
}

fn no_preflight(page: Option<&str>, host: &Address) -> Problem {
    let problem = Problem::new(
        "no-preflight",
        text!(
            "{host} lets this page read plain answers, but refuses the browser's question before a request with a token (the preflight).",
            host = host.host()
        ),
        text!(
            "Before it sends Authorization to another host, a browser asks by OPTIONS whether it may. The answer has to be a success with the CORS headers; Quay and many proxies answer OPTIONS with 401, 405, or without headers."
        ),
        text!("Let the proxy answer OPTIONS under /v2/ itself, with 204. The lines are below."),
    );
    Problem { remedies: remedy::all(page, host), ..problem }
}

fn header_not_allowed(page: Option<&str>, host: &Address, header: &'static str) -> Problem {
    let problem = Problem::new(
        "header-not-allowed",
        text!("{host} does not allow this page to send the header “{header}”.", host = host.host(), header),
        text!(
            "The answer to the browser's question before the request (the preflight) has to list “{header}” in Access-Control-Allow-Headers. A “*” does not cover Authorization.",
            header
        ),
        text!("Let the proxy allow “Authorization, Accept”. The lines are below."),
    );
    Problem { remedies: remedy::all(page, host), ..problem }
}
