//! The form: which image, as whom, and how.

use super::field::{Field, field_view, fill_all};
use super::look::{Form, Look, use_look};
use crate::auth::Secret;
use crate::browser;
use crate::session::{Session, Stage};
use crate::words;
use leptos::ev::SubmitEvent;
use leptos::prelude::*;

/// The form.
pub fn inquiry_form() -> AnyView {
    let look = use_look();
    let pressed = RwSignal::new(false);
    let submit = move |event: SubmitEvent| {
        event.prevent_default();
        pressed.set(true);
        if let Err(field) = look.start() {
            browser::focus(field);
        }
    };
    view! {
        <form class="panel inquiry" aria-label="What to look up" novalidate on:submit=submit>
            {image_fields(look, pressed)}
            {account_fields(look, pressed)}
            {advanced(look, pressed)}
            {buttons(look)}
            {outcome(look)}
        </form>
    }
    .into_any()
}

fn error_of<T: Send + Sync + 'static>(meaning: Memo<Result<T, String>>) -> Signal<Option<String>> {
    Signal::derive(move || meaning.with(|result| result.as_ref().err().cloned()))
}

fn image_fields(look: Look, pressed: RwSignal<bool>) -> AnyView {
    let Look { form, meaning, .. } = look;
    let field = |field| field_view(field, form, pressed);
    view! {
        <fieldset>
            <legend>"Image"</legend>
            {field(Field::new("registry", "Registry", form.registry).example("quay.example.com").error(error_of(meaning.registry)))}
            {field(Field::new("repository", "Repository", form.repository).example("organisation/image").error(error_of(meaning.repository)))}
            {field(Field::new("reference", "Tag or digest", form.reference).example("latest").error(error_of(meaning.reference))
                .help("Paste a whole reference, such as quay.io/org/app:1.0, into any of these three."))}
        </fieldset>
    }
    .into_any()
}

fn account_fields(look: Look, pressed: RwSignal<bool>) -> AnyView {
    let Look { form, meaning, .. } = look;
    let error = Signal::derive(move || meaning.credentials.get().err().map(|error| error.to_string()));
    let user = Field::new("user", "User name", form.user)
        .example("empty for an anonymous look")
        .error(error)
        .autocomplete("username");
    view! {
        <fieldset>
            <legend>"Account"</legend>
            {field_view(user, form, pressed)}
            {password_field(form)}
        </fieldset>
    }
    .into_any()
}

fn password_field(form: Form) -> AnyView {
    let input = NodeRef::<leptos::html::Input>::new();
    // The content goes from the field to the secret. The other way there is only the demo's password
    // at the start, and emptiness after "Forget".
    Effect::new(move |_| {
        if let Some(input) = input.get() {
            form.password.with(|password| {
                if input.value() != password.expose() {
                    input.set_value(password.expose());
                }
            });
        }
    });
    view! {
        <div class="field">
            <label for="password">"Password or robot token"</label>
            <input
                id="password"
                name="password"
                type="password"
                autocomplete="current-password"
                node_ref=input
                on:input=move |event| form.password.set(Secret::new(event_target_value(&event)))
                on:paste=move |event| fill_all(form, &event)
            />
        </div>
    }
    .into_any()
}

fn advanced(look: Look, pressed: RwSignal<bool>) -> AnyView {
    let Look { form, meaning, .. } = look;
    let service = Field::new("service", "Service", form.service)
        .example("from the registry's challenge")
        .help("Quay's own host name (SERVER_HOSTNAME), if it is not the one above.");
    let endpoint = Field::new("token-endpoint", "Token endpoint", form.endpoint)
        .example("from the challenge, else /v2/auth")
        .error(error_of(meaning.endpoint))
        .help("User name and password are sent to this address.");
    view! {
        <details id="advanced">
            <summary>"Advanced"</summary>
            <div class="field check">
                <input id="push" type="checkbox" aria-describedby="push-help"
                    on:change=move |event| form.push.set(event_target_checked(&event))/>
                <label for="push">"Ask for push as well"</label>
                <p class="help" id="push-help">
                    "Reading needs pull only. The documentation asks for pull,push: in Quay that "
                    <strong>"creates the repository"</strong>
                    " if it does not exist and you may do so."
                </p>
            </div>
            {field_view(service, form, pressed)}
            {field_view(endpoint, form, pressed)}
        </details>
    }
    .into_any()
}

fn buttons(look: Look) -> AnyView {
    let is_running = Memo::new(move |_| look.session.with(Session::is_running));
    let has_secret = move || {
        !look.form.password.with(Secret::is_empty) || look.session.with(|session| session.token.result.is_some())
    };
    view! {
        <div class="buttons">
            <button id="look" type="submit" class="primary">
                {move || if is_running.get() { "Look again" } else { "Look up referrers" }}
            </button>
            <button id="cancel" type="button" hidden=move || !is_running.get() on:click=move |_| look.cancel()>
                "Cancel"
            </button>
            <button id="forget" type="button" disabled=move || !has_secret() on:click=move |_| look.forget()>
                "Forget secrets"
            </button>
        </div>
    }
    .into_any()
}

/// One line on how the look goes, for eyes at the button and for screen readers.
fn outcome(look: Look) -> AnyView {
    let words = move || look.session.with(outcome_words);
    let is_listed = move || look.session.with(|session| session.referrers.stage == Stage::Done);
    view! {
        <p class="outcome" role="status">
            <span>{words}</span>
            <a href="#step-referrers" hidden=move || !is_listed()>"Go to the list"</a>
        </p>
    }
    .into_any()
}

fn outcome_words(session: &Session) -> String {
    if session.is_running() {
        return "Asking the registry …".to_owned();
    }
    match (session.has(Stage::Failed), session.has(Stage::Cancelled), &session.referrers.result) {
        (true, ..) => "Stopped: see the step with the error.".to_owned(),
        (_, true, _) => "Cancelled.".to_owned(),
        (_, _, Some(listing)) if session.referrers.stage == Stage::Done => {
            format!("Found {}.", words::count(listing.referrers.items.len(), "referrer", "referrers"))
        }
        _ => String::new(),
    }
}
