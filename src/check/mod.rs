//! A check for administrators: every step of a look tried by itself against one registry, with what was seen and what
//! mends it.
//!
//! Pure but for the [`Transport`](crate::registry::Transport) that it is given: a file asks, and says what the answers
//! mean; [`run()`] has the order. What it finds is a list of [`Finding`]s, and a text for a ticket ([`report()`]).

mod content;
mod cors;
mod course;
mod entry;
mod exposed;
mod finding;
mod page;
pub mod policy;
mod recorder;
mod report;
mod run;
mod scrub;
mod step;
mod time;
mod token;

pub use cors::{Observed, judge};
pub use finding::{Finding, Grade};
pub use report::{Head, count, report};
pub use run::run;
pub use step::{Group, StepName};
pub use time::{http_date, skew};

use crate::auth::BasicCredentials;
use crate::oci::{Address, Reference, RepositoryName};
use crate::registry::TokenEndpoint;

/// What is to be checked.
#[derive(Clone, Debug)]
pub struct Subject {
    /// Which registry.
    pub registry: Address,
    /// A repository in it; without one, what is in repositories is not asked for.
    pub repository: Option<RepositoryName>,
    /// A tag or digest there.
    pub reference: Option<Reference>,
    /// As whom; `None` anonymously.
    pub credentials: Option<BasicCredentials>,
    /// The service name, where it was set by hand.
    pub service: Option<String>,
    /// The token endpoint, where it was set by hand.
    pub endpoint: Option<TokenEndpoint>,
    /// Token endpoints on other hosts that the person allows this registry to name.
    pub allowed: Vec<TokenEndpoint>,
    /// The page's own address; `None` outside a browser.
    pub page: Option<String>,
    /// The Content-Security-Policy that stands in the page itself; empty for none.
    pub policy: String,
}

/// What happens in the course of a check.
#[derive(Clone, Debug, PartialEq)]
pub enum Event {
    /// A step begins.
    Asking(StepName),
    /// A step has ended.
    Found(Box<Finding>),
}
