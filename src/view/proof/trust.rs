//! Whom the person trusts: what the page came with, changed here as long as the tab is open.

use super::small;
use crate::browser::worker;
use crate::proof::trust::{self, Part};
use crate::text;
use crate::view::copy::copy_button;
use crate::view::element::{El, el, is_checked, press, said, value_of, words};
use crate::view::facts::notice;
use crate::view::look::Look;
use crate::view::report::{text_of, why};
use crate::words::Text;
use leptos::prelude::*;
use report::message::{Answer, Question};
use report::{Identity, Named, Trust};
use std::rc::Rc;
use wasm_bindgen::JsCast;
use wasm_bindgen_futures::JsFuture;

/// The fold, read when it is first opened.
pub fn panel(look: Look) -> El {
    let title = move || match look.read_proof(|proof| proof.trust.clone()) {
        Some(trust) => text!("Trusted: {who}", who = trust::summary(&trust)),
        None => text!("Whom you trust"),
    };
    let open = move |_| {
        leptos::task::spawn_local(async move {
            look.trust().await;
        });
    };
    el("details")
        .id("trust")
        .with(el("summary").live_say(title))
        .with(el("div").class("trust-parts").live_children(move || parts(look)))
        .with(given(look))
        .with(identity_form(look))
        .with(foot(look))
        .on("toggle", open)
}

fn parts(look: Look) -> Vec<El> {
    let trust = look.read_proof(|proof| proof.trust.clone().unwrap_or_default());
    let mut parts = Vec::new();
    let set = move |event| {
        let is_on = is_checked(&event);
        look.change_trust(|trust| trust.public_good = is_on);
    };
    let tick = el("input").attrs(&[("type", "checkbox"), ("id", "trust-public-good")]).checked(trust.public_good);
    let about = text!("The Sigstore public good, whose root this page carries: Fulcio and Rekor of sigstore.dev");
    parts.push(el("label").class("check").with(tick.on("change", set)).with(said("span", "", about)));
    let lists = [
        (text!("Roots of your own"), names(&trust.roots), Part::Root as fn(usize) -> Part),
        (text!("Public keys"), names(&trust.keys), Part::Key),
        (text!("Certificates, for Notation"), names(&trust.certificates), Part::Certificate),
        (text!("Identities"), trust.identities.iter().map(identity_view).collect(), Part::Identity),
    ];
    let lists = lists.into_iter().filter(|(_, items, _)| !items.is_empty());
    parts.extend(lists.map(|(title, items, part)| list(look, title, items, part)));
    if trust.identities.is_empty() {
        parts.push(said("p", "note", text!("No identity is named: a signature by a certificate of a Sigstore is then sound at best, and whoever can log in there can have one. Name who may sign.")));
    }
    parts
}

fn names(named: &[Named]) -> Vec<El> {
    named.iter().map(|named| words("code", "", &named.name)).collect()
}

fn identity_view(identity: &Identity) -> El {
    let place = if identity.repository.is_empty() { text!("any repository") } else { Text::word(&identity.repository) };
    let (subject, issuer) = (identity.subject.as_str(), identity.issuer.as_str());
    said("span", "", text!("{subject}, vouched for by {issuer}, for {place}", subject, issuer, place))
}

fn list(look: Look, title: Text, items: Vec<El>, part: fn(usize) -> Part) -> El {
    let rows = items.into_iter().enumerate().map(|(at, item)| {
        let remove = small(text!("Remove"), move || look.change_trust(|trust| trust::remove(trust, part(at))));
        el("li").with(item).with(remove)
    });
    el("div").class("trust-list").with(said("h3", "", title)).with(el("ul").with_all(rows.collect()))
}

/// Where roots, keys and certificates are pasted, dropped or chosen.
fn given(look: Look) -> El {
    let typed = RwSignal::new(String::new());
    let said_of = RwSignal::new(String::new());
    let refused = StoredValue::new_local(Rc::new(std::cell::RefCell::new(Vec::<Text>::new())));
    let tell = move |why: Option<Text>| {
        match why {
            Some(why) => refused.get_value().borrow_mut().push(why),
            None => refused.get_value().borrow_mut().clear(),
        }
        said_of.try_update(|text| text.push(' '));
    };
    let take = move |name: String, text: String| async move {
        match worker::ask(&Question::Recognise(Named { name, text }), &[]).await {
            Ok(Answer::Trust(more)) => {
                look.trust().await;
                look.change_trust(|trust| trust::add(trust, more));
                true
            }
            Ok(Answer::Failed(sentence)) => {
                tell(Some(text_of(&sentence)));
                false
            }
            Ok(_) => false,
            Err(error) => {
                tell(Some(why(&error)));
                false
            }
        }
    };
    let add = move |_| {
        tell(None);
        let text = typed.get_untracked();
        leptos::task::spawn_local(async move {
            if take("pasted".to_owned(), text).await {
                typed.try_set(String::new());
            }
        });
    };
    let files = move |files: Option<web_sys::FileList>| {
        tell(None);
        let files: Vec<web_sys::File> =
            files.map(|files| (0..files.length()).filter_map(|at| files.item(at)).collect()).unwrap_or_default();
        leptos::task::spawn_local(async move {
            for file in files {
                let text = JsFuture::from(file.text()).await.ok().and_then(|text| text.as_string()).unwrap_or_default();
                take(file.name(), text).await;
            }
        });
    };
    let area = el("textarea")
        .attrs(&[("id", "trust-text"), ("rows", "4"), ("spellcheck", "false"), ("autocomplete", "off")])
        .attr("aria-describedby", "trust-text-help")
        .follow_with(move |area| {
            let held = typed.get();
            let input = area.element().unchecked_ref::<web_sys::HtmlTextAreaElement>();
            if input.value() != held {
                input.set_value(&held);
            }
            area.clone()
        })
        .on("input", move |event| {
            let area = event.target().and_then(|target| target.dyn_into::<web_sys::HtmlTextAreaElement>().ok());
            typed.set(area.map(|area| area.value()).unwrap_or_default());
        });
    let choose = el("input")
        .attrs(&[
            ("type", "file"),
            ("id", "trust-files"),
            ("multiple", ""),
            ("accept", ".json,.pem,.pub,.crt,.cer,.key"),
        ])
        .say_attr("aria-label", text!("Files to be trusted"))
        .on("change", move |event| {
            let input = event.target().and_then(|target| target.dyn_into::<web_sys::HtmlInputElement>().ok());
            files(input.and_then(|input| input.files()));
        });
    let buttons =
        el("div").class("trust-buttons").with(press(text!("Add")).id("trust-add").on("click", add)).with(choose);
    let why_not = el("div").live_children(move || {
        said_of.track();
        refused.get_value().borrow().iter().map(|why| notice(why.clone()).attr("role", "alert")).collect()
    });
    let help = text!(
        "A trusted_root.json, public keys or certificates (PEM): paste them here, drop files on this field, or choose files. They stay in this tab."
    );
    el("div")
        .class("field trust-given")
        .with(el("label").attr("for", "trust-text").say(text!("Trust also")))
        .with(area)
        .with(said("p", "help", help).id("trust-text-help"))
        .with(buttons)
        .with(why_not)
        .on("dragover", |event| event.prevent_default())
        .on("drop", move |event| {
            event.prevent_default();
            let data = event.dyn_ref::<web_sys::DragEvent>().and_then(web_sys::DragEvent::data_transfer);
            files(data.and_then(|data| data.files()));
        })
}

/// Where an identity is typed.
fn identity_form(look: Look) -> El {
    let place = look.place().map(|place| place.name()).unwrap_or_default();
    let fields = [RwSignal::new(String::new()), RwSignal::new(String::new()), RwSignal::new(place)];
    let [subject, issuer, repository] = fields;
    let input = |id: &str, label: Text, value: RwSignal<String>, example: Text| {
        let input = el("input")
            .attrs(&[
                ("type", "text"),
                ("id", id),
                ("spellcheck", "false"),
                ("autocomplete", "off"),
                ("autocapitalize", "none"),
            ])
            .say_attr("placeholder", example)
            .live_value(move || value.get())
            .on("input", move |event| value.set(value_of(&event)));
        el("div").class("field").with(el("label").attr("for", id).say(label)).with(input)
    };
    let is_empty = move || subject.with(|text| text.trim().is_empty()) || issuer.with(|text| text.trim().is_empty());
    let add = move |_| {
        let of = |field: RwSignal<String>| field.get_untracked().trim().to_owned();
        let identity = Identity { repository: of(repository), issuer: of(issuer), subject: of(subject) };
        look.change_trust(|trust| trust::add(trust, Trust { identities: vec![identity], ..Trust::default() }));
        subject.set(String::new());
    };
    el("fieldset").class("trust-identity-form").with_all(vec![
        said("legend", "", text!("An identity that may sign")),
        input("trust-subject", text!("Identity"), subject, text!("https://github.com/acme/*")),
        input("trust-issuer", text!("Vouched for by"), issuer, text!("https://token.actions.githubusercontent.com")),
        input(
            "trust-repository",
            text!("For the repositories that begin with"),
            repository,
            text!("quay.example.com/acme"),
        ),
        said("p", "help", text!("A * stands for any characters. Without a repository it counts for all.")),
        press(text!("Add the identity")).id("trust-identity-add").live_flag("disabled", is_empty).on("click", add),
    ])
}

fn foot(look: Look) -> El {
    let text = move || {
        let trust = untrack(|| look.read_proof(|proof| proof.trust.clone())).unwrap_or_default();
        let config = serde_json::json!({ "trust": trust });
        crate::auth::Secret::new(serde_json::to_string_pretty(&config).unwrap_or_default())
    };
    el("div")
        .class("trust-foot")
        .with(said("span", "note", text!("All of it as config.json:")))
        .with(copy_button(Rc::new(text), text!("Copy as config.json"), "trust-copy"))
        .with(small(text!("Back to what this page came with"), move || look.reset_trust()).id("trust-reset"))
}
