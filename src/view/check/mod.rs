//! The check for administrators, drawn: a list of steps, each with what was seen and what mends it.

mod finding;
mod state;

use super::copy::copy_button;
use super::element::{El, button, el, press, said};
use super::facts::note;
use super::language;
use super::look::Look;
use super::problem::remedy_view;
use crate::auth::Secret;
use crate::browser;
use crate::check::{Group, StepName, report};
use crate::registry::problem::remedies;
use crate::session::Session;
use crate::text;
use crate::words::Text;
use leptos::prelude::*;
use state::{Checked, Stage};
use std::cell::Cell;
use std::rc::Rc;

/// Draws it into a place, which is shown and hidden by others.
pub fn draw(look: Look, place: El) {
    let checked = Checked::new(look);
    let groups = Group::ALL.map(|group| group_view(checked, group));
    place
        .attr("aria-labelledby", "check-title")
        .follow_with(leave_for_a_look(look))
        .replace(vec![
            el("h2").attrs(&[("id", "check-title"), ("tabindex", "-1")]).say("Check of a registry"),
            note(
                "For whoever runs the registry or hosts this page: every step of a look is tried by itself, against the registry in the form; with account, repository and tag, where they are entered. It only reads.",
            ),
            buttons(checked),
            el("p").attrs(&[("id", "check-status"), ("role", "status")]).live_say(move || status(checked)),
            el("div").class("check-groups").with_all(groups.into()),
            el("div").class("check-remedies").live_children(move || server_lines(checked)),
        ]);
    browser::focus("check-title");
}

fn buttons(checked: Checked) -> El {
    let is_running = move || matches!(checked.stage.get(), Stage::Asking(_));
    let is_idle = move || checked.stage.get() == Stage::Idle;
    let start = button("")
        .attrs(&[("id", "check-run"), ("class", "primary")])
        .live_say(move || if is_idle() { text!("Run the check") } else { text!("Run again") })
        .on("click", move |_| {
            if let Err(field) = checked.start() {
                browser::focus(field);
            }
        });
    let copy = copy_button(Rc::new(move || ticket(checked)), text!("Copy the result as text"), "check-copy");
    el("div").class("check-buttons").with_all(vec![
        start,
        press("Cancel").id("check-cancel").live_flag("hidden", move || !is_running()).on("click", move |_| {
            checked.look.cancel_check();
            browser::focus("check-run");
        }),
        el("div")
            .class("check-ticket")
            .live_flag("hidden", move || is_idle() || is_running())
            .with(said("span", "note", "As text for a ticket, without secrets:"))
            .with(copy),
        el("a").attrs(&[("id", "check-back"), ("href", "#look")]).say("Back to the look-up"),
    ])
}

/// The text for the clipboard. It is no secret; the button takes secrets alone.
fn ticket(checked: Checked) -> Secret {
    let found = checked.found();
    Secret::new(report(&checked.head.get_value(), &found.iter().collect::<Vec<_>>(), &*language::spoken()))
}

fn status(checked: Checked) -> Text {
    let count = || {
        let found = checked.found();
        crate::check::count(&found.iter().collect::<Vec<_>>())
    };
    match checked.stage.get() {
        Stage::Idle => Text::empty(),
        Stage::Asking(step) => {
            let number = StepName::ALL.iter().position(|name| *name == step).unwrap_or_default() + 1;
            text!("Step {number} of {count}: {title} …", number, count = StepName::ALL.len(), title = step.title())
        }
        Stage::Ended => text!("The check has ended. {count}", count = count()),
        Stage::Cancelled => text!("Cancelled. {count}", count = count()),
    }
}

fn group_view(checked: Checked, group: Group) -> El {
    let title_id = format!("check-group-{}", group as usize);
    let steps = StepName::ALL.into_iter().filter(|step| step.group() == group);
    let rows = steps.map(|step| finding::row(checked, step)).collect();
    el("section").attr("aria-labelledby", &title_id).with_all(vec![
        el("h3").id(&title_id).say(group.title()),
        el("ul").attrs(&[("class", "check-steps"), ("role", "list")]).with_all(rows),
    ])
}

/// The lines for each kind of server, once below the list, where a step on CORS wants some.
fn server_lines(checked: Checked) -> Vec<El> {
    let is_over = matches!(checked.stage.get(), Stage::Ended | Stage::Cancelled);
    let wants = |step: &StepName| checked.of(*step).is_some_and(|found| !found.lines.is_empty());
    let is_wanted = is_over && StepName::ALL.iter().filter(|step| step.group() == Group::Cors).any(wants);
    let registry = checked.registry.get_value().filter(|_| is_wanted);
    let Some(registry) = registry else { return Vec::new() };
    let page = web_sys::window().and_then(|window| window.location().origin().ok());
    let lines = remedies(page.as_deref(), &registry);
    std::iter::once(el("h3").say("The lines, for the server in front of the registry"))
        .chain(lines.iter().map(remedy_view))
        .collect()
}

/// A look that begins takes the place of the check, whose fragment leaves the address bar.
fn leave_for_a_look(look: Look) -> impl Fn(El) -> El {
    let was_running = Cell::new(true);
    move |place| {
        let is_running = look.session.with(Session::is_running);
        if is_running && !was_running.get() && !browser::place::fragment().is_empty() {
            browser::place::drop_fragment();
            was_running.set(true);
            return place.flag("hidden", true);
        }
        was_running.set(is_running);
        place
    }
}
