//! What has to be signed: the image, by its digest.

use super::course::{Check, Stop};
use report::{Value, say};
use serde::Deserialize;
use sha2::{Digest as _, Sha256, Sha384, Sha512};
use sigstore_verify::types::bundle::MessageDigest;
use sigstore_verify::types::{ArtifactDigest, DigestBytes, HashAlgorithm};
use std::borrow::Cow;
use std::collections::BTreeMap;

/// The media type of an in-toto statement.
pub const IN_TOTO: &str = "application/vnd.in-toto+json";
/// How many digests of other things are quoted.
const QUOTED: usize = 3;

/// The image in question.
pub struct Subject {
    /// Its digest, as `sha256:…`.
    pub text: String,
    /// The same, understood.
    pub digest: ArtifactDigest,
}

/// As much of an in-toto statement as says what it is about (in-toto attestation framework, statement v0.1 and v1).
#[derive(Deserialize)]
struct Statement<'a> {
    #[serde(borrow, default)]
    subject: Vec<About<'a>>,
}

#[derive(Deserialize)]
struct About<'a> {
    #[serde(borrow, default)]
    digest: BTreeMap<Cow<'a, str>, Cow<'a, str>>,
}

/// The digest of bytes; nothing where the algorithm is not known here.
pub fn digest(algorithm: HashAlgorithm, bytes: &[u8]) -> Option<Vec<u8>> {
    match algorithm {
        HashAlgorithm::Sha2256 => Some(Sha256::digest(bytes).to_vec()),
        HashAlgorithm::Sha2384 => Some(Sha384::digest(bytes).to_vec()),
        HashAlgorithm::Sha2512 => Some(Sha512::digest(bytes).to_vec()),
        _ => None,
    }
}

impl Subject {
    /// Understands a digest; nothing where its algorithm is not known here or it is none.
    pub fn parse(text: &str) -> Option<Self> {
        let (name, digits) = text.split_once(':')?;
        let algorithm = match name {
            "sha256" => HashAlgorithm::Sha2256,
            "sha384" => HashAlgorithm::Sha2384,
            "sha512" => HashAlgorithm::Sha2512,
            _ => return None,
        };
        let bytes = DigestBytes::from_hex(digits).ok()?;
        Some(Self { text: text.to_ascii_lowercase(), digest: ArtifactDigest::new(algorithm, bytes).ok()? })
    }

    /// Whether bytes have this digest.
    pub fn is_digest_of(&self, bytes: &[u8]) -> bool {
        digest(self.digest.algorithm(), bytes).is_some_and(|digest| digest == self.digest.as_bytes())
    }

    /// Whether a digest, as `sha256:…`, is that of the image.
    pub fn is(&self, digest: &str) -> Result<(), Stop> {
        if digest.eq_ignore_ascii_case(&self.text) {
            Ok(())
        } else {
            Err(self.other(vec![Value::Code(digest.to_owned())]))
        }
    }

    /// Whether the digest of a message signature is that of the image.
    pub fn is_message(&self, message: &MessageDigest) -> Result<(), Stop> {
        if message.algorithm != self.digest.algorithm() {
            return Err(Stop::Unchecked(say!(
                "It signs a digest by {algorithm}, but the image is known by {digest}.",
                algorithm = message.algorithm.to_string(),
                digest = Value::Code(self.text.clone())
            )));
        }
        if message.digest.as_bytes() == self.digest.as_bytes() {
            return Ok(());
        }
        let digest = format!("{}:{}", message.algorithm.as_rekor_str(), message.digest.to_hex());
        Err(self.other(vec![Value::Code(digest)]))
    }

    /// Whether an in-toto statement names the image among what it is about.
    pub fn is_in_statement(&self, payload: &[u8]) -> Result<(), Stop> {
        let statement: Statement<'_> = serde_json::from_slice(payload).map_err(|error| {
            Stop::Broken(Check::Form, say!("The statement cannot be read: {reason}", reason = error.to_string()))
        })?;
        let (algorithm, digits) = self.text.split_once(':').unwrap_or_default();
        let names = |about: &About<'_>| about.digest.get(algorithm).is_some_and(|it| it.eq_ignore_ascii_case(digits));
        if statement.subject.iter().any(names) {
            return Ok(());
        }
        let digests = statement.subject.iter().flat_map(|about| &about.digest);
        Err(self.other(digests.take(QUOTED).map(|(name, digits)| Value::Code(format!("{name}:{digits}"))).collect()))
    }

    fn other(&self, found: Vec<Value>) -> Stop {
        let image = Value::Code(self.text.clone());
        let why = if found.is_empty() {
            say!("It names nothing that it is about, and so not {image} either.", image)
        } else {
            say!("It is about {found}, not about {image}.", found = Value::List(found), image)
        };
        Stop::Broken(Check::Subject, why)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const HELLO: &str = "sha256:2cf24dba5fb0a30e26e83b2ac5b9e29e1b161e5c1fa7425e73043362938b9824";

    fn is_broken(result: Result<(), Stop>) -> bool {
        matches!(result, Err(Stop::Broken(Check::Subject, _)))
    }

    #[test]
    fn a_digest_is_understood_or_refused() {
        assert!(Subject::parse(HELLO).is_some());
        for wrong in ["", "sha256", "sha256:", "sha256:2cf2", "md5:d41d8cd98f00b204e9800998ecf8427e", "sha256:zz"] {
            assert!(Subject::parse(wrong).is_none(), "{wrong}");
        }
    }

    #[test]
    fn a_statement_is_about_the_image_only_by_its_whole_digest() {
        let image = Subject::parse(HELLO).unwrap();
        let digits = HELLO.split_once(':').unwrap().1;
        let about = |digest: &str| format!(r#"{{"subject":[{{"digest":{{"sha1":"00"}}}},{{"digest":{digest}}}]}}"#);
        assert!(image.is_in_statement(about(&format!(r#"{{"sha256":"{digits}"}}"#)).as_bytes()).is_ok());
        for digest in [
            format!(r#"{{"sha512":"{digits}"}}"#),
            format!(r#"{{"sha256":"{}"}}"#, &digits[1..]),
            format!(r#"{{"sha256":"{}"}}"#, digits.replace('2', "3")),
            "{}".to_owned(),
        ] {
            assert!(is_broken(image.is_in_statement(about(&digest).as_bytes())), "{digest}");
        }
        assert!(is_broken(image.is_in_statement(b"{}")));
        assert!(matches!(image.is_in_statement(b"{"), Err(Stop::Broken(Check::Form, _))));
    }
}
