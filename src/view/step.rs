//! The frame of one step: its number, its title, where it stands, what it found.

use super::look::{Look, use_look};
use super::problem::problem_view;
use crate::registry::Problem;
use crate::session::{Stage, Step};
use leptos::prelude::*;

/// What does not change about a step.
#[derive(Clone, Copy)]
pub struct StepAbout {
    /// The element's id.
    pub id: &'static str,
    /// Its place in the procedure.
    pub number: u8,
    /// Its title.
    pub title: &'static str,
    /// What it is for; shown as long as there is nothing else.
    pub about: &'static str,
}

/// What a step shows now.
#[derive(Default)]
pub struct StepContent {
    /// Where it stands.
    pub stage: Stage,
    /// Its result in a few words, beside the title.
    pub summary: String,
    /// Why it failed.
    pub problem: Option<Problem>,
    /// The result, if only of an earlier look.
    pub result: Option<AnyView>,
}

impl StepContent {
    /// The content of a step of the session.
    pub fn of<T>(step: &Step<T>, summary: impl Fn(&T) -> String, result: impl Fn(&T) -> AnyView) -> Self {
        let found = step.result.as_deref();
        Self {
            stage: step.stage,
            summary: found.map(summary).unwrap_or_default(),
            problem: step.problem.clone(),
            result: found.map(result),
        }
    }

    fn status(&self) -> &str {
        match self.stage {
            Stage::Running => "asking …",
            Stage::Waiting => "waits for the step before",
            Stage::Cancelled => "cancelled",
            Stage::Failed => "failed",
            Stage::Done | Stage::Idle => &self.summary,
        }
    }
}

/// One step. It is drawn anew when what `content` read has changed.
pub fn step_view(about: StepAbout, content: fn(Look) -> StepContent) -> AnyView {
    let look = use_look();
    let StepAbout { id, number, title, about } = about;
    let stage = RwSignal::new(Stage::Idle);
    let inside = move || {
        let content = content(look);
        stage.set(content.stage);
        let status = content.status().to_owned();
        let is_earlier = content.result.is_some() && content.stage != Stage::Done;
        let is_blank = content.result.is_none() && content.problem.is_none();
        let class = if is_earlier { "result earlier" } else { "result" };
        view! {
            <header>
                <span class="number" aria-hidden="true">{number}</span>
                <h2 id=format!("{id}-title")>{title}</h2>
                <p class="summary">{status}</p>
            </header>
            {content.problem.map(problem_view)}
            <p class="about">{if is_blank { about } else { "" }}</p>
            <div class=class>
                <p class="earlier-note">{if is_earlier { "From the look before:" } else { "" }}</p>
                {content.result}
            </div>
        }
        .into_any()
    };
    view! {
        <section id=id class="panel step" data-state=move || stage.get().slug() aria-labelledby=format!("{id}-title")>
            {inside}
        </section>
    }
    .into_any()
}
