//! The image beside another one of its repository: what refers to one, and not to the other.

use crate::explorer::compare::{Line, Side, lines};
use crate::oci::{Reference, digest};
use crate::registry::Problem;
use crate::registry::tree::{NodeId, Tree};
use crate::session::{self, Stage, StepName};
use crate::text;
use crate::view::element::{El, el, is_checked, press, said, value_of, words};
use crate::view::look::Look;
use crate::view::problem::problem_view;
use crate::words::Text;
use futures::future::{AbortHandle, abortable};
use leptos::prelude::*;
use std::cell::RefCell;
use std::rc::Rc;

/// The most digests that are named on one side of a line.
const NAMED: usize = 20;

/// The other image, as far as it is known.
#[derive(Default)]
struct Other {
    tree: Tree,
    digest: String,
    problem: Option<Problem>,
    is_running: bool,
    running: Option<AbortHandle>,
}

/// What the parts of this view share.
#[derive(Clone)]
struct Pair {
    look: Look,
    other: Rc<RefCell<Other>>,
    /// How often the other image has changed.
    turns: RwSignal<u64>,
    only_differences: RwSignal<bool>,
}

/// The fold in which two images stand side by side.
pub fn compare(look: Look) -> El {
    let (turns, only_differences) = (RwSignal::new(0), RwSignal::new(false));
    let pair = Pair { look, other: Rc::default(), turns, only_differences };
    let starting = pair.clone();
    let ended = pair.other.clone();
    on_cleanup_of(ended);
    el("details")
        .attrs(&[("id", "compare"), ("class", "compare")])
        .with(el("summary").with(said("h3", "", text!("Compare with another tag"))))
        .with(form(look))
        .with(el("div").class("comparison").live_children(move || pair.view()))
        .follow(move || starting.start())
        .follow_with(
            move |fold| if look.explorer.compare.with(String::is_empty) { fold } else { fold.flag("open", true) },
        )
}

/// What is under way ends with the view.
fn on_cleanup_of(other: Rc<RefCell<Other>>) {
    let other = StoredValue::new_local(other);
    on_cleanup(move || {
        let running = other.try_get_value().and_then(|other| other.borrow_mut().running.take());
        running.inspect(AbortHandle::abort);
    });
}

fn form(look: Look) -> El {
    let typed = RwSignal::new(String::new());
    let error = RwSignal::new(None::<Text>);
    let input = el("input")
        .attrs(&[("id", "compare-with"), ("type", "text"), ("list", "tags"), ("autocomplete", "off")])
        .attrs(&[("autocapitalize", "none"), ("spellcheck", "false"), ("aria-describedby", "compare-error")])
        .live_attr("aria-invalid", move || if error.with(Option::is_some) { "true" } else { "false" })
        .live_value(move || typed.get())
        .on("input", move |event| typed.set(value_of(&event)));
    let submit = move |event: web_sys::Event| {
        event.prevent_default();
        match typed.with_untracked(|text| Reference::parse(text)) {
            Ok(reference) => {
                error.set(None);
                look.explorer.compare.set(reference.to_string());
            }
            Err(why) => error.set(Some(why.text())),
        }
    };
    let label = el("label").attr("for", "compare-with").say(text!("Tag or digest in the same repository"));
    let stop = move |_| {
        look.explorer.compare.set(String::new());
        typed.set(String::new());
    };
    let buttons = el("div").class("buttons").with_all(vec![
        el("button").attrs(&[("type", "submit"), ("id", "compare-start")]).say(text!("Compare")),
        press(text!("End the comparison"))
            .id("compare-end")
            .on("click", stop)
            .live_flag("hidden", move || look.explorer.compare.with(String::is_empty)),
    ]);
    let named = move || {
        let named = look.explorer.compare.get();
        if !named.is_empty() {
            typed.set(named);
        }
    };
    el("form").attr("novalidate", "").follow(named).on("submit", submit).with_all(vec![
        el("div").class("field").with(label).with(input),
        buttons,
        el("p")
            .attrs(&[("id", "compare-error"), ("class", "field-error"), ("aria-live", "polite")])
            .live_say(move || error.get().unwrap_or_else(Text::empty)),
    ])
}

impl Pair {
    /// Looks up the other image, once the first is known and whenever another one is named.
    fn start(&self) {
        let look = self.look;
        let named = look.explorer.compare.get();
        let is_done = look.read(StepName::Referrers, |session| session.referrers.stage == Stage::Done);
        let mut other = self.other.borrow_mut();
        if let Some(running) = other.running.take() {
            running.abort();
        }
        *other = Other::default();
        if let (Ok(reference), true) = (Reference::parse(&named), is_done) {
            other.is_running = true;
            other.running = Some(self.look_up(reference));
        }
        drop(other);
        self.turns.update(|turns| *turns += 1);
    }

    fn look_up(&self, reference: Reference) -> AbortHandle {
        let pair = self.clone();
        let (work, handle) = abortable(async move {
            let Some(trail) = pair.look.trail() else {
                pair.change(|other| other.is_running = false);
                return;
            };
            let found = |digest: &crate::oci::Digest| pair.change(|other| other.digest = digest.to_string());
            // Drawn when all has come: a comparison with half of a tree would be a wrong one.
            let tell = |turn| pair.other.borrow_mut().tree.apply(turn);
            let end = session::beside(&trail.client, &trail.inquiry, &reference, &found, &tell).await;
            let problem = end.err().and_then(|error| pair.look.explain(&error));
            pair.change(|other| {
                let failed = other.tree.problem().cloned();
                (other.problem, other.is_running) = (problem.or(failed), false);
            });
        });
        leptos::task::spawn_local(async move {
            let _ = work.await;
        });
        handle
    }

    fn change(&self, change: impl FnOnce(&mut Other)) {
        change(&mut self.other.borrow_mut());
        // The view may be gone by now.
        self.turns.try_update(|turns| *turns += 1);
    }

    fn view(&self) -> Vec<El> {
        self.turns.track();
        let named = self.look.explorer.compare.get_untracked();
        let other = self.other.borrow();
        if named.is_empty() {
            return vec![said(
                "p",
                "note",
                text!(
                    "Enter another tag, such as the release before: what is attached to one image and not to the other is shown side by side."
                ),
            )];
        }
        if other.is_running {
            return vec![said("p", "note", text!("Looking up {image} …", image = named)).attr("role", "status")];
        }
        let mut parts: Vec<El> = other.problem.iter().map(problem_view).collect();
        if other.tree.nodes.is_empty() {
            if parts.is_empty() {
                parts.push(said(
                    "p",
                    "notice",
                    text!("Look up an image first, with its password where it needs one: then it can be compared."),
                ));
            }
            return parts;
        }
        parts.extend(self.look.read_tree(|tree| self.result(tree, &other, &named)));
        parts
    }

    fn result(&self, tree: &Tree, other: &Other, named: &str) -> Vec<El> {
        let own = tree.nodes.first().map(|node| node.digest.to_string()).unwrap_or_default();
        if own == other.digest {
            let same = text!(
                "Both names are of the same image, {digest}: what refers to one refers to the other.",
                digest = own
            );
            return vec![said("p", "notice", same).attr("role", "status")];
        }
        let lines = lines(tree, &other.tree);
        let different = lines.iter().filter(|line| line.side() != Side::Both).count();
        let outcome = match different {
            0 => text!("Both images have the same kinds of referrers, of the same artifact types."),
            _ => text!("{n} of {all} lines differ.", n = different, all = lines.len()),
        };
        let only = self.only_differences;
        let tick = el("p").class("check").with_all(vec![
            el("input")
                .attrs(&[("type", "checkbox"), ("id", "compare-only")])
                .checked(only.get())
                .on("change", move |event| only.set(is_checked(&event))),
            el("label").attr("for", "compare-only").say(text!("Only what differs")),
        ]);
        let shown = lines.iter().filter(|line| !only.get() || line.side() != Side::Both);
        let rows = shown.map(|line| self.row(line, tree, &other.tree)).collect();
        let own_name = self.look.session.with_untracked(|session| {
            session.inquiry.as_ref().map(|inquiry| inquiry.image.reference.to_string()).unwrap_or_default()
        });
        let heads = [
            text!("Refers to"),
            text!("Kind"),
            text!("Artifact type"),
            Text::word(digest::short_text(&own_name)),
            Text::word(digest::short_text(named)),
            text!("Difference"),
        ];
        let head = heads.into_iter().map(|head| el("th").attr("scope", "col").say(head)).collect();
        let table = el("table").id("comparison-table").with_all(vec![
            said("caption", "visually-hidden", text!("What refers to one image and not to the other")),
            el("thead").with(el("tr").with_all(head)),
            el("tbody").with_all(rows),
        ]);
        vec![said("p", "answer", outcome).attr("role", "status"), tick, el("div").class("matrix-frame").with(table)]
    }

    fn row(&self, line: &Line, tree: &Tree, other: &Tree) -> El {
        let (slug, difference) = match line.side() {
            Side::First => ("first", text!("only on the first")),
            Side::Second => ("second", text!("only on the second")),
            Side::Unequal => ("unequal", text!("not as many")),
            Side::Both => ("both", text!("on both")),
        };
        let look = self.look;
        let select = move |id: NodeId, name: Text| {
            press(name).class("link").on("click", move |_| look.explorer.selected.set(Some(id)))
        };
        let name = |_: NodeId, name: Text| el("span").class("digest").say(name);
        el("tr").attrs(&[("data-side", slug), ("data-kind", line.kind.slug())]).with_all(vec![
            el("td").say(line.place.text()),
            el("th").attr("scope", "row").with(said("span", "kind", line.kind.text())),
            el("td").with(words("code", "", &line.artifact_type)),
            side(tree, &line.first, &select),
            side(other, &line.second, &name),
            said("td", "difference", difference),
        ])
    }
}

/// How many there are on a side, and which.
fn side(tree: &Tree, ids: &[NodeId], name: &dyn Fn(NodeId, Text) -> El) -> El {
    if ids.is_empty() {
        return said("td", "none", text!("none"));
    }
    let named = ids.iter().take(NAMED).filter_map(|id| Some((*id, tree.nodes.get(*id)?)));
    let items = named.map(|(id, node)| el("li").with(name(id, Text::word(digest::short(&node.digest)))));
    let list = el("ul").class("links").with_all(items.collect());
    let more = ids.len().saturating_sub(NAMED);
    let list = if more > 0 { list.with(said("li", "note", text!("and {n} more", n = more))) } else { list };
    el("td").with(el("details").with(said("summary", "", text!("{n}", n = ids.len()))).with(list))
}
