//! What lives as long as the current owner: what follows signals, what listens, what is worked out of signals.

use leptos::prelude::*;
use leptos::reactive::graph::{Subscriber as _, ToAnySubscriber};
use std::any::Any;
use wasm_bindgen::JsCast;
use wasm_bindgen::closure::Closure;
use web_sys::EventTarget;

/// Calls `act` on an event of the window or the document, as long as the current owner lives.
pub fn listen(target: EventTarget, event: &'static str, act: impl Fn(web_sys::Event) + 'static) {
    let act = Closure::wrap(Box::new(act) as Box<dyn Fn(web_sys::Event)>);
    let _ = target.add_event_listener_with_callback(event, act.as_ref().unchecked_ref());
    keep(Box::new(Listener { target, event, act }));
}

/// What outlives the page's elements, and has to be taken down with them.
struct Listener {
    target: EventTarget,
    event: &'static str,
    act: Closure<dyn Fn(web_sys::Event)>,
}

impl Drop for Listener {
    fn drop(&mut self) {
        let _ = self.target.remove_event_listener_with_callback(self.event, self.act.as_ref().unchecked_ref());
    }
}

/// Does `act` now, and again whenever a signal that it read has changed, as long as the current owner lives.
pub fn follow(act: Box<dyn Fn()>) {
    keep(Box::new(Follower(RenderEffect::new(move |_| act()))));
}

/// What `work_out` gives, worked out anew when it is asked for after a signal that it read has changed; as long as the
/// current owner lives.
pub fn worked_out<T: Clone + PartialEq + Send + Sync + 'static>(
    work_out: impl Fn() -> T + Send + Sync + 'static,
) -> Memo<T> {
    let memo = ArcMemo::new(move |_| work_out());
    keep(Box::new(Follower(memo.clone())));
    memo.into()
}

/// Ends with its owner. Leptos leaves what has ended on the lists of the signals that it followed: each lookup would leave
/// hundreds there.
struct Follower<T: ToAnySubscriber>(T);

impl<T: ToAnySubscriber> Drop for Follower<T> {
    fn drop(&mut self) {
        let subscriber = self.0.to_any_subscriber();
        subscriber.clear_sources(&subscriber);
    }
}

/// Keeps something as long as the current owner lives.
pub fn keep(thing: Box<dyn Any>) {
    StoredValue::new_local(thing);
}
