//! The course of a check: what is asked of a signature, in which order, and how it went.
//!
//! A verdict is made here and nowhere else: [`Outcome::Verified`] comes only of a course on which no step failed and
//! none was left out.

use super::sentence;
use report::{Outcome, Signer, State, Step, Value, Verdict, Words, say};

/// What can be asked of a signature.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Check {
    /// Its bytes have the digest that the manifest states.
    Bytes,
    /// It is what its format says.
    Form,
    /// What it signs is the image in question.
    Subject,
    /// The signature is of the key over what is signed.
    Signature,
    /// When it was signed, said by somebody other than the signer.
    Time,
    /// The certificate was issued under a root that is trusted.
    Chain,
    /// The certificate was put into a log of certificates.
    Sct,
    /// The signature was put into a transparency log.
    Log,
    /// The log's entry is of this very signature.
    Entry,
    /// Somebody said that this signer is to be trusted.
    Signer,
    /// The certificates were valid when it counts.
    Validity,
    /// The signature says itself until when it counts.
    Expiry,
    /// The certificate was not taken back.
    Revocation,
}

impl Check {
    /// What a person reads.
    fn name(self) -> Words {
        match self {
            Self::Bytes => say!("Bytes as the manifest names them"),
            Self::Form => say!("Form of the signature"),
            Self::Subject => say!("It signs this image"),
            Self::Signature => say!("Signature over the content"),
            Self::Time => say!("Signing time"),
            Self::Chain => say!("Certificate issued under a trusted root"),
            Self::Sct => say!("Certificate in a certificate log"),
            Self::Log => say!("Entry in a transparency log"),
            Self::Entry => say!("The log's entry is of this signature"),
            Self::Signer => say!("Signer is trusted"),
            Self::Validity => say!("Certificates were valid"),
            Self::Expiry => say!("Signature has not expired"),
            Self::Revocation => say!("Certificate not revoked"),
        }
    }
}

/// Why a check ends before its last step.
#[derive(Clone, Debug)]
pub enum Stop {
    /// A step does not hold, and why.
    Broken(Check, Words),
    /// What it would have to be trusted by is not among the trusted: which step needs it, and what that is.
    Foreign(Check, Words),
    /// It is sound, and this is who signed; nobody said that they are to be trusted.
    Stranger(Signer),
    /// It cannot be checked here, and why.
    Unchecked(Words),
}

/// How far a check came.
#[derive(Clone, Debug)]
pub struct Course {
    format: String,
    steps: Vec<(Check, State, Option<Words>)>,
}

impl Course {
    /// A signature of this format, of which this is asked; nothing was come to yet.
    pub fn new(format: impl Into<String>, plan: &[Check]) -> Self {
        Self { format: format.into(), steps: plan.iter().map(|check| (*check, State::NotReached, None)).collect() }
    }

    /// A step holds.
    pub fn pass(&mut self, check: Check) {
        self.set(check, State::Passed, None);
    }

    /// A step holds, and this was found.
    pub fn pass_with(&mut self, check: Check, detail: Words) {
        self.set(check, State::Passed, Some(detail));
    }

    /// A step is not asked for, and why.
    pub fn spare(&mut self, check: Check, why: Words) {
        self.set(check, State::NotAsked, Some(why));
    }

    /// A step does not hold, and why.
    pub fn fail(&mut self, check: Check, why: Words) {
        self.set(check, State::Failed, Some(why));
    }

    /// What comes before this step and was asked for holds.
    pub fn pass_before(&mut self, check: Check) {
        let end = self.steps.iter().position(|step| step.0 == check).unwrap_or_default();
        for step in self.steps.iter_mut().take(end).filter(|step| step.1 == State::NotReached) {
            step.1 = State::Passed;
        }
    }

    /// Whether a step was not come to yet.
    pub fn is_open(&self, check: Check) -> bool {
        self.steps.iter().any(|step| step.0 == check && step.1 == State::NotReached)
    }

    fn set(&mut self, check: Check, state: State, detail: Option<Words>) {
        match self.steps.iter_mut().find(|step| step.0 == check) {
            Some(step) => *step = (check, state, detail),
            None => self.steps.push((check, state, detail)),
        }
    }

    /// The verdict.
    pub fn end(mut self, result: Result<Signer, Stop>) -> Verdict {
        match result {
            Ok(signer) if self.is_whole() => {
                let sentence = sentence::verified(&signer);
                self.verdict(Outcome::Verified, sentence, Some(signer))
            }
            // Cannot be, and must not be shown as verified if it is.
            Ok(_) => {
                let sentence = sentence::unchecked(say!("Not every step was reached."));
                self.verdict(Outcome::NotChecked, sentence, None)
            }
            Err(Stop::Broken(check, why)) => {
                self.fail(check, why);
                self.verdict(Outcome::Broken, sentence::broken(check), None)
            }
            Err(Stop::Foreign(check, why)) => {
                self.fail(check, why);
                self.verdict(Outcome::NotTrusted, sentence::foreign(check), None)
            }
            Err(Stop::Stranger(signer)) => {
                self.fail(Check::Signer, sentence::no_identity(&signer));
                self.verdict(Outcome::NotTrusted, sentence::stranger(&signer), Some(signer))
            }
            Err(Stop::Unchecked(why)) => self.verdict(Outcome::NotChecked, sentence::unchecked(why), None),
        }
    }

    fn is_whole(&self) -> bool {
        let holds = |state| matches!(state, State::Passed | State::NotAsked);
        self.steps.iter().all(|step| holds(step.1)) && self.steps.iter().any(|step| step.0 == Check::Signature)
    }

    fn verdict(self, outcome: Outcome, sentence: Words, signer: Option<Signer>) -> Verdict {
        let steps = self.steps.into_iter().map(|(check, state, detail)| Step { name: check.name(), state, detail });
        Verdict { outcome, sentence, format: self.format, signer, steps: steps.collect() }
    }
}

/// Quotes what a library said.
pub fn quote(error: &impl std::fmt::Display) -> Words {
    say!("What was found: {reason}", reason = Value::Word(error.to_string()))
}
