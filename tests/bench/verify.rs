//! Signatures checked: one by one in the worker, and a hundred by a press of the page's button; for how long the page
//! does not answer meanwhile.

use super::browser::Kind;
use super::content::LISTEN;
use super::figures::{Figure, median, write};
use super::growth::{self, Growth};
use super::page::{Page, with_browser};
use super::worker;
use base64::{Engine as _, engine::general_purpose::STANDARD};
use refscope_demo::Options;
use report::Outcome;
use report::message::{Case, Question};
use serde_json::{Value, json};
use std::collections::HashSet;
use std::ops::Range;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

const REPOSITORY: &str = "acme/signed";
/// How many signatures are checked in one go.
const MANY: [usize; 2] = [1, 100];
/// How often.
const RUNS: usize = 9;
/// How many in the page, for the growth.
const IN_PAGE: [usize; 3] = [100, 300, 900];

/// A signature, as the page hands it to its worker.
struct Signature {
    about: &'static str,
    question: String,
    buffers: Vec<Vec<u8>>,
    /// The manifest of what holds it.
    manifest: Value,
}

/// Reads what the registry has.
struct Reader {
    client: reqwest::Client,
    origin: String,
    token: String,
}

impl Reader {
    async fn new(host: &str) -> Self {
        let client = reqwest::Client::new();
        let url = format!("http://{host}/v2/auth?service={host}&scope=repository:{REPOSITORY}:pull");
        let answer = client.get(url).basic_auth("demo", Some("demo")).send().await.unwrap().text().await.unwrap();
        let answer: Value = serde_json::from_str(&answer).unwrap();
        let token = answer["token"].as_str().unwrap().to_owned();
        Self { client, origin: format!("http://{host}/v2/{REPOSITORY}"), token }
    }

    async fn get(&self, path: &str) -> Vec<u8> {
        let request = self.client.get(format!("{}/{path}", self.origin)).bearer_auth(&self.token);
        let request = request.header("Accept", "application/vnd.oci.image.manifest.v1+json");
        request.send().await.unwrap().error_for_status().unwrap().bytes().await.unwrap().to_vec()
    }
}

/// One of each kind that holds, of the image `1.0`.
async fn signatures(page: &Page) -> Vec<Signature> {
    let host = page.demo.host();
    let reader = Reader::new(&host).await;
    let now = SystemTime::now().duration_since(UNIX_EPOCH).unwrap().as_secs();
    let (mut found, mut known) = (Vec::new(), HashSet::new());
    for (digest, expected) in page.demo.verdicts().iter().filter(|(_, one)| one.outcome == Outcome::Verified) {
        let bytes = reader.get(&format!("manifests/{digest}")).await;
        let manifest: Value = serde_json::from_slice(&bytes).unwrap();
        let mut buffers = vec![bytes];
        for layer in manifest["layers"].as_array().unwrap() {
            buffers.push(reader.get(&format!("blobs/{}", layer["digest"].as_str().unwrap())).await);
        }
        let kind = manifest["layers"][0]["mediaType"].as_str().unwrap().to_owned();
        if !known.insert(kind) {
            continue;
        }
        let case = Case {
            subject: expected.subject.clone(),
            repository: format!("{host}/{REPOSITORY}"),
            trust: page.demo.trust().clone(),
            now,
            is_document: false,
        };
        let question = serde_json::to_string(&Question::Verify(case)).unwrap();
        found.push(Signature { about: expected.about, question, buffers, manifest });
    }
    assert!(found.len() > 2, "several kinds");
    found
}

/// Checks it so many times one after the other, over and over; milliseconds a signature.
const CHECK: &str = r#"
    const [question, buffers, many, times] = arguments;
    const bytes = buffers.map(text => Uint8Array.from(atob(text), c => c.charCodeAt(0)));
    const runs = [];
    for (let run = 0; run < times; run++) {
        const start = performance.now();
        for (let at = 0; at < many; at++) {
            const answer = JSON.parse(await window.hand(question, bytes.map(one => one.slice().buffer)));
            if (answer.Verdicts?.[0].outcome !== "Verified") throw new Error(JSON.stringify(answer));
        }
        runs.push((performance.now() - start) / many);
    }
    return runs;
"#;

async fn checked(page: &Page, signature: &Signature, many: usize) -> Vec<f64> {
    let buffers: Vec<String> = signature.buffers.iter().map(|bytes| STANDARD.encode(bytes)).collect();
    let arguments = vec![json!(signature.question), json!(buffers), json!(many), json!(RUNS)];
    let script = format!("return (async function () {{ {CHECK} }})(...arguments)");
    let runs = page.driver.execute(script, arguments).await.unwrap();
    serde_json::from_value(runs.json().clone()).unwrap()
}

/// Presses the button, and waits inside the page until all is checked.
const CHECK_ALL: &str = "
    const done = arguments[0], line = document.querySelector('.proof-head .note'), start = performance.now();
    const observer = new MutationObserver(() => {
      if (line.textContent !== 'Checked.') return;
      observer.disconnect();
      requestAnimationFrame(() => setTimeout(() => done([window.longest, performance.now() - start])));
    });
    observer.observe(line, {childList: true, subtree: true, characterData: true});
    document.getElementById('check-all').click();";

/// Puts copies of a signature beside it, which differ in an annotation: those of these numbers.
async fn copy(page: &Page, signature: &Signature, numbers: Range<usize>) {
    for number in numbers {
        let mut manifest = signature.manifest.clone();
        manifest["annotations"]["com.example.number"] = json!(number.to_string());
        page.demo.push_manifest(REPOSITORY, &manifest, None).await.unwrap();
    }
}

/// The image with at least so many signatures, checked in the page: its longest busy stretch, and all of the time.
async fn in_page(page: &Page, many: usize) -> (f64, f64) {
    let trust = serde_json::to_string(page.demo.trust()).unwrap();
    page.script(&format!("sessionStorage.setItem('refscope.trust', {trust:?})")).await;
    page.open("/").await;
    page.fill(REPOSITORY, "1.0", "demo", "demo").await;
    page.look().await;
    page.find("#check-all").await;
    page.script(LISTEN).await;
    let told = page.driver.execute_async(CHECK_ALL, Vec::new()).await.unwrap();
    let told: (f64, f64) = serde_json::from_value(told.json().clone()).unwrap();
    let counts = page.contents(".proof-counts li").await.concat();
    let verified: usize = counts.split(' ').next().unwrap().replace(',', "").parse().unwrap();
    assert!(verified > many, "{counts}");
    told
}

#[tokio::test(flavor = "multi_thread")]
async fn one_signature_and_many() {
    with_browser(Kind::Chromium, Options::default(), &[], async |page: Page| {
        page.driver.set_script_timeout(Duration::from_secs(300)).await.unwrap();
        let signatures = signatures(&page).await;
        worker::start(&page).await;
        let mut figures = Vec::new();
        for many in MANY {
            for (at, signature) in signatures.iter().enumerate() {
                let what = format!("a signature among {many} checked in the worker: {}", signature.about);
                let runs = checked(&page, signature, many).await;
                figures.push(Figure::new(format!("verify-{many}-kind-{}", at + 1), what, "ms", runs));
            }
        }
        let (mut points, mut copies) = (Vec::new(), 0);
        for many in IN_PAGE {
            copy(&page, &signatures[0], copies..many).await;
            copies = many;
            let mut runs = Vec::new();
            for _ in 0..if many == IN_PAGE[0] { 3 } else { 1 } {
                runs.push(in_page(&page, many).await);
            }
            let (busy, whole): (Vec<f64>, Vec<f64>) = runs.into_iter().unzip();
            points.push((many as f64, median(&whole)));
            let what = format!("the page's longest busy stretch while {many} signatures are checked");
            figures.push(Figure::new(format!("verify-busy-{many}"), what, "ms", busy));
            let what = format!("{many} signatures fetched and checked in the page");
            figures.push(Figure::new(format!("verify-page-{many}"), what, "ms", whole));
        }
        write("verify", &figures);
        growth::tell(
            "growth-verify",
            &[Growth { name: "verify-page", what: "signatures checked in the page", points }],
        );
    })
    .await;
}
