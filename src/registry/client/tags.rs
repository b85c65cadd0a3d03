//! The tags of a repository, page by page (distribution specification, "Listing Tags").

use super::{Client, MANIFEST_LIMIT, refused};
use crate::oci::{RepositoryName, Tag, link, tags};
use crate::registry::Transport;
use crate::registry::error::{ClientError, Question};

/// One page of a repository's tags.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct TagPage {
    /// The tags, in the registry's order.
    pub tags: Vec<Tag>,
    /// How many entries beside are no tags.
    pub odd: usize,
    /// Where the list goes on, for [`Client::tags`].
    pub next: Option<String>,
}

impl<T: Transport> Client<T> {
    /// Lists a page of a repository's tags: the first, or the one that the page before named as `next`.
    ///
    /// # Errors
    /// [`ClientError`].
    pub async fn tags(&self, name: &RepositoryName, next: Option<&str>) -> Result<TagPage, ClientError> {
        let first = || format!("{}/v2/{name}/tags/list", self.registry.origin());
        let url = next.map_or_else(first, str::to_owned);
        let answer = self.ask(Question::Tags, url.clone(), "", MANIFEST_LIMIT).await?;
        if !answer.is_success() {
            return Err(refused(Question::Tags, &answer));
        }
        let next = answer.header("link").and_then(|header| link::follow(header, &url, &self.registry)).transpose()?;
        let (tags, odd) = tags::parse(&answer.body)?;
        Ok(TagPage { tags, odd, next })
    }
}
