//! Errors in words for a person: what happened, why that usually is, what to do now.

mod refused;
mod remedy;
mod unanswered;

pub use remedy::{EXPOSED, Remedy, all as remedies};

use super::diagnose::Verdict;
use super::endpoint::TokenEndpoint;
use super::error::{ClientError, Question};
use super::transport::TransportError;
use crate::oci::digest::Mismatch;
use crate::oci::manifest::ManifestError;
use crate::oci::{Address, Reference, RepositoryName};
use crate::text;
use crate::words::Text;
use refused::Refused;

/// An error as a person reads it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Problem {
    /// Its entry in the help page on troubleshooting: the name of an anchor there. One entry may serve several problems.
    pub entry: &'static str,
    /// What happened, in one sentence.
    pub what: Text,
    /// Why that usually is.
    pub why: Text,
    /// What to do now.
    pub now: Text,
    /// The registry's own words, or the parser's. In English whatever the page speaks: it is the line to hand on to
    /// the people who run the registry.
    pub quote: Option<String>,
    /// What to write into which server's configuration, where that mends it.
    pub remedies: Vec<Remedy>,
    /// The token endpoint on another host that the person may allow.
    pub allow: Option<TokenEndpoint>,
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
                    Question::Blob => refused.at_blob(around),
                    Question::Tags => refused.at_tags(around),
                }
                .quoting(refusal.quote())
            }
            ClientError::NoAnswer { question, host, error, verdict } => {
                unanswered::explain(*question, host, error, verdict)
            }
            ClientError::ForeignRealm { realm } => foreign_realm(realm, around),
            ClientError::Strayed { address, .. } => Self::new(
                "strayed",
                text!("{host} sent this question on to another host, {address}; its answer was not taken.", host = around.registry.host(), address),
                text!("Mostly that is a login page, or another host name of the same registry. What another host says about an image is not what this registry says; your credentials did not go there."),
                text!("If {address} is the registry's true address, enter it as registry.", address),
            ),
            ClientError::Link(error) => Self::new(
                "link",
                text!("{host} says that its list goes on, but not where the page can follow.", host = around.registry.host()),
                text!("A list goes on where the answer's “Link” header points to. One that leads to another host does not get this registry's token; one that is no address leads nowhere."),
                text!("What was read so far is shown; it is not the whole list. Tell the people who run the registry, or the proxy in front of it, with the line below."),
            )
            .quoting(Some(error.to_string())),
            ClientError::LinkLoop(_) => Self::new(
                "link-loop",
                text!("{host} says that its list goes on where it has been before.", host = around.registry.host()),
                text!("The answer's “Link” header leads back to a part that was read already. The registry is at fault, or a proxy that answers from its cache."),
                text!("What was read so far is shown; whether it is the whole list is not known. Tell the people who run the registry, with the line below."),
            )
            .quoting(Some(error.to_string())),
            ClientError::Size { .. } => Self::new(
                "wrong-size",
                text!("ALARM: {host} sent another number of bytes than the descriptor says.", host = around.registry.host()),
                text!("Content in a registry is named by its hash and its size. Bytes that are cut short or added were changed: on their way, in a cache, or in the registry."),
                text!("Trust nothing of this answer. Try once more; if it stays so, tell the people who run the registry, with the line below."),
            )
            .quoting(Some(error.to_string())),
            ClientError::WebPage => Self::new(
                "web-page",
                text!("{host} answers /v2/ with a web page, not as a registry does.", host = around.registry.host()),
                text!("Mostly that is the login page of a proxy in front of the registry, or a website on this host. Cookies, by which such a page knows you, are not sent by this page."),
                text!("Check the registry's address. Behind a proxy, /v2/ has to reach the registry unchanged."),
            ),
            ClientError::Challenge(words) => Self::new(
                "unknown-challenge",
                text!("{host} asks for a way in that this page does not know.", host = around.registry.host()),
                text!("Registries ask for a bearer token or for HTTP Basic; this one asks for something else, or its challenge is malformed."),
                text!("If you know its token endpoint, set it under “Advanced”."),
            )
            .quoting(Some(words.clone())),
            ClientError::Token(error) => Self::new(
                "no-token-in-answer",
                text!("The token endpoint answered, but without a token."),
                text!("Something other than a registry's token endpoint answered: a login page, a proxy, or another service."),
                text!("Check the token endpoint under “Advanced”; for Quay it is /v2/auth."),
            )
            .quoting(Some(error.to_string())),
            ClientError::Manifest(error) => manifest(error, around),
            ClientError::Digest(mismatch @ Mismatch::UnknownAlgorithm(_)) => Self::new(
                "unknown-algorithm",
                text!("Whether these are the right bytes cannot be checked here."),
                text!("Content in a registry is named by its hash. This page computes those of sha256, sha384 and sha512; this content has another, and nothing is shown unchecked."),
                text!("Get it with a tool that knows this algorithm."),
            )
            .quoting(Some(mismatch.to_string())),
            ClientError::Digest(mismatch) => Self::new(
                "wrong-digest",
                text!("ALARM: the bytes that {host} sent are not what their digest says.", host = around.registry.host()),
                text!("Content in a registry is named by its hash. If the bytes have another one, they were changed: on their way, in a cache, or in the registry."),
                text!("Trust nothing of this answer. Tell the people who run the registry, with the line below."),
            )
            .quoting(Some(mismatch.to_string())),
            ClientError::Tags(error) => Self::new(
                "not-tags",
                text!("The registry answered, but not with a list of tags."),
                text!("The distribution specification wants a JSON object with a list “tags” here; a proxy or login page in front of the registry may have answered in its place."),
                text!("Type the tag; the page looks it up all the same."),
            )
            .quoting(Some(error.to_string())),
            ClientError::Referrers(error) => Self::new(
                "not-referrers",
                text!("The registry answered, but not with a list of referrers."),
                text!("The distribution specification wants an image index here; a proxy or login page in front of the registry may have answered in its place."),
                text!("Ask for the same address with curl, by the command above, and compare."),
            )
            .quoting(Some(error.to_string())),
        }
    }

    /// Explains why answers of a host cannot be read.
    #[must_use]
    pub fn unreadable(host: &Address, verdict: &Verdict) -> Self {
        unanswered::explain(Question::Challenge, host, &TransportError::Unreadable, verdict)
    }

    /// What happened, why that usually is, what to do now, and the entry in the help that says more.
    // Not in place at each of its many uses.
    #[inline(never)]
    #[must_use]
    pub fn new(entry: &'static str, what: Text, why: Text, now: Text) -> Self {
        Self { entry, what, why, now, quote: None, remedies: Vec::new(), allow: None }
    }

    pub(super) fn quoting(self, quote: Option<String>) -> Self {
        Self { quote: quote.filter(|words| !words.is_empty()), ..self }
    }
}

fn foreign_realm(realm: &TokenEndpoint, around: &Circumstances<'_>) -> Problem {
    let (host, other) = (around.registry.host(), realm.address().host());
    let what = if around.user.is_some() {
        text!(
            "{host} wants your user name and password sent to another host, {other}. Nothing was sent there.",
            host = &host,
            other = &other
        )
    } else {
        text!(
            "{host} wants the request for a token sent to another host, {other}. Nothing was sent there.",
            host = &host,
            other = &other
        )
    };
    let problem = Problem::new(
        "foreign-realm",
        what,
        text!(
            "Some registries keep their token endpoint on a host of its own. A hostile or misconfigured registry could use the same header to collect passwords."
        ),
        text!("Allow it only if you know {other} and trust it with what you entered for {host}.", other, host),
    );
    Problem { allow: Some(realm.clone()), ..problem.quoting(Some(realm.to_string())) }
}

fn manifest(error: &ManifestError, around: &Circumstances<'_>) -> Problem {
    let (host, reference) = (around.registry.host(), around.reference);
    match error {
        ManifestError::Schema1 => Problem::new(
                "schema-1",
                text!("“{reference}” is stored in Docker's old schema 1.", reference = reference.to_string()),
            text!("That form has no digest of its own bytes that a signature or SBOM could refer to; registries keep it for very old images only."),
            text!("Push the image again with a current tool."),
        ),
        ManifestError::Shape(_) | ManifestError::Descriptor { .. } => Problem::new(
                "not-a-manifest",
                text!("{host} answered, but not with an image's manifest.", host),
            text!("Something other than the registry answered (a proxy's login page, for instance), or the manifest is damaged."),
            text!("Ask for the same address with curl, by the command above, and compare."),
        ),
    }
    .quoting(Some(error.to_string()))
}
