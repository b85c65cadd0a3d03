//! A clock that is wrong by a day.

use super::{Page, before_load, fill_usual};
use crate::page::with_page;

/// Sets the page's clock so many milliseconds ahead.
fn ahead(milliseconds: i64) -> String {
    format!(
        "const Right = Date; const skew = {milliseconds};
         window.Date = class extends Right {{
           constructor(...parts) {{ if (parts.length) super(...parts); else super(Right.now() + skew); }}
           static now() {{ return Right.now() + skew; }}
         }};"
    )
}

const DAY: i64 = 86_400_000;

#[tokio::test(flavor = "multi_thread")]
async fn with_a_wrong_clock_the_token_is_used_and_the_difference_is_said() {
    for (skew, words) in [(DAY, "24 hours behind this machine's"), (-DAY, "24 hours ahead of this machine's")] {
        with_page(async move |page: Page| {
            before_load(&page, &ahead(skew)).await;
            page.open("/").await;
            fill_usual(&page).await;
            page.look().await;
            assert_eq!(page.state("referrers").await, "done");
            let said = page.text("#step-token .notice").await;
            assert!(said.contains(words), "{said}");
            // Its time is counted from when it came, whatever the clock says.
            let left = page.text("#token-left").await;
            assert!(left.starts_with("59:") || left.starts_with("60:") || left.starts_with("1:00:"), "{left}");
            let tokens = page.demo.requests().iter().filter(|request| request.path.starts_with("/v2/auth")).count();
            assert_eq!(tokens, 1, "nor is it renewed for that");
            // When something was looked at is by the device's own clock.
            assert_eq!(page.contents("#history li a").await, ["demo/app:1.0"]);
        })
        .await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn with_a_right_clock_nothing_is_said_of_clocks() {
    with_page(async |page: Page| {
        fill_usual(&page).await;
        page.look().await;
        assert!(!page.text("#step-token").await.contains("clock"));
    })
    .await;
}
