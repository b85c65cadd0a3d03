//! How the people who host the page have set it up: `config.json`, read while the form is there already.

mod apply;

pub use apply::apply;

use super::element::{El, el, press, said};
use super::look::Look;
use super::parts;
use crate::browser;
use crate::text;
use crate::words::Text;
use futures::future::{Either, select};
use leptos::prelude::*;
use std::cell::{Cell, RefCell};
use std::pin::pin;
use wasm_bindgen::JsValue;
use wasm_bindgen_futures::{JsFuture, future_to_promise};

/// How long the file may take, in milliseconds: a look waits for it.
const PATIENCE: u32 = 10_000;
/// Where in the page is said what it says.
const PLACE: &str = "house";

thread_local! {
    static READ: RefCell<Option<js_sys::Promise>> = const { RefCell::new(None) };
    static IS_SETTLED: Cell<bool> = const { Cell::new(false) };
}

/// The place for what the file has for readers: links, and what is wrong with it.
pub fn place() -> El {
    el("div").id(PLACE)
}

/// Reads the file and sets up the page by it. What was typed meanwhile stays.
pub fn begin(look: Look) {
    let owner = Owner::current().unwrap_or_default();
    READ.set(Some(future_to_promise(async move {
        let found = match select(pin!(browser::beside("config.json")), pin!(late())).await {
            Either::Left((found, _)) => found,
            Either::Right(_) => Err(0),
        };
        // Without the file the page is as it is.
        if !matches!(found, Err(404 | 410)) {
            parts::furnish(look, owner, found).await;
        }
        IS_SETTLED.set(true);
        Ok(JsValue::UNDEFINED)
    })));
}

async fn late() {
    gloo_timers::future::TimeoutFuture::new(PATIENCE).await;
}

/// Whether the page is set up.
pub fn is_settled() -> bool {
    IS_SETTLED.get()
}

/// Comes back when the page is set up: what is asked of a registry before might be asked in the wrong place.
pub async fn settled() {
    if let Some(read) = READ.with_borrow(Clone::clone) {
        let _ = JsFuture::from(read).await;
    }
}

fn show(child: El) {
    if let Some(place) = document().get_element_by_id(PLACE) {
        El::of(place).with(child);
    }
}

/// Says what is wrong with the file, until that is closed.
pub fn tell(faults: Vec<Text>) {
    let lines = faults.into_iter().map(|fault| el("li").say(fault)).collect();
    let notice = el("div").attrs(&[("id", "config-faults"), ("class", "notice"), ("role", "alert")]).with_all(vec![
        said(
            "p",
            "",
            text!("Not all that config.json beside this page sets is in force. Show this to whoever hosts the page:"),
        ),
        el("ul").with_all(lines),
    ]);
    let closed = notice.clone();
    let close =
        press(text!("Close")).attrs(&[("id", "config-faults-close"), ("class", "small")]).on("click", move |_| {
            closed.remove();
            browser::focus("registry");
        });
    show(notice.with(close));
}
