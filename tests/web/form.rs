//! The form of the whole page, before anything is asked of a registry.

use super::place::Place;
use wasm_bindgen_test::wasm_bindgen_test;

#[wasm_bindgen_test]
async fn the_basic_header_is_built_as_one_types() {
    let page = Place::of_page();
    assert!(page.has("#step-basic[data-state=idle]"));
    page.type_into("#user", "müller").await;
    page.type_into("#password", "pässwörd:密码").await;
    assert!(page.has("#step-basic[data-state=done]"));
    assert!(!page.text("#step-basic").contains("密码") && !page.text("#basic-value").contains("Basic"));
    page.press("#basic-reveal").await;
    // printf %s 'müller:pässwörd:密码' | base64
    assert_eq!(page.text("#basic-value"), "Basic bcO8bGxlcjpww6Rzc3fDtnJkOuWvhueggQ==");
}

#[wasm_bindgen_test]
async fn a_colon_in_the_user_name_is_refused_with_the_reason() {
    let page = Place::of_page();
    page.type_into("#user", "a:b").await;
    assert_eq!(page.text("#user-error"), "", "not while one types");
    // The focus moves on.
    page.type_into("#password", "x").await;
    assert!(page.text("#user-error").contains("RFC 7617"), "{}", page.text("#user-error"));
    assert!(page.has("#user[aria-invalid=true]") && page.has("#step-basic[data-state=idle]"));
    page.type_into("#user", "ab").await;
    assert!(page.text("#user-error").is_empty() && page.has("#user[aria-invalid=false]"));
}

#[wasm_bindgen_test]
async fn pressing_the_button_too_early_leads_to_the_field_at_fault() {
    let page = Place::of_page();
    page.type_into("#registry", "quay.example").await;
    page.type_into("#repository", "Org/App").await;
    page.press("#look").await;
    assert!(page.text("#repository-error").contains("capital letters"));
    assert!(page.text("#reference-error").contains("Enter a tag"));
    assert_eq!(super::place::document().active_element().unwrap().id(), "repository");
    assert!(page.has("#step-challenge[data-state=idle]"), "nothing was asked");
}
