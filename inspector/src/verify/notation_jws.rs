//! Notation signatures as JWS (Notary Project, `specs/signature-envelope-jws.md`; RFC 7515, section 7.2.2).

use super::course::Stop;
use super::notation::{self, Attributes, Envelope, malformed};
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
}

/// Whether a layer is a JWS.
pub fn claims(layer: &Layer<'_>) -> bool {
    layer.media_type == "application/jose+json"
}

/// Checks a JWS.
pub fn verify(context: &Context<'_>, layer: &Layer<'_>) -> Vec<Verdict> {
    notation::verify(context, "Notation JWS", read(layer.bytes))
}

fn read(bytes: &[u8]) -> Result<Envelope, Stop> {
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
        is_stamped: jws.header.timestamp.is_some(),
    })
}

fn time(text: Option<&str>) -> Result<Option<Timestamp>, Stop> {
    text.map(|text| text.parse().map_err(|error: jiff::Error| malformed(&error))).transpose()
}
