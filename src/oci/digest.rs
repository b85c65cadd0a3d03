//! Digests: `algorithm:encoded`, and checking bytes against one (image specification, "Digests").
//!
//! The value itself is [`oci_spec::image::Digest`].

use crate::text;
use crate::words::Text;
use oci_spec::image::{Digest, DigestAlgorithm};
use sha2::{Digest as _, Sha256, Sha384, Sha512};
use std::fmt::Write as _;
use std::str::FromStr;
use thiserror::Error;

/// The longest digest that is read. A SHA-512 has 135 characters.
const LIMIT: usize = 255;

/// Why a text is not a digest.
#[derive(Clone, Debug, Error, PartialEq, Eq)]
#[error("{}", self.text())]
pub enum DigestError {
    /// Not `algorithm:encoded`, or not of the algorithm's length.
    Grammar(String),
}

impl DigestError {
    /// The reason, as a sentence.
    #[must_use]
    pub fn text(&self) -> Text {
        let Self::Grammar(digest) = self;
        text!(
            "“{digest}” is not a digest: sha256: and 64 hexadecimal digits in lower case, or sha512: and 128.",
            digest
        )
    }
}

/// Why bytes are not what a digest names.
#[derive(Clone, Debug, Error, PartialEq, Eq)]
pub enum Mismatch {
    /// The bytes have another digest.
    #[error("expected {expected}, received bytes of {actual}")]
    Differs {
        /// What was asked for.
        expected: Digest,
        /// What came.
        actual: Digest,
    },
    /// The algorithm is none that can be computed here.
    #[error("the algorithm of {0} cannot be checked here")]
    UnknownAlgorithm(Digest),
}

/// Reads `algorithm:encoded`.
///
/// # Errors
/// [`DigestError::Grammar`], with at most the first 80 characters of the text.
pub fn parse(text: &str) -> Result<Digest, DigestError> {
    let refused = || DigestError::Grammar(text.chars().take(80).collect());
    if text.len() > LIMIT {
        return Err(refused());
    }
    Digest::from_str(text).map_err(|_| refused())
}

/// The SHA-256 digest of bytes: what a registry calls a manifest by.
#[must_use]
pub fn of(bytes: &[u8]) -> Digest {
    hashed("sha256", &Sha256::digest(bytes))
}

/// Checks that `bytes` are what `digest` names.
///
/// # Errors
/// [`Mismatch`] if they are not, or if that cannot be told.
pub fn verify(digest: &Digest, bytes: &[u8]) -> Result<(), Mismatch> {
    let mut checker = Checker::of(digest)?;
    checker.add(bytes);
    checker.finish()
}

/// Checks bytes that come piece by piece.
pub struct Checker {
    expected: Digest,
    size: u64,
    hash: Hash,
}

enum Hash {
    Sha256(Sha256),
    Sha384(Sha384),
    Sha512(Sha512),
}

impl Checker {
    /// Begins a check against `digest`.
    ///
    /// # Errors
    /// [`Mismatch::UnknownAlgorithm`].
    pub fn of(digest: &Digest) -> Result<Self, Mismatch> {
        let hash = match digest.algorithm() {
            DigestAlgorithm::Sha256 => Hash::Sha256(Sha256::new()),
            DigestAlgorithm::Sha384 => Hash::Sha384(Sha384::new()),
            DigestAlgorithm::Sha512 => Hash::Sha512(Sha512::new()),
            _ => return Err(Mismatch::UnknownAlgorithm(digest.clone())),
        };
        Ok(Self { expected: digest.clone(), size: 0, hash })
    }

    /// Takes the next bytes.
    pub fn add(&mut self, bytes: &[u8]) {
        self.size += bytes.len() as u64;
        match &mut self.hash {
            Hash::Sha256(hash) => hash.update(bytes),
            Hash::Sha384(hash) => hash.update(bytes),
            Hash::Sha512(hash) => hash.update(bytes),
        }
    }

    /// How many bytes it has taken.
    #[must_use]
    pub const fn size(&self) -> u64 {
        self.size
    }

    /// Whether they were what the digest names.
    ///
    /// # Errors
    /// [`Mismatch::Differs`].
    pub fn finish(self) -> Result<(), Mismatch> {
        let actual = match self.hash {
            Hash::Sha256(hash) => hashed("sha256", &hash.finalize()),
            Hash::Sha384(hash) => hashed("sha384", &hash.finalize()),
            Hash::Sha512(hash) => hashed("sha512", &hash.finalize()),
        };
        if actual == self.expected { Ok(()) } else { Err(Mismatch::Differs { expected: self.expected, actual }) }
    }
}

#[expect(clippy::expect_used, reason = "the hexadecimal form of a hash is a digest by construction")]
fn hashed(algorithm: &str, hash: &[u8]) -> Digest {
    let mut text = String::with_capacity(algorithm.len() + 1 + 2 * hash.len());
    text.push_str(algorithm);
    text.push(':');
    for byte in hash {
        let _ = write!(text, "{byte:02x}");
    }
    Digest::from_str(&text).expect("a hash in hexadecimal")
}

/// The tag under which referrers are listed where there is no referrers API (distribution
/// specification, "Referrers Tag Schema"): `<algorithm>-<encoded>`, the algorithm cut to 32 and the
/// encoded part to 64 characters, every character that a tag does not have replaced by `-`.
#[must_use]
pub fn referrers_tag(digest: &Digest) -> String {
    let tame = |text: &str, limit: usize| -> String {
        text.chars()
            .take(limit)
            .map(|c| if c.is_ascii_alphanumeric() || matches!(c, '.' | '_' | '-') { c } else { '-' })
            .collect()
    };
    format!("{}-{}", tame(digest.algorithm().as_ref(), 32), tame(digest.digest(), 64))
}

/// The first characters of a digest, for where the whole has no room: `sha256:4d0541cc115e`.
#[must_use]
pub fn short(digest: &Digest) -> String {
    let encoded: String = digest.digest().chars().take(12).collect();
    format!("{}:{encoded}", digest.algorithm())
}

/// The same of a text, where it is a digest; another one, such as a tag, stays as it is.
#[must_use]
pub fn short_text(text: &str) -> String {
    parse(text).map_or_else(|_| text.to_owned(), |digest| short(&digest))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// FIPS 180-4 examples for "abc".
    const ABC_256: &str = "sha256:ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";
    const ABC_512: &str = "sha512:ddaf35a193617abacc417349ae20413112e6fa4e89a97ea20a9eeee64b55d39a\
        2192992a274fc1a836ba3c23a3feebbd454d4423643ce80e2a9ac94fa54ca49f";

    #[test]
    fn bytes_are_checked_against_their_digest() {
        assert_eq!(of(b"abc").as_ref(), ABC_256);
        for text in [ABC_256, ABC_512] {
            let digest = parse(text).unwrap();
            assert_eq!(verify(&digest, b"abc"), Ok(()));
            assert!(matches!(verify(&digest, b"abd"), Err(Mismatch::Differs { .. })));
        }
        let other = parse("blake3:0123").unwrap();
        assert_eq!(verify(&other, b"abc"), Err(Mismatch::UnknownAlgorithm(other.clone())));
    }

    #[test]
    fn texts_that_are_no_digest() {
        let long = format!("x:{}", "a".repeat(300));
        for bad in ["", "sha256", "sha256:", ":abc", "sha256:abc", "SHA256:abc", "a b:c", long.as_str()] {
            assert!(matches!(parse(bad), Err(DigestError::Grammar(_))), "{bad}");
        }
        let upper = ABC_256.to_uppercase().replace("SHA256", "sha256");
        assert!(parse(&upper).is_err(), "hexadecimal digits are in lower case");
    }

    #[test]
    fn the_referrers_tag_is_cut_and_tamed() {
        let tag = |text: &str| referrers_tag(&parse(text).unwrap());
        assert_eq!(tag(ABC_256), ABC_256.replace(':', "-"));
        assert_eq!(tag(ABC_512), format!("sha512-{}", &ABC_512[7..7 + 64]));
        assert_eq!(
            tag("test+algorithm+using+algorithm+separators+and+lots+of+characters:abc=d"),
            "test-algorithm-using-algorithm-s-abc-d"
        );
    }
}
