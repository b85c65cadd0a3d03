//! The index under the referrers tag, where there is no referrers API.

use super::{Fault, Step, Twist, twist};
use crate::push::MANIFEST;
use serde_json::json;

const fn fault(name: &'static str, about: &'static str, twist: Twist) -> Fault {
    Fault::new(Step::TagSchema, name, about, twist)
}

pub const FAULTS: &[Fault] = &[
    fault("tag-schema-not-json", "words", twist::not_json),
    fault("tag-schema-manifest", "a manifest that is no index", |_, good| {
        let document = json!({"schemaVersion": 2, "mediaType": MANIFEST, "config": {}, "layers": []});
        good.body(document.to_string()).header("Content-Type", MANIFEST)
    }),
    fault("tag-schema-header-mismatch", "a Docker-Content-Digest of something else", |_, good| {
        good.header("Docker-Content-Digest", format!("sha256:{}", "0".repeat(64)))
    }),
    fault("tag-schema-digest-none", "digests that are none", |_, good| twist::digests(good, "not a digest")),
    fault("tag-schema-nested-arrays", "100,000 arrays in each other", twist::nested_arrays),
    fault("tag-schema-cut-off", "half of what was announced", twist::cut_off),
    fault("tag-schema-endless", "a body without end", twist::endless),
    fault("tag-schema-login-page", "200 and a page to log in", twist::login_page),
    fault("tag-schema-redirect-foreign", "a redirect to another origin", twist::redirect_foreign),
    fault("tag-schema-401", "401 whatever token is sent", twist::unauthorized),
    fault("tag-schema-403-html", "403 and a page", twist::forbidden),
    fault("tag-schema-500-json", "500 in the error envelope", twist::broken),
    fault("tag-schema-503-twice", "503 twice, then all is well", twist::unavailable_twice),
    fault("tag-schema-silent", "the connection is taken, and nothing is said", twist::silent),
];
