//! The look to take away: as commands of other tools, as entries of their configuration, as documents, as an OCI
//! image layout.

use super::super::copy::copy_button;
use super::super::element::{El, el, press, said};
use super::super::look::Look;
use super::super::secret::secret_document_view;
use super::layout::layout_view;
use crate::auth::Secret;
use crate::browser::Pieces;
use crate::export::commands::{Command, Subject};
use crate::export::curl::Secrets;
use crate::export::{auth_entry, curl, tree_csv, tree_json, tree_markdown};
use crate::oci::reference::ImageReference;
use crate::oci::{Digest, Reference};
use crate::registry::client::Fetched;
use crate::registry::tree::Tree;
use crate::session::{Inquiry, Session, StepName};
use crate::text;
use crate::words::Text;
use leptos::prelude::*;
use std::rc::Rc;

/// What was looked at, as it was when its tree began: a later look changes the session, not what is on screen.
pub(super) struct Looked {
    pub(super) image: ImageReference,
    pub(super) fetched: Fetched,
    user: Option<String>,
    artifact_type: String,
}

/// A form of the tree to save: its name, the end of its file's name, and what writes it.
type Document = (&'static str, &'static str, fn(&Looked, &Tree, &mut dyn FnMut(&str)));

const DOCUMENTS: [Document; 3] = [
    ("JSON", "json", |looked, tree, take| {
        let ImageReference { registry, repository, .. } = &looked.image;
        tree_json::write(registry, repository, &looked.fetched, tree, take);
    }),
    ("CSV", "csv", |_, tree, take| tree_csv::write(tree, take)),
    ("Markdown", "md", |looked, tree, take| tree_markdown::write(&looked.image, &looked.fetched.digest, tree, take)),
];

/// The panel. Nothing as long as there is no image.
pub fn take_away(look: Look) -> El {
    el("div").class("take-parts").live_children(move || {
        let looked = look.read_result(StepName::Image, Looked::of);
        looked.map(|looked| panel(look, Rc::new(looked))).unwrap_or_default()
    })
}

fn panel(look: Look, looked: Rc<Looked>) -> Vec<El> {
    vec![
        folded("take-commands", text!("Commands"), commands(look, &looked)),
        folded("take-credentials", text!("Credentials for other tools"), credentials(look)),
        folded("take-documents", text!("The tree as a document"), documents(look, &looked)),
        folded("take-layout", text!("The image with all that refers to it"), layout_view(look, &looked)),
    ]
}

fn folded(id: &str, title: Text, content: Vec<El>) -> El {
    el("details").id(id).with(el("summary").say(title)).with_all(content)
}

impl Looked {
    pub(super) fn of(session: &Session) -> Option<Self> {
        let Inquiry { image, credentials, filter, .. } = session.inquiry.as_deref()?;
        Some(Self {
            image: image.clone(),
            fetched: session.image.result.as_deref()?.clone(),
            user: credentials.as_ref().map(|credentials| credentials.user().to_owned()),
            artifact_type: filter.clone(),
        })
    }

    fn command(&self, command: Command, artifact: Option<&Digest>) -> Option<String> {
        command.text(&Subject {
            registry: &self.image.registry,
            repository: &self.image.repository,
            reference: &self.image.reference,
            digest: Some(&self.fetched.digest),
            artifact,
            user: self.user.as_deref(),
            artifact_type: &self.artifact_type,
        })
    }

    /// The tree of this image. Until that has something in it, the one on screen may be of the look before.
    pub(super) fn tree<'a>(&self, session: &'a Session) -> Option<&'a Tree> {
        let is_own = |tree: &&Tree| tree.nodes.first().is_some_and(|root| root.digest == self.fetched.digest);
        [session.newest(), session.referrers.result.as_deref()].into_iter().flatten().find(is_own)
    }

    /// The name of a file about the image: of letters, digits, dots and hyphens alone.
    pub(super) fn file_name(&self, end: &str) -> String {
        let ImageReference { repository, reference, .. } = &self.image;
        let reference = match reference {
            Reference::Tag(tag) => tag.as_str().to_owned(),
            // As much of it as tells one from another.
            Reference::Digest(digest) => digest.digest().chars().take(12).collect(),
        };
        format!("{}-{reference}{end}", repository.as_str().replace('/', "-"))
    }
}

/// What the person looks at closely, where that is something that refers.
fn chosen(look: Look) -> Option<Digest> {
    let id = look.explorer.selected.get()?;
    look.read_tree(|tree| tree.nodes.get(id)?.found().map(|found| found.referrer.digest().clone()))
}

fn commands(look: Look, looked: &Rc<Looked>) -> Vec<El> {
    let rows = Command::ALL.into_iter().map(|command| {
        let looked = looked.clone();
        let text = move || looked.command(command, chosen(look).as_ref()).unwrap_or_default();
        row(command.slug(), about(command), Rc::new(text))
    });
    let ImageReference { registry, repository, .. } = &looked.image;
    let list = curl::referrers(registry, repository, &looked.fetched.digest);
    let with_curl = text!("The list of referrers with curl and jq, once TOKEN holds a token");
    let with_curl = row("curl-referrers", with_curl, Rc::new(move || list.clone()));
    let verified = text!(
        "cosign verify says who signed: put whom you expect in the places of <identity> and <issuer>. The command asks the registry and the log by itself."
    );
    vec![el("ul").class("commands").with(with_curl).with_all(rows.collect()), said("p", "note", verified)]
}

fn row(slug: &str, about: Text, command: Rc<dyn Fn() -> String>) -> El {
    let (shown, there, copied) = (command.clone(), command.clone(), command);
    let line = el("pre").id(&format!("take-{slug}")).with(el("code").live_text(move || shown()));
    let source = Rc::new(move || Secret::new(copied()));
    let label = text!("Copy: {about}", about = about.clone());
    let copy = copy_button(source, label, &format!("take-{slug}-copy"));
    let head = el("div").class("command-head").with(said("span", "command-about", about)).with(copy);
    el("li").live_flag("hidden", move || there().is_empty()).with(head).with(line)
}

fn about(command: Command) -> Text {
    match command {
        Command::OrasLogin => text!("Log in for oras, cosign and regctl; it asks for the password"),
        Command::OrasDiscover => text!("The tree of referrers with oras"),
        Command::OrasPull => text!("The files of the selected artifact with oras"),
        Command::CosignTree => text!("What cosign finds beside the image"),
        Command::CosignVerifyIdentity => text!("Verify a signature made with an identity, with cosign"),
        Command::CosignVerifyKey => text!("Verify a signature made with a key, with cosign"),
        Command::RegctlTree => text!("The tree with the platforms of an index, with regctl"),
        Command::PodmanLogin => text!("Log in for podman and skopeo; it asks for the password"),
        Command::SkopeoInspect => text!("What the image is, with skopeo"),
        Command::SkopeoRaw => text!("The manifest byte by byte, with skopeo"),
    }
}

/// What is made of the credentials of the newest look, which belong to its registry.
type Entry = fn(&Inquiry, Secrets) -> Option<Secret>;

const CONFIG: Entry =
    |inquiry, secrets| Some(auth_entry::config_json(&inquiry.image.registry, inquiry.credentials.as_ref()?, secrets));
const PULL_SECRET: Entry =
    |inquiry, secrets| Some(auth_entry::pull_secret(&inquiry.image.registry, inquiry.credentials.as_ref()?, secrets));

fn credentials(look: Look) -> Vec<El> {
    let is_there =
        move || look.session.with(|session| session.inquiry.as_deref().is_some_and(|i| i.credentials.is_some()));
    let entry = |make: Entry, secrets| {
        Rc::new(move || {
            let made = look.session.with(|session| session.inquiry.as_deref().and_then(|i| make(i, secrets)));
            made.unwrap_or_default()
        })
    };
    let none = text!("There are none: the look was anonymous, or its password is forgotten.");
    let config = secret_document_view(
        entry(CONFIG, Secrets::Shown),
        entry(CONFIG, Secrets::Hidden),
        "take-config",
        [
            text!("Reveal the entry for config.json"),
            text!("Hide the entry for config.json"),
            text!("Copy the entry for config.json"),
        ],
    );
    let pull_secret = secret_document_view(
        entry(PULL_SECRET, Secrets::Shown),
        entry(PULL_SECRET, Secrets::Hidden),
        "take-pull-secret",
        [text!("Reveal the pull secret"), text!("Hide the pull secret"), text!("Copy the pull secret")],
    );
    vec![
        said("p", "note", none).live_flag("hidden", is_there),
        el("div").class("entries").live_flag("hidden", move || !is_there()).with_all(vec![
            said("h4", "", text!("An entry for ~/.docker/config.json or podman’s auth.json")),
            config,
            said("h4", "", text!("A pull secret for Kubernetes")),
            pull_secret,
            said("p", "note", text!("Base64 is a spelling, not a protection: whoever reads these reads the password.")),
        ]),
    ]
}

fn documents(look: Look, looked: &Rc<Looked>) -> Vec<El> {
    // Which one was saved, counted from 1.
    let saved = RwSignal::new(0_u64);
    let buttons = DOCUMENTS.iter().enumerate().map(|(at, (name, end, write))| {
        let looked = looked.clone();
        let save = move |_| {
            look.session.with_untracked(|session| {
                let Some(tree) = looked.tree(session) else { return };
                let mut pieces = Pieces::default();
                write(&looked, tree, &mut |piece| pieces.add(piece.as_bytes()));
                pieces.save(&looked.file_name(&format!("-referrers.{end}")));
                saved.set(at as u64 + 1);
            });
        };
        press(text!("Save as {format}", format = *name)).id(&format!("take-{end}")).on("click", save)
    });
    let said_now = move || match DOCUMENTS.get((saved.get() as usize).wrapping_sub(1)) {
        Some((name, ..)) => text!("The tree is saved as {format}, as far as it is known by now.", format = *name),
        None => Text::empty(),
    };
    vec![
        said(
            "p",
            "note",
            text!("JSON is in the shape of “oras discover --format json”. CSV has a row for each referrer."),
        ),
        el("div").class("take-buttons").with_all(buttons.collect()),
        el("p").attrs(&[("class", "note"), ("role", "status")]).live_say(said_now),
    ]
}
