//! What an answer with an error status means, by what was asked. The cases are those that Quay and other
//! registries were seen to give.

use super::{Circumstances, Problem};
use crate::oci::error::Refusal;
use crate::text;
use crate::words::Text;

/// An answer with an error status.
pub struct Refused<'a> {
    pub status: u16,
    pub refusal: &'a Refusal,
    pub retry_after: Option<u64>,
}

impl Refused<'_> {
    fn says(&self, words: &str) -> bool {
        self.refusal.message.to_ascii_lowercase().contains(words)
    }

    fn has_code(&self, code: &str) -> bool {
        self.refusal.code.eq_ignore_ascii_case(code)
    }

    pub fn at_challenge(&self, around: &Circumstances<'_>) -> Problem {
        let host = around.registry.host();
        match self.status {
            404 => Problem::new(
                "not-a-registry",
                text!("{host} is there, but it is not a registry: it has no /v2/ (404).", host),
                text!("The host name may be that of a website beside the registry, or a proxy does not pass /v2/ on."),
                text!("Check the registry's address. Behind a proxy, /v2/ has to reach the registry unchanged."),
            ),
            _ => self.anywhere(around, text!("when asked how to get in")),
        }
    }

    pub fn at_token(&self, around: &Circumstances<'_>) -> Problem {
        let repository = around.repository;
        match (self.status, around.user) {
            (401 | 403, Some(user)) => Problem::new(
                "wrong-password",
                text!(
                    "The registry did not accept the user name “{user}” with this password ({status}).",
                    user,
                    status = self.status
                ),
                text!(
                    "Mostly a typing error, an expired or revoked token, or single sign-on: an account that logs in elsewhere has no password here. A robot account's name has a plus sign, as in organisation+robot."
                ),
                text!(
                    "Check both, or create an application token or robot account in the registry and use that. Nothing is tried again by itself: a few wrong passwords lock an account."
                ),
            ),
            (401 | 403, None) => Problem::new(
                "no-anonymous-token",
                text!("The registry gives no anonymous token ({status}).", status = self.status),
                text!("This registry answers nobody without an account, or this repository is not public."),
                text!("Enter a user name and a password or robot token."),
            ),
            (429, _) if self.says("login attempts") => Problem::new(
                "locked",
                text!("Too many wrong passwords: Quay has locked this account for a while (429)."),
                text!(
                    "After a few wrong passwords in a row Quay refuses the right one, too, until the lock cools down."
                ),
                text!(
                    "Wait a few minutes before the next try, and check the password before you use it: every further attempt lengthens the lock. Resetting the password in Quay lifts it at once."
                ),
            ),
            (400, _) if self.has_code("NAME_INVALID") => Problem::new(
                "name-not-taken",
                text!(
                    "The registry does not take “{repository}” for a repository's name (400).",
                    repository = repository.as_str()
                ),
                text!(
                    "Some registries allow less than the specification: fewer levels, other lengths, other characters."
                ),
                text!("Compare the name with the registry's own page, letter by letter."),
            ),
            (400, _) => Problem::new(
                "token-request",
                text!("The token endpoint did not understand the request (400)."),
                text!(
                    "The scope that asks for this repository has a form that this token server does not know, or the service name is wrong."
                ),
                text!("Check repository and service name (under “Advanced”)."),
            ),
            (404, _) => Problem::new(
                "no-token-endpoint",
                text!("There is no token endpoint at this address (404)."),
                text!(
                    "The page asks where the registry's challenge points to, or /v2/auth where the challenge could not be read; this registry has it elsewhere."
                ),
                text!("Set the token endpoint under “Advanced”. “curl -i” on the registry's /v2/ shows it as “realm”."),
            ),
            _ => self.anywhere(around, text!("when asked for a token")),
        }
    }

    pub fn at_manifest(&self, around: &Circumstances<'_>) -> Problem {
        let Circumstances { repository, reference, .. } = around;
        match self.status {
            401 | 403 => self.not_allowed(around),
            404 if self.has_code("NAME_UNKNOWN") => Problem::new(
                "no-repository",
                text!("There is no repository “{repository}” here (404).", repository = repository.as_str()),
                text!(
                    "A typing error, or the repository was renamed or deleted. A registry also says so of repositories that one may not see. That a token was granted does not mean that the repository exists."
                ),
                text!("Compare the name with the registry's own page."),
            ),
            404 => Problem::new(
                "no-tag",
                text!(
                    "“{repository}” has no “{reference}” (404).",
                    repository = repository.as_str(),
                    reference = reference.to_string()
                ),
                text!(
                    "The tag was never pushed, was deleted or has expired, or the repository's name is wrong: registries grant tokens for repositories that do not exist."
                ),
                text!("Check tag and repository; a digest must be the one of a manifest or index, not of a layer."),
            ),
            _ => self.anywhere(around, text!("when asked for the image")),
        }
    }

    pub fn at_referrers(&self, around: &Circumstances<'_>) -> Problem {
        match self.status {
            401 | 403 => self.not_allowed(around),
            400 if self.has_code("MANIFEST_INVALID") => Problem::new(
                "no-such-digest",
                text!("The registry knows no manifest of this digest (400)."),
                text!(
                    "Quay says “manifest invalid” where it has no such manifest in this repository: it was deleted meanwhile, or it belongs to another repository."
                ),
                text!("Look the tag up again. This says nothing about signatures: the list could not be read."),
            ),
            _ => self.anywhere(around, text!("when asked for the referrers")),
        }
    }

    pub fn at_blob(&self, around: &Circumstances<'_>) -> Problem {
        match self.status {
            401 | 403 => self.not_allowed(around),
            404 => Problem::new(
                "no-blob",
                text!("The registry does not have this content (404)."),
                text!(
                    "The manifest names a blob that was never pushed here, or that was removed since: by garbage collection, or because only a part of the image was copied."
                ),
                text!("Pull the artifact with another tool to see whether it is whole, or push it again."),
            ),
            _ => self.anywhere(around, text!("when asked for content")),
        }
    }

    pub fn at_tags(&self, around: &Circumstances<'_>) -> Problem {
        match self.status {
            401 | 403 => self.not_allowed(around),
            404 => Problem::new(
                "no-repository",
                text!("There is no repository “{repository}” here (404).", repository = around.repository.as_str()),
                text!(
                    "A typing error, or the repository was renamed or deleted. A registry also says so of repositories that one may not see."
                ),
                text!("Compare the name with the registry's own page."),
            ),
            _ => self.anywhere(around, text!("when asked for its tags")),
        }
    }

    /// 401 and 403 on a call that carried a token.
    fn not_allowed(&self, around: &Circumstances<'_>) -> Problem {
        let (host, repository, status) = (around.registry.host(), around.repository.as_str(), self.status);
        if self.says("audience") {
            return Problem::new(
                "wrong-service",
                text!("The registry does not accept the token: it was made for another service (401)."),
                text!(
                    "Quay accepts a token only if its audience (the “aud” claim) is Quay's own SERVER_HOSTNAME; the token was asked for under another service name."
                ),
                text!("Set the service name under “Advanced” to Quay's own host name and look again."),
            );
        }
        if self.says("expired") {
            return Problem::new(
                "token-expired",
                text!("The token has run out (401)."),
                text!("A registry's token is valid for a while only, counted by the registry's clock."),
                text!(
                    "Press “Look up referrers” again for a new one. If that does not help, compare this machine's clock with the registry's."
                ),
            );
        }
        if around.granted.is_some_and(|actions| !actions.iter().any(|action| action == "pull")) {
            return Problem::new(
                "nothing-granted",
                match around.user {
                    Some(user) => text!("“{user}” may not read “{repository}” ({status}).", user, repository, status),
                    None => text!("An anonymous visitor may not read “{repository}” ({status}).", repository, status),
                },
                text!(
                    "The token says that nothing was granted. Registries give such a token without an error where the account has no permission, and where namespace or repository do not exist."
                ),
                if around.user.is_some() {
                    text!("Check the repository's name, and ask its owner for the permission to read.")
                } else {
                    text!("Enter a user name and a password or robot token that may read it.")
                },
            );
        }
        if self.says("signature") || self.says("bearer token") {
            return Problem::new(
                "token-refused",
                text!("The registry does not accept the token (401)."),
                text!(
                    "The token was damaged on its way, or made by another token server than the one that this registry trusts."
                ),
                text!(
                    "Check the token endpoint under “Advanced”, and whether a proxy changes the Authorization header."
                ),
            );
        }
        match around.user {
            Some(user) => Problem::new(
                "not-allowed",
                text!("{host} does not let “{user}” read “{repository}” ({status}).", host, user, repository, status),
                text!(
                    "The account may not read this repository: its token does not cover it. Where a registry takes the password with every request, it may be a wrong one."
                ),
                text!("Check the repository's name, the account's permissions, and the password."),
            ),
            None => Problem::new(
                "anonymous-not-allowed",
                text!(
                    "{host} does not let an anonymous visitor read “{repository}” ({status}).",
                    host,
                    repository,
                    status
                ),
                text!("Without an account, this repository cannot be read, or nothing here can."),
                text!("Enter a user name and a password or robot token that may read it."),
            ),
        }
    }

    fn anywhere(&self, around: &Circumstances<'_>, moment: Text) -> Problem {
        let host = around.registry.host();
        let status = self.status;
        if self.says("namespace") && self.says("disabled") {
            return Problem::new(
                "namespace-disabled",
                text!(
                    "The namespace of “{repository}” is disabled ({status}).",
                    repository = around.repository.as_str(),
                    status
                ),
                text!(
                    "An administrator of the registry has switched this user or organisation off; nothing in it can be read until it is switched on again."
                ),
                text!("Ask the administrators of the registry."),
            );
        }
        if self.says("read-only") || self.says("read only") {
            return Problem::new(
                "read-only",
                text!("{host} is in read-only mode ({status}).", host, status),
                text!(
                    "During maintenance a registry answers questions, but takes nothing. A request for a token with push can fail then."
                ),
                text!("Look again without “Ask for push as well”, or when the maintenance is over."),
            );
        }
        match status {
            429 => Problem::new(
                "too-many-requests",
                text!("{host} asks to go slower (429).", host),
                text!("The registry limits how many requests one address or account may send in a while."),
                match self.retry_after {
                    Some(seconds) if seconds > 0 => {
                        text!("Try again in {seconds} seconds; that is what the registry asks for.", seconds)
                    }
                    _ => text!("Try again in a minute or two."),
                },
            ),
            502..=504 => Problem::new(
                "unavailable",
                text!("{host} is not available at the moment ({status}).", host, status),
                text!(
                    "The proxy in front of the registry got no answer from it: it is starting, overloaded or in maintenance. The page has asked three times."
                ),
                text!("Try again in a little while. If it lasts, tell the people who run the registry."),
            ),
            500..=599 => Problem::new(
                "registry-fault",
                text!("{host} failed {moment} ({status}).", host, moment, status),
                text!("This is a fault inside the registry, not in what you entered."),
                text!(
                    "Try again; if it lasts, tell the people who run the registry, with the time and the line below."
                ),
            ),
            _ => Problem::new(
                "other-status",
                text!("{host} answered with status {status} {moment}.", host, status, moment),
                text!(
                    "This status means nothing particular at this place; a proxy or login page in front of the registry may have answered."
                ),
                text!("Ask for the same address with curl, by the command above, and compare."),
            ),
        }
    }
}
