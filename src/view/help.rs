//! Links to the help that lies beside the page: `docs/` as HTML, in `help/`.

use super::element::{El, el};
use crate::text;
use crate::words::Text;

/// A link to an entry of the page on troubleshooting. In another tab: what is on screen stays.
pub fn entry(name: &str) -> El {
    let address = format!("help/troubleshooting.html#{name}");
    el("p").class("help-entry").with(link(&address, text!("More on this in the help (new tab)")))
}

/// A link to one of its pages.
pub fn link(address: &str, words: impl Into<Text>) -> El {
    el("a").attrs(&[("href", address), ("target", "_blank"), ("rel", "noopener")]).say(words)
}
