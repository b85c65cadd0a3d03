//! The link from the first page of referrers, and the pages that it leads to.

use super::{Asked, Fault, Step, Twist, twist};
use crate::hostile::reply::Reply;

const fn fault(name: &'static str, about: &'static str, twist: Twist) -> Fault {
    Fault::new(Step::LinkPages, name, about, twist)
}

fn linked(good: Reply, target: &str) -> Reply {
    good.header("Link", format!("<{target}>; rel=\"next\""))
}

fn bare<'a>(asked: &'a Asked<'_>) -> &'a str {
    asked.path.split('?').next().unwrap_or_default()
}

/// The first page is good; the second is as `bad` makes it.
fn second(asked: &Asked<'_>, good: Reply, bad: Twist) -> Reply {
    if asked.page() == 1 { good } else { bad(asked, good) }
}

pub const FAULTS: &[Fault] = &[
    fault("links-foreign", "the next page is on another origin", |asked, good| {
        linked(good, &format!("http://{}{}?page=2", asked.foreign, bare(asked)))
    }),
    fault("links-foreign-protocol-relative", "the same, without a scheme", |asked, good| {
        linked(good, &format!("//{}{}?page=2", asked.foreign, bare(asked)))
    }),
    fault("links-foreign-backslash", "the same, as browsers alone read it", |asked, good| {
        linked(good, &format!("/\\{}{}?page=2", asked.foreign, bare(asked)))
    }),
    fault("links-foreign-user-part", "the registry's host as the user part of a foreign address", |asked, good| {
        let user = asked.host.replace(':', "%3A");
        linked(good, &format!("http://{user}@{}{}?page=2", asked.foreign, bare(asked)))
    }),
    fault("links-javascript", "the next page is a script", |_, good| linked(good, "javascript:alert(1)")),
    fault("links-itself", "the next page is this one", |asked, good| linked(good, asked.path)),
    fault("links-back-and-forth", "the second page leads to the first", |asked, good| {
        linked(good, &format!("{}?page={}", bare(asked), 3 - asked.page().min(2)))
    }),
    fault("links-endless", "there is always another page, each with entries of its own", |asked, good| {
        let page = asked.page();
        let good = good.edit(|index| {
            for (at, entry) in index["manifests"].as_array_mut().into_iter().flatten().enumerate() {
                entry["digest"] = crate::push::digest(format!("{page} {at}").as_bytes()).into();
            }
        });
        linked(good, &format!("{}?page={}", bare(asked), page + 1))
    }),
    fault("links-endless-empty", "there is always another page, without entries", |asked, good| {
        let good = good.edit(|index| index["manifests"] = serde_json::json!([]));
        linked(good, &format!("{}?page={}", bare(asked), asked.page() + 1))
    }),
    fault("links-endless-same-entries", "there is always another page, with the same entries", |asked, good| {
        // There are two good pages; every other number is answered by the first.
        linked(good, &format!("{}?page={}", bare(asked), asked.page().max(2) + 1))
    }),
    fault("links-malformed", "a link without brackets", |asked, good| {
        good.header("Link", format!("{}?page=2; rel=next", bare(asked)))
    }),
    fault("links-never-closed", "a link that does not end", |asked, good| {
        good.header("Link", format!("<{}?page=2", bare(asked)))
    }),
    fault("links-empty", "a link of no characters", |_, good| good.header("Link", "")),
    fault("links-100-kb", "a link of 100 kB", |asked, good| {
        linked(good, &format!("{}?page=2&x={}", bare(asked), "x".repeat(100_000)))
    }),
    fault("links-other-path", "the next page is something else of this registry", |_, good| {
        linked(good, "/v2/demo/app/tags/list?page=2")
    }),
    fault("links-page-not-json", "a second page of words", |asked, good| second(asked, good, twist::not_json)),
    fault("links-page-401", "a second page that takes another token", |asked, good| {
        second(asked, good, twist::unauthorized)
    }),
    fault("links-page-404", "a second page that is not there", |asked, good| second(asked, good, twist::missing)),
    fault("links-page-500", "a second page that breaks", |asked, good| second(asked, good, twist::broken)),
    fault("links-page-cut-off", "half of a second page", |asked, good| second(asked, good, twist::cut_off)),
    fault("links-page-endless", "a second page without end", |asked, good| second(asked, good, twist::endless)),
    fault("links-page-redirect-foreign", "a second page on another origin", |asked, good| {
        second(asked, good, twist::redirect_foreign)
    }),
];
