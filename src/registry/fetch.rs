//! [`Transport`] over the browser's `fetch`.
//!
//! Every request is made the same way: no cookies, no referrer, no cache, an abort signal, a time-out,
//! and a cap on the bytes that are read.

use super::route::{self, Route};
use super::transport::{Request, Response, Transport, TransportError};
use crate::browser;
use crate::oci::Address;
use gloo_timers::callback::Timeout;
use std::cell::{Cell, RefCell};
use std::rc::Rc;
use std::time::Duration;
use wasm_bindgen::closure::Closure;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{
    AbortController, AbortSignal, Headers, ReadableStream, ReadableStreamDefaultReader, ReadableStreamReadResult,
    ReferrerPolicy, RequestCache, RequestCredentials, RequestInit, RequestMode, RequestRedirect,
};

/// How long the question whether anything answers at all may take.
const PROBE_TIMEOUT: Duration = Duration::from_secs(10);

/// Requests by the browser.
#[derive(Clone, Copy, Debug, Default)]
pub struct Fetch;

thread_local! {
    static ROUTES: RefCell<Vec<Route>> = const { RefCell::new(Vec::new()) };
}

/// Asks registries elsewhere from now on, as the people who host the page have set it.
pub fn set_routes(routes: Vec<Route>) {
    ROUTES.set(routes);
}

/// Where an address is asked, and the route back.
fn find_route(url: &str) -> Option<(String, Route)> {
    ROUTES.with_borrow(|routes| route::find(routes, url).map(|(url, route)| (url, route.clone())))
}

/// Ends its request when the time is over, and when it is dropped: with the future, when a look is cancelled.
struct Abort {
    controller: AbortController,
    is_late: Rc<Cell<bool>>,
    /// Whether the answer was read whole, so that there is nothing to end.
    is_over: Cell<bool>,
    wakes: Rc<Wakes>,
    wake: Closure<dyn FnMut()>,
    _timer: Timeout,
}

/// What a tab that slept wakes to. Chromium loses answers that come while it puts a tab to sleep: the question would wait
/// until its time is over.
#[derive(Default)]
struct Wakes {
    /// Whether some of the answer was handed on: to ask again would hand it on twice.
    has_begun: Cell<bool>,
    /// Whether the question was ended, to be asked again.
    has_woken: Cell<bool>,
}

/// The event of a tab that is no longer frozen (Page Lifecycle).
const RESUME: &str = "resume";

fn document() -> Option<web_sys::Document> {
    web_sys::window()?.document()
}

impl Abort {
    fn after(limit: Duration) -> Option<Self> {
        let controller = AbortController::new().ok()?;
        let is_late = Rc::new(Cell::new(false));
        let timer = Timeout::new(u32::try_from(limit.as_millis()).unwrap_or(u32::MAX), {
            let (controller, is_late) = (controller.clone(), is_late.clone());
            move || {
                is_late.set(true);
                controller.abort();
            }
        });
        let wakes = Rc::<Wakes>::default();
        let wake: Closure<dyn FnMut()> = Closure::new({
            let (controller, wakes) = (controller.clone(), wakes.clone());
            move || {
                if !wakes.has_begun.get() {
                    wakes.has_woken.set(true);
                    controller.abort();
                }
            }
        });
        if let Some(document) = document() {
            let _ = document.add_event_listener_with_callback(RESUME, wake.as_ref().unchecked_ref());
        }
        Some(Self { controller, is_late, is_over: Cell::new(false), wakes, wake, _timer: timer })
    }

    fn signal(&self) -> AbortSignal {
        self.controller.signal()
    }
}

impl Drop for Abort {
    fn drop(&mut self) {
        if let Some(document) = document() {
            let _ = document.remove_event_listener_with_callback(RESUME, self.wake.as_ref().unchecked_ref());
        }
        if !self.is_over.get() {
            self.controller.abort();
        }
    }
}

impl Transport for Fetch {
    async fn send(&self, request: &Request) -> Result<Response, TransportError> {
        let mut body = Vec::new();
        let mut answer = ask(request, &mut |piece| match piece {
            // A list of 25 MB that is moved each time that it outgrows its place takes twice the room.
            Piece::Room(length) => {
                let _ = body.try_reserve_exact(length);
            }
            Piece::Bytes(bytes) => body.extend_from_slice(bytes),
        })
        .await?;
        if answer.is_success() {
            answer.body = body;
        }
        Ok(answer)
    }

    async fn stream(&self, request: &Request, take: &mut dyn FnMut(&[u8])) -> Result<Response, TransportError> {
        ask(request, &mut |piece| match piece {
            Piece::Room(_) => {}
            Piece::Bytes(bytes) => take(bytes),
        })
        .await
    }

    async fn pause(&self, duration: Duration) {
        gloo_timers::future::TimeoutFuture::new(u32::try_from(duration.as_millis()).unwrap_or(u32::MAX)).await;
    }

    async fn let_paint(&self) {
        browser::painted().await;
    }

    fn now(&self) -> u64 {
        (js_sys::Date::now() / 1000.0) as u64
    }

    async fn answers_at_all(&self, url: &str) -> bool {
        let Some(abort) = Abort::after(PROBE_TIMEOUT) else { return false };
        let init = plain(&abort);
        init.set_mode(RequestMode::NoCors);
        let asked = find_route(url).map(|(url, _)| url);
        fetch(asked.as_deref().unwrap_or(url), &init).await.is_some()
    }

    fn page_origin(&self) -> Option<String> {
        web_sys::window()?.location().origin().ok()
    }

    fn asked_at(&self, registry: &Address) -> Address {
        let asked = find_route(&registry.origin()).and_then(|(origin, _)| Address::parse(&origin).ok());
        asked.unwrap_or_else(|| registry.clone())
    }

    fn is_online(&self) -> bool {
        web_sys::window().is_none_or(|window| window.navigator().on_line())
    }

    async fn local_network_permission(&self) -> Option<String> {
        local_network_permission().await
    }
}

async fn local_network_permission() -> Option<String> {
    let field = |of: &JsValue, name: &str| js_sys::Reflect::get(of, &JsValue::from_str(name)).ok();
    let permissions = field(&web_sys::window()?.navigator(), "permissions")?;
    let query: js_sys::Function = field(&permissions, "query")?.dyn_into().ok()?;
    let descriptor = js_sys::Object::new();
    js_sys::Reflect::set(&descriptor, &"name".into(), &"local-network-access".into()).ok()?;
    let asked: js_sys::Promise = query.call1(&permissions, &descriptor).ok()?.dyn_into().ok()?;
    field(&JsFuture::from(asked).await.ok()?, "state")?.as_string()
}

/// How every request is made.
fn plain(abort: &Abort) -> RequestInit {
    let init = RequestInit::new();
    init.set_credentials(RequestCredentials::Omit);
    init.set_referrer_policy(ReferrerPolicy::NoReferrer);
    init.set_cache(RequestCache::NoStore);
    init.set_signal(Some(&abort.signal()));
    init
}

async fn fetch(url: &str, init: &RequestInit) -> Option<web_sys::Response> {
    let answer = web_sys::window()?.fetch_with_str_and_init(url, init);
    JsFuture::from(answer).await.ok()?.dyn_into().ok()
}

/// What comes of a body.
enum Piece<'a> {
    /// As many bytes are announced, of those that are allowed; there may be more, or fewer.
    Room(usize),
    /// The next bytes.
    Bytes(&'a [u8]),
}

async fn ask(request: &Request, take: &mut dyn FnMut(Piece<'_>)) -> Result<Response, TransportError> {
    let mut abort;
    let answer = loop {
        abort = Abort::after(request.timeout).ok_or(TransportError::Unreadable)?;
        let answer = match find_route(&request.url) {
            Some((url, route)) => {
                let asked = Request { url, ..request.clone() };
                exchange(&asked, &abort, take).await.map(|answer| route.back(answer))
            }
            None => exchange(request, &abort, take).await,
        };
        if answer.is_ok() || !abort.wakes.has_woken.get() {
            break answer;
        }
    };
    abort.is_over.set(answer.is_ok());
    if answer.is_err() && abort.is_late.get() { Err(TransportError::Timeout(request.timeout)) } else { answer }
}

async fn exchange(
    request: &Request,
    abort: &Abort,
    take: &mut dyn FnMut(Piece<'_>),
) -> Result<Response, TransportError> {
    let init = plain(abort);
    init.set_redirect(if request.follow_redirects { RequestRedirect::Follow } else { RequestRedirect::Error });
    let headers = Headers::new().map_err(|_| TransportError::Unreadable)?;
    for (name, value) in &request.headers {
        headers.set(name, value.expose()).map_err(|_| TransportError::Unreadable)?;
    }
    init.set_headers(&headers);
    let answer = fetch(&request.url, &init).await.ok_or(TransportError::Unreadable)?;
    let mut whole = Response {
        redirected_to: answer.redirected().then(|| answer.url()),
        status: answer.status(),
        headers: pairs(&answer.headers()),
        body: Vec::new(),
    };
    let announced = whole.header("content-length").and_then(|length| length.parse().ok()).unwrap_or(0);
    let body = &mut whole.body;
    match answer.body() {
        Some(stream) if answer.ok() => {
            take(Piece::Room(request.limit.min(announced)));
            let mut hand_on = |bytes: &[u8]| {
                abort.wakes.has_begun.set(true);
                take(Piece::Bytes(bytes));
            };
            read(&stream, request.limit, &mut hand_on).await?;
        }
        Some(stream) => read(&stream, request.limit, &mut |piece| body.extend_from_slice(piece)).await?,
        None => {}
    }
    Ok(whole)
}

/// The headers that may be read. They come over in one piece: `name,value` a line, as a name has no comma and a value no
/// end of line.
fn pairs(headers: &Headers) -> Vec<(String, String)> {
    let whole = String::from(js_sys::Array::from(&headers.entries()).join("\n"));
    whole.lines().filter_map(|line| line.split_once(',')).map(|(name, value)| (name.into(), value.into())).collect()
}

/// For how many milliseconds what comes in may be worked on without a pause.
const BUSY: f64 = 12.0;

/// Reads a stream to its end, or to one byte more than is allowed.
async fn read(stream: &ReadableStream, limit: usize, take: &mut dyn FnMut(&[u8])) -> Result<(), TransportError> {
    let reader: ReadableStreamDefaultReader = stream.get_reader().unchecked_into();
    let mut size = 0;
    let mut since = js_sys::Date::now();
    loop {
        let turn = JsFuture::from(reader.read()).await.map_err(|_| TransportError::CutOff(size))?;
        let turn: ReadableStreamReadResult = turn.unchecked_into();
        if turn.get_done().unwrap_or(true) {
            return Ok(());
        }
        let piece = turn.get_value().unchecked_into::<js_sys::Uint8Array>().to_vec();
        size += piece.len();
        if size > limit {
            return Err(TransportError::TooLarge(limit));
        }
        take(&piece);
        // A quick network has the next piece at once, and what is done with the pieces would keep the page from all else.
        if js_sys::Date::now() - since > BUSY {
            browser::pause().await;
            since = js_sys::Date::now();
        }
    }
}
