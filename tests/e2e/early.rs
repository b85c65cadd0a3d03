//! The form that stands in `index.html`, before the program is there, and how it gives way to the program's own.

use super::browser::{Kind, devtools};
use super::page::{Page, with_browser};
use refscope_demo::Options;
use serde_json::json;
use thirtyfour::prelude::*;

/// How the name of the program's file begins and ends.
const PROGRAM: [&str; 2] = ["", "_bg.wasm"];

/// What the console says of parts that are on their way when the page is left, and of a program that is not there.
const CONSOLE: [&str; 3] = ["Failed to fetch", "Fetch API cannot load", "Failed to find a valid digest"];

/// Runs a test in a browser that does not wait for what is held back.
async fn with_page<F: Future<Output = ()> + 'static>(test: impl FnOnce(Page) -> F + 'static) {
    with_browser(Kind::Hasty, Options::default(), &CONSOLE, async move |page: Page| {
        // Or the program would be there at once, from the cache.
        devtools(&page.driver, "Network.enable", json!({})).await;
        devtools(&page.driver, "Network.setCacheDisabled", json!({"cacheDisabled": true})).await;
        test(page).await;
    })
    .await;
}

/// Opens the page without its program.
async fn open_early(page: &Page, path: &str) {
    page.edited.hold(PROGRAM);
    page.driver.goto(format!("{}{path}", page.origin)).await.unwrap();
    page.find("#early #look").await;
    // Nobody sees it, or presses anything in it, before its style is there.
    let painted = "return performance.getEntriesByName('first-contentful-paint').length";
    page.until("something to see", async || (page.script(painted).await == 1).then_some(())).await;
    assert!(page.all("#step-basic").await.is_empty(), "the program is held back");
}

/// Lets the program come.
async fn run(page: &Page) {
    page.edited.release();
    page.find("#step-basic").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_typed_and_pressed_before_the_program_is_there_counts() {
    with_page(async |page: Page| {
        open_early(&page, "/").await;
        page.fill("demo/app", "1.0", "demo", "demo").await;
        page.press("#look").await;
        assert!(page.text("#boot").await.contains("Loading"), "it is said that there is something to wait for");
        assert_eq!(page.script("return location.search + document.querySelectorAll('#early').length").await, "1");
        run(&page).await;
        page.ended().await;
        assert_eq!(page.state("referrers").await, "done");
        assert_eq!(page.text("#token-granted").await, "pull");
        assert_eq!(page.value("password").await, "demo");
        let url = page.driver.current_url().await.unwrap();
        let query: Vec<(String, String)> =
            url.query_pairs().map(|(name, value)| (name.into_owned(), value.into_owned())).collect();
        assert!(query.iter().all(|(name, value)| name != "user" && name != "password" && value != "demo"), "{url}");
        assert_eq!(page.all("#early, #boot").await.len(), 0);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn hands_stay_where_they_are() {
    with_page(async |page: Page| {
        open_early(&page, "/?registry=quay.example&repository=org/linked&tag=2").await;
        // What a person types counts for more than what the link names; what they leave empty, the link fills.
        page.type_into("repository", "org/typed").await;
        page.press("#advanced > summary").await;
        page.press("#push").await;
        page.press("#theme option[value=dark]").await;
        page.type_into("service", "registry.example").await;
        let left = Key::Left.value().to_string().repeat(7);
        page.driver.active_element().await.unwrap().send_keys(Key::Shift + &*left).await.unwrap();
        run(&page).await;
        let values = ["registry", "repository", "reference", "service", "theme"];
        let expected = ["quay.example", "org/typed", "2", "registry.example", "dark"];
        for (id, expected) in values.into_iter().zip(expected) {
            assert_eq!(page.value(id).await, expected, "{id}");
        }
        assert_eq!(page.script("return document.documentElement.dataset.theme").await, "dark");
        assert_eq!(page.script("return document.getElementById('push').checked").await, true);
        assert_eq!(page.script("return document.getElementById('advanced').open").await, true);
        let hands = "const {id, selectionStart, selectionEnd} = document.activeElement;
            return [id, selectionStart, selectionEnd]";
        assert_eq!(page.script(hands).await, json!(["service", 9, 16]));
        // And goes on from there.
        page.driver.active_element().await.unwrap().send_keys("test").await.unwrap();
        assert_eq!(page.value("service").await, "registry.test");
        assert_eq!(page.all("[aria-invalid=true]").await.len(), 0, "nothing is said to be wrong that nobody has left");
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_whole_reference_typed_early_fills_all_three_fields() {
    with_page(async |page: Page| {
        open_early(&page, "/").await;
        page.type_into("registry", "quay.io/org/team/app:1.0").await;
        run(&page).await;
        for (id, expected) in [("registry", "quay.io"), ("repository", "org/team/app"), ("reference", "1.0")] {
            assert_eq!(page.value(id).await, expected, "{id}");
        }
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn another_button_pressed_early_does_its_work_later() {
    with_page(async |page: Page| {
        open_early(&page, "/").await;
        page.press("#shortcuts").await;
        run(&page).await;
        page.find("dialog[open] #shortcuts-title").await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn who_reads_chinese_sees_no_english_first() {
    with_page(async |page: Page| {
        page.script("localStorage.setItem('refscope.language', 'zh-Hans')").await;
        open_early(&page, "/").await;
        let button = page.until("the early form, translated", async || {
            let button = page.find("#early #look").await;
            button.is_displayed().await.unwrap().then_some(())?;
            Some(button.text().await.unwrap())
        });
        assert_eq!(button.await, "查询引用者");
        assert_eq!(page.script("return document.documentElement.lang").await, "zh-Hans");
        let left = "const english = /[A-Za-z]{3,} [A-Za-z]{2,}/;
            return [...document.querySelectorAll('#early label, #early legend, #early button, #early .help, #early h1 + p')]
              .map(element => element.textContent).filter(text => english.test(text))";
        assert_eq!(page.script(left).await, json!([]), "no sentence was forgotten");
        page.script(
            "window.buttons = new Set(); new MutationObserver(() => buttons.add(document.getElementById('look')?.textContent))
             .observe(document.body, {childList: true, subtree: true, characterData: true});",
        )
        .await;
        page.type_into("repository", "demo/app").await;
        run(&page).await;
        assert_eq!(page.value("repository").await, "demo/app");
        assert_eq!(page.script("return [...buttons]").await, json!(["查询引用者"]));
    })
    .await;
}

/// The form and what stands at the head of the page, as lines: tags, attributes and texts.
const LINES: &str = "
    const lines = (element, depth = 0) => {
      const attributes = [...element.attributes].map(({name, value}) => `${name}=${value.trim()}`)
        // The shortest form of a page leaves out what is so anyway.
        .filter(attribute => !['type=text', 'type=submit', 'class='].includes(attribute)).sort();
      const children = [...element.childNodes].flatMap(child =>
        child.nodeType === Node.ELEMENT_NODE ? lines(child, depth + 1) : child.data.trim() ? [' '.repeat(depth) + child.data.trim()] : []);
      return [`${' '.repeat(depth)}<${element.localName} ${attributes.join(' ')}>`, ...children];
    };
    const head = [...document.querySelector('.masthead').children]
      .filter(child => child.localName !== 'dialog' && !['house', 'no-translation'].includes(child.id));
    return [...head, document.querySelector('form')].flatMap(element => lines(element));";

#[tokio::test(flavor = "multi_thread")]
async fn the_early_form_is_the_programs_own() {
    with_page(async |page: Page| {
        let lines = async || serde_json::from_value::<Vec<String>>(page.script(LINES).await).unwrap();
        // As it is without a `config.json` that sets anything.
        open_early(&page, "/").await;
        let early = lines().await;
        run(&page).await;
        let own = lines().await;
        assert!(early.len() > 100, "{early:?}");
        assert_eq!(early, own);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn nothing_moves_when_the_program_takes_over() {
    with_page(async |page: Page| {
        open_early(&page, "/").await;
        let watch = "window.moved = []; new PerformanceObserver(list => { for (const entry of list.getEntries())
            for (const source of entry.sources) window.moved.push([entry.value, source.node?.outerHTML?.slice(0, 80)]);
            }).observe({type: 'layout-shift', buffered: true});
            window.before = document.getElementById('registry').getBoundingClientRect().top;";
        page.script(watch).await;
        run(&page).await;
        let told = "const done = arguments[0]; requestAnimationFrame(() => requestAnimationFrame(() => setTimeout(() =>
            done([window.moved, document.getElementById('registry').getBoundingClientRect().top - window.before]))))";
        let moved = page.driver.execute_async(told, Vec::new()).await.unwrap();
        assert_eq!(*moved.json(), json!([[], 0]));
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn without_the_program_nothing_is_lost_and_nothing_gets_into_the_address_bar() {
    with_page(async |page: Page| {
        let name = "return document.querySelector('link[type=\"application/wasm\"]').href.split('/').pop()";
        let name = page.script(name).await.as_str().unwrap().to_owned();
        page.edited.remove(&name);
        page.driver.goto(format!("{}/", page.origin)).await.unwrap();
        let alert = page.text("#boot[role=alert]").await;
        assert!(alert.contains("could not start"), "{alert}");
        page.fill("demo/app", "1.0", "demo", "secret").await;
        page.press("#look").await;
        assert_eq!(page.value("password").await, "secret");
        let url = page.driver.current_url().await.unwrap();
        assert_eq!((url.path(), url.query()), ("/", None));
        // Nor is there a form that would do nothing where the script that minds it is not there.
        page.script("delete document.documentElement.dataset.early").await;
        assert!(!page.find("#early form").await.is_displayed().await.unwrap());
    })
    .await;
}

/// What draws the list may come after the list: what a link selects is to be there all the same.
#[tokio::test(flavor = "multi_thread")]
async fn a_selection_waits_for_what_draws_it() {
    with_page(async |page: Page| {
        let image = page.demo.content().image("demo/app", "1.0").unwrap().clone();
        let digest = &image.referrers[0].digest;
        page.edited.hold(["explorer-", ".wasm"]);
        let link = format!("/?registry={}&repository=demo/app&tag=1.0&select={digest}", page.demo.host());
        page.driver.goto(format!("{}{link}", page.origin)).await.unwrap();
        page.find("#step-basic").await;
        page.type_into("user", "demo").await;
        page.type_into("password", "demo").await;
        page.look().await;
        assert_eq!(page.state("referrers").await, "done");
        assert!(page.all(".grid").await.is_empty(), "what draws the list is held back");
        let before = page.script("return history.length").await;
        page.edited.release();
        let selected = page.find(".grid [aria-selected=true]").await;
        assert!(selected.text().await.unwrap().contains(&digest[7..15]), "it is selected in the list");
        let address = page.driver.current_url().await.unwrap();
        assert!(address.query().unwrap().contains(&digest[7..]), "and in the address: {address}");
        assert_eq!(page.script("return history.length").await, before, "and it is no step to go back");
    })
    .await;
}
