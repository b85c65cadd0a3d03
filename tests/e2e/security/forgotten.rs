//! After "Forget secrets" the password, the header made of it and the token are in no memory that the page has: not in
//! the heap of its scripts, not in that of its program.
//!
//! What a page cannot reach is not looked at: the browser's own memory beside these two, where a field keeps what was
//! typed and a request what was sent; the network's and the system's buffers; swapped-out pages.

use super::canary::{Canary, use_all};
use super::devtools::DevTools;
use crate::page::{Page, with_registry};
use base64::{Engine as _, engine::general_purpose::STANDARD};
use std::path::Path;
use thirtyfour::Key;

/// How many characters of a text that stand in a row are looked for: V8 writes down no more than a beginning of a long
/// text, and a part left behind is bad enough.
const SAMPLE: usize = 24;

/// What is looked for, each with what it is.
fn sought(page: &Page, canary: &Canary) -> Vec<(&'static str, String)> {
    let mut sought: Vec<_> = canary.forms().into_iter().map(|form| ("the password", form)).collect();
    let requests = page.demo.requests();
    let mut tokens: Vec<&str> =
        requests.iter().filter_map(|request| request.header("authorization")?.strip_prefix("Bearer ")).collect();
    // The check asks with a word that is no token.
    tokens.retain(|token| *token != "refscope");
    tokens.sort_unstable();
    tokens.dedup();
    assert!(!tokens.is_empty(), "there were tokens");
    for token in tokens {
        let [_, claims, signature] = token.split('.').collect::<Vec<_>>()[..] else { panic!("a JWT") };
        // Of the claims the end, which is another one in each.
        sought.push(("a token's signature", signature[..SAMPLE].to_owned()));
        sought.push(("a token's claims", claims[claims.len() - SAMPLE..].to_owned()));
    }
    sought
}

/// Which of these are in the memory of the page's program, and how often: in UTF-8, and in UTF-16 as JavaScript has it.
async fn in_program(page: &Page, sought: &[(&'static str, String)]) -> Vec<String> {
    let script = "const [texts, done] = arguments;
        const find = (bytes, wanted) => {
          let count = 0;
          for (let at = bytes.indexOf(wanted[0]); at >= 0; at = bytes.indexOf(wanted[0], at + 1)) {
            if (wanted.every((byte, index) => bytes[at + index] === byte)) count += 1;
          }
          return count;
        };
        import(document.querySelector('link[rel=modulepreload]').href).then(page => {
          const bytes = new Uint8Array(page.initSync().memory.buffer);
          const narrow = text => [...text].map(c => c.charCodeAt(0));
          done(texts.map(text => find(bytes, narrow(text)) + find(bytes, narrow(text).flatMap(byte => [byte, 0]))));
        });";
    let texts: Vec<&str> = sought.iter().map(|(_, text)| &**text).collect();
    let counts = page.driver.execute_async(script, vec![texts.into()]).await.unwrap();
    let counts: Vec<usize> = counts.convert().unwrap();
    let found = sought.iter().zip(counts).filter(|(_, count)| *count > 0);
    found.map(|((what, text), count)| format!("{what}, {count} times: {text}")).collect()
}

/// Which of these are in the heap of the page's scripts.
async fn in_scripts(page: &Page, sought: &[(&'static str, String)], name: &str) -> Vec<String> {
    let heap = DevTools::open(page).await.heap().await;
    assert!(heap.contains("a text of this test's own"), "what scripts hold is seen");
    let found: Vec<_> =
        sought.iter().filter(|(_, text)| heap.contains(text)).map(|(what, text)| format!("{what}: {text}")).collect();
    if !found.is_empty() {
        // For who has to find out what holds it: Chromium's developer tools open it.
        let path = Path::new(env!("CARGO_TARGET_TMPDIR")).join(format!("{name}.heapsnapshot"));
        std::fs::write(&path, &heap).unwrap();
        eprintln!("the heap is in {}", path.display());
    }
    found
}

/// Shows every secret that the page shows, and every command with the secret in it.
async fn reveal_all(page: &Page) {
    page.script("for (const folded of document.querySelectorAll('details')) folded.open = true").await;
    for button in ["#basic-reveal", "#token-reveal", "#basic-command-real", "#token-curl-real"] {
        page.press(button).await;
    }
    let reveal = "#take-credentials [id$=-reveal]";
    for id in page.attributes(reveal, "id").await {
        page.press(&format!("#{id}")).await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_forgotten_is_in_no_memory_of_the_page() {
    let canary = Canary::new();
    with_registry(canary.options(), async move |page: Page| {
        page.script("window.held = ['a text of this', \"test's own\"].join(' ')").await;
        use_all(&page, &canary).await;
        reveal_all(&page).await;
        let encoded = STANDARD.encode(format!("demo:{}", canary.password));
        assert_eq!(page.text("#basic-value").await, format!("Basic {encoded}"));
        let sought = sought(&page, &canary);
        let before = in_program(&page, &sought).await;
        assert!(before.len() >= 3, "before, they are there: {before:?}");

        page.press("#forget").await;
        page.until("the token gone", async || page.all("#token-value").await.is_empty().then_some(())).await;
        let script = "return document.documentElement.outerHTML + document.getElementById('password').value";
        let document = page.script(script).await.to_string();
        assert!(sought.iter().all(|(_, text)| !document.contains(text)));
        // What this test has handed to the page's scripts would be found there, so they are asked first.
        let in_scripts = in_scripts(&page, &sought, "forgotten").await;
        assert_eq!(in_scripts, [""; 0], "the heap of the page's scripts");
        assert_eq!(in_program(&page, &sought).await, [""; 0], "the memory of the page's program");
    })
    .await;
}

/// Nor does the keyboard bring it back.
#[tokio::test(flavor = "multi_thread")]
async fn what_is_forgotten_cannot_be_undone() {
    with_registry(Canary::new().options(), async |page: Page| {
        for text in ["demo", "demo2"] {
            page.type_into("password", text).await;
        }
        page.press("#forget").await;
        page.until("an empty field", async || page.value("password").await.is_empty().then_some(())).await;
        // The one that is there now: "Undo" works in the field that has the focus.
        let field = page.find("#password").await;
        field.click().await.unwrap();
        for _ in 0..3 {
            field.send_keys(Key::Control + "z").await.unwrap();
        }
        assert_eq!(page.value("password").await, "");
        for _ in 0..3 {
            field.send_keys(Key::Control + Key::Shift + "z").await.unwrap();
        }
        assert_eq!(page.value("password").await, "");
    })
    .await;
}
