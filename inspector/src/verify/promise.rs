//! What cosign kept of the log's and the time authority's answers: annotations of JSON.

use super::cosign::{BUNDLE, TIMESTAMP, stated};
use super::course::{Check, Stop};
use super::{Layer, trust};
use report::{Value, say};
use serde::Deserialize;
use sigstore_verify::types::{
    CanonicalizedBody, InclusionPromise, KindVersion, LogId, LogIndex, LogKeyId, Rfc3161Timestamp, SignedTimestamp,
    TimestampToken, TransparencyLogEntry,
};

/// What proves the time, and that the signature was logged.
#[derive(Default)]
pub struct Promise {
    /// The entry in the log.
    pub entry: Option<TransparencyLogEntry>,
    /// The time stamp.
    pub stamp: Option<Rfc3161Timestamp>,
}

/// The promise of the log (cosign, `pkg/cosign/bundle`).
#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Kept {
    signed_entry_timestamp: SignedTimestamp,
    payload: Logged,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Logged {
    body: CanonicalizedBody,
    integrated_time: i64,
    log_index: u64,
    #[serde(rename = "logID")]
    log_id: String,
}

/// What kind of entry it is.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Kind {
    kind: String,
    api_version: String,
}

#[derive(Deserialize)]
struct Stamp {
    #[serde(rename = "SignedRFC3161Timestamp")]
    token: TimestampToken,
}

/// Reads both, where they are there.
///
/// # Errors
/// That they cannot be read, or that the entry is of a kind that is not known here.
pub fn read(layer: &Layer<'_>) -> Result<Promise, Stop> {
    let mut promise = Promise::default();
    if let Some(text) = stated(layer, BUNDLE) {
        let kept: Kept = serde_json::from_str(text).map_err(|error| malformed(error.to_string()))?;
        promise.entry = Some(entry(kept)?);
    }
    if let Some(text) = stated(layer, TIMESTAMP) {
        let stamp: Stamp = serde_json::from_str(text).map_err(|error| malformed(error.to_string()))?;
        promise.stamp = Some(Rfc3161Timestamp::new(stamp.token));
    }
    Ok(promise)
}

fn malformed(reason: impl Into<Value>) -> Stop {
    Stop::Broken(Check::Log, say!("The log's answer cannot be read: {reason}", reason = reason.into()))
}

fn entry(kept: Kept) -> Result<TransparencyLogEntry, Stop> {
    let Logged { body, integrated_time, log_index, log_id } = kept.payload;
    let kind: Kind = serde_json::from_slice(body.as_bytes()).map_err(|error| malformed(error.to_string()))?;
    let known = match (kind.kind.as_str(), kind.api_version.as_str()) {
        ("hashedrekord", "0.0.1") => KindVersion::HashedRekordV001,
        ("dsse", "0.0.1") => KindVersion::DsseV001,
        ("intoto", "0.0.2") => KindVersion::IntotoV002,
        (kind, version) => {
            return Err(Stop::Unchecked(say!(
                "Log entries of the kind {kind} {version} are not known here.",
                kind,
                version
            )));
        }
    };
    let id = trust::unhex(&log_id).ok_or_else(|| malformed(say!("the log's ID is not hexadecimal")))?;
    let index = LogIndex::new(log_index).map_err(|error| malformed(error.to_string()))?;
    let time = jiff::Timestamp::from_second(integrated_time).map_err(|error| malformed(error.to_string()))?;
    let promise = InclusionPromise::new(kept.signed_entry_timestamp);
    Ok(TransparencyLogEntry::new(index, LogId::new(LogKeyId::new(id)), known, body)
        .with_integrated_time(time)
        .with_inclusion_promise(promise))
}
