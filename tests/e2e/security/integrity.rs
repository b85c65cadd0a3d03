//! Files that are not those that the page was built with: none of them is run or applied, and the page says so in words
//! instead of waiting for ever.
//!
//! Each is changed so that it would work as before if it were taken. `index.html` itself, which has the hashes, cannot
//! be checked by anything, and `config.json` is meant to be changed.

use crate::browser::{Kind, devtools};
use crate::page::{Page, with_browser};
use crate::site::dist;
use refscope_demo::Options;
use serde_json::json;
use std::collections::BTreeMap;

/// What is put behind a file: a script that tells of itself, wherever it runs; a rule; a section that nobody reads.
const SCRIPT: &[u8] = b"\n;globalThis.changed = 1;\n";
const RULE: &[u8] = b"\nhtml { --changed: 1 }\n";
const SECTION: &[u8] = &[0, 2, 1, b'x'];

/// What has to be done for a file to be wanted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Use {
    /// The page is opened.
    Open,
    /// Something is looked up.
    Look,
    /// What can be taken away is looked at.
    TakeAway,
    /// The check for administrators is opened.
    Check,
    /// Chinese is chosen.
    Chinese,
    /// A page of the help is opened.
    Help,
}

/// Files by what their names are without the hash; when they are wanted; and the place and the words in which the page
/// says that one was refused.
const FILES: &[(&str, Use, &str, &str)] = &[
    ("theme-.js", Use::Open, "#boot", "could not start"),
    ("early-.js", Use::Open, "#refused", "the browser refused it"),
    ("boot-.js", Use::Open, "#refused", "the browser refused it"),
    ("refscope-.js", Use::Open, "#boot", "could not start"),
    ("refscope--parts.js", Use::Open, "#boot", "could not start"),
    ("refscope-_bg.wasm", Use::Open, "#boot", "could not start"),
    ("style-.css", Use::Open, "#refused", "the browser refused it"),
    ("explorer-.css", Use::Look, "#refused", "the browser refused it"),
    ("report-.css", Use::Look, "#refused", "the browser refused it"),
    ("take-away-.css", Use::TakeAway, "#refused", "the browser refused it"),
    ("check-.css", Use::Check, "#refused", "the browser refused it"),
    ("engine-.wasm", Use::Look, "#step-challenge", "A part of this page could not be loaded"),
    ("explorer-.wasm", Use::Look, "#step-referrers", "The list could not be loaded"),
    ("inspected-.wasm", Use::Look, "#proof", "could not be loaded"),
    ("take_away-.wasm", Use::TakeAway, "#take-away", "could not be loaded"),
    ("check-.wasm", Use::Check, "#check", "could not be loaded"),
    ("chinese-.wasm", Use::Chinese, "#no-translation", "无法加载中文翻译"),
    // What parts have in common; which of them there are, and for which parts, the compiler says.
    (CHUNK, Use::Look, "main", "could not be loaded"),
    ("worker-.js", Use::Look, "main", "The inspector, a part of this page's own program, could not be loaded"),
    ("inspector-.js", Use::Look, "main", "The inspector, a part of this page's own program, could not be loaded"),
    ("inspector_bg-.wasm", Use::Look, "main", "The inspector, a part of this page's own program, could not be loaded"),
    ("help-.css", Use::Help, "html", ""),
];

/// All of those together.
const CHUNK: &str = "chunk-.wasm";

/// A name without its hash and the number of a chunk.
fn plain(name: &str) -> String {
    let is_hash = |part: &str| part.len() >= 12 && part.bytes().all(|byte| byte.is_ascii_hexdigit());
    let (stem, ending) = name.rsplit_once('.').unwrap();
    // wasm-bindgen's and our own endings stand behind the hash.
    let (stem, ending) = match stem.strip_suffix("_bg") {
        Some(stem) if stem.rsplit('-').next().is_some_and(is_hash) => (stem, format!("_bg.{ending}")),
        _ => (stem, format!(".{ending}")),
    };
    if stem.starts_with("chunk_") {
        return CHUNK.to_owned();
    }
    let parts = stem.split('-').map(|part| if is_hash(part) { "" } else { part });
    format!("{}{ending}", parts.collect::<Vec<_>>().join("-"))
}

/// The files of the page that are run or applied, by their names without hashes.
fn files() -> BTreeMap<String, Vec<String>> {
    let folders = [dist(), dist().join("help")];
    let names = folders.iter().flat_map(|folder| std::fs::read_dir(folder).unwrap());
    let names = names.map(|entry| entry.unwrap().file_name().into_string().unwrap());
    let is_run = |name: &String| [".js", ".css", ".wasm"].iter().any(|ending| name.ends_with(ending));
    let mut files = BTreeMap::<_, Vec<String>>::new();
    names.filter(is_run).for_each(|name| files.entry(plain(&name)).or_default().push(name));
    files
}

fn end_of(name: &str) -> &'static [u8] {
    match name.rsplit_once('.').unwrap().1 {
        "js" => SCRIPT,
        "css" => RULE,
        _ => SECTION,
    }
}

async fn go(page: &Page, path: &str) {
    page.driver.goto(format!("{}{path}", page.origin)).await.unwrap();
}

/// Does what a file is wanted for, where the page has begun.
async fn use_page(page: &Page, wanted: Use) {
    if !matches!(wanted, Use::Open | Use::Help) {
        // What is there before the program gives way to it.
        page.find("#step-basic").await;
    }
    match wanted {
        Use::Open => {}
        Use::Help => go(page, "/help/index.html").await,
        Use::Check => page.press("#check-link").await,
        Use::Chinese => page.press("#language option[value=zh-Hans]").await,
        Use::Look | Use::TakeAway => {
            page.fill("acme/signed", "1.0", "demo", "demo").await;
            page.press("#look").await;
        }
    }
    if wanted == Use::TakeAway {
        page.press("#take-away > summary").await;
    }
}

/// Opens an SBOM, which the inspector reads.
async fn open_document(page: &Page) {
    page.until_state("referrers", "done").await;
    page.find(".grid [data-kind=sbom]").await;
    let sbom = page.rows().await.into_iter().find(|row| row.kind == "sbom").unwrap();
    page.select(&sbom.digest).await;
    page.press(".detail > .opener").await;
    page.press(".detail .content .parts li:last-child > .opener").await;
}

/// What of a changed file has had an effect.
async fn effect(page: &Page) -> serde_json::Value {
    page.script(
        "return [globalThis.changed ?? '', getComputedStyle(document.documentElement).getPropertyValue('--changed')].join('')",
    )
    .await
}

async fn assert_refused(page: &Page, names: &[String], (file, wanted, place, words): (&str, Use, &str, &str)) {
    names.iter().for_each(|name| page.edited.lengthen(name, end_of(name)));
    // Nothing of the use before is left: a language, for one.
    page.script("localStorage.clear(); sessionStorage.clear()").await;
    go(page, "/").await;
    if wanted != Use::Open {
        page.find("#look").await;
        use_page(page, wanted).await;
    }
    if file.starts_with("worker") || file.starts_with("inspector") {
        open_document(page).await;
    }
    page.until(&format!("{file}: “{words}”"), async || {
        let said = page.script(&format!("return document.querySelector('{place}')?.textContent")).await;
        said.as_str().is_some_and(|said| said.contains(words)).then_some(())
    })
    .await;
    assert_eq!(effect(page).await, "", "{file}");
    // Without the script that minds the early form there is none; the program's comes all the same.
    let is_program = wanted == Use::Open && !file.ends_with(".css") && file != "early-.js";
    if is_program || wanted == Use::Help {
        assert!(page.all("#step-basic").await.is_empty(), "{file}: what runs is all or nothing");
    } else {
        page.find("#step-basic").await;
    }
    page.edited.mend();
}

/// What Chromium writes of it.
const SAID: [&str; 6] = [
    "integrity",
    "Failed to fetch",
    "net::ERR_",
    "preloaded using link preload but not used",
    "Uncaught (in promise)",
    "Fetch API cannot load",
];

#[tokio::test(flavor = "multi_thread")]
async fn every_file_that_was_changed_is_refused_in_words() {
    let files = files();
    let known = |file: &str| FILES.iter().find(|(known, ..)| *known == file);
    for (file, names) in &files {
        assert!(known(file).is_some(), "{names:?} ({file}): say in the table when it is wanted");
        assert!(names.len() == 1 || file == CHUNK, "{names:?}");
    }
    assert_eq!(files.len(), FILES.len(), "{:?}", files.keys());
    with_browser(Kind::Chromium, Options::default(), &SAID, async move |page: Page| {
        devtools(&page.driver, "Network.setCacheDisabled", json!({"cacheDisabled": true})).await;
        for (file, names) in &files {
            assert_refused(&page, names, *known(file).unwrap()).await;
        }
        // And as they are, they are taken.
        page.open("/").await;
        assert!(page.all("#refused, #boot").await.is_empty());
    })
    .await;
}

/// What starts the page is checked in another way there.
#[tokio::test(flavor = "multi_thread")]
async fn nothing_changed_starts_in_firefox() {
    with_browser(Kind::Firefox, Options::default(), &[], async move |mut page: Page| {
        // Another origin, of which nothing is kept: what was loaded a moment ago is not asked for again, otherwise.
        page.edited.forbid_keeping();
        page.origin = page.origin.replace("127.0.0.1", "localhost");
        for (file, names) in files() {
            let row = FILES.iter().find(|(known, ..)| *known == file).unwrap();
            if row.1 == Use::Open && file.ends_with(".css") == (file == "base-.css") {
                assert_refused(&page, &names, *row).await;
            }
        }
    })
    .await;
}

/// The change itself is none that would keep a file from working.
#[tokio::test(flavor = "multi_thread")]
async fn a_changed_file_would_work_if_it_were_not_checked() {
    with_browser(Kind::Chromium, Options::default(), &SAID, async |page: Page| {
        devtools(&page.driver, "Network.setCacheDisabled", json!({"cacheDisabled": true})).await;
        let html = std::fs::read_to_string(dist().join("index.html")).unwrap();
        let unchecked = regex::Regex::new("integrity=\"?sha384-[^ >\"]+\"?").unwrap().replace_all(&html, "");
        let unchecked = regex::Regex::new(" sha384-[A-Za-z0-9+/=]+").unwrap().replace_all(&unchecked, "");
        for name in files().values().flatten() {
            page.edited.lengthen(name, end_of(name));
        }
        page.edited.put_page("index.html", &unchecked);
        go(&page, "/index.html").await;
        page.find("#look").await;
        assert_eq!(effect(&page).await, "11");
    })
    .await;
}
