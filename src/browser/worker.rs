//! The inspector's worker: started with the first question, and again after it has died.
//!
//! Where its files are stands in `index.html`. Its program is fetched by the page, which has it checked, and handed
//! over: a worker's own requests are not checked by anyone. So its two modules are fetched by the page first, and the
//! worker is started only where both are what they were.

use futures::channel::oneshot;
use futures::future::try_join;
use report::message::{Answer, Question};
use std::cell::{Cell, RefCell};
use std::collections::HashMap;
use std::rc::Rc;
use thiserror::Error;
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::JsFuture;
use web_sys::{MessageEvent, WorkerOptions, WorkerType};

/// Why a question had no answer.
#[derive(Clone, Debug, Error)]
pub enum NoAnswer {
    /// The program could not be loaded, in the browser's words.
    #[error("{0}")]
    NotLoaded(String),
    /// It broke off in the middle of the question, in the browser's words.
    #[error("{0}")]
    Died(String),
}

/// What a question waits by.
type Waiting = oneshot::Sender<Result<Answer, NoAnswer>>;

/// What someone waits by who came while it starts.
type Starting = oneshot::Sender<Result<Rc<Door>, NoAnswer>>;

/// A running worker.
struct Door {
    worker: web_sys::Worker,
    waiting: RefCell<HashMap<u32, Waiting>>,
    newest: Cell<u32>,
    started: RefCell<Option<oneshot::Sender<Result<(), NoAnswer>>>>,
}

thread_local! {
    static DOOR: RefCell<Option<Rc<Door>>> = const { RefCell::new(None) };
    /// Those who wait while it starts.
    static STARTING: RefCell<Vec<Starting>> = const { RefCell::new(Vec::new()) };
    static IS_STARTING: Cell<bool> = const { Cell::new(false) };
}

/// Asks the inspector; the buffers go along.
///
/// # Errors
/// [`NoAnswer`]; asked again, it is started anew.
pub async fn ask(question: &Question, buffers: &[&[u8]]) -> Result<Answer, NoAnswer> {
    let door = door().await?;
    let lost = || NoAnswer::Died(String::new());
    // As JSON, which the page reads and writes anyway: a serialiser of JavaScript values weighs 8 kB more at the start.
    let question = serde_json::to_string(question).map_err(|_| lost())?;
    let number = door.newest.get().wrapping_add(1);
    door.newest.set(number);
    let (sender, receiver) = oneshot::channel();
    door.waiting.borrow_mut().insert(number, sender);
    let arrays = js_sys::Array::new();
    for bytes in buffers {
        arrays.push(&js_sys::Uint8Array::from(*bytes).buffer());
    }
    let message = js_sys::Array::of3(&number.into(), &JsValue::from_str(&question), &arrays);
    door.worker.post_message_with_transfer(&message, &arrays).map_err(|error| NoAnswer::Died(words(&error)))?;
    receiver.await.map_err(|_| lost())?
}

async fn door() -> Result<Rc<Door>, NoAnswer> {
    if let Some(door) = DOOR.with_borrow(Clone::clone) {
        return Ok(door);
    }
    if IS_STARTING.get() {
        let (sender, receiver) = oneshot::channel();
        STARTING.with_borrow_mut(|waiting| waiting.push(sender));
        return receiver.await.map_err(|_| NoAnswer::NotLoaded(String::new()))?;
    }
    IS_STARTING.set(true);
    let started = start().await;
    IS_STARTING.set(false);
    if let Ok(door) = &started {
        DOOR.set(Some(door.clone()));
    }
    for waiting in STARTING.take() {
        let _ = waiting.send(started.clone());
    }
    started
}

async fn start() -> Result<Rc<Door>, NoAnswer> {
    let failed = |error: JsValue| NoAnswer::NotLoaded(words(&error));
    let places = places().ok_or_else(|| NoAnswer::NotLoaded(String::new()))?;
    let places: Vec<&str> = places.split_whitespace().collect();
    let [script, program, hashes @ ..] = &*places else { return Err(NoAnswer::NotLoaded(String::new())) };
    let modules = async {
        // A page that Trunk builds alone has no hashes.
        let [_, script_hash, module, module_hash] = hashes else { return Ok(()) };
        try_join(fetch(script, Some(script_hash)), fetch(module, Some(module_hash))).await.map(drop)
    };
    let (program, ()) = try_join(fetch(program, hashes.first().copied()), modules).await.map_err(failed)?;
    let options = WorkerOptions::new();
    options.set_type(WorkerType::Module);
    let worker = web_sys::Worker::new_with_options(script, &options).map_err(failed)?;
    let (sender, receiver) = oneshot::channel();
    let door = Rc::new(Door {
        worker,
        waiting: RefCell::default(),
        newest: Cell::new(0),
        started: RefCell::new(Some(sender)),
    });
    listen(&door);
    let transfer = js_sys::Array::of1(&program);
    door.worker.post_message_with_transfer(&program, &transfer).map_err(failed)?;
    receiver.await.map_err(|_| NoAnswer::NotLoaded(String::new()))??;
    Ok(door)
}

/// The worker's script and its program; where the page is built to be hosted, the hashes of program and script, and the
/// script's module with its hash.
fn places() -> Option<String> {
    let meta = web_sys::window()?.document()?.query_selector("meta[name=refscope-inspector]").ok()??;
    meta.get_attribute("content")
}

async fn fetch(program: &str, integrity: Option<&str>) -> Result<JsValue, JsValue> {
    let window = web_sys::window().ok_or(JsValue::NULL)?;
    let options = web_sys::RequestInit::new();
    if let Some(integrity) = integrity {
        options.set_integrity(integrity);
    }
    let answer: web_sys::Response =
        JsFuture::from(window.fetch_with_str_and_init(program, &options)).await?.dyn_into()?;
    if !answer.ok() {
        return Err(JsValue::from_str(&format!("{program}: {}", answer.status())));
    }
    JsFuture::from(answer.array_buffer()?).await
}

/// Hears what the worker says. The listeners live as long as the page: a worker seldom dies.
fn listen(door: &Rc<Door>) {
    let heard = Rc::downgrade(door);
    let message = Closure::<dyn Fn(MessageEvent)>::new(move |event: MessageEvent| {
        let Some(door) = heard.upgrade() else { return };
        let data = event.data();
        if let Some(word) = data.as_string() {
            if let Some(started) = door.started.take() {
                let _ = started.send(if word == "ready" { Ok(()) } else { Err(NoAnswer::NotLoaded(word)) });
            }
            return;
        }
        let answer = js_sys::Array::from(&data);
        let number = answer.get(0).as_f64().unwrap_or_default() as u32;
        let waiting = door.waiting.borrow_mut().remove(&number);
        if let Some(waiting) = waiting {
            let answer = serde_json::from_str::<Answer>(&answer.get(1).as_string().unwrap_or_default());
            let _ = waiting.send(answer.map_err(|error| NoAnswer::Died(error.to_string())));
        }
    });
    door.worker.set_onmessage(Some(message.into_js_value().unchecked_ref()));
    let heard = Rc::downgrade(door);
    let broken = Closure::<dyn Fn(JsValue)>::new(move |event: JsValue| {
        let Some(door) = heard.upgrade() else { return };
        let reason = js_sys::Reflect::get(&event, &JsValue::from_str("message")).unwrap_or_default();
        let reason = reason.as_string().unwrap_or_default();
        match door.started.take() {
            Some(started) => drop(started.send(Err(NoAnswer::NotLoaded(reason)))),
            None => fail(&NoAnswer::Died(reason)),
        }
    });
    door.worker.set_onerror(Some(broken.into_js_value().unchecked_ref()));
}

/// Ends the worker: all who wait learn why.
fn fail(why: &NoAnswer) {
    if let Some(door) = DOOR.take() {
        door.worker.terminate();
        for (_, waiting) in door.waiting.take() {
            let _ = waiting.send(Err(why.clone()));
        }
    }
}

/// What the browser says of an error.
fn words(error: &JsValue) -> String {
    error
        .dyn_ref::<js_sys::Error>()
        .map(|error| String::from(error.message()))
        .or_else(|| error.as_string())
        .unwrap_or_default()
}
