//! What the views ask the browser for: the time, the reader's own way to write dates, the clipboard,
//! the address bar.

pub mod picture;
pub mod place;
pub mod sheet;
pub mod storage;
mod turn;
pub mod worker;

pub use turn::{BREATH, painted, pause};

use crate::words;
use std::cell::RefCell;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;

/// Now, in whole seconds since 1970.
#[must_use]
pub fn now() -> u64 {
    (js_sys::Date::now() / 1000.0) as u64
}

/// How dates and numbers are written. Making one costs the browser as much as writing a hundred.
struct Formats {
    tag: String,
    date: js_sys::Function,
    number: js_sys::Function,
    tenths: js_sys::Function,
}

impl Formats {
    fn new(tag: &str) -> Self {
        let languages = js_sys::Array::new();
        if !tag.is_empty() {
            languages.push(&JsValue::from_str(tag));
        }
        let date = options(&[("dateStyle", "medium".into()), ("timeStyle", "short".into())]);
        let date = js_sys::Intl::DateTimeFormat::new(&languages, &date.unchecked_into());
        let number = |digits: u8| {
            let digits = options(&[("minimumFractionDigits", digits.into())]);
            js_sys::Intl::NumberFormat::new(&languages, &digits.unchecked_into()).format()
        };
        Self { tag: tag.to_owned(), date: date.format(), number: number(0), tenths: number(1) }
    }
}

fn options(pairs: &[(&str, JsValue)]) -> js_sys::Object {
    let options = js_sys::Object::new();
    for (name, value) in pairs {
        // A new object takes every property.
        let _ = js_sys::Reflect::set(&options, &JsValue::from_str(name), value);
    }
    options
}

thread_local! {
    static FORMATS: RefCell<Option<Formats>> = const { RefCell::new(None) };
}

/// Writes a value as the language of that tag does; an empty tag is the reader's own choice.
fn write(tag: &str, format: fn(&Formats) -> &js_sys::Function, value: &JsValue) -> Option<String> {
    FORMATS.with_borrow_mut(|formats| {
        if formats.as_ref().is_none_or(|formats| formats.tag != tag) {
            *formats = Some(Formats::new(tag));
        }
        format(formats.as_ref()?).call1(&JsValue::UNDEFINED, value).ok()?.as_string()
    })
}

/// An RFC 3339 time in the reader's own language and time zone; as it stands where it is none.
#[must_use]
pub fn local_time(rfc3339: &str, tag: &str) -> String {
    let date = js_sys::Date::new(&JsValue::from_str(rfc3339));
    let written = if date.get_time().is_nan() { None } else { write(tag, |formats| &formats.date, &date) };
    written.unwrap_or_else(|| rfc3339.to_owned())
}

/// A number as the reader writes it.
#[must_use]
pub fn local_number(number: u64, tag: &str) -> String {
    let value = JsValue::from_f64(number as f64);
    write(tag, |formats| &formats.number, &value).unwrap_or_else(|| number.to_string())
}

/// A size in bytes, with the reader's own sign before its tenths.
#[must_use]
pub fn local_size(bytes: u64, tag: &str) -> String {
    let size = words::size(bytes);
    let Some((number, unit)) = size.split_once(' ') else { return size };
    let format: fn(&Formats) -> &js_sys::Function =
        if number.contains('.') { |formats| &formats.tenths } else { |formats| &formats.number };
    // A formatter takes a number's text as well.
    match write(tag, format, &JsValue::from_str(number)) {
        Some(number) => format!("{number} {unit}"),
        None => size,
    }
}

/// Puts a text on the clipboard; `false` where the browser refuses (no permission, or a page that came
/// by plain http from another host).
pub async fn copy(text: &str) -> bool {
    let Some(window) = web_sys::window() else { return false };
    // Outside a secure context there is no clipboard at all, whatever the types say.
    let clipboard = js_sys::Reflect::get(&window.navigator(), &JsValue::from_str("clipboard"));
    let Ok(clipboard) = clipboard.and_then(JsCast::dyn_into::<web_sys::Clipboard>) else { return false };
    JsFuture::from(clipboard.write_text(text)).await.is_ok()
}

/// How long a file beside the page may take: a look waits for what is set there.
const BESIDE: std::time::Duration = std::time::Duration::from_secs(10);

/// The text of a file that lies beside the page. What lies there is of whoever hosts the page, as the page itself is.
///
/// # Errors
/// The status of the answer; 0 where there is none.
pub async fn beside(name: &str) -> Result<String, u16> {
    let window = web_sys::window().ok_or(0_u16)?;
    // Its own server may have let browsers keep an older one.
    let options = web_sys::RequestInit::new();
    options.set_cache(web_sys::RequestCache::NoCache);
    if let Ok(limit) = web_sys::AbortController::new() {
        options.set_signal(Some(&limit.signal()));
        // After the answer was read whole, this does nothing.
        leptos::prelude::set_timeout(move || limit.abort(), BESIDE);
    }
    let answer = JsFuture::from(window.fetch_with_str_and_init(name, &options)).await.map_err(|_| 0_u16)?;
    let answer: web_sys::Response = answer.unchecked_into();
    if !answer.ok() {
        return Err(answer.status());
    }
    let text = JsFuture::from(answer.text().map_err(|_| 0_u16)?).await.map_err(|_| 0_u16)?;
    text.as_string().ok_or(0)
}

/// The query of the address bar, decoded.
#[must_use]
pub fn query() -> Vec<(String, String)> {
    let search = web_sys::window().and_then(|window| window.location().search().ok()).unwrap_or_default();
    let Ok(parameters) = web_sys::UrlSearchParams::new_with_str(&search) else { return Vec::new() };
    let text = |pair: &js_sys::Array, at| pair.get(at).as_string().unwrap_or_default();
    js_sys::try_iter(&parameters)
        .ok()
        .flatten()
        .into_iter()
        .flatten()
        .filter_map(Result::ok)
        .map(|pair| pair.unchecked_into::<js_sys::Array>())
        .map(|pair| (text(&pair, 0), text(&pair, 1)))
        .collect()
}

/// Moves the focus to an element, if it is there.
pub fn focus(id: &str) {
    let element = web_sys::window().and_then(|window| window.document()).and_then(|d| d.get_element_by_id(id));
    if let Some(element) = element.and_then(|e| e.dyn_into::<web_sys::HtmlElement>().ok()) {
        let _ = element.focus();
    }
}

/// Bytes on their way to a file. The browser keeps them, and may put them on disk while they are collected; the
/// page's own memory holds one piece at a time.
#[derive(Debug, Default)]
pub struct Pieces {
    collected: js_sys::Array,
    waiting: Vec<u8>,
}

impl Pieces {
    /// Many small pieces would be many objects: they are put together up to this size, in bytes.
    const SIZE: usize = 4 * 1024 * 1024;

    /// Adds the next bytes.
    pub fn add(&mut self, bytes: &[u8]) {
        self.waiting.extend_from_slice(bytes);
        if self.waiting.len() >= Self::SIZE {
            self.flush();
        }
    }

    fn flush(&mut self) {
        let parts = js_sys::Array::of1(&js_sys::Uint8Array::from(self.waiting.as_slice()));
        self.waiting.clear();
        if let Ok(blob) = web_sys::Blob::new_with_u8_array_sequence(&parts) {
            self.collected.push(&blob);
        }
    }

    /// Gives all to the browser to save, under a name of which the person has the last word.
    pub fn save(mut self, name: &str) {
        self.flush();
        // Without a type the browser guesses one from the bytes, and changes the name to suit: to a page's even.
        let kind = web_sys::BlobPropertyBag::new();
        kind.set_type("application/octet-stream");
        let file = web_sys::Blob::new_with_blob_sequence_and_options(&self.collected, &kind);
        if let Ok(file) = file {
            save(&file, name);
        }
    }
}

/// Gives a file to the browser to save, under a name of which the person has the last word.
pub fn save(file: &web_sys::Blob, name: &str) {
    let Ok(address) = web_sys::Url::create_object_url_with_blob(file) else { return };
    let link = web_sys::window().and_then(|window| window.document()).and_then(|d| d.create_element("a").ok());
    if let Some(link) = link.and_then(|link| link.dyn_into::<web_sys::HtmlElement>().ok()) {
        let _ = link.set_attribute("href", &address);
        let _ = link.set_attribute("download", name);
        link.click();
    }
    // The download has its own hold on the bytes by now, or will within the minute.
    let release = move || drop(web_sys::Url::revoke_object_url(&address));
    gloo_timers::callback::Timeout::new(60_000, release).forget();
}
