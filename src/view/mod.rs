//! What the session knows, drawn. No parsing, no network.

mod app;
mod basic;
mod challenge;
mod command;
mod content;
mod copy;
pub mod element;
mod explorer;
mod facts;
mod field;
mod form;
mod image;
mod json;
pub mod language;
mod lens;
mod look;
mod parts;
mod preview;
mod problem;
mod referrers;
mod save;
pub mod secret;
mod step;
mod tags;
mod token;
mod ways;

pub use app::page;
