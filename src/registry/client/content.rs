//! Content, by its digest: manifests, configurations, blobs. Nothing is given that is not what its digest
//! says (distribution specification, "Pulling manifests", "Pulling blobs").

use super::{Client, MANIFEST_LIMIT, SMALL_LIMIT, Sink, refused};
use crate::oci::digest::{self, Checker};
use crate::oci::json;
use crate::oci::manifest::{self, Manifest};
use crate::oci::{Descriptor, Digest, Reference, RepositoryName};
use crate::registry::error::{ClientError, Question};
use crate::registry::transport::{Request, Transport};
use std::time::Duration;

/// The most bytes of a blob that is shown. What is larger can be saved.
pub const PREVIEW_LIMIT: u64 = 100_000_000;
/// Up to this size, in bytes, a blob has to come in the time that any answer has.
const QUICK: u64 = 4 * 1024 * 1024;
/// How long a blob may take that is saved: an hour, for slow networks; it can be cancelled.
const SAVING: Duration = Duration::from_secs(3600);

/// A manifest as it was fetched.
#[derive(Clone, Debug, PartialEq)]
pub struct Fetched {
    /// What the bytes hash to; what referrers point to.
    pub digest: Digest,
    /// Its bytes, as they came.
    pub bytes: Vec<u8>,
    /// What it says.
    pub manifest: Manifest,
    /// Whether the registry stated the digest in a header that can be read. Where it did not, other headers may
    /// be hidden as well.
    pub is_stated: bool,
}

impl<T: Transport> Client<T> {
    /// Fetches a manifest and computes its digest ("Pulling manifests"). What was asked for by digest
    /// must have that digest; a `Docker-Content-Digest` header is compared, not trusted.
    ///
    /// # Errors
    /// [`ClientError`]; [`ClientError::Digest`] where the bytes are not what they should be.
    pub async fn manifest(&self, name: &RepositoryName, reference: &Reference) -> Result<Fetched, ClientError> {
        self.manifest_for(Question::Manifest, name, reference).await
    }

    pub(super) async fn manifest_for(
        &self,
        question: Question,
        name: &RepositoryName,
        reference: &Reference,
    ) -> Result<Fetched, ClientError> {
        let url = format!("{}/v2/{name}/manifests/{reference}", self.registry.origin());
        let answer = self.ask(question, url, manifest::ACCEPT, MANIFEST_LIMIT).await?;
        if !answer.is_success() {
            return Err(refused(question, &answer));
        }
        let stated = answer.header("docker-content-digest").and_then(|text| digest::parse(text).ok());
        let is_stated = stated.is_some();
        let digest = match (reference, stated) {
            (Reference::Digest(expected), _) => expected.clone(),
            (Reference::Tag(_), Some(stated)) => stated,
            (Reference::Tag(_), None) => digest::of(&answer.body),
        };
        digest::verify(&digest, &answer.body)?;
        let manifest = Manifest::parse(&answer.body, answer.header("content-type"))?;
        Ok(Fetched { digest, bytes: answer.body, manifest, is_stated })
    }

    /// The bytes of a manifest that a descriptor points to, of whatever media type.
    ///
    /// # Errors
    /// As [`Client::blob`].
    pub async fn manifest_bytes(&self, name: &RepositoryName, target: &Descriptor) -> Result<Vec<u8>, ClientError> {
        let url = format!("{}/v2/{name}/manifests/{}", self.registry.origin(), target.digest());
        let answer = self.ask(Question::Manifest, url, manifest::ACCEPT, MANIFEST_LIMIT).await?;
        if !answer.is_success() {
            return Err(refused(Question::Manifest, &answer));
        }
        checked(target, answer.body)
    }

    /// The bytes of a blob, to be shown: from the descriptor's own `data` where it has them (image specification,
    /// "Embedded Content"), else from the registry.
    ///
    /// # Errors
    /// [`ClientError`]; [`ClientError::Size`] and [`ClientError::Digest`] where the bytes are not what the
    /// descriptor says; too large above [`PREVIEW_LIMIT`].
    pub async fn blob(&self, name: &RepositoryName, target: &Descriptor) -> Result<Vec<u8>, ClientError> {
        if let Some(data) = target.data() {
            return checked(target, json::embedded(data));
        }
        let mut request =
            self.request(self.blob_url(name, target.digest()), limit_of(target.size().min(PREVIEW_LIMIT)));
        if target.size() > QUICK {
            request.timeout = SAVING;
        }
        // Hashed piece by piece as it comes: to hash a large one at once would stop the page.
        let mut bytes = Vec::new();
        // Room for all of it at once: to move many megabytes each time that more comes would stop the page, too. What a
        // descriptor says is bounded, and room that nothing is put into costs nothing.
        let _ = bytes.try_reserve_exact(usize::try_from(target.size().min(PREVIEW_LIMIT)).unwrap_or_default());
        self.take_blob(request, target, &mut |piece| bytes.extend_from_slice(piece)).await?;
        Ok(bytes)
    }

    /// Hands a blob of any size on, piece by piece. The pieces are what the descriptor says only if this ends
    /// well: until then they belong nowhere.
    ///
    /// # Errors
    /// As [`Client::blob`].
    pub async fn save_blob(
        &self,
        name: &RepositoryName,
        target: &Descriptor,
        take: &mut dyn FnMut(&[u8]),
    ) -> Result<(), ClientError> {
        let mut request = self.request(self.blob_url(name, target.digest()), limit_of(target.size()));
        request.timeout = SAVING;
        self.take_blob(request, target, take).await
    }

    async fn take_blob(
        &self,
        request: Request,
        target: &Descriptor,
        take: &mut dyn FnMut(&[u8]),
    ) -> Result<(), ClientError> {
        let mut checker = Checker::of(target.digest())?;
        let size = target.size();
        let mut piece = |bytes: &[u8]| {
            checker.add(bytes);
            take(bytes);
        };
        let answer = self.with_access(Question::Blob, request, Some(&Sink::new(&mut piece))).await?;
        if !answer.is_success() {
            return Err(refused(Question::Blob, &answer));
        }
        if checker.size() != size {
            return Err(ClientError::Size { expected: size, actual: checker.size() });
        }
        Ok(checker.finish()?)
    }

    fn blob_url(&self, name: &RepositoryName, digest: &Digest) -> String {
        format!("{}/v2/{name}/blobs/{digest}", self.registry.origin())
    }
}

/// The most bytes of an answer that is to have so many: those of an error, too, which may be longer than the blob.
fn limit_of(size: u64) -> usize {
    usize::try_from(size).unwrap_or(usize::MAX).max(SMALL_LIMIT)
}

fn checked(target: &Descriptor, bytes: Vec<u8>) -> Result<Vec<u8>, ClientError> {
    if bytes.len() as u64 != target.size() {
        return Err(ClientError::Size { expected: target.size(), actual: bytes.len() as u64 });
    }
    digest::verify(target.digest(), &bytes)?;
    Ok(bytes)
}
