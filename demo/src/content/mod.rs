//! What the registry begins with: content worth looking at, the same bytes every time but for what [`signed`] signs.
//!
//! The other signatures have the right form and sign the right digest, but no key of anyone's made them: they
//! are for looking at, not for verifying.

mod app;
mod buildkit;
mod chart;
mod documents;
pub(crate) mod files;
mod legacy;
mod referrer;
pub(crate) mod signed;
mod tag_schema;

pub use signed::Expected;

use crate::push::{Door, Pusher};
use crate::server::DemoError;
use signed::Hands;

/// When all of it claims to be made.
pub const CREATED: &str = "2026-09-01T08:30:00Z";
const CREATED_KEY: &str = "org.opencontainers.image.created";

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
    /// What refers to it by its `subject`.
    pub referrers: Vec<Referrer>,
    /// What refers to it, or to one of its platforms, in ways that are older than the referrers API.
    pub older: Vec<Older>,
}

/// By which older way something refers to an image.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Way {
    /// BuildKit's: a manifest beside the platforms' in the image's index, which says whose it is.
    Attestation,
    /// cosign's: a tag made of the image's digest.
    CosignTag,
    /// The referrers tag schema: an index under a tag made of the image's digest.
    ReferrersTag,
}

/// Something that refers to an image in an older way.
#[derive(Clone, Debug)]
pub struct Older {
    /// By which.
    pub way: Way,
    /// The digest of its manifest.
    pub digest: String,
    /// The digest of what it refers to: the image, or the manifest of one platform.
    pub subject: String,
    /// The tag by which it is found, where it is.
    pub tag: Option<String>,
    /// What it holds: the artifact type, or the predicate types or media types of its layers.
    pub types: Vec<String>,
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

/// Pushes everything. What only a registry without a referrers API would have is not pushed to one with. Gives what
/// the signatures that `hands` make have to come to, with the content.
///
/// # Errors
/// [`DemoError::Push`] and [`DemoError::Sign`].
pub async fn fill(
    door: &Door,
    has_referrers_api: bool,
    hands: &mut Hands,
) -> Result<(Content, Vec<(String, Expected)>), DemoError> {
    let pusher = |repository| Pusher::new(door, repository);
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
    images.push(buildkit::push(&pusher("demo/buildkit").await?).await?);
    images.push(legacy::push(&pusher("demo/legacy").await?).await?);
    if !has_referrers_api {
        images.push(tag_schema::push(&pusher("demo/tagschema").await?).await?);
    }
    let (signed, verdicts) = signed::push(&pusher(signed::NAME).await?, hands).await?;
    images.extend(signed);
    Ok((Content { images }, verdicts))
}
