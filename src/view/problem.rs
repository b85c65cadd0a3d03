//! An error: what happened, why that usually is, what to do now, in the registry's words too.

use super::copy::copy_text_button;
use super::element::{El, el, words};
use crate::registry::Problem;
use crate::registry::problem::Remedy;

/// An error.
pub fn problem_view(problem: &Problem) -> El {
    let quote = problem.quote.as_deref().map(|quote| {
        el("figure").with(el("figcaption").text("In the other side's words")).with(words(
            "blockquote",
            "problem-quote",
            quote,
        ))
    });
    let advice = el("dl").with_all(vec![
        el("dt").text("Why that usually is"),
        words("dd", "problem-why", &problem.why),
        el("dt").text("What to do now"),
        words("dd", "problem-now", &problem.now),
    ]);
    el("div")
        .attrs(&[("class", "problem"), ("role", "alert")])
        .with(words("p", "problem-what", &problem.what))
        .with_all(quote.into_iter().collect())
        .with(advice)
        .with_all(problem.remedies.iter().map(remedy_view).collect())
}

fn remedy_view(remedy: &Remedy) -> El {
    let lines = el("pre")
        .attrs(&[("tabindex", "0"), ("role", "group"), ("aria-label", remedy.title)])
        .with(el("code").text(&remedy.lines));
    el("details")
        .class("remedy")
        .with(el("summary").text(remedy.title))
        .with(lines)
        .with(copy_text_button(&remedy.lines, "Copy the lines"))
}
