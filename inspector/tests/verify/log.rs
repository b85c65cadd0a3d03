//! A Sigstore of one's own: a transparency log that promises, and an authority that issues certificates.

use crate::keys::{Pair, p256};
use base64ct::{Base64, Encoding};
use p256::pkcs8::EncodePublicKey;
use report::trust::Named;
use serde_json::{Value, json};
use sha2::{Digest, Sha256};
use std::str::FromStr;
use std::time::Duration;
use x509_cert::builder::{Builder, CertificateBuilder, Profile};
use x509_cert::der::asn1::{Ia5String, OctetString, Utf8StringRef};
use x509_cert::der::oid::{AssociatedOid, ObjectIdentifier};
use x509_cert::der::{Encode, EncodePem, Length, Writer};
use x509_cert::ext::pkix::name::GeneralName;
use x509_cert::ext::pkix::{ExtendedKeyUsage, SubjectAltName};
use x509_cert::ext::{AsExtension, Extension};
use x509_cert::name::Name;
use x509_cert::serial_number::SerialNumber;
use x509_cert::spki::SubjectPublicKeyInfoOwned;
use x509_cert::time::{Time, Validity};

/// When all of this is: 13 November 2023.
pub const SIGNED: i64 = 1_699_900_000;
/// Whose certificates it issues.
pub const SUBJECT: &str = "https://ci.example/acme/app";
/// Who vouches for them.
pub const ISSUER: &str = "https://login.example";

/// A Sigstore.
pub struct Sigstore {
    log: Pair,
    authority: p256::ecdsa::SigningKey,
    root: x509_cert::Certificate,
}

/// A certificate's key, and the certificate in PEM.
pub struct Signer {
    pub pair: Pair,
    pub certificate: String,
}

impl Sigstore {
    pub fn new() -> Self {
        let authority = p256();
        let root = certificate(Profile::Root, "CN=Acme Root,O=Acme", &authority, &authority, (0, 1_000_000), |_| {});
        Self { log: Pair::P256(p256()), authority, root }
    }

    /// Its `trusted_root.json`. It has no log of certificates.
    pub fn trusted_root(&self) -> Named {
        let key = self.log.der();
        let window = json!({ "start": "2020-01-01T00:00:00Z" });
        let root = json!({
            "mediaType": "application/vnd.dev.sigstore.trustedroot+json;version=0.1",
            "tlogs": [{
                "baseUrl": "https://rekor.example",
                "hashAlgorithm": "SHA2_256",
                "publicKey": { "rawBytes": Base64::encode_string(&key), "keyDetails": "PKIX_ECDSA_P256_SHA_256", "validFor": window },
                "logId": { "keyId": Base64::encode_string(&Sha256::digest(&key)) },
            }],
            "certificateAuthorities": [{
                "uri": "https://fulcio.example",
                "certChain": { "certificates": [{ "rawBytes": Base64::encode_string(&self.root.to_der().unwrap()) }] },
                "validFor": window,
            }],
        });
        Named { name: "acme".to_owned(), text: root.to_string() }
    }

    /// A certificate for ten minutes around the signing.
    pub fn issue(&self) -> Signer {
        let key = p256();
        let profile = Profile::Leaf {
            issuer: self.root.tbs_certificate.subject.clone(),
            enable_key_agreement: false,
            enable_key_encipherment: false,
            include_subject_key_identifier: true,
        };
        let certificate = certificate(profile, "CN=x", &key, &self.authority, (-300, 300), |builder| {
            let usage = ExtendedKeyUsage(vec![ObjectIdentifier::new_unwrap("1.3.6.1.5.5.7.3.3")]);
            builder.add_extension(&usage).unwrap();
            let uri = GeneralName::UniformResourceIdentifier(Ia5String::new(SUBJECT).unwrap());
            builder.add_extension(&SubjectAltName(vec![uri])).unwrap();
            builder.add_extension(&Vouched(Utf8StringRef::new(ISSUER).unwrap().to_der().unwrap())).unwrap();
        });
        Signer { pair: Pair::P256(key), certificate: certificate.to_pem(x509_cert::der::pem::LineEnding::LF).unwrap() }
    }

    /// What the log answers to a signature of bytes by whom this PEM names: cosign's annotation.
    pub fn promise(&self, signed: &[u8], signature: &[u8], maker: &str) -> Value {
        let hash: String = Sha256::digest(signed).iter().map(|byte| format!("{byte:02x}")).collect();
        let body = json!({
            "apiVersion": "0.0.1",
            "kind": "hashedrekord",
            "spec": {
                "data": { "hash": { "algorithm": "sha256", "value": hash } },
                "signature": {
                    "content": Base64::encode_string(signature),
                    "publicKey": { "content": Base64::encode_string(maker.as_bytes()) },
                },
            },
        });
        self.promise_of(&body, SIGNED)
    }

    /// The log's promise to an entry at a time.
    pub fn promise_of(&self, body: &Value, time: i64) -> Value {
        let id: String = Sha256::digest(self.log.der()).iter().map(|byte| format!("{byte:02x}")).collect();
        // In the order of the keys, which RFC 8785 asks for.
        let body = Base64::encode_string(body.to_string().as_bytes());
        let payload = format!(r#"{{"body":"{body}","integratedTime":{time},"logID":"{id}","logIndex":7}}"#);
        let promise = self.log.sign(payload.as_bytes());
        json!({
            "SignedEntryTimestamp": Base64::encode_string(&promise),
            "Payload": serde_json::from_str::<Value>(&payload).unwrap(),
        })
    }
}

/// Fulcio's extension: who vouches for the identity.
struct Vouched(Vec<u8>);

impl AssociatedOid for Vouched {
    const OID: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.3.6.1.4.1.57264.1.8");
}

impl Encode for Vouched {
    fn encoded_len(&self) -> x509_cert::der::Result<Length> {
        self.0.len().try_into()
    }

    fn encode(&self, writer: &mut impl Writer) -> x509_cert::der::Result<()> {
        writer.write(&self.0)
    }
}

impl AsExtension for Vouched {
    fn critical(&self, _: &Name, _: &[Extension]) -> bool {
        false
    }

    fn to_extension(&self, _: &Name, _: &[Extension]) -> x509_cert::der::Result<Extension> {
        Ok(Extension { extn_id: Self::OID, critical: false, extn_value: OctetString::new(self.0.clone())? })
    }
}

/// A certificate of a key by an authority, valid in a window around the signing.
fn certificate(
    profile: Profile,
    subject: &str,
    key: &p256::ecdsa::SigningKey,
    authority: &p256::ecdsa::SigningKey,
    window: (i64, i64),
    extend: impl FnOnce(&mut CertificateBuilder<'_, p256::ecdsa::SigningKey>),
) -> x509_cert::Certificate {
    let time = |offset: i64| {
        let seconds = u64::try_from(SIGNED + offset).unwrap();
        Time::try_from(std::time::UNIX_EPOCH + Duration::from_secs(seconds)).unwrap()
    };
    let validity = Validity { not_before: time(window.0), not_after: time(window.1) };
    let spki = key.verifying_key().to_public_key_der().unwrap();
    let spki = SubjectPublicKeyInfoOwned::try_from(spki.as_bytes()).unwrap();
    let subject = Name::from_str(subject).unwrap();
    let mut builder =
        CertificateBuilder::new(profile, SerialNumber::from(7_u8), validity, subject, spki, authority).unwrap();
    extend(&mut builder);
    builder.build::<p256::ecdsa::DerSignature>().unwrap()
}
