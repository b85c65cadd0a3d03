//! Secrets on screen: masked until they are asked for, and never in an attribute.

use super::place::Place;
use refscope::auth::Secret;
use refscope::view::secret::secret_view;
use refscope::words::Text;
use std::rc::Rc;
use wasm_bindgen_test::wasm_bindgen_test;

fn labels() -> [Text; 3] {
    ["Reveal the key", "Hide the key", "Copy the key"].map(Text::from)
}

#[wasm_bindgen_test]
async fn a_secret_is_shown_when_asked_for_and_hidden_again() {
    let place = Place::of(move || secret_view(Rc::new(|| Secret::new("hunter2")), "key", labels()));
    assert!(!place.html().contains("hunter2"), "{}", place.html());
    assert!(place.has("#key-reveal[aria-pressed=false]"));

    place.press("#key-reveal").await;
    assert_eq!(place.text("#key-value"), "hunter2");
    assert_eq!(place.html().matches("hunter2").count(), 1, "as text alone: {}", place.html());
    assert!(place.has("#key-reveal[aria-pressed=true]") && place.text("#key-reveal") == "Hide");

    place.press("#key-reveal").await;
    assert!(!place.html().contains("hunter2"), "{}", place.html());
}

#[wasm_bindgen_test]
async fn the_mask_tells_nothing_of_the_length() {
    let masked = |secret: &'static str| {
        let place = Place::of(move || secret_view(Rc::new(move || Secret::new(secret)), "key", labels()));
        place.text("#key-value")
    };
    assert_eq!(masked("x"), masked("a much longer secret than the other one"));
}
