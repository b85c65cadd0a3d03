//! An error: what happened, why that usually is, what to do now, in the registry's words too.

use super::copy::copy_text_button;
use super::element::{El, el, said, words};
use super::help;
use crate::registry::Problem;
use crate::registry::problem::Remedy;
use crate::words::odd;

/// An error.
pub fn problem_view(problem: &Problem) -> El {
    let quote = problem.quote.as_deref().map(|quote| {
        el("figure").with(el("figcaption").say("In the other side's words")).with(words(
            "blockquote",
            "problem-quote",
            &odd::seen(quote),
        ))
    });
    let advice = el("dl").with_all(vec![
        el("dt").say("Why that usually is"),
        said("dd", "problem-why", problem.why.clone()),
        el("dt").say("What to do now"),
        said("dd", "problem-now", problem.now.clone()),
    ]);
    el("div")
        .attrs(&[("class", "problem"), ("role", "alert")])
        .with(said("p", "problem-what", problem.what.clone()))
        .with_all(quote.into_iter().collect())
        .with(advice)
        .with_all(problem.remedies.iter().map(remedy_view).collect())
        .with(help::entry(problem.entry))
}

/// Lines for one server, to be copied.
pub fn remedy_view(remedy: &Remedy) -> El {
    let lines = el("pre")
        .attrs(&[("tabindex", "0"), ("role", "group")])
        .say_attr("aria-label", remedy.title.clone())
        .with(el("code").text(&remedy.lines));
    el("details")
        .class("remedy")
        .with(el("summary").say(remedy.title.clone()))
        .with(lines)
        .with(copy_text_button(&remedy.lines, "Copy the lines"))
}
