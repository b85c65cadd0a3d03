//! What the inspector reports, drawn. No format is known here: a report is facts, tables, trees, texts, verdicts.

mod sections;
mod table;
mod tree;
mod values;
mod verdict;

pub use table::severity_text;
pub use values::text_of;
pub use verdict::{badge, slug, verdict_view};

use super::element::{El, el, said, words};
use super::facts::{note, notice};
use super::follow::keep;
use super::preview::{LAID_OUT, preview};
use crate::browser::worker::{self, NoAnswer};
use crate::text;
use crate::words::{Arg, Text};
use leptos::prelude::*;
use report::message::{Answer, Document, Question};
use report::{Body, Report};
use std::rc::Rc;

/// A report that the inspector holds the tables of, as long as this lives.
struct Held(u32);

impl Drop for Held {
    fn drop(&mut self) {
        let question = Question::Forget { report: self.0 };
        leptos::task::spawn_local(async move {
            // Where it is not there any more, there is nothing left to be forgotten.
            let _ = worker::ask(&question, &[]).await;
        });
    }
}

/// What a document holds, and the document as it is. Its digest has been checked.
pub async fn read(place: El, owner: Owner, document: Document, bytes: Vec<u8>) {
    owner.with(|| drop(place.clone().replace(vec![note("reading …").attr("role", "status")])));
    let answer = worker::ask(&Question::Read(document), &[&bytes]).await;
    owner.with(|| {
        let parts = match answer {
            Ok(Answer::Report(number, report)) => report_view(number, &report, &bytes),
            Ok(Answer::Failed(why)) => raw(notice(text_of(&why)), &bytes),
            Ok(_) => raw(failed(&NoAnswer::Died(String::new())), &bytes),
            Err(error) => raw(failed(&error), &bytes),
        };
        place.replace(parts);
    });
}

/// Why the inspector has no answer.
pub fn failed(error: &NoAnswer) -> El {
    notice(why(error)).attr("role", "alert")
}

/// The same in words.
pub fn why(error: &NoAnswer) -> Text {
    let reason = error.to_string();
    match error {
        NoAnswer::NotLoaded(_) => text!(
            "The inspector, a part of this page's own program, could not be loaded, so nothing is laid out or verified. A filter may block it, or the copy of this page on its server is incomplete. Reload the page; if that does not help, show this line to whoever hosts it. {reason}",
            reason
        ),
        NoAnswer::Died(_) => text!(
            "The inspector broke off at this document: it may be too large for this machine's memory. Nothing else is lost; the next document starts it anew. {reason}",
            reason
        ),
    }
}

fn raw(why: El, bytes: &[u8]) -> Vec<El> {
    std::iter::once(why).chain(preview(bytes)).collect()
}

fn report_view(number: u32, report: &Report, bytes: &[u8]) -> Vec<El> {
    let held = Rc::new(Held(number));
    keep(Box::new(held.clone()));
    let remarks = report.remarks.iter().map(|remark| notice(text_of(remark)));
    if is_plain(report, bytes) {
        return remarks.chain(preview(bytes)).collect();
    }
    let size = Arg::Size(bytes.len() as u64);
    let head = el("p").class("report-head").with(words("span", "report-format", &report.format)).with(said(
        "span",
        "note",
        text!("{size}; the digest is right", size),
    ));
    let sections = report.sections.iter().map(|section| sections::section_view(&held, section, bytes));
    let as_it_is = el("details")
        .class("document")
        .with(el("summary").say("The document, as it is"))
        .with(el("div").with_all(preview(bytes)));
    std::iter::once(head).chain(remarks).chain(sections).chain([as_it_is]).collect()
}

/// Whether it says no more than the document itself does, where that is laid out here.
fn is_plain(report: &Report, bytes: &[u8]) -> bool {
    let is_text =
        report.sections.len() < 2 && report.sections.iter().all(|section| matches!(section.body, Body::Text(_)));
    report.format.is_empty() || (is_text && bytes.len() <= LAID_OUT)
}
