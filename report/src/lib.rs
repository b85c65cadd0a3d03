//! What the page and its inspector say to each other.
//!
//! The inspector is a program of its own, in a web worker. It knows the formats of what artifacts hold, and answers in
//! this vocabulary; the page draws any of it and knows no format. A new format changes nothing here.
//!
//! - [`words`]: sentences, which the page says in its reader's language.
//! - [`report`](mod@report): what is in a document.
//! - [`verdict`]: whether a signature holds.
//! - [`trust`]: whom the person trusts.
//! - [`message`]: questions and answers.

pub mod message;
pub mod report;
pub mod trust;
pub mod verdict;
pub mod words;

pub use report::{Body, Column, Content, Fact, Findings, Report, Rows, Section, Severity, Summary, Table, Window};
pub use trust::{Identity, Named, Trust};
pub use verdict::{Outcome, Signer, State, Step, Verdict};
pub use words::{Value, Words};
