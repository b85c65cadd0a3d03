//! What vouches for the image: the answer, and all that refers to it.

use super::command::command_view;
use super::element::{El, button, el, press, said};
use super::facts::notice;
use super::follow::worked_out;
use super::look::Look;
use super::parts;
use super::step::{State, StepView, step_view};
use crate::explorer::answer::{Answer, Group};
use crate::explorer::name_of;
use crate::export::curl;
use crate::oci::Kind;
use crate::registry::tree::Tree;
use crate::session::{Session, Stage, StepName};
use crate::text as sentence;
use crate::words::{Text, counted};
use leptos::prelude::*;

/// The answer, and the list.
pub fn referrers(look: Look) -> El {
    step_view(
        look,
        StepView {
            id: "step-referrers",
            number: "",
            title: "What vouches for this image",
            about: "Here stands what in the registry names the image's digest as its subject: signatures, SBOMs, attestations, scan reports; what refers to those; and what older conventions attach by tags.",
            name: StepName::Referrers,
            state: |session| State::of(&session.referrers, summary),
        },
    )
}

fn summary(tree: &Tree) -> Text {
    counted(tree.artifacts().count(), ["no referrers", "{n} referrer", "{n} referrers"])
}

/// The result. It is drawn ahead of the first one, too, and follows that when it comes.
pub fn result(look: Look) -> Vec<El> {
    // As the answer, it comes after the first rows.
    let command = worked_out(move || {
        look.read_tree(|_| ());
        look.session.with_untracked(command)
    });
    let answer = worked_out(move || look.read_tree(Answer::of));
    vec![
        el("p").class("answer").live_say(move || answer.with(Answer::sentence)),
        el("ul").class("kinds").live_children(move || answer.with(|answer| kinds_view(look, answer))),
        el("p").class("note shares").live_say(move || answer.with(Answer::shares)),
        said(
            "p",
            "note claim",
            sentence!(
                "Kinds are what the artifacts' types claim. Whether a signature holds is another matter, checked below."
            ),
        ),
        el("div").class("progress").live_children(move || progress_view(look)),
        el("div").class("notes").live_children(move || look.read_tree(notes)),
        matrix_frame(look, answer),
        parts::proof(look),
        parts::explorer(look),
        parts::take_away(look),
        el("div").live_children(move || {
            let view = |text: &String| command_view("The same with curl and jq", text, "referrers-curl");
            command.get().iter().map(view).collect()
        }),
    ]
}

fn command(session: &Session) -> Option<String> {
    let (inquiry, image) = (session.inquiry.as_deref()?, session.image.result.as_deref()?);
    session.referrers.result.as_deref()?;
    Some(curl::referrers(&inquiry.image.registry, &inquiry.image.repository, &image.digest))
}

/// How many there are of each group; pressed, they are all that is listed.
fn kinds_view(look: Look, answer: &Answer) -> Vec<El> {
    let group = |group| group_view(look, group, answer.counts.in_group(group), answer.is_over);
    Group::ALL.into_iter().map(group).collect()
}

fn group_view(look: Look, group: Group, number: usize, is_over: bool) -> El {
    let item = el("li").attr("data-kind", group.slug());
    if number == 0 {
        // Before all is asked, what is not there may still come.
        let none = said("span", "many", if is_over { sentence!("none") } else { sentence!("…") });
        return item.class("none").with(none).with(el("span").class("group-name").say(group.title()));
    }
    let kinds: Vec<Kind> = group.kinds().collect();
    let wanted = kinds.clone();
    let is_picked = move || look.explorer.query.with(|query| query.kinds == kinds);
    let pressed = is_picked.clone();
    let pick = move |_| {
        let kinds = if untrack(&is_picked) { Vec::new() } else { wanted.clone() };
        look.explorer.query.update(|query| query.kinds = kinds);
    };
    let button = button("")
        .live_attr("aria-pressed", move || if pressed() { "true" } else { "false" })
        .with(said("span", "many", sentence!("{n}", n = number)))
        .with(el("span").class("group-name").say(group.title()))
        .on("click", pick);
    item.with(button)
}

fn progress_view(look: Look) -> Vec<El> {
    let stage = look.read(StepName::Referrers, |session| session.referrers.stage);
    let (answered, known, is_bounded) = look.progress();
    if stage == Stage::Running {
        let line = sentence!("{answered} of {known} questions answered …", answered, known);
        let bar = el("progress")
            .attrs(&[("max", &known.to_string()), ("value", &answered.to_string())])
            .say_attr("aria-label", "Questions answered");
        return vec![bar, said("span", "note", line)];
    }
    let left = known.saturating_sub(answered);
    if left == 0 || !(is_bounded || stage == Stage::Cancelled) {
        return Vec::new();
    }
    let line = counted(
        left,
        ["", "Not everything was asked: {n} question is left.", "Not everything was asked: {n} questions are left."],
    );
    let more = press("Load more").id("load-more").on("click", move |_| look.go_on());
    vec![said("span", "notice", line), more]
}

/// What keeps the lists from being the whole truth.
fn notes(tree: &Tree) -> Vec<El> {
    let mut notes = Vec::new();
    if !tree.filter.is_empty() {
        let filter = &tree.filter;
        notes.push(notice(if tree.is_filtered_by_registry {
            sentence!(
                "Only what is of the type {filter} is listed for the image and its platforms, filtered by the registry. Empty the field “Artifact type” under “Advanced” to see all.",
                filter
            )
        } else {
            sentence!(
                "Only what is of the type {filter} is listed for the image and its platforms, filtered by this page. Empty the field “Artifact type” under “Advanced” to see all.",
                filter
            )
        }));
    }
    if tree.may_go_on_unseen {
        notes.push(notice(
            "This registry hides headers of its answers from the page (Access-Control-Expose-Headers): a “Link” by which a list goes on would not be seen, so that a list may be longer than it is here.",
        ));
    }
    notes
}

/// What there is for the image and for each platform, side by side.
fn matrix_frame(look: Look, answer: Memo<Answer>) -> El {
    el("div").class("matrix-frame").live_children(move || {
        let names: Vec<Text> = look.read_tree(|tree| tree.subjects().map(|(_, node)| name_of(&node.what)).collect());
        answer.with(|answer| matrix(answer, &names).into_iter().collect())
    })
}

fn matrix(answer: &Answer, names: &[Text]) -> Option<El> {
    let subjects = &answer.subjects;
    if subjects.len() < 2 {
        return None;
    }
    let head = names.iter().map(|name| el("th").attr("scope", "col").say(name.clone()));
    let head = el("tr").with(el("td")).with_all(head.collect());
    // What people ask for has its row from the beginning: what is missing is an answer, and nothing moves when it comes.
    let is_asked_for = |kind: &Kind| Group::of(*kind) != Group::Other;
    let is_there = |kind: &Kind| subjects.iter().any(|subject| subject.counts.of(*kind) > 0);
    let kinds = Kind::ALL.into_iter().filter(|kind| is_asked_for(kind) || is_there(kind));
    let rows = kinds.map(|kind| {
        let cells = subjects.iter().map(|subject| match subject.counts.of(kind) {
            0 if answer.is_over => said("td", "none", sentence!("none")),
            0 => said("td", "none", sentence!("…")),
            number => el("td").say(sentence!("{n}", n = number)),
        });
        let name = el("th").attrs(&[("scope", "row"), ("data-kind", kind.slug())]);
        el("tr").with(name.with(said("span", "kind", kind.text()))).with_all(cells.collect())
    });
    let caption = said("caption", "visually-hidden", sentence!("Referrers of the image and of each platform, by kind"));
    let body = el("tbody").with_all(rows.collect());
    Some(el("table").id("matrix").with(caption).with(el("thead").with(head)).with(body))
}
