//! The image's manifest.

use super::{Fault, Step, Twist, twist};
use serde_json::json;

const fn fault(name: &'static str, about: &'static str, twist: Twist) -> Fault {
    Fault::new(Step::Manifest, name, about, twist)
}

pub const FAULTS: &[Fault] = &[
    fault("manifest-not-json", "words", twist::not_json),
    fault("manifest-array", "an array", twist::array),
    fault("manifest-string", "a string", twist::string),
    fault("manifest-number", "a number", twist::number),
    fault("manifest-null", "null", twist::null),
    fault("manifest-true", "true", twist::truth),
    fault("manifest-empty-object", "an object without anything", |_, good| good.body("{}")),
    fault("manifest-schema-1", "a manifest of Docker's schema 1", |_, good| {
        let document = json!({
            "schemaVersion": 1,
            "name": "demo/app",
            "tag": "1.0",
            "architecture": "amd64",
            "fsLayers": [],
            "history": [],
            "signatures": [],
        });
        good.body(document.to_string())
            .header("Content-Type", "application/vnd.docker.distribution.manifest.v1+prettyjws")
    }),
    fault("manifest-layers-object", "layers that are an object", |_, good| good.edit(|m| m["layers"] = json!({}))),
    fault("manifest-unknown-media-type", "a manifest of a type that nobody knows", |_, good| {
        good.edit(|m| m["mediaType"] = json!("application/x-surprise")).header("Content-Type", "application/x-surprise")
    }),
    fault("manifest-size-negative", "sizes below zero", |_, good| twist::sizes(good, "-1")),
    fault("manifest-size-2-63", "sizes of 2^63", |_, good| twist::sizes(good, "9223372036854775808")),
    fault("manifest-size-1e30", "sizes of 10^30", |_, good| twist::sizes(good, "1e30")),
    fault("manifest-size-float", "sizes with a fraction", |_, good| twist::sizes(good, "1.5")),
    fault("manifest-digest-none", "digests that are none", |_, good| twist::digests(good, "not a digest")),
    fault("manifest-digest-unknown-algorithm", "digests that nobody can compute", |_, good| {
        twist::digests(good, &format!("md5:{}", "0".repeat(32)))
    }),
    fault("manifest-header-mismatch", "a Docker-Content-Digest of something else", |_, good| {
        good.header("Docker-Content-Digest", format!("sha256:{}", "0".repeat(64)))
    }),
    fault("manifest-header-no-digest", "a Docker-Content-Digest that is no digest", |_, good| {
        good.header("Docker-Content-Digest", "yes")
    }),
    fault("manifest-other-bytes", "an image other than the one whose digest the head has", |_, good| {
        let digest = crate::push::digest(&good.body);
        good.edit(|m| m["annotations"]["swapped"] = json!("yes")).header("Docker-Content-Digest", digest)
    }),
    fault("manifest-duplicate-keys", "two lists of layers", |_, good| {
        good.replace("\"layers\":", "\"layers\":[],\"layers\":")
    }),
    fault("manifest-annotations-bidi", "annotations that turn the text around", |_, good| {
        twist::annotated(good, "org.opencontainers.image.title", "safe\u{202e}gpj.exe\u{2066}\u{200f}")
    }),
    fault("manifest-annotations-long", "an annotation of 10,000 characters", |_, good| {
        twist::annotated(good, "org.opencontainers.image.description", &"long ".repeat(2000))
    }),
    fault("manifest-annotations-markup", "annotations that are a script", |_, good| {
        twist::annotated(good, "<b>key</b>", "<script>alert(1)</script><img src=x onerror=alert(2)>")
    }),
    fault("manifest-annotations-javascript", "an address that is a script", |_, good| {
        twist::annotated(good, "org.opencontainers.image.url", "javascript:alert(document.domain)")
    }),
    fault("manifest-annotations-wrong-types", "annotations that are no strings", |_, good| {
        good.edit(|m| m["annotations"] = json!({"a": 1, "b": null, "c": ["d"]}))
    }),
    fault("manifest-wrong-content-type", "the right bytes as a picture", twist::wrong_content_type),
    fault("manifest-no-content-type", "the right bytes without a content type", twist::no_content_type),
    fault("manifest-invalid-utf8", "bytes that are not UTF-8", twist::invalid_utf8),
    fault("manifest-bom", "a byte order mark, and then the manifest", twist::bom),
    fault("manifest-nested-arrays", "100,000 arrays in each other", twist::nested_arrays),
    fault("manifest-empty-body", "200 and nothing", twist::empty),
    fault("manifest-204", "204", twist::no_content),
    fault("manifest-cut-off", "half of what was announced", twist::cut_off),
    fault("manifest-reset-halfway", "half of it, then a reset", twist::reset_halfway),
    fault("manifest-stalls", "half of it, then nothing more", twist::stalls),
    fault("manifest-endless", "a body without end", twist::endless),
    fault("manifest-100-mb", "a body of 100 MB", twist::hundred_mb),
    fault("manifest-drips", "a byte every fifth of a second, for ever", twist::drips),
    fault("manifest-byte-by-byte", "the right bytes, one at a time", twist::byte_by_byte),
    fault("manifest-silent", "the connection is taken, and nothing is said", twist::silent),
    fault("manifest-reset", "the connection is reset", twist::reset),
    fault("manifest-login-page", "200 and a page to log in", twist::login_page),
    fault("manifest-redirect-loop", "a redirect to itself", twist::redirect_loop),
    fault("manifest-redirect-foreign", "a redirect to another origin", twist::redirect_foreign),
    fault("manifest-401", "401 whatever token is sent", twist::unauthorized),
    fault("manifest-403-html", "403 and a page", twist::forbidden),
    fault("manifest-429-retry-after-1", "429 once, for a second", twist::too_many_1),
    fault("manifest-429-retry-after-huge", "429 for ever", twist::too_many_huge),
    fault("manifest-429-retry-after-negative", "429 until a second ago", twist::too_many_negative),
    fault("manifest-429-retry-after-past", "429 until a date long gone", twist::too_many_past),
    fault("manifest-429-retry-after-future", "429 until a date far away", twist::too_many_future),
    fault("manifest-429-retry-after-nonsense", "429 until a word", twist::too_many_nonsense),
    fault("manifest-500-json", "500 in the error envelope", twist::broken),
    fault("manifest-502-html", "502 and a page", twist::bad_gateway),
    fault("manifest-503-always", "503 each time", twist::unavailable),
    fault("manifest-503-twice", "503 twice, then all is well", twist::unavailable_twice),
    fault("manifest-504-html", "504 and a page", twist::gateway_timeout),
    fault("manifest-errors-no-objects", "an error envelope whose errors are none", twist::errors_of_no_objects),
    fault("manifest-error-1-mb", "an error of a megabyte", twist::error_of_1_mb),
];
