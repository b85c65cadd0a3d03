//! What stands on the canvas, and which part of it is seen.

use super::boxes::{self, Drawn};
use crate::browser;
use crate::explorer::ViewName;
use crate::explorer::graph::{BASELINES, Camera, Graph, Key, Move, Shown, Wish};
use crate::registry::tree::NodeId;
use crate::view::element::{El, svg};
use crate::view::language::say;
use crate::view::look::Look;
use leptos::prelude::*;
use std::cell::RefCell;
use std::collections::HashMap;
use std::rc::Rc;
use wasm_bindgen::JsCast;

/// The drawing on its canvas.
pub struct Board {
    look: Look,
    /// What the drawing is seen through.
    pub frame: El,
    scene: El,
    layers: El,
    edges: El,
    boxes: El,
    /// How often a box was opened.
    openings: RwSignal<u64>,
    state: RefCell<State>,
}

struct State {
    graph: Graph,
    drawn: Vec<Drawn>,
    camera: Camera,
    /// The size of the canvas when it was last told.
    size: (i32, i32),
    /// Whether what is seen follows the drawing as it grows: until the person moves it.
    is_following: bool,
    /// The box that has the focus, or would get it.
    current: Key,
    selected: Option<NodeId>,
    opened: HashMap<NodeId, usize>,
    /// Whether a box was opened of which the first new one gets the focus.
    is_opening: bool,
}

impl Board {
    /// An empty canvas.
    pub fn new(look: Look, [frame, scene, layers, edges, boxes]: [El; 5]) -> Self {
        let state = RefCell::new(State {
            graph: Graph::default(),
            drawn: Vec::new(),
            camera: Camera::default(),
            size: (0, 0),
            is_following: true,
            current: Key::Node(0),
            selected: None,
            opened: HashMap::new(),
            is_opening: false,
        });
        Self { look, frame, scene, layers, edges, boxes, openings: RwSignal::new(0), state }
    }

    /// Sees the drawing anew when the canvas has got its size, or another one.
    pub fn watch_size(self: &Rc<Self>) {
        let board = self.clone();
        self.frame.on_resize(move || board.resize());
    }

    /// What was in the middle stays there, unless the person has not moved anything yet.
    fn resize(&self) {
        let Some(size) = self.size() else { return };
        let state = self.state.borrow();
        let (before, camera, is_following) = (state.size, state.camera, state.is_following);
        drop(state);
        self.state.borrow_mut().size = size;
        if is_following {
            self.begin();
        } else {
            self.aim(camera.pan((size.0 - before.0) / 2, (size.1 - before.1) / 2));
        }
    }

    /// Draws the tree as it is; to be done again when that, the query, the selection or the language has changed.
    pub fn draw(&self) {
        self.openings.track();
        let matches = self.look.matches();
        let shown = |id| match (matches.has(id), matches.is_path(id)) {
            (true, _) => Shown::Match,
            (_, true) => Shown::Path,
            _ => Shown::No,
        };
        let selected = self.look.explorer.selected.get();
        let opened = self.state.borrow().opened.clone();
        let graph =
            self.look.read_tree(|tree| Graph::of(tree, Wish { shown: &shown, opened: &opened, selected, say: &say }));
        self.show(graph, selected);
    }

    fn show(&self, graph: Graph, selected: Option<NodeId>) {
        let mut state = self.state.borrow_mut();
        let had_focus = state.drawn.iter().any(|drawn| is_focused(&drawn.plate));
        let first_new = boxes::put(&self.boxes, &mut state.drawn, &graph);
        self.edges.clone().replace(boxes::curves(&graph));
        let names = graph.layers.iter().map(|layer| {
            let at = [("x", &*layer.x.to_string()), ("y", &*BASELINES.layer.to_string())];
            svg("text").attrs(&at).text(&layer.name)
        });
        self.layers.clone().replace(names.collect());
        let is_news = selected != std::mem::replace(&mut state.selected, selected);
        let chosen = graph.cards.iter().find(|card| card.is_selected).map(|card| card.key);
        if let Some(chosen) = chosen.filter(|_| is_news) {
            state.current = chosen;
        }
        if std::mem::take(&mut state.is_opening)
            && let Some(first) = first_new.and_then(|at| graph.cards.get(at))
        {
            state.current = first.key;
        }
        if graph.find(state.current).is_none() {
            state.current = chosen.unwrap_or(Key::Node(0));
        }
        state.graph = graph;
        let is_following = state.is_following;
        drop(state);
        self.mark_current();
        if is_following {
            self.begin();
        } else if is_news {
            self.reveal();
        }
        // What had the focus may be gone: its place is the current box's.
        if had_focus && !self.is_current_focused() {
            self.focus();
        }
    }

    /// The size of the canvas, in pixels; nothing as long as it is not in the document.
    pub fn size(&self) -> Option<(i32, i32)> {
        let size = (self.frame.element().client_width(), self.frame.element().client_height());
        (size.0 > 0 && size.1 > 0).then_some(size)
    }

    /// What a person sees first.
    fn begin(&self) {
        let state = self.state.borrow();
        let (Some(size), Some(image)) = (self.size(), state.graph.cards.first()) else { return };
        let camera = Camera::begin((state.graph.width, state.graph.height), size, image.area);
        let chosen = state.graph.cards.iter().find(|card| card.is_selected);
        let camera = chosen.map_or(camera, |card| camera.reveal(card.area, size));
        drop(state);
        self.aim(camera);
    }

    fn aim(&self, camera: Camera) {
        self.state.borrow_mut().camera = camera;
        self.scene.clone().attr("transform", &camera.to_string());
    }

    /// Sees it otherwise from now on; it follows the growing drawing no more.
    pub fn turn(&self, turn: impl FnOnce(Camera) -> Camera) {
        let mut state = self.state.borrow_mut();
        state.is_following = false;
        let camera = turn(state.camera);
        drop(state);
        self.aim(camera);
    }

    /// Sees all of it.
    pub fn fit(&self) {
        let state = self.state.borrow();
        let drawing = (state.graph.width, state.graph.height);
        drop(state);
        if let Some(size) = self.size() {
            self.turn(|_| Camera::fit(drawing, size));
        }
    }

    /// Sees it larger or smaller, around the middle.
    pub fn zoom(&self, is_larger: bool) {
        if let Some((width, height)) = self.size() {
            self.turn(|camera| camera.step(is_larger, (width / 2, height / 2)));
        }
    }

    /// Moves the drawing so that the current box is seen.
    pub fn reveal(&self) {
        let state = self.state.borrow();
        let area = state.graph.find(state.current).map(|at| state.graph.cards[at].area);
        let camera = state.camera;
        drop(state);
        if let (Some(area), Some(size)) = (area, self.size()) {
            let moved = camera.reveal(area, size);
            if moved != camera {
                self.turn(|_| moved);
            }
        }
    }

    fn mark_current(&self) {
        let state = self.state.borrow();
        for drawn in &state.drawn {
            let is_current = drawn.key == state.current;
            drawn.plate.clone().attr("tabindex", if is_current { "0" } else { "-1" });
        }
    }

    fn current(&self) -> Option<El> {
        let state = self.state.borrow();
        state.drawn.iter().find(|drawn| drawn.key == state.current).map(|drawn| drawn.plate.clone())
    }

    fn is_current_focused(&self) -> bool {
        self.current().is_some_and(|plate| is_focused(&plate))
    }

    /// Gives the current box the focus. It is moved into sight first, or the browser would move the page.
    pub fn focus(&self) {
        self.reveal();
        if let Some(plate) = self.current() {
            let _ = plate.element().focus();
        }
    }

    /// The place of the box that an event comes from.
    pub fn box_of(&self, event: &web_sys::Event) -> Option<usize> {
        let target: web_sys::Element = event.target()?.dyn_into().ok()?;
        let plate = target.closest("[role=treeitem]").ok()??;
        let state = self.state.borrow();
        let key = state.drawn.iter().find(|drawn| drawn.plate.is(&plate))?.key;
        state.graph.find(key)
    }

    /// Takes note that a box has got the focus.
    pub fn focused(&self, at: usize) {
        let mut state = self.state.borrow_mut();
        let Some(key) = state.graph.cards.get(at).map(|card| card.key) else { return };
        if std::mem::replace(&mut state.current, key) != key {
            drop(state);
            self.mark_current();
        }
    }

    /// Goes from a box to another one.
    pub fn go(&self, at: usize, step: Move) {
        let to = self.state.borrow().graph.step(at, step);
        if let Some(to) = to {
            self.focused(to);
            self.focus();
        }
    }

    /// Does what a box is for: selects its node, draws more of its kind, or goes to where all are listed.
    pub fn act(&self, at: usize) {
        let mut state = self.state.borrow_mut();
        let Some(card) = state.graph.cards.get(at) else { return };
        match (card.key, card.can_open) {
            (Key::Node(id), _) => {
                drop(state);
                self.look.explorer.selected.set(Some(id));
            }
            (Key::Rest(first), true) => {
                *state.opened.entry(first).or_default() += 1;
                (state.is_opening, state.is_following) = (true, false);
                drop(state);
                self.openings.update(|openings| *openings += 1);
            }
            _ => {
                drop(state);
                self.look.explorer.view.set(ViewName::Table);
                // The drawing goes away, and the focus would with it.
                browser::focus("view-table");
            }
        }
    }

    /// Reads the drawing.
    pub fn read<R>(&self, read: impl FnOnce(&Graph) -> R) -> R {
        read(&self.state.borrow().graph)
    }

    /// The page's state.
    pub const fn look(&self) -> Look {
        self.look
    }
}

fn is_focused(plate: &El) -> bool {
    document().active_element().is_some_and(|active| plate.is(&active))
}
