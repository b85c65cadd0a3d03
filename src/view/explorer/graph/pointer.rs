//! Mouse, pen and fingers: one moves the drawing, two change its size, a click does what a box is for.

use super::board::Board;
use std::cell::RefCell;
use std::rc::Rc;
use wasm_bindgen::JsCast;

/// Nearer than this, in pixels, a press is a click and not a movement.
const STILL: i32 = 5;
/// The height of a line, in pixels, for wheels that count lines.
const LINE: f64 = 16.0;

/// The pointers that are down.
#[derive(Default)]
struct Hands {
    down: Vec<Hand>,
    /// Whether the drawing was moved since the first came down: the click that follows is none.
    has_moved: bool,
}

struct Hand {
    id: i32,
    at: (i32, i32),
    /// Where it came down.
    from: (i32, i32),
}

/// Listens to pointers and to the wheel.
pub fn listen(board: &Rc<Board>) {
    let hands = Rc::new(RefCell::new(Hands::default()));
    let on = |act: fn(&Board, &mut Hands, &web_sys::PointerEvent)| {
        let (board, hands) = (board.clone(), hands.clone());
        move |event: web_sys::Event| {
            if let Some(event) = event.dyn_ref() {
                act(&board, &mut hands.borrow_mut(), event);
            }
        }
    };
    let (wheeled, clicked, still) = (board.clone(), board.clone(), hands.clone());
    let frame = board.frame.clone().on("pointerdown", on(down)).on("pointermove", on(moved));
    let frame = frame.on("pointerup", on(up)).on("pointercancel", on(up));
    let frame = frame.on("wheel", move |event| {
        if let Some(event) = event.dyn_ref::<web_sys::WheelEvent>().filter(|event| event.ctrl_key()) {
            // Else the browser would change the size of the page.
            event.prevent_default();
            let pixels = event.delta_y() * if event.delta_mode() == 0 { 1.0 } else { LINE };
            wheeled.turn(|camera| camera.wheel(pixels as i32, place(&wheeled, event)));
        }
    });
    frame.on("click", move |event| {
        if !still.borrow().has_moved
            && let Some(at) = clicked.box_of(&event)
        {
            clicked.focused(at);
            clicked.focus();
            clicked.act(at);
        }
    });
}

/// Where on the canvas an event is.
fn place(board: &Board, event: &web_sys::MouseEvent) -> (i32, i32) {
    let frame = board.frame.element().get_bounding_client_rect();
    (event.client_x() - frame.left() as i32, event.client_y() - frame.top() as i32)
}

fn down(board: &Board, hands: &mut Hands, event: &web_sys::PointerEvent) {
    if event.button() != 0 {
        return;
    }
    if hands.down.is_empty() {
        hands.has_moved = false;
    }
    let at = place(board, event);
    hands.down.retain(|hand| hand.id != event.pointer_id());
    hands.down.push(Hand { id: event.pointer_id(), at, from: at });
}

fn up(_: &Board, hands: &mut Hands, event: &web_sys::PointerEvent) {
    hands.down.retain(|hand| hand.id != event.pointer_id());
}

fn moved(board: &Board, hands: &mut Hands, event: &web_sys::PointerEvent) {
    let before = spread(hands);
    let Some(hand) = hands.down.iter_mut().find(|hand| hand.id == event.pointer_id()) else { return };
    let (at, was) = (place(board, event), hand.at);
    let is_near = (at.0 - hand.from.0).abs().max((at.1 - hand.from.1).abs()) < STILL;
    if !hands.has_moved && is_near {
        return;
    }
    hand.at = at;
    if !std::mem::replace(&mut hands.has_moved, true) {
        // From here on it is the canvas' own, wherever it goes; before, a click would no longer be on the box.
        let _ = board.frame.element().set_pointer_capture(event.pointer_id());
    }
    match (before, spread(hands)) {
        (Some((distance, _)), Some((now, middle))) => {
            board.turn(|camera| camera.zoom_to(camera.zoom * now / distance.max(1), middle));
        }
        _ => board.turn(|camera| camera.pan(at.0 - was.0, at.1 - was.1)),
    }
}

/// How far two pointers are apart, and their middle.
fn spread(hands: &Hands) -> Option<(i32, (i32, i32))> {
    let [one, other] = hands.down.as_slice() else { return None };
    let (x, y) = (f64::from(one.at.0 - other.at.0), f64::from(one.at.1 - other.at.1));
    let middle = (i32::midpoint(one.at.0, other.at.0), i32::midpoint(one.at.1, other.at.1));
    Some((x.hypot(y) as i32, middle))
}
