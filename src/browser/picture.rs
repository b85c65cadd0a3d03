//! Pictures: a drawing as pixels, bytes as a picture.

use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;

/// The longest side of a picture, in pixels: more, and some browsers make an empty one.
const LONGEST: i32 = 8192;
/// How much larger than the drawing a picture is where that fits, in thousandths: sharp on paper and fine screens.
const SCALE: i32 = 2000;

/// Draws an SVG document of that size as PNG; `None` where the browser cannot.
pub async fn png(svg: &str, (width, height): (i32, i32)) -> Option<web_sys::Blob> {
    let address = address_of(svg)?;
    let drawn = draw(&address, (width, height)).await;
    let _ = web_sys::Url::revoke_object_url(&address);
    let canvas = drawn?;
    let mut to_blob = |resolve: js_sys::Function, _| drop(canvas.to_blob(&resolve));
    JsFuture::from(js_sys::Promise::new(&mut to_blob)).await.ok()?.dyn_into().ok()
}

/// Bytes as a picture that the page can show, as long as this lives.
pub struct Shown(String);

impl Shown {
    /// Bytes of that media type; `None` where the browser cannot.
    pub fn new(bytes: &[u8], kind: &str) -> Option<Self> {
        let options = web_sys::BlobPropertyBag::new();
        options.set_type(kind);
        let parts = js_sys::Array::of1(&js_sys::Uint8Array::from(bytes));
        let file = web_sys::Blob::new_with_u8_array_sequence_and_options(&parts, &options).ok()?;
        web_sys::Url::create_object_url_with_blob(&file).ok().map(Self)
    }

    /// Its address in this page.
    pub fn address(&self) -> &str {
        &self.0
    }
}

impl Drop for Shown {
    fn drop(&mut self) {
        let _ = web_sys::Url::revoke_object_url(&self.0);
    }
}

fn address_of(svg: &str) -> Option<String> {
    let kind = web_sys::BlobPropertyBag::new();
    kind.set_type("image/svg+xml");
    let parts = js_sys::Array::of1(&JsValue::from_str(svg));
    let file = web_sys::Blob::new_with_str_sequence_and_options(&parts, &kind).ok()?;
    web_sys::Url::create_object_url_with_blob(&file).ok()
}

async fn draw(address: &str, (width, height): (i32, i32)) -> Option<web_sys::HtmlCanvasElement> {
    let image = web_sys::HtmlImageElement::new().ok()?;
    image.set_src(address);
    JsFuture::from(image.decode()).await.ok()?;
    let canvas = web_sys::window()?.document()?.create_element("canvas").ok()?;
    let canvas: web_sys::HtmlCanvasElement = canvas.dyn_into().ok()?;
    let longest = i64::from(width.max(height).max(1));
    let scale = i64::from(SCALE).min(i64::from(LONGEST) * 1000 / longest);
    let side = |pixels: i32| u32::try_from(i64::from(pixels) * scale / 1000).unwrap_or_default().max(1);
    canvas.set_width(side(width));
    canvas.set_height(side(height));
    let context: web_sys::CanvasRenderingContext2d = canvas.get_context("2d").ok()??.dyn_into().ok()?;
    let (width, height) = (f64::from(side(width)), f64::from(side(height)));
    context.draw_image_with_html_image_element_and_dw_and_dh(&image, 0.0, 0.0, width, height).ok()?;
    Some(canvas)
}
