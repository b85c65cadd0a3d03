//! What the page asks for with its token: the manifest, the referrers, a blob.

use super::course::Course;
use super::{Finding, Grade, StepName};
use crate::oci::manifest::{Body, Manifest};
use crate::oci::{Address, Descriptor, Digest, Reference, RepositoryName, digest};
use crate::registry::client::{Fetched, Granted};
use crate::registry::diagnose::Verdict;
use crate::registry::found::{Batch, Outcome, Way};
use crate::registry::{ClientError, Transport};
use crate::text;
use crate::words::Arg;

/// An artifact type that nothing has: asked for, a registry that filters says so in a header.
const NO_TYPE: &str = "application/vnd.refscope.check";
/// The largest blob that is fetched for a trial, in bytes.
const TRIAL: u64 = 4_000_000;

/// What was seen of the answers' headers on the way.
pub(super) struct Content {
    /// Whether `Docker-Content-Digest` was readable.
    pub is_digest_stated: bool,
    /// Whether there is a referrers API.
    pub has_api: bool,
    /// Whether `OCI-Filters-Applied` was readable.
    pub is_filtered: bool,
    /// Whether a `Link` was readable.
    pub is_linked: bool,
}

pub(super) async fn check<T: Transport>(course: &Course<'_, T>, granted: &Granted) -> Option<Content> {
    let (repository, reference) = (course.subject.repository.as_ref()?, course.subject.reference.as_ref());
    let Some(reference) = reference else {
        course.tell(Finding::none(StepName::Image, text!("Enter a tag or digest to have this tried.")));
        return None;
    };
    let actions = granted.actions.as_deref();
    let fetched = image(course, repository, reference, actions).await?;
    let is_digest_stated = fetched.is_stated;
    let content = Content { is_digest_stated, has_api: false, is_filtered: false, is_linked: false };
    let content = referrers(course, repository, &fetched.digest, actions, content).await;
    blob(course, repository, fetched.manifest, actions).await;
    Some(content)
}

async fn image<T: Transport>(
    course: &Course<'_, T>,
    repository: &RepositoryName,
    reference: &Reference,
    actions: Option<&[String]>,
) -> Option<Fetched> {
    let step = StepName::Image;
    course.ask(step);
    let answer = course.client.manifest(repository, reference).await;
    let asked = asked(course, &format!("/v2/{repository}/manifests/{reference}"));
    match answer {
        Ok(fetched) => {
            let (digest, size) = (fetched.digest.to_string(), Arg::Size(fetched.bytes.len() as u64));
            let media_type = fetched.manifest.media_type.as_str();
            let seen =
                text!("{digest}, {media_type}, {size}; the bytes are what the digest says.", digest, media_type, size);
            course.tell(Finding::pass(step, seen).asked(asked));
            Some(fetched)
        }
        Err(error) => {
            course.tell(Finding::failed(step, course.explain(&error, actions)).asked(asked));
            None
        }
    }
}

async fn referrers<T: Transport>(
    course: &Course<'_, T>,
    repository: &RepositoryName,
    subject: &Digest,
    actions: Option<&[String]>,
    content: Content,
) -> Content {
    course.ask(StepName::Referrers);
    let answer = course.client.referrers(repository, subject, "").await;
    let path = format!("/v2/{repository}/referrers/{subject}");
    match answer {
        Err(error) => {
            let asked = asked(course, &path);
            course.tell(Finding::failed(StepName::Referrers, course.explain(&error, actions)).asked(asked));
            content
        }
        Ok(batch) if batch.way == Way::ReferrersApi => {
            let is_linked = batch.next.is_some();
            course.tell(api(&batch).asked(asked(course, &path)));
            course.tell(Finding::none(StepName::Fallback, text!("The API answers, so nobody asks for the tag.")));
            let filtered = course.client.referrers(repository, subject, NO_TYPE).await;
            let is_filtered = filtered.is_ok_and(|batch| batch.is_filtered);
            Content { has_api: true, is_filtered, is_linked, ..content }
        }
        Ok(batch) => {
            let tag = asked(course, &format!("/v2/{repository}/manifests/{}", digest::referrers_tag(subject)));
            course.tell(no_api().asked(format!("GET {}: 404", course.at(&path))));
            course.ask(StepName::Fallback);
            course.tell(fallback(&batch).asked(tag));
            content
        }
    }
}

fn api(batch: &Batch) -> Finding {
    let (step, number) = (StepName::Referrers, batch.found.len());
    match &batch.next {
        None => Finding::pass(step, text!("The API answers; entries of its list: {number}.", number)),
        Some(Ok(_)) => {
            Finding::pass(step, text!("The API answers; entries of the first part of its list: {number}.", number))
        }
        Some(Err(error)) => Finding::new(
            step,
            Grade::Warn,
            text!("The API answers, but its list goes on where the page does not follow: {reason}.", reason = error.to_string()),
        )
        .mended_by(text!("Let the proxy in front of the registry pass Link on as a path, or with the address under which people reach it.")),
    }
}

fn no_api() -> Finding {
    let seen = text!("There is no referrers API (404).");
    Finding::new(StepName::Referrers, Grade::Warn, seen).mended_by(text!(
        "In Quay, set FEATURE_REFERRERS_API: true in config.yaml and restart it. Until then the page asks for the referrers tag, as the specification says."
    ))
}

fn fallback(batch: &Batch) -> Finding {
    let step = StepName::Fallback;
    match &batch.outcome {
        Outcome::Listed => {
            let number = batch.found.len();
            Finding::pass(step, text!("The index under the referrers tag is there; entries: {number}.", number))
        }
        Outcome::Absent => Finding::pass(
            step,
            text!(
                "It can be asked for. Nobody has made one for this image, which means that nothing refers to it this way."
            ),
        ),
        Outcome::Foreign(reason) => Finding::new(
            step,
            Grade::Warn,
            text!("What is under the referrers tag is not an index, which counts as no referrers: {reason}", reason),
        ),
    }
}

async fn blob<T: Transport>(
    course: &Course<'_, T>,
    repository: &RepositoryName,
    manifest: Manifest,
    actions: Option<&[String]>,
) {
    let step = StepName::Blob;
    course.ask(step);
    let Some(target) = smallest(course, repository, manifest).await else {
        course.tell(Finding::none(step, text!("This image has no blob that is small enough for a trial.")));
        return;
    };
    let answer = course.client.save_blob(repository, &target, &mut |_| ()).await;
    let from = course.recorder.last().redirected_to;
    let asked = asked(course, &format!("/v2/{repository}/blobs/{}", target.digest()));
    let finding = match answer {
        Ok(()) => came(from.as_deref(), &course.subject.registry),
        Err(ClientError::NoAnswer { verdict: Verdict::Redirected, .. }) => strayed(course),
        Err(error) => Finding::failed(step, course.explain(&error, actions)),
    };
    course.tell(finding.asked(asked));
}

fn came(from: Option<&str>, registry: &Address) -> Finding {
    // Without path and query: a storage's address can hold a signature.
    let place = from.and_then(|url| Address::split(url)).map(|(address, _)| address);
    match place.filter(|address| address != registry) {
        Some(storage) => Finding::pass(
            StepName::Blob,
            text!(
                "The registry sends blobs on to {storage}, which lets this page read them.",
                storage = storage.origin()
            ),
        ),
        None => Finding::pass(StepName::Blob, text!("The registry gives blobs itself.")),
    }
}

/// A browser does not tell where to; that the registry itself could be read, and this not, says enough.
fn strayed<T: Transport>(course: &Course<'_, T>) -> Finding {
    let page = course.recorder.page_origin();
    let page = page.as_deref().unwrap_or("https://page.example.com");
    let seen = text!(
        "The registry sends blobs on to an address where this page may not read them: mostly the object storage behind it. A page is not told which."
    );
    Finding::new(StepName::Blob, Grade::Fail, seen)
        .mended_by(text!(
            "Let the storage send these lines (a bucket's CORS rules do that), or let Quay pass blobs on itself: FEATURE_PROXY_STORAGE: true in config.yaml. “curl -i” shows the address as “Location”."
        ))
        .with_lines(format!("Access-Control-Allow-Origin: {page}\nAccess-Control-Allow-Methods: GET, HEAD"))
}

/// The smallest blob of an image; of the first platform that has one, where it has several.
async fn smallest<T: Transport>(
    course: &Course<'_, T>,
    repository: &RepositoryName,
    manifest: Manifest,
) -> Option<Descriptor> {
    let manifest = match manifest.children().first() {
        Some(child) => {
            let reference = Reference::Digest(child.descriptor.digest().clone());
            course.client.manifest(repository, &reference).await.ok()?.manifest
        }
        None => manifest,
    };
    let Body::Image { config, layers } = manifest.body else { return None };
    let blobs = std::iter::once(*config).chain(layers).filter(|blob| blob.size() > 0 && blob.size() <= TRIAL);
    blobs.min_by_key(Descriptor::size)
}

/// What was asked just now, by its path, and the status of the answer.
fn asked<T: Transport>(course: &Course<'_, T>, path: &str) -> String {
    course.answered(&format!("GET {}", course.at(path)))
}
