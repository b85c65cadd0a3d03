//! A row of a list in the document: its place, its attributes, the node that an event on it is about.

use crate::explorer::Line;
use crate::registry::tree::NodeId;
use crate::view::element::El;
use wasm_bindgen::JsCast;

/// What a row depends on beside its line.
#[derive(Clone, Copy, Default, PartialEq, Eq)]
pub struct Mark {
    /// Changes when its cells have to be drawn anew.
    pub cells: usize,
    /// Whether it only leads to what was found.
    pub is_dim: bool,
    /// Whether it is the one that is looked at closely.
    pub is_selected: bool,
}

/// A row that stands in the document.
pub struct Drawn {
    /// Its element.
    pub row: El,
    /// What was last written there.
    pub looks: Looks,
}

/// What a row's place and attributes say.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct Looks {
    /// Its node, and where that stands in the tree.
    pub line: Line,
    /// Its place in the list, from 0.
    pub at: usize,
    /// The height of each row, in pixels.
    pub height: i32,
    /// What else it depends on.
    pub mark: Mark,
    /// Whether it has the focus, or would get it.
    pub is_active: bool,
}

/// The height of so many rows. In integers: the formatting of floats would add 7 kB to the page.
pub fn pixels(rows: usize, height: i32) -> String {
    let mut pixels = (rows as u64 * u64::from(height.unsigned_abs())).to_string();
    pixels.push_str("px");
    pixels
}

/// What a person and a screen reader are told of a row, as far as that is new.
pub fn dress(row: &El, looks: &Looks, before: Option<&Looks>) {
    let truth = |is: bool| if is { "true" } else { "false" };
    let is_new = |same: &dyn Fn(&Looks) -> bool| !before.is_some_and(same);
    let set = |name: &str, value: &str| drop(row.clone().attr(name, value));
    let Looks { line, at, height, mark, is_active } = *looks;
    if is_new(&|b| (b.at, b.height) == (at, height)) {
        row.clone().style("top", &pixels(at, height));
        set("aria-rowindex", &(at + 2).to_string());
    }
    if is_new(&|b| b.mark.is_selected == mark.is_selected) {
        set("aria-selected", truth(mark.is_selected));
    }
    if is_new(&|b| b.is_active == is_active) {
        set("tabindex", if is_active { "0" } else { "-1" });
    }
    if before.is_some_and(|before| before.mark.is_dim) != mark.is_dim {
        row.clone().flag("data-dim", mark.is_dim);
    }
    if line.level == 0 {
        return;
    }
    if is_new(&|b| b.line.level == line.level) {
        set("aria-level", &line.level.to_string());
        row.clone().style("--level", &line.level.min(9).to_string());
    }
    if is_new(&|b| (b.line.place, b.line.of) == (line.place, line.of)) {
        set("aria-posinset", &line.place.to_string());
        set("aria-setsize", &line.of.to_string());
    }
    if before.and_then(|before| before.line.is_open) != line.is_open {
        match line.is_open {
            Some(is_open) => set("aria-expanded", truth(is_open)),
            None => drop(row.clone().without("aria-expanded")),
        }
    }
}

/// Gives the focus to the row that is to have it, without scrolling.
pub fn focus(drawn: &[Drawn]) {
    let options = web_sys::FocusOptions::new();
    options.set_prevent_scroll(true);
    if let Some(active) = drawn.iter().find(|drawn| drawn.looks.is_active) {
        let _ = active.row.element().focus_with_options(&options);
    }
}

/// The node whose row an event came from, and whether it came from the handle by which the row unfolds.
pub fn node_of(event: &web_sys::Event) -> Option<(NodeId, bool)> {
    let target: web_sys::Element = event.target()?.dyn_into().ok()?;
    let row = target.closest("[data-node]").ok()??;
    let is_handle = target.closest(".handle").ok()?.is_some();
    Some((row.get_attribute("data-node")?.parse().ok()?, is_handle))
}
