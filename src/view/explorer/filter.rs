//! What is looked for: a text, and what is picked of kinds, types, annotations and days, with how many there are.

use super::choices::{Choice, choices};
use crate::browser;
use crate::explorer::{Query, Word};
use crate::oci::Kind;
use crate::text;
use crate::view::element::{El, el, press, said, value_of};
use crate::view::language::say;
use crate::view::look::Look;
use crate::words::Text;
use leptos::prelude::*;
use std::cell::Cell;
use std::rc::Rc;
use std::time::Duration;

/// The most choices of one group: what is rarer is found by typing.
const MOST: usize = 40;
/// How long a person types on before a screen reader is told what was found.
const PAUSE: Duration = Duration::from_millis(700);

/// The field for a text.
pub fn field(look: Look) -> El {
    let query = look.explorer.query;
    let input = el("input")
        .attrs(&[("type", "search"), ("autocomplete", "off"), ("spellcheck", "false")])
        .id("filter")
        .say_attr("placeholder", "Digest, artifact type or annotation")
        .live_value(move || query.with(|query| query.text.clone()))
        .on("input", move |event| {
            let text = value_of(&event);
            query.update(|query| query.text = text);
        });
    let label = el("label").attr("for", "filter").say("Filter");
    el("div").class("filter").with(label).with(input)
}

/// What can be picked, a group for each field.
pub fn facets(look: Look) -> El {
    el("div").class("facets").with_all(vec![
        kinds(look),
        fold(text!("Artifact type"), "facet-type", move || vec![types(look)]),
        fold(text!("Annotation"), "facet-annotation", move || vec![keys(look), values(look)]),
        fold(text!("Created"), "facet-created", move || vec![day(look, Day::From), day(look, Day::To)]),
    ])
}

/// A fold, the content of which is drawn when it is first opened: there may be hundreds of choices.
pub(super) fn fold(title: Text, class: &str, parts: impl Fn() -> Vec<El> + 'static) -> El {
    let (body, is_drawn) = (el("div").class("facet-body"), Cell::new(false));
    let (shown, owner) = (body.clone(), Owner::current().unwrap_or_default());
    let draw = move |_| {
        if !is_drawn.replace(true) {
            owner.with(|| drop(shown.clone().with_all(parts())));
        }
    };
    let summary = el("summary").say(title);
    el("details").class(&format!("facet {class}")).with(summary).with(body).on("toggle", draw)
}

/// Puts something on a list of what is picked, or takes it off.
fn set<T: PartialEq>(picked: &mut Vec<T>, item: T, is_picked: bool) {
    picked.retain(|other| *other != item);
    if is_picked {
        picked.push(item);
    }
}

fn kinds(look: Look) -> El {
    let query = look.explorer.query;
    let offered = move || {
        let kinds = look.kinds();
        let choice = |(kind, number): &(Kind, usize)| Choice {
            key: kind.slug().to_owned(),
            label: kind.text(),
            number: Some(*number),
            is_picked: query.with(|query| query.kinds.contains(kind)),
        };
        kinds.iter().map(choice).collect()
    };
    choices("choices facet-kind", text!("Kind"), offered, move |slug, is_picked| {
        if let Some(kind) = Kind::ALL.into_iter().find(|kind| kind.slug() == slug) {
            query.update(|query| set(&mut query.kinds, kind, is_picked));
        }
    })
}

/// Words with their numbers as choices; what is picked is among them also where nothing of it is left.
fn offered(look: Look, counted: &[(Word, usize)], picked: Vec<String>, none: Option<&'static str>) -> Vec<Choice> {
    let mut choices: Vec<Choice> = look.read_index(|index| {
        let known = counted.iter().take(MOST).map(|(word, number)| (index.text(*word).to_owned(), *number));
        known
            .map(|(key, number)| Choice {
                label: label_of(&key, none),
                is_picked: picked.contains(&key),
                key,
                number: Some(number),
            })
            .collect()
    });
    for key in picked {
        if choices.iter().all(|choice| choice.key != key) {
            choices.push(Choice { label: label_of(&key, none), key, number: Some(0), is_picked: true });
        }
    }
    choices
}

fn label_of(word: &str, none: Option<&'static str>) -> Text {
    none.filter(|_| word.is_empty()).map_or_else(|| Text::word(word), Text::from)
}

fn types(look: Look) -> El {
    let query = look.explorer.query;
    let offer = move || {
        let picked = query.with(|query| query.artifact_types.clone());
        offered(look, &look.facets().artifact_types, picked, Some(NO_TYPE))
    };
    choices("choices", text!("Artifact type"), offer, move |name, is_picked| {
        query.update(|query| set(&mut query.artifact_types, name.to_owned(), is_picked));
    })
}

const NO_TYPE: &str = "no artifact type stated";

fn keys(look: Look) -> El {
    let query = look.explorer.query;
    let offer = move || {
        let picked = query.with(|query| query.annotation.iter().map(|(key, _)| key.clone()).collect());
        offered(look, &look.facets().keys, picked, None)
    };
    choices("choices", text!("Key of an annotation"), offer, move |key, is_picked| {
        query.update(|query| query.annotation = is_picked.then(|| (key.to_owned(), None)));
    })
}

fn values(look: Look) -> El {
    let query = look.explorer.query;
    let offer = move || {
        let picked = query.with(|query| query.annotation.iter().filter_map(|(_, value)| value.clone()).collect());
        offered(look, &look.facets().values, picked, None)
    };
    choices("choices values", text!("Value of the annotation"), offer, move |value, is_picked| {
        query.update(|query| {
            if let Some((_, picked)) = &mut query.annotation {
                *picked = is_picked.then(|| value.to_owned());
            }
        });
    })
}

#[derive(Clone, Copy)]
enum Day {
    From,
    To,
}

impl Day {
    const fn of(self, query: &mut Query) -> &mut String {
        match self {
            Self::From => &mut query.created.from,
            Self::To => &mut query.created.to,
        }
    }
}

fn day(look: Look, day: Day) -> El {
    let query = look.explorer.query;
    let (id, label) = match day {
        Day::From => ("created-from", text!("from")),
        Day::To => ("created-to", text!("to")),
    };
    let input = el("input").attr("type", "date").id(id).live_value(move || day.of(&mut query.get()).clone()).on(
        "input",
        move |event| {
            let value = value_of(&event);
            query.update(|query| *day.of(query) = value);
        },
    );
    el("label").class("day").with(said("span", "", label)).with(input)
}

/// What is picked, each with a button that takes it back, and how much is found.
pub fn summary(look: Look) -> El {
    let query = look.explorer.query;
    let count = move || {
        let matches = look.matches();
        let of = look.read_index(|index| index.artifacts());
        if matches.is_everything() { Text::empty() } else { text!("{n} of {of} shown", n = matches.count(), of = of) }
    };
    let picked = el("ul").class("picked").live_children(move || query.with(|query| picked(look, query)));
    el("div").class("found").with(picked).with(el("p").class("shown").live_say(count)).with(announcement(count))
}

fn picked(look: Look, query: &Query) -> Vec<El> {
    let mut chips = Vec::new();
    for kind in query.kinds.iter().copied() {
        chips.push(chip(look, kind.text(), move |query| query.kinds.retain(|other| *other != kind)));
    }
    for name in query.artifact_types.iter().cloned() {
        let label = label_of(&name, Some(NO_TYPE));
        chips.push(chip(look, label, move |query| query.artifact_types.retain(|other| *other != name)));
    }
    if let Some((key, value)) = &query.annotation {
        let label = match value {
            Some(value) => text!("{key} = {value}", key = key.as_str(), value = value.as_str()),
            None => Text::word(key.as_str()),
        };
        chips.push(chip(look, label, |query| query.annotation = None));
    }
    if !query.created.from.is_empty() {
        let label = text!("created from {day}", day = query.created.from.as_str());
        chips.push(chip(look, label, |query| query.created.from.clear()));
    }
    if !query.created.to.is_empty() {
        let label = text!("created to {day}", day = query.created.to.as_str());
        chips.push(chip(look, label, |query| query.created.to.clear()));
    }
    chips
}

fn chip(look: Look, label: Text, take_back: impl Fn(&mut Query) + 'static) -> El {
    let button = press(label.clone())
        .class("small chip-button")
        .say_attr("aria-label", text!("No longer only: {what}", what = label))
        .on("click", move |_| {
            look.explorer.query.update(|query| take_back(query));
            // The button is gone with what it stood for.
            browser::focus("filter");
        });
    el("li").with(button)
}

/// Tells screen readers what was found, once a person has stopped typing.
fn announcement(count: impl Fn() -> Text + 'static) -> El {
    let due = Rc::new(Cell::new(0_u32));
    let status = el("p").attrs(&[("class", "visually-hidden"), ("role", "status")]);
    let told = status.clone();
    status.follow(move || {
        let words = say(&count());
        due.set(due.get().wrapping_add(1));
        let (due, mine, told) = (due.clone(), due.get(), told.clone());
        let say_now = move || {
            if due.get() == mine {
                told.replace(Vec::new()).text(&words);
            }
        };
        set_timeout(say_now, PAUSE);
    })
}

/// What stands in the place of the rows where there are none.
pub fn nothing(look: Look) -> El {
    let is_empty = move || look.matches().count() == 0 && !look.matches().is_everything();
    let clear = press("Clear the filter").id("clear-filter").on("click", move |_| {
        look.explorer.query.set(Query::default());
        browser::focus("filter");
    });
    el("div")
        .class("nothing")
        .live_flag("hidden", move || !is_empty())
        .with(said("p", "", "Nothing matches."))
        .with(clear)
}
