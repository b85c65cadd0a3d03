//! What refers to what, drawn: the drawing, what moves it, and the buttons that save it.

mod board;
mod boxes;
mod files;
mod keys;
mod pointer;

use crate::view::element::{El, el, press, said, svg};
use crate::view::look::Look;
use board::Board;
use std::rc::Rc;

/// The drawing.
pub fn graph(look: Look) -> El {
    let layers = svg("g").attrs(&[("class", "layer-names"), ("aria-hidden", "true")]);
    let edges = svg("g").attrs(&[("class", "edges"), ("aria-hidden", "true")]);
    let boxes = svg("g").attr("role", "presentation");
    let scene = svg("g").attr("role", "presentation");
    let scene = scene.with_all(vec![layers.clone(), edges.clone(), boxes.clone()]);
    let canvas = svg("svg")
        .attrs(&[("class", "canvas"), ("role", "tree"), ("focusable", "false")])
        .say_attr("aria-label", "What refers to the image, drawn")
        .with(scene.clone());
    let frame = el("div")
        .attrs(&[("class", "graph-frame"), ("tabindex", "0"), ("role", "region")])
        .say_attr("aria-label", "The drawing: arrow keys move it, plus and minus change its size")
        .with(canvas);
    let board = Rc::new(Board::new(look, [frame.clone(), scene, layers, edges, boxes]));
    board.watch_size();
    keys::listen(&board);
    pointer::listen(&board);
    let drawing = board.clone();
    let frame = frame.follow(move || drawing.draw());
    let hint = "Drag to move it; Ctrl and the wheel, or + and −, change its size. Arrow keys go from box to box along the lines, Enter selects.";
    el("div").class("graph").with_all(vec![tools(&board), frame, said("p", "note", hint)])
}

fn tools(board: &Rc<Board>) -> El {
    let zoom = |text: &'static str, sign: &str, act: fn(&Board)| {
        let board = board.clone();
        el("button")
            .attrs(&[("type", "button"), ("class", "small zoom")])
            .say_attr("aria-label", text)
            .text(sign)
            .on("click", move |_| act(&board))
    };
    let larger = zoom("Larger", "+", |board| board.zoom(true)).id("graph-larger");
    let smaller = zoom("Smaller", "−", |board| board.zoom(false)).id("graph-smaller");
    let fitting = board.clone();
    let fit = press("Fit").class("small").id("graph-fit").on("click", move |_| fitting.fit());
    let sizes =
        el("div").attrs(&[("class", "graph-tools"), ("role", "group")]).say_attr("aria-label", "The graph’s size");
    el("div").class("graph-bar").with(sizes.with_all(vec![smaller, larger, fit])).with_all(files::buttons(board))
}
