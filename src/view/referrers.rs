//! Step 5: what refers to the image, to its platforms, and to all that does.

use super::command::command_view;
use super::element::{El, button, el, words as text};
use super::explorer::{explorer, name_of};
use super::facts::{note, notice};
use super::look::Look;
use super::step::{State, StepView, step_view};
use crate::export::curl;
use crate::registry::tree::{NodeId, Tree, What};
use crate::session::{Session, Stage, StepName};
use crate::words;

/// The list.
pub fn referrers(look: Look) -> El {
    step_view(
        look,
        StepView {
            id: "step-referrers",
            number: "5",
            title: "Referrers",
            about: "Everything in the registry that names this digest as its subject: signatures, SBOMs, attestations, scan reports; what refers to those; and what older conventions attach by tags.",
            name: StepName::Referrers,
            state: |session| State::of(&session.referrers, summary),
            result: |look, session| if session.referrers.result.is_some() { result(look, session) } else { Vec::new() },
        },
    )
}

fn summary(tree: &Tree) -> String {
    words::count(tree.artifacts().count(), "referrer", "referrers")
}

fn result(look: Look, session: &Session) -> Vec<El> {
    let command = match (session.inquiry.as_deref(), session.image.result.as_deref()) {
        (Some(inquiry), Some(image)) => {
            let text = curl::referrers(&inquiry.image.registry, &inquiry.image.repository, &image.digest);
            Some(command_view("The same with curl and jq", &text, "referrers-curl"))
        }
        _ => None,
    };
    let parts = vec![
        text("p", "answer", "").live_text(move || look.read_tree(answer)),
        text("p", "note", "").live_text(move || look.read_tree(shares)),
        el("div").class("progress").live_children(move || progress_view(look)),
        el("div").class("notes").live_children(move || look.read_tree(notes)),
        el("div")
            .class("matrix-frame")
            .live_children(move || look.read_tree(|tree| matrix(tree).into_iter().collect())),
        explorer(look),
        note("Kinds are what the artifacts' types claim; nothing is verified here."),
    ];
    parts.into_iter().chain(command).collect()
}

/// The answer in one sentence.
fn answer(tree: &Tree) -> String {
    let number = tree.artifacts().count();
    let is_over = tree.answered >= tree.known || tree.is_bounded;
    if number == 0 {
        return match (is_over, tree.is_certain()) {
            (false, _) => "",
            (true, true) => "Nothing refers to this image.",
            (true, false) => "Nothing was found, but not everything could be asked or read.",
        }
        .to_owned();
    }
    let counts = Tree::count_by_kind(tree.artifacts());
    let parts: Vec<String> = counts.iter().map(|(kind, count)| format!("{count} × {}", kind.words())).collect();
    format!("{}: {}.", words::count(number, "referrer", "referrers"), words::list(&parts))
}

/// What refers to what, in numbers.
fn shares(tree: &Tree) -> String {
    let number = |of: fn(&What) -> bool| {
        let has_parent = |parent: Option<NodeId>| parent.is_some_and(|parent| of(&tree.nodes[parent].what));
        tree.nodes.iter().filter(|node| matches!(node.what, What::Artifact(_)) && has_parent(node.parent)).count()
    };
    let parts: Vec<String> = [
        (number(|what| matches!(what, What::Image)), "to the image"),
        (number(|what| matches!(what, What::Platform(..))), "to its platforms"),
        (number(|what| matches!(what, What::Artifact(_))), "to one of those"),
    ]
    .into_iter()
    .filter(|(number, _)| *number > 0)
    .map(|(number, whom)| format!("{number} {whom}"))
    .collect();
    if parts.len() < 2 { String::new() } else { format!("Of these refer {}.", words::list(&parts)) }
}

fn progress_view(look: Look) -> Vec<El> {
    let stage = look.read(StepName::Referrers, |session| session.referrers.stage);
    let (answered, known, is_bounded) = look.progress();
    if stage == Stage::Running {
        let line = format!("{answered} of {known} questions answered …");
        let bar = el("progress").attrs(&[
            ("max", &known.to_string()),
            ("value", &answered.to_string()),
            ("aria-label", "Questions answered"),
        ]);
        return vec![bar, text("span", "note", &line)];
    }
    let left = known.saturating_sub(answered);
    if left == 0 || !(is_bounded || stage == Stage::Cancelled) {
        return Vec::new();
    }
    let line = format!("Not everything was asked: {} left.", words::count(left, "question is", "questions are"));
    let more = button("Load more").id("load-more").on("click", move |_| look.go_on());
    vec![text("span", "notice", &line), more]
}

/// What keeps the lists from being the whole truth.
fn notes(tree: &Tree) -> Vec<El> {
    let mut notes = Vec::new();
    if !tree.filter.is_empty() {
        let by = if tree.is_filtered_by_registry { "the registry" } else { "this page" };
        notes.push(notice(&format!(
            "Only what is of the type {} is listed for the image and its platforms, filtered by {by}. Empty the field “Artifact type” under “Advanced” to see all.",
            tree.filter
        )));
    }
    if tree.may_go_on_unseen {
        notes.push(notice(
            "This registry hides headers of its answers from the page (Access-Control-Expose-Headers): a “Link” by which a list goes on would not be seen, so that a list may be longer than it is here.",
        ));
    }
    notes
}

/// What there is for the image and for each platform, side by side.
fn matrix(tree: &Tree) -> Option<El> {
    let subjects: Vec<(NodeId, String)> =
        tree.subjects().map(|(id, node)| (id, name_of(&node.what).to_string())).collect();
    if subjects.len() < 2 {
        return None;
    }
    let counts_of = |id: NodeId| Tree::count_by_kind(tree.children(id).filter_map(|(_, node)| node.found()));
    let columns: Vec<_> = subjects.iter().map(|(id, _)| counts_of(*id)).collect();
    let head = subjects.iter().map(|(_, name)| el("th").attr("scope", "col").text(name));
    let head = el("tr").with(el("td")).with_all(head.collect());
    let kinds =
        crate::oci::Kind::ALL.into_iter().filter(|kind| columns.iter().flatten().any(|(other, _)| other == kind));
    let rows: Vec<El> = kinds
        .map(|kind| {
            let cell = |column: &Vec<(crate::oci::Kind, usize)>| {
                let number = column.iter().find(|(other, _)| *other == kind).map_or(0, |(_, number)| *number);
                if number == 0 { text("td", "none", "none") } else { el("td").text(&number.to_string()) }
            };
            let name = el("th").attrs(&[("scope", "row"), ("data-kind", kind.slug())]).with(text(
                "span",
                "kind",
                kind.words(),
            ));
            el("tr").with(name).with_all(columns.iter().map(cell).collect())
        })
        .collect();
    if rows.is_empty() {
        return None;
    }
    let caption = text("caption", "visually-hidden", "Referrers of the image and of each platform, by kind");
    Some(el("table").id("matrix").with(caption).with(el("thead").with(head)).with(el("tbody").with_all(rows)))
}
