//! A registry that means no good, or is broken: everything is answered as a small Quay would, but one
//! step of the way, which is answered as its [`Fault`] says.
//!
//! ```no_run
//! # async fn example() -> std::io::Result<()> {
//! use refscope_demo::hostile::{Fault, Hostile};
//! let fault = Fault::named("token-redirect-foreign").expect("it is in the table");
//! let hostile = Hostile::start(fault).await?;
//! println!("look at {}/demo/app:1.0", hostile.host());
//! assert!(hostile.foreign().requests().iter().all(|request| request.header("authorization").is_none()));
//! # Ok(())
//! # }
//! ```

mod faults;
mod reply;
mod server;
mod site;

pub use faults::{Fault, Step};
pub use site::{REPOSITORY, TAG};

use crate::requests::Recorded;
use faults::Asked;
use reply::Reply;
use server::Server;
use site::{Question, Site};
use std::collections::HashMap;
use std::io;
use std::net::SocketAddr;
use std::sync::{Mutex, PoisonError};

/// A running registry with a fault, and the foreign origin that it may point to. Both end with it.
#[derive(Debug)]
pub struct Hostile {
    fault: Fault,
    image: String,
    server: Server,
    foreign: Foreign,
}

impl Hostile {
    /// Starts one on a free port of 127.0.0.1.
    ///
    /// # Errors
    /// That of the listener.
    pub async fn start(fault: Fault) -> io::Result<Self> {
        let foreign = Foreign::start().await?;
        let listener = server::bind().await?;
        let host = listener.local_addr()?.to_string();
        let site = Site::new(host.clone(), fault.step() == Step::TagSchema);
        let image = site.image().to_owned();
        let (other, counts) = (foreign.host(), Mutex::<HashMap<Question, usize>>::default());
        let server = Server::run(listener, move |request| {
            if request.method == "OPTIONS" {
                return Reply::preflight();
            }
            let question = site.question(request);
            let good = site.answer(question, request);
            // Who has no token yet is sent for one, whatever is wrong behind it.
            let is_at_the_door = matches!(question, Question::Base | Question::Token);
            if !fault.step().concerns(question) || (good.status == 401 && !is_at_the_door) {
                return good.readable_everywhere();
            }
            let nth = {
                let mut counts = counts.lock().unwrap_or_else(PoisonError::into_inner);
                let count = counts.entry(question).or_default();
                *count += 1;
                *count
            };
            let asked = Asked { path: &request.path, nth, host: &host, foreign: &other };
            fault.twist(&asked, good).readable_everywhere()
        })?;
        Ok(Self { fault, image, server, foreign })
    }

    /// What is wrong with it.
    #[must_use]
    pub const fn fault(&self) -> Fault {
        self.fault
    }

    /// The digest of its one image, `demo/app:1.0`, as it is without a fault.
    #[must_use]
    pub fn image(&self) -> &str {
        &self.image
    }

    /// The address it listens at.
    #[must_use]
    pub const fn addr(&self) -> SocketAddr {
        self.server.addr()
    }

    /// `host:port`: what a person enters as registry.
    #[must_use]
    pub fn host(&self) -> String {
        self.addr().to_string()
    }

    /// What it received, preflights as well.
    #[must_use]
    pub fn requests(&self) -> Vec<Recorded> {
        self.server.requests()
    }

    /// The origin that its redirects, realms and links point to, where they do not point to itself.
    #[must_use]
    pub const fn foreign(&self) -> &Foreign {
        &self.foreign
    }

    /// Ends both, and waits until they have ended.
    pub async fn stop(self) {
        self.server.stop().await;
        self.foreign.stop().await;
    }
}

/// An origin that should receive nothing of worth. It takes all it gets, answers 200 to everything, and lets
/// every page read that: what it is not sent, it is not sent by the client's own decision.
#[derive(Debug)]
pub struct Foreign(Server);

impl Foreign {
    /// Starts one on a free port of 127.0.0.1.
    ///
    /// # Errors
    /// That of the listener.
    pub async fn start() -> io::Result<Self> {
        let server = Server::run(server::bind().await?, |request| {
            if request.method == "OPTIONS" { Reply::preflight() } else { site::lure().readable_everywhere() }
        })?;
        Ok(Self(server))
    }

    /// The address it listens at.
    #[must_use]
    pub const fn addr(&self) -> SocketAddr {
        self.0.addr()
    }

    /// `host:port`.
    #[must_use]
    pub fn host(&self) -> String {
        self.addr().to_string()
    }

    /// What it received, preflights as well.
    #[must_use]
    pub fn requests(&self) -> Vec<Recorded> {
        self.0.requests()
    }

    /// Ends it, and waits until it has ended.
    pub async fn stop(self) {
        self.0.stop().await;
    }
}
