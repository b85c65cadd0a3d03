//! The table view: each thing that refers to something once, in the order of a column.

use super::scroller::{Act, List, Parts};
use super::tree::follow_selection;
use super::{Explored, cells, columns};
use crate::explorer::{Line, Order, Query, Sorting};
use crate::text;
use crate::view::element::{El, el};
use leptos::prelude::*;
use std::cell::RefCell;

/// The table, with the menu of its columns.
pub fn table(explored: Explored) -> El {
    let look = explored.look;
    let list = List::new(Parts {
        role: "grid",
        label: text!("All that refers to the image"),
        head: columns::head(explored),
        cells: Box::new(move |row, line| draw(explored, row, line)),
        mark: Box::new(move |line| explored.mark(line)),
        act: Box::new(move |key, line| {
            if !matches!(key, "Enter" | " " | "Click") {
                return Act::Nothing;
            }
            look.explorer.selected.set(Some(line.id));
            Act::Done
        }),
    });
    let order = RefCell::new(Order::default());
    let asked = RefCell::new(None::<(Query, Option<Sorting>)>);
    let (grid, shown) = (list.grid.clone().class("grid table"), list.clone());
    let grid = grid.follow(move || {
        let sorting = explored.read(|list| list.sorting.clone());
        let mut order = order.borrow_mut();
        let lines = look.read_rows(|index, matches| {
            order.update(index, sorting.as_ref());
            order.found(matches).map(|id| Line { id, ..Line::default() }).collect()
        });
        let now = (look.explorer.query.get(), sorting);
        let is_anew = asked.replace(Some(now.clone())).is_some_and(|before| before != now);
        shown.show(lines, is_anew);
    });
    let (own, redrawn) = (grid.clone(), list.clone());
    let grid = grid.follow(move || {
        let columns = explored.columns();
        columns::set_widths(own.clone(), &columns).attr("aria-colcount", &(columns.len() + 1).to_string());
        redrawn.renew();
    });
    el("div").class("table-view").with(columns::chooser(explored)).with(follow_selection(explored, grid, list))
}

fn draw(explored: Explored, row: El, line: &Line) -> El {
    let look = explored.look;
    untrack(|| {
        let children = look.read_index(|index| index.get(line.id).map_or(0, |row| row.children));
        let columns = explored.columns();
        let drawn = look.read_tree(|tree| {
            let node = tree.nodes.get(line.id)?;
            let cells = columns.iter().map(|column| columns::cell(tree, node, column));
            let cells = cells.chain([cells::hints(look, tree, node, children)]);
            Some(cells::tell(row.clone(), node).with_all(cells.collect()))
        });
        drawn.unwrap_or(row)
    })
}
