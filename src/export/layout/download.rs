//! A layout, fetched and written in one go.

use super::{Layout, LayoutError, Plan};
use crate::oci::{Descriptor, Digest, RepositoryName};
use crate::registry::client::Client;
use crate::registry::{ClientError, Transport};
use futures::future::join_all;

/// How many manifests are asked for at a time.
const AT_A_TIME: usize = 6;

/// How far a layout has come.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Progress {
    /// Manifests that are there.
    pub manifests: usize,
    /// Manifests that are known of.
    pub manifests_known: usize,
    /// Bytes of manifests and blobs that are there.
    pub bytes: u64,
    /// Bytes of manifests and blobs that are known of: all of them, once all manifests are there.
    pub bytes_known: u64,
}

/// Fetches all that belongs into a layout, and hands its bytes to `take`. Every digest is checked. The bytes are a
/// layout only if this ends well: until then they belong nowhere. Gives the plan, which says by then what is in it.
/// Dropped, it stops.
///
/// # Errors
/// [`LayoutError`] at the first thing that cannot be had.
pub async fn download<T: Transport>(
    client: &Client<T>,
    name: &RepositoryName,
    image: &[u8],
    mut plan: Plan,
    take: &mut dyn FnMut(&[u8]),
    tell: &dyn Fn(Progress),
) -> Result<Plan, LayoutError> {
    let mut layout = Layout::begin(take);
    let mut progress = Progress { manifests: 1, bytes: image.len() as u64, ..Progress::default() };
    let say = |progress: &mut Progress, plan: &Plan, bytes: u64| {
        progress.bytes += bytes;
        (progress.manifests_known, progress.bytes_known) = (plan.manifests(), plan.bytes());
        tell(*progress);
    };
    layout.blob(plan.entries()[0].descriptor.digest(), image);
    say(&mut progress, &plan, 0);
    loop {
        let targets = plan.next_manifests(AT_A_TIME);
        if targets.is_empty() {
            break;
        }
        let answers = join_all(targets.iter().map(|target| client.manifest_bytes(name, target))).await;
        for (target, answer) in targets.iter().zip(answers) {
            let bytes = answer.map_err(at(target.digest()))?;
            plan.note(target, &bytes)?;
            layout.blob(target.digest(), &bytes);
            progress.manifests += 1;
            say(&mut progress, &plan, bytes.len() as u64);
        }
    }
    for blob in plan.blobs() {
        layout.begin_blob(blob);
        let mut piece = |bytes: &[u8]| {
            layout.piece(bytes);
            say(&mut progress, &plan, bytes.len() as u64);
        };
        fetch(client, name, blob, &mut piece).await.map_err(at(blob.digest()))?;
        layout.end_blob();
    }
    layout.finish(plan.entries());
    Ok(plan)
}

async fn fetch<T: Transport>(
    client: &Client<T>,
    name: &RepositoryName,
    blob: &Descriptor,
    take: &mut dyn FnMut(&[u8]),
) -> Result<(), ClientError> {
    // What a descriptor brings along need not be in the registry.
    if blob.data().is_some() {
        take(&client.blob(name, blob).await?);
        return Ok(());
    }
    client.save_blob(name, blob, take).await
}

fn at(digest: &Digest) -> impl FnOnce(ClientError) -> LayoutError {
    let digest = digest.clone();
    move |error| LayoutError::Fetch { digest, error }
}
