//! The embedded registry, as the commands of this crate use it.

use std::fmt::Write;

use refscope_demo::{Cors, Demo, DemoError, Image, Options, users::USERS};

use crate::{error::Error, ports::Port};

/// The account, name and password, that the page of `serve` has filled in.
pub const ACCOUNT: (&str, &str) = ("demo", "demo");
/// The image, repository and tag, that it has filled in.
pub const IMAGE: (&str, &str) = ("demo/app", "1.0");

/// How the embedded registry differs from the usual.
#[derive(Clone, Copy, Debug, Default)]
pub struct Manner {
    /// Without any content, for pushing one's own.
    pub bare: bool,
    /// Without the referrers API, as registries before distribution 1.1: clients use the tag schema.
    pub without_referrers_api: bool,
}

/// Starts the registry inside this program.
///
/// # Errors
/// [`Error::PortInUse`] if the port was taken meanwhile, else [`Error::Registry`].
pub async fn start(port: Port, manner: Manner) -> Result<Demo, Error> {
    let options = Options {
        addr: port.address(),
        cors: Cors::Any,
        referrers_api: !manner.without_referrers_api,
        fill: !manner.bare,
        ..Options::default()
    };
    Demo::start(options).await.map_err(|error| match error {
        DemoError::Bind { source, .. } => port.refused(source),
        other => Error::Registry(other),
    })
}

/// What a person who sees the registry alone needs to know.
#[must_use]
pub fn greeting(demo: &Demo, manner: Manner) -> String {
    let mut text = format!(
        "The embedded registry listens on {} (plain HTTP, in memory).\n\n{}\n{}",
        demo.host(),
        accounts(),
        images(&demo.content().images)
    );
    if manner.bare {
        text += "  It is empty.\n";
    }
    if manner.without_referrers_api {
        text += "\nIt has no referrers API: clients fall back to the referrers tag schema.\n";
    }
    text + "\nCtrl-C ends it."
}

/// Every account, a line each.
#[must_use]
pub fn accounts() -> String {
    USERS.iter().fold(String::new(), |mut text, user| {
        // Writing to a String cannot fail.
        let _ = writeln!(text, "  user {:<12} password {:<16} {}", user.name, user.password, user.about);
        text
    })
}

/// Images, a line each.
#[must_use]
pub fn images(images: &[Image]) -> String {
    images.iter().fold(String::new(), |mut text, image| {
        let name = format!("{}:{}", image.repository, image.tag);
        // As above.
        let _ = writeln!(text, "  {name:<22} {}", image.about);
        text
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    const ANY_PORT: Port = Port { number: 0, flag: "--port" };

    #[tokio::test]
    async fn what_the_page_has_filled_in_is_there() {
        let demo = start(ANY_PORT, Manner::default()).await.unwrap();
        assert!(demo.content().image(IMAGE.0, IMAGE.1).is_some_and(|image| !image.referrers.is_empty()));
        assert!(USERS.iter().any(|user| (user.name, user.password) == ACCOUNT));
        let text = greeting(&demo, Manner::default());
        for part in [demo.host().as_str(), "demo/app:1.0", "demo/chart:2.3.1", "demo/plain:1.0", "user admin"] {
            assert!(text.contains(part), "{part} is missing in {text}");
        }
        demo.stop().await;
    }

    #[tokio::test]
    async fn a_bare_registry_without_the_referrers_api_says_so() {
        let manner = Manner { bare: true, without_referrers_api: true };
        let demo = start(ANY_PORT, manner).await.unwrap();
        let text = greeting(&demo, manner);
        assert!(text.contains("It is empty") && text.contains("tag schema") && !text.contains("demo/app:"), "{text}");
        demo.stop().await;
    }

    #[tokio::test]
    async fn a_port_that_was_taken_meanwhile_is_told_like_any_other() {
        let demo = start(ANY_PORT, Manner { bare: true, without_referrers_api: false }).await.unwrap();
        let taken = Port { number: demo.addr().port(), flag: "--registry-port" };
        let error = start(taken, Manner::default()).await.unwrap_err();
        assert!(matches!(error, Error::PortInUse { port, .. } if port == taken.number), "{error}");
        demo.stop().await;
    }
}
