//! Signatures by a key that is known beforehand.
//!
//! Whether a signature that no trusted key made was made by another key or was changed cannot be told from it alone: it
//! is then not trusted. It is broken where something in it says that a trusted key made it: a hint, or the log's entry.

use super::Context;
use super::course::{Check, Course, Stop};
use super::fault;
use super::keyless::{Signed, entries_fit, signature_of, unknown_log};
use super::known::Known;
use super::signature::{check, maker};
use super::subject::digest;
use super::trust::{Key, Root, fingerprint};
use report::{Signer, Verdict, say};
use sigstore_verify::crypto::SigningScheme;
use sigstore_verify::trust_root::TrustedRoot;
use sigstore_verify::types::bundle::{MediaType, MessageDigest, VerificationMaterialContent};
use sigstore_verify::types::{Artifact, DerPublicKey, DigestBytes, SignatureContent, TransparencyLogEntry};
use sigstore_verify::{PublicKeyVerificationPolicy, VerificationResult, Verifier};

/// What is asked of a signature of this kind.
pub const PLAN: &[Check] =
    &[Check::Form, Check::Subject, Check::Signature, Check::Signer, Check::Time, Check::Log, Check::Entry];

/// A root that trusts nobody.
const NOBODY: &str = r#"{"mediaType":"application/vnd.dev.sigstore.trustedroot+json;version=0.1"}"#;
/// Where a log's entry states the key, by its kind: in PEM, in Base64 once more; or in DER.
const LOGGED: [&str; 3] = [
    "/spec/signature/publicKey/content",
    "/spec/signatures/0/verifier",
    "/spec/content/envelope/signatures/0/publicKey",
];
const LOGGED_DER: &str = "/spec/hashedRekordV002/signature/verifier/publicKey/rawBytes";

/// Checks a signature by a key. The course has come to the signature itself: form and subject hold.
pub fn verify(context: &Context<'_>, signed: &Signed<'_>, mut course: Course) -> Verdict {
    let result = run(context, signed, &mut course);
    course.end(result)
}

fn run(context: &Context<'_>, signed: &Signed<'_>, course: &mut Course) -> Result<Signer, Stop> {
    let (key, scheme) = find(context, signed)?;
    course.pass(Check::Signature);
    course.pass_with(Check::Signer, say!("Key “{name}”", name = key.name.as_str()));
    entries_fit(&signed.bundle)?;
    let signed = &by_scheme(signed, key, scheme);
    let signer = signer(key);
    let material = &signed.bundle.verification_material;
    let stamps = &material.timestamp_verification_data.rfc3161_timestamps;
    if material.tlog_entries.is_empty() && stamps.is_empty() {
        without_log(course);
        return Ok(signer);
    }
    if context.trusted.roots.is_empty() {
        return consistent(signed, key, course).map(|()| signer);
    }
    let mut best = Err(Stop::Foreign(Check::Log, say!("No root knows it.")));
    for root in &context.trusted.roots {
        let mut attempt = course.clone();
        match ask(signed, key, root, &mut attempt) {
            Ok(result) => {
                *course = attempt;
                let time = result.integrated_time().or_else(|| result.verified_timestamps().iter().min().copied());
                return Ok(Signer { time: time.map(|time| time.to_string()), ..signer });
            }
            // A root that knows the log and finds fault counts more than one that does not know it.
            Err(stop) if !matches!(best, Err(Stop::Broken(..))) => best = Err(stop),
            Err(_) => {}
        }
    }
    best
}

/// A signature with nothing that states a time or a log.
pub fn without_log(course: &mut Course) {
    course.spare(Check::Time, say!("The key is trusted at any time."));
    course.spare(Check::Log, say!("The signature is in no log; a trusted key needs none."));
    course.spare(Check::Entry, say!("The signature is in no log."));
}

/// Who a key is.
pub fn signer(key: &Key) -> Signer {
    Signer {
        name: key.name.clone(),
        issuer: None,
        fingerprint: fingerprint(key.spki.as_bytes()),
        trust: key.name.clone(),
        time: None,
    }
}

/// The trusted key that made the signature, and how it is used.
fn find<'k>(context: &'k Context<'_>, signed: &Signed<'_>) -> Result<(&'k Key, SigningScheme), Stop> {
    let (keys, content) = (&context.trusted.keys, &signed.bundle.content);
    let hint = match &signed.bundle.verification_material.content {
        VerificationMaterialContent::PublicKey(key) => key.hint.as_str(),
        _ => "",
    };
    let mut unchecked = None;
    for key in keys {
        match check(&key.spki, key.algorithm, content, &signed.artifact) {
            Ok(()) => return Ok((key, key.algorithm.default_signing_scheme())),
            Err(Stop::Unchecked(why)) if key.is_meant_by(hint) || keys.len() == 1 => unchecked = Some(why),
            Err(_) => {}
        }
    }
    if let (SignatureContent::MessageSignature(message), Artifact::Blob(bytes)) = (content, &signed.artifact)
        && let Some(found) = maker(keys, bytes, &message.signature)
    {
        return Ok(found);
    }
    match unchecked {
        Some(why) => Err(Stop::Unchecked(why)),
        None => Err(nobody(keys, &[hint], &signed.bundle.verification_material.tlog_entries)),
    }
}

/// What it means that none of the keys made a signature with these hints and entries.
pub fn nobody(keys: &[Key], hints: &[&str], entries: &[TransparencyLogEntry]) -> Stop {
    if keys.is_empty() {
        return Stop::Foreign(Check::Signature, say!("No public key is trusted."));
    }
    let logged: Vec<Vec<u8>> = entries.iter().filter_map(logged_key).collect();
    let is_named = |key: &&Key| {
        hints.iter().any(|hint| key.is_meant_by(hint)) || logged.iter().any(|logged| logged == key.spki.as_bytes())
    };
    match keys.iter().find(is_named) {
        Some(key) => Stop::Broken(
            Check::Signature,
            say!("It claims to be made with the key “{name}”, but does not match it.", name = key.name.as_str()),
        ),
        None => Stop::Foreign(Check::Signature, say!("Keys tried: {count}", count = keys.len())),
    }
}

/// The SubjectPublicKeyInfo that an entry of a log states.
fn logged_key(entry: &TransparencyLogEntry) -> Option<Vec<u8>> {
    use base64ct::{Base64, Encoding};
    let body: serde_json::Value = serde_json::from_slice(entry.canonicalized_body.as_bytes()).ok()?;
    let text = |place: &str| body.pointer(place).and_then(serde_json::Value::as_str);
    if let Some(der) = text(LOGGED_DER) {
        return Base64::decode_vec(der).ok();
    }
    let pem = LOGGED.into_iter().find_map(text).and_then(|pem| Base64::decode_vec(pem).ok())?;
    DerPublicKey::from_pem(std::str::from_utf8(&pem).ok()?).ok().map(DerPublicKey::into_bytes)
}

/// The signature as one by this scheme. The library takes the customary scheme of a key, where the digest of what is
/// signed does not say otherwise.
fn by_scheme<'a>(signed: &Signed<'a>, key: &Key, scheme: SigningScheme) -> Signed<'a> {
    let mut bundle = signed.bundle.clone();
    let hash = scheme.hash_algorithm().filter(|_| scheme != key.algorithm.default_signing_scheme());
    if let (SignatureContent::MessageSignature(message), Some(hash), Artifact::Blob(bytes)) =
        (&mut bundle.content, hash, &signed.artifact)
        && let Some(digest) = digest(hash, bytes)
    {
        message.message_digest.get_or_insert(MessageDigest::new(hash, DigestBytes::new(digest)));
    }
    Signed { bundle, artifact: signed.artifact.clone() }
}

/// Without any root: whether the entries are of this signature at all.
fn consistent(signed: &Signed<'_>, key: &Key, course: &mut Course) -> Result<(), Stop> {
    course.spare(Check::Time, say!("No Sigstore root is trusted, and the key is trusted at any time."));
    course.spare(Check::Log, say!("No Sigstore root is trusted, so none requires a log."));
    let mut bundle = signed.bundle.clone();
    bundle.verification_material.timestamp_verification_data.rfc3161_timestamps.clear();
    if bundle.verification_material.tlog_entries.is_empty() {
        course.spare(Check::Entry, say!("The signature is in no log."));
        return Ok(());
    }
    let nobody = TrustedRoot::from_json(NOBODY).ok().and_then(|root| Verifier::new(&root).ok());
    let Some(nobody) = nobody else { return Err(Stop::Unchecked(say!("There is no root to check it against."))) };
    bundle.media_type = MediaType::Bundle0_2;
    let policy = PublicKeyVerificationPolicy::new(key.spki.clone()).skip_tlog_unsafe();
    nobody.verify(signed.artifact.clone(), &bundle, &policy).map_err(|error| fault::name(&error))?;
    course.pass(Check::Entry);
    Ok(())
}

/// Asks a root about the log and the time.
fn ask(signed: &Signed<'_>, key: &Key, root: &Root, course: &mut Course) -> Result<VerificationResult, Stop> {
    let bundle = &signed.bundle;
    let known = Known::of(bundle, &signature_of(&bundle.content), root);
    let material = &bundle.verification_material;
    let name = root.name.as_str();
    if !known.log {
        return Err(Stop::Foreign(Check::Log, unknown_log(bundle, name)));
    }
    if !known.time {
        let why = say!("“{name}” does not know the time stamp authority.", name);
        return Err(Stop::Foreign(Check::Time, why));
    }
    let mut policy = PublicKeyVerificationPolicy::new(key.spki.clone());
    let logged = !material.tlog_entries.is_empty();
    if !logged {
        policy = policy.skip_tlog_unsafe();
        course.spare(Check::Log, say!("The signature is in no log; a trusted key needs none."));
        course.spare(Check::Entry, say!("The signature is in no log."));
    }
    let result = root.verifier.verify(signed.artifact.clone(), bundle, &policy);
    let result = result.map_err(|error| fault::name(&error))?;
    if result.verified_timestamps().is_empty() {
        course.spare(Check::Time, say!("Nothing proves it, and the key is trusted at any time."));
    } else {
        course.pass(Check::Time);
    }
    if logged {
        course.pass_with(Check::Log, say!("In a log of “{name}”", name));
        course.pass(Check::Entry);
    }
    Ok(result)
}
