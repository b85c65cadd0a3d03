//! Signatures by a certificate of a Sigstore: made with a key of minutes, which the certificate binds to an identity.
//!
//! What the signature and its content say by themselves is checked first, without any root. Then each root is asked, in
//! the order of `sigstore-verify`. Whether the signer is one of the trusted is asked last, of what is proven by then.

use super::Context;
use super::course::{Check, Course, Stop, quote};
use super::fault;
use super::identity;
use super::known::Known;
use super::signature;
use super::trust::{Root, fingerprint};
use report::{Signer, Value, Verdict, say};
use sigstore_verify::crypto::{CertificateInfo, Error as CryptoError, parse_certificate_info};
use sigstore_verify::types::bundle::{MediaType, VerificationMaterial};
use sigstore_verify::types::{Artifact, Bundle, KindVersion, SignatureBytes, SignatureContent, TransparencyLogEntry};
use sigstore_verify::{VerificationPolicy, VerificationResult};
use x509_cert::Certificate;
use x509_cert::der::Decode;

/// What is asked of a signature of this kind.
pub const PLAN: &[Check] = &[
    Check::Form,
    Check::Subject,
    Check::Signature,
    Check::Time,
    Check::Chain,
    Check::Sct,
    Check::Log,
    Check::Entry,
    Check::Signer,
];

/// A bundle and what its signature is over.
pub struct Signed<'a> {
    /// The bundle.
    pub bundle: Bundle,
    /// What it signs: bytes, or the digest of the image.
    pub artifact: Artifact<'a>,
}

/// One root's answer.
struct Attempt {
    course: Course,
    result: Result<Signer, Stop>,
    known: u8,
}

/// Checks a signature by a certificate. The course has come to the signature itself: form and subject hold.
pub fn verify(context: &Context<'_>, signed: &Signed<'_>, mut course: Course) -> Verdict {
    let info = match own_word(signed, &mut course) {
        Ok(info) => info,
        Err(stop) => return course.end(Err(stop)),
    };
    let roots = context.trusted.roots.iter();
    let attempts = roots.map(|root| attempt(context, signed, &info, root, course.clone()));
    match attempts.max_by_key(rank) {
        Some(best) => best.course.end(best.result),
        None => course.end(Err(Stop::Foreign(Check::Chain, say!("No Sigstore root is trusted.")))),
    }
}

/// Which answer counts: proof before doubt, and a root that knows the signature before one that does not.
fn rank(attempt: &Attempt) -> (u8, u8) {
    let rank = match &attempt.result {
        Ok(_) => 4,
        Err(Stop::Stranger(_)) => 3,
        Err(Stop::Broken(..)) => 2,
        Err(Stop::Unchecked(_)) => 1,
        Err(Stop::Foreign(..)) => 0,
    };
    (rank, attempt.known)
}

fn certificate(signed: &Signed<'_>) -> Result<CertificateInfo, Stop> {
    let Some(leaf) = signed.bundle.signing_certificate() else {
        return Err(Stop::Broken(Check::Form, say!("There is no certificate in it.")));
    };
    parse_certificate_info(leaf).map_err(|error| match error {
        CryptoError::InvalidKey(_) | CryptoError::UnsupportedAlgorithm(_) => Stop::Unchecked(quote(&error)),
        error => {
            Stop::Broken(Check::Form, say!("The certificate cannot be read: {reason}", reason = error.to_string()))
        }
    })
}

/// What holds or not whichever root is asked.
fn own_word(signed: &Signed<'_>, course: &mut Course) -> Result<CertificateInfo, Stop> {
    let info = certificate(signed)?;
    signature::check(&info.public_key, info.key_algorithm, &signed.bundle.content, &signed.artifact)?;
    course.pass(Check::Signature);
    entries_fit(&signed.bundle)?;
    Ok(info)
}

/// Whether the entries are of kinds that can speak of such a signature at all.
pub fn entries_fit(bundle: &Bundle) -> Result<(), Stop> {
    let is_envelope = matches!(bundle.content, SignatureContent::DsseEnvelope(_));
    for entry in &bundle.verification_material.tlog_entries {
        let fits = match entry.kind_version {
            KindVersion::HashedRekordV001 => !is_envelope,
            KindVersion::DsseV001 | KindVersion::IntotoV002 => is_envelope,
            _ => true,
        };
        if !fits {
            let kind = entry.kind_version.kind();
            return Err(Stop::Broken(
                Check::Entry,
                say!("A log entry of the kind {kind} does not belong to a signature like this one.", kind),
            ));
        }
    }
    Ok(())
}

/// The signature, over which time stamps are made.
pub fn signature_of(content: &SignatureContent) -> SignatureBytes {
    match content {
        SignatureContent::MessageSignature(message) => message.signature.clone(),
        SignatureContent::DsseEnvelope(envelope) => envelope.signature.sig.clone(),
        _ => SignatureBytes::new(Vec::new()),
    }
}

fn attempt(
    context: &Context<'_>,
    signed: &Signed<'_>,
    info: &CertificateInfo,
    root: &Root,
    mut course: Course,
) -> Attempt {
    let known = Known::of(&signed.bundle, &signature_of(&signed.bundle.content), root);
    let result = if known.is_all() {
        whole(context, signed, info, root, &mut course)
    } else {
        partial(signed, root, known, &mut course).map_or_else(Err, |()| Err(unknown(signed, root, known)))
    };
    Attempt { course, result, known: known.count() }
}

/// Asks a root that knows all of it.
fn whole(
    context: &Context<'_>,
    signed: &Signed<'_>,
    info: &CertificateInfo,
    root: &Root,
    course: &mut Course,
) -> Result<Signer, Stop> {
    let material = &signed.bundle.verification_material;
    let mut policy = VerificationPolicy::any_identity();
    if root.root.ctlogs.is_empty() {
        policy = policy.skip_sct();
        course.spare(Check::Sct, say!("The root lists no certificate log."));
    }
    if root.root.tlogs.is_empty() && material.tlog_entries.is_empty() {
        policy = policy.skip_tlog_unsafe();
        course.spare(Check::Log, say!("The root lists no transparency log."));
        course.spare(Check::Entry, say!("The root lists no transparency log."));
    } else if material.tlog_entries.is_empty() {
        return Err(Stop::Broken(Check::Log, say!("There is no log entry in it, which the root requires.")));
    }
    let result = root.verifier.verify(signed.artifact.clone(), &signed.bundle, &policy);
    let result = result.map_err(|error| fault::place(&error, course))?;
    details(course, &result, material, root);
    let signer = signer(signed, info, root, &result);
    let (issuer, subject) = (signer.issuer.as_deref().unwrap_or_default(), signer.name.as_str());
    if !identity::is_trusted(&context.trusted.identities, &context.case.repository, issuer, subject) {
        return Err(Stop::Stranger(signer));
    }
    course.pass(Check::Signer);
    Ok(signer)
}

/// Asks a root that does not know all of it about the rest: what it can say has to hold.
fn partial(signed: &Signed<'_>, root: &Root, known: Known, course: &mut Course) -> Result<(), Stop> {
    let mut bundle = signed.bundle.clone();
    let mut policy = VerificationPolicy::any_identity();
    if !known.authority {
        policy = policy.skip_certificate_chain();
    } else if !known.certificate_log || root.root.ctlogs.is_empty() {
        policy = policy.skip_sct();
    }
    let material = &mut bundle.verification_material;
    if !known.time {
        material.timestamp_verification_data.rfc3161_timestamps.clear();
    }
    let logged = known.log && !material.tlog_entries.is_empty();
    if !logged {
        material.tlog_entries.iter_mut().for_each(|entry| entry.inclusion_promise = None);
        policy = policy.skip_tlog_unsafe();
        bundle.media_type = MediaType::Bundle0_2;
    }
    if !has_time(&bundle.verification_material) {
        return Ok(());
    }
    let result = root.verifier.verify(signed.artifact.clone(), &bundle, &policy);
    let result = result.map_err(|error| fault::name(&error))?;
    for (check, holds) in [
        (Check::Time, known.time && logged),
        (Check::Chain, result.certificate_verified()),
        (Check::Sct, result.sct_verified()),
        (Check::Log, result.tlog_verified()),
        (Check::Entry, logged),
    ] {
        if holds {
            course.pass(check);
        }
    }
    Ok(())
}

/// Whether anything in it can prove a time, to a verifier that wants one before all else.
fn has_time(material: &VerificationMaterial) -> bool {
    let promised = |entry: &TransparencyLogEntry| {
        entry.inclusion_promise.is_some()
            && entry.integrated_time.is_some()
            && entry.kind_version != KindVersion::HashedRekordV002
    };
    !material.timestamp_verification_data.rfc3161_timestamps.is_empty() || material.tlog_entries.iter().any(promised)
}

/// What a root does not know, the first in the order of the course.
fn unknown(signed: &Signed<'_>, root: &Root, known: Known) -> Stop {
    let name = root.name.as_str();
    if !known.authority {
        let leaf = signed.bundle.signing_certificate();
        let leaf = leaf.and_then(|leaf| Certificate::from_der(leaf.as_bytes()).ok());
        let issuer = leaf.map(|leaf| leaf.tbs_certificate.issuer.to_string()).unwrap_or_default();
        let issuer = Value::Code(issuer);
        return Stop::Foreign(
            Check::Chain,
            say!("“{name}” does not know the certificate authority {issuer}.", name, issuer),
        );
    }
    if !known.time {
        return Stop::Foreign(Check::Time, say!("“{name}” does not know the time stamp authority.", name));
    }
    if !known.certificate_log {
        return Stop::Foreign(Check::Sct, say!("“{name}” does not know the certificate log.", name));
    }
    Stop::Foreign(Check::Log, unknown_log(&signed.bundle, name))
}

/// Which log is not known to a root of this name.
pub fn unknown_log(bundle: &Bundle, name: &str) -> report::Words {
    let logs = bundle.verification_material.tlog_entries.iter();
    let log = Value::List(logs.map(|entry| Value::Code(entry.log_id.key_id.to_base64())).collect());
    say!("“{name}” does not know the log {log}.", name, log)
}

/// Says beside each step that holds what was found.
fn details(course: &mut Course, result: &VerificationResult, material: &VerificationMaterial, root: &Root) {
    course.pass_with(Check::Time, at(result));
    course.pass_with(Check::Chain, say!("Under “{name}”", name = root.name.as_str()));
    if course.is_open(Check::Sct) {
        course.pass(Check::Sct);
    }
    if let Some(entry) = material.tlog_entries.first() {
        course.pass_with(Check::Log, say!("Log index {number}", number = entry.log_index.get()));
        course.pass(Check::Entry);
    }
}

/// When it was signed, by the latest of what is proven.
fn at(result: &VerificationResult) -> report::Words {
    let times = result.verified_timestamps().iter();
    say!("Proven: {time}", time = Value::List(times.map(|time| Value::Time(time.to_string())).collect()))
}

fn signer(signed: &Signed<'_>, info: &CertificateInfo, root: &Root, result: &VerificationResult) -> Signer {
    let leaf = signed.bundle.signing_certificate().map(|leaf| fingerprint(leaf.as_bytes())).unwrap_or_default();
    let time = result.integrated_time().or_else(|| result.verified_timestamps().iter().min().copied());
    Signer {
        name: info.identity.as_ref().map(|identity| identity.as_str().to_owned()).unwrap_or_default(),
        issuer: Some(info.issuer.clone().unwrap_or_default()),
        fingerprint: leaf,
        trust: root.name.clone(),
        time: time.map(|time| time.to_string()),
    }
}
