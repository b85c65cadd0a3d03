//! A place in the document for one part, and what a person does there.

use refscope::view::element::El;
use std::any::Any;
use wasm_bindgen::JsCast;
use web_sys::{Document, Element, Event, EventInit, HtmlElement, HtmlInputElement};

/// A part of the page, standing in the document until it is dropped.
pub struct Place {
    element: Element,
    _mounted: Box<dyn Any>,
}

impl Place {
    /// Puts up what `build` makes.
    pub fn of(build: impl FnOnce() -> El + 'static) -> Self {
        Self::filled(|place| drop(El::of(place.clone()).with(build())))
    }

    /// Puts up the whole page.
    pub fn of_page() -> Self {
        Self::filled(refscope::view::page)
    }

    fn filled(fill: impl FnOnce(&Element) + 'static) -> Self {
        let element = document().create_element("div").unwrap();
        document().body().unwrap().append_child(&element).unwrap();
        let place = element.clone();
        let mounted = leptos::mount::mount_to(element.clone().unchecked_into(), move || fill(&place));
        Self { element, _mounted: Box::new(mounted) }
    }

    /// The element that a selector finds.
    pub fn find(&self, css: &str) -> Element {
        self.element.query_selector(css).unwrap().unwrap_or_else(|| panic!("no {css} in {}", self.html()))
    }

    /// Whether a selector finds anything.
    pub fn has(&self, css: &str) -> bool {
        self.element.query_selector(css).unwrap().is_some()
    }

    /// The text in an element.
    pub fn text(&self, css: &str) -> String {
        self.find(css).text_content().unwrap_or_default()
    }

    /// All markup, attributes included.
    pub fn html(&self) -> String {
        self.element.inner_html()
    }

    /// Presses something, and lets the page follow.
    pub async fn press(&self, css: &str) {
        self.find(css).unchecked_into::<HtmlElement>().click();
        settle().await;
    }

    /// Types a text into a field in the place of what was there, and lets the page follow.
    pub async fn type_into(&self, css: &str, text: &str) {
        let input: HtmlInputElement = self.find(css).unchecked_into();
        input.focus().unwrap();
        input.set_value(text);
        self.happen(css, "input").await;
    }

    /// Lets an event happen at an element, and the page follow.
    pub async fn happen(&self, css: &str, name: &str) {
        let bubbling = EventInit::new();
        bubbling.set_bubbles(true);
        bubbling.set_cancelable(true);
        self.find(css).dispatch_event(&Event::new_with_event_init_dict(name, &bubbling).unwrap()).unwrap();
        settle().await;
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        self.element.remove();
    }
}

/// The document of the test's page.
pub fn document() -> Document {
    web_sys::window().unwrap().document().unwrap()
}

/// Lets everything run that waits for its turn: effects run after the event, and what they cause after them.
pub async fn settle() {
    for _ in 0..3 {
        leptos::task::tick().await;
    }
}
