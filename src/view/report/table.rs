//! A table whose rows the inspector holds: searched and sorted there, shown here in pages.

use super::values::text_of;
use super::{Held, why};
use crate::browser::worker;
use crate::text;
use crate::view::element::{El, button, el, press, said, value_of};
use crate::view::facts::notice;
use crate::view::foreign::{foreign, moment};
use crate::words::{Arg, Text, counted};
use leptos::prelude::*;
use report::message::{Answer, Question};
use report::report::ColumnKind;
use report::{Column, Rows, Severity, Table, Window};
use std::cell::RefCell;
use std::rc::Rc;

/// How many rows a page has.
const PAGE: u32 = 100;

/// What the table shows.
struct Shown {
    held: Rc<Held>,
    number: u32,
    count: u32,
    columns: Vec<Column>,
    /// What is wanted.
    window: RefCell<Window>,
    /// What is there; else why it is not.
    rows: RefCell<Result<Rows, Text>>,
    /// How often that has changed.
    turns: RwSignal<u64>,
}

/// The table, with its search and its pages.
pub fn table_view(held: Rc<Held>, title: Text, table: &Table) -> El {
    let shown = Rc::new(Shown {
        held,
        number: table.number,
        count: table.count,
        columns: table.columns.clone(),
        window: RefCell::new(Window { count: PAGE, ..Window::default() }),
        rows: RefCell::new(Ok(Rows::default())),
        turns: RwSignal::new(0),
    });
    shown.refresh();
    let heads = table.columns.iter().zip(0..).map(|(column, at)| head(&shown, column, at));
    let (body, line) = (shown.clone(), shown.clone());
    let rows = el("tbody").live_children(move || body.rows());
    let grid = el("table")
        .class("report-table")
        .with(said("caption", "visually-hidden", title.clone()))
        .with(el("thead").with(el("tr").with_all(heads.collect())))
        .with(rows);
    let frame = el("div")
        .attrs(&[("class", "table-frame"), ("tabindex", "0"), ("role", "group")])
        .say_attr("aria-label", title);
    let mut parts = Vec::new();
    if table.count > 10 {
        parts.push(search(&shown));
    }
    parts.push(el("div").class("table-line").live_children(move || line.line()));
    parts.push(frame.with(grid));
    el("div").class("report-grid").with_all(parts)
}

fn search(shown: &Rc<Shown>) -> El {
    let shown = shown.clone();
    let input = el("input").attrs(&[("type", "search"), ("autocomplete", "off"), ("spellcheck", "false")]);
    let input = input.on("input", move |event| {
        let search = value_of(&event);
        shown.want(|window| (window.search, window.from) = (search, 0));
    });
    el("label").class("table-search").with(said("span", "", text!("Search in these rows"))).with(input)
}

fn head(shown: &Rc<Shown>, column: &Column, at: u32) -> El {
    let (sorted, shown) = (shown.clone(), shown.clone());
    let sort = move |_| {
        shown.want(|window| {
            // Upwards, downwards, and as the document has it.
            window.sort = match window.sort {
                Some((column, false)) if column == at => Some((at, true)),
                Some((column, true)) if column == at => None,
                _ => Some((at, false)),
            };
            window.from = 0;
        });
    };
    let direction = move || {
        sorted.turns.track();
        match sorted.window.borrow().sort {
            Some((column, is_down)) if column == at => {
                if is_down {
                    "descending"
                } else {
                    "ascending"
                }
            }
            _ => "none",
        }
    };
    let press = button("").class("sorter").with(el("span").say(text_of(&column.title))).on("click", sort);
    el("th").attr("scope", "col").live_attr("aria-sort", direction).with(press)
}

impl Shown {
    fn want(self: &Rc<Self>, change: impl FnOnce(&mut Window)) {
        change(&mut self.window.borrow_mut());
        self.refresh();
    }

    /// Asks for what is wanted. An answer that comes when something else is wanted is let go.
    fn refresh(self: &Rc<Self>) {
        let (this, window) = (self.clone(), self.window.borrow().clone());
        let question = Question::Rows { report: self.held.0, table: self.number, window: window.clone() };
        leptos::task::spawn_local(async move {
            let answer = worker::ask(&question, &[]).await;
            if *this.window.borrow() != window {
                return;
            }
            *this.rows.borrow_mut() = match answer {
                Ok(Answer::Rows(rows)) => Ok(rows),
                Ok(Answer::Failed(why)) => Err(text_of(&why)),
                Ok(_) => Err(Text::empty()),
                Err(error) => Err(why(&error)),
            };
            this.turns.try_update(|turns| *turns += 1);
        });
    }

    fn rows(&self) -> Vec<El> {
        self.turns.track();
        let rows = self.rows.borrow();
        let Ok(rows) = &*rows else { return Vec::new() };
        let row = |cells: &Vec<String>| {
            let cells = self.columns.iter().zip(cells).map(|(column, text)| cell(column.kind, text));
            el("tr").with_all(cells.collect())
        };
        rows.rows.iter().map(row).collect()
    }

    /// How many there are, and the way to the others.
    fn line(self: &Rc<Self>) -> Vec<El> {
        self.turns.track();
        let rows = self.rows.borrow();
        let rows = match &*rows {
            Ok(rows) => rows,
            Err(why) => return vec![notice(why.clone()).attr("role", "alert")],
        };
        let window = self.window.borrow();
        let said_of = if window.search.trim().is_empty() {
            counted(self.count as usize, ["no rows", "{n} row", "{n} rows"])
        } else {
            text!("{found} of {count} rows", found = u64::from(rows.found), count = u64::from(self.count))
        };
        let mut parts = vec![said("span", "note", said_of).attr("role", "status")];
        if rows.found > PAGE {
            let (from, to) = (u64::from(window.from) + 1, u64::from(window.from.saturating_add(PAGE).min(rows.found)));
            parts.push(self.turn("Previous", window.from.checked_sub(PAGE)));
            parts.push(said("span", "", text!("{from} to {to}", from, to)));
            parts.push(self.turn("Next", window.from.checked_add(PAGE).filter(|next| *next < rows.found)));
        }
        parts
    }

    fn turn(self: &Rc<Self>, label: &'static str, to: Option<u32>) -> El {
        let this = self.clone();
        let go = move |_| {
            if let Some(to) = to {
                this.want(|window| window.from = to);
            }
        };
        press(Text::from(label)).class("small").flag("disabled", to.is_none()).on("click", go)
    }
}

fn cell(kind: ColumnKind, text: &str) -> El {
    if text.is_empty() {
        return said("td", "none", text!("not stated"));
    }
    match kind {
        ColumnKind::Word | ColumnKind::Version => foreign("td", "", text),
        ColumnKind::Code => el("td").with(foreign("code", "", text)),
        ColumnKind::Number => match text.parse::<u64>() {
            Ok(number) => el("td").class("number").say(Arg::Number(number)),
            Err(_) => foreign("td", "", text),
        },
        ColumnKind::Size => match text.parse() {
            Ok(bytes) => el("td").class("number").say(Arg::Size(bytes)),
            Err(_) => foreign("td", "", text),
        },
        ColumnKind::Severity => {
            let severity = Severity::of(text);
            let name = said("span", "severity", severity_text(severity)).attr("data-severity", severity.name());
            el("td").with(name)
        }
        ColumnKind::Time => el("td").with(moment(text)),
    }
}

/// A severity in words.
pub fn severity_text(severity: Severity) -> Text {
    match severity {
        Severity::Critical => text!("critical"),
        Severity::High => text!("high"),
        Severity::Medium => text!("medium"),
        Severity::Low => text!("low"),
        Severity::Negligible => text!("negligible"),
        Severity::Unknown => text!("of unknown severity"),
    }
}
