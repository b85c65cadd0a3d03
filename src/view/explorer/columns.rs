//! Which columns a table has: those that every row has, and any annotation that occurs.

use super::choices::{Choice, choices};
use super::filter::fold;
use super::{Explored, cells};
use crate::explorer::{Column, Sorting};
use crate::registry::tree::{Node, Tree, What};
use crate::text;
use crate::view::element::{El, el, said, words};
use crate::view::foreign::foreign;
use crate::view::language::say;
use crate::words::Text;

/// The most annotations that are offered as columns.
const MOST: usize = 40;
/// The most characters of an annotation that a cell holds; the whole stands with the details.
const LENGTH: usize = 200;

/// What a column is called.
pub fn title(column: &Column) -> Text {
    match column {
        Column::Kind => text!("Kind"),
        Column::ArtifactType => text!("Artifact type"),
        Column::Subject => text!("Refers to"),
        Column::Created => text!("Created"),
        Column::Size => text!("Size"),
        Column::Digest => text!("Digest"),
        Column::Annotation(key) => Text::word(key.as_str()),
    }
}

/// A name for style sheets and tests.
const fn slug(column: &Column) -> &'static str {
    match column {
        Column::Kind => "what",
        Column::ArtifactType => "type",
        Column::Subject => "refers-to",
        Column::Created => "created",
        Column::Size => "size",
        Column::Digest => "digest",
        Column::Annotation(_) => "annotation",
    }
}

/// The least width of a column, in rem; what is left over is shared out in the same proportions.
const fn width(column: &Column) -> usize {
    match column {
        Column::Kind | Column::Created => 11,
        Column::ArtifactType => 14,
        Column::Subject => 8,
        Column::Size => 5,
        Column::Digest | Column::Annotation(_) => 12,
    }
}

/// Makes a list as wide as its columns want to be.
pub fn set_widths(grid: El, columns: &[Column]) -> El {
    let tracks: Vec<String> = columns.iter().map(width).map(|width| format!("minmax({width}rem, {width}fr)")).collect();
    // With the gaps between them, and the room at both ends.
    let whole: usize = columns.iter().map(|column| width(column) + 1).sum::<usize>() + 1;
    grid.style("--columns", &tracks.join(" ")).style("--width", &format!("{whole}rem"))
}

/// The titles, each a button that sorts.
pub fn head(explored: Explored) -> El {
    el("div").attrs(&[("class", "row"), ("role", "row")]).live_children(move || {
        let hints = said("div", "hints visually-hidden", "Notes").attr("role", "columnheader");
        let titles = explored.columns().into_iter().map(|column| sorter(explored, column));
        titles.chain([hints]).collect()
    })
}

fn sorter(explored: Explored, column: Column) -> El {
    let (name, class) = (title(&column), slug(&column));
    let this = column.clone();
    let state = move || {
        explored.read(|list| match list.sorting.as_ref().filter(|sorting| sorting.column == this) {
            None => "none",
            Some(sorting) if sorting.is_descending => "descending",
            Some(_) => "ascending",
        })
    };
    let sort = move |_| explored.change(|list| list.sorting = Some(Sorting::after(list.sorting.as_ref(), &column)));
    let button = el("button").attr("type", "button").say(name).on("click", sort);
    el("div").attrs(&[("class", class), ("role", "columnheader")]).live_attr("aria-sort", state).with(button)
}

/// The cell of a row in a column.
pub fn cell(tree: &Tree, node: &Node, column: &Column) -> El {
    let content = match column {
        Column::Kind => cells::what(node),
        Column::Subject => node.parent.and_then(|parent| tree.nodes.get(parent)).map(subject).into_iter().collect(),
        Column::Annotation(key) => annotation(node, key).into_iter().collect(),
        Column::ArtifactType => return cells::artifact_type(node),
        Column::Created => return cells::created(node),
        Column::Size => return cells::size(node),
        Column::Digest => return cells::digest(node),
    };
    cells::cell(slug(column)).with_all(content)
}

fn subject(parent: &Node) -> El {
    match (&parent.what, parent.found()) {
        (What::Image | What::Platform(..), _) => words("span", "", &say(&crate::explorer::name_of(&parent.what))),
        (_, Some(found)) => {
            let kind = say(&found.referrer.meaning.kind.text());
            words("span", "", &kind).text(" ").with(cells::digest_within(parent))
        }
        _ => cells::digest_within(parent),
    }
}

fn annotation(node: &Node, key: &str) -> Option<El> {
    let value: String = node.found()?.referrer.annotation(key)?.chars().take(LENGTH).collect();
    Some(foreign("span", "", &value))
}

/// The menu of columns.
pub fn chooser(explored: Explored) -> El {
    fold(text!("Columns"), "chooser", move || vec![usual(explored), annotations(explored)])
}

fn usual(explored: Explored) -> El {
    let offered = move || {
        let choice = |column: Column| {
            let is_picked = explored.columns().contains(&column);
            Choice { key: slug(&column).to_owned(), label: title(&column), number: None, is_picked }
        };
        Column::USUAL.into_iter().map(choice).collect()
    };
    choices("choices", text!("Columns"), offered, move |key, is_picked| {
        if let Some(column) = Column::USUAL.into_iter().find(|column| slug(column) == key) {
            show(explored, column, is_picked);
        }
    })
}

fn annotations(explored: Explored) -> El {
    let offered = move || {
        let facets = explored.look.facets();
        let picked = |key: &str| explored.columns().contains(&Column::Annotation(key.to_owned()));
        explored.look.read_index(|index| {
            let keys = facets.keys.iter().take(MOST).map(|(word, number)| (index.text(*word).to_owned(), *number));
            keys.map(|(key, number)| Choice {
                label: Text::word(key.as_str()),
                is_picked: picked(&key),
                number: Some(number),
                key,
            })
            .collect()
        })
    };
    choices("choices", text!("Annotations as columns"), offered, move |key, is_picked| {
        show(explored, Column::Annotation(key.to_owned()), is_picked);
    })
}

/// The usual columns stand in their usual order, annotations behind them in the order in which they were picked.
fn show(explored: Explored, column: Column, is_shown: bool) {
    explored.change_columns(|columns| {
        columns.retain(|other| *other != column);
        if !is_shown {
            return;
        }
        let rank = |column: &Column| Column::USUAL.iter().position(|usual| usual == column).unwrap_or(usize::MAX);
        let at = columns.iter().take_while(|other| rank(other) <= rank(&column)).count();
        columns.insert(at, column);
    });
}
