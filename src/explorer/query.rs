//! What a person is looking for in a tree.

use crate::oci::Kind;

/// What is looked for. What stands in several fields has to hold in all of them; within one list, in any.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Query {
    /// A text that occurs in a digest, an artifact type, or an annotation's key or value, in any case of ASCII letters.
    pub text: String,
    /// Kinds; empty for all.
    pub kinds: Vec<Kind>,
    /// Artifact types, as they are written; empty for all.
    pub artifact_types: Vec<String>,
    /// A key that there has to be an annotation of, and the value that it has to have, where one is picked.
    pub annotation: Option<(String, Option<String>)>,
    /// When it says that it was made.
    pub created: Dates,
}

/// Days, both counted in, as `2026-11-25` in UTC; empty where there is no such end.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Dates {
    /// The first.
    pub from: String,
    /// The last.
    pub to: String,
}

impl Query {
    /// Whether it finds everything.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }
}
