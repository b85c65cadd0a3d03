//! The form: which image, as whom, and how.

use super::element::{El, el, is_checked, press, said, value_of};
use super::field::{Field, field_view, fill_all};
use super::look::{Form, Look};
use super::tags::tag_field;
use crate::auth::Secret;
use crate::browser;
use crate::session::{Session, Stage};
use crate::text;
use crate::words::{self, Text, counted};
use leptos::prelude::*;

/// The form.
pub fn inquiry_form(look: Look) -> El {
    let submit = move |event: web_sys::Event| {
        event.prevent_default();
        let started = look.start();
        // What each field has to say of itself is worked out while the registry is asked.
        look.form.pressed.set(true);
        if let Err(field) = started {
            browser::focus(field);
        }
    };
    el("form")
        .attrs(&[("class", "panel inquiry"), ("novalidate", "")])
        .say_attr("aria-label", "What to look up")
        .on("submit", submit)
        .with_all(vec![
            image_fields(look),
            account_fields(look.form),
            advanced(look.form),
            buttons(look),
            outcome(look),
        ])
}

fn fieldset(legend: &'static str) -> El {
    el("fieldset").with(el("legend").say(legend))
}

fn image_fields(look: Look) -> El {
    let form = look.form;
    let plain = Field { id: "", label: "", example: "", help: "", autocomplete: "off", error: |_| None };
    let registry = Field {
        id: "registry",
        label: "Registry",
        example: "quay.example.com",
        error: |form| form.registry().err(),
        ..plain
    };
    let repository = Field {
        id: "repository",
        label: "Repository",
        example: "organisation/image",
        error: |form| form.repository().err(),
        ..plain
    };
    let reference = Field {
        id: "reference",
        label: "Tag or digest",
        example: "latest",
        help: "Paste a whole reference, such as quay.io/org/app:1.0, into any of these three.",
        error: |form| form.reference().err(),
        ..plain
    };
    fieldset("Image").with_all(vec![
        el("div").id("offered"),
        field_view(registry, form.registry, form),
        field_view(repository, form.repository, form),
        tag_field(look, reference),
    ])
}

fn account_fields(form: Form) -> El {
    // Other fields each time that the secrets are forgotten: the old one would bring them back by "Undo". Both, as
    // browsers look for the name that a new password's field belongs to.
    el("fieldset").live_children(move || {
        form.forgotten.track();
        let password = el("label").attr("for", "password").say("Password or robot token");
        vec![
            el("legend").say("Account"),
            user_field(form),
            el("div").class("field").with(password).with(password_input(form)),
        ]
    })
}

fn user_field(form: Form) -> El {
    let user = Field {
        id: "user",
        label: "User name",
        example: "empty for an anonymous look",
        help: "",
        autocomplete: "username",
        error: |form| form.credentials().err().map(|error| error.text()),
    };
    field_view(user, form.user, form)
}

fn password_input(form: Form) -> El {
    el("input")
        .attrs(&[("id", "password"), ("name", "password"), ("type", "password"), ("autocomplete", "current-password")])
        // The content goes from the field to the secret. The other way there is only the demo's password
        // at the start, and emptiness after "Forget".
        .live_value(move || form.password.with(|password| password.expose().to_owned()))
        .on("input", move |event| form.password.set(Secret::new(value_of(&event))))
        .on("paste", move |event| fill_all(form, &event))
}

fn advanced(form: Form) -> El {
    let service = Field {
        id: "service",
        label: "Service",
        example: "from the registry's challenge",
        help: "Quay's own host name (SERVER_HOSTNAME), if it is not the one above.",
        autocomplete: "off",
        error: |_| None,
    };
    let endpoint = Field {
        id: "token-endpoint",
        label: "Token endpoint",
        example: "from the challenge, else /v2/auth",
        help: "User name and password are sent to this address.",
        error: |form| form.endpoint().err(),
        ..service
    };
    let filter = Field {
        id: "artifact-type",
        label: "Artifact type",
        example: "all types",
        help: "Lists only this type for the image and its platforms, such as application/spdx+json.",
        error: |_| None,
        ..service
    };
    el("details").id("advanced").with_all(vec![
        el("summary").say("Advanced"),
        push_field(form),
        field_view(service, form.service, form),
        field_view(endpoint, form.endpoint, form),
        field_view(filter, form.filter, form),
    ])
}

fn push_field(form: Form) -> El {
    let tick = el("input")
        .attrs(&[("id", "push"), ("type", "checkbox"), ("aria-describedby", "push-help")])
        .on("change", move |event| form.push.set(is_checked(&event)));
    let help = said("p", "help", "Reading needs pull only. The documentation asks for pull,push: in Quay that ")
        .id("push-help")
        .with(el("strong").say("creates the repository"))
        .say(" if it does not exist and you may do so.");
    el("div").class("field check").with_all(vec![
        tick,
        el("label").attr("for", "push").say("Ask for push as well"),
        help,
    ])
}

fn buttons(look: Look) -> El {
    let is_running = move || look.session.with(Session::is_running);
    let has_secret = move || {
        !look.form.password.with(Secret::is_empty) || look.session.with(|session| session.token.result.is_some())
    };
    let start = el("button")
        .attrs(&[("id", "look"), ("type", "submit"), ("class", "primary")])
        .live_attr("aria-busy", move || if look.is_busy.get() { "true" } else { "false" })
        .live_say(move || Text::from(if is_running() { "Look again" } else { "Look up referrers" }));
    el("div").class("buttons").with_all(vec![
        start,
        press("Cancel").id("cancel").live_flag("hidden", move || !is_running()).on("click", move |_| look.cancel()),
        press("Forget secrets")
            .id("forget")
            .live_flag("disabled", move || !has_secret())
            .on("click", move |_| look.forget()),
    ])
}

/// One line on how the look goes, for eyes at the button and for screen readers.
fn outcome(look: Look) -> El {
    let is_listed = move || look.session.with(|session| session.referrers.stage == Stage::Done);
    el("p")
        .class("outcome")
        .attr("role", "status")
        .with(el("span").live_say(move || look.session.with(outcome_words)))
        .text(" ")
        .with(el("a").attr("href", "#step-referrers").say("Go to the list").live_flag("hidden", move || !is_listed()))
}

fn outcome_words(session: &Session) -> Text {
    if let (true, Some((status, seconds))) = (session.is_running(), session.wait) {
        let duration = words::duration(seconds);
        return text!("The registry asks for a pause ({status}): going on in {duration} …", status, duration);
    }
    if session.is_running() {
        return text!("Asking the registry …");
    }
    match (session.has(Stage::Failed), session.has(Stage::Cancelled), &session.referrers.result) {
        (true, ..) => text!("Stopped: see the step with the error."),
        (_, true, _) => text!("Cancelled."),
        (_, _, Some(tree)) if session.referrers.stage == Stage::Done && tree.is_bounded => counted(
            tree.artifacts().count(),
            [
                "Found no referrers so far: not everything was asked.",
                "Found {n} referrer so far: not everything was asked.",
                "Found {n} referrers so far: not everything was asked.",
            ],
        ),
        (_, _, Some(tree)) if session.referrers.stage == Stage::Done => {
            counted(tree.artifacts().count(), ["Found no referrers.", "Found {n} referrer.", "Found {n} referrers."])
        }
        _ => Text::empty(),
    }
}
