//! What the page does once something is looked up: loaded after the form is there, or with the first look.
//!
//! The form has to be there at once; what asks a registry, and draws what it answers, comes after. It is one part of
//! the program (see `lazy`), known here by its functions: what calls it need not wait for it again.

use super::element::El;
use super::lazy::NotLoaded;
use super::look::Look;
use crate::session::{Inquiry, Session, StepName, Tags};
use crate::words::Text;
use futures::future::LocalBoxFuture;
use std::cell::Cell;
use std::rc::Rc;

/// Something that takes its time.
pub type Work = LocalBoxFuture<'static, ()>;
/// Takes the tags that are known by now, or why there are none.
pub type ToldOfTags = Rc<dyn Fn(Result<Tags, Text>)>;

/// Its functions.
#[derive(Clone, Copy, Debug)]
pub struct Engine {
    /// Takes a look.
    pub look: fn(Look, Inquiry) -> Work,
    /// Goes on with one.
    pub go_on: fn(Look) -> Work,
    /// Lists the tags of the repository that the inquiry is about.
    pub tags: fn(Look, Inquiry, ToldOfTags) -> Work,
    /// Draws the result of a step.
    pub result: fn(Look, StepName, &Session) -> Vec<El>,
}

type Load = fn() -> LocalBoxFuture<'static, Result<Engine, NotLoaded>>;

thread_local! {
    static LOAD: Cell<Option<Load>> = const { Cell::new(None) };
    static ENGINE: Cell<Option<Engine>> = const { Cell::new(None) };
}

/// Says where the engine is had from.
pub fn provide(load: Load) {
    LOAD.set(Some(load));
}

/// The engine, if it is here.
pub fn here() -> Option<Engine> {
    ENGINE.get()
}

/// The engine, as soon as it is here.
///
/// # Errors
/// [`NotLoaded`]; asked again, it is loaded anew.
pub async fn engine() -> Result<Engine, NotLoaded> {
    if let Some(engine) = here() {
        return Ok(engine);
    }
    let load = LOAD.get().ok_or(NotLoaded)?;
    let engine = load().await?;
    ENGINE.set(Some(engine));
    Ok(engine)
}
