//! Whether signatures hold.
//!
//! - [`trust`], [`identity`], [`subject`]: by what, of whom, over what.
//! - [`course`], [`sentence`]: the steps, and what a verdict means; [`fault`]: errors of the library as steps.
//! - [`signature`], [`known`]: the smallest parts of a check.
//! - [`keyless`], [`keyed`]: signatures by a certificate of a Sigstore, and by a key.
//! - [`sigstore`]: one file a kind of signature, a row of [`KINDS`].

mod cosign;
mod course;
mod crypto;
mod dsse;
mod fault;
mod identity;
mod keyed;
mod keyless;
mod known;
mod notation;
mod notation_cose;
mod notation_jws;
mod promise;
mod recognise;
mod sentence;
mod signature;
mod sigstore;
mod subject;
mod trust;
mod unknown;
mod x509;

pub use recognise::recognise;
// What the readers of the same documents share.
pub(crate) use notation::{Envelope, Unreadable};
pub(crate) use notation_cose::read as read_cose;
pub(crate) use notation_jws::read as read_jws;
pub(crate) use trust::{fingerprint, hex};

use course::{Check, Course, Stop};
use report::message::Case;
use report::{State, Step, Trust, Value, Verdict, Words, say};
use serde::Deserialize;
use std::collections::BTreeMap;
use subject::Subject;
use trust::Trusted;

/// What a check is about.
struct Context<'a> {
    case: &'a Case,
    subject: Subject,
    trusted: &'a Trusted,
}

/// What was trusted the last time, read: to read roots and certificates takes longer than to check a signature, and as
/// a rule all of a page's questions come with the same.
#[derive(Default)]
pub struct Remembered(Option<(Trust, Trusted)>);

impl Remembered {
    fn read(&mut self, trust: &Trust) -> &Trusted {
        if self.0.as_ref().is_some_and(|(known, _)| known != trust) {
            self.0 = None;
        }
        let (_, trusted) = self.0.get_or_insert_with(|| (trust.clone(), Trusted::read(trust)));
        trusted
    }
}

impl std::fmt::Debug for Remembered {
    fn fmt(&self, to: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        to.debug_tuple("Remembered").field(&self.0.as_ref().map(|(trust, _)| trust)).finish()
    }
}

/// A layer of the artifact that holds signatures.
struct Layer<'a> {
    media_type: &'a str,
    annotations: &'a BTreeMap<String, String>,
    bytes: &'a [u8],
}

/// A kind of signature.
struct Kind {
    /// Whether a layer is of this kind.
    claims: fn(&Layer<'_>) -> bool,
    /// Checks what it holds.
    verify: fn(&Context<'_>, &Layer<'_>) -> Vec<Verdict>,
}

/// What checks a layer that none of [`KINDS`] claims, where no other layer is claimed either.
const REST: Kind = Kind { claims: |_| true, verify: unknown::verify };

/// The first that claims a layer checks it.
const KINDS: &[Kind] = &[
    Kind { claims: sigstore::claims, verify: sigstore::verify },
    Kind { claims: cosign::claims_signature, verify: cosign::verify_signature },
    Kind { claims: cosign::claims_attestation, verify: cosign::verify_attestation },
    Kind { claims: dsse::claims, verify: dsse::verify },
    Kind { claims: notation_jws::claims, verify: notation_jws::verify },
    Kind { claims: notation_cose::claims, verify: notation_cose::verify },
    Kind { claims: unknown::claims_pgp, verify: unknown::verify_pgp },
];

/// How many layers of an artifact are checked: cosign puts every signature of an image into a layer of one artifact.
const LAYERS: usize = 512;

/// As much of an image manifest as tells of its layers (OCI image specification, image manifest).
#[derive(Deserialize)]
struct Manifest {
    #[serde(default)]
    layers: Vec<Descriptor>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Descriptor {
    #[serde(default)]
    media_type: String,
    #[serde(default)]
    digest: String,
    #[serde(default)]
    annotations: BTreeMap<String, String>,
}

/// Checks the signatures that an artifact holds. `manifest` and `layers` are its bytes; a layer that was not fetched is
/// empty. What is trusted is read where it is not what is `remembered`.
///
/// # Errors
/// Why there is nothing to check, in words.
pub fn verify(
    case: &Case,
    manifest: &[u8],
    layers: &[Vec<u8>],
    remembered: &mut Remembered,
) -> Result<Vec<Verdict>, Words> {
    crypto::install();
    let manifest: Manifest = serde_json::from_slice(manifest)
        .map_err(|error| say!("The manifest of the signature cannot be read: {reason}", reason = error.to_string()))?;
    let Some(subject) = Subject::parse(&case.subject) else {
        return Err(say!("The digest {digest} is not understood.", digest = Value::Code(case.subject.clone())));
    };
    let context = Context { case, subject, trusted: remembered.read(&case.trust) };
    let mut verdicts = checked(&context, &manifest.layers, layers, KINDS);
    if verdicts.is_empty() && case.is_document {
        return Ok(verdicts);
    }
    if verdicts.is_empty() {
        verdicts = checked(&context, &manifest.layers, layers, &[REST]);
    }
    if verdicts.is_empty() {
        return Err(say!("There is nothing in it that could be a signature."));
    }
    let faults = context.trusted.faults.iter().map(|fault| Step {
        name: say!("What is trusted"),
        state: State::NotAsked,
        detail: Some(fault.clone()),
    });
    let faults: Vec<Step> = faults.collect();
    verdicts.iter_mut().for_each(|verdict| verdict.steps.extend(faults.clone()));
    Ok(verdicts)
}

/// Checks the layers that one of the kinds claims.
fn checked(context: &Context<'_>, descriptors: &[Descriptor], layers: &[Vec<u8>], kinds: &[Kind]) -> Vec<Verdict> {
    let bytes = layers.iter().map(Vec::as_slice).chain(std::iter::repeat(&[][..]));
    descriptors
        .iter()
        .take(LAYERS)
        .zip(bytes)
        .flat_map(|(descriptor, bytes)| check(context, descriptor, bytes, kinds))
        .collect()
}

/// Checks what one layer holds.
fn check(context: &Context<'_>, descriptor: &Descriptor, bytes: &[u8], kinds: &[Kind]) -> Vec<Verdict> {
    let mut layer = Layer { media_type: &descriptor.media_type, annotations: &descriptor.annotations, bytes: &[] };
    let Some(kind) = kinds.iter().find(|kind| (kind.claims)(&layer)) else { return Vec::new() };
    let format = descriptor.media_type.as_str();
    match Subject::parse(&descriptor.digest).map(|stated| stated.is_digest_of(bytes)) {
        Some(true) => {}
        Some(false) if bytes.is_empty() => {
            let stop = Stop::Unchecked(say!("The layer was not fetched."));
            return vec![Course::new(format, &[Check::Bytes]).end(Err(stop))];
        }
        Some(false) => {
            let stop = Stop::Broken(Check::Bytes, say!("They do not have the digest that the manifest states."));
            return vec![Course::new(format, &[Check::Bytes]).end(Err(stop))];
        }
        None => {
            let digest = Value::Code(descriptor.digest.clone());
            let stop = Stop::Unchecked(say!("The digest {digest} is not understood.", digest));
            return vec![Course::new(format, &[Check::Bytes]).end(Err(stop))];
        }
    }
    layer.bytes = bytes;
    (kind.verify)(context, &layer)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn another_trust_is_not_taken_for_the_one_before() {
        crypto::install();
        let (somebody, nobody) = (Trust { public_good: true, ..Trust::default() }, Trust::default());
        let mut remembered = Remembered::default();
        let roots = [&somebody, &somebody, &nobody, &somebody].map(|trust| remembered.read(trust).roots.len());
        assert_eq!(roots, [1, 1, 0, 1]);
    }
}
