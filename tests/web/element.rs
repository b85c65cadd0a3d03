//! The element builder: what follows a signal follows it, what is text stays text.

use super::place::{Place, settle};
use leptos::prelude::*;
use refscope::view::element::{el, words};
use wasm_bindgen_test::wasm_bindgen_test;

#[wasm_bindgen_test]
async fn text_is_text_whatever_it_holds() {
    let hostile = "<img src=x onerror=alert(1)>&amp;\u{202e}";
    let place = Place::of(move || words("p", "note", hostile));
    assert_eq!(place.text("p.note"), hostile);
    assert!(!place.has("img"), "{}", place.html());
}

#[wasm_bindgen_test]
async fn what_is_bound_to_a_signal_follows_it() {
    let count = RwSignal::new(1);
    let place = Place::of(move || {
        el("p")
            .live_attr("data-parity", move || if count.get() % 2 == 0 { "even" } else { "odd" })
            .live_flag("hidden", move || count.get() > 2)
            .live_text(move || count.get().to_string())
    });
    assert!(place.has("p[data-parity=odd]:not([hidden])") && place.text("p") == "1", "{}", place.html());
    count.set(2);
    settle().await;
    assert!(place.has("p[data-parity=even]:not([hidden])") && place.text("p") == "2", "{}", place.html());
    count.set(3);
    settle().await;
    assert!(place.has("p[data-parity=odd][hidden]"), "{}", place.html());
}

#[wasm_bindgen_test]
async fn children_that_are_drawn_anew_take_their_own_effects_with_them() {
    let outer = RwSignal::new(1);
    let inner = RwSignal::new(0);
    let drawn = RwSignal::new(0);
    let place = Place::of(move || {
        el("div").live_children(move || {
            let generation = outer.get();
            let text = move || {
                inner.get();
                drawn.update_untracked(|times| *times += 1);
                generation.to_string()
            };
            vec![el("p").live_text(text), el("hr")]
        })
    });
    assert_eq!(place.text("p"), "1");
    outer.set(2);
    settle().await;
    assert_eq!(place.text("p"), "2");
    let before = drawn.get_untracked();
    inner.set(1);
    settle().await;
    assert_eq!(drawn.get_untracked(), before + 1, "the effect of the first generation is gone");
}
