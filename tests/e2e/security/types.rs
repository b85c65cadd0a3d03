//! Trusted Types: no text becomes markup, code or a script's address, whoever wrote it. Only the inspector's address
//! does.

use crate::browser::{Kind, console};
use crate::page::{Page, with_browser};
use crate::proof;
use refscope_demo::Options;

/// Ways from a text to code, each of which has to be refused; what each is, and what does it.
const WAYS: &[(&str, &str)] = &[
    ("markup", "document.body.innerHTML = '<img src=x onerror=\"window.ran = 1\">'"),
    ("markup in an element's place", "document.body.firstElementChild.outerHTML = '<p>x'"),
    ("markup beside an element", "document.body.insertAdjacentHTML('beforeend', '<p>x')"),
    ("markup of a range", "document.createRange().createContextualFragment('<p>x')"),
    ("a document in a document", "document.createElement('iframe').srcdoc = '<script>parent.ran = 1</script>'"),
    ("a document from a text", "new DOMParser().parseFromString('<p>x', 'text/html')"),
    ("writing into the document", "document.write('<p>x')"),
    ("eval", "window.eval('window.ran = 1')"),
    ("a function from a text", "new window.Function('window.ran = 1')()"),
    (
        "a script's text",
        "document.head.append(Object.assign(document.createElement('script'), {text: 'window.ran = 1'}))",
    ),
    ("a script's content", "document.createElement('script').textContent = 'window.ran = 1'"),
    ("a script's address", "document.createElement('script').src = 'https://evil.example/x.js'"),
    ("a script's address here", "document.createElement('script').src = document.querySelector('script').src"),
    ("a handler's text", "document.body.setAttribute('onclick', 'window.ran = 1')"),
    ("a worker of a text", "new Worker('data:text/javascript,postMessage(1)')"),
    ("a worker from elsewhere", "new Worker('https://evil.example/x.js')"),
    ("a worker of another file here", "new Worker(document.querySelector('script').src)"),
    ("a worker of the inspector's with more to it", "new Worker(inspector + '?x')"),
    ("a shared worker", "new SharedWorker(inspector + '#x')"),
    ("a policy of one's own", "trustedTypes.createPolicy('mine', {createHTML: text => text})"),
    ("a policy in the page's place", "trustedTypes.createPolicy('default', {createHTML: text => text})"),
];

/// Ways that are refused without a word to who goes them: nothing has run afterwards.
const SILENT: &str = "
    const add = (name, attributes) => document.body.appendChild(Object.assign(document.createElement(name), attributes));
    add('a', {href: 'javascript:void(window.ran = 1)'}).click();
    const script = document.createElement('script');
    script.append('window.ran = 1');
    document.head.append(script);
    window.setTimeout('window.ran = 1');";

/// What is thrown by a way. It is gone in a task of its own: what a driver runs may for that moment do more than the
/// page.
async fn refusal(page: &Page, way: &str) -> String {
    let script = format!(
        "const done = arguments[0];
         const inspector = document.querySelector('meta[name=refscope-inspector]').content.split(' ')[0];
         setTimeout(() => {{ try {{ {way}; done(''); }} catch (error) {{ done(error.name); }} }});"
    );
    page.driver.execute_async(&script, Vec::new()).await.unwrap().convert().unwrap()
}

async fn nothing_goes_but_the_inspector(page: &Page) {
    for (what, way) in WAYS {
        let refusal = refusal(page, way).await;
        assert!(["TypeError", "EvalError"].contains(&&*refusal), "{what}: “{refusal}”");
    }
    refusal(page, SILENT).await;
    // A link is followed, and a message of the browser's own comes, before this.
    let ran = "const done = arguments[0]; setTimeout(() => requestAnimationFrame(() => done(typeof window.ran)), 0)";
    assert_eq!(page.driver.execute_async(ran, Vec::new()).await.unwrap().json(), "undefined");
    assert_eq!(refusal(page, "new Worker(inspector, {type: 'module'}).terminate()").await, "");
}

#[tokio::test(flavor = "multi_thread")]
async fn no_text_becomes_code() {
    with_browser(Kind::Chromium, Options::default(), &[], async |page: Page| {
        nothing_goes_but_the_inspector(&page).await;
        // The refusals stand in the console, where the end of the test would stumble over them.
        let console = console(&page.driver).await;
        assert!(console.iter().any(|line| line.contains("Trusted")), "{console:?}");
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn no_text_becomes_code_in_firefox_either() {
    with_browser(Kind::Firefox, Options::default(), &[], async |page: Page| {
        assert_eq!(page.script("return typeof trustedTypes").await, "object", "a Firefox that has Trusted Types");
        nothing_goes_but_the_inspector(&page).await;
    })
    .await;
}

/// The inspector is a worker, whose address is such a text.
#[tokio::test(flavor = "multi_thread")]
async fn the_inspector_works_in_firefox() {
    with_browser(Kind::Firefox, Options::default(), &[], async |page: Page| {
        proof::checked(&page).await;
        assert!(!page.all(".proof-counts [data-outcome=verified]").await.is_empty());
    })
    .await;
}

/// Where there are no Trusted Types, the page is the same.
#[tokio::test(flavor = "multi_thread")]
async fn a_browser_without_them_shows_the_page_all_the_same() {
    with_browser(Kind::Chromium, Options::default(), &[], async |page: Page| {
        let source = serde_json::json!({"source": "delete window.trustedTypes; delete Window.prototype.trustedTypes"});
        crate::browser::devtools(&page.driver, "Page.addScriptToEvaluateOnNewDocument", source).await;
        page.open("/").await;
        assert_eq!(page.script("return typeof trustedTypes").await, "undefined");
    })
    .await;
}
