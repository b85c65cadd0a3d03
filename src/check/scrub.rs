//! Paints secrets over: what a check found is copied into tickets, and a registry may repeat what it was sent.

use super::Subject;
use crate::auth::{Secret, Token};
use crate::registry::endpoint::encode;

/// What is painted instead.
const PAINT: &str = "***";
/// Shorter than this, a part of a token would be found by chance in other words.
const SHORTEST_PART: usize = 8;

/// The secrets of a check. They are gone with it.
#[derive(Debug, Default)]
pub(super) struct Scrub(Vec<Secret>);

impl Scrub {
    /// Those that the person typed. A password that stands in the form's other fields as well (as that of the demo does)
    /// is no secret there, and is left where it stands.
    pub fn of(subject: &Subject) -> Self {
        let mut scrub = Self::default();
        let Some(credentials) = &subject.credentials else { return scrub };
        scrub.add(credentials.encoded().expose());
        let password = credentials.password().expose();
        let repository = subject.repository.as_ref().map_or("", |name| name.as_str());
        let reference = subject.reference.as_ref().map(ToString::to_string).unwrap_or_default();
        let registry = subject.registry.origin();
        let open = [registry.as_str(), repository, &reference, credentials.user()];
        if !password.is_empty() && !open.iter().any(|text| text.contains(password)) {
            scrub.add(password);
            scrub.add(&encode(password));
        }
        scrub
    }

    /// A token that came, and its parts: its signature alone must not be seen either.
    pub fn add_token(&mut self, token: &Token) {
        self.add(token.secret.expose());
        token.secret.expose().split('.').filter(|part| part.len() >= SHORTEST_PART).for_each(|part| self.add(part));
    }

    fn add(&mut self, secret: &str) {
        self.0.push(Secret::new(secret));
    }

    /// The text without them.
    pub fn paint(&self, text: &str) -> String {
        let painted = |text: String, secret: &Secret| {
            if text.contains(secret.expose()) { text.replace(secret.expose(), PAINT) } else { text }
        };
        self.0.iter().fold(text.to_owned(), painted)
    }
}
