//! One step of a check, drawn.

use super::state::Checked;
use crate::check::{Finding, Grade, StepName};
use crate::text;
use crate::view::copy::copy_text_button;
use crate::view::element::{El, el, said, words};
use crate::view::help;
use crate::words::Text;

/// The row of a step: it is there before the step ran.
pub fn row(checked: Checked, step: StepName) -> El {
    let grade = move || checked.of(step).map(|found| found.grade);
    let head = el("div").class("check-head").with_all(vec![
        el("h4").say(step.title()),
        el("span").class("check-grade").live_say(move || grade().map_or_else(Text::empty, |grade| grade.text())),
    ]);
    el("li")
        .id(&format!("check-{}", step.slug()))
        .live_attr("data-grade", move || grade().map_or("none", |grade| grade.slug()))
        .with(head)
        .with(
            el("div")
                .class("check-found")
                .live_children(move || checked.of(step).as_ref().map(found_view).unwrap_or_default()),
        )
}

fn found_view(found: &Finding) -> Vec<El> {
    let mut parts = vec![said("p", "check-seen", found.seen.clone())];
    if !found.why.is_empty() {
        parts.push(said("p", "note", found.why.clone()));
    }
    if !found.words.is_empty() {
        let quotes = found.words.iter().map(|line| words("blockquote", "problem-quote", line));
        let caption = el("figcaption").class("note").say("In the other side's words");
        parts.push(el("figure").with(caption).with_all(quotes.collect()));
    }
    if !found.fix.is_empty() {
        parts.push(said("p", "check-fix", text!("What to do: {fix}", fix = found.fix.clone())));
    }
    if !found.lines.is_empty() {
        let lines = code(&found.lines, text!("Lines to add")).class("check-lines");
        parts.push(lines);
        parts.push(copy_text_button(&found.lines, "Copy the lines"));
    }
    if !found.asked.is_empty() {
        let asked = code(&found.asked.join("\n"), text!("What was asked"));
        parts.push(el("details").class("check-asked").with(el("summary").say("What was asked")).with(asked));
    }
    if matches!(found.grade, Grade::Warn | Grade::Fail) {
        let name = format!("check-{}", found.step.slug());
        parts.push(help::entry(&name));
    }
    parts
}

/// Lines as they are. They scroll, so the keyboard has to reach them.
fn code(lines: &str, label: Text) -> El {
    el("pre").attrs(&[("tabindex", "0"), ("role", "group")]).say_attr("aria-label", label).with(el("code").text(lines))
}
