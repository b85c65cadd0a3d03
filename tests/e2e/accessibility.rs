//! Faults of accessibility that a program can find: there are none, in any view, light or dark.

use super::appearance::{Theme, WIDE};
use super::page::{Page, with_page};
use super::views;
use std::cell::RefCell;
use std::rc::Rc;

#[tokio::test(flavor = "multi_thread")]
async fn no_view_has_a_fault() {
    let found = Rc::new(RefCell::new(Vec::new()));
    let all = found.clone();
    views::each(async move |page: &Page, view: &str| {
        for theme in Theme::ALL {
            page.show_in(WIDE, theme).await;
            let violations = page.violations().await;
            if !violations.is_empty() {
                all.borrow_mut().push(format!("{view}, {}:\n{}", theme.name(), violations.join("\n")));
            }
        }
    })
    .await;
    let found = found.borrow();
    assert!(found.is_empty(), "{}", found.join("\n"));
}

/// What is not found where it is would not be found elsewhere, either.
#[tokio::test(flavor = "multi_thread")]
async fn faults_are_found() {
    with_page(async |page: Page| {
        page.axe("the first view").await;
        page.script(
            "const text = document.querySelector('.masthead p'); text.style.color = '#bbb';
             document.querySelector('#registry').labels[0].remove();
             document.querySelector('#registry').removeAttribute('placeholder');",
        )
        .await;
        let found = page.violations().await.join("\n");
        assert!(found.contains("color-contrast") && found.contains("masthead"), "{found}");
        assert!(found.contains("label (critical)") && found.contains("#registry"), "{found}");
    })
    .await;
}
