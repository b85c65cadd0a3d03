//! How work makes room for what else the page has to do.

use js_sys::{Function, Promise};
use wasm_bindgen::closure::Closure;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;

/// How long a picture is waited for, in milliseconds: a tab that is not seen has none.
const PICTURE: i32 = 100;
/// How long nothing is set off after a picture, in milliseconds: others still have to put it together, maybe on the same
/// processor.
pub const BREATH: std::time::Duration = std::time::Duration::from_millis(4);

/// Lets the page do what else there is to do.
pub async fn pause() {
    wait(0).await;
}

/// Comes back when what stands in the document now is on screen.
pub async fn painted() {
    let turn = Promise::new(&mut |resolve, _| {
        after(PICTURE, &resolve);
        // The browser calls before it paints; what is set off then comes after that.
        let told = Closure::once_into_js(move || after(0, &resolve));
        let _ = web_sys::window().map(|window| window.request_animation_frame(told.unchecked_ref()));
    });
    let _ = JsFuture::from(turn).await;
    wait(BREATH.as_millis() as i32).await;
}

async fn wait(milliseconds: i32) {
    let turn = Promise::new(&mut |resolve, _| after(milliseconds, &resolve));
    let _ = JsFuture::from(turn).await;
}

fn after(milliseconds: i32, act: &Function) {
    let set = |window: web_sys::Window| window.set_timeout_with_callback_and_timeout_and_arguments_0(act, milliseconds);
    if web_sys::window().is_none_or(|window| set(window).is_err()) {
        let _ = act.call0(&JsValue::NULL);
    }
}
