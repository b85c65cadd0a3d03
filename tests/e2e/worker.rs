//! The page's worker, asked by a test without the page between.

use crate::page::Page;
use base64::{Engine as _, engine::general_purpose::STANDARD};
use report::message::{Answer, Question};

/// Starts the page's worker, and lets a script ask it.
const START: &str = r#"
    const [script, program] = document.querySelector("meta[name=refscope-inspector]").content.split(" ");
    const wasm = await (await fetch(program)).arrayBuffer();
    const worker = new Worker(script, { type: "module" });
    const waiting = new Map();
    const ready = new Promise((resolve, reject) => {
        worker.onmessage = ({ data }) => {
            if (typeof data === "string") return data === "ready" ? resolve() : reject(data);
            waiting.get(data[0])(data[1]);
        };
        worker.onerror = ({ message }) => reject(message);
    });
    worker.postMessage(wasm, [wasm]);
    await ready;
    window.hand = (question, buffers) => new Promise(resolve => {
        const number = waiting.size + 1;
        waiting.set(number, resolve);
        worker.postMessage([number, question, buffers], buffers);
    });
    const bytes = text => Uint8Array.from(atob(text), c => c.charCodeAt(0)).buffer;
    window.ask = (question, texts) => window.hand(question, texts.map(bytes));
"#;

/// Starts it.
pub async fn start(page: &Page) {
    page.script(&format!("return (async () => {{ {START} }})()")).await;
}

/// What the worker answers.
pub async fn ask(page: &Page, question: &Question, buffers: &[&[u8]]) -> Answer {
    let buffers: Vec<String> = buffers.iter().map(|bytes| STANDARD.encode(bytes)).collect();
    let arguments = vec![serde_json::to_string(question).unwrap().into(), serde_json::to_value(buffers).unwrap()];
    let answer = page.driver.execute("return ask(...arguments)", arguments).await.unwrap();
    serde_json::from_str(answer.json().as_str().unwrap()).unwrap()
}
