//! A list of any length, of which only what is seen is in the document: rows of one height, each at its place.
//!
//! The row that has the focus, or would get it, always stands in the document, seen or not: so the focus is never
//! lost, and the browser's own ways to follow it keep working.

use super::rows::{Drawn, Looks, Mark, dress, focus, node_of, pixels};
use crate::explorer::Line;
use crate::registry::tree::NodeId;
use crate::view::element::{El, el, shaped};
use crate::words::Text;
use leptos::prelude::*;
use std::cell::{Cell, RefCell};
use std::rc::Rc;
use wasm_bindgen::JsCast;

/// How many rows are drawn above and below those that are seen.
const MARGIN: i32 = 8;
/// The most rows that are drawn at once, whatever the window's height.
const MOST: usize = 150;
/// So few rows are all drawn, seen or not; no list is so high that more of them would be seen.
const FEW: usize = 24;
/// The height of a row, in pixels, as long as the browser has not measured one.
const HEIGHT: i32 = 52;

thread_local! {
    /// As it was measured last, in a tree and in a table: the rows of a new list stand where they will be, and are not
    /// moved when it is measured.
    static MEASURED: Cell<[i32; 2]> = const { Cell::new([HEIGHT; 2]) };
}

/// What a key does that is not one of moving.
pub enum Act {
    /// Nothing: it is the browser's.
    Nothing,
    /// What was to be done is done.
    Done,
    /// Goes to the row of a node.
    Go(NodeId),
}

/// Puts cells into a row.
type DrawCells = Box<dyn Fn(El, &Line) -> El>;
/// Does what a key asks for.
type Answer = Box<dyn Fn(&str, &Line) -> Act>;

/// What the rows are made of.
pub struct Parts {
    /// `treegrid` or `grid`.
    pub role: &'static str,
    /// What the list is called.
    pub label: Text,
    /// The row of the columns' titles.
    pub head: El,
    /// Draws the cells of a row, and what tells its node by attributes.
    pub cells: DrawCells,
    /// What it depends on.
    pub mark: Box<dyn Fn(&Line) -> Mark>,
    /// Answers a key; `Click` and `Fold` stand for the pointer's, on a row and on its handle.
    pub act: Answer,
}

/// The list.
pub struct List {
    /// What scrolls.
    pub grid: El,
    head: El,
    body: El,
    gauge: El,
    /// Where the height of its rows is kept.
    of: usize,
    parts: Rows,
    state: RefCell<State>,
}

struct Rows {
    cells: DrawCells,
    mark: Box<dyn Fn(&Line) -> Mark>,
    act: Answer,
}

#[derive(Default)]
struct State {
    lines: Vec<Line>,
    drawn: Vec<Drawn>,
    active: Option<NodeId>,
    height: i32,
    /// Whether the browser has told of a size. Before that it is not asked where the list is scrolled to: it would have to lay
    /// out the page to say, and what it skips.
    has_size: bool,
}

impl State {
    fn place_of(&self, id: NodeId) -> Option<usize> {
        self.lines.iter().position(|line| line.id == id)
    }

    /// Where the row stands that has the focus, or would get it.
    fn active(&self) -> Option<usize> {
        self.active.and_then(|id| self.place_of(id)).or((!self.lines.is_empty()).then_some(0))
    }
}

impl List {
    /// An empty list.
    pub fn new(parts: Parts) -> Rc<Self> {
        let Parts { role, label, head, cells, mark, act } = parts;
        let head =
            el("div").attrs(&[("class", "grid-head"), ("role", "rowgroup")]).with(head.attr("aria-rowindex", "1"));
        let body = el("div").attrs(&[("class", "grid-body"), ("role", "rowgroup")]);
        let gauge = el("div").attrs(&[("class", "row-gauge"), ("aria-hidden", "true")]);
        let grid = el("div").attrs(&[("class", "grid"), ("role", role)]).say_attr("aria-label", label);
        let grid = grid.with_all(vec![head.clone(), body.clone(), gauge.clone()]);
        let of = usize::from(role == "grid");
        let state = RefCell::new(State { height: MEASURED.get()[of], ..State::default() });
        let list = Rc::new(Self { grid, head, body, gauge, of, parts: Rows { cells, mark, act }, state });
        list.listen();
        list
    }

    fn listen(self: &Rc<Self>) {
        let of = |act: fn(&Self, &web_sys::Event)| {
            let list = self.clone();
            move |event: web_sys::Event| act(&list, &event)
        };
        let grid = self.grid.clone();
        grid.on("scroll", of(|list, _| list.redraw())).on("keydown", of(Self::key)).on("click", of(Self::click));
        let list = self.clone();
        self.grid.on_resize(move || list.measure());
    }

    fn measure(&self) {
        let height = self.gauge.element().offset_height();
        let mut state = self.state.borrow_mut();
        let is_first = !std::mem::replace(&mut state.has_size, true);
        let is_other = height > 0 && height != state.height;
        if is_other {
            state.height = height;
            let mut measured = MEASURED.get();
            measured[self.of] = height;
            MEASURED.set(measured);
        }
        // Its place may be seen now, or is elsewhere with rows of another height.
        let active = state.active.filter(|_| is_first || is_other);
        let is_long = state.lines.len() > FEW;
        drop(state);
        if is_other {
            self.stretch();
        }
        if let Some(active) = active {
            self.reveal(active);
        }
        // Few rows all stand where they are to: to touch them now would have them laid out twice for one picture.
        if is_other || is_long {
            self.redraw();
        }
    }

    fn stretch(&self) {
        let state = self.state.borrow();
        self.body.clone().style("height", &pixels(state.lines.len(), state.height));
    }

    /// Puts other rows in the place of those that it has. What is seen stays where it is, unless `is_anew`.
    pub fn show(&self, lines: Vec<Line>, is_anew: bool) {
        let mut state = self.state.borrow_mut();
        let scrolled = if state.has_size && !state.lines.is_empty() { self.grid.element().scroll_top() } else { 0 };
        let height = state.height;
        let first = state.lines.get((scrolled / height) as usize).map(|line| line.id);
        state.lines = lines;
        let to = if is_anew { Some(0) } else { first.filter(|_| scrolled > 0).and_then(|id| state.place_of(id)) };
        let count = state.lines.len() + 1;
        drop(state);
        self.grid.clone().attr("aria-rowcount", &count.to_string());
        self.stretch();
        if let Some(to) = to {
            let to = to as i32 * height + if is_anew { 0 } else { scrolled % height };
            if to != scrolled {
                self.grid.element().set_scroll_top(to);
            }
        }
        self.redraw();
    }

    /// Draws a row that nobody sees, until the browser has laid it out: it knows such a row's style and fonts by then, and
    /// what draws it is compiled. The first rows that are seen come the sooner.
    pub fn rehearse(&self, cells: Vec<El>) {
        let line = Line { level: 2, place: 1, of: 1, ..Line::default() };
        let looks = Looks { line, at: 0, height: HEIGHT, mark: Mark::default(), is_active: false };
        let row = shaped("div", "row", "row").with_all(cells);
        dress(&row, &looks, None);
        self.body.clone().with(row.clone());
        request_animation_frame(move || row.remove());
    }

    /// Draws all anew: what every row depends on has changed.
    pub fn renew(&self) {
        for drawn in &mut self.state.borrow_mut().drawn {
            drawn.looks.mark.cells = !drawn.looks.mark.cells;
        }
        self.redraw();
    }

    /// Draws what is seen by now, and takes away what is not.
    pub fn redraw(&self) {
        let has_focus = self.has_focus();
        let mut state = self.state.borrow_mut();
        let state = &mut *state;
        let (first, end) = if state.lines.len() > FEW && state.has_size {
            let (top, seen) = (self.grid.element().scroll_top(), self.grid.element().client_height());
            let first = (top / state.height - MARGIN).max(0) as usize;
            (first, (((top + seen) / state.height + 1 + MARGIN) as usize).min(state.lines.len()).min(first + MOST))
        } else {
            (0, state.lines.len().min(FEW))
        };
        let active = state.active();
        let mut wanted: Vec<usize> = (first.min(end)..end).collect();
        match active {
            Some(at) if at < first => wanted.insert(0, at),
            Some(at) if at >= end => wanted.push(at),
            _ => {}
        }
        let mut before = std::mem::take(&mut state.drawn);
        for at in wanted {
            let line = state.lines[at];
            let known = before.iter().position(|drawn| drawn.looks.line.id == line.id);
            let known = known.map(|known| before.swap_remove(known));
            let mark = (self.parts.mark)(&line);
            let looks = Looks { line, at, height: state.height, mark, is_active: active == Some(at) };
            state.drawn.push(self.draw(known, looks));
        }
        for gone in before {
            gone.row.remove();
        }
        self.body.put_in_order(state.drawn.iter().map(|drawn| &drawn.row));
        if has_focus && !self.has_focus() {
            focus(&state.drawn);
        }
    }

    fn draw(&self, known: Option<Drawn>, looks: Looks) -> Drawn {
        let line = &looks.line;
        let before = known.as_ref().map(|drawn| drawn.looks);
        let row = known.map_or_else(|| shaped("div", "row", "row").attr("data-node", &line.id.to_string()), |d| d.row);
        let has_same_cells =
            |before: &Looks| before.mark.cells == looks.mark.cells && before.line.is_open == line.is_open;
        if !before.as_ref().is_some_and(has_same_cells) {
            let empty = if before.is_some() { row.clone().replace(Vec::new()) } else { row.clone() };
            (self.parts.cells)(empty, line);
        }
        dress(&row, &looks, before.as_ref());
        Drawn { row, looks }
    }

    fn has_focus(&self) -> bool {
        document().active_element().is_some_and(|focused| self.body.element().contains(Some(&focused)))
    }

    /// Scrolls as little as shows the row of a node; once the list has a size.
    pub fn reveal(&self, id: NodeId) {
        let state = self.state.borrow();
        let Some(at) = state.place_of(id).filter(|_| state.has_size) else { return };
        let (row, height) = (at as i32 * state.height, state.height);
        drop(state);
        let grid = self.grid.element();
        let (top, room) = (grid.scroll_top(), grid.client_height() - self.head.element().offset_height());
        if row < top {
            grid.set_scroll_top(row);
        } else if row + height > top + room {
            grid.set_scroll_top(row + height - room);
        }
    }

    /// Makes the row of a node the one that has the focus once the list has it.
    pub fn activate(&self, id: NodeId) {
        self.state.borrow_mut().active = Some(id);
    }

    fn go(&self, id: NodeId) {
        self.activate(id);
        self.reveal(id);
        self.redraw();
        focus(&self.state.borrow().drawn);
    }

    fn key(&self, event: &web_sys::Event) {
        let Some(key) = event.dyn_ref::<web_sys::KeyboardEvent>() else { return };
        let is_for_row = node_of(event).is_some();
        if !is_for_row || key.ctrl_key() || key.alt_key() || key.meta_key() {
            return;
        }
        let state = self.state.borrow();
        let Some(at) = state.active() else { return };
        let (line, last) = (state.lines[at], state.lines.len() - 1);
        let page = (self.grid.element().client_height() / state.height - 1).max(1) as usize;
        let name = key.key();
        let to = match &*name {
            "ArrowDown" => Some(at + 1),
            "ArrowUp" => Some(at.saturating_sub(1)),
            "PageDown" => Some(at + page),
            "PageUp" => Some(at.saturating_sub(page)),
            "Home" => Some(0),
            "End" => Some(last),
            _ => None,
        };
        let to = to.map(|to| state.lines[to.min(last)].id);
        drop(state);
        let act = to.map_or_else(|| (self.parts.act)(&name, &line), Act::Go);
        match act {
            Act::Nothing => return,
            Act::Done => {}
            Act::Go(id) => self.go(id),
        }
        event.prevent_default();
    }

    fn click(&self, event: &web_sys::Event) {
        let Some((id, is_handle)) = node_of(event) else { return };
        let line = self.state.borrow().lines.iter().find(|line| line.id == id).copied();
        let Some(line) = line else { return };
        self.go(id);
        (self.parts.act)(if is_handle { "Fold" } else { "Click" }, &line);
    }
}
