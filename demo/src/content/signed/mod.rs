//! Really signed content: each of the verdicts that a signature can get, by keys made at start.
//!
//! - [`hands`]: who signs, and whom a person trusts.
//! - [`good`], [`strange`], [`tampered`], [`open`]: what each image has beside it.
//! - [`papers`]: SBOMs, scans and provenance, with the packages and findings of [`packages`].

mod good;
mod hands;
mod open;
mod packages;
mod papers;
mod strange;
mod tampered;

pub use hands::Hands;

use super::referrer::{self, Raw};
use super::{CREATED, Image, Older, Way, app, files, legacy};
use crate::push::{MANIFEST, PushError, Pushed, Pusher, digest};
use crate::server::DemoError;
use crate::sigstore::SignError;
use futures_util::stream::{self, StreamExt as _, TryStreamExt as _};
use report::Outcome;
use serde_json::json;

/// The repository.
pub const NAME: &str = "acme/signed";
const LAYER: &str = "application/vnd.oci.image.layer.v1.tar+gzip";
/// How many pieces are on their way at once.
const AT_ONCE: usize = 8;

/// What checking a signature has to come to.
#[derive(Clone, Debug)]
pub struct Expected {
    /// The repository that it is in.
    pub repository: String,
    /// The digest of what it refers to.
    pub subject: String,
    /// The verdict.
    pub outcome: Outcome,
    /// What it is and why, in words.
    pub about: &'static str,
}

/// Something to be put beside an image.
struct Piece {
    raw: Raw,
    /// The ending of cosign's tag, where it is found by one instead of its subject.
    tag: Option<&'static str>,
    /// None: no signature.
    outcome: Option<Outcome>,
    about: &'static str,
}

impl Piece {
    const fn signature(raw: Raw, outcome: Outcome, about: &'static str) -> Self {
        Self { raw, tag: None, outcome: Some(outcome), about }
    }

    fn tagged(self, ending: &'static str) -> Self {
        Self { tag: Some(ending), ..self }
    }

    const fn paper(raw: Raw) -> Self {
        Self { raw, tag: None, outcome: None, about: "" }
    }
}

/// What makes the pieces of an image.
type Make = fn(&mut Hands, &Pushed) -> Result<Vec<Piece>, SignError>;

/// The images, by their tags.
const IMAGES: [(&str, &str, Make); 4] = [
    ("1.0", "signed in every way, and all of it holds; with SBOMs, scans and provenance", good::pieces),
    ("strangers", "soundly signed, but by nobody who is trusted", strange::pieces),
    ("tampered", "its signatures do not hold", tampered::pieces),
    ("unchecked", "its signatures cannot be checked", open::pieces),
];

/// Signs and pushes all of it. With each digest of an artifact that holds signatures, what they have to come to.
///
/// # Errors
/// [`DemoError::Push`] and [`DemoError::Sign`].
pub async fn push(pusher: &Pusher, hands: &mut Hands) -> Result<(Vec<Image>, Vec<(String, Expected)>), DemoError> {
    let (mut images, mut verdicts) = (Vec::new(), Vec::new());
    for (tag, about, make) in IMAGES {
        let pushed = image(pusher, tag).await?;
        let mut image = Image {
            repository: NAME.to_owned(),
            tag: tag.to_owned(),
            about,
            digest: pushed.digest.clone(),
            referrers: Vec::new(),
            older: Vec::new(),
        };
        for (found, verdict) in attach_all(pusher, &pushed, make(hands, &pushed)?).await? {
            match found {
                Found::Referrer(referrer) => image.referrers.push(referrer),
                Found::Older(older) => image.older.push(older),
            }
            verdicts.extend(verdict);
        }
        images.push(image);
    }
    Ok((images, verdicts))
}

enum Found {
    Referrer(super::Referrer),
    Older(Older),
}

type Attached = (Found, Option<(String, Expected)>);

async fn attach_all(pusher: &Pusher, image: &Pushed, pieces: Vec<Piece>) -> Result<Vec<Attached>, PushError> {
    let pushes = pieces.into_iter().map(|piece| attach(pusher.clone(), image.clone(), piece));
    stream::iter(pushes).buffered(AT_ONCE).try_collect().await
}

async fn attach(pusher: Pusher, image: Pushed, piece: Piece) -> Result<Attached, PushError> {
    let Piece { raw, tag, outcome, about } = piece;
    let (digest, found) = match tag {
        Some(ending) => {
            let tag = format!("{}.{ending}", image.digest.replace(':', "-"));
            let types = vec![raw.content_type.to_owned()];
            let digest = legacy::attach(&pusher, raw, &tag).await?;
            let subject = image.digest.clone();
            (digest.clone(), Found::Older(Older { way: Way::CosignTag, digest, subject, tag: Some(tag), types }))
        }
        None => {
            let (pushed, referrer) = referrer::push(&pusher, &image, raw).await?;
            (pushed.digest, Found::Referrer(referrer))
        }
    };
    let expected =
        outcome.map(|outcome| Expected { repository: NAME.to_owned(), subject: image.digest, outcome, about });
    Ok((found, expected.map(|expected| (digest, expected))))
}

/// Pushes an image that is another for each tag.
async fn image(pusher: &Pusher, tag: &str) -> Result<Pushed, PushError> {
    let program = format!("#!/bin/sh\n# Stands for a program: {NAME}, {tag}.\nexec sleep infinity\n");
    let content = files::tar(&[("app/serve", &program)]).unwrap_or_default();
    let layer = pusher.blob(LAYER, files::gzip(&content).unwrap_or_default()).await?;
    let config = files::config("amd64", None, &digest(&content));
    let config = pusher.blob(app::CONFIG, config.to_string().into_bytes()).await?;
    let document = json!({
        "schemaVersion": 2,
        "mediaType": MANIFEST,
        "config": config.descriptor(),
        "layers": [layer.descriptor()],
        "annotations": {"org.opencontainers.image.created": CREATED},
    });
    pusher.manifest(&document, Some(tag)).await
}
