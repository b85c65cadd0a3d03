//! The frame of one step: its number, its title, where it stands, what it found.

use super::element::{El, el, press, words};
use super::engine;
use super::look::Look;
use super::problem::problem_view;
use crate::registry::Problem;
use crate::session::{Session, Stage, Step, StepName};
use crate::text;
use crate::words::Text;
use leptos::prelude::*;
use std::cell::Cell;

/// What makes up a step of the page.
pub struct StepView {
    /// The element's id.
    pub id: &'static str,
    /// Its place in the procedure; empty for what comes of it.
    pub number: &'static str,
    /// Its title.
    pub title: &'static str,
    /// What it is for; shown as long as there is nothing else.
    pub about: &'static str,
    /// The step of the session that it shows.
    pub name: StepName,
    /// Where it stands.
    pub state: fn(&Session) -> State,
}

/// Where a step stands, whatever its result is.
pub struct State {
    stage: Stage,
    summary: Text,
    problem: Option<Problem>,
    has_result: bool,
    is_earlier: bool,
}

impl State {
    /// The state of a step, with its result in a few words.
    pub fn of<T>(step: &Step<T>, summary: impl Fn(&T) -> Text) -> Self {
        let summary = step.result.as_deref().map(summary);
        Self {
            stage: step.stage,
            problem: step.problem.clone(),
            has_result: summary.is_some(),
            is_earlier: summary.is_some() && !step.is_current,
            summary: summary.unwrap_or_default(),
        }
    }

    fn status(self) -> Text {
        match self.stage {
            Stage::Running => text!("asking …"),
            Stage::Waiting => text!("waits for the step before"),
            Stage::Cancelled => text!("cancelled"),
            Stage::Failed => text!("failed"),
            Stage::Done | Stage::Idle => self.summary,
        }
    }
}

/// One step. A stage that changes touches the frame alone: a result stays as it stands, with what was
/// unfolded or focused in it, until there is another one.
pub fn step_view(look: Look, step: StepView) -> El {
    let StepView { id, number, title, about, name, state } = step;
    let state = move || look.read(name, state);
    let problem = move || {
        state().problem.iter().map(|problem| problem_view(problem).with_all(allow_view(look, problem))).collect()
    };
    let about_now = move || {
        let state = state();
        if state.has_result || state.problem.is_some() { Text::empty() } else { about.into() }
    };
    let earlier = move || if state().is_earlier { text!("From the look before:") } else { Text::empty() };
    // Whether what is drawn ahead is laid out.
    let is_kept = RwSignal::new(false);
    frame(id, number, title, move || state().stage, move || state().status()).with_all(vec![
        el("div").class("problems").live_children(problem),
        el("p").class("about").live_say(about_now),
        el("p").class("earlier-note").live_say(earlier),
        place_of_result(look, name, is_kept).live_attr("class", move || match state() {
            State { has_result: false, .. } if is_kept.get() => "result ahead kept",
            State { has_result: false, .. } => "result ahead",
            State { is_earlier: true, .. } => "result earlier",
            State { .. } => "result",
        }),
    ])
}

/// Where its result stands, drawn anew when there is another one. Where there is one, the engine is here: it comes
/// from there. That of the referrers is drawn ahead, as soon as that can be done, and is not seen before the first of
/// them: while a person fills in the form there is time for it, which there is not once the registry has answered.
fn place_of_result(look: Look, name: StepName, is_kept: RwSignal<bool>) -> El {
    // What stands there belongs to this, and ends when something else is drawn.
    let owner = Owner::current().unwrap_or_default().child();
    // How often there had been a result when it was drawn.
    let drawn = Cell::new(None);
    el("div").follow_with(move |place| {
        let (_, results) = look.read_result(name, |session| session.counts(name));
        let is_ahead = results == 0;
        if is_ahead && (!matches!(name, StepName::Referrers) || !look.is_ready.get()) {
            return place;
        }
        if drawn.replace(Some(results)) == Some(0) {
            return place;
        }
        owner.cleanup();
        let result = |session: &Session| engine::here().map(|engine| (engine.result)(look, name, session));
        let place = place.replace(owner.with(|| look.session.with_untracked(result)).unwrap_or_default());
        if is_ahead {
            let drawn = place.clone();
            request_animation_frame(move || {
                // All of it stands there by now. Asked for its height, the browser lays it out; from then on it skips it.
                drawn.element().offset_height();
                is_kept.set(true);
            });
        }
        place
    })
}

/// The question whether a token endpoint on another host is to be allowed.
fn allow_view(look: Look, problem: &Problem) -> Vec<El> {
    let Some(endpoint) = problem.allow.clone() else { return Vec::new() };
    let text = text!("Allow {host} and look again", host = endpoint.address().host());
    vec![press(text).id("allow-realm").on("click", move |_| look.allow(endpoint.clone()))]
}

/// The frame alone.
pub fn frame(
    id: &str,
    number: &str,
    title: &'static str,
    stage: impl Fn() -> Stage + 'static,
    status: impl Fn() -> Text + 'static,
) -> El {
    let title_id = format!("{id}-title");
    let number = (!number.is_empty()).then(|| words("span", "number", number).attr("aria-hidden", "true"));
    let header = el("header")
        .with_all(number.into_iter().collect())
        .with_all(vec![el("h2").id(&title_id).say(title), el("p").class("summary").live_say(status)]);
    el("section")
        .attrs(&[("id", id), ("class", "panel step"), ("aria-labelledby", &title_id)])
        .live_attr("data-state", move || stage().slug())
        .with(header)
}
