//! What a person sees of a tree of referrers, and how they look through it: the query, the views, the selection.
//! Pure: values in, values out.

pub mod annotations;
pub mod answer;
mod bits;
pub mod compare;
mod facets;
pub mod graph;
mod index;
mod matches;
mod order;
mod outline;
mod query;
#[cfg(test)]
pub(crate) mod sample;
mod search;
pub mod time;
pub mod tokens;
#[cfg(test)]
mod trees;

pub use bits::Bits;
pub use facets::{Facets, kinds};
pub use index::{Index, NO_WORD, Role, Row, Word};
pub use matches::Matches;
pub use order::{Column, Order, Sorting};
pub use outline::{Line, outline};
pub use query::{Dates, Query};

use crate::registry::tree::What;
use crate::text;
use crate::words::Text;

/// What the image, or a platform of it, is called.
#[must_use]
pub fn name_of(what: &What) -> Text {
    match what {
        What::Platform(_, Some(platform)) => Text::word(platform.to_string()),
        What::Platform(_, None) => text!("unnamed platform"),
        _ => text!("Image"),
    }
}

/// The views of one tree.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum ViewName {
    /// What refers to what, as rows that unfold.
    #[default]
    Tree,
    /// All that refers, as rows that can be sorted.
    Table,
    /// What refers to what, drawn.
    Graph,
}

impl ViewName {
    /// All of them, in the order in which they are offered.
    pub const ALL: [Self; 3] = [Self::Tree, Self::Table, Self::Graph];

    /// A name for the address bar, style sheets and tests.
    #[must_use]
    pub const fn slug(self) -> &'static str {
        match self {
            Self::Tree => "tree",
            Self::Table => "table",
            Self::Graph => "graph",
        }
    }
}
