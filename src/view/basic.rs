//! Step 1: user name and password become the Basic header.

use super::command::secret_command_view;
use super::element::{El, el};
use super::facts::note;
use super::look::Look;
use super::parts;
use super::secret::secret_view;
use super::step::frame;
use crate::auth::{BasicCredentials, Secret};
use crate::export::curl;
use crate::session::Stage;
use crate::text;
use std::rc::Rc;

const ABOUT: &str = "User name and password, joined by a colon and written in Base64: what the documentation does with echo and base64, done here as you type. Empty fields mean an anonymous look.";

/// The Basic header, built as one types.
pub fn basic(look: Look) -> El {
    let is_there = move || usable(look).is_some();
    let stage = move || if is_there() { Stage::Done } else { Stage::Idle };
    let summary = move || match look.form.credentials() {
        Ok(Some(credentials)) => text!("for {user}", user = credentials.user()),
        Ok(None) => text!("no account: an anonymous look"),
        Err(_) => text!("not with this user name and password"),
    };
    let about = el("p").class("about").say(ABOUT).live_flag("hidden", is_there);
    let result = el("div").class("result").live_flag("hidden", move || !is_there());
    parts::header(look, result.clone());
    frame("step-basic", "1", "Basic header", stage, summary).with(about).with(result)
}

fn usable(look: Look) -> Option<BasicCredentials> {
    look.form.credentials().ok().flatten()
}

/// The header itself, masked, and how a shell makes it.
pub fn header_view(look: Look) -> Vec<El> {
    let header = move || usable(look).map_or_else(Secret::default, |credentials| credentials.header());
    let command = |look, secrets| usable(look).map(|c| curl::encode(&c, secrets)).unwrap_or_default();
    vec![
        secret_view(
            Rc::new(header),
            "basic",
            [text!("Reveal the Basic header"), text!("Hide the Basic header"), text!("Copy the Basic header")],
        ),
        note(
            "Base64 is a spelling, not a protection: whoever reads this header reads the password. It is sent to the token endpoint only.",
        ),
        secret_command_view("The same in a shell", look, command, "basic-command"),
    ]
}
