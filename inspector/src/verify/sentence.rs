//! What a verdict means, why that usually is, and what to do now.

use super::course::Check;
use report::{Signer, Value, Words, say};

/// All steps hold, and the signer is trusted.
pub fn verified(signer: &Signer) -> Words {
    match &signer.issuer {
        Some(issuer) => say!(
            "Signed by {name}, for whom {issuer} vouches. Every step holds, and this signer is one of those trusted.",
            name = Value::Code(signer.name.clone()),
            issuer = Value::Code(issuer.clone()),
        ),
        None => say!(
            "Signed by {name}. Every step holds, and this signer is one of those trusted.",
            name = Value::Code(signer.name.clone()),
        ),
    }
}

/// Sound, but nobody said that the signer is to be trusted.
pub fn stranger(signer: &Signer) -> Words {
    say!(
        "The signature is sound and was made by {name}, but no identity that is trusted for this repository matches. \
         If this is the signer whom you expect, add the identity to the trusted ones.",
        name = Value::Code(signer.name.clone()),
    )
}

/// Beside the step in which no identity matched.
pub fn no_identity(signer: &Signer) -> Words {
    say!(
        "No trusted identity matches the subject {name} of the issuer {issuer}.",
        name = Value::Code(signer.name.clone()),
        issuer = Value::Code(signer.issuer.clone().unwrap_or_default()),
    )
}

/// It could not be checked.
pub fn unchecked(why: Words) -> Words {
    say!("The signature was not checked, so it proves nothing here. {why}", why)
}

/// What it would have to be trusted by is not among the trusted.
pub fn foreign(check: Check) -> Words {
    match check {
        Check::Signature => say!(
            "None of the trusted keys made this signature: it was made with another key, or something in it was changed \
             since. Add the signer's public key to the trusted ones, or ask who signs this image."
        ),
        Check::Chain | Check::Validity => say!(
            "What can be checked holds, but the certificate was not issued under a root that is trusted: the signature is \
             of another Sigstore or another company, or of nobody in particular. If you know whose it is, add their root \
             to the trusted ones."
        ),
        Check::Sct => say!(
            "What can be checked holds, but no trusted root lists the certificate log. The root is too old or of \
             another Sigstore: add the one that belongs to this signature."
        ),
        Check::Log | Check::Entry => say!(
            "What can be checked holds, but no trusted root lists the transparency log. The root is too old or of \
             another Sigstore: add the one that belongs to this signature."
        ),
        Check::Time => say!(
            "What can be checked holds, but no trusted root lists the time stamp authority. The root is too old or of \
             another Sigstore: add the one that belongs to this signature."
        ),
        _ => say!("What can be checked holds, but nothing that is trusted vouches for this signature."),
    }
}

/// A step does not hold.
pub fn broken(check: Check) -> Words {
    match check {
        Check::Bytes => say!(
            "The bytes are not those that the manifest names: the registry, or something on the way, changed or lost \
             some. Do not rely on this signature; fetch it again, and if it stays so, tell the people who run the \
             registry."
        ),
        Check::Form => say!(
            "It is not what its format says, so it signs nothing: it was cut off, changed, or written by a faulty tool. Do \
             not rely on it; have the image signed again."
        ),
        Check::Subject => say!(
            "It signs something other than this image: it was copied from another image, or the image was replaced \
             after it was signed. Do not rely on it; ask the signer where it belongs."
        ),
        Check::Signature => say!(
            "The signature does not match what it is meant to sign: the content, the signature or the key was changed \
             after the signing. Do not rely on it; have the image signed again."
        ),
        Check::Time => say!(
            "Nothing proves when it was signed: the proof of the time is missing, was changed, or is of another \
             signature. Do not rely on it; have the image signed again."
        ),
        Check::Chain => say!(
            "The certificate does not hold under the root that it names: it was changed, or was not valid when it was used. \
             Do not rely on it; have the image signed again."
        ),
        Check::Sct => say!(
            "The certificate is not proven to be in a certificate log: it was changed, or was issued in secret. Do \
             not rely on it, and tell the people who run the certificate authority."
        ),
        Check::Log => say!(
            "The signature is not proven to be in the transparency log: the proof is missing or was changed. Do not rely on \
             it; have the image signed again."
        ),
        Check::Entry => say!(
            "The entry of the transparency log is of another signature: somebody put it here, or a part was changed. Do not \
             rely on it; have the image signed again."
        ),
        Check::Validity => say!(
            "A certificate was not valid at the time that counts, so the signature no longer proves anything. Do not rely \
             on it; have the image signed again with a valid certificate."
        ),
        Check::Expiry => say!(
            "The signature has expired: its signer set a time limit, which has passed. Do not rely on it; have the image \
             signed again, or take a newer image."
        ),
        Check::Signer | Check::Revocation => {
            say!("The signer was not allowed to sign this. Do not rely on it; ask who signs this image.")
        }
    }
}
