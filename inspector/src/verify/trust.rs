//! What signatures are checked against, read once for a question.
//!
//! An entry that cannot be read stops none of the others: it is left out, and every verdict says so.

use report::trust::{Named, Trust};
use report::{Identity, Value, Words, say};
use sha2::{Digest as _, Sha256};
use sigstore_verify::Verifier;
use sigstore_verify::crypto::{KeyAlgorithm, VerificationKey, validate_raw_public_key};
use sigstore_verify::trust_root::{SIGSTORE_PRODUCTION_TRUSTED_ROOT, TrustedRoot};
use sigstore_verify::types::DerPublicKey;
use std::fmt::Write as _;
use std::sync::{Arc, LazyLock};
use x509_cert::Certificate;
use x509_cert::der::asn1::{BitString, Null};
use x509_cert::der::{Any, Decode, Encode};
use x509_cert::ext::pkix::BasicConstraints;
use x509_cert::spki::{AlgorithmIdentifierOwned, ObjectIdentifier, SubjectPublicKeyInfoOwned};

/// rsaEncryption, RFC 8017 appendix C.
const RSA: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.113549.1.1.1");

/// All that is trusted, as far as it could be read.
pub struct Trusted {
    /// Sigstores, by their roots.
    pub roots: Vec<Arc<Root>>,
    /// Public keys.
    pub keys: Vec<Key>,
    /// Certificates, for Notation.
    pub certificates: Vec<Anchor>,
    /// Who may have signed.
    pub identities: Vec<Identity>,
    /// What could not be read, and why.
    pub faults: Vec<Words>,
}

/// A Sigstore that is trusted.
pub struct Root {
    /// What it is called.
    pub name: String,
    /// Its authorities and logs.
    pub root: TrustedRoot,
    /// The same, ready to verify.
    pub verifier: Verifier,
}

/// A public key that is trusted.
pub struct Key {
    /// What it is called.
    pub name: String,
    /// Its SubjectPublicKeyInfo (RFC 5280, section 4.1).
    pub spki: DerPublicKey,
    /// What kind of key it is.
    pub algorithm: KeyAlgorithm,
}

/// A certificate that is trusted.
pub struct Anchor {
    /// What it is called.
    pub name: String,
    /// Its DER.
    pub der: Vec<u8>,
}

/// It never changes: parsed once.
static PUBLIC_GOOD: LazyLock<Option<Arc<Root>>> =
    LazyLock::new(|| Root::parse("Sigstore public good", SIGSTORE_PRODUCTION_TRUSTED_ROOT).ok().map(Arc::new));

impl Trusted {
    /// Reads what is trusted.
    pub fn read(trust: &Trust) -> Self {
        let mut trusted = Self {
            roots: Vec::new(),
            keys: Vec::new(),
            certificates: Vec::new(),
            identities: trust.identities.clone(),
            faults: Vec::new(),
        };
        if trust.public_good {
            trusted.roots.extend(PUBLIC_GOOD.clone());
        }
        for named in &trust.roots {
            match Root::parse(&named.name, &named.text) {
                Ok(root) => trusted.roots.push(Arc::new(root)),
                Err(reason) => trusted.fault(named, reason),
            }
        }
        for named in &trust.keys {
            match keys(named) {
                Ok(keys) => trusted.keys.extend(keys),
                Err(reason) => trusted.fault(named, reason),
            }
        }
        for named in &trust.certificates {
            match certificates(named) {
                Ok(certificates) => trusted.certificates.extend(certificates),
                Err(reason) => trusted.fault(named, reason),
            }
        }
        trusted
    }

    fn fault(&mut self, named: &Named, reason: Value) {
        let name = named.name.as_str();
        self.faults.push(say!(
            "“{name}” is among what is trusted, but could not be read and was left out: {reason}",
            name,
            reason
        ));
    }
}

impl Root {
    pub fn parse(name: &str, text: &str) -> Result<Self, Value> {
        let root = TrustedRoot::from_json(text).map_err(|error| error.to_string())?;
        let verifier = Verifier::new(&root).map_err(|error| error.to_string())?;
        Ok(Self { name: name.to_owned(), root, verifier })
    }
}

impl Key {
    fn new(name: &str, spki: Vec<u8>) -> Result<Self, Value> {
        let spki = DerPublicKey::new(spki);
        let algorithm = KeyAlgorithm::from_spki(&spki).map_err(|error| error.to_string())?;
        let key = VerificationKey::from_spki(&spki).map_err(|error| error.to_string())?;
        validate_raw_public_key(key.scheme(), key.as_bytes()).map_err(|error| error.to_string())?;
        Ok(Self { name: name.to_owned(), spki, algorithm })
    }

    /// Whether a hint in a signature means this key: its name, or SHA-256 of its SubjectPublicKeyInfo in hexadecimal or
    /// Base64, however the tools write that.
    pub fn is_meant_by(&self, hint: &str) -> bool {
        let hint = hint.trim();
        let digest = Sha256::digest(self.spki.as_bytes());
        let bare = hint.strip_prefix("SHA256:").or_else(|| hint.strip_prefix("sha256:")).unwrap_or(hint);
        let base64 = <base64ct::Base64 as base64ct::Encoding>::encode_string(&digest);
        hint == self.name && !hint.is_empty()
            || bare.eq_ignore_ascii_case(&hex(&digest))
            || bare.trim_end_matches('=') == base64.trim_end_matches('=')
    }
}

/// SHA-256 in hexadecimal.
pub fn fingerprint(der: &[u8]) -> String {
    hex(&Sha256::digest(der))
}

/// Hexadecimal digits in lower case.
pub fn hex(bytes: &[u8]) -> String {
    bytes.iter().fold(String::with_capacity(bytes.len().saturating_mul(2)), |mut text, byte| {
        let _ = write!(text, "{byte:02x}");
        text
    })
}

/// The bytes that hexadecimal digits stand for.
pub fn unhex(text: &str) -> Option<Vec<u8>> {
    let digit = |digit: u8| char::from(digit).to_digit(16).and_then(|digit| u8::try_from(digit).ok());
    let (pairs, rest) = text.as_bytes().as_chunks::<2>();
    let byte = |[high, low]: &[u8; 2]| Some(digit(*high)? << 4 | digit(*low)?);
    if rest.is_empty() { pairs.iter().map(byte).collect() } else { None }
}

pub fn blocks(named: &Named) -> Result<Vec<pem::Pem>, Value> {
    let blocks = pem::parse_many(&named.text).map_err(|error| error.to_string())?;
    if blocks.is_empty() { Err(say!("there is no “-----BEGIN …-----” in it").into()) } else { Ok(blocks) }
}

pub fn keys(named: &Named) -> Result<Vec<Key>, Value> {
    blocks(named)?.iter().map(|block| Key::new(&named.name, spki(block)?)).collect()
}

/// The SubjectPublicKeyInfo that a block of PEM holds.
fn spki(block: &pem::Pem) -> Result<Vec<u8>, Value> {
    match block.tag() {
        "PUBLIC KEY" => Ok(block.contents().to_vec()),
        "RSA PUBLIC KEY" => Ok(wrap_rsa(block.contents()).map_err(|error| error.to_string())?),
        "CERTIFICATE" => {
            let certificate = Certificate::from_der(block.contents()).map_err(|error| error.to_string())?;
            Ok(certificate.tbs_certificate.subject_public_key_info.to_der().map_err(|error| error.to_string())?)
        }
        tag if tag.ends_with("PRIVATE KEY") => {
            Err(say!("it is a private key, which belongs to the signer alone; give the public key").into())
        }
        tag => Err(say!("it is a “{tag}”, not a public key", tag).into()),
    }
}

/// An RSAPublicKey (RFC 8017, appendix A.1.1) as a SubjectPublicKeyInfo.
fn wrap_rsa(key: &[u8]) -> x509_cert::der::Result<Vec<u8>> {
    let algorithm = AlgorithmIdentifierOwned { oid: RSA, parameters: Some(Any::encode_from(&Null)?) };
    SubjectPublicKeyInfoOwned { algorithm, subject_public_key: BitString::from_bytes(key)? }.to_der()
}

pub fn certificates(named: &Named) -> Result<Vec<Anchor>, Value> {
    let anchor = |block: &pem::Pem| {
        if block.tag() != "CERTIFICATE" {
            return Err(say!("it is a “{tag}”, not a certificate", tag = block.tag()).into());
        }
        let certificate = Certificate::from_der(block.contents()).map_err(|error| error.to_string())?;
        if !may_be_trusted(&certificate) {
            return Err(
                say!("it is neither that of an authority nor self-signed, as the Notary Project requires").into()
            );
        }
        Ok(Anchor { name: named.name.clone(), der: block.contents().to_vec() })
    };
    blocks(named)?.iter().map(anchor).collect()
}

/// Whether a certificate is one for a trust store (Notary Project, trust store specification): of an authority, or signed
/// by itself.
fn may_be_trusted(certificate: &Certificate) -> bool {
    let certificate = &certificate.tbs_certificate;
    let constraints = certificate.get::<BasicConstraints>().ok().flatten();
    constraints.is_some_and(|(_, constraints)| constraints.ca) || certificate.issuer == certificate.subject
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Of RFC 8032, section 7.1, test 1, as SubjectPublicKeyInfo by RFC 8410.
    const ED25519: &str = "-----BEGIN PUBLIC KEY-----\n\
        MCowBQYDK2VwAyEA11qYAYKxCrfVS/7TyWQHOg7hcvPapiMlrwIaaPcHURo=\n-----END PUBLIC KEY-----\n";

    fn named(name: &str, text: &str) -> Named {
        Named { name: name.to_owned(), text: text.to_owned() }
    }

    #[test]
    fn a_broken_entry_stops_none_of_the_others_and_is_named() {
        super::super::crypto::install();
        let private = "-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n";
        let trust = Trust {
            public_good: true,
            roots: vec![named("cut-off.json", "{\"mediaType\":"), named("empty.json", "{\"mediaType\":\"x\"}")],
            keys: vec![named("no.pem", "nothing"), named("secret.pem", private), named("good.pem", ED25519)],
            certificates: vec![named("key-as-certificate.pem", ED25519)],
            identities: Vec::new(),
        };
        let trusted = Trusted::read(&trust);
        let roots: Vec<&str> = trusted.roots.iter().map(|root| root.name.as_str()).collect();
        assert_eq!(roots, ["Sigstore public good", "empty.json"]);
        assert_eq!(trusted.keys.iter().map(|key| key.name.as_str()).collect::<Vec<_>>(), ["good.pem"]);
        assert!(trusted.certificates.is_empty());
        let faults: Vec<String> = trusted.faults.iter().map(Words::english).collect();
        for name in ["cut-off.json", "no.pem", "secret.pem", "key-as-certificate.pem"] {
            assert!(faults.iter().any(|fault| fault.contains(name)), "{name} in {faults:?}");
        }
        assert_eq!(faults.len(), 4, "{faults:?}");
    }

    #[test]
    fn a_key_is_meant_by_its_name_or_its_fingerprint() {
        super::super::crypto::install();
        let key = keys(&named("good.pem", ED25519)).unwrap().remove(0);
        let digest = Sha256::digest(key.spki.as_bytes());
        let base64 = <base64ct::Base64 as base64ct::Encoding>::encode_string(&digest);
        for hint in ["good.pem", &hex(&digest), &base64, &format!("SHA256:{}", base64.trim_end_matches('='))] {
            assert!(key.is_meant_by(hint), "{hint}");
        }
        for hint in ["", "good", "AAAA", &hex(&digest)[1..]] {
            assert!(!key.is_meant_by(hint), "{hint}");
        }
    }
}
