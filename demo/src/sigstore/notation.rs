//! Signatures of the Notary Project (`specs/signature-specification.md`), as JWS and as COSE.

use super::{Authority, Key, SignError};
use base64::Engine as _;
use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};
use coset::cbor::value::Value as Cbor;
use coset::iana::{Algorithm, EnumI64 as _, HeaderParameter};
use coset::{CoseSign1Builder, Header, HeaderBuilder, RegisteredLabel, TaggedCborSerializable as _};
use serde_json::{Map, Value, json};
use std::time::{Duration, UNIX_EPOCH};
use x509_cert::der::Encode as _;

const PAYLOAD: &str = "application/vnd.cncf.notary.payload.v1+json";
const SCHEME: &str = "io.cncf.notary.signingScheme";
const AGENT: &str = "io.cncf.notary.signingAgent";
const TIME: &str = "io.cncf.notary.signingTime";
const EXPIRY: &str = "io.cncf.notary.expiry";
const X509: &str = "notary.x509";
const DAY: u64 = 24 * 3600;

/// How an envelope is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Form {
    /// RFC 7515.
    Jws,
    /// RFC 9052.
    Cose,
}

impl Form {
    /// The media type of the layer that holds it.
    pub const fn media_type(self) -> &'static str {
        match self {
            Self::Jws => "application/jose+json",
            Self::Cose => "application/cose",
        }
    }
}

/// A signer, and the authority that issued their certificate.
pub struct Notary {
    authority: Authority,
    key: Key,
    certificate: Vec<u8>,
    now: u64,
}

impl Notary {
    /// Makes both.
    pub fn new(now: u64) -> Result<Self, SignError> {
        let authority = Authority::root("CN=Acme Code Signing,O=Acme,L=Berlin,ST=Berlin,C=DE", now)?;
        let key = Key::new();
        let valid = now.saturating_sub(30 * DAY)..now.saturating_add(365 * DAY);
        let certificate = authority.issue("CN=Release,O=Acme,L=Berlin,ST=Berlin,C=DE", &key, valid)?.to_der()?;
        Ok(Self { authority, key, certificate, now })
    }

    /// The certificate of the authority, in PEM.
    pub fn pem(&self) -> Result<String, SignError> {
        self.authority.pem()
    }

    /// Signs what a descriptor points to; the signature counts for some days from ten days ago.
    pub fn sign(&self, form: Form, target: &Value, days: u64) -> Result<Vec<u8>, SignError> {
        let payload = json!({"targetArtifact": target}).to_string().into_bytes();
        let signed = self.now.saturating_sub(10 * DAY);
        let times = [(TIME, signed), (EXPIRY, signed.saturating_add(days.saturating_mul(DAY)))];
        let chain = [self.certificate.clone(), self.authority.der()?];
        match form {
            Form::Jws => Ok(self.jws(&payload, times, &chain)?.to_string().into_bytes()),
            Form::Cose => self.cose(payload, times, chain),
        }
    }

    fn jws(&self, payload: &[u8], times: [(&str, u64); 2], chain: &[Vec<u8>]) -> Result<Value, SignError> {
        let mut header = Map::new();
        header.insert("alg".to_owned(), json!("ES256"));
        header.insert("crit".to_owned(), json!([SCHEME, EXPIRY]));
        header.insert("cty".to_owned(), json!(PAYLOAD));
        header.insert(SCHEME.to_owned(), json!(X509));
        for (name, seconds) in times {
            let time = humantime::format_rfc3339_seconds(UNIX_EPOCH + Duration::from_secs(seconds));
            header.insert(name.to_owned(), json!(time.to_string()));
        }
        let protected = URL_SAFE_NO_PAD.encode(Value::Object(header).to_string());
        let payload = URL_SAFE_NO_PAD.encode(payload);
        let signature = self.key.sign_raw(format!("{protected}.{payload}").as_bytes())?;
        let chain: Vec<String> = chain.iter().map(|der| STANDARD.encode(der)).collect();
        Ok(json!({
            "payload": payload,
            "protected": protected,
            "header": {"x5c": chain, AGENT: "refscope-demo"},
            "signature": URL_SAFE_NO_PAD.encode(signature),
        }))
    }

    fn cose(&self, payload: Vec<u8>, times: [(&str, u64); 2], chain: [Vec<u8>; 2]) -> Result<Vec<u8>, SignError> {
        let chain = Cbor::Array(chain.into_iter().map(Cbor::Bytes).collect());
        let unprotected = HeaderBuilder::new()
            .value(HeaderParameter::X5Chain.to_i64(), chain)
            .text_value(AGENT.to_owned(), Cbor::Text("refscope-demo".to_owned()))
            .build();
        let envelope = CoseSign1Builder::new()
            .protected(protected(times))
            .unprotected(unprotected)
            .payload(payload)
            .try_create_signature(&[], |message| self.key.sign_raw(message))?
            .build();
        envelope.to_tagged_vec().map_err(|error| SignError::Cose(error.to_string()))
    }
}

fn protected(times: [(&str, u64); 2]) -> Header {
    let mut header = HeaderBuilder::new().algorithm(Algorithm::ES256).content_type(PAYLOAD.to_owned());
    for name in [SCHEME, EXPIRY] {
        header = header.add_critical_label(RegisteredLabel::Text(name.to_owned()));
    }
    header = header.text_value(SCHEME.to_owned(), Cbor::Text(X509.to_owned()));
    for (name, seconds) in times {
        header = header.text_value(name.to_owned(), Cbor::Tag(1, Box::new(Cbor::Integer(seconds.into()))));
    }
    header.build()
}
