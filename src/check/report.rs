//! What a check found, as a text for a ticket.

use super::{Finding, Grade, Group, StepName};
use crate::text;
use crate::words::{Language, Text};

/// What stands above it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Head {
    /// The registry's address.
    pub registry: String,
    /// Repository and tag; empty for none.
    pub image: String,
    /// The user name; empty for an anonymous check. Never a password.
    pub user: String,
    /// The page's own address.
    pub page: String,
    /// When it was, as RFC 3339.
    pub time: String,
}

/// The whole text. It has what findings have, which are without secrets.
#[must_use]
pub fn report(head: &Head, findings: &[&Finding], language: &dyn Language) -> String {
    let say = |text: Text| text.in_language(language);
    let mut lines = vec![
        say(text!("Refscope: check of {registry}", registry = &head.registry)),
        say(text!("Image: {image}", image = if head.image.is_empty() { "–" } else { &head.image })),
        say(if head.user.is_empty() { text!("As: anonymous") } else { text!("As: {user}", user = &head.user) }),
        say(text!("Page: {page}", page = &head.page)),
        say(text!("Time: {time}", time = &head.time)),
        say(count(findings)),
    ];
    for group in Group::ALL {
        let steps = StepName::ALL.into_iter().filter(|step| step.group() == group);
        let found: Vec<_> = steps.filter_map(|step| findings.iter().find(|found| found.step == step)).collect();
        if !found.is_empty() {
            lines.extend([String::new(), format!("== {} ==", say(group.title()))]);
        }
        found.into_iter().for_each(|found| add(&mut lines, found, &say));
    }
    lines.push(String::new());
    lines.join("\n")
}

/// How many steps ended how.
#[must_use]
pub fn count(findings: &[&Finding]) -> Text {
    let number = |grade| findings.iter().filter(|found| found.grade == grade).count();
    let parts: Vec<Text> = Grade::ALL
        .into_iter()
        .map(|grade| text!("{grade}: {number}", grade = grade.text(), number = number(grade)))
        .collect();
    text!("{list}", list = parts)
}

fn add(lines: &mut Vec<String>, found: &Finding, say: &impl Fn(Text) -> String) {
    lines.push(format!("[{}] {}", say(found.grade.text()), say(found.step.title())));
    lines.push(format!("    {}", say(found.seen.clone())));
    if !found.why.is_empty() {
        lines.push(format!("    {}", say(found.why.clone())));
    }
    lines.extend(found.asked.iter().map(|line| format!("    > {line}")));
    lines.extend(found.words.iter().map(|line| format!("    < {line}")));
    if !found.fix.is_empty() {
        lines.push(format!("    {}", say(text!("What to do: {fix}", fix = found.fix.clone()))));
    }
    lines.extend(found.lines.lines().map(|line| format!("        {line}")));
}
