//! Which step an error of `sigstore-verify` is of.

use super::course::{Check, Course, Stop, quote};
use sigstore_verify::bundle::Error as FormError;
use sigstore_verify::{CertificateError, Error, TransparencyLogError};

/// The step that an error says not to hold, where the whole course was asked for in its order: those before it hold.
pub fn place(error: &Error, course: &mut Course) -> Stop {
    let stop = name(error);
    if let (Stop::Broken(check, _), false) = (&stop, matches!(error, Error::Bundle(_))) {
        course.pass_before(*check);
    }
    stop
}

/// The step that an error says not to hold.
pub fn name(error: &Error) -> Stop {
    let check = match error {
        // Form is looked at before all else.
        Error::Bundle(error) => return form(error),
        Error::InvalidBundle(_) | Error::Types(_) => Check::Form,
        Error::SignatureInvalid(_) => Check::Signature,
        Error::Timestamp(_) => Check::Time,
        Error::Certificate(CertificateError::Sct(_)) => Check::Sct,
        Error::Certificate(_) => Check::Chain,
        Error::TransparencyLog(error) => log(error),
        Error::ArtifactMismatch(_) => Check::Entry,
        _ => return Stop::Unchecked(quote(error)),
    };
    Stop::Broken(check, quote(error))
}

const fn log(error: &TransparencyLogError) -> Check {
    match error {
        TransparencyLogError::InclusionProof(_) | TransparencyLogError::Checkpoint(_) => Check::Log,
        TransparencyLogError::EntryMismatch(_) | TransparencyLogError::MalformedEntry(_) => Check::Entry,
        // The promise of the log is what proves the time, and is looked at first.
        _ => Check::Time,
    }
}

fn form(error: &FormError) -> Stop {
    let check = match error {
        FormError::UnsupportedMediaType(_) => return Stop::Unchecked(quote(error)),
        FormError::MissingInclusionPromise(_) | FormError::MissingSigningTimeEvidence | FormError::MissingTimestamp => {
            Check::Time
        }
        FormError::MissingInclusionProof(_)
        | FormError::MissingCheckpoint
        | FormError::LogIndexOutOfRange { .. }
        | FormError::CheckpointRootMismatch => Check::Log,
        _ => Check::Form,
    };
    Stop::Broken(check, quote(error))
}
