//! The page as a whole.

use super::basic::{BASIC, basic};
use super::challenge::{CHALLENGE, challenge};
use super::form::inquiry_form;
use super::image::{IMAGE, image};
use super::look::Look;
use super::referrers::{REFERRERS, referrers};
use super::step::step_view;
use super::token::{TOKEN, token};
use crate::browser;
use crate::settings::Prefill;
use leptos::prelude::*;

/// The page.
#[component]
pub fn App() -> impl IntoView {
    let prefill = Prefill::from_query(&browser::query()).with_demo_account();
    provide_context(Look::new(prefill));
    view! {
        <header class="masthead">
            <h1>"Refscope"</h1>
            <p>"Signatures, SBOMs, attestations and scans: what a registry knows to refer to an image."</p>
        </header>
        <main class="layout">
            <div class="ask">{inquiry_form()}</div>
            <div class="steps">
                {step_view(BASIC, basic)}
                {step_view(CHALLENGE, challenge)}
                {step_view(TOKEN, token)}
                {step_view(IMAGE, image)}
                {step_view(REFERRERS, referrers)}
            </div>
        </main>
        <footer class="colophon">
            <p>
                "Everything happens in this tab. What you enter goes to the registry you name and to no one else; "
                "password and token stay in memory and are gone when the tab closes."
            </p>
        </footer>
    }
}
