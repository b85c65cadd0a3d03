//! The page's head: its name, and how the reader wants to have it.

use super::element::{El, choice_of, el, press, said, words};
use super::follow::listen;
use super::house::{self, Configured};
use super::language;
use super::look::Look;
use super::shortcuts;
use crate::browser::{place, storage};
use crate::settings::{Theme, Tongue};
use crate::text;
use crate::words::Text;
use leptos::prelude::*;

/// Why there is no Chinese: in Chinese, for who waits for it.
const NO_TRANSLATION: &str = "无法加载中文翻译：此页面自身程序的一部分未能从其服务器加载，或与构建时不符。请重新加载页面；如果仍无效，请告知此页面的维护者。";

/// The head.
pub fn masthead(look: Look) -> El {
    let sheet = shortcuts::sheet(look);
    let open = sheet.clone();
    let config = look.form.config;
    let shortcuts = press("Shortcuts")
        .attrs(&[("id", "shortcuts"), ("class", "small"), ("aria-haspopup", "dialog")])
        .with(el("kbd").attr("aria-hidden", "true").text("?"))
        .on("click", move |_| open.show_modal());
    el("header").class("masthead").with_all(vec![
        el("span")
            .class("logo")
            .attr("aria-hidden", "true")
            .live_text(move || config.with(|config| config.logo.clone())),
        el("h1").live_text(move || config.with(|config| config.title.to_string())),
        said("p", "", "Signatures, SBOMs, attestations and scans: what a registry knows to refer to an image."),
        el("div").class("habits").with_all(vec![language_list(config), theme_list(), shortcuts]),
        words("p", "notice", NO_TRANSLATION)
            .attrs(&[("role", "alert"), ("lang", "zh-Hans"), ("id", "no-translation")])
            .live_flag("hidden", move || !language::is_missing()),
        sheet,
        house::place(),
    ])
}

fn kept(name: &str) -> String {
    storage::read(name).ok().flatten().unwrap_or_default()
}

/// A labelled list of which one is chosen, kept on this device under a name.
fn list(
    id: &str,
    label: Text,
    name: &'static str,
    options: Vec<El>,
    slug: impl Fn(&str) -> &'static str + Copy + 'static,
    apply: impl Fn(&'static str) + 'static,
) -> El {
    let chosen = RwSignal::new(slug(&kept(name)));
    // Another tab has chosen.
    listen(window().into(), "storage", move |_| chosen.set(slug(&kept(name))));
    let list = el("select")
        .id(id)
        .with_all(options)
        .live_value(move || chosen.get().to_owned())
        .follow(move || apply(chosen.get()))
        .on("change", move |event| {
            let slug = slug(&choice_of(&event));
            chosen.set(slug);
            storage::write(name, if slug == "auto" { "" } else { slug });
        });
    el("div").class("habit").with(el("label").attr("for", id).say(label)).with(list)
}

fn option(slug: &str, text: Text) -> El {
    el("option").attr("value", slug).say(text)
}

fn theme_list() -> El {
    let words = |theme| match theme {
        Theme::Automatic => text!("Automatic"),
        Theme::Light => text!("Light"),
        Theme::Dark => text!("Dark"),
    };
    let options = Theme::ALL.map(|theme| option(theme.slug(), words(theme))).into();
    let apply = |slug| place::set_root("data-theme", if slug == "auto" { "" } else { slug });
    list("theme", text!("Theme"), storage::THEME, options, |slug| Theme::of(slug).slug(), apply)
}

fn language_list(config: Configured) -> El {
    // A language is called by its own name: who looks for it reads that.
    let own = |tongue: Tongue| match tongue {
        Tongue::Automatic => option(tongue.slug(), text!("Automatic")),
        Tongue::English => el("option").attrs(&[("value", tongue.slug()), ("lang", "en")]).text("English"),
        Tongue::Chinese => el("option").attrs(&[("value", tongue.slug()), ("lang", "zh-Hans")]).text("简体中文"),
    };
    let apply = move |slug| {
        let tongue = match Tongue::of(slug) {
            Tongue::Automatic => config.with(|config| config.language),
            chosen => chosen,
        };
        language::choose(tongue.tag(&place::languages()));
    };
    let options = Tongue::ALL.map(own).into();
    list("language", text!("Language"), storage::LANGUAGE, options, |slug| Tongue::of(slug).slug(), apply)
}
