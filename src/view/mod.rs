//! What the session knows, drawn. No parsing, no network.

mod account;
mod address;
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
mod history;
mod image;
mod json;
pub mod language;
mod lens;
mod look;
mod masthead;
mod parts;
mod preview;
mod problem;
mod referrers;
mod save;
pub mod secret;
mod shortcuts;
mod step;
mod tags;
mod token;
mod ways;

pub use app::page;
