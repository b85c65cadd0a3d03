//! What the registry begins with: content worth looking at, the same bytes every time.
//!
//! The signatures have the right form and sign the right digest, but no key of anyone's made them: they
//! are for looking at, not for verifying.

mod app;
mod chart;
mod documents;
mod files;
mod referrer;

use crate::push::{PushError, Pusher};

/// When all of it claims to be made.
pub const CREATED: &str = "2026-09-01T08:30:00Z";

/// Everything that was pushed.
#[derive(Clone, Debug, Default)]
pub struct Content {
    /// The images.
    pub images: Vec<Image>,
}

/// An image or chart under a tag.
#[derive(Clone, Debug)]
pub struct Image {
    /// The repository.
    pub repository: String,
    /// The tag.
    pub tag: String,
    /// What is worth seeing in it, in words.
    pub about: &'static str,
    /// The digest of its manifest or index.
    pub digest: String,
    /// What refers to it.
    pub referrers: Vec<Referrer>,
}

/// Something that refers to an image, or to something else that does.
#[derive(Clone, Debug)]
pub struct Referrer {
    /// Its digest.
    pub digest: String,
    /// The size of its manifest in bytes.
    pub size: usize,
    /// Its artifact type.
    pub artifact_type: String,
    /// Its annotations.
    pub annotations: Vec<(String, String)>,
    /// What refers to it in turn.
    pub referrers: Vec<Referrer>,
}

impl Content {
    /// Finds an image by repository and tag.
    #[must_use]
    pub fn image(&self, repository: &str, tag: &str) -> Option<&Image> {
        self.images.iter().find(|image| image.repository == repository && image.tag == tag)
    }
}

/// Pushes everything.
///
/// # Errors
/// [`PushError`].
pub async fn fill(host: &str) -> Result<Content, PushError> {
    let pusher = |repository| Pusher::new(host, repository);
    let mut images = app::push(&pusher("demo/app").await?).await?;
    images.push(chart::push(&pusher("demo/chart").await?).await?);
    images.push(
        app::push_single(&pusher("demo/plain").await?, "demo/plain", "an image that nothing refers to", false).await?,
    );
    images.push(
        app::push_single(&pusher("public/hello").await?, "public/hello", "readable without an account", true).await?,
    );
    images.push(
        app::push_single(&pusher("internal/vault").await?, "internal/vault", "for the administrator alone", true)
            .await?,
    );
    Ok(Content { images })
}
