//! Which fault is which error: at which step, and a part of what is said.

/// What a person should see.
#[derive(Debug)]
pub enum Expected {
    /// All of it, as if nothing were wrong.
    Well,
    /// How one gets in is not known.
    Challenge(&'static str),
    /// There is no token.
    Token(&'static str),
    /// The image was not read.
    Image(&'static str),
    /// The list was not read, or not to its end.
    Referrers(&'static str),
    /// Entries of the list could not be read, for this reason.
    Unreadable(&'static str),
    /// The crawl stopped at its bounds, and says so.
    Bounded,
    /// There is no blob.
    Blob(&'static str),
}

use Expected::{Blob, Bounded, Challenge, Image, Referrers, Token, Unreadable, Well};

const NO_WAY: &str = "asks for a way in that this page does not know";
const NO_TOKEN: &str = "answered, but without a token";
const NO_MANIFEST: &str = "answered, but not with an image's manifest";
const NO_LIST: &str = "answered, but not with a list of referrers";
const ELSEWHERE: &str = "sent this question on to another host";
const UNAVAILABLE: &str = "is not available at the moment";
const SLOWER: &str = "asks to go slower (429)";
const TOO_LATE: &str = "did not answer within";
const BROKE_OFF: &str = "broke off after";
const NOBODY: &str = "Nothing that this browser accepts answers";
const UNREAD: &str = "can be read, but not its answer to this request";
const NO_END: &str = "says that its list goes on, but not where the page can follow";
const ALARM_SIZE: &str = "sent another number of bytes than the descriptor says";
const ALARM_BYTES: &str = "sent are not what their digest says";

/// The table.
pub const TABLE: &[(&str, Expected)] = &[
    // The way in.
    ("challenge-missing", Well),
    ("challenge-malformed", Well),
    ("challenge-realm-foreign", Well),
    ("challenge-empty", Challenge(NO_WAY)),
    ("challenge-commas", Challenge(NO_WAY)),
    ("challenge-unknown-scheme", Challenge(NO_WAY)),
    ("challenge-100-kb", Challenge(NO_WAY)),
    ("challenge-without-realm", Challenge(NO_WAY)),
    ("challenge-realm-empty", Challenge(NO_WAY)),
    ("challenge-realm-javascript", Challenge(NO_WAY)),
    ("challenge-realm-ftp", Challenge(NO_WAY)),
    ("challenge-realm-user-part", Challenge(NO_WAY)),
    ("challenge-realm-backslash", Challenge(NO_WAY)),
    ("challenge-realm-protocol-relative", Challenge(NO_WAY)),
    ("challenge-login-page", Challenge("answers /v2/ with a web page")),
    ("challenge-redirect-foreign", Challenge(ELSEWHERE)),
    ("challenge-redirect-loop", Challenge(NOBODY)),
    ("challenge-404", Challenge("is there, but it is not a registry")),
    ("challenge-403-html", Challenge("answered with status 403 when asked how to get in")),
    ("challenge-429-retry-after-1", Well),
    ("challenge-500-json", Challenge("failed when asked how to get in (500)")),
    ("challenge-502-html", Challenge(UNAVAILABLE)),
    ("challenge-503-always", Challenge(UNAVAILABLE)),
    ("challenge-503-twice", Well),
    ("challenge-endless", Challenge("which is more than belongs here")),
    ("challenge-not-http", Challenge(NOBODY)),
    ("challenge-silent", Challenge(TOO_LATE)),
    ("challenge-reset", Challenge(NOBODY)),
    // The token.
    ("token-not-json", Token(NO_TOKEN)),
    ("token-array", Token(NO_TOKEN)),
    ("token-no-token", Token(NO_TOKEN)),
    ("token-is-number", Token(NO_TOKEN)),
    ("token-empty-string", Token(NO_TOKEN)),
    ("token-line-break", Token(NO_TOKEN)),
    ("token-not-ascii", Token(NO_TOKEN)),
    ("token-1-mb", Token("which is more than belongs here")),
    ("token-expires-in-negative", Well),
    ("token-expires-in-huge", Well),
    ("token-jwt-exp-before-iat", Well),
    ("token-jwt-exp-huge", Well),
    ("token-jwt-access-wrong-types", Well),
    ("token-wrong-content-type", Well),
    ("token-cut-off", Token(BROKE_OFF)),
    ("token-100-mb", Token("which is more than belongs here")),
    ("token-drips", Token(TOO_LATE)),
    ("token-login-page", Token(NO_TOKEN)),
    ("token-redirect-foreign", Token(UNREAD)),
    ("token-401", Token("did not accept the user name “demo”")),
    ("token-404", Token("There is no token endpoint at this address")),
    ("token-429-retry-after-huge", Token(SLOWER)),
    ("token-503-twice", Well),
    ("token-504-html", Token(UNAVAILABLE)),
    // The image.
    ("manifest-not-json", Image(NO_MANIFEST)),
    ("manifest-empty-object", Image(NO_MANIFEST)),
    ("manifest-schema-1", Image("stored in Docker's old schema 1")),
    ("manifest-layers-object", Image(NO_MANIFEST)),
    ("manifest-size-negative", Image(NO_MANIFEST)),
    ("manifest-size-2-63", Image(NO_MANIFEST)),
    ("manifest-digest-none", Image(NO_MANIFEST)),
    ("manifest-header-mismatch", Image(ALARM_BYTES)),
    ("manifest-header-no-digest", Well),
    ("manifest-other-bytes", Image(ALARM_BYTES)),
    ("manifest-annotations-markup", Well),
    ("manifest-annotations-wrong-types", Well),
    ("manifest-wrong-content-type", Well),
    ("manifest-invalid-utf8", Image(NO_MANIFEST)),
    ("manifest-nested-arrays", Image(NO_MANIFEST)),
    ("manifest-204", Image(NO_MANIFEST)),
    ("manifest-cut-off", Image(BROKE_OFF)),
    ("manifest-reset-halfway", Image(BROKE_OFF)),
    ("manifest-stalls", Image(TOO_LATE)),
    ("manifest-endless", Image("sent more than 4.2 MB")),
    ("manifest-100-mb", Image("sent more than 4.2 MB")),
    ("manifest-byte-by-byte", Well),
    ("manifest-reset", Image(UNREAD)),
    ("manifest-login-page", Image(NO_MANIFEST)),
    ("manifest-redirect-foreign", Image(ELSEWHERE)),
    ("manifest-401", Image("does not let “demo” read “demo/app” (401)")),
    ("manifest-403-html", Image("does not let “demo” read “demo/app” (403)")),
    ("manifest-429-retry-after-1", Well),
    ("manifest-429-retry-after-negative", Image(SLOWER)),
    ("manifest-429-retry-after-future", Image(SLOWER)),
    ("manifest-429-retry-after-nonsense", Image(SLOWER)),
    ("manifest-500-json", Image("failed when asked for the image (500)")),
    ("manifest-error-1-mb", Image("answered with status 400 when asked for the image")),
    // The list.
    ("referrers-not-json", Referrers(NO_LIST)),
    ("referrers-manifests-object", Referrers(NO_LIST)),
    ("referrers-entries-no-objects", Referrers(NO_LIST)),
    ("referrers-one-entry-bad", Unreadable("entry 1")),
    ("referrers-size-negative", Referrers(NO_LIST)),
    ("referrers-size-1e30", Referrers(NO_LIST)),
    ("referrers-digest-none", Referrers(NO_LIST)),
    ("referrers-artifact-type-number", Well),
    ("referrers-annotations-bidi", Well),
    ("referrers-wrong-content-type", Well),
    ("referrers-nested-arrays", Referrers(NO_LIST)),
    ("referrers-cut-off", Referrers(BROKE_OFF)),
    ("referrers-100-mb", Referrers("which is more than belongs here")),
    ("referrers-login-page", Referrers(NO_LIST)),
    ("referrers-redirect-foreign", Referrers(ELSEWHERE)),
    ("referrers-500-json", Referrers("failed when asked for the referrers (500)")),
    ("referrers-503-twice", Well),
    // Where the list goes on.
    ("links-foreign", Referrers(NO_END)),
    ("links-foreign-protocol-relative", Referrers(NO_END)),
    ("links-foreign-backslash", Referrers(NO_END)),
    ("links-foreign-user-part", Referrers(NO_END)),
    ("links-javascript", Referrers(NO_END)),
    ("links-malformed", Referrers(NO_END)),
    ("links-never-closed", Referrers(NO_END)),
    ("links-100-kb", Referrers(NO_END)),
    ("links-itself", Referrers("goes on where it has been before")),
    ("links-back-and-forth", Referrers("goes on where it has been before")),
    ("links-endless", Bounded),
    ("links-endless-empty", Bounded),
    ("links-endless-same-entries", Bounded),
    ("links-other-path", Referrers(NO_LIST)),
    ("links-page-404", Referrers("answered with status 404 when asked for the referrers")),
    ("links-page-cut-off", Referrers(BROKE_OFF)),
    ("links-page-redirect-foreign", Referrers(ELSEWHERE)),
    // The referrers tag.
    ("tag-schema-not-json", Referrers(NO_LIST)),
    ("tag-schema-login-page", Referrers(NO_LIST)),
    ("tag-schema-header-mismatch", Referrers(ALARM_BYTES)),
    ("tag-schema-digest-none", Referrers(NO_LIST)),
    ("tag-schema-403-html", Referrers("does not let “demo” read “demo/app” (403)")),
    ("tag-schema-503-twice", Well),
    // Blobs.
    ("blob-other-bytes", Blob(ALARM_BYTES)),
    ("blob-longer", Blob(ALARM_SIZE)),
    ("blob-empty-body", Blob(ALARM_SIZE)),
    ("blob-redirect-foreign", Blob(ALARM_SIZE)),
    ("blob-login-page", Blob(ALARM_SIZE)),
    ("blob-endless", Blob("which is more than was announced")),
    ("blob-cut-off", Blob(BROKE_OFF)),
    ("blob-stalls", Blob(TOO_LATE)),
    ("blob-401", Blob("does not let “demo” read “demo/app” (401)")),
    ("blob-404-html", Blob("The registry does not have this content (404)")),
    ("blob-500-json", Blob("failed when asked for content (500)")),
    // All that takes a token.
    ("everything-401", Image("does not let “demo” read “demo/app” (401)")),
    ("everything-503-always", Image(UNAVAILABLE)),
    ("everything-login-page", Image(NO_MANIFEST)),
];
