//! Questions of the page and answers of the inspector. Bytes cross beside them, as buffers that change hands.

use crate::report::{Report, Rows, Window};
use crate::trust::{Named, Trust};
use crate::verdict::Verdict;
use crate::words::Words;
use serde::{Deserialize, Serialize};

/// What the page wants.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Question {
    /// What is in a document? Its bytes are the only buffer.
    Read(Document),
    /// Which rows are in a table of a report?
    Rows {
        /// The number of the report.
        report: u32,
        /// The number of the table in it.
        table: u32,
        /// Which of its rows.
        window: Window,
    },
    /// A report is no longer wanted.
    Forget {
        /// Its number.
        report: u32,
    },
    /// Does a signature hold? The buffers are the manifest of the artifact that holds it, and its layers in their
    /// order; empty ones for those that were not fetched.
    Verify(Case),
    /// What could be trusted by this text: a root, keys or certificates?
    Recognise(Named),
}

/// What is known of a document beside its bytes.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Document {
    /// The media type of its descriptor.
    pub media_type: String,
    /// The artifact type of the manifest that names it; empty where it states none.
    pub artifact_type: String,
}

/// A signature to be checked.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Case {
    /// The digest of what has to be signed.
    pub subject: String,
    /// `registry/repository`, for which identities are trusted.
    pub repository: String,
    /// Against what it is checked.
    pub trust: Trust,
    /// Now, in seconds since 1970.
    pub now: u64,
    /// Whether the artifact is a document by its own account: then there may be no signature in it.
    pub is_document: bool,
}

/// What the inspector says.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Answer {
    /// To [`Question::Read`]: the report, and its number.
    Report(u32, Report),
    /// To [`Question::Rows`].
    Rows(Rows),
    /// To [`Question::Verify`]: a verdict for each signature.
    Verdicts(Vec<Verdict>),
    /// To [`Question::Recognise`]: nothing but what is in the text.
    Trust(Trust),
    /// To [`Question::Forget`].
    Done,
    /// It could not be done, and why.
    Failed(Words),
}
