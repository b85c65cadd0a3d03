//! Sets up the page by its `config.json`. It comes with the engine: the form does not wait for it.

use super::show;
use crate::browser::{self, place};
use crate::oci::Address;
use crate::registry::fetch;
use crate::registry::route::Route;
use crate::settings::config::{Config, Link, Reach, Registry};
use crate::text;
use crate::view::element::{El, choice_of, el, press, said};
use crate::view::help;
use crate::view::look::{Form, Look};
use crate::words::Text;
use leptos::prelude::*;
use std::cell::RefCell;

/// Where the registries are offered.
const OFFERED: &str = "offered";

/// Sets up the page by the file's text, or by the status that came in its place.
pub fn apply(look: Look, found: Result<String, u16>) {
    let (config, faults) = match found {
        Ok(text) => Config::read(&text),
        Err(0) => (Config::default(), vec![text!("The file was not read: the page's own server did not answer.")]),
        Err(status) => {
            (Config::default(), vec![text!("The file was not read: the page's own server answers {status}.", status)])
        }
    };
    // Read once, and there as long as the page is.
    let config: &'static Config = Box::leak(Box::new(config));
    fetch::set_routes(config.registries.iter().filter_map(route).collect());
    look.form.config.set(config);
    if !config.registries.is_empty() {
        offer(look.form, config);
    }
    if !config.links.is_empty() {
        show(links(&config.links));
    }
    if !faults.is_empty() {
        tell(faults);
    }
}

/// The origin at which a registry is asked, if that is another one than its own.
fn asked_at(registry: &Registry) -> Option<String> {
    match registry.reached_at.as_ref()? {
        Reach::Page => place::origin(),
        Reach::At(address) => Some(address.origin()),
    }
}

fn route(registry: &Registry) -> Option<Route> {
    Some(Route { known: registry.address.origin(), asked: asked_at(registry)? })
}

fn links(links: &[Link]) -> El {
    let link = |Link { name, address }: &Link| {
        let link = el("a").attrs(&[("href", address), ("target", "_blank"), ("rel", "noopener noreferrer")]);
        el("li").with(link.text(name))
    };
    let list = el("ul").with_all(links.iter().map(link).collect());
    el("nav").id("help-links").say_attr("aria-label", text!("Help")).with(list)
}

/// The registry in the form, where it is one of those that are offered.
fn chosen(form: Form) -> Option<&'static Registry> {
    let address = form.registry.with(|text| Address::parse(text)).ok()?;
    form.config.with(|config| config.registry(&address))
}

/// Puts the registries over the field, the first of them into it if it is empty, and keeps in step what goes with each.
fn offer(form: Form, config: &Config) {
    if let Some(first) = config.registries.first().filter(|_| untrack(|| form.registry.with(String::is_empty))) {
        form.registry.set(first.address.short());
    }
    if let Some(input) = document().get_element_by_id("registry") {
        // Read only, it can still be copied from, and says what is wrong with a link to another registry.
        El::of(input).flag("readonly", !config.others);
    }
    let reached = move || match chosen(form).and_then(asked_at) {
        Some(address) => text!("Reached at {address}, as the people who host this page have set it.", address),
        None => Text::empty(),
    };
    let before = RefCell::new(Defaults::default());
    let field = el("div").class("field").with_all(vec![
        el("label").attr("for", "registry-choice").say(text!("Choose a registry")),
        choice(form, config),
        said("p", "help", "").id("registry-reached").live_say(reached),
    ]);
    if let Some(place) = document().get_element_by_id(OFFERED) {
        El::of(place).with(field.follow(move || Defaults::of(form).fill(form, &before)));
    }
}

fn choice(form: Form, config: &Config) -> El {
    let option = |registry: &Registry| el("option").attr("value", &registry.address.short()).text(&registry.name);
    let mut options: Vec<El> = config.registries.iter().map(option).collect();
    if config.others {
        options.push(el("option").attr("value", "").say(text!("Another one")));
    }
    el("select")
        .attrs(&[("id", "registry-choice"), ("aria-describedby", "registry-reached")])
        .with_all(options)
        .live_value(move || chosen(form).map(|registry| registry.address.short()).unwrap_or_default())
        .on("change", move |event| {
            let address = choice_of(&event);
            let is_other = address.is_empty();
            form.registry.set(address);
            if is_other {
                browser::focus("registry");
            }
        })
}

/// What stands in the form with a registry.
#[derive(Clone, Default)]
struct Defaults([String; 3]);

impl Defaults {
    fn of(form: Form) -> Self {
        let defaults = |of: &Registry| Self([&of.service, &of.token_path, &of.repository].map(String::clone));
        chosen(form).map(defaults).unwrap_or_default()
    }

    /// Fills the fields, in the place of what went with the registry before. What somebody has typed stays.
    fn fill(self, form: Form, before: &RefCell<Self>) {
        let before = before.replace(self.clone());
        let fields = [form.service, form.endpoint, form.repository];
        for ((field, old), new) in fields.into_iter().zip(before.0).zip(self.0) {
            let is_free = untrack(|| field.with(|text| text.is_empty() || *text == old));
            if is_free && old != new {
                field.set(new);
            }
        }
    }
}

/// Says what is wrong with the file, until that is closed.
fn tell(faults: Vec<Text>) {
    let lines = faults.into_iter().map(|fault| el("li").say(fault)).collect();
    let why = text!("Not all that config.json beside this page sets is in force. Show this to whoever hosts the page:");
    let notice = el("div")
        .attrs(&[("id", "config-faults"), ("class", "notice"), ("role", "alert")])
        .with(said("p", "", why))
        .with(el("ul").with_all(lines))
        .with(help::entry("config"));
    let closed = notice.clone();
    let close =
        press(text!("Close")).attrs(&[("id", "config-faults-close"), ("class", "small")]).on("click", move |_| {
            closed.remove();
            browser::focus("registry");
        });
    show(notice.with(close));
}
