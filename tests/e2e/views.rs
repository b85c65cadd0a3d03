//! The views of the page, and how each is reached. What looks at all of them takes them from here: the pictures, and
//! the search for faults of accessibility. A view more is a line more.

use super::page::{Page, with_headers};
use super::proof;
use futures::future::LocalBoxFuture;
use refscope_demo::{Cors, Options};
use std::time::Duration;

/// How a view is reached from the page just opened.
type Way = for<'a> fn(&'a Page) -> LocalBoxFuture<'a, ()>;

/// A name for file names and messages, the registry that it takes, and the way there.
const VIEWS: &[(&str, Registry, Way)] = &[
    ("first", Registry::Usual, |_| Box::pin(async {})),
    ("field-errors", Registry::Usual, |page| Box::pin(field_errors(page))),
    ("tags", Registry::Usual, |page| Box::pin(tags(page))),
    ("found", Registry::Usual, |page| Box::pin(found(page, "demo/app", "1.0"))),
    ("unfolded", Registry::Usual, |page| Box::pin(unfolded(page))),
    ("opened", Registry::Usual, |page| Box::pin(opened(page))),
    ("table", Registry::Usual, |page| Box::pin(table(page))),
    ("filtered", Registry::Usual, |page| Box::pin(filtered(page))),
    ("nothing-matches", Registry::Usual, |page| Box::pin(nothing_matches(page))),
    ("compared", Registry::Usual, |page| Box::pin(compared(page))),
    ("taken-away", Registry::Usual, |page| Box::pin(taken_away(page))),
    ("chinese", Registry::Usual, |page| Box::pin(chinese(page))),
    ("shortcuts", Registry::Usual, |page| Box::pin(shortcuts(page))),
    ("check", Registry::Usual, |page| Box::pin(check(page))),
    ("graph", Registry::Usual, |page| Box::pin(graph(page))),
    ("checked", Registry::Usual, |page| Box::pin(proof::checked(page))),
    ("verdict", Registry::Usual, |page| Box::pin(proof::broken(page))),
    ("trust", Registry::Usual, |page| Box::pin(proof::trust(page))),
    ("report", Registry::Usual, |page| Box::pin(proof::report(page))),
    ("legacy", Registry::Usual, |page| Box::pin(found(page, "demo/legacy", "1.0"))),
    ("nothing", Registry::Usual, |page| Box::pin(found(page, "demo/plain", "1.0"))),
    ("failed", Registry::Usual, |page| Box::pin(failed(page))),
    ("help", Registry::Usual, |page| Box::pin(help(page))),
    ("forgotten", Registry::Usual, |page| Box::pin(forgotten(page))),
    ("running", Registry::Stuck, |page| Box::pin(running(page))),
    ("diagnosis", Registry::Unreadable, |page| Box::pin(diagnosis(page))),
    ("check-failed", Registry::Unreadable, |page| Box::pin(check(page))),
];

/// The registries beside which there is something to see.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Registry {
    /// As the page needs it.
    Usual,
    /// Lists of referrers keep it waiting.
    Stuck,
    /// Its answers cannot be read.
    Unreadable,
}

impl Registry {
    const ALL: [Self; 3] = [Self::Usual, Self::Stuck, Self::Unreadable];

    fn options(self) -> Options {
        match self {
            Self::Usual => Options::default(),
            Self::Stuck => {
                Options { latency: Duration::from_secs(600), latency_of: "/referrers/", ..Options::default() }
            }
            Self::Unreadable => Options { cors: Cors::Quay, ..Options::default() },
        }
    }
}

/// Goes to every view, each from a page just opened, and does something there. Views beside the same registry share
/// a browser.
pub async fn each(there: impl AsyncFn(&Page, &str) + Clone + 'static) {
    each_prepared(async |_: &Page| (), there).await;
}

/// The same in browsers in which something was done before. The page comes with the headers that it is delivered with.
pub async fn each_prepared(
    before: impl AsyncFn(&Page) + Clone + 'static,
    there: impl AsyncFn(&Page, &str) + Clone + 'static,
) {
    for registry in Registry::ALL {
        let (before, there) = (before.clone(), there.clone());
        with_headers(registry.options(), async move |page: Page| {
            before(&page).await;
            for (name, _, way) in VIEWS.iter().filter(|(_, beside, _)| *beside == registry) {
                // Nothing of the view before is left: a language, for one.
                page.script("localStorage.clear(); sessionStorage.clear()").await;
                page.open("/").await;
                way(&page).await;
                there(&page, name).await;
            }
        })
        .await;
    }
}

async fn field_errors(page: &Page) {
    page.fill("Demo/App", "sha256:zz", "a:b", "x").await;
    page.type_into("registry", "ftp://x").await;
    page.press("#look").await;
    page.until("an error at each field", async || (page.all("[aria-invalid=true]").await.len() == 4).then_some(()))
        .await;
}

async fn tags(page: &Page) {
    page.fill("demo/app", "", "demo", "demo").await;
    page.press("#list-tags").await;
    page.until("the tags", async || (page.all("#tags option").await.len() == 3).then_some(())).await;
}

async fn found(page: &Page, repository: &str, reference: &str) {
    page.fill(repository, reference, "demo", "demo").await;
    page.look().await;
    assert_eq!(page.state("referrers").await, "done");
}

/// Everything that can be folded out, and the secrets revealed.
async fn unfolded(page: &Page) {
    found(page, "demo/app", "1.0").await;
    page.script("for (const folded of document.querySelectorAll('details')) folded.open = true").await;
    for button in ["#basic-reveal", "#token-reveal"] {
        page.press(button).await;
    }
}

/// An artifact's manifest, and a part of it.
async fn opened(page: &Page) {
    found(page, "demo/buildkit", "1.0").await;
    let row = page.rows().await.remove(0);
    page.select(&row.digest).await;
    for opener in [".detail > .opener", "#step-referrers .content .parts li .opener"] {
        page.press(opener).await;
        let content = format!("{opener} + .content > *:not([role=status])");
        page.until("the content", async || (!page.all(&content).await.is_empty()).then_some(())).await;
    }
}

async fn table(page: &Page) {
    found(page, "demo/app", "1.0").await;
    page.press("label:has(#view-table)").await;
    page.find(".grid.table [data-kind]").await;
}

async fn filtered(page: &Page) {
    found(page, "demo/app", "1.0").await;
    page.type_into("filter", "spdx").await;
    page.until("fewer rows", async || (page.rows().await.len() < 8).then_some(())).await;
}

async fn nothing_matches(page: &Page) {
    found(page, "demo/app", "1.0").await;
    page.type_into("filter", "no such thing").await;
    page.until("no rows", async || page.rows().await.is_empty().then_some(())).await;
}

async fn compared(page: &Page) {
    found(page, "demo/app", "1.0").await;
    page.press("#compare > summary").await;
    page.type_into("compare-with", "0.9").await;
    page.press("#compare-start").await;
    page.find("#comparison-table tbody tr").await;
}

async fn taken_away(page: &Page) {
    found(page, "demo/app", "1.0").await;
    page.press("#take-away > summary").await;
    page.find("#take-away pre").await;
}

async fn chinese(page: &Page) {
    found(page, "demo/app", "1.0").await;
    page.press("#language option[value=zh-Hans]").await;
    page.until("Chinese", async || page.text("#look").await.contains("查询").then_some(())).await;
}

async fn shortcuts(page: &Page) {
    page.press("#shortcuts").await;
    page.find("dialog[open]").await;
}

/// The check for administrators, ended, with all that it can unfold.
async fn check(page: &Page) {
    page.fill("demo/app", "1.0", "demo", "demo").await;
    run_check(page).await;
    page.script("for (const folded of document.querySelectorAll('#check details')) folded.open = true").await;
}

/// The check for administrators of what the form names, until its end.
pub async fn run_check(page: &Page) {
    page.press("#check-link").await;
    page.press("#check-run").await;
    page.until("the end of the check", async || page.text("#check-status").await.contains("ended").then_some(())).await;
}

/// The drawing, with something selected.
async fn graph(page: &Page) {
    found(page, "demo/app", "1.0").await;
    page.press("label:has(#view-graph)").await;
    page.press(".box[data-kind=signature][aria-level=\"3\"]").await;
    page.find(".box[data-selected]").await;
}

/// A step that failed, with what an earlier look has left.
async fn failed(page: &Page) {
    found(page, "demo/app", "1.0").await;
    page.type_into("reference", "9.9").await;
    page.look().await;
    assert_eq!(page.state("image").await, "failed");
}

async fn forgotten(page: &Page) {
    found(page, "demo/app", "1.0").await;
    page.press("#forget").await;
    page.until("the token gone", async || page.all("#token-value").await.is_empty().then_some(())).await;
}

/// Beside the page, in its colours.
async fn help(page: &Page) {
    page.driver.goto(format!("{}/help/troubleshooting.html#no-cors", page.origin)).await.unwrap();
    page.find("h3").await;
}

async fn running(page: &Page) {
    page.fill("demo/app", "1.0", "demo", "demo").await;
    page.press("#look").await;
    page.until_state("referrers", "running").await;
    page.find("#step-referrers progress").await;
}

/// Why an answer could not be read, and what to do.
async fn diagnosis(page: &Page) {
    page.fill("demo/app", "1.0", "demo", "demo").await;
    page.look().await;
    page.press(".remedy > summary").await;
}
