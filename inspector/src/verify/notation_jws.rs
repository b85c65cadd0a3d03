//! Notation signatures as JWS (Notary Project, `specs/signature-envelope-jws.md`; RFC 7515, section 7.2.2).

use super::notation::{self, Attributes, Envelope, Unreadable, malformed};
use super::{Context, Layer};
use base64ct::{Base64, Base64UrlUnpadded, Encoding};
use jiff::Timestamp;
use report::Verdict;
use serde::Deserialize;

#[derive(Deserialize)]
struct Jws {
    payload: String,
    protected: String,
    #[serde(default)]
    header: Header,
    signature: String,
}

#[derive(Default, Deserialize)]
struct Header {
    #[serde(default)]
    x5c: Vec<String>,
    #[serde(default, rename = "io.cncf.notary.timestampSignature")]
    timestamp: Option<String>,
    // Not signed, so that whatever stands there must not decide of the rest.
    #[serde(default, rename = "io.cncf.notary.signingAgent")]
    agent: Option<serde_json::Value>,
}

#[derive(Deserialize)]
struct Protected {
    alg: String,
    #[serde(default)]
    cty: String,
    #[serde(default)]
    crit: Vec<String>,
    #[serde(default, rename = "io.cncf.notary.signingScheme")]
    scheme: Option<String>,
    #[serde(default, rename = "io.cncf.notary.authenticSigningTime")]
    authentic_time: Option<String>,
    #[serde(default, rename = "io.cncf.notary.expiry")]
    expiry: Option<String>,
    // Only told, never relied upon.
    #[serde(default, rename = "io.cncf.notary.signingTime")]
    signing_time: Option<serde_json::Value>,
}

/// Whether a layer is a JWS.
pub fn claims(layer: &Layer<'_>) -> bool {
    layer.media_type == "application/jose+json"
}

/// Checks a JWS.
pub fn verify(context: &Context<'_>, layer: &Layer<'_>) -> Vec<Verdict> {
    notation::verify(context, "Notation JWS", read(layer.bytes))
}

/// Takes an envelope apart.
///
/// # Errors
/// Why it is none.
pub fn read(bytes: &[u8]) -> Result<Envelope, Unreadable> {
    let jws: Jws = serde_json::from_slice(bytes).map_err(|error| malformed(&error))?;
    let decode = |text: &str| Base64UrlUnpadded::decode_vec(text).map_err(|error| malformed(&error));
    let protected: Protected = serde_json::from_slice(&decode(&jws.protected)?).map_err(|error| malformed(&error))?;
    let chain = jws.header.x5c.iter().map(|der| Base64::decode_vec(der)).collect::<Result<_, _>>();
    Ok(Envelope {
        algorithm: protected.alg,
        content_type: protected.cty,
        payload: decode(&jws.payload)?,
        message: format!("{}.{}", jws.protected, jws.payload).into_bytes(),
        signature: decode(&jws.signature)?,
        chain: chain.map_err(|error| malformed(&error))?,
        attributes: Attributes {
            scheme: protected.scheme,
            authentic_time: time(protected.authentic_time.as_deref())?,
            expiry: time(protected.expiry.as_deref())?,
            critical: protected.crit,
        },
        // Not checked; it only counts that it is there.
        stamp: jws.header.timestamp.map(|stamp| Base64::decode_vec(&stamp).unwrap_or_default()),
        signing_time: protected.signing_time.as_ref().and_then(|time| time.as_str()).map(str::to_owned),
        agent: jws.header.agent.as_ref().and_then(|agent| agent.as_str()).map(str::to_owned),
    })
}

fn time(text: Option<&str>) -> Result<Option<Timestamp>, Unreadable> {
    text.map(|text| text.parse().map_err(|error: jiff::Error| malformed(&error))).transpose()
}
