//! The page as a whole.

use super::basic::basic;
use super::challenge::challenge;
use super::element::El;
use super::form::inquiry_form;
use super::image::image;
use super::look::{Look, use_look};
use super::referrers::referrers;
use super::token::token;
use crate::browser;
use crate::settings::Prefill;
use leptos::html::div;
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
            {div().class("ask").directive(ask, ())}
            {div().class("steps").directive(steps, ())}
        </main>
        <footer class="colophon">
            <p>
                "Everything happens in this tab. What you enter goes to the registry you name and to no one else; "
                "password and token stay in memory and are gone when the tab closes."
            </p>
        </footer>
    }
}

fn ask(place: web_sys::Element) {
    El::of(place).with(inquiry_form(use_look()));
}

fn steps(place: web_sys::Element) {
    let look = use_look();
    El::of(place).with_all([basic, challenge, token, image, referrers].map(|step| step(look)).into());
}
