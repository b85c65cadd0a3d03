//! A password that occurs nowhere else in the world, and everything that the page says, sends and keeps: it is in the
//! header that goes to the token endpoint, and nowhere else.

use super::devtools::DevTools;
use crate::browser::{self, devtools};
use crate::page::{Page, with_registry};
use crate::{proof, secrets, views};
use base64::{Engine as _, engine::general_purpose::STANDARD_NO_PAD};
use refscope_demo::Options;
use serde_json::{Value, json};
use std::hash::{BuildHasher as _, RandomState};

/// Such a password: letters and digits by chance, among characters that addresses and JSON write in other ways.
pub struct Canary {
    core: String,
    /// The password.
    pub password: String,
}

impl Canary {
    /// A new one.
    pub fn new() -> Self {
        let core = format!("{:016x}{:016x}", RandomState::new().hash_one(1), RandomState::new().hash_one(2));
        Self { password: format!("ü%\"{core}&/密"), core }
    }

    /// A registry that takes it from `demo`.
    pub fn options(&self) -> Options {
        Options { password: Some(self.password.clone()), ..Options::default() }
    }

    /// Every way in which it can stand in a text: as it is, in hexadecimal digits, in Base64 at any place. (Its core is
    /// the same however the rest is written.)
    pub fn forms(&self) -> Vec<String> {
        let hex = self.core.bytes().map(|byte| format!("{byte:02x}")).collect();
        let mut forms = vec![self.core.clone(), hex];
        forms.extend((0..3).map(|before| inside_base64(&self.core, before)));
        forms
    }

    /// The first form of it in a text.
    pub fn is_in(&self, text: &str) -> Option<String> {
        self.forms().into_iter().find(|form| text.contains(form))
    }
}

/// What stands in Base64 of any text that has `part` in it, where `before` bytes more than a multiple of three are before
/// it: without the digits at both ends, which hold bits of others.
fn inside_base64(part: &str, before: usize) -> String {
    let encoded = STANDARD_NO_PAD.encode([vec![0; before], part.as_bytes().to_vec()].concat());
    let bits = (before + part.len()) * 8;
    encoded[(before * 8).div_ceil(6)..bits / 6].to_owned()
}

#[test]
fn every_form_is_found_wherever_it_stands() {
    let canary = Canary::new();
    for user in ["", "u", "us", "use", "user"] {
        let text = format!("{user}:{}", canary.password);
        assert!(canary.is_in(&text).is_some(), "{text}");
        let encoded = base64::engine::general_purpose::STANDARD.encode(&text);
        assert!(canary.is_in(&encoded).is_some(), "{encoded}");
    }
    let address = url::Url::parse_with_params("http://x/", [("a", &canary.password)]).unwrap();
    assert!(canary.is_in(address.as_str()).is_some(), "{address}");
    assert!(canary.is_in(&json!(canary.password).to_string()).is_some());
    assert!(canary.is_in(&Canary::new().password).is_none());
}

/// Notes what goes to workers and comes from them, from before the page's first script on.
const LISTEN: &str = "
    window.said = [];
    const note = value => {
        if (typeof value === 'string') said.push(value);
        else if (Array.isArray(value)) value.forEach(note);
        else if (value instanceof ArrayBuffer) said.push(new TextDecoder('latin1').decode(value));
    };
    window.Worker = class extends Worker {
        constructor(...place) { super(...place); this.addEventListener('message', event => note(event.data)); }
        postMessage(message, moved) { note(message); super.postMessage(message, moved); }
    };";

/// The same account with the canary, in the place of the usual one.
async fn sign_in(page: &Page, canary: &Canary) {
    page.type_into("password", &canary.password).await;
    page.look().await;
    assert_eq!(page.state("referrers").await, "done");
}

/// All that one can do with an image: its content, its signatures, the drawing, the table, what is to be taken away, its
/// tags, another one beside it, the check for administrators, the other language.
pub async fn use_all(page: &Page, canary: &Canary) {
    page.fill("acme/signed", "1.0", "demo", &canary.password).await;
    page.press("#list-tags").await;
    page.until("the tags", async || (!page.all("#tags option").await.is_empty()).then_some(())).await;
    page.look().await;
    assert_eq!(page.state("referrers").await, "done");
    proof::check(page).await;
    proof::report_here(page).await;
    page.press("#compare > summary").await;
    page.type_into("compare-with", "tampered").await;
    page.press("#compare-start").await;
    page.find("#comparison-table tbody tr").await;
    for view in ["table", "graph", "tree"] {
        page.press(&format!("label:has(#view-{view})")).await;
    }
    page.press("#take-away > summary").await;
    page.find("#take-away pre").await;
    page.press("#language option[value=zh-Hans]").await;
    page.until("Chinese", async || page.text("#look").await.contains("查询").then_some(())).await;
    page.press("#language option[value=en]").await;
    page.until("English", async || page.text("#look").await.contains("Look").then_some(())).await;
    views::run_check(page).await;
    // The check stands in the look's place as long as the address bar says so.
    page.script("location.hash = ''").await;
    page.until("the look again", async || page.find("#check").await.attr("hidden").await.unwrap().map(drop)).await;
}

/// Everything where a text is kept, shown or said, but the field it was typed into.
async fn everything(page: &Page) -> String {
    let document = page.script("return document.documentElement.outerHTML").await;
    let said = page.script("return said").await;
    assert!(said.as_array().unwrap().len() > 4, "what is said to the inspector is heard: {said}");
    let history = DevTools::open(page).await.history().await;
    assert!(history.contains("acme/signed") || history.contains("acme%2Fsigned"), "{history}");
    format!("{}\n{document}\n{said}\n{history}", secrets::traces(page).await)
}

#[tokio::test(flavor = "multi_thread")]
async fn the_password_goes_to_the_token_endpoint_and_nowhere_else() {
    let canary = Canary::new();
    with_registry(canary.options(), async move |page: Page| {
        devtools(&page.driver, "Page.addScriptToEvaluateOnNewDocument", json!({"source": LISTEN})).await;
        page.open("/").await;
        use_all(&page, &canary).await;
        sign_in(&page, &canary).await;
        // Also of what is not typed, but refused.
        page.type_into("reference", "9.9").await;
        page.look().await;
        assert_eq!(page.state("image").await, "failed");

        let endpoint = format!("http://{}/v2/auth?", page.demo.host());
        let mut carried = 0;
        for mut request in browser::requests(&page.driver).await {
            if request["url"].as_str().unwrap().starts_with(&endpoint) {
                let headers = request["headers"].as_object_mut().unwrap();
                let name = headers.keys().find(|name| name.eq_ignore_ascii_case("authorization")).cloned();
                let header = name.and_then(|name| headers.remove(&name)).unwrap_or_default().to_string();
                carried += usize::from(canary.is_in(&header).is_some());
            }
            assert_eq!(canary.is_in(&request.to_string()), None, "{request}");
        }
        assert!(carried >= 3, "the header is seen where it belongs: {carried}");
        for request in page.demo.requests() {
            let is_for_token = request.path.starts_with("/v2/auth?");
            let others = |name: &str| !(is_for_token && name.eq_ignore_ascii_case("authorization"));
            let headers: Vec<Value> =
                request.headers.iter().filter(|(name, _)| others(name)).map(|pair| json!(pair)).collect();
            assert_eq!(canary.is_in(&format!("{} {headers:?}", request.path)), None);
        }
        let everything = everything(&page).await;
        assert_eq!(canary.is_in(&everything), None);
    })
    .await;
}
