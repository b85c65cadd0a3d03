//! Errors in words for a person: what happened, why that usually is, what to do now.

use super::diagnose::Verdict;
use super::error::{ClientError, Question};
use super::transport::TransportError;
use crate::oci::error::Refusal;
use crate::oci::manifest::ManifestError;
use crate::oci::{Address, Reference, RepositoryName};
use std::borrow::Cow;

/// An error as a person reads it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Problem {
    /// What happened, in one sentence.
    pub what: Cow<'static, str>,
    /// Why that usually is.
    pub why: Cow<'static, str>,
    /// What to do now.
    pub now: Cow<'static, str>,
    /// The registry's own words, or the parser's.
    pub quote: Option<String>,
}

/// What the person was looking at when it happened.
#[derive(Clone, Copy, Debug)]
pub struct Circumstances<'a> {
    /// The registry.
    pub registry: &'a Address,
    /// The repository.
    pub repository: &'a RepositoryName,
    /// The tag or digest.
    pub reference: &'a Reference,
    /// The user name; `None` for an anonymous look.
    pub user: Option<&'a str>,
    /// The actions that the token grants; `None` where there is no token or it does not say.
    pub granted: Option<&'a [String]>,
}

impl Problem {
    /// Explains an error.
    #[must_use]
    pub fn explain(error: &ClientError, around: &Circumstances<'_>) -> Self {
        match error {
            ClientError::Refused { question, status, refusal, retry_after } => {
                let refused = Refused { status: *status, refusal, retry_after: *retry_after };
                match question {
                    Question::Challenge => refused.at_challenge(around),
                    Question::Token => refused.at_token(around),
                    Question::Manifest => refused.at_manifest(around),
                    Question::Referrers => refused.at_referrers(around),
                }
                .quoting(refusal.quote())
            }
            ClientError::NoAnswer { error, verdict, .. } => no_answer(error, verdict, around),
            ClientError::ForeignRealm { realm } => foreign_realm(realm, around),
            ClientError::Challenge(words) => Self::new(
                format!("{} asks for a way in that this page does not know.", around.registry.host()),
                "Registries ask for a bearer token or for HTTP Basic; this one asks for something else, or its challenge is malformed.",
                "If you know its token endpoint, set it under “Advanced”.",
            )
            .quoting(Some(words.clone())),
            ClientError::Token(error) => Self::new(
                "The token endpoint answered, but without a token.",
                "Something other than a registry's token endpoint answered: a login page, a proxy, or another service.",
                "Check the token endpoint under “Advanced”; for Quay it is /v2/auth.",
            )
            .quoting(Some(error.to_string())),
            ClientError::Manifest(error) => manifest(error, around),
            ClientError::Digest(mismatch) => Self::new(
                format!("ALARM: the bytes that {} sent for {} are not what their digest says.", around.registry.host(), around.reference),
                "Content in a registry is named by its hash. If the bytes have another one, they were changed: on their way, in a cache, or in the registry.",
                "Trust nothing of this answer. Tell the people who run the registry, with the line below.",
            )
            .quoting(Some(mismatch.to_string())),
            ClientError::Referrers(error) => Self::new(
                "The registry answered, but not with a list of referrers.",
                "The distribution specification wants an image index here; a proxy or login page in front of the registry may have answered in its place.",
                "Ask for the same address with curl, by the command above, and compare.",
            )
            .quoting(Some(error.to_string())),
        }
    }

    pub(super) fn new(
        what: impl Into<Cow<'static, str>>,
        why: &'static str,
        now: impl Into<Cow<'static, str>>,
    ) -> Self {
        Self { what: what.into(), why: why.into(), now: now.into(), quote: None }
    }

    pub(super) fn quoting(self, quote: Option<String>) -> Self {
        Self { quote, ..self }
    }
}

/// An answer with an error status.
struct Refused<'a> {
    status: u16,
    refusal: &'a Refusal,
    retry_after: Option<u64>,
}

impl Refused<'_> {
    fn says(&self, words: &str) -> bool {
        self.refusal.message.to_ascii_lowercase().contains(words)
    }

    fn has_code(&self, code: &str) -> bool {
        self.refusal.code.eq_ignore_ascii_case(code)
    }

    fn at_challenge(&self, around: &Circumstances<'_>) -> Problem {
        let host = around.registry.host();
        match self.status {
            404 => Problem::new(
                format!("{host} is there, but it is not a registry: it has no /v2/ (404)."),
                "The host name may be that of a website beside the registry, or a proxy does not pass /v2/ on.",
                "Check the registry's address. Behind a proxy, /v2/ has to reach the registry unchanged.",
            ),
            _ => self.anywhere(around, "when asked how to get in"),
        }
    }

    fn at_token(&self, around: &Circumstances<'_>) -> Problem {
        let repository = around.repository;
        match (self.status, around.user) {
            (401 | 403, Some(user)) => Problem::new(
                format!("The registry did not accept the user name “{user}” with this password ({}).", self.status),
                "Mostly a typing error, an expired or revoked token, or single sign-on: an account that logs in elsewhere has no password here. A robot account's name has a plus sign, as in organisation+robot.",
                "Check both, or create an application token or robot account in the registry and use that. Nothing is tried again by itself: a few wrong passwords lock an account.",
            ),
            (401 | 403, None) => Problem::new(
                format!("The registry gives no anonymous token ({}).", self.status),
                "This registry answers nobody without an account, or this repository is not public.",
                "Enter a user name and a password or robot token.",
            ),
            (429, _) if self.says("login attempts") => Problem::new(
                "Too many wrong passwords: Quay has locked this account for a while (429).",
                "After a few wrong passwords in a row Quay refuses the right one, too, until the lock cools down.",
                "Wait a few minutes before the next try, and check the password before you use it: every further attempt lengthens the lock. Resetting the password in Quay lifts it at once.",
            ),
            (400, _) if self.has_code("NAME_INVALID") => Problem::new(
                format!("The registry does not take “{repository}” for a repository's name (400)."),
                "Some registries allow less than the specification: fewer levels, other lengths, other characters.",
                "Compare the name with the registry's own page, letter by letter.",
            ),
            (400, _) => Problem::new(
                "The token endpoint did not understand the request (400).",
                "The scope that asks for this repository has a form that this token server does not know, or the service name is wrong.",
                "Check repository and service name (under “Advanced”).",
            ),
            (404, _) => Problem::new(
                "There is no token endpoint at this address (404).",
                "The page asks where the registry's challenge points to, or /v2/auth where the challenge could not be read; this registry has it elsewhere.",
                "Set the token endpoint under “Advanced”. “curl -i” on the registry's /v2/ shows it as “realm”.",
            ),
            _ => self.anywhere(around, "when asked for a token"),
        }
    }

    fn at_manifest(&self, around: &Circumstances<'_>) -> Problem {
        let Circumstances { repository, reference, .. } = around;
        match self.status {
            401 | 403 => self.not_allowed(around),
            404 if self.has_code("NAME_UNKNOWN") => Problem::new(
                format!("There is no repository “{repository}” here (404)."),
                "A typing error, or the repository was renamed or deleted. A registry also says so of repositories that one may not see. That a token was granted does not mean that the repository exists.",
                "Compare the name with the registry's own page.",
            ),
            404 => Problem::new(
                format!("“{repository}” has no “{reference}” (404)."),
                "The tag was never pushed, was deleted or has expired, or the repository's name is wrong: registries grant tokens for repositories that do not exist.",
                "Check tag and repository; a digest must be the one of a manifest or index, not of a layer.",
            ),
            _ => self.anywhere(around, "when asked for the image"),
        }
    }

    fn at_referrers(&self, around: &Circumstances<'_>) -> Problem {
        match self.status {
            401 | 403 => self.not_allowed(around),
            400 if self.has_code("MANIFEST_INVALID") => Problem::new(
                "The registry knows no manifest of this digest (400).",
                "Quay says “manifest invalid” where it has no such manifest in this repository: it was deleted meanwhile, or it belongs to another repository.",
                "Look the tag up again. This says nothing about signatures: the list could not be read.",
            ),
            _ => self.anywhere(around, "when asked for the referrers"),
        }
    }

    /// 401 and 403 on a call that carried a token.
    fn not_allowed(&self, around: &Circumstances<'_>) -> Problem {
        let Circumstances { repository, registry, .. } = around;
        let whom = around.user.map_or_else(|| "an anonymous visitor".to_owned(), |user| format!("“{user}”"));
        if self.says("audience") {
            return Problem::new(
                "The registry does not accept the token: it was made for another service (401).",
                "Quay accepts a token only if its audience (the “aud” claim) is Quay's own SERVER_HOSTNAME; the token was asked for under another service name.",
                "Set the service name under “Advanced” to Quay's own host name and look again.",
            );
        }
        if self.says("expired") {
            return Problem::new(
                "The token has run out (401).",
                "A registry's token is valid for a while only, counted by the registry's clock.",
                "Press “Look up referrers” again for a new one. If that does not help, compare this machine's clock with the registry's.",
            );
        }
        if around.granted.is_some_and(|actions| !actions.iter().any(|action| action == "pull")) {
            return Problem::new(
                format!("{whom} may not read “{repository}” ({}).", self.status),
                "The token says that nothing was granted. Registries give such a token without an error where the account has no permission, and where namespace or repository do not exist.",
                if around.user.is_some() {
                    "Check the repository's name, and ask its owner for the permission to read."
                } else {
                    "Enter a user name and a password or robot token that may read it."
                },
            );
        }
        if self.says("signature") || self.says("bearer token") {
            return Problem::new(
                "The registry does not accept the token (401).",
                "The token was damaged on its way, or made by another token server than the one that this registry trusts.",
                "Check the token endpoint under “Advanced”, and whether a proxy changes the Authorization header.",
            );
        }
        Problem::new(
            format!("{} does not let {whom} read “{repository}” ({}).", registry.host(), self.status),
            "The token that was sent does not cover this repository, or none was sent.",
            "Check the repository's name and the account's permissions.",
        )
    }

    fn anywhere(&self, around: &Circumstances<'_>, moment: &str) -> Problem {
        let host = around.registry.host();
        let status = self.status;
        match status {
            429 => Problem::new(
                format!("{host} asks to go slower (429)."),
                "The registry limits how many requests one address or account may send in a while.",
                match self.retry_after {
                    Some(seconds) if seconds > 0 => {
                        format!("Try again in {seconds} seconds; that is what the registry asks for.")
                    }
                    _ => "Try again in a minute or two.".to_owned(),
                },
            ),
            502..=504 => Problem::new(
                format!("{host} is not available at the moment ({status})."),
                "The proxy in front of the registry got no answer from it: it is starting, overloaded or in maintenance.",
                "Try again in a little while. If it lasts, tell the people who run the registry.",
            ),
            500..=599 => Problem::new(
                format!("{host} failed {moment} ({status})."),
                "This is a fault inside the registry, not in what you entered.",
                "Try again; if it lasts, tell the people who run the registry, with the time and the line below.",
            ),
            _ => Problem::new(
                format!("{host} answered with status {status} {moment}."),
                "This status means nothing particular at this place; a proxy or login page in front of the registry may have answered.",
                "Ask for the same address with curl, by the command above, and compare.",
            ),
        }
    }
}

fn no_answer(error: &TransportError, verdict: &Verdict, around: &Circumstances<'_>) -> Problem {
    let host = around.registry.host();
    match (error, verdict) {
        (TransportError::Timeout(limit), _) => Problem::new(
            format!("{host} did not answer within {} seconds.", limit.as_secs()),
            "The registry is overloaded, or a firewall on the way drops the packets instead of refusing them.",
            "Try again; if it lasts, check whether this machine reaches the registry at all.",
        ),
        (TransportError::TooLarge(limit), _) => Problem::new(
            format!("{host} sent more than {limit} bytes where a short answer belongs."),
            "Something else than a registry answered, or the registry misbehaves. The page stopped reading.",
            "Check the registry's address.",
        ),
        (TransportError::CutOff(bytes), _) => Problem::new(
            format!("The answer of {host} broke off after {bytes} bytes."),
            "The connection was lost on the way, or a proxy ended it.",
            "Try again.",
        ),
        (TransportError::Unreadable, Verdict::Offline) => Problem::new(
            "This machine is offline, says the browser.",
            "No network, or a VPN that is not connected.",
            "Connect and press “Look up referrers” again; all that you entered is still here.",
        ),
        (TransportError::Unreadable, Verdict::MixedContent) => Problem::new(
            format!(
                "The browser did not ask {host}: this page came by https, the registry's address begins with http."
            ),
            "Browsers do not let a secure page talk to an insecure address (mixed content).",
            "Reach the registry by https, or open this page by http from a trusted host.",
        ),
        (TransportError::Unreadable, Verdict::NoCors { page }) => no_cors(page.as_deref(), around.registry),
        (TransportError::Unreadable, Verdict::Unreachable | Verdict::Answer) => Problem::new(
            format!("Nothing that this browser accepts answers at {}.", around.registry.origin()),
            "The registry is down, the host name or port is wrong, no route leads there, or its certificate is not one that this browser trusts. A page is not told which.",
            format!(
                "Open {}/v2/ in a new tab: the browser shows there what it hides from a page. For a private certificate authority, import its certificate into the browser; that is what “curl -k” skips.",
                around.registry.origin()
            ),
        ),
    }
}

fn no_cors(page: Option<&str>, registry: &Address) -> Problem {
    let page = page.unwrap_or("this page's origin");
    let host = registry.host();
    Problem::new(
        format!("{host} answers, but does not let this page read the answer (CORS)."),
        "A browser shows a page from one host only those answers of another that carry Access-Control-Allow-Origin. Quay sends no such header under /v2/; curl does not care, which is why it works there.",
        format!(
            "Two ways, both for whoever runs the registry: serve this page from {host} itself, with /v2/ passed on to Quay; or let the proxy in front of Quay add, to every answer under /v2/, “Access-Control-Allow-Origin: {page}”, “Access-Control-Allow-Headers: Authorization, Accept” and “Access-Control-Expose-Headers: WWW-Authenticate, Link, Docker-Content-Digest, OCI-Filters-Applied”, and answer OPTIONS with 204."
        ),
    )
}

fn foreign_realm(realm: &str, around: &Circumstances<'_>) -> Problem {
    let host = around.registry.host();
    Problem::new(
        format!("{host} wants your credentials sent to another host. They were not sent."),
        "Some registries keep their token endpoint on a host of its own. A hostile or misconfigured registry could use the same header to collect passwords.",
        "If you know that host and trust it with this password, enter the address below as token endpoint under “Advanced” and look again.",
    )
    .quoting(Some(realm.to_owned()))
}

fn manifest(error: &ManifestError, around: &Circumstances<'_>) -> Problem {
    let (host, reference) = (around.registry.host(), around.reference);
    match error {
        ManifestError::Schema1 => Problem::new(
            format!("“{reference}” is stored in Docker's old schema 1."),
            "That form has no digest of its own bytes that a signature or SBOM could refer to; registries keep it for very old images only.",
            "Push the image again with a current tool.",
        ),
        ManifestError::Shape(_) | ManifestError::Descriptor { .. } => Problem::new(
            format!("{host} answered, but not with an image's manifest."),
            "Something other than the registry answered (a proxy's login page, for instance), or the manifest is damaged.",
            "Ask for the same address with curl, by the command above, and compare.",
        ),
    }
    .quoting(Some(error.to_string()))
}
