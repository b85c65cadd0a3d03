//! Leptos components: what the session knows, drawn. No parsing, no network.

mod app;
mod basic;
mod challenge;
mod command;
mod copy;
mod element;
mod facts;
mod field;
mod form;
mod image;
mod look;
mod problem;
mod referrers;
mod secret;
mod step;
mod token;

pub use app::App;
