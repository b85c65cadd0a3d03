//! The page in another language, switched in place.

use super::place::{Place, document, settle};
use refscope::view::language::{Catalogue, Spoken, speak};
use std::sync::Arc;
use wasm_bindgen::JsCast;
use wasm_bindgen_test::wasm_bindgen_test;

fn chinese() -> Spoken {
    let catalogue = Catalogue::read(include_str!("../../src/words/zh-Hans.json")).unwrap();
    Spoken { tag: "zh-Hans", catalogue: Some(Arc::new(catalogue)) }
}

fn placeholder(page: &Place, css: &str) -> String {
    page.find(css).get_attribute("placeholder").unwrap_or_default()
}

fn is_chinese(text: &str) -> bool {
    text.chars().any(|c| ('\u{4e00}'..='\u{9fff}').contains(&c))
}

#[wasm_bindgen_test]
async fn the_page_changes_its_language_in_place() {
    let page = Place::of_page();
    let lang = || document().document_element().unwrap().get_attribute("lang").unwrap_or_default();
    page.type_into("#repository", "Org/App").await;
    page.press("#look").await;
    assert!(page.text("#repository-error").contains("capital letters"));
    assert_eq!((lang(), document().title()), ("en".into(), "Refscope: what refers to this image?".into()));
    let (button, before) = (page.find("#look"), page.html());

    speak(chinese());
    settle().await;
    assert_eq!((lang(), document().title()), ("zh-Hans".into(), "Refscope：谁引用了这个镜像？".into()));
    assert_eq!(button.text_content().unwrap(), "查询引用者", "the same button as before");
    assert!(page.text("#repository-error").contains("“Org/App”含有大写字母"), "{}", page.text("#repository-error"));
    assert_eq!(placeholder(&page, "#user"), "留空则匿名查询");
    let input = page.find("#repository").unchecked_into::<web_sys::HtmlInputElement>();
    assert_eq!(input.value(), "Org/App", "what was typed stays");

    speak(Spoken::default());
    settle().await;
    assert_eq!((lang(), button.text_content().unwrap()), ("en".into(), "Look up referrers".into()));
    assert_eq!(placeholder(&page, "#user"), "empty for an anonymous look");
    assert_eq!(page.html(), before, "as if nothing had been");
}

/// No label, title or line of the page that has just been opened is left in English.
#[wasm_bindgen_test]
async fn nothing_stays_in_english() {
    let page = Place::of_page();
    speak(chinese());
    settle().await;
    let found = document().query_selector_all("label, legend, summary, h2, p, button, dt, a").unwrap();
    let left: Vec<String> = (0..found.length())
        .filter_map(|at| found.get(at)?.text_content())
        // The name of a key is one letter.
        .filter(|text| text.chars().filter(|c| c.is_alphabetic()).count() > 1 && !is_chinese(text))
        .filter(|text| text != "Refscope")
        .collect();
    // Before anything can fail: the other tests read the page in English.
    speak(Spoken::default());
    assert!(page.has("label") && left.is_empty(), "{left:?}");
}
