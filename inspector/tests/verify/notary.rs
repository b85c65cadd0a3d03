//! What `notation` would write: chains of certificates, and envelopes signed with them.

use crate::ask::Layer;
use base64ct::{Base64, Base64UrlUnpadded, Encoding};
use coset::cbor::value::Value as Cbor;
use coset::iana::{Algorithm, EnumI64, HeaderParameter};
use coset::{CoseSign1Builder, Header, HeaderBuilder, RegisteredLabel, TaggedCborSerializable};
use p256::ecdsa::signature::{RandomizedSigner, SignatureEncoding, Signer};
use rand_core::OsRng;
use report::trust::Named;
use rsa::pkcs8::EncodePublicKey;
use serde_json::{Map, Value, json};
use sha2::Sha256;
use std::str::FromStr;
use std::time::{Duration, UNIX_EPOCH};
use x509_cert::builder::{Builder, CertificateBuilder, Profile};
use x509_cert::der::flagset::FlagSet;
use x509_cert::der::oid::ObjectIdentifier;
use x509_cert::der::{Decode, Encode};
use x509_cert::ext::pkix::{ExtendedKeyUsage, KeyUsage, KeyUsages};
use x509_cert::name::Name;
use x509_cert::serial_number::SerialNumber;
use x509_cert::spki::SubjectPublicKeyInfoOwned;
use x509_cert::time::{Time, Validity};

/// When all of this is.
pub const NOW: i64 = 1_750_000_000;
const CODE_SIGNING: &str = "1.3.6.1.5.5.7.3.3";
const SERVER_AUTH: &str = "1.3.6.1.5.5.7.3.1";

/// A signer's key.
pub enum Key {
    P256(p256::ecdsa::SigningKey),
    P384(p384::ecdsa::SigningKey),
    Rsa(Box<rsa::RsaPrivateKey>),
}

impl From<p256::ecdsa::SigningKey> for Key {
    fn from(key: p256::ecdsa::SigningKey) -> Self {
        Self::P256(key)
    }
}

impl From<p384::ecdsa::SigningKey> for Key {
    fn from(key: p384::ecdsa::SigningKey) -> Self {
        Self::P384(key)
    }
}

impl From<rsa::RsaPrivateKey> for Key {
    fn from(key: rsa::RsaPrivateKey) -> Self {
        Self::Rsa(Box::new(key))
    }
}

impl Key {
    const fn algorithm(&self) -> &'static str {
        match self {
            Self::P256(_) => "ES256",
            Self::P384(_) => "ES384",
            Self::Rsa(_) => "PS256",
        }
    }

    fn spki(&self) -> SubjectPublicKeyInfoOwned {
        let der = match self {
            Self::P256(key) => key.verifying_key().to_public_key_der(),
            Self::P384(key) => key.verifying_key().to_public_key_der(),
            Self::Rsa(key) => key.to_public_key().to_public_key_der(),
        };
        SubjectPublicKeyInfoOwned::from_der(der.unwrap().as_bytes()).unwrap()
    }

    /// As JOSE and COSE write it: two numbers in a row, or RSA's.
    fn sign(&self, message: &[u8]) -> Vec<u8> {
        match self {
            Self::P256(key) => Signer::<p256::ecdsa::Signature>::sign(key, message).to_vec(),
            Self::P384(key) => Signer::<p384::ecdsa::Signature>::sign(key, message).to_vec(),
            Self::Rsa(key) => {
                rsa::pss::SigningKey::<Sha256>::new(*key.clone()).sign_with_rng(&mut OsRng, message).to_vec()
            }
        }
    }
}

/// A signer's key with its certificate, and the root that issued it.
pub struct Chain {
    key: Key,
    certificates: Vec<Vec<u8>>,
}

impl Chain {
    /// From when on its certificates are valid.
    pub const FROM: i64 = NOW - 1_000;
    /// Until when.
    pub const UNTIL: i64 = NOW + 1_000;

    /// A certificate for code, issued by a root.
    pub fn issue(key: Key) -> Self {
        Self::issued(key, CODE_SIGNING, KeyUsages::DigitalSignature.into())
    }

    /// A certificate for web servers.
    pub fn for_servers(key: p256::ecdsa::SigningKey) -> Self {
        Self::issued(key.into(), SERVER_AUTH, KeyUsages::DigitalSignature.into())
    }

    /// A certificate that is not for signatures.
    pub fn for_keys_only(key: p256::ecdsa::SigningKey) -> Self {
        Self::issued(key.into(), CODE_SIGNING, KeyUsages::KeyAgreement.into())
    }

    /// A certificate that is its own issuer.
    pub fn self_signed(key: p256::ecdsa::SigningKey) -> Self {
        let name = Name::from_str("CN=Own,O=Acme").unwrap();
        let usage = (CODE_SIGNING, KeyUsages::DigitalSignature.into());
        let certificate = leaf(&name, &name, &key.clone().into(), &key, usage);
        Self { key: key.into(), certificates: vec![certificate] }
    }

    fn issued(key: Key, purpose: &str, usage: FlagSet<KeyUsages>) -> Self {
        let authority = crate::keys::p256();
        let issuer = Name::from_str("CN=Root,O=Acme").unwrap();
        let spki = Key::P256(authority.clone()).spki();
        let builder = CertificateBuilder::new(
            Profile::Root,
            SerialNumber::from(1_u8),
            validity(),
            issuer.clone(),
            spki,
            &authority,
        );
        let root = builder.unwrap().build::<p256::ecdsa::DerSignature>().unwrap().to_der().unwrap();
        let subject = Name::from_str("CN=Release,O=Acme").unwrap();
        let leaf = leaf(&subject, &issuer, &key, &authority, (purpose, usage));
        Self { key, certificates: vec![leaf, root] }
    }

    /// A certificate for code, issued by an authority that a root issued.
    pub fn through_another(key: Key) -> Self {
        let (root, between) = (crate::keys::p256(), crate::keys::p256());
        let (root_name, name) = (Name::from_str("CN=Root,O=Acme").unwrap(), Name::from_str("CN=Team,O=Acme").unwrap());
        let authority = |profile, name: &Name, key: &p256::ecdsa::SigningKey| {
            let spki = Key::P256(key.clone()).spki();
            let builder =
                CertificateBuilder::new(profile, SerialNumber::from(1_u8), validity(), name.clone(), spki, &root);
            builder.unwrap().build::<p256::ecdsa::DerSignature>().unwrap().to_der().unwrap()
        };
        let sub = Profile::SubCA { issuer: root_name.clone(), path_len_constraint: Some(0) };
        let (top, middle) = (authority(Profile::Root, &root_name, &root), authority(sub, &name, &between));
        let subject = Name::from_str("CN=Release,O=Acme").unwrap();
        let leaf = leaf(&subject, &name, &key, &between, (CODE_SIGNING, KeyUsages::DigitalSignature.into()));
        Self { key, certificates: vec![leaf, middle, top] }
    }

    /// The last certificate, to be trusted.
    pub fn root(&self, name: &str) -> Named {
        self.named(name, self.certificates.len() - 1)
    }

    /// One of the certificates, to be trusted.
    pub fn named(&self, name: &str, place: usize) -> Named {
        let text = pem::encode(&pem::Pem::new("CERTIFICATE", self.certificates[place].clone()));
        Named { name: name.to_owned(), text }
    }

    pub fn ders(&self) -> Vec<Vec<u8>> {
        self.certificates.clone()
    }
}

fn validity() -> Validity {
    let time =
        |seconds: i64| Time::try_from(UNIX_EPOCH + Duration::from_secs(u64::try_from(seconds).unwrap())).unwrap();
    Validity { not_before: time(Chain::FROM), not_after: time(Chain::UNTIL) }
}

fn leaf(
    subject: &Name,
    issuer: &Name,
    key: &Key,
    authority: &p256::ecdsa::SigningKey,
    (purpose, usage): (&str, FlagSet<KeyUsages>),
) -> Vec<u8> {
    // The profile of leaves has its own idea of key usage.
    let profile = Profile::Manual { issuer: Some(issuer.clone()) };
    let serial = SerialNumber::from(2_u8);
    let mut builder =
        CertificateBuilder::new(profile, serial, validity(), subject.clone(), key.spki(), authority).unwrap();
    builder.add_extension(&KeyUsage(usage)).unwrap();
    builder.add_extension(&ExtendedKeyUsage(vec![ObjectIdentifier::new_unwrap(purpose)])).unwrap();
    builder.build::<p256::ecdsa::DerSignature>().unwrap().to_der().unwrap()
}

/// How an envelope is written.
#[derive(Clone, Copy)]
pub enum Form {
    Jws,
    Cose,
}

/// What is signed with the payload.
#[derive(Clone)]
pub struct Attributes {
    pub algorithm: Option<&'static str>,
    pub content_type: Option<&'static str>,
    pub scheme: Option<&'static str>,
    pub is_scheme_critical: bool,
    pub signing_time: i64,
    pub authentic_time: Option<i64>,
    pub expiry: Option<i64>,
    pub critical: Vec<&'static str>,
}

impl Default for Attributes {
    fn default() -> Self {
        Self {
            algorithm: None,
            content_type: None,
            scheme: None,
            is_scheme_critical: true,
            signing_time: NOW,
            authentic_time: None,
            expiry: None,
            critical: Vec::new(),
        }
    }
}

impl Attributes {
    fn scheme(&self) -> &'static str {
        let usual = if self.authentic_time.is_some() { "notary.x509.signingAuthority" } else { "notary.x509" };
        self.scheme.unwrap_or(usual)
    }

    fn content_type(&self) -> &'static str {
        self.content_type.unwrap_or("application/vnd.cncf.notary.payload.v1+json")
    }

    /// The times, by their names.
    fn times(&self) -> Vec<(&'static str, i64)> {
        let time = match self.authentic_time {
            Some(time) => ("io.cncf.notary.authenticSigningTime", time),
            None => ("io.cncf.notary.signingTime", self.signing_time),
        };
        std::iter::once(time).chain(self.expiry.map(|expiry| ("io.cncf.notary.expiry", expiry))).collect()
    }

    fn critical(&self) -> Vec<&'static str> {
        let scheme = self.is_scheme_critical.then_some("io.cncf.notary.signingScheme");
        let times = self.times().into_iter().map(|(name, _)| name).filter(|name| !name.ends_with(".signingTime"));
        scheme.into_iter().chain(times).chain(self.critical.iter().copied()).collect()
    }
}

/// An envelope in parts, to be changed after it was signed.
pub struct Made {
    form: Form,
    algorithm: &'static str,
    pub payload: Vec<u8>,
    pub attributes: Attributes,
    pub chain: Vec<Vec<u8>>,
    pub signature: Vec<u8>,
    pub stamp: Option<Vec<u8>>,
}

impl Made {
    pub fn new(form: Form, image: &str, chain: &Chain) -> Self {
        Self::with(form, image, chain, Attributes::default())
    }

    pub fn with(form: Form, image: &str, chain: &Chain, attributes: Attributes) -> Self {
        let algorithm = attributes.algorithm.unwrap_or_else(|| chain.key.algorithm());
        let payload = Self::payload_of(image);
        let mut made =
            Self { form, algorithm, payload, attributes, chain: chain.ders(), signature: Vec::new(), stamp: None };
        made.signature = chain.key.sign(&made.message());
        made
    }

    pub fn payload_of(image: &str) -> Vec<u8> {
        let target = json!({ "mediaType": "application/vnd.oci.image.manifest.v1+json", "digest": image, "size": 528 });
        json!({ "targetArtifact": target }).to_string().into_bytes()
    }

    /// The layer that holds it.
    pub fn layer(&self) -> Layer {
        match self.form {
            Form::Jws => Layer::new("application/jose+json", self.jws().to_string()),
            Form::Cose => Layer::new("application/cose", self.cose().build().to_tagged_vec().unwrap()),
        }
    }

    /// What the signature is over.
    fn message(&self) -> Vec<u8> {
        match self.form {
            Form::Jws => {
                format!("{}.{}", self.protected(), Base64UrlUnpadded::encode_string(&self.payload)).into_bytes()
            }
            Form::Cose => self.cose().build().tbs_data(&[]),
        }
    }

    fn protected(&self) -> String {
        let time = |seconds: i64| json!(jiff::Timestamp::from_second(seconds).unwrap().to_string());
        let mut members: Map<String, Value> =
            self.attributes.times().into_iter().map(|(name, seconds)| (name.to_owned(), time(seconds))).collect();
        members.insert("alg".to_owned(), json!(self.algorithm));
        members.insert("cty".to_owned(), json!(self.attributes.content_type()));
        members.insert("crit".to_owned(), json!(self.attributes.critical()));
        members.insert("io.cncf.notary.signingScheme".to_owned(), json!(self.attributes.scheme()));
        Base64UrlUnpadded::encode_string(Value::Object(members).to_string().as_bytes())
    }

    fn jws(&self) -> Value {
        let chain: Vec<String> = self.chain.iter().map(|der| Base64::encode_string(der)).collect();
        let mut header = json!({ "x5c": chain, "io.cncf.notary.signingAgent": "a test" });
        if let Some(stamp) = &self.stamp {
            header["io.cncf.notary.timestampSignature"] = json!(Base64::encode_string(stamp));
        }
        json!({
            "payload": Base64UrlUnpadded::encode_string(&self.payload),
            "protected": self.protected(),
            "header": header,
            "signature": Base64UrlUnpadded::encode_string(&self.signature),
        })
    }

    fn cose(&self) -> CoseSign1Builder {
        let mut unprotected = HeaderBuilder::new();
        let chain = self.chain.iter().cloned().map(Cbor::Bytes).collect();
        unprotected = unprotected.value(HeaderParameter::X5Chain.to_i64(), Cbor::Array(chain));
        if let Some(stamp) = &self.stamp {
            let name = "io.cncf.notary.timestampSignature".to_owned();
            unprotected = unprotected.text_value(name, Cbor::Bytes(stamp.clone()));
        }
        CoseSign1Builder::new()
            .protected(self.cose_protected())
            .unprotected(unprotected.build())
            .payload(self.payload.clone())
            .signature(self.signature.clone())
    }

    fn cose_protected(&self) -> Header {
        let algorithm = match self.algorithm {
            "ES256" => Algorithm::ES256,
            "ES384" => Algorithm::ES384,
            "ES512" => Algorithm::ES512,
            _ => Algorithm::PS256,
        };
        let mut header =
            HeaderBuilder::new().algorithm(algorithm).content_type(self.attributes.content_type().to_owned());
        for name in self.attributes.critical() {
            header = header.add_critical_label(RegisteredLabel::Text(name.to_owned()));
        }
        let scheme = Cbor::Text(self.attributes.scheme().to_owned());
        header = header.text_value("io.cncf.notary.signingScheme".to_owned(), scheme);
        for (name, seconds) in self.attributes.times() {
            header = header.text_value(name.to_owned(), Cbor::Tag(1, Box::new(Cbor::Integer(seconds.into()))));
        }
        header.build()
    }
}
