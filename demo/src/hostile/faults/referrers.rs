//! The image's referrers: what is wrong is wrong on every page.

use super::{Fault, Step, Twist, twist};
use serde_json::{Value, json};

const fn fault(name: &'static str, about: &'static str, twist: Twist) -> Fault {
    Fault::new(Step::Referrers, name, about, twist)
}

pub const FAULTS: &[Fault] = &[
    fault("referrers-not-json", "words", twist::not_json),
    fault("referrers-array", "an array", twist::array),
    fault("referrers-string", "a string", twist::string),
    fault("referrers-number", "a number", twist::number),
    fault("referrers-null", "null", twist::null),
    fault("referrers-true", "true", twist::truth),
    fault("referrers-empty-object", "an object without anything", |_, good| good.body("{}")),
    fault("referrers-manifests-object", "entries that are an object", |_, good| {
        good.edit(|i| i["manifests"] = json!({}))
    }),
    fault("referrers-entries-no-objects", "entries that are no objects", |_, good| {
        good.edit(|i| i["manifests"] = json!([1, null, "x", [], {}, true]))
    }),
    fault("referrers-one-entry-bad", "one entry that is none before two that are", |_, good| {
        good.edit(|i| {
            if let Some(entries) = i["manifests"].as_array_mut() {
                entries.insert(0, json!({"digest": 5}));
            }
        })
    }),
    fault("referrers-same-entry-1000-times", "one entry a thousand times", |_, good| {
        good.edit(|i| i["manifests"] = Value::from(vec![i["manifests"][0].clone(); 1000]))
    }),
    fault("referrers-size-negative", "sizes below zero", |_, good| twist::sizes(good, "-1")),
    fault("referrers-size-2-63", "sizes of 2^63", |_, good| twist::sizes(good, "9223372036854775808")),
    fault("referrers-size-1e30", "sizes of 10^30", |_, good| twist::sizes(good, "1e30")),
    fault("referrers-size-float", "sizes with a fraction", |_, good| twist::sizes(good, "1.5")),
    fault("referrers-digest-none", "digests that are none", |_, good| twist::digests(good, "../../../etc/passwd")),
    fault("referrers-digest-unknown-algorithm", "digests that nobody can compute", |_, good| {
        twist::digests(good, &format!("md5:{}", "0".repeat(32)))
    }),
    fault("referrers-artifact-type-number", "artifact types that are numbers", |_, good| {
        good.edit(|i| i["manifests"].as_array_mut().into_iter().flatten().for_each(|e| e["artifactType"] = json!(5)))
    }),
    fault("referrers-annotations-bidi", "annotations that turn the text around", |_, good| {
        twist::annotated(good, "org.opencontainers.image.title", "safe\u{202e}gpj.exe\u{2066}\u{200f}")
    }),
    fault("referrers-annotations-long", "annotations of 10,000 characters", |_, good| {
        twist::annotated(good, "org.opencontainers.image.description", &"long ".repeat(2000))
    }),
    fault("referrers-annotations-markup", "annotations that are a script", |_, good| {
        twist::annotated(good, "<b>key</b>", "<script>alert(1)</script><img src=x onerror=alert(2)>")
    }),
    fault("referrers-annotations-javascript", "an address that is a script", |_, good| {
        twist::annotated(good, "org.opencontainers.image.url", "javascript:alert(document.domain)")
    }),
    fault("referrers-duplicate-keys", "two lists of entries", |_, good| {
        good.replace("\"manifests\":", "\"manifests\":[],\"manifests\":")
    }),
    fault("referrers-wrong-content-type", "the right index as a picture", twist::wrong_content_type),
    fault("referrers-no-content-type", "the right index without a content type", twist::no_content_type),
    fault("referrers-invalid-utf8", "bytes that are not UTF-8", twist::invalid_utf8),
    fault("referrers-bom", "the right index behind a byte order mark", twist::bom),
    fault("referrers-nested-arrays", "100,000 arrays in each other", twist::nested_arrays),
    fault("referrers-empty-body", "200 and nothing", twist::empty),
    fault("referrers-204", "204", twist::no_content),
    fault("referrers-cut-off", "half of what was announced", twist::cut_off),
    fault("referrers-endless", "a body without end", twist::endless),
    fault("referrers-100-mb", "a body of 100 MB", twist::hundred_mb),
    fault("referrers-drips", "a byte every fifth of a second, for ever", twist::drips),
    fault("referrers-byte-by-byte", "the right index, a byte at a time", twist::byte_by_byte),
    fault("referrers-silent", "the connection is taken, and nothing is said", twist::silent),
    fault("referrers-reset", "the connection is reset", twist::reset),
    fault("referrers-login-page", "200 and a page to log in", twist::login_page),
    fault("referrers-redirect-loop", "a redirect to itself", twist::redirect_loop),
    fault("referrers-redirect-foreign", "a redirect to another origin", twist::redirect_foreign),
    fault("referrers-401", "401 whatever token is sent", twist::unauthorized),
    fault("referrers-403-html", "403 and a page", twist::forbidden),
    fault("referrers-429-retry-after-1", "429 once, for a second", twist::too_many_1),
    fault("referrers-429-retry-after-huge", "429 for ever", twist::too_many_huge),
    fault("referrers-500-json", "500 in the error envelope", twist::broken),
    fault("referrers-502-html", "502 and a page", twist::bad_gateway),
    fault("referrers-503-always", "503 each time", twist::unavailable),
    fault("referrers-503-twice", "503 twice, then all is well", twist::unavailable_twice),
    fault("referrers-504-html", "504 and a page", twist::gateway_timeout),
    fault("referrers-errors-no-objects", "an error envelope whose errors are none", twist::errors_of_no_objects),
    fault("referrers-error-1-mb", "an error of a megabyte", twist::error_of_1_mb),
];
