//! What refers to a manifest, by each of the ways there are.

use super::{Client, refused};
use crate::oci::artifact::Kind;
use crate::oci::manifest::Manifest;
use crate::oci::referrers::{Referrer, Referrers, ReferrersError};
use crate::oci::{Descriptor, Digest, Reference, RepositoryName, Tag, digest, json, link};
use crate::registry::Transport;
use crate::registry::endpoint::encode;
use crate::registry::error::{ClientError, Question};
use crate::registry::found::{Batch, Found, Outcome, Way};
use crate::registry::transport::Response;

const INDEX: &str = "application/vnd.oci.image.index.v1+json";
/// What an index says of an artifact of which its maker did not know the type.
const EMPTY: &str = "application/vnd.oci.empty.v1+json";
/// The most bytes of one answer of the referrers API. Quay does not page: 50,000 referrers are 25 MB.
const LIST_LIMIT: usize = 32 * 1024 * 1024;
/// The most artifacts of one answer whose manifest is read because the list does not say what they are.
const DESCRIBED: usize = 32;

impl<T: Transport> Client<T> {
    /// Lists the referrers of a manifest ("Listing Referrers"), by the API where the registry has it, else by
    /// the referrers tag. `filter` is an artifact type; the empty text is none.
    ///
    /// # Errors
    /// [`ClientError`].
    pub async fn referrers(&self, name: &RepositoryName, subject: &Digest, filter: &str) -> Result<Batch, ClientError> {
        // A registry without the API has it for no other digest either.
        if self.has_api.get() == Some(false) {
            return self.referrers_by_tag(name, subject, filter).await;
        }
        let mut url = format!("{}/v2/{name}/referrers/{subject}", self.registry.origin());
        if !filter.is_empty() {
            url = format!("{url}?artifactType={}", encode(filter));
        }
        let answer = self.ask(Question::Referrers, url.clone(), INDEX, LIST_LIMIT).await?;
        if answer.is_success() {
            self.has_api.set(Some(true));
        }
        if answer.status == 404 {
            self.has_api.set(self.has_api.get().or(Some(false)));
            return self.referrers_by_tag(name, subject, filter).await;
        }
        self.page(name, &answer, &url, filter).await
    }

    /// Lists the part of a list that the part before named as its `next`.
    ///
    /// # Errors
    /// [`ClientError`].
    pub async fn more_referrers(&self, name: &RepositoryName, next: &str, filter: &str) -> Result<Batch, ClientError> {
        let answer = self.ask(Question::Referrers, next.to_owned(), INDEX, LIST_LIMIT).await?;
        self.page(name, &answer, next, filter).await
    }

    async fn page(
        &self,
        name: &RepositoryName,
        answer: &Response,
        url: &str,
        filter: &str,
    ) -> Result<Batch, ClientError> {
        if !answer.is_success() {
            return Err(refused(Question::Referrers, answer));
        }
        let mut batch = batch_of(Way::ReferrersApi, Referrers::parse(&answer.body)?)?;
        batch.is_filtered = answer
            .header("oci-filters-applied")
            .is_some_and(|names| names.split(',').any(|name| name.trim() == "artifactType"));
        self.describe(name, &mut batch, filter).await;
        // What is wrong with the link is told, but not at the price of what was read.
        batch.next = answer.header("link").and_then(|header| link::follow(header, url, &self.registry)).map(|next| {
            let next = next?;
            if next == url { Err(ClientError::LinkLoop(next)) } else { Ok(next) }
        });
        Ok(batch)
    }

    /// "Referrers Tag Schema": the index under a tag that is made from the subject's digest. Any other document
    /// there means no referrers; what is no document at all is no registry's answer.
    async fn referrers_by_tag(
        &self,
        name: &RepositoryName,
        subject: &Digest,
        filter: &str,
    ) -> Result<Batch, ClientError> {
        let way = Way::ReferrersTag;
        let tag = digest::referrers_tag(subject);
        let url = format!("{}/v2/{name}/manifests/{tag}", self.registry.origin());
        let answer = self.ask(Question::Referrers, url, INDEX, LIST_LIMIT).await?;
        if answer.is_success()
            && let Some(Ok(stated)) = answer.header("docker-content-digest").map(digest::parse)
        {
            digest::verify(&stated, &answer.body)?;
        }
        match answer.status {
            200..300 => match Referrers::parse(&answer.body) {
                Ok(referrers) => {
                    let mut batch = batch_of(way, referrers)?;
                    self.describe(name, &mut batch, filter).await;
                    Ok(batch)
                }
                Err(error) if json::parse(&answer.body).is_ok_and(|document| document.is_object()) => {
                    Ok(Batch::empty(way, Outcome::Foreign(error.to_string())))
                }
                Err(error) => Err(error.into()),
            },
            404 => Ok(Batch::empty(way, Outcome::Absent)),
            _ => Err(refused(Question::Referrers, &answer)),
        }
    }

    /// What cosign keeps under one of its tags.
    ///
    /// # Errors
    /// [`ClientError`].
    pub async fn cosign(&self, name: &RepositoryName, tag: &Tag, kind: Kind) -> Result<Batch, ClientError> {
        let way = Way::CosignTag(kind);
        let fetched = match self.manifest_for(Question::Referrers, name, &Reference::Tag(tag.clone())).await {
            Ok(fetched) => fetched,
            Err(ClientError::Refused { status: 404, .. }) => return Ok(Batch::empty(way, Outcome::Absent)),
            Err(ClientError::Manifest(error)) => return Ok(Batch::empty(way, Outcome::Foreign(error.to_string()))),
            Err(error) => return Err(error),
        };
        let found = Found::from_manifest(way, fetched.digest, fetched.bytes.len() as u64, &fetched.manifest);
        Ok(Batch { found: vec![found], ..Batch::empty(way, Outcome::Listed) })
    }

    /// What one of BuildKit's attestation manifests holds.
    ///
    /// # Errors
    /// [`ClientError`].
    pub async fn attestation(&self, name: &RepositoryName, target: &Descriptor) -> Result<Batch, ClientError> {
        let bytes = self.manifest_bytes(name, target).await?;
        let manifest = Manifest::parse(&bytes, None)?;
        let found = Found::from_manifest(Way::Buildkit, target.digest().clone(), target.size(), &manifest);
        Ok(Batch { found: vec![found], ..Batch::empty(Way::Buildkit, Outcome::Listed) })
    }

    /// Asks the manifests themselves where a list does not say what they are, as an index under the referrers tag
    /// need not. Then leaves out what is not of the type that was asked for.
    async fn describe(&self, name: &RepositoryName, batch: &mut Batch, filter: &str) {
        let is_unclear = |referrer: &Referrer| matches!(referrer.artifact_type(), None | Some("" | EMPTY));
        let unclear = batch.found.iter_mut().map(|found| &mut found.referrer).filter(|referrer| is_unclear(referrer));
        for referrer in unclear.take(DESCRIBED) {
            // What cannot be read stays as the list has it.
            let Ok(bytes) = self.manifest_bytes(name, &referrer.descriptor()).await else { continue };
            let Ok(manifest) = Manifest::parse(&bytes, None) else { continue };
            let Some(artifact_type) = manifest.artifact_type() else { continue };
            let mut descriptor = referrer.descriptor();
            descriptor.set_artifact_type(Some(artifact_type.as_str().into()));
            if descriptor.annotations().is_none() {
                descriptor.set_annotations(Some(manifest.annotations));
            }
            *referrer = Referrer::new(&descriptor);
        }
        if !filter.is_empty() {
            batch.found.retain(|found| found.referrer.artifact_type() == Some(filter));
        }
    }
}

/// What a list says. One of which not a single entry can be read says nothing.
fn batch_of(way: Way, referrers: Referrers) -> Result<Batch, ReferrersError> {
    match referrers.unreadable.first() {
        Some(reason) if referrers.items.is_empty() => {
            Err(ReferrersError(format!("none of its entries can be read; {reason}")))
        }
        _ => Ok(Batch::of(way, referrers)),
    }
}
