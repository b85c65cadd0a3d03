//! The keyboard: from box to box where one has the focus; else the drawing as a whole.

use super::board::Board;
use crate::explorer::graph::Move;
use std::rc::Rc;
use wasm_bindgen::JsCast;

/// How far a key moves the drawing, in pixels.
const STEP: i32 = 60;

/// Listens to the keyboard and to the focus.
pub fn listen(board: &Rc<Board>) {
    let (pressed, entered) = (board.clone(), board.clone());
    let frame = board.frame.clone().on("keydown", move |event| {
        if let Some(press) = event.dyn_ref::<web_sys::KeyboardEvent>()
            && !(press.ctrl_key() || press.alt_key() || press.meta_key() || press.is_composing())
            && obey(&pressed, &press.key(), press.shift_key(), pressed.box_of(&event))
        {
            event.prevent_default();
        }
    });
    frame.on("focusin", move |event| {
        if let Some(at) = entered.box_of(&event) {
            entered.focused(at);
            entered.reveal();
        }
    });
}

/// Does what a key asks for, and tells whether there was something to do.
fn obey(board: &Board, key: &str, has_shift: bool, at: Option<usize>) -> bool {
    match key {
        "+" | "=" => board.zoom(true),
        "-" => board.zoom(false),
        "0" => board.fit(),
        "Enter" | " " => return at.map(|at| board.act(at)).is_some(),
        _ => {
            return match at.filter(|_| !has_shift) {
                Some(at) => step(key).map(|step| board.go(at, step)).is_some(),
                None => way(key).map(|(x, y)| board.turn(|camera| camera.pan(x, y))).is_some(),
            };
        }
    }
    true
}

fn step(key: &str) -> Option<Move> {
    Some(match key {
        "ArrowRight" => Move::Child,
        "ArrowLeft" => Move::Parent,
        "ArrowUp" => Move::Previous,
        "ArrowDown" => Move::Next,
        "Home" => Move::First,
        "End" => Move::Last,
        _ => return None,
    })
}

/// To see what is on the right, the drawing moves to the left.
fn way(key: &str) -> Option<(i32, i32)> {
    Some(match key {
        "ArrowRight" => (-STEP, 0),
        "ArrowLeft" => (STEP, 0),
        "ArrowUp" => (0, STEP),
        "ArrowDown" => (0, -STEP),
        _ => return None,
    })
}
