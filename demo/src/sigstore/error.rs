//! Why something could not be signed.

use thiserror::Error;

/// Why something could not be signed.
#[derive(Debug, Error)]
pub enum SignError {
    /// A key that cannot be written for others.
    #[error("a public key could not be written: {0}")]
    Public(#[from] x509_cert::spki::Error),
    /// No signature.
    #[error("nothing could be signed: {0}")]
    Signature(#[from] p256::ecdsa::Error),
    /// No certificate.
    #[error("a certificate could not be made: {0}")]
    Certificate(#[from] x509_cert::builder::Error),
    /// A certificate that cannot be written, or a name that none can carry.
    #[error("a certificate could not be written: {0}")]
    Encoding(#[from] x509_cert::der::Error),
    /// No certificate log's promise.
    #[error("the promise of a log of certificates could not be written: {0}")]
    Sct(String),
    /// No COSE envelope.
    #[error("a COSE envelope could not be written: {0}")]
    Cose(String),
}
