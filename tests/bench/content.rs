//! SBOMs of 1, 20 and 100 MB: what reading one takes beside `JSON.parse` of the same text in the same run, and for how
//! long the page does not answer while it is opened.

use super::browser::Kind;
use super::figures::{Figure, median, write};
use super::growth::{self, Growth};
use super::page::{Page, with_browser};
use super::worker;
use refscope_demo::Options;
use refscope_demo::push::MANIFEST;
use serde_json::json;
use std::time::Duration;

/// What the documents are called.
const TYPE: &str = "application/vnd.cyclonedx+json";

/// A document to be read.
struct Size {
    /// Its name.
    name: &'static str,
    /// How large it is, in bytes.
    bytes: usize,
    /// How often it is read.
    read: usize,
    /// How often it is opened in the page.
    opened: usize,
}

/// The largest is as large as what the page shows at most.
const SIZES: [Size; 3] = [
    Size { name: "1-MB", bytes: 1_000_000, read: 9, opened: 9 },
    Size { name: "20-MB", bytes: 20_000_000, read: 9, opened: 3 },
    Size { name: "100-MB", bytes: 99_990_000, read: 3, opened: 1 },
];
/// The file by which a script of the page gets at a document.
const FILE: &str = "bench-sbom.json";

/// An SBOM as generators write it, of at least so many bytes and not many more.
fn sbom(size: usize) -> String {
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
    text
}

/// Milliseconds of both, side by side, over and over.
const MEASURE: &str = r#"
    const [question, file, times] = arguments;
    const bytes = new Uint8Array(await (await fetch(file)).arrayBuffer());
    const runs = [];
    for (let run = 0; run < times; run++) {
        const copy = bytes.slice();
        let text = new TextDecoder().decode(bytes);
        let start = performance.now();
        let parsed = JSON.parse(text);
        const parse = performance.now() - start;
        const packages = parsed.components.length;
        // Neither is to pay for what the other leaves behind.
        text = parsed = null;
        start = performance.now();
        const answer = JSON.parse(await window.hand(question, [copy.buffer]));
        const read = performance.now() - start;
        runs.push([parse, read, answer.Report[1].summary.packages, packages]);
        await window.hand(JSON.stringify({ Forget: { report: answer.Report[0] } }), []);
    }
    return runs;
"#;

/// How long the page did not answer at the longest, by a task that it gives itself over and over.
pub const LISTEN: &str = "
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

/// Reads it in a worker of its own: beside `JSON.parse` of the same text.
async fn read(page: &Page, text: &str, times: usize) -> (Vec<f64>, Vec<f64>) {
    page.open("/").await;
    page.edited.put(FILE, text);
    worker::start(page).await;
    let document = json!({"media_type": TYPE, "artifact_type": ""});
    let arguments = vec![json!(json!({"Read": document}).to_string()), json!(format!("/{FILE}")), json!(times)];
    let script = format!("return (async function () {{ {MEASURE} }})(...arguments)");
    let runs = page.driver.execute(script, arguments).await.unwrap();
    page.edited.remove(FILE);
    let runs: Vec<(f64, f64, u32, u32)> = serde_json::from_value(runs.json().clone()).unwrap();
    assert!(runs.iter().all(|run| run.2 == run.3), "every package was read: {runs:?}");
    runs.into_iter().map(|run| (run.0, run.1)).unzip()
}

/// Opens the document as a person does, until its packages are shown: for how long the page did not answer meanwhile, and
/// how long all of it took.
async fn opened(page: &Page, text: &str) -> (f64, f64) {
    page.open("/").await;
    let config =
        page.demo.push_blob("demo/large", "application/vnd.oci.image.config.v1+json", b"{}".to_vec()).await.unwrap();
    let layer = page.demo.push_blob("demo/large", TYPE, text.as_bytes().to_vec()).await.unwrap();
    let document = json!({"schemaVersion": 2, "mediaType": MANIFEST, "config": config.descriptor(),
        "layers": [layer.descriptor()]});
    page.demo.push_manifest("demo/large", &document, Some("1.0")).await.unwrap();
    page.fill("demo/large", "1.0", "demo", "demo").await;
    page.look().await;
    page.press("#step-image .result > .opener").await;
    let part = format!("#step-image .result > .content .parts > li[data-digest=\"{}\"]", layer.digest);
    page.find(&part).await;
    page.script(LISTEN).await;
    let script = "const [part, done] = arguments, place = document.querySelector(part), start = performance.now();
        const observer = new MutationObserver(() => {
          if (!place.querySelector('.report-table tbody tr')) return;
          observer.disconnect();
          requestAnimationFrame(() => setTimeout(() =>
            done([window.longest, performance.now() - start])));
        });
        observer.observe(place, {childList: true, subtree: true});
        place.querySelector('.opener').click();";
    let told = page.driver.execute_async(script, vec![json!(part)]).await.unwrap();
    serde_json::from_value(told.json().clone()).unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn documents_of_up_to_a_hundred_megabytes() {
    with_browser(Kind::Chromium, Options::default(), &[], async |page: Page| {
        page.driver.set_script_timeout(Duration::from_secs(300)).await.unwrap();
        let (mut figures, mut points) = (Vec::new(), Vec::new());
        for Size { name, bytes, read: times, opened: openings } in SIZES {
            let text = sbom(bytes);
            let (parse, took) = read(&page, &text, times).await;
            points.push((bytes as f64, median(&took)));
            let what = format!("reading an SBOM of {bytes} bytes in the worker");
            figures.push(
                Figure::new(format!("content-{name}"), what, "ms", took).beside("JSON.parse of the same text", &parse),
            );
            let (mut busy, mut whole) = (Vec::new(), Vec::new());
            for _ in 0..openings {
                let (longest, all) = opened(&page, &text).await;
                busy.push(longest);
                whole.push(all);
            }
            let what = format!("the page's longest busy stretch while a person opens an SBOM of {bytes} bytes");
            figures.push(Figure::new(format!("content-busy-{name}"), what, "ms", busy));
            let what = format!("from the press until the packages of an SBOM of {bytes} bytes are shown");
            figures.push(Figure::new(format!("content-opened-{name}"), what, "ms", whole));
        }
        write("content", &figures);
        growth::tell("growth-content", &[Growth { name: "content", what: "reading an SBOM in the worker", points }]);
    })
    .await;
}
