//! The worker: takes messages, gives answers.
//!
//! A message is an array: its number, the question as JSON, the buffers. So is an answer: the number, and the answer as
//! JSON.

#[cfg(not(target_arch = "wasm32"))]
fn main() {
    eprintln!("The inspector runs in a web worker of the page.");
    std::process::exit(2);
}

#[cfg(target_arch = "wasm32")]
fn main() {
    worker::start();
}

#[cfg(target_arch = "wasm32")]
mod worker {
    use inspector::service::Inspector;
    use js_sys::{Array, Function, Reflect, Uint8Array};
    use report::message::{Answer, Question};
    use report::say;
    use wasm_bindgen::prelude::*;

    #[wasm_bindgen]
    extern "C" {
        #[wasm_bindgen(js_name = postMessage)]
        fn post_message(message: &JsValue);
    }

    /// Listens from now on, and says so.
    pub fn start() {
        let mut inspector = Inspector::default();
        let take = Closure::<dyn FnMut(JsValue)>::new(move |event: JsValue| {
            let data = Reflect::get(&event, &JsValue::from_str("data")).unwrap_or_default();
            let message = Array::from(&data);
            let answer = respond(&mut inspector, &message);
            let answer = serde_json::to_string(&answer).unwrap_or_default();
            post_message(&Array::of2(&message.get(0), &JsValue::from_str(&answer)));
        });
        let handler: Function = take.into_js_value().unchecked_into();
        let _ = Reflect::set(&js_sys::global(), &JsValue::from_str("onmessage"), &handler);
        post_message(&JsValue::from_str("ready"));
    }

    fn respond(inspector: &mut Inspector, message: &Array) -> Answer {
        match serde_json::from_str::<Question>(&message.get(1).as_string().unwrap_or_default()) {
            Ok(question) => {
                let buffers: Vec<Vec<u8>> =
                    Array::from(&message.get(2)).iter().map(|buffer| Uint8Array::new(&buffer).to_vec()).collect();
                inspector.answer(&question, &buffers)
            }
            Err(error) => Answer::Failed(say!(
                "The page's question could not be understood: {reason}",
                reason = error.to_string()
            )),
        }
    }
}
