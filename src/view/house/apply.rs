//! Sets up the page by its `config.json`. A part of its own, fetched where there is such a file.

use super::{show, tell};
use crate::browser::{self, place};
use crate::oci::Address;
use crate::registry::fetch;
use crate::registry::route::Route;
use crate::settings::config::{Config, Link, Reach, Registry};
use crate::text;
use crate::view::element::{El, choice_of, el, said};
use crate::view::look::{Form, Look};
use crate::words::Text;
use leptos::prelude::*;
use std::cell::RefCell;
use std::rc::Rc;

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
    let config = Rc::new(config);
    fetch::set_routes(config.registries.iter().filter_map(route).collect());
    look.form.config.set(config.clone());
    if !config.registries.is_empty() {
        offer(look.form, &config);
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
fn chosen(form: Form) -> Option<Registry> {
    let address = form.registry.with(|text| Address::parse(text)).ok()?;
    form.config.with(|config| config.registry(&address).cloned())
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
    let reached = move || match chosen(form).as_ref().and_then(asked_at) {
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
        let defaults = |registry: Registry| Self([registry.service, registry.token_path, registry.repository]);
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
