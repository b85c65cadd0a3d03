//! Sigstore bundles, version 0.1 to 0.3 (sigstore/protobuf-specs, `sigstore_bundle.proto`, `sigstore_rekor.proto`).
//!
//! Read for itself and not by the types that check it, since what a check refuses is shown all the same.

use super::{certificate, dsse, timestamp, within};
use crate::input::{Input, Inspection, ReadError};
use crate::verify::hex;
use report::{Body, Fact, Value, say};
use serde::Deserialize;
use serde_json::value::RawValue;

/// How the media type of a bundle begins.
const BUNDLE: &str = "application/vnd.dev.sigstore.bundle";
/// How many entries of logs, and how many time stamps, are laid out.
const MOST: usize = 16;

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Bundle<'a> {
    media_type: Option<String>,
    verification_material: Option<Material>,
    message_signature: Option<Message>,
    #[serde(borrow)]
    dsse_envelope: Option<&'a RawValue>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Material {
    certificate: Option<Bytes>,
    x509_certificate_chain: Option<Chain>,
    public_key: Option<Hint>,
    tlog_entries: Option<Vec<Entry>>,
    timestamp_verification_data: Option<Stamps>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Bytes {
    raw_bytes: String,
}

#[derive(Deserialize)]
struct Chain {
    certificates: Option<Vec<Bytes>>,
}

#[derive(Deserialize)]
struct Hint {
    hint: Option<String>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Entry {
    log_index: Option<serde_json::Value>,
    log_id: Option<LogId>,
    kind_version: Option<KindVersion>,
    integrated_time: Option<serde_json::Value>,
    inclusion_promise: Option<serde::de::IgnoredAny>,
    inclusion_proof: Option<Proof>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct LogId {
    key_id: Option<String>,
}

#[derive(Deserialize)]
struct KindVersion {
    kind: Option<String>,
    version: Option<String>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Proof {
    log_index: Option<serde_json::Value>,
    tree_size: Option<serde_json::Value>,
    checkpoint: Option<Checkpoint>,
}

#[derive(Deserialize)]
struct Checkpoint {
    envelope: Option<String>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Stamps {
    rfc3161_timestamps: Option<Vec<Stamp>>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Stamp {
    signed_timestamp: String,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Message {
    message_digest: Option<Digest>,
}

#[derive(Deserialize)]
struct Digest {
    algorithm: Option<String>,
    digest: Option<String>,
}

/// Whether a document is a bundle.
pub fn claims(input: &Input<'_>) -> bool {
    input.is_called("sigstore.bundle")
        || input.shape().has("verificationMaterial")
        || input.shape().text("mediaType").is_some_and(|kind| kind.starts_with(BUNDLE))
}

/// Lays out a bundle: what is signed, by whom, and what proves when.
///
/// # Errors
/// That it is none, or of a version that is not known.
pub fn read(input: &Input<'_>) -> Result<Inspection, ReadError> {
    let bundle: Bundle<'_> = within::json(input.bytes)?;
    let kind = bundle.media_type.ok_or(ReadError::Missing("mediaType"))?;
    let Some(version) = version(&kind) else {
        return Err(ReadError::Version { format: "Sigstore bundle", version: kind });
    };
    let material = bundle.verification_material.ok_or(ReadError::Missing("verificationMaterial"))?;
    let mut inspection = Inspection::of(format!("Sigstore bundle {version}"));
    match (bundle.dsse_envelope, bundle.message_signature) {
        (Some(envelope), _) => within::append(&mut inspection, input, dsse::DSSE, envelope.get().as_bytes()),
        (None, Some(message)) => signed(&mut inspection, message)?,
        (None, None) => return Err(ReadError::Missing("messageSignature")),
    }
    signer(&mut inspection, &material)?;
    log(&mut inspection, material.tlog_entries.unwrap_or_default());
    stamps(&mut inspection, material.timestamp_verification_data.and_then(|data| data.rfc3161_timestamps));
    Ok(inspection)
}

/// The version in a media type, if it is one of those known.
fn version(kind: &str) -> Option<&'static str> {
    let rest = kind.strip_prefix(BUNDLE)?;
    let version = rest.strip_prefix("+json;version=").or_else(|| rest.strip_prefix(".v")?.strip_suffix("+json"))?;
    ["0.1", "0.2", "0.3"].into_iter().find(|known| *known == version)
}

/// The digest of the message that is signed.
fn signed(inspection: &mut Inspection, message: Message) -> Result<(), ReadError> {
    let Some(Digest { algorithm, digest: Some(digest) }) = message.message_digest else {
        inspection.report.remarks.push(say!("It does not say what it is a signature of."));
        return Ok(());
    };
    let algorithm = match algorithm.as_deref() {
        Some("SHA2_256") => "sha256",
        Some("SHA2_384") => "sha384",
        Some("SHA2_512") => "sha512",
        other => other.unwrap_or_default(),
    };
    let digest = format!("{algorithm}:{}", hex(&within::base64("messageDigest", &digest)?));
    inspection.section(say!("Signed content"), Body::Facts(vec![Fact::code(say!("Digest"), digest)]));
    Ok(())
}

/// Whose signature it is: a certificate with those of its issuers, or the hint of a key.
fn signer(inspection: &mut Inspection, material: &Material) -> Result<(), ReadError> {
    let chain = material.x509_certificate_chain.as_ref().and_then(|chain| chain.certificates.as_deref());
    let ders = material.certificate.iter().chain(chain.unwrap_or_default());
    let ders: Vec<Vec<u8>> =
        ders.map(|bytes| within::base64("rawBytes", &bytes.raw_bytes)).collect::<Result<_, _>>()?;
    certificate::append(inspection, say!("Signer's certificate"), &ders);
    match &material.public_key {
        Some(key) => {
            let hint = within::code(key.hint.clone());
            let hint = Fact::new(say!("Key hint"), hint.unwrap_or_else(|| Value::Words(say!("none"))));
            inspection.section(say!("Signer's key"), Body::Facts(vec![hint]));
        }
        None if ders.is_empty() => {
            inspection.report.remarks.push(say!("It has neither a certificate nor the name of a key."));
        }
        None => {}
    }
    Ok(())
}

/// The entries of transparency logs.
fn log(inspection: &mut Inspection, entries: Vec<Entry>) {
    if entries.is_empty() {
        inspection.report.remarks.push(say!("It names no entry in a transparency log."));
    }
    within::left_out(inspection, entries.len(), MOST);
    for entry in entries.into_iter().take(MOST) {
        inspection.section(say!("Log entry"), entry_facts(entry));
    }
}

fn entry_facts(entry: Entry) -> Body {
    let kind = entry.kind_version.map(|it| [it.kind, it.version].into_iter().flatten().collect::<Vec<_>>().join(" "));
    let id = entry.log_id.and_then(|id| id.key_id).map(|id| within::base64("keyId", &id).map_or(id, |id| hex(&id)));
    let is_there = |is: bool| Some(Value::Words(if is { say!("present") } else { say!("absent") }));
    let proof = entry.inclusion_proof;
    let is_proven = proof.is_some();
    let (index, size, checkpoint) =
        proof.map(|proof| (proof.log_index, proof.tree_size, proof.checkpoint)).unwrap_or_default();
    let note = checkpoint.and_then(|checkpoint| checkpoint.envelope).unwrap_or_default();
    let origin = note.lines().next().filter(|line| !line.is_empty()).map(|line| Value::Code(line.to_owned()));
    within::stated(vec![
        (say!("Log index"), entry.log_index.as_ref().and_then(number).map(Value::Number)),
        (say!("Time"), entry.integrated_time.as_ref().and_then(number).and_then(time)),
        (say!("Kind"), kind.map(Value::Word)),
        (say!("Log"), id.map(Value::Code)),
        (say!("Inclusion promise"), is_there(entry.inclusion_promise.is_some())),
        (say!("Inclusion proof"), is_there(is_proven)),
        (say!("Index in the tree"), index.as_ref().and_then(number).map(Value::Number)),
        (say!("Size of the tree"), size.as_ref().and_then(number).map(Value::Number)),
        (say!("Checkpoint's origin"), origin),
    ])
}

/// A number of 64 bits, which JSON of protocol buffers writes as a text.
fn number(value: &serde_json::Value) -> Option<u64> {
    value.as_u64().or_else(|| value.as_str()?.parse().ok())
}

/// A point in time in seconds since 1970; 0 is none.
fn time(seconds: u64) -> Option<Value> {
    let seconds = i64::try_from(seconds).ok().filter(|seconds| *seconds > 0)?;
    Some(Value::Time(jiff::Timestamp::from_second(seconds).ok()?.to_string()))
}

fn stamps(inspection: &mut Inspection, stamps: Option<Vec<Stamp>>) {
    let stamps = stamps.unwrap_or_default();
    within::left_out(inspection, stamps.len(), MOST);
    for stamp in stamps.into_iter().take(MOST) {
        match within::base64("signedTimestamp", &stamp.signed_timestamp).and_then(|der| timestamp::facts(&der)) {
            Ok(facts) => inspection.section(say!("Time stamp"), Body::Facts(facts)),
            Err(error) => inspection.report.remarks.push(error.words()),
        }
    }
}
