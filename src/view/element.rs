//! One type for every element of the page.
//!
//! Leptos keeps what changes: signals, effects, owners. The markup is built here and not by `view!`,
//! because `view!` makes a type of its own for each shape of markup, and each type its own copy of the
//! renderer: the same page weighed 170 kB (brotli) that way, 110 kB is its limit.

use super::follow::{follow, keep};
use super::language::say;
use crate::words::Text;
use leptos::prelude::*;
use std::cell::{Cell, RefCell};
use wasm_bindgen::JsCast;
use wasm_bindgen::closure::Closure;
use web_sys::ResizeObserver;

/// An element of the page, under construction or standing. What `live_…` binds to it lives as long as
/// the [`Owner`] in which it was bound.
#[derive(Clone)]
pub struct El(web_sys::Element);

/// An element by its tag's name.
pub fn el(tag: &str) -> El {
    // Fails for names that are none; all names here are written in the source.
    El(document().create_element(tag).expect("a tag's name"))
}

/// An element with a class and a text: the commonest of all.
pub fn words(tag: &str, class: &str, text: &str) -> El {
    el(tag).class(class).text(text)
}

thread_local! {
    static SHAPES: RefCell<Vec<([&'static str; 3], web_sys::Element)>> = const { RefCell::new(Vec::new()) };
}

/// An empty element with a class and a role, either of which may be empty: a copy of the one that was first made so. Rows
/// are made of them by the thousand, and no text has to cross to the browser for a copy.
pub fn shaped(tag: &'static str, class: &'static str, role: &'static str) -> El {
    let shape = [tag, class, role];
    SHAPES.with_borrow_mut(|shapes| {
        let at = shapes.iter().position(|(known, _)| *known == shape).unwrap_or_else(|| {
            let made = el(tag).class(class);
            shapes.push((shape, if role.is_empty() { made } else { made.attr("role", role) }.0));
            shapes.len() - 1
        });
        // Fails for documents alone.
        El(shapes[at].1.clone_node().expect("an element's copy").unchecked_into())
    })
}

/// A push button.
pub fn button(text: &str) -> El {
    el("button").attr("type", "button").text(text)
}

/// A push button that says what it does.
pub fn press(text: impl Into<Text>) -> El {
    el("button").attr("type", "button").say(text)
}

/// An element with a class and a sentence.
pub fn said(tag: &str, class: &str, text: impl Into<Text>) -> El {
    el(tag).class(class).say(text)
}

/// An element of a drawing (SVG).
pub fn svg(tag: &str) -> El {
    // As above: a tag's name that is written in the source.
    El(document().create_element_ns(Some("http://www.w3.org/2000/svg"), tag).expect("a tag's name"))
}

impl El {
    /// Takes an element that Leptos made.
    pub const fn of(element: web_sys::Element) -> Self {
        Self(element)
    }

    /// The browser's own element.
    pub fn element(&self) -> &web_sys::HtmlElement {
        // What this page makes is HTML or SVG, both of which have a style and take the focus.
        self.0.unchecked_ref()
    }

    /// Sets a property of its style, such as a place that is computed. (The page's policy forbids the attribute.)
    pub fn style(self, property: &str, value: &str) -> Self {
        let _ = self.element().style().set_property(property, value);
        self
    }

    /// Sets its class, if that is not empty.
    pub fn class(self, class: &str) -> Self {
        if class.is_empty() { self } else { self.attr("class", class) }
    }

    /// Sets its id.
    pub fn id(self, id: &str) -> Self {
        self.attr("id", id)
    }

    /// Sets an attribute. Never a secret's place.
    pub fn attr(self, name: &str, value: &str) -> Self {
        // Fails for names that are none, as above.
        let _ = self.0.set_attribute(name, value);
        self
    }

    /// Sets several attributes.
    pub fn attrs(self, attributes: &[(&str, &str)]) -> Self {
        attributes.iter().fold(self, |el, (name, value)| el.attr(name, value))
    }

    /// Takes an attribute away.
    pub fn without(self, name: &str) -> Self {
        let _ = self.0.remove_attribute(name);
        self
    }

    /// Sets or takes away an attribute without a value.
    pub fn flag(self, name: &str, is_set: bool) -> Self {
        let _ = self.0.toggle_attribute_with_force(name, is_set);
        self
    }

    /// Puts children in the place of those that it has.
    pub fn replace(self, children: Vec<El>) -> Self {
        self.0.set_text_content(None);
        self.with_all(children)
    }

    /// Sets the text of its first child element.
    pub fn first_text(self, text: &str) -> Self {
        if let Some(first) = self.0.first_element_child() {
            first.set_text_content(Some(text));
        }
        self
    }

    /// The first element inside it that a selector finds.
    pub fn find(&self, css: &str) -> Option<El> {
        self.0.query_selector(css).ok().flatten().map(El)
    }

    /// Whether it is that element.
    pub fn is(&self, element: &web_sys::Element) -> bool {
        self.0 == *element
    }

    /// Puts its children into an order, those too that are new. What stands right is not touched: it would lose the
    /// focus.
    pub fn put_in_order<'a>(&self, children: impl Iterator<Item = &'a El>) {
        let mut next = self.0.first_element_child();
        for child in children {
            if next.as_ref().is_some_and(|next| child.is(next)) {
                next = child.0.next_element_sibling();
            } else {
                let _ = self.0.insert_before(&child.0, next.as_deref());
            }
        }
    }

    /// Puts a child before another one; at the end where there is none.
    pub fn with_before(&self, child: &El, next: Option<&El>) {
        let _ = self.0.insert_before(&child.0, next.map(|next| &*next.0));
    }

    /// Takes it out of the document.
    pub fn remove(&self) {
        self.0.remove();
    }

    /// Does `act` now, and again whenever a signal that it read has changed.
    pub fn follow(self, act: impl Fn() + 'static) -> Self {
        self.live(Box::new(move |_| act()))
    }

    /// Does `act` to it now, and again whenever a signal that it read has changed.
    pub fn follow_with(self, act: impl Fn(El) -> El + 'static) -> Self {
        self.live(Box::new(move |element| drop(act(El(element.clone())))))
    }

    /// Appends a text. It is text, whatever it holds.
    pub fn text(self, text: &str) -> Self {
        let _ = self.0.append_with_str_1(text);
        self
    }

    /// Appends a sentence, in the language on screen by now and later.
    pub fn say(self, text: impl Into<Text>) -> Self {
        self.append_sentence(text.into())
    }

    fn append_sentence(self, text: Text) -> Self {
        let node = document().create_text_node("");
        let _ = self.0.append_with_node_1(&node);
        // A sentence follows the language.
        follow(Box::new(move || node.set_data(&say(&text))));
        self
    }

    /// An attribute that is a sentence: a label, a title, a placeholder.
    pub fn say_attr(self, name: &'static str, text: impl Into<Text>) -> Self {
        let text = text.into();
        self.live(Box::new(move |element| {
            let _ = element.set_attribute(name, &say(&text));
        }))
    }

    /// Its text follows a sentence, and the language.
    pub fn live_say(self, text: impl Fn() -> Text + 'static) -> Self {
        self.follow_text(Box::new(move || say(&text())))
    }

    /// An attribute follows a sentence, and the language.
    pub fn live_say_attr(self, name: &'static str, text: impl Fn() -> Text + 'static) -> Self {
        self.live(Box::new(move |element| {
            let _ = element.set_attribute(name, &say(&text()));
        }))
    }

    /// Appends a child.
    pub fn with(self, child: El) -> Self {
        let _ = self.0.append_with_node_1(&child.0);
        self
    }

    /// Appends children.
    pub fn with_all(self, children: Vec<El>) -> Self {
        children.into_iter().fold(self, Self::with)
    }

    /// Does `update` now, and again whenever a signal that it read has changed. Boxed, as all that the
    /// methods below take: one copy of their code serves every use.
    fn live(self, update: Box<dyn Fn(&web_sys::Element)>) -> Self {
        let element = self.0.clone();
        follow(Box::new(move || update(&element)));
        self
    }

    /// Its text follows `text`.
    pub fn live_text(self, text: impl Fn() -> String + 'static) -> Self {
        self.follow_text(Box::new(text))
    }

    fn follow_text(self, text: Box<dyn Fn() -> String>) -> Self {
        self.live(Box::new(move |element| {
            let text = text();
            if element.text_content().as_deref() != Some(&text) {
                element.set_text_content(Some(&text));
            }
        }))
    }

    /// An attribute follows `value`.
    pub fn live_attr(self, name: &'static str, value: impl Fn() -> &'static str + 'static) -> Self {
        self.follow_attr(name, Box::new(value))
    }

    fn follow_attr(self, name: &'static str, value: Box<dyn Fn() -> &'static str>) -> Self {
        let before = Cell::new(None);
        self.live(Box::new(move |element| {
            let value = value();
            // Written, it is worked on by the browser, whatever it was.
            if before.replace(Some(value)) != Some(value) {
                let _ = element.set_attribute(name, value);
            }
        }))
    }

    /// An attribute without a value (`hidden`, `disabled`) follows `is_set`.
    pub fn live_flag(self, name: &'static str, is_set: impl Fn() -> bool + 'static) -> Self {
        self.follow_flag(name, Box::new(is_set))
    }

    fn follow_flag(self, name: &'static str, is_set: Box<dyn Fn() -> bool>) -> Self {
        self.live(Box::new(move |element| {
            let _ = element.toggle_attribute_with_force(name, is_set());
        }))
    }

    /// Whether the box is ticked follows `is_checked`.
    pub fn live_checked(self, is_checked: impl Fn() -> bool + 'static) -> Self {
        self.live(Box::new(move |element| {
            element.unchecked_ref::<web_sys::HtmlInputElement>().set_checked(is_checked());
        }))
    }

    /// Ticks its box or takes the tick away.
    pub fn checked(self, is_checked: bool) -> Self {
        self.0.unchecked_ref::<web_sys::HtmlInputElement>().set_checked(is_checked);
        self
    }

    /// What the input holds follows `value`, and is left alone where it holds just that: the cursor stays.
    pub fn live_value(self, value: impl Fn() -> String + 'static) -> Self {
        self.live(Box::new(move |element| {
            let (input, value) = (element.unchecked_ref::<web_sys::HtmlInputElement>(), value());
            if input.value() != value {
                input.set_value(&value);
            }
        }))
    }

    /// Shows a `<dialog>` over the page, which waits behind it.
    pub fn show_modal(&self) {
        let _ = self.0.unchecked_ref::<web_sys::HtmlDialogElement>().show_modal();
    }

    /// Closes a `<dialog>`; the browser puts the focus back to where it was.
    pub fn close(&self) {
        self.0.unchecked_ref::<web_sys::HtmlDialogElement>().close();
    }

    /// Its children are what `draw` makes, drawn anew whenever a signal that it read has changed. What
    /// they own (effects, listeners, signals) ends with them.
    pub fn live_children(self, draw: impl Fn() -> Vec<El> + 'static) -> Self {
        self.live(Box::new(move |element| {
            let children = draw();
            element.set_text_content(None);
            El(element.clone()).with_all(children);
        }))
    }

    /// Calls `act` on an event.
    pub fn on(self, event: &str, act: impl Fn(web_sys::Event) + 'static) -> Self {
        self.listen(event, Box::new(act))
    }

    fn listen(self, event: &str, act: Box<dyn Fn(web_sys::Event)>) -> Self {
        let listener = Closure::wrap(act);
        let _ = self.0.add_event_listener_with_callback(event, listener.as_ref().unchecked_ref());
        keep(Box::new(listener));
        self
    }

    /// Calls `act` when it first has a size, and with each other one, as long as the current owner lives.
    pub fn on_resize(&self, act: impl Fn() + 'static) {
        let told = Closure::<dyn Fn()>::new(act);
        if let Ok(observer) = ResizeObserver::new(told.as_ref().unchecked_ref()) {
            observer.observe(&self.0);
            keep(Box::new(SizeWatch { observer, _told: told }));
        }
    }
}

/// Ends with its owner: a browser tells an observer too that what it observes is gone.
struct SizeWatch {
    observer: ResizeObserver,
    _told: Closure<dyn Fn()>,
}

impl Drop for SizeWatch {
    fn drop(&mut self) {
        self.observer.disconnect();
    }
}

/// What the input holds that an event comes from.
pub fn value_of(event: &web_sys::Event) -> String {
    input_of(event).map(|input| input.value()).unwrap_or_default()
}

/// What is chosen in the list that an event comes from.
pub fn choice_of(event: &web_sys::Event) -> String {
    let list = event.target().and_then(|target| target.dyn_into::<web_sys::HtmlSelectElement>().ok());
    list.map(|list| list.value()).unwrap_or_default()
}

/// Whether the box is ticked that an event comes from.
pub fn is_checked(event: &web_sys::Event) -> bool {
    input_of(event).is_some_and(|input| input.checked())
}

fn input_of(event: &web_sys::Event) -> Option<web_sys::HtmlInputElement> {
    event.target().and_then(|target| target.dyn_into().ok())
}
