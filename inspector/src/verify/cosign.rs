//! cosign's older form: the signature, certificate and log's promise stand in the annotations of a layer, and the layer
//! is what is signed (cosign, `specs/SIGNATURE_SPEC.md`); or it is a DSSE envelope, and they prove that one.
//!
//! It is made into a bundle, which says the same in one document, and checked as such.

use super::course::{Check, Course, Stop};
use super::keyless::{self, Signed};
use super::promise::{self, Promise};
use super::subject::IN_TOTO;
use super::{Context, Layer, dsse, keyed};
use report::{Verdict, say};
use serde::Deserialize;
use sigstore_verify::types::bundle::{MediaType, VerificationMaterial, VerificationMaterialContent};
use sigstore_verify::types::{
    Artifact, Bundle, DerCertificate, DsseEnvelope, MessageSignature, PublicKeyIdentifier, SignatureBytes,
    SignatureContent, X509Certificate,
};

/// What cosign signs.
const SIMPLE_SIGNING: &str = "application/vnd.dev.cosign.simplesigning.v1+json";
/// A DSSE envelope.
const DSSE: &str = "application/vnd.dsse.envelope.v1+json";
/// What a payload of simple signing says of itself.
const PAYLOAD_TYPE: &str = "cosign container image signature";

const SIGNATURE: &str = "dev.cosignproject.cosign/signature";
const CERTIFICATE: &str = "dev.sigstore.cosign/certificate";
const CHAIN: &str = "dev.sigstore.cosign/chain";
/// The promise of the log.
pub const BUNDLE: &str = "dev.sigstore.cosign/bundle";
/// The time stamp of an authority.
pub const TIMESTAMP: &str = "dev.sigstore.cosign/rfc3161timestamp";

/// The payload of simple signing (containers/image, `docs/containers-signature.5.md`).
#[derive(Deserialize)]
struct Payload {
    critical: Critical,
}

#[derive(Deserialize)]
struct Critical {
    image: Image,
    #[serde(rename = "type")]
    kind: String,
}

#[derive(Deserialize)]
struct Image {
    #[serde(rename = "docker-manifest-digest")]
    digest: String,
}

/// Whether a layer is a signature of an image in this form.
pub fn claims_signature(layer: &Layer<'_>) -> bool {
    layer.media_type == SIMPLE_SIGNING
}

/// Whether a layer is a DSSE envelope with a certificate or a log's promise beside it. One without is a matter of keys
/// alone.
pub fn claims_attestation(layer: &Layer<'_>) -> bool {
    layer.media_type == DSSE && [CERTIFICATE, BUNDLE].iter().any(|key| stated(layer, key).is_some())
}

/// Checks a signature of an image.
pub fn verify_signature(context: &Context<'_>, layer: &Layer<'_>) -> Vec<Verdict> {
    let (format, plan) = form(layer, "cosign signature");
    let mut course = Course::new(format, plan);
    let content = match simple_signing(context, layer, &mut course) {
        Ok(content) => content,
        Err(stop) => return vec![course.end(Err(stop))],
    };
    vec![checked(context, layer, content, Artifact::Blob(layer.bytes), course)]
}

/// Checks a signed statement about an image.
pub fn verify_attestation(context: &Context<'_>, layer: &Layer<'_>) -> Vec<Verdict> {
    let (format, plan) = form(layer, "cosign attestation");
    let mut course = Course::new(format, plan);
    if stated(layer, TIMESTAMP).is_some() {
        let why = say!("Its time stamp is over the whole document, which is not checked here.");
        return vec![course.end(Err(Stop::Unchecked(why)))];
    }
    let envelope = match envelope(context, layer, &mut course) {
        Ok(envelope) => envelope,
        Err(stop) => return vec![course.end(Err(stop))],
    };
    let artifact = Artifact::Digest(context.subject.digest.clone());
    vec![checked(context, layer, SignatureContent::DsseEnvelope(envelope), artifact, course)]
}

fn form(layer: &Layer<'_>, format: &'static str) -> (&'static str, &'static [Check]) {
    (format, if stated(layer, CERTIFICATE).is_some() { keyless::PLAN } else { keyed::PLAN })
}

/// An annotation that is there and says something.
pub fn stated<'a>(layer: &Layer<'a>, key: &str) -> Option<&'a str> {
    layer.annotations.get(key).map(|text| text.trim()).filter(|text| !text.is_empty())
}

fn simple_signing(context: &Context<'_>, layer: &Layer<'_>, course: &mut Course) -> Result<SignatureContent, Stop> {
    let malformed = |reason: String| Stop::Broken(Check::Form, say!("It cannot be read: {reason}", reason));
    let signature = stated(layer, SIGNATURE)
        .ok_or_else(|| Stop::Broken(Check::Form, say!("There is no signature beside the payload.")))?;
    let signature = SignatureBytes::from_base64(signature).map_err(|error| malformed(error.to_string()))?;
    let payload: Payload = serde_json::from_slice(layer.bytes).map_err(|error| malformed(error.to_string()))?;
    course.pass(Check::Form);
    if payload.critical.kind != PAYLOAD_TYPE {
        let kind = payload.critical.kind;
        return Err(Stop::Broken(Check::Subject, say!("It is a “{kind}”, not a signature of an image.", kind)));
    }
    context.subject.is(&payload.critical.image.digest)?;
    course.pass(Check::Subject);
    Ok(SignatureContent::MessageSignature(MessageSignature::new(signature)))
}

fn envelope(context: &Context<'_>, layer: &Layer<'_>, course: &mut Course) -> Result<DsseEnvelope, Stop> {
    let envelope: DsseEnvelope = serde_json::from_slice(layer.bytes)
        .map_err(|error| Stop::Broken(Check::Form, say!("It cannot be read: {reason}", reason = error.to_string())))?;
    course.pass(Check::Form);
    if envelope.payload_type != IN_TOTO {
        return Err(dsse::other_payload(&envelope.payload_type));
    }
    context.subject.is_in_statement(envelope.payload.as_bytes())?;
    course.pass(Check::Subject);
    Ok(envelope)
}

/// Checks what is read, with the proofs that stand in the annotations.
fn checked(
    context: &Context<'_>,
    layer: &Layer<'_>,
    content: SignatureContent,
    artifact: Artifact<'_>,
    course: Course,
) -> Verdict {
    let by_key = stated(layer, CERTIFICATE).is_none();
    let bundle = match bundle(layer, content, by_key) {
        Ok(bundle) => bundle,
        Err(stop) => return course.end(Err(stop)),
    };
    let signed = Signed { bundle, artifact };
    if by_key { keyed::verify(context, &signed, course) } else { keyless::verify(context, &signed, course) }
}

/// The same as a bundle.
fn bundle(layer: &Layer<'_>, content: SignatureContent, by_key: bool) -> Result<Bundle, Stop> {
    let hint = match &content {
        SignatureContent::DsseEnvelope(envelope) => envelope.signature.keyid.as_str(),
        _ => "",
    };
    let maker = if by_key {
        VerificationMaterialContent::PublicKey(PublicKeyIdentifier::new(hint))
    } else {
        VerificationMaterialContent::X509CertificateChain { certificates: certificates(layer)? }
    };
    let mut material = VerificationMaterial::new(maker);
    let Promise { entry, stamp } = promise::read(layer)?;
    // Version 0.1 takes the log's promise for the proof; the later ones want the proof itself, which cosign never kept.
    let media_type = if entry.is_some() { MediaType::Bundle0_1 } else { MediaType::Bundle0_2 };
    material.tlog_entries.extend(entry);
    material.timestamp_verification_data.rfc3161_timestamps.extend(stamp);
    Ok(Bundle::new(media_type, material, content))
}

fn certificates(layer: &Layer<'_>) -> Result<Vec<X509Certificate>, Stop> {
    let mut certificates = Vec::new();
    for key in [CERTIFICATE, CHAIN] {
        let Some(text) = stated(layer, key) else { continue };
        let blocks = pem::parse_many(text).map_err(|error| {
            Stop::Broken(Check::Form, say!("The certificate cannot be read: {reason}", reason = error.to_string()))
        })?;
        let der = blocks.into_iter().filter(|block| block.tag() == "CERTIFICATE").map(pem::Pem::into_contents);
        certificates.extend(der.map(|der| X509Certificate::new(DerCertificate::new(der))));
    }
    Ok(certificates)
}
