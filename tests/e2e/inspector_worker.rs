//! The worker as it is delivered, asked in Chromium what the inspector's own tests ask natively.

use crate::ask::{Layer, assert_sound, failed, manifest, told};
use crate::page::{Page, with_page};
use crate::rows::{case, rows};
use crate::support::published;
use base64::{Engine as _, engine::general_purpose::STANDARD};
use report::Verdict;
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
    window.ask = (question, texts) => new Promise(resolve => {
        const number = waiting.size + 1;
        waiting.set(number, resolve);
        worker.postMessage([number, question, texts.map(text => Uint8Array.from(atob(text), c => c.charCodeAt(0)).buffer)]);
    });
"#;

/// What the worker answers.
async fn ask(page: &Page, question: &Question, buffers: &[&[u8]]) -> Answer {
    let buffers: Vec<String> = buffers.iter().map(|bytes| STANDARD.encode(bytes)).collect();
    let arguments = vec![serde_json::to_string(question).unwrap().into(), serde_json::to_value(buffers).unwrap()];
    let answer = page.driver.execute("return ask(...arguments)", arguments).await.unwrap();
    serde_json::from_str(answer.json().as_str().unwrap()).unwrap()
}

async fn verdict(page: &Page, question: &Question, layers: &[Layer]) -> Verdict {
    let manifest = manifest(layers);
    let buffers: Vec<&[u8]> =
        std::iter::once(manifest.as_slice()).chain(layers.iter().map(|layer| layer.bytes.as_slice())).collect();
    match ask(page, question, &buffers).await {
        Answer::Verdicts(mut verdicts) if verdicts.len() == 1 => verdicts.remove(0),
        other => panic!("one verdict was expected: {other:?}"),
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn every_published_signature_gets_its_verdict_in_the_browser() {
    with_page(async |page: Page| {
        page.script(&format!("return (async () => {{ {START} }})()")).await;
        let mut wrong = Vec::new();
        for row in rows() {
            let layer = Layer::new("application/vnd.dev.sigstore.bundle.v0.3+json", published(&row.bundle));
            let found = verdict(&page, &Question::Verify(case(&row)), &[layer]).await;
            assert_sound(&found);
            if format!("{:?}", found.outcome) != row.outcome || failed(&found) != row.failed {
                wrong.push(format!("{}, expected {} {:?}: {}", row.name, row.outcome, row.failed, told(&found)));
            }
        }
        assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    })
    .await;
}
