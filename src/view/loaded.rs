//! The engine as a part of the page: everything that asks registries, and draws their answers.

// The two sides of the cut are compiled as one, so what a type looks like is no matter between them.
#![cfg_attr(feature = "split", allow(improper_ctypes, improper_ctypes_definitions, unsafe_code))]

use super::element::El;
use super::engine::Engine;
use super::lazy::{NotLoaded, part};
use super::look::Look;
use super::{challenge, image, referrers, token, work};
use crate::session::{Session, StepName};
use futures::future::LocalBoxFuture;

/// The engine, as soon as it is loaded.
pub fn engine() -> LocalBoxFuture<'static, Result<Engine, NotLoaded>> {
    Box::pin(async { part!(find_engine()) })
}

#[cfg_attr(feature = "split", wasm_split_helpers::wasm_split(engine, fallible))]
fn find_engine() -> Result<Engine, NotLoaded> {
    Ok(Engine { look: work::look, go_on: work::go_on, tags: work::tags, result })
}

fn result(look: Look, step: StepName, session: &Session) -> Vec<El> {
    match step {
        StepName::Challenge => challenge::result(session),
        StepName::Token => token::result(look, session),
        StepName::Image => image::result(look, session),
        StepName::Referrers => referrers::result(look),
    }
}
