//! Faults of accessibility that a program can find are found.

use super::page::{Page, with_page};

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
