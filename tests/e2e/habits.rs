//! Theme, language, single keys, paper.

use super::browser;
use super::page::{Page, with_page};
use super::paper;
use serde_json::json;
use thirtyfour::prelude::*;

async fn choose(page: &Page, id: &str, value: &str) {
    page.press(&format!("#{id} option[value='{value}']")).await;
}

/// Whether the ground is dark.
async fn is_dark(page: &Page) -> bool {
    let colour = page.script("return getComputedStyle(document.documentElement).backgroundColor").await;
    let numbers = colour.as_str().unwrap().split(|c: char| !c.is_ascii_digit()).filter_map(|n| n.parse::<u32>().ok());
    numbers.take(3).sum::<u32>() < 384
}

async fn system(page: &Page, theme: &str) {
    let media = json!({"features": [{"name": "prefers-color-scheme", "value": theme}]});
    browser::devtools(&page.driver, "Emulation.setEmulatedMedia", media).await;
}

async fn focused(page: &Page) -> String {
    page.script("return document.activeElement.id").await.as_str().unwrap_or_default().to_owned()
}

async fn keys(page: &Page, keys: impl Into<thirtyfour::TypingData>) {
    page.driver.active_element().await.unwrap().send_keys(keys).await.unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn the_theme_is_chosen_and_remembered_before_the_first_paint() {
    with_page(async |page: Page| {
        for (chosen, with_light, with_dark) in
            [("auto", false, true), ("dark", true, true), ("light", false, false), ("auto", false, true)]
        {
            choose(&page, "theme", chosen).await;
            for _ in ["at once", "after a reload"] {
                for (theme, expected) in [("light", with_light), ("dark", with_dark)] {
                    system(&page, theme).await;
                    page.until(&format!("{chosen} while the system is {theme}"), async || {
                        (is_dark(&page).await == expected).then_some(())
                    })
                    .await;
                }
                page.open("/").await;
                assert_eq!(page.value("theme").await, chosen);
            }
        }
        // The script that sets it comes before every style sheet, and holds the parser up until it has run.
        choose(&page, "theme", "dark").await;
        let order = page
            .script(
                "const script = document.querySelector('head script[src*=early]');
                 const sheet = document.querySelector('head link[rel=stylesheet]');
                 return [script.async || script.defer || script.type === 'module',
                   Boolean(script.compareDocumentPosition(sheet) & Node.DOCUMENT_POSITION_FOLLOWING)];",
            )
            .await;
        assert_eq!(order, json!([false, true]));
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_language_is_switched_in_place_and_remembered() {
    with_page(async |page: Page| {
        page.type_into("registry", "quay.io").await;
        let english = page.text("#look").await;
        choose(&page, "language", "zh-Hans").await;
        page.until("Chinese", async || (page.text("#look").await != english).then_some(())).await;
        let root = "return [document.documentElement.lang, document.title]";
        let chinese = page.script(root).await;
        assert_eq!(chinese[0], "zh-Hans");
        assert!(!chinese[1].as_str().unwrap().is_ascii(), "{chinese}");
        assert_eq!(page.value("registry").await, "quay.io", "in place");
        page.open("/").await;
        page.until("Chinese again", async || (page.text("#look").await != english).then_some(())).await;
        choose(&page, "language", "en").await;
        page.until("English", async || (page.text("#look").await == english).then_some(())).await;
        assert_eq!(page.script(root).await[0], "en");
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_reader_of_chinese_is_spoken_to_in_chinese() {
    with_page(async |page: Page| {
        let script = "Object.defineProperty(navigator, 'languages', {get: () => ['de-AT', 'zh-CN', 'en']})";
        browser::devtools(&page.driver, "Page.addScriptToEvaluateOnNewDocument", json!({"source": script})).await;
        page.open("/").await;
        page.until("Chinese", async || (!page.text("#look").await.is_ascii()).then_some(())).await;
        assert_eq!(page.value("language").await, "auto");
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn single_keys_do_what_the_sheet_says() {
    with_page(async |page: Page| {
        let is_open = async || page.script("return document.querySelector('#shortcuts-sheet').open").await == true;
        // By keyboard alone: opened by its button, closed by Escape, and the focus is back.
        page.script("document.querySelector('#shortcuts').focus()").await;
        keys(&page, Key::Enter + "").await;
        assert!(is_open().await);
        // Behind the sheet nothing is reached. The browser's own controls come between its end and its beginning.
        for _ in 0..6 {
            keys(&page, Key::Tab + "").await;
            let place = "const at = document.activeElement; return at === document.body || !!at.closest('dialog')";
            assert_eq!(page.script(place).await, true);
        }
        page.find("#shortcuts-sheet").await.send_keys(Key::Escape + "").await.unwrap();
        page.until("the sheet closed", async || (!is_open().await).then_some(())).await;
        assert_eq!(focused(&page).await, "shortcuts");

        keys(&page, "f").await;
        assert_eq!(focused(&page).await, "registry");
        keys(&page, "?f2").await;
        assert_eq!(page.value("registry").await, "?f2", "what is typed is typed");
        assert!(!is_open().await);
        page.script("document.activeElement.blur()").await;
        keys(&page, "2").await;
        page.until("the table", async || (page.script("return location.search").await == "?view=table").then_some(()))
            .await;
        keys(&page, Key::Control + "1").await;
        keys(&page, "?").await;
        assert!(is_open().await);
        assert_eq!(page.script("return location.search").await, "?view=table", "not with Ctrl");

        // Switched off, and that is remembered.
        page.press("#shortcuts-on").await;
        page.press("#shortcuts-close").await;
        page.open("/").await;
        keys(&page, "?").await;
        keys(&page, "f").await;
        assert!(!is_open().await);
        assert_ne!(focused(&page).await, "registry");
        page.press("#shortcuts").await;
        assert!(is_open().await && !page.find("#shortcuts-on").await.is_selected().await.unwrap());
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn paper_has_the_answer_and_no_secret() {
    with_page(async |page: Page| {
        page.fill("demo/app", "1.0", "demo", "demo").await;
        page.look().await;
        page.press("#token-reveal").await;
        page.press("#basic-reveal").await;
        let token = page.text("#token-value").await;
        let header = page.text("#basic-value").await;
        let (answer, digest) = (page.text("#step-referrers .answer").await, page.text("#image-digest").await);

        let printed = paper::words(&page.driver).await;
        let has = |words: &str| {
            let close = |text: &str| text.split_whitespace().collect::<String>();
            close(&printed).contains(&close(words))
        };
        assert!(has(&answer), "{printed}");
        assert!(has(&digest), "in full: {printed}");
        let address = page.script("return location.href").await;
        assert!(has(address.as_str().unwrap()), "{printed}");
        for absent in [&*token, &token[token.len() - 20..], &header, &header[6..], "Password or robot token", "Reveal"]
        {
            assert!(!has(absent), "{absent}: {printed}");
        }
    })
    .await;
}
