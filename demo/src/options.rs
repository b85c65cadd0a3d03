//! How a registry is to be. The defaults are a Quay behind a proxy that adds CORS.

use crate::token::Keys;
use std::net::{Ipv4Addr, SocketAddr};
use std::time::Duration;

/// Which pages of other origins may read the answers.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Cors {
    /// All: like a Quay behind a proxy that adds the headers.
    #[default]
    Any,
    /// All, but of the headers only those that need no leave: `Access-Control-Expose-Headers` was forgotten.
    Unexposed,
    /// All, but the preflight does not allow `Authorization`: only what needs no credential is readable.
    WithoutAuthorization,
    /// None, but what Quay's `abort()` makes: like Quay itself.
    Quay,
}

/// How one gets in.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum WayIn {
    /// A token from the realm (distribution token specification), as Quay does it.
    #[default]
    Bearer,
    /// A password with every request (RFC 7617); there is no `/v2/auth`, and nothing without an account.
    Basic,
    /// No authentication at all: everyone reads and writes everything, and `Authorization` is not looked at.
    Open,
}

/// What the answer of `/v2/auth` looks like.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum TokenAnswer {
    /// `{"token": "<JWT>"}`, as Quay does it.
    #[default]
    Jwt,
    /// `{"access_token", "expires_in", "issued_at"}`, with a token that says nothing to who reads it.
    Opaque,
}

/// How a `Link` to the next page is written (RFC 8288 allows any URI reference).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum LinkForm {
    /// `</v2/…?…>`.
    #[default]
    Path,
    /// `<http://host/v2/…?…>`.
    Absolute,
    /// `<?…>`.
    Query,
}

/// How the registry is to be.
#[derive(Clone, Debug)]
pub struct Options {
    /// Where to listen. Port 0 takes a free one.
    pub addr: SocketAddr,
    /// Who may read the answers.
    pub cors: Cors,
    /// Whether there is a referrers API; without, clients fall back to the referrers tag schema, and
    /// `demo/tagschema` is among the content.
    pub referrers_api: bool,
    /// Whether to begin with [`Content`](crate::Content).
    pub fill: bool,
    /// For how long a name is locked out after three wrong passwords.
    pub cool_down: Duration,
    /// The password by which `demo` gets a token, in the place of the usual one.
    pub password: Option<String>,
    /// For how long a token is valid.
    pub token_lifetime: Duration,
    /// How one gets in.
    pub way_in: WayIn,
    /// What `/v2/auth` answers.
    pub token_answer: TokenAnswer,
    /// The realm of the challenge. `None`: the registry's own `/v2/auth`, which is there in any case.
    pub realm: Option<String>,
    /// The service of the challenge, and the audience that tokens must have. `None`: the registry's host.
    pub service: Option<String>,
    /// The keys that sign tokens. `None`: keys of its own. Who shares them accepts the other's tokens.
    pub keys: Option<Keys>,
    /// Whether the referrers API applies `artifactType`, and says so in `OCI-Filters-Applied`.
    pub filter: bool,
    /// The most entries of one answer of the referrers API or of `tags/list`; more are linked to.
    pub page_size: Option<usize>,
    /// How that link is written.
    pub link: LinkForm,
    /// Whether blobs are to be had from another origin, to which `GET` is redirected.
    pub blob_redirect: bool,
    /// The time that answers wait, but those to preflights.
    pub latency: Duration,
    /// Which answers wait: those to requests whose path holds this. Empty: all.
    pub latency_of: &'static str,
    /// The time that every answer to a preflight waits.
    pub preflight_latency: Duration,
}

impl Default for Options {
    fn default() -> Self {
        Self {
            addr: SocketAddr::from((Ipv4Addr::LOCALHOST, 0)),
            cors: Cors::Any,
            referrers_api: true,
            fill: true,
            cool_down: Duration::from_secs(30),
            password: None,
            token_lifetime: Duration::from_secs(3600),
            way_in: WayIn::Bearer,
            token_answer: TokenAnswer::Jwt,
            realm: None,
            service: None,
            keys: None,
            filter: true,
            page_size: None,
            link: LinkForm::Path,
            blob_redirect: false,
            latency: Duration::ZERO,
            latency_of: "",
            preflight_latency: Duration::ZERO,
        }
    }
}
