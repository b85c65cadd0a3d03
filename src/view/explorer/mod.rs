//! How a person looks through the tree of referrers: what is looked for, in which view, and one thing closely.

mod cells;
mod choices;
mod columns;
mod compare;
mod detail;
mod filter;
mod graph;
mod layout;
mod rows;
mod scroller;
mod table;
mod take_away;
mod tree;

pub use take_away::take_away;

use super::element::{El, el, said};
use super::look::Look;
use super::proof;
use crate::explorer::{Bits, Column, Line, Query, Sorting, ViewName};
use crate::registry::tree::NodeId;
use crate::words::Text;
use leptos::prelude::*;
use rows::Mark;
use std::cell::RefCell;
use std::rc::Rc;

/// What is the explorer's own: what the lists look like, which no address tells.
#[derive(Clone, Copy)]
pub struct Explored {
    /// The page's state.
    pub look: Look,
    /// How often the list has changed in any way. One signal for all of it: each type in a signal costs the page two
    /// kilobytes.
    changes: RwSignal<u64>,
    /// The same of the columns alone: titles that are drawn anew lose the focus.
    column_changes: RwSignal<u64>,
    list: StoredValue<Rc<RefCell<Shape>>, LocalStorage>,
}

/// What the lists look like.
struct Shape {
    folding: Folding,
    columns: Vec<Column>,
    sorting: Option<Sorting>,
}

/// What is folded away: where nothing is looked for, and in what a query finds, which begins unfolded.
#[derive(Clone, Default)]
struct Folding {
    always: Bits,
    query: Query,
    found: Bits,
}

impl Folding {
    fn of(&self, query: &Query) -> Bits {
        if query.is_empty() {
            self.always.clone()
        } else if self.query == *query {
            self.found.clone()
        } else {
            Bits::default()
        }
    }

    fn fold(&mut self, query: &Query, id: NodeId, is_folded: bool) {
        if !query.is_empty() && self.query != *query {
            (self.query, self.found) = (query.clone(), Bits::default());
        }
        let bits = if query.is_empty() { &mut self.always } else { &mut self.found };
        if is_folded {
            bits.add(id);
        } else {
            bits.remove(id);
        }
    }
}

impl Explored {
    fn new(look: Look) -> Self {
        let shape = Shape { folding: Folding::default(), columns: Column::USUAL.to_vec(), sorting: None };
        Self {
            look,
            changes: RwSignal::new(0),
            column_changes: RwSignal::new(0),
            list: StoredValue::new_local(Rc::new(RefCell::new(shape))),
        }
    }

    /// Reads what the lists look like, to be done again when that has changed.
    fn read<R>(self, read: impl FnOnce(&Shape) -> R) -> R {
        self.changes.track();
        read(&self.list.get_value().borrow())
    }

    fn columns(self) -> Vec<Column> {
        self.column_changes.track();
        self.list.get_value().borrow().columns.clone()
    }

    fn change_columns(self, change: impl FnOnce(&mut Vec<Column>)) {
        change(&mut self.list.get_value().borrow_mut().columns);
        self.column_changes.update(|changes| *changes += 1);
    }

    fn change(self, change: impl FnOnce(&mut Shape)) {
        change(&mut self.list.get_value().borrow_mut());
        self.changes.update(|changes| *changes += 1);
    }

    fn folded(self) -> Bits {
        self.look.explorer.query.with(|query| self.read(|list| list.folding.of(query)))
    }

    fn fold(self, ids: &[NodeId], is_folded: bool) {
        let query = self.look.explorer.query.get_untracked();
        self.change(|list| ids.iter().for_each(|id| list.folding.fold(&query, *id, is_folded)));
    }

    /// What a row on screen depends on beside its line.
    fn mark(self, line: &Line) -> Mark {
        let (look, id) = (self.look, line.id);
        untrack(|| {
            let children = look.read_index(|index| index.get(id).map_or(0, |row| row.children));
            let told = look.read_tree(|tree| {
                let node = tree.nodes.get(id)?;
                Some(cells::told(node, children) + proof::version(look, node.digest.as_ref()))
            });
            Mark {
                cells: told.unwrap_or_default(),
                is_dim: !look.matches().has(id),
                is_selected: look.explorer.selected.get() == Some(id),
            }
        })
    }
}

/// The explorer: the filter, the view that is picked, and what is selected in it.
pub fn explorer(look: Look) -> El {
    let explored = Explored::new(look);
    let view = el("div").class("explorer-view").live_children(move || {
        vec![match look.explorer.view.get() {
            ViewName::Tree => tree::tree(explored),
            ViewName::Table => table::table(explored),
            ViewName::Graph => graph::graph(look),
        }]
    });
    let detail = move || {
        look.explorer.selected.track();
        vec![detail::detail(look)]
    };
    el("div").class("explorer").with_all(vec![
        el("div").class("explorer-bar").with(filter::field(look)).with(views(look)),
        filter::facets(look),
        filter::summary(look),
        view,
        filter::nothing(look),
        el("div").class("explorer-detail").live_children(detail),
        compare::compare(look),
    ])
}

const fn name(view: ViewName) -> &'static str {
    match view {
        ViewName::Tree => "Tree",
        ViewName::Table => "Table",
        ViewName::Graph => "Graph",
    }
}

/// Which view is on screen. The browser's own radio buttons bring the keys and the words for screen readers along.
fn views(look: Look) -> El {
    let view = look.explorer.view;
    let choices = ViewName::ALL.map(|this| {
        let input = el("input")
            .attrs(&[("type", "radio"), ("name", "view"), ("value", this.slug())])
            .id(&format!("view-{}", this.slug()))
            .live_checked(move || view.get() == this)
            .on("change", move |_| view.set(this));
        el("label").with(input).with(said("span", "", Text::from(name(this))))
    });
    el("div")
        .attrs(&[("class", "views"), ("role", "radiogroup")])
        .say_attr("aria-label", "View")
        .with_all(choices.into())
}
