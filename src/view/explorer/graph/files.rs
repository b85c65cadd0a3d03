//! The drawing saved as a file.

use super::super::take_away::Looked;
use super::board::Board;
use crate::browser::{Pieces, picture, save};
use crate::export::graph_svg::{self, Caption};
use crate::text;
use crate::view::element::{El, el, press};
use crate::view::language::say;
use crate::words::Text;
use leptos::prelude::*;
use std::rc::Rc;

/// What is said of the saving, counted from 1.
const SVG: u64 = 1;
const PNG: u64 = 2;
const FAILED: u64 = 3;

/// The buttons that save it, and what became of that.
pub fn buttons(board: &Rc<Board>) -> Vec<El> {
    let said = RwSignal::new(0_u64);
    // As it was when the tree began: a later look changes the session, not what is on screen.
    let looked = Rc::new(board.look().session.with_untracked(Looked::of));
    let (drawn, of) = (board.clone(), looked.clone());
    let as_svg = move |_| {
        let Some(looked) = &*of else { return };
        let mut pieces = Pieces::default();
        pieces.add(file(&drawn, looked).as_bytes());
        pieces.save(&looked.file_name("-graph.svg"));
        said.set(SVG);
    };
    let (drawn, of) = (board.clone(), looked.clone());
    let as_png = move |_| {
        let Some(looked) = &*of else { return };
        let (file, size) = (file(&drawn, looked), drawn.read(graph_svg::size));
        let name = looked.file_name("-graph.png");
        leptos::task::spawn_local(async move {
            let picture = picture::png(&file, size).await;
            if let Some(picture) = &picture {
                save(picture, &name);
            }
            said.try_set(if picture.is_some() { PNG } else { FAILED });
        });
    };
    let said_now = move || match said.get() {
        SVG => text!("The graph is saved as {format}.", format = "SVG"),
        PNG => text!("The graph is saved as {format}.", format = "PNG"),
        FAILED => text!("This browser could not draw the picture. Save the graph as SVG instead."),
        _ => Text::empty(),
    };
    vec![
        el("div").class("graph-tools").with_all(vec![
            press(text!("Save as {format}", format = "SVG")).class("small").id("graph-svg").on("click", as_svg),
            press(text!("Save as {format}", format = "PNG")).class("small").id("graph-png").on("click", as_png),
        ]),
        el("p").attrs(&[("class", "note"), ("role", "status")]).live_say(said_now),
    ]
}

fn file(board: &Board, looked: &Looked) -> String {
    let image = &looked.image;
    let title = untrack(|| say(&text!("What refers to {image}", image = image.to_string())));
    let about = format!("{}/{}@{}", image.registry.short(), image.repository, looked.fetched.digest);
    board.read(|graph| graph_svg::write(graph, Caption { title: &title, about: &about }))
}
