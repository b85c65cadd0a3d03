//! What refers to what, drawn.

use crate::view::element::{El, el};
use crate::view::look::Look;

/// The drawing.
pub fn graph(_look: Look) -> El {
    el("div").class("graph")
}
