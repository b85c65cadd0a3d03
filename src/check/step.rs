//! The steps of a check, by name.

use crate::text;
use crate::words::Text;

/// A step.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum StepName {
    /// From where the page comes, seen from the registry.
    Hosting,
    /// https on both sides, or on none.
    Secure,
    /// Whether the page's own policy lets it ask the registry.
    Policy,
    /// Whether anything answers `GET /v2/`.
    Reach,
    /// What `WWW-Authenticate` says.
    Challenge,
    /// Whether a page may ask `/v2/` and read the answer.
    CorsBase,
    /// The same for the token endpoint.
    CorsToken,
    /// The same for manifests.
    CorsManifests,
    /// The same for the referrers API.
    CorsReferrers,
    /// The same for blobs.
    CorsBlobs,
    /// Whether there is a token, and what it allows.
    Token,
    /// Whether the token is for this registry, by its own word and by the registry's.
    Service,
    /// Whether both clocks agree.
    Clock,
    /// The tag's manifest and its digest.
    Image,
    /// Whether there is a referrers API.
    Referrers,
    /// Whether the referrers tag can be asked where there is none.
    Fallback,
    /// From where blobs come.
    Blob,
    /// Which headers the page can read.
    Exposed,
}

/// Steps that belong together.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Group {
    /// This page.
    Page,
    /// The way to the registry.
    Way,
    /// What a page of another origin may do.
    Cors,
    /// The token.
    Token,
    /// What is in the registry.
    Content,
}

impl StepName {
    /// All of them, in the order in which they are shown.
    pub const ALL: [Self; 18] = [
        Self::Hosting,
        Self::Secure,
        Self::Policy,
        Self::Reach,
        Self::Challenge,
        Self::CorsBase,
        Self::CorsToken,
        Self::CorsManifests,
        Self::CorsReferrers,
        Self::CorsBlobs,
        Self::Token,
        Self::Service,
        Self::Clock,
        Self::Image,
        Self::Referrers,
        Self::Fallback,
        Self::Blob,
        Self::Exposed,
    ];

    /// To which group it belongs.
    #[must_use]
    pub const fn group(self) -> Group {
        match self {
            Self::Hosting | Self::Secure | Self::Policy => Group::Page,
            Self::Reach | Self::Challenge => Group::Way,
            Self::CorsBase | Self::CorsToken | Self::CorsManifests | Self::CorsReferrers | Self::CorsBlobs => {
                Group::Cors
            }
            Self::Token | Self::Service | Self::Clock => Group::Token,
            Self::Image | Self::Referrers | Self::Fallback | Self::Blob | Self::Exposed => Group::Content,
        }
    }

    /// A name for style sheets and tests.
    #[must_use]
    pub const fn slug(self) -> &'static str {
        match self {
            Self::Hosting => "hosting",
            Self::Secure => "secure",
            Self::Policy => "policy",
            Self::Reach => "reach",
            Self::Challenge => "challenge",
            Self::CorsBase => "cors-base",
            Self::CorsToken => "cors-token",
            Self::CorsManifests => "cors-manifests",
            Self::CorsReferrers => "cors-referrers",
            Self::CorsBlobs => "cors-blobs",
            Self::Token => "token",
            Self::Service => "service",
            Self::Clock => "clock",
            Self::Image => "image",
            Self::Referrers => "referrers",
            Self::Fallback => "fallback",
            Self::Blob => "blob",
            Self::Exposed => "exposed",
        }
    }

    /// What it is called.
    #[must_use]
    pub fn title(self) -> Text {
        match self {
            Self::Hosting => text!("How this page is hosted"),
            Self::Secure => text!("https on both sides"),
            Self::Policy => text!("Content-Security-Policy of this page"),
            Self::Reach => text!("The registry answers"),
            Self::Challenge => text!("Challenge (WWW-Authenticate)"),
            Self::CorsBase => text!("CORS at /v2/"),
            Self::CorsToken => text!("CORS at the token endpoint"),
            Self::CorsManifests => text!("CORS at manifests"),
            Self::CorsReferrers => text!("CORS at referrers"),
            Self::CorsBlobs => text!("CORS at blobs"),
            Self::Token => text!("A token is given"),
            Self::Service => text!("Service and audience"),
            Self::Clock => text!("Clocks"),
            Self::Image => text!("The image's manifest"),
            Self::Referrers => text!("Referrers API"),
            Self::Fallback => text!("Referrers tag, where there is no API"),
            Self::Blob => text!("Blobs, and where they are sent on to"),
            Self::Exposed => text!("Exposed headers"),
        }
    }
}

impl Group {
    /// All of them, in their order.
    pub const ALL: [Self; 5] = [Self::Page, Self::Way, Self::Cors, Self::Token, Self::Content];

    /// What it is called.
    #[must_use]
    pub fn title(self) -> Text {
        match self {
            Self::Page => text!("This page"),
            Self::Way => text!("The way to the registry"),
            Self::Cors => text!("What a page of another origin may do"),
            Self::Token => text!("The token"),
            Self::Content => text!("What the page asks for"),
        }
    }
}
