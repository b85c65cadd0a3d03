//! Another image of the same repository, to be compared with the one that was looked up.

use super::Inquiry;
use crate::oci::{Digest, Reference};
use crate::registry::client::Client;
use crate::registry::crawl::{self, Bounds, Frontier, Start};
use crate::registry::tree::Turn;
use crate::registry::{ClientError, Transport};
use std::cell::RefCell;

/// Finds another image by its tag or digest, and all that refers to it within the usual bounds; tells each turn of
/// its tree. Gives its digest first, as soon as it is known.
///
/// # Errors
/// Why the image could not be had. What could not be had of its referrers is in the tree's nodes.
pub async fn beside<T: Transport>(
    client: &Client<T>,
    inquiry: &Inquiry,
    reference: &Reference,
    found: &dyn Fn(&Digest),
    tell: &dyn Fn(Turn),
) -> Result<(), ClientError> {
    let image = client.manifest(&inquiry.image.repository, reference).await?;
    found(&image.digest);
    let mut other = inquiry.image.clone();
    other.reference = reference.clone();
    let start = Start {
        user: None,
        image: other,
        granted: None,
        filter: inquiry.filter.clone(),
        may_go_on_unseen: client.is_cross_origin() && !image.is_stated,
        bounds: Bounds::default(),
    };
    let (frontier, turns) = Frontier::begin(start, &image);
    turns.into_iter().for_each(tell);
    crawl::crawl(client, &RefCell::new(frontier), tell).await;
    Ok(())
}
