//! What can go wrong between the page and a registry.

use super::diagnose::Verdict;
use super::endpoint::TokenEndpoint;
use super::transport::TransportError;
use crate::auth::token::TokenError;
use crate::oci::Address;
use crate::oci::digest::Mismatch;
use crate::oci::error::Refusal;
use crate::oci::link::LinkError;
use crate::oci::manifest::ManifestError;
use crate::oci::referrers::ReferrersError;
use crate::oci::tags::TagsError;
use thiserror::Error;

/// What the registry was asked when something went wrong.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Question {
    /// `GET /v2/`: is this a registry, and how does one get in?
    Challenge,
    /// `GET /v2/auth`: a token.
    Token,
    /// `GET /v2/<name>/manifests/<reference>`.
    Manifest,
    /// `GET /v2/<name>/referrers/<digest>`, or the index or manifest under a tag that stands for it.
    Referrers,
    /// `GET /v2/<name>/blobs/<digest>`.
    Blob,
    /// `GET /v2/<name>/tags/list`.
    Tags,
}

/// Why a question has no answer. [`super::Problem`] turns it into words for a person.
#[derive(Clone, Debug, Error, PartialEq, Eq)]
pub enum ClientError {
    /// The registry answered with an error status.
    #[error("{question:?}: status {status}")]
    Refused {
        /// What was asked.
        question: Question,
        /// The status code.
        status: u16,
        /// The registry's own words.
        refusal: Refusal,
        /// The seconds after which to ask again, where the registry says.
        retry_after: Option<u64>,
    },
    /// No answer that may be read.
    #[error("{question:?}: {error}")]
    NoAnswer {
        /// What was asked.
        question: Question,
        /// Who was asked.
        host: Address,
        /// What the carrier of the request saw.
        error: TransportError,
        /// Why that most likely is.
        verdict: Verdict,
    },
    /// `WWW-Authenticate` names a token endpoint on another host.
    #[error("the realm {realm} is on another host")]
    ForeignRealm {
        /// The endpoint.
        realm: TokenEndpoint,
    },
    /// The answer came from another origin, by a redirect; only content named by its digest may.
    #[error("{question:?}: the answer came from {address}")]
    Strayed {
        /// What was asked.
        question: Question,
        /// From where.
        address: String,
    },
    /// A list goes on at an address that nobody should follow.
    #[error(transparent)]
    Link(#[from] LinkError),
    /// A list goes on at an address where it has been before.
    #[error("the list goes on at {0}, which is a part that was read before")]
    LinkLoop(String),
    /// The content has another size than its descriptor says.
    #[error("expected {expected} bytes, received {actual}")]
    Size {
        /// What the descriptor says.
        expected: u64,
        /// What came.
        actual: u64,
    },
    /// `/v2/` is a web page.
    #[error("a web page in the place of a registry")]
    WebPage,
    /// `WWW-Authenticate` names something that is no address, or asks for an unknown scheme.
    #[error("cannot answer the challenge {0}")]
    Challenge(String),
    /// The answer of the token endpoint holds none.
    #[error(transparent)]
    Token(#[from] TokenError),
    /// The answer is not a manifest.
    #[error(transparent)]
    Manifest(#[from] ManifestError),
    /// The bytes are not what their digest says.
    #[error(transparent)]
    Digest(#[from] Mismatch),
    /// The answer is not a list of referrers.
    #[error(transparent)]
    Referrers(#[from] ReferrersError),
    /// The answer is not a list of tags.
    #[error(transparent)]
    Tags(#[from] TagsError),
}
