//! Signatures of the Notary Project (`specs/signature-specification.md`, `specs/trust-store-trust-policy.md`): what JWS
//! and COSE have in common.
//!
//! Certificates are asked for nothing at their issuer: whether one was revoked is not checked, and the verdict says so.

use super::course::{Check, Course, Stop};
use super::trust::fingerprint;
use super::{Context, x509};
use jiff::Timestamp;
use report::{Signer, Value, Verdict, say};
use serde::Deserialize;
use sigstore_verify::crypto::{KeyAlgorithm, SigningScheme, verify_signature};
use sigstore_verify::types::{DerPublicKey, SignatureBytes};
use x509_cert::Certificate;
use x509_cert::der::{Decode, Encode};

/// What is asked of a signature of this kind.
pub const PLAN: &[Check] =
    &[Check::Form, Check::Subject, Check::Signature, Check::Chain, Check::Validity, Check::Expiry, Check::Revocation];

/// The media type of what is signed.
const PAYLOAD: &str = "application/vnd.cncf.notary.payload.v1+json";
/// The most certificates of a chain.
const CHAIN_LIMIT: usize = 16;
/// The attributes that are understood, if they have to be.
const UNDERSTOOD: [&str; 3] = [SCHEME, AUTHENTIC_TIME, EXPIRY];

/// How it was signed.
pub const SCHEME: &str = "io.cncf.notary.signingScheme";
/// When, as an authority says that signed.
pub const AUTHENTIC_TIME: &str = "io.cncf.notary.authenticSigningTime";
/// Until when it counts.
pub const EXPIRY: &str = "io.cncf.notary.expiry";
/// When, as the signer says.
pub const SIGNING_TIME: &str = "io.cncf.notary.signingTime";
/// With what.
pub const AGENT: &str = "io.cncf.notary.signingAgent";
/// The time stamp of an authority.
pub const TIMESTAMP: &str = "io.cncf.notary.timestampSignature";

/// A signature, out of its envelope.
pub struct Envelope {
    /// By which algorithm, as JOSE calls it (RFC 7518, section 3.1).
    pub algorithm: String,
    /// What kind of payload it says to sign.
    pub content_type: String,
    /// What it signs.
    pub payload: Vec<u8>,
    /// The bytes that the signature is over.
    pub message: Vec<u8>,
    /// The signature, as JOSE and COSE write it.
    pub signature: Vec<u8>,
    /// The certificates in DER, that of the signer first.
    pub chain: Vec<Vec<u8>>,
    /// What else is signed.
    pub attributes: Attributes,
    /// The time stamp of an authority beside it.
    pub stamp: Option<Vec<u8>>,
    /// When it was signed, as the signer says, who can say anything.
    pub signing_time: Option<String>,
    /// With what it was signed, which is not signed itself.
    pub agent: Option<String>,
}

/// Why something is not what its format says.
pub struct Unreadable(pub Value);

impl From<Unreadable> for Stop {
    fn from(Unreadable(reason): Unreadable) -> Self {
        Self::Broken(Check::Form, say!("It cannot be read: {reason}", reason))
    }
}

/// The attributes that are signed with the payload.
#[derive(Default)]
pub struct Attributes {
    /// [`SCHEME`].
    pub scheme: Option<String>,
    /// [`AUTHENTIC_TIME`].
    pub authentic_time: Option<Timestamp>,
    /// [`EXPIRY`].
    pub expiry: Option<Timestamp>,
    /// Which of all attributes have to be understood.
    pub critical: Vec<String>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Payload {
    target_artifact: Target,
}

#[derive(Deserialize)]
struct Target {
    digest: String,
}

/// Checks a signature that was read, or says why it could not be.
pub fn verify(context: &Context<'_>, format: &'static str, envelope: Result<Envelope, Unreadable>) -> Vec<Verdict> {
    let mut course = Course::new(format, PLAN);
    let result = envelope.map_err(Stop::from).and_then(|envelope| run(context, &envelope, &mut course));
    vec![course.end(result)]
}

/// It is not what its format says.
pub fn malformed(reason: &impl std::fmt::Display) -> Unreadable {
    Unreadable(reason.to_string().into())
}

fn run(context: &Context<'_>, envelope: &Envelope, course: &mut Course) -> Result<Signer, Stop> {
    understood(&envelope.attributes)?;
    let leaf = leaf(envelope)?;
    course.pass(Check::Form);
    is_of(context, envelope)?;
    course.pass(Check::Subject);
    signature(envelope, &leaf)?;
    course.pass_with(Check::Signature, say!("By {algorithm}", algorithm = Value::Code(envelope.algorithm.clone())));
    let path = x509::path(&envelope.chain, &context.trusted.certificates)?;
    course.pass_with(Check::Chain, say!("Under “{name}”", name = path.anchor.name.as_str()));
    let now = now(context)?;
    let moment = moment(envelope, now)?;
    valid(envelope, &path, moment)?;
    course.pass(Check::Validity);
    match envelope.attributes.expiry {
        Some(expiry) if now > expiry => {
            let expiry = Value::Time(expiry.to_string());
            return Err(Stop::Broken(Check::Expiry, say!("It expired at {expiry}.", expiry)));
        }
        Some(expiry) => {
            course.pass_with(Check::Expiry, say!("It expires at {expiry}.", expiry = Value::Time(expiry.to_string())))
        }
        None => course.spare(Check::Expiry, say!("The signer set no expiry.")),
    }
    course.spare(
        Check::Revocation,
        say!("Nobody is asked whether the certificate was revoked: nothing is sent to anyone."),
    );
    Ok(Signer {
        name: leaf.tbs_certificate.subject.to_string(),
        issuer: None,
        fingerprint: envelope.chain.first().map(|der| fingerprint(der)).unwrap_or_default(),
        trust: path.anchor.name.clone(),
        time: envelope.attributes.authentic_time.map(|time| time.to_string()),
    })
}

/// Whether all that has to be understood is.
fn understood(attributes: &Attributes) -> Result<(), Stop> {
    match attributes.critical.iter().find(|name| !UNDERSTOOD.contains(&name.as_str())) {
        Some(name) => Err(Stop::Unchecked(say!(
            "It has the critical attribute {name}, which is not known here.",
            name = Value::Code(name.clone())
        ))),
        None if attributes.critical.iter().any(|name| name == SCHEME) => Ok(()),
        None => Err(Unreadable(say!("the signing scheme is not among the critical attributes").into()).into()),
    }
}

fn leaf(envelope: &Envelope) -> Result<Certificate, Stop> {
    if envelope.chain.len() > CHAIN_LIMIT {
        return Err(Unreadable(say!("it has more certificates than a chain may have").into()).into());
    }
    let der = envelope.chain.first().ok_or_else(|| Unreadable(say!("there is no certificate in it").into()))?;
    Ok(Certificate::from_der(der).map_err(|error| malformed(&error))?)
}

fn is_of(context: &Context<'_>, envelope: &Envelope) -> Result<(), Stop> {
    if envelope.content_type != PAYLOAD {
        let kind = envelope.content_type.as_str();
        return Err(Stop::Unchecked(say!("What it signs is “{kind}”, which is not known here.", kind)));
    }
    let payload: Payload = serde_json::from_slice(&envelope.payload).map_err(|error| malformed(&error))?;
    context.subject.is(&payload.target_artifact.digest)
}

/// Whether the signature is of the certificate's key. Which algorithms there are, and for which keys: signature
/// specification, section "Signature Algorithm Requirements".
fn signature(envelope: &Envelope, leaf: &Certificate) -> Result<(), Stop> {
    let key = &leaf.tbs_certificate.subject_public_key_info;
    let key = DerPublicKey::new(key.to_der().map_err(|error| malformed(&error))?);
    let raw = &envelope.signature;
    let (scheme, signature) = match envelope.algorithm.as_str() {
        "PS256" => (SigningScheme::RsaPssSha256, Some(raw.clone())),
        "PS384" => (SigningScheme::RsaPssSha384, Some(raw.clone())),
        "PS512" => (SigningScheme::RsaPssSha512, Some(raw.clone())),
        "ES256" => (SigningScheme::EcdsaP256Sha256, x509::p256_der(raw)),
        "ES384" => (SigningScheme::EcdsaP384Sha384, x509::p384_der(raw)),
        other => {
            let algorithm = Value::Code(other.to_owned());
            return Err(Stop::Unchecked(say!("Signatures by {algorithm} are not checked here.", algorithm)));
        }
    };
    let invalid = |reason: Value| Stop::Broken(Check::Signature, say!("It does not match: {reason}", reason));
    let algorithm = KeyAlgorithm::from_spki(&key).map_err(|error| invalid(error.to_string().into()))?;
    let signature = signature.filter(|_| algorithm == scheme.key_algorithm());
    let signature = signature.ok_or_else(|| {
        let algorithm = Value::Code(envelope.algorithm.clone());
        invalid(say!("it is not a signature by {algorithm}", algorithm).into())
    })?;
    verify_signature(&key, &envelope.message, &SignatureBytes::new(signature), scheme)
        .map_err(|error| invalid(error.to_string().into()))
}

fn now(context: &Context<'_>) -> Result<Timestamp, Stop> {
    let now = i64::try_from(context.case.now).ok().and_then(|now| Timestamp::from_second(now).ok());
    now.ok_or_else(|| Stop::Unchecked(say!("This computer's clock gives no usable time.")))
}

/// When the certificates have to have been valid: at the time that a signing authority states, else now.
fn moment(envelope: &Envelope, now: Timestamp) -> Result<Timestamp, Stop> {
    match envelope.attributes.scheme.as_deref() {
        Some("notary.x509") => Ok(now),
        Some("notary.x509.signingAuthority") => {
            let missing = || Stop::Broken(Check::Validity, say!("The signing authority states no time."));
            let time = envelope.attributes.authentic_time.ok_or_else(missing)?;
            if time > now {
                let time = Value::Time(time.to_string());
                return Err(Stop::Broken(
                    Check::Validity,
                    say!("It claims to have been signed at {time}, which is in the future.", time),
                ));
            }
            Ok(time)
        }
        scheme => {
            let scheme = Value::Code(scheme.unwrap_or_default().to_owned());
            Err(Stop::Unchecked(say!("The signing scheme {scheme} is not known here.", scheme)))
        }
    }
}

/// Whether all certificates were valid at a moment.
fn valid(envelope: &Envelope, path: &x509::Path<'_>, moment: Timestamp) -> Result<(), Stop> {
    if path.from <= moment && moment <= path.until {
        return Ok(());
    }
    let (from, until) = (Value::Time(path.from.to_string()), Value::Time(path.until.to_string()));
    let why = say!("They were valid from {from} to {until}.", from, until);
    if envelope.stamp.is_some() {
        return Err(Stop::Unchecked(say!(
            "Its certificates are not valid any more. A time stamp may prove that they were, but is not checked here. {why}",
            why
        )));
    }
    Err(Stop::Broken(Check::Validity, why))
}
