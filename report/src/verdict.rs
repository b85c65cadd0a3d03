//! Whether a signature holds, and whose it is.

use crate::words::Words;
use serde::{Deserialize, Serialize};

/// What checking a signature came to.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Verdict {
    /// In one word.
    pub outcome: Outcome,
    /// What it means, why that usually is, what to do now.
    pub sentence: Words,
    /// What kind of signature it is, as `Sigstore bundle 0.3`: the same in every language.
    pub format: String,
    /// Who signed, as far as that is proven ([`Outcome::Verified`], [`Outcome::NotTrusted`]).
    pub signer: Option<Signer>,
    /// What was checked, in that order.
    pub steps: Vec<Step>,
}

/// What a verdict is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum Outcome {
    /// Every step holds, and the signer is one whom the person trusts.
    Verified,
    /// The signature is sound, but nobody said that its signer is to be trusted; or there is nothing to trust it by.
    NotTrusted,
    /// A step does not hold.
    Broken,
    /// It could not be checked.
    NotChecked,
}

/// Who signed.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Signer {
    /// The identity in a certificate (an e-mail address, a workflow), the subject of a certificate, or the name of a
    /// key.
    pub name: String,
    /// The issuer that vouches for the identity; none for keys.
    pub issuer: Option<String>,
    /// SHA-256 of the certificate or of the key's SubjectPublicKeyInfo, in hexadecimal.
    pub fingerprint: String,
    /// Under which trust: the name of a root, a key or a certificate.
    pub trust: String,
    /// When it was signed, proven by a log or a time-stamping authority, as RFC 3339.
    pub time: Option<String>,
}

/// One thing that was checked.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Step {
    /// What was checked.
    pub name: Words,
    /// How it went.
    pub state: State,
    /// What was found.
    pub detail: Option<Words>,
}

/// How a step went.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum State {
    /// It holds.
    Passed,
    /// It does not hold.
    Failed,
    /// It was not come to, because one before it failed.
    NotReached,
    /// There is no such thing to check in a signature of this kind, or the trust does not ask for it.
    NotAsked,
}
