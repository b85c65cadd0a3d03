//! A window of 1280 pixels at 400 %: 320 CSS pixels (WCAG 1.4.10). The page is not scrolled sideways, and every control is
//! reached.

use super::{Page, devtools};
use crate::page::with_page;
use serde_json::json;

/// What is wider than the window, or lies outside of it where nothing can be scrolled to it.
const ASTRAY: &str = "const width = document.documentElement.clientWidth, found = [];
    const name = element => `${element.tagName} ${element.id} ${element.className} ${element.textContent.trim().slice(0, 40)}`;
    if (document.scrollingElement.scrollWidth > width) {
      found.push(`the page is ${document.scrollingElement.scrollWidth} wide`);
      for (const element of document.querySelectorAll('body *')) {
        if (element.getBoundingClientRect().right > width + 1 && !inScroller(element) && !element.closest('svg svg, svg g')) found.push('wide: ' + name(element));
      }
    }
    function inScroller(element) {
      for (let above = element.parentElement; above; above = above.parentElement) {
        if (/auto|scroll/.test(getComputedStyle(above).overflowX)) return true;
      }
      return false;
    }
    for (const control of document.querySelectorAll('a[href], button, input, select, summary, textarea, [tabindex=\"0\"]')) {
      const box = control.getBoundingClientRect();
      if (!box.width || !box.height || !control.checkVisibility({visibilityProperty: true}) || inScroller(control)) continue;
      if (box.left < -1 || box.right > width + 1) found.push(`out of reach: ${name(control)} ${box.left}-${box.right}`);
    }
    return found.slice(0, 12);";

async fn complaints(page: &Page, view: &str) -> Vec<String> {
    let found: Vec<String> = serde_json::from_value(page.script(ASTRAY).await).unwrap();
    found.into_iter().map(|words| format!("{view}: {words}")).collect()
}

/// What a person scrolls to is seen: nothing else lies over it.
const COVERED: &str = "const found = [];
    for (const control of document.querySelectorAll('main button, main input, main select, main summary')) {
      if (!control.checkVisibility({visibilityProperty: true, opacityProperty: true})) continue;
      control.scrollIntoView({block: 'center', inline: 'center'});
      const box = control.getBoundingClientRect();
      if (!box.width || !box.height) continue;
      const top = document.elementFromPoint(box.left + Math.min(box.width, 320) / 2, box.top + box.height / 2);
      const isSeen = top && (control.contains(top) || top.contains(control) || top.closest('label')?.control === control);
      if (!isSeen) found.push(`${control.tagName} ${control.id} ${control.className} under ${top?.tagName} ${top?.className}`);
    }
    return found.slice(0, 12);";

#[tokio::test(flavor = "multi_thread")]
async fn at_four_hundred_percent_nothing_is_scrolled_sideways() {
    with_page(async |page: Page| {
        let metrics = json!({"width": 320, "height": 256, "deviceScaleFactor": 4, "mobile": false});
        devtools(&page, "Emulation.setDeviceMetricsOverride", metrics).await;
        let mut found = complaints(&page, "first").await;
        super::fill_usual(&page).await;
        page.look().await;
        page.find(".grid.tree [data-kind]").await;
        found.extend(complaints(&page, "tree").await);
        let digest = page.rows().await.remove(0).digest;
        page.select(&digest).await;
        page.press(".detail > .opener").await;
        page.find(".detail .parts").await;
        page.press("#token-reveal").await;
        page.press("#basic-reveal").await;
        page.script("for (const folded of document.querySelectorAll('details')) folded.open = true").await;
        page.find("#take-away .commands, #take-away pre").await;
        found.extend(complaints(&page, "unfolded").await);
        let covered: Vec<String> = serde_json::from_value(page.script(COVERED).await).unwrap();
        found.extend(covered.into_iter().map(|words| format!("covered: {words}")));
        for view in ["table", "graph"] {
            page.press(&format!("label:has(#view-{view})")).await;
            page.find(".explorer-view > *").await;
            found.extend(complaints(&page, view).await);
        }
        page.type_into("password", "wrong").await;
        page.look().await;
        found.extend(complaints(&page, "failed").await);
        page.open("/#check").await;
        page.find("#check button").await;
        found.extend(complaints(&page, "check").await);
        assert!(found.is_empty(), "{}", found.join("\n"));
    })
    .await;
}
