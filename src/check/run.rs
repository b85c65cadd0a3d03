//! The order of a check.

use super::course::Course;
use super::recorder::Recorder;
use super::{Event, Finding, StepName, Subject, content, cors, entry, exposed, page, token};
use crate::registry::Transport;
use crate::text;

/// Checks a registry, step by step, and tells each as it begins and ends. Every step of [`StepName::ALL`] is told
/// exactly once; those for which there was nothing to ask, as not applicable. Dropping the future ends the check.
pub async fn run<T: Transport>(transport: &T, subject: &Subject, tell: &dyn Fn(Event)) {
    let recorder = Recorder::new(transport, &subject.registry);
    let course = Course::new(subject, &recorder, tell);
    steps(&course).await;
    for step in StepName::ALL.into_iter().filter(|step| !course.has_told(*step)) {
        course.tell(Finding::none(step, text!("Not asked: a step above has to end well first.")));
    }
}

async fn steps<T: Transport>(course: &Course<'_, T>) {
    page::check(course).await;
    let Some(way) = entry::check(course).await else { return };
    let answer = course.recorder.last();
    cors::check(course, &way).await;
    let content = match &way.entrance {
        Some(entrance) => match token::check(course, entrance).await {
            Some(granted) => content::check(course, &granted).await,
            None => None,
        },
        None => None,
    };
    exposed::check(course, &answer, content.as_ref()).await;
}
