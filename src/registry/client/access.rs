//! The way in, kept: what every question carries, and how it is had anew.

use super::{Client, Notice, Sink};
use crate::auth::{BasicCredentials, Scope, Secret, Token, scope};
use crate::oci::error::Refusal;
use crate::registry::Transport;
use crate::registry::entrance::Entrance;
use crate::registry::error::{ClientError, Question};
use crate::registry::transport::{Request, Response};

/// The lifetime in seconds that the token specification means where an answer states none.
pub const UNSTATED_LIFETIME: u64 = 60;
/// A token is renewed when it has no longer to live than this, in seconds, or a quarter of its lifetime.
const MARGIN: u64 = 30;

/// What a token allows, beside what was asked for.
#[derive(Clone, Debug, PartialEq)]
pub struct Granted {
    /// The token; `None` where the registry asks for none.
    pub token: Option<Token>,
    /// What it was asked for.
    pub scope: Scope,
    /// The actions in this repository; `None` where the token does not say.
    pub actions: Option<Vec<String>>,
}

impl Granted {
    /// Whether the token says that it does not allow to read.
    #[must_use]
    pub fn is_nothing(&self) -> bool {
        self.actions.as_ref().is_some_and(|actions| !actions.iter().any(|action| action == "pull"))
    }

    fn of(token: Option<Token>, scope: Scope) -> Self {
        let actions = token.as_ref().and_then(|token| token.granted(&scope));
        Self { token, scope, actions }
    }
}

/// The way in, once it was found.
#[derive(Clone, Debug, Default)]
pub struct Pass {
    entrance: Option<Entrance>,
    credentials: Option<BasicCredentials>,
    scopes: Vec<Scope>,
    held: Option<Held>,
    /// The credentials were refused once: they are not sent again.
    is_refused: bool,
}

#[derive(Clone, Debug)]
struct Held {
    token: Token,
    /// When it came, by this machine's clock, in seconds since 1970.
    since: u64,
}

impl Held {
    fn lifetime(&self) -> u64 {
        // By the specification there are none shorter than a minute; one of no time at all would be renewed for ever.
        self.token.lifetime().filter(|seconds| *seconds > 0).unwrap_or(UNSTATED_LIFETIME)
    }

    fn is_due(&self, now: u64) -> bool {
        let margin = MARGIN.min(self.lifetime() / 4);
        now >= self.since.saturating_add(self.lifetime() - margin)
    }
}

impl Pass {
    /// The value of `Authorization`.
    fn header(&self) -> Option<Secret> {
        match &self.entrance {
            Some(Entrance::Bearer { .. }) => self.held.as_ref().map(|held| held.token.header()),
            Some(Entrance::Basic) => self.credentials.as_ref().map(BasicCredentials::header),
            Some(Entrance::Open) | None => None,
        }
    }
}

impl<T: Transport> Client<T> {
    /// Gets what the registry wants to see on every request: a token, the Basic header, or nothing; and
    /// keeps it for the questions to come. Entered again by the same way and account, the token is asked for the
    /// scopes of before as well.
    ///
    /// # Errors
    /// Those of [`Client::token`].
    pub async fn enter(
        &self,
        entrance: Entrance,
        credentials: Option<BasicCredentials>,
        scope: Scope,
    ) -> Result<Granted, ClientError> {
        {
            let mut pass = self.pass.borrow_mut();
            let is_same = pass.entrance.as_ref() == Some(&entrance) && pass.credentials == credentials;
            let before = if is_same { std::mem::take(&mut pass.scopes) } else { Vec::new() };
            let scopes = scope::merged(std::iter::once(scope.clone()).chain(before));
            *pass = Pass { entrance: Some(entrance), credentials, scopes, ..Pass::default() };
        }
        let token = self.fresh_token().await?;
        Ok(Granted::of(token, scope))
    }

    /// Whether [`Client::enter`] has ended well.
    pub fn is_in(&self) -> bool {
        let pass = self.pass.borrow();
        let needs_token = matches!(pass.entrance, Some(Entrance::Bearer { .. }));
        pass.entrance.is_some() && (pass.held.is_some() || !needs_token)
    }

    /// Sends a request with what [`Client::enter`] got. The token is renewed before it runs out; and once,
    /// with the request sent again, where the answer says that it has.
    pub(super) async fn with_access(
        &self,
        question: Question,
        request: Request,
        sink: Option<&Sink<'_>>,
    ) -> Result<Response, ClientError> {
        let send = async |request: Request| self.send_to(&self.registry, question, &request, sink).await;
        self.renew_if_due().await;
        let header = self.pass.borrow().header();
        let answer = send(self.carrying(request.clone())).await?;
        if answer.status != 401 || !self.is_curable(&answer) {
            return Ok(answer);
        }
        let is_unchanged = |pass: &Pass| pass.header() == header;
        match self.renew(is_unchanged).await {
            Ok(()) => send(self.carrying(request)).await,
            Err(_) => Ok(answer),
        }
    }

    async fn renew_if_due(&self) {
        let is_due = |pass: &Pass| pass.held.as_ref().is_some_and(|held| held.is_due(self.transport.now()));
        let is_due_now = is_due(&self.pass.borrow());
        if is_due_now {
            // The old token may serve for a few seconds more: what is wrong is seen with the answer.
            let _ = self.renew(is_due).await;
        }
    }

    fn carrying(&self, mut request: Request) -> Request {
        request.headers.extend(self.pass.borrow().header().map(|value| ("Authorization", value)));
        // A browser takes the header out where a redirect leaves the origin; a password is not left to that.
        request.follow_redirects &= !matches!(self.pass.borrow().entrance, Some(Entrance::Basic));
        request
    }

    /// Whether another token may open what this one did not: it has run out, by the registry's word or by its
    /// own. A refusal of any other kind stands; asking again would not make it another.
    fn is_curable(&self, answer: &Response) -> bool {
        let pass = self.pass.borrow();
        let Some(held) = pass.held.as_ref().filter(|_| !pass.is_refused) else { return false };
        let is_over = self.transport.now() >= held.since.saturating_add(held.lifetime());
        is_over || Refusal::parse(&answer.body).message.to_ascii_lowercase().contains("expired")
    }

    /// Gets a new token if `is_needed` still holds once no one else is getting one.
    async fn renew(&self, is_needed: impl Fn(&Pass) -> bool) -> Result<(), ClientError> {
        let _turn = self.renewal.lock().await;
        let is_needed = { is_needed(&self.pass.borrow()) && !self.pass.borrow().is_refused };
        if !is_needed {
            return Ok(());
        }
        let token = self.fresh_token().await?;
        let scope = self.pass.borrow().scopes.first().cloned();
        if let Some(scope) = scope {
            (self.tell)(Notice::Renewed(Box::new(Granted::of(token, scope))));
        }
        Ok(())
    }

    /// A token for all scopes of the pass, kept there too; `None` where the registry gives none.
    async fn fresh_token(&self) -> Result<Option<Token>, ClientError> {
        let Pass { entrance, credentials, scopes, .. } = self.pass.borrow().clone();
        let Some(Entrance::Bearer { endpoint, service, .. }) = entrance else { return Ok(None) };
        match self.token(&endpoint, &service, &scopes, credentials.as_ref()).await {
            Ok(token) => {
                let since = self.transport.now();
                self.pass.borrow_mut().held = Some(Held { token: token.clone(), since });
                Ok(Some(token))
            }
            Err(error) => {
                // Who is not available (5xx) has refused nobody.
                self.pass.borrow_mut().is_refused |= matches!(error, ClientError::Refused { status: 400..500, .. });
                Err(error)
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn when_a_token_is_due() {
        for (answer, fresh, due) in [
            (r#"{"token":"x","expires_in":300}"#, 200, 299),
            (r#"{"token":"x","expires_in":8}"#, 4, 7),
            // The specification's minute, where nothing is stated or nothing that could be kept to.
            (r#"{"token":"x"}"#, 30, 59),
            (r#"{"token":"x","expires_in":0}"#, 30, 59),
            (r#"{"token":"x","expires_in":-5}"#, 30, 59),
        ] {
            let held = Held { token: Token::parse_answer(answer.as_bytes()).unwrap(), since: 1_000 };
            assert!(!held.is_due(1_000 + fresh) && held.is_due(1_000 + due), "{answer}");
            assert!(!held.is_due(0), "{answer}: a clock that was set back makes no haste");
        }
        let endless = format!(r#"{{"token":"x","expires_in":{}}}"#, u64::MAX);
        let held = Held { token: Token::parse_answer(endless.as_bytes()).unwrap(), since: 1_000 };
        assert!(!held.is_due(u64::MAX - 1));
    }
}
