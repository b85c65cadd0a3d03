//! What the session knows, drawn. No parsing, no network.

mod app;
mod basic;
mod challenge;
mod command;
mod copy;
pub mod element;
mod facts;
mod field;
mod form;
mod image;
mod look;
mod problem;
mod referrers;
pub mod secret;
mod step;
mod token;

pub use app::page;
