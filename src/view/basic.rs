//! Step 1: user name and password become the Basic header.

use super::command::secret_command_view;
use super::facts::note;
use super::look::Look;
use super::secret::secret_view;
use super::step::{StepAbout, StepContent};
use crate::auth::BasicCredentials;
use crate::export::curl;
use crate::session::Stage;
use leptos::prelude::*;

pub const BASIC: StepAbout = StepAbout {
    id: "step-basic",
    number: 1,
    title: "Basic header",
    about: "User name and password, joined by a colon and written in Base64: what the documentation does with echo and base64, done here as you type. Empty fields mean an anonymous look.",
};

/// The Basic header, built as one types.
pub fn basic(look: Look) -> StepContent {
    match look.meaning.user.get() {
        Some(user) => StepContent {
            stage: Stage::Done,
            summary: format!("for {user}"),
            result: Some(header_view(look)),
            problem: None,
        },
        None => StepContent { summary: "no account: an anonymous look".to_owned(), ..StepContent::default() },
    }
}

fn usable(look: Look) -> Option<BasicCredentials> {
    look.meaning.credentials.get().ok().flatten()
}

fn header_view(look: Look) -> AnyView {
    let header = Signal::derive(move || usable(look).as_ref().map(BasicCredentials::header).unwrap_or_default());
    let command = |look, secrets| usable(look).map(|c| curl::encode(&c, secrets)).unwrap_or_default();
    (
        secret_view(header, "basic", "Basic header", "Copy the Basic header"),
        note("Base64 is a spelling, not a protection: whoever reads this header reads the password. It is sent to the token endpoint only."),
        secret_command_view("The same in a shell", command, "basic-command"),
    )
        .into_any()
}
