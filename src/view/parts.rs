//! The parts of what is shown that are loaded when they are first needed.

// The two sides of the cut are compiled as one, so what a type looks like is no matter between them.
#![cfg_attr(feature = "split", allow(improper_ctypes, improper_ctypes_definitions, unsafe_code))]

use super::element::{El, el, press, said};
use super::follow::listen;
use super::house;
use super::lazy::{NotLoaded, part};
use super::look::Look;
use super::{basic, check as checks, explorer, history as looked_at};
use super::{proof, report};
use crate::browser::{place as bar, sheet};
use crate::registry::tree::NodeId;
use crate::text;
use ::report::message::Document;
use leptos::prelude::*;
use std::cell::Cell;
use std::rc::Rc;

/// The explorer, as soon as it is loaded.
pub fn explorer(look: Look) -> El {
    let place = el("div").class("part").attr("aria-busy", "true").with(said(
        "p",
        "note",
        text!("Loading this part of the page …"),
    ));
    let owner = Owner::current().unwrap_or_default();
    load_explorer(look, place.clone(), owner);
    place
}

fn load_explorer(look: Look, place: El, owner: Owner) {
    leptos::task::spawn_local(async move {
        // What is drawn is measured, so its style has to be there first.
        sheet::fetch("explorer").await;
        if part!(draw_explorer(Box::new((look, place.clone(), owner.clone())))).is_err() {
            let (shown, inner) = (place.clone(), owner.clone());
            let retry = move |_| load_explorer(look, shown.clone(), inner.clone());
            let why = text!(
                "The list could not be loaded: a part of this page's own program did not come from the server it is on. Check the connection and try again."
            );
            let again = move || {
                vec![said("p", "notice", why).attr("role", "alert"), press(text!("Try again")).on("click", retry)]
            };
            owner.with(|| drop(place.replace(again())));
        }
    });
}

/// Fetches the explorer before it is wanted. It is wanted later all the same where that fails.
pub async fn fetch_explorer() {
    #[cfg(feature = "split")]
    let _ = futures::future::join(sheet::fetch("explorer"), fetch_explorer_part()).await;
    #[cfg(not(feature = "split"))]
    sheet::fetch("explorer").await;
}

#[cfg_attr(feature = "split", wasm_split_helpers::wasm_split(explorer, fallible, preload(fetch_explorer_part)))]
fn draw_explorer(around: Box<(Look, El, Owner)>) -> Result<(), NotLoaded> {
    let (look, place, owner) = *around;
    owner.with(|| drop(place.attr("aria-busy", "false").replace(vec![explorer::explorer(look)])));
    Ok(())
}

/// Sets up the page by its `config.json`; `false` where that part cannot be loaded.
pub async fn furnish(look: Look, owner: Owner, found: Result<String, u16>) -> bool {
    part!(furnish_house(Box::new((look, owner, found)))).is_ok()
}

// With the engine, which is fetched at the start anyway: each part more costs the page a kilobyte to start with.
#[cfg_attr(feature = "split", wasm_split_helpers::wasm_split(engine, fallible))]
fn furnish_house(around: Box<(Look, Owner, Result<String, u16>)>) -> Result<(), NotLoaded> {
    let (look, owner, found) = *around;
    owner.with(|| house::apply(look, found));
    Ok(())
}

/// The images that were looked at on this device. What reads and lists them comes with the engine.
pub fn history(look: Look) -> El {
    let panel = el("details")
        .attrs(&[("class", "panel history"), ("id", "history")])
        .with(el("summary").id("history-title").say("Looked at before"));
    let (filled, owner) = (panel.clone(), Owner::current().unwrap_or_default());
    leptos::task::spawn_local(async move {
        // Without the engine there is no look to be listed, and whoever presses the button is told.
        let _ = part!(fill_history(Box::new((look, filled, owner))));
    });
    panel
}

#[cfg_attr(feature = "split", wasm_split_helpers::wasm_split(engine, fallible))]
fn fill_history(around: Box<(Look, El, Owner)>) -> Result<(), NotLoaded> {
    let (look, panel, owner) = *around;
    owner.with(|| looked_at::fill(look, panel));
    Ok(())
}

/// Puts the Basic header into a place; what shows and copies secrets comes with the engine, as above.
pub fn header(look: Look, place: El) {
    let owner = Owner::current().unwrap_or_default();
    leptos::task::spawn_local(async move {
        let _ = part!(draw_header(Box::new((look, place, owner))));
    });
}

#[cfg_attr(feature = "split", wasm_split_helpers::wasm_split(engine, fallible))]
fn draw_header(around: Box<(Look, El, Owner)>) -> Result<(), NotLoaded> {
    let (look, place, owner) = *around;
    owner.with(|| drop(place.with_all(basic::header_view(look))));
    Ok(())
}

/// What is proven, above the list. It comes after the list, which is not to wait for it.
pub fn proof(look: Look) -> El {
    let place = el("div").id("proof");
    put_proof(look, None, place.clone());
    place
}

/// What the thing of that place in the tree came to.
pub fn closely(look: Look, id: NodeId) -> El {
    let place = el("div").class("proof-of");
    put_proof(look, Some(id), place.clone());
    place
}

fn put_proof(look: Look, id: Option<NodeId>, place: El) {
    let owner = Owner::current().unwrap_or_default();
    leptos::task::spawn_local(async move {
        fetch_explorer().await;
        sheet::fetch("report").await;
        if part!(draw_proof(Box::new((look, id, place.clone(), owner.clone())))).is_err() {
            let (shown, inner) = (place.clone(), owner.clone());
            let retry = move |_| inner.with(|| put_proof(look, id, shown.clone().replace(Vec::new())));
            let why = text!("The part of this page that checks signatures could not be loaded.");
            let again = || vec![said("p", "notice", why), press(text!("Try again")).on("click", retry)];
            owner.with(|| drop(place.replace(again())));
        }
    });
}

/// Fetches what reads and proves before it is wanted, as above.
pub async fn fetch_inspected() {
    #[cfg(feature = "split")]
    let _ = futures::future::join(sheet::fetch("report"), fetch_inspected_part()).await;
    #[cfg(not(feature = "split"))]
    sheet::fetch("report").await;
}

#[cfg_attr(feature = "split", wasm_split_helpers::wasm_split(inspected, fallible, preload(fetch_inspected_part)))]
fn draw_proof(around: Box<(Look, Option<NodeId>, El, Owner)>) -> Result<(), NotLoaded> {
    let (look, id, place, owner) = *around;
    owner.with(|| match id {
        Some(id) => proof::closely(look, id, place),
        None => drop(place.replace(proof::block(look))),
    });
    Ok(())
}

/// What can be taken away: a fold whose content is loaded when it is first opened.
pub fn take_away(look: Look) -> El {
    let place = el("div");
    let owner = Owner::current().unwrap_or_default();
    let is_asked = Rc::new(Cell::new(false));
    let shown = place.clone();
    let load = move |_| {
        if is_asked.replace(true) {
            return;
        }
        let (shown, owner, is_asked) = (shown.clone(), owner.clone(), is_asked.clone());
        leptos::task::spawn_local(async move {
            sheet::fetch("take-away").await;
            if part!(draw_take_away(Box::new((look, shown.clone(), owner.clone())))).is_err() {
                // Opened again, it is asked for again.
                is_asked.set(false);
                owner.with(|| drop(shown.replace(vec![not_loaded()])));
            }
        });
    };
    let title = el("h3").say(text!("Take it away"));
    el("details")
        .attrs(&[("class", "take-away"), ("id", "take-away")])
        .with(el("summary").with(title))
        .with(place)
        .on("toggle", load)
}

#[cfg_attr(feature = "split", wasm_split_helpers::wasm_split(take_away, fallible))]
fn draw_take_away(around: Box<(Look, El, Owner)>) -> Result<(), NotLoaded> {
    let (look, place, owner) = *around;
    owner.with(|| drop(place.replace(vec![explorer::take_away(look)])));
    Ok(())
}

/// The check for administrators: on screen while the address bar says so, and loaded when it first does.
pub fn check(look: Look) -> El {
    let place = el("section").attrs(&[("id", "check"), ("class", "panel")]);
    let (shown, owner, is_asked) = (place.clone(), Owner::current().unwrap_or_default(), Cell::new(false));
    let turn = move || {
        let is_here = !bar::fragment().is_empty();
        shown.clone().flag("hidden", !is_here);
        if is_here && !is_asked.replace(true) {
            load_check(look, shown.clone(), owner.clone());
        }
    };
    turn();
    listen(window().into(), "hashchange", move |_| turn());
    place
}

fn load_check(look: Look, place: El, owner: Owner) {
    leptos::task::spawn_local(async move {
        sheet::fetch("check").await;
        if part!(draw_check(Box::new((look, place.clone(), owner.clone())))).is_err() {
            let again = place.clone();
            let retry = move |_| load_check(look, again.clone(), owner.clone());
            drop(place.replace(vec![not_loaded(), press(text!("Try again")).on("click", retry)]));
        }
    });
}

#[cfg_attr(feature = "split", wasm_split_helpers::wasm_split(check, fallible))]
fn draw_check(around: Box<(Look, El, Owner)>) -> Result<(), NotLoaded> {
    let (look, place, owner) = *around;
    owner.with(|| checks::draw(look, place));
    Ok(())
}

/// What a document holds, read by the inspector, put into a place. Its digest has been checked.
pub async fn read(place: El, document: Document, bytes: Vec<u8>) {
    let owner = Owner::current().unwrap_or_default();
    sheet::fetch("report").await;
    if part!(draw_report(Box::new((place.clone(), owner.clone(), document, bytes)))).is_err() {
        owner.with(|| drop(place.replace(vec![not_loaded()])));
    }
}

/// Opened again, it is asked for again.
fn not_loaded() -> El {
    said("p", "notice", text!("This part of the page could not be loaded. Close and open it to try again."))
}

#[cfg_attr(feature = "split", wasm_split_helpers::wasm_split(inspected, fallible))]
#[allow(clippy::boxed_local, reason = "what crosses to a part is one pointer")]
fn draw_report(around: Box<(El, Owner, Document, Vec<u8>)>) -> Result<(), NotLoaded> {
    let (place, owner, document, bytes) = *around;
    leptos::task::spawn_local(report::read(place, owner, document, bytes));
    Ok(())
}
