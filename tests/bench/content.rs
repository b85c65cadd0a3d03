//! An SBOM of 20 MB: what reading it takes beside `JSON.parse` of the same text in the same run, and for how long the
//! page does not answer while it is opened.

use super::browser::Kind;
use super::page::{Page, with_browser};
use super::worker;
use base64::{Engine as _, engine::general_purpose::STANDARD};
use refscope_demo::Options;
use refscope_demo::push::MANIFEST;
use serde_json::json;

/// How large the document is, in bytes.
const SIZE: usize = 20_000_000;
/// What it is called.
const TYPE: &str = "application/vnd.cyclonedx+json";

/// An SBOM as generators write it, of at least so many bytes.
fn sbom(size: usize) -> Vec<u8> {
    let mut text = String::from(
        r#"{"$schema":"http://cyclonedx.org/schema/bom-1.6.schema.json","bomFormat":"CycloneDX","specVersion":"1.6","version":1,"components":["#,
    );
    for number in 0.. {
        if number > 0 {
            text.push(',');
        }
        let (name, minor) = (format!("package-{number}"), number % 40);
        text.push_str(&format!(
            r#"{{"bom-ref":"pkg:npm/%40scope/{name}@1.{minor}.0","type":"library","group":"@scope","name":"{name}","version":"1.{minor}.0","scope":"required","hashes":[{{"alg":"SHA-512","content":"{:0128x}"}}],"licenses":[{{"license":{{"id":"MIT"}}}}],"purl":"pkg:npm/%40scope/{name}@1.{minor}.0","externalReferences":[{{"type":"vcs","url":"git+https://github.com/scope/{name}.git"}}],"properties":[{{"name":"cdx:npm:package:path","value":"node_modules/@scope/{name}"}}]}}"#,
            number
        ));
        if text.len() > size {
            break;
        }
    }
    text.push_str("]}");
    text.into_bytes()
}

/// Milliseconds of both, side by side, nine times.
const MEASURE: &str = r#"
    const bytes = Uint8Array.from(atob(arguments[1]), c => c.charCodeAt(0));
    const question = arguments[0], text = new TextDecoder().decode(bytes);
    const runs = [];
    for (let run = 0; run < 9; run++) {
        const copy = bytes.slice();
        let start = performance.now();
        const parsed = JSON.parse(text);
        const parse = performance.now() - start;
        if (!parsed.components.length) throw new Error("nothing was parsed");
        start = performance.now();
        const answer = JSON.parse(await window.hand(question, [copy.buffer]));
        const read = performance.now() - start;
        runs.push([parse, read, answer.Report[1].summary.packages, parsed.components.length]);
        await window.hand(JSON.stringify({ Forget: { report: answer.Report[0] } }), []);
    }
    return runs;
"#;

fn median(mut values: Vec<f64>) -> f64 {
    values.sort_by(f64::total_cmp);
    values[values.len() / 2]
}

/// How long the page did not answer at the longest, by a task that it gives itself over and over.
const LISTEN: &str = "
    const channel = new MessageChannel();
    let before = performance.now();
    window.longest = 0;
    channel.port1.onmessage = () => {
        const now = performance.now();
        window.longest = Math.max(window.longest, now - before);
        before = now;
        channel.port2.postMessage(0);
    };
    channel.port2.postMessage(0);";

#[tokio::test(flavor = "multi_thread")]
async fn content_of_twenty_megabytes() {
    with_browser(Kind::Chromium, Options::default(), &[], async |page: Page| {
        let bytes = sbom(SIZE);
        page.driver.set_script_timeout(std::time::Duration::from_secs(120)).await.unwrap();
        worker::start(&page).await;
        let document = json!({"media_type": TYPE, "artifact_type": ""});
        let arguments = vec![json!(json!({"Read": document}).to_string()), json!(STANDARD.encode(&bytes))];
        let script = format!("return (async function () {{ {MEASURE} }})(...arguments)");
        let runs = page.driver.execute(script, arguments).await.unwrap();
        let runs: Vec<(f64, f64, u32, u32)> = serde_json::from_value(runs.json().clone()).unwrap();
        assert!(runs.iter().all(|run| run.2 == run.3), "every package was read: {runs:?}");
        let parse = median(runs.iter().map(|run| run.0).collect());
        let read = median(runs.iter().map(|run| run.1).collect());
        let ratio = read / parse;
        println!("an SBOM of {SIZE} bytes: JSON.parse {parse:.0} ms, read {read:.0} ms, ratio {ratio:.2}");
        let mut longest = Vec::new();
        for _ in 0..3 {
            longest.push(opened(&page, &bytes).await);
        }
        println!("opened in the page, which is busy for at most {longest:.0?} ms at a time");
        let report = json!({"name": "content", "bytes": SIZE, "parse_ms": parse, "read_ms": read, "ratio": ratio,
            "longest_task_ms": longest});
        super::write("content", &report);
    })
    .await;
}

/// Opens the document as a person does; how long the page did not answer meanwhile.
async fn opened(page: &Page, bytes: &[u8]) -> f64 {
    page.open("/").await;
    let config =
        page.demo.push_blob("demo/large", "application/vnd.oci.image.config.v1+json", b"{}".to_vec()).await.unwrap();
    let layer = page.demo.push_blob("demo/large", TYPE, bytes.to_vec()).await.unwrap();
    let document = json!({"schemaVersion": 2, "mediaType": MANIFEST, "config": config.descriptor(),
        "layers": [layer.descriptor()]});
    page.demo.push_manifest("demo/large", &document, Some("1.0")).await.unwrap();
    page.fill("demo/large", "1.0", "demo", "demo").await;
    page.look().await;
    page.press("#step-image .result > .opener").await;
    let part = format!("#step-image .result > .content .parts > li[data-digest=\"{}\"]", layer.digest);
    page.find(&part).await;
    page.script(LISTEN).await;
    page.press(&format!("{part} > .opener")).await;
    page.find(".report-table tbody tr").await;
    page.script("return window.longest").await.as_f64().unwrap()
}
