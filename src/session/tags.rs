//! The tags of a repository, for whoever types one.

use super::Inquiry;
use super::look::{enter, entrance};
use crate::oci::json::Numbers;
use crate::oci::{Tag, conventions};
use crate::registry::client::{Client, TagPage};
use crate::registry::{ClientError, Transport};

/// The most pages that are read.
const PAGES: usize = 50;

/// What is known of a repository's tags.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Tags {
    /// Those that people gave.
    pub named: Vec<Tag>,
    /// How many are made of digests: lists of referrers, and what cosign has about an image.
    pub made: usize,
    /// How many are no tags by the specification, such as those with letters of another alphabet.
    pub odd: usize,
    /// Whether the list goes on.
    pub is_cut: bool,
}

impl Tags {
    fn add(&mut self, page: TagPage) {
        self.odd += page.odd;
        for tag in page.tags {
            match conventions::machine_tag(tag.as_str()) {
                Some(_) => self.made += 1,
                None => self.named.push(tag),
            }
        }
    }
}

/// Gets into the registry, unless the client is in already, and lists the tags of the inquiry's repository; tells
/// what it has after each page. The inquiry's reference does not matter.
///
/// # Errors
/// [`ClientError`], of whichever step.
pub async fn tags<T: Transport>(client: &Client<T>, inquiry: &Inquiry, tell: impl Fn(Tags)) -> Result<(), ClientError> {
    if !client.is_in() {
        let entrance = entrance(client, inquiry).await?;
        enter(client, inquiry, entrance).await?;
    }
    let mut tags = Tags::default();
    let mut next = None;
    let mut visited = Numbers::default();
    for _ in 0..PAGES {
        let page = client.tags(&inquiry.image.repository, next.as_deref()).await?;
        next.clone_from(&page.next);
        tags.add(page);
        tags.is_cut = next.is_some();
        tell(tags.clone());
        match &next {
            Some(address) if visited.add(address, 0) => {}
            _ => break,
        }
    }
    Ok(())
}
