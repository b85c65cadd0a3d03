//! The page as a whole.

use super::address::{keep_address, missing_view, printed_address, title};
use super::basic::basic;
use super::challenge::challenge;
use super::element::{El, el, said};
use super::engine;
use super::form::inquiry_form;
use super::help;
use super::house;
use super::image::image;
use super::language;
use super::loaded;
use super::look::Look;
use super::masthead::masthead;
use super::parts;
use super::referrers::referrers;
use super::token::token;
use crate::browser::{self, place};
use crate::settings::Prefill;
use crate::text;
use leptos::prelude::Set;

const PROMISE: &str = "Everything happens in this tab. What you enter goes to the registry you name and to no one else; password and token stay in memory and are gone when the tab closes.";

/// The way to the check, where those look for it who need it.
fn check_link() -> El {
    let link = el("a").attrs(&[("id", "check-link"), ("href", place::CHECK)]).say("Check a registry, step by step");
    el("p").class("skip").say("For administrators:").text(" ").with(link)
}

/// What is written about the page, in another tab.
fn help_link() -> El {
    el("p").class("skip").with(help::link("help/index.html", text!("Help (new tab)")).id("help-link"))
}

/// Builds the page into an element. Its effects live as long as the current owner, which mounting gives.
pub fn page(body: &web_sys::Element) {
    let look = Look::new(Prefill::from_query(&browser::query()).with_demo_account());
    keep_address(look);
    let steps = [basic, challenge, token, image].map(|step| step(look));
    let parts = vec![
        masthead(look),
        el("main")
            .class("layout")
            .with(el("div").class("ask").with(missing_view(look)).with(inquiry_form(look)).with(parts::history(look)))
            .with(
                el("div").class("steps").with(parts::check(look)).with(referrers(look)).with(
                    el("section")
                        .attrs(&[("class", "procedure"), ("aria-labelledby", "procedure-title")])
                        .with(el("h2").id("procedure-title").say("How the page finds this"))
                        .with_all(steps.into()),
                ),
            ),
        el("footer")
            .class("colophon")
            .with(said("p", "", PROMISE))
            .with(check_link())
            .with(help_link())
            .with(printed_address(look)),
    ];
    engine::provide(loaded::engine);
    El::of(body.clone()).with_all(parts);
    house::begin(look);
    // The form is there: what comes after the button is fetched while the person fills it in.
    leptos::task::spawn_local(async move {
        if engine::engine().await.is_ok() {
            parts::fetch_explorer().await;
            parts::fetch_inspected().await;
            look.is_ready.set(true);
        }
    });
    language::label_document(move || title(look));
}
